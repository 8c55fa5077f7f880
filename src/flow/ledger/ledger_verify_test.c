// SPDX-License-Identifier: Apache-2.0
// What the check of the books and replay find when rows are changed behind the program's back, on both databases; and a
// long random life after which both find nothing.
#include "click/click_accrue.h"
#include "payout/payout_run.h"
#include "payout_account/payout_account.h"
#include "report/performance.h"
#include "test_sql.h"
#include "test_world.h"

#define PLAN "pay 10% on sale\npay 0.001 EUR on click\n"
#define BIT(n) (1U << (n))

// Partner 0: a sale that is pending, one that was refunded in part and is available, one in a payout; some clicks.
struct books {
    struct world *world;
    struct commission pending, available, taken;
    struct conversion_id pending_sale, available_sale;
    struct payout_item item;
};

static void clicks_accrued(struct world *world)
{
    struct performance_delta delta = {.quarter = quarter_of(world->flow.now),
                                      .program_id = world->program_id,
                                      .partner_id = world->partners[0],
                                      .clicks = 1234,
                                      .unique_clicks = 100};
    must(world, db_write_begin(world->db));
    must(world, performance_add(world->db, world->arena, &delta, 1));
    must(world, db_commit(world->db));
    world_days_pass(world, 1);
    struct click_accrued accrued;
    must(world, click_accrue(&world->flow, world->flow.now, &accrued));
    assert_int_equal(accrued.commissions, 1);
}

static struct payout_run_id run_made(struct world *world)
{
    struct payout_request request = {.currency = {"EUR"}, .until = world->flow.now, .method = TEXT("bank_transfer")};
    struct payout_run_id id = {0};
    enum rc rc = payout_run_create(&world->flow, &request, &id);
    if (rc == RC_REFUSED && strcmp(world->fault.code, "nothing_to_pay") == 0) {
        fault_clear(&world->fault);
        return id;
    }
    must(world, rc);
    return id;
}

static void books_begin(void **state, struct arena *arena, struct books *books)
{
    struct world *world = world_new(*state, arena, PLAN);
    struct conversion_id taken = world_sale(world, 0, "A-1", "100.00", "approved");
    world_days_pass(world, 14);
    world_release(world);
    struct payout_run_id run = run_made(world);
    books->available_sale = world_sale(world, 0, "A-2", "50.00", "approved");
    world_refund(world, books->available_sale, "r-1", "10.00");
    world_days_pass(world, 14);
    world_release(world);
    clicks_accrued(world);
    books->pending_sale = world_sale(world, 0, "A-3", "70.00", "approved");
    books->world = world;
    books->taken = world_commission(world, taken);
    books->available = world_commission(world, books->available_sale);
    books->pending = world_commission(world, books->pending_sale);
    struct payout_item *items;
    size_t count;
    must(world, payout_item_list(world->db, arena, run, &items, &count));
    books->item = items[0];
}

static void commission_amount(struct books *b)
{
    struct sql_test_commission_add_amount_in in = {.id = b->pending.id.v, .amount_minor = 1};
    must(b->world, sql_test_commission_add_amount(b->world->db, &in, NULL));
}

static void pending_share(struct books *b)
{
    struct sql_test_commission_add_pending_in in = {.id = b->pending.id.v, .amount_minor = 1};
    must(b->world, sql_test_commission_add_pending(b->world->db, &in, NULL));
}

static void available_share(struct books *b)
{
    struct sql_test_commission_add_available_in in = {.id = b->available.id.v, .amount_minor = 1};
    must(b->world, sql_test_commission_add_available(b->world->db, &in, NULL));
}

static void commission_owner(struct books *b)
{
    struct sql_test_commission_set_partner_in in = {.id = b->pending.id.v, .partner_id = b->world->partners[1].v};
    must(b->world, sql_test_commission_set_partner(b->world->db, &in, NULL));
}

static void step_amount(struct books *b)
{
    must(b->world, sql_test_guard_change_update_drop(b->world->db, NULL));
    struct sql_test_change_set_amount_in in = {.commission_id = b->available.id.v, .number = 1, .amount_minor = 499};
    must(b->world, sql_test_change_set_amount(b->world->db, &in, NULL));
}

static void last_step_amount(struct books *b)
{
    must(b->world, sql_test_guard_change_update_drop(b->world->db, NULL));
    struct sql_test_change_set_amount_in in = {.commission_id = b->pending.id.v, .number = 1, .amount_minor = 699};
    must(b->world, sql_test_change_set_amount(b->world->db, &in, NULL));
}

static void step_reason(struct books *b)
{
    must(b->world, sql_test_guard_change_update_drop(b->world->db, NULL));
    struct sql_test_change_set_derivation_in in = {
        .commission_id = b->available.id.v, .number = 1, .derivation = TEXT("{\"because\":\"so\"}")};
    must(b->world, sql_test_change_set_derivation(b->world->db, &in, NULL));
}

static void step_gone(struct books *b)
{
    must(b->world, sql_test_guard_change_delete_drop(b->world->db, NULL));
    struct sql_test_change_delete_in in = {.commission_id = b->available.id.v, .number = 2};
    must(b->world, sql_test_change_delete(b->world->db, &in, NULL));
}

static void item_amount(struct books *b)
{
    must(b->world, sql_test_guard_payout_item_drop(b->world->db, NULL));
    struct sql_test_payout_item_add_amount_in in = {.id = b->item.id.v, .amount_minor = 1};
    must(b->world, sql_test_payout_item_add_amount(b->world->db, &in, NULL));
}

static void share_amount(struct books *b)
{
    struct sql_test_payout_share_add_amount_in in = {.item_id = b->item.id.v, .amount_minor = -1};
    must(b->world, sql_test_payout_share_add_amount(b->world->db, &in, NULL));
}

// Of the item's partner, and on hold when the item was taken.
static void item_account(struct books *b)
{
    struct payout_account account = {.partner_id = b->item.partner_id,
                                     .number = 1,
                                     .created_by = TEXT("test"),
                                     .created_at = b->world->flow.now,
                                     .usable_at = {b->world->flow.now.ms + DAY_MS}};
    struct payout_details details = {.method = TEXT("paypal"), .email = TEXT("a@example.org")};
    payout_account_seal(b->world->arena, &b->world->keyring, &details, TEXT(""), &account);
    must(b->world, payout_account_insert(b->world->db, b->world->arena, &account, &account.id));
    must(b->world, sql_test_guard_payout_item_drop(b->world->db, NULL));
    struct sql_test_payout_item_set_account_in in = {.id = b->item.id.v, .account_id = account.id.v};
    must(b->world, sql_test_payout_item_set_account(b->world->db, &in, NULL));
}

static void lonely_approval(struct books *b)
{
    struct sql_test_payout_run_set_approver_in in = {.approved_by = b->world->flow.actor,
                                                     .approved_at = b->world->flow.now};
    must(b->world, sql_test_payout_run_set_approver(b->world->db, &in, NULL));
}

static void line_carry(struct books *b)
{
    must(b->world, sql_test_guard_click_accrual_drop(b->world->db, NULL));
    struct sql_test_click_accrual_add_carry_in in = {.number = 1, .carried_out_micro = 1};
    must(b->world, sql_test_click_accrual_add_carry(b->world->db, &in, NULL));
}

static void line_clicks(struct books *b)
{
    must(b->world, sql_test_guard_click_accrual_drop(b->world->db, NULL));
    struct sql_test_click_accrual_add_clicks_in in = {.number = 1, .clicks = 1};
    must(b->world, sql_test_click_accrual_add_clicks(b->world->db, &in, NULL));
}

static void credit(struct books *b)
{
    struct sql_test_conversion_set_partner_in in = {.id = b->pending_sale.v, .partner_id = b->world->partners[1].v};
    must(b->world, sql_test_conversion_set_partner(b->world->db, &in, NULL));
}

static void order_amount(struct books *b)
{
    struct sql_test_conversion_set_amount_in in = {.id = b->pending_sale.v, .amount_minor = 7010};
    must(b->world, sql_test_conversion_set_amount(b->world->db, &in, NULL));
}

static void evidence(struct books *b)
{
    struct sql_test_evidence_set_outcome_in in = {.conversion_id = b->pending_sale.v,
                                                  .outcome = TEXT("outside_window")};
    must(b->world, sql_test_evidence_set_outcome(b->world->db, &in, NULL));
}

static void refund_amount(struct books *b)
{
    must(b->world, sql_test_guard_refund_drop(b->world->db, NULL));
    struct sql_test_refund_set_amount_in in = {.id = 1, .amount_minor = 1100};
    must(b->world, sql_test_refund_set_amount(b->world->db, &in, NULL));
}

// Balanced, sealed, chained: the ledger has no complaint, but nothing led to it.
static void invented_entry(struct books *b)
{
    struct ledger_draft draft = {.key = TEXT("com:1:99"),
                                 .kind = TEXT("adjustment"),
                                 .reference_kind = TEXT("commission"),
                                 .reference_id = b->pending.id.v};
    ledger_draft_add(&draft, LEDGER_PROGRAM, b->world->program_id.v, LEDGER_COMMISSION_EXPENSE, world_eur(5));
    ledger_draft_add(&draft, LEDGER_PARTNER, b->world->partners[0].v, LEDGER_AVAILABLE, world_eur(-5));
    struct entry_id id;
    must(b->world, ledger_book(b->world->db, b->world->arena, &draft, &id, &b->world->fault));
}

static void entry_time(struct books *b)
{
    must(b->world, sql_test_guard_entry_update_drop(b->world->db, NULL));
    must(b->world, sql_test_entry_change(b->world->db, &(struct sql_test_entry_change_in){.id = 1}, NULL));
}

static void missing_entry(struct books *b)
{
    struct commission_change *changes;
    size_t count;
    must(b->world, commission_change_list(b->world->db, b->world->arena, b->pending.id, &changes, &count));
    int64_t entry = changes[0].entry_id.v;
    must(b->world, sql_test_guard_posting_delete_drop(b->world->db, NULL));
    for (int64_t position = 1; position <= 2; position++) {
        struct sql_test_posting_delete_in in = {.entry_id = entry, .position = position};
        must(b->world, sql_test_posting_delete(b->world->db, &in, NULL));
    }
    must(b->world, sql_test_guard_entry_delete_drop(b->world->db, NULL));
    must(b->world, sql_test_entry_delete(b->world->db, &(struct sql_test_entry_delete_in){.id = entry}, NULL));
}

// An entry in the books that speaks of another's commission.
static void foreign_reversal(struct books *b)
{
    struct commission_change *changes;
    size_t count;
    must(b->world, commission_change_list(b->world->db, b->world->arena, b->available.id, &changes, &count));
    struct ledger_draft draft = {.key = TEXT("com:4:98"),
                                 .kind = TEXT("adjustment"),
                                 .reference_kind = TEXT("commission"),
                                 .reference_id = b->pending.id.v,
                                 .reverses = changes[0].entry_id};
    ledger_draft_add(&draft, LEDGER_PARTNER, b->world->partners[0].v, LEDGER_AVAILABLE, world_eur(5));
    ledger_draft_add(&draft, LEDGER_PROGRAM, b->world->program_id.v, LEDGER_COMMISSION_EXPENSE, world_eur(-5));
    struct entry_id id;
    must(b->world, ledger_book(b->world->db, b->world->arena, &draft, &id, &b->world->fault));
}

// On hold for somebody who earned nothing.
static void money_of_nobody(struct books *b)
{
    struct ledger_draft draft = {.key = TEXT("com:4:97"),
                                 .kind = TEXT("accrual"),
                                 .reference_kind = TEXT("commission"),
                                 .reference_id = b->pending.id.v};
    ledger_draft_add(&draft, LEDGER_PROGRAM, b->world->program_id.v, LEDGER_COMMISSION_EXPENSE, world_eur(5));
    ledger_draft_add(&draft, LEDGER_PARTNER, b->world->partners[1].v, LEDGER_PENDING, world_eur(-5));
    struct entry_id id;
    must(b->world, ledger_book(b->world->db, b->world->arena, &draft, &id, &b->world->fault));
}

static void half_an_entry(struct books *b)
{
    must(b->world, sql_test_guard_posting_delete_drop(b->world->db, NULL));
    struct commission_change *changes;
    size_t count;
    must(b->world, commission_change_list(b->world->db, b->world->arena, b->pending.id, &changes, &count));
    struct sql_test_posting_delete_in in = {.entry_id = changes[0].entry_id.v, .position = 1};
    must(b->world, sql_test_posting_delete(b->world->db, &in, NULL));
}

static void stored_balance(struct books *b)
{
    struct sql_test_account_id_in find = {
        .owner_kind = TEXT("partner"), .owner_id = b->world->partners[0].v, .kind = TEXT("pending")};
    struct sql_test_account_id_row row;
    must(b->world, sql_test_account_id(b->world->db, b->world->arena, &find, &row));
    struct sql_test_account_add_balance_in in = {.id = row.id, .amount_minor = 7};
    must(b->world, sql_test_account_add_balance(b->world->db, &in, NULL));
}

// The same partner once more for the same order, under another key.
static void second_commission(struct books *b)
{
    struct commission again = b->pending;
    again.accrual_key = text_format(b->world->arena, "cnv:%lld:again", (long long)b->pending_sale.v);
    again.amount.minor = 0;
    again.pending.minor = 0;
    must(b->world, commission_number(b->world->db, b->world->arena, &again, 1));
    must(b->world, commission_insert(b->world->db, b->world->arena, &again, 1));
}

struct damage {
    const char *name;
    void (*call)(struct books *books);
    unsigned invariants; // that have findings
    const char *replay;  // object of one of the differences; NULL: none is expected
    const char *says;    // part of one of the findings; NULL: whatever they say
};

static const struct damage damages[] = {
    {"a commission's amount", commission_amount, BIT(5), "commission 4"},
    {"its pending share", pending_share, BIT(5), "commission 4"},
    {"its available share", available_share, BIT(6), "commission 2"},
    {"its owner", commission_owner, BIT(5), "commission 4"},
    {"an old step's amount", step_amount, 0, "commission 2, step 1"},
    {"the last step's amount", last_step_amount, BIT(5), "commission 4, step 1"},
    {"a step's reason", step_reason, 0, "commission 2, step 1"},
    {"a missing step", step_gone, BIT(5), "commission 2, step 2"},
    {"a payout's amount", item_amount, BIT(6), "payout item 1"},
    {"a payout's share", share_amount, BIT(6), "payout item 1, commission 1"},
    {"where a payout goes", item_account, BIT(6), NULL},
    {"one approver for two", lonely_approval, BIT(6), NULL},
    {"a remainder of clicks", line_carry, BIT(7), "clicks of program 1, partner 1, line 1"},
    {"a number of clicks", line_clicks, 0, "clicks of program 1, partner 1, line 1"},
    {"whom a sale is credited to", credit, BIT(5), "conversion 3"},
    {"an order's amount", order_amount, 0, "commission 4, step 1"},
    {"a judgement of evidence", evidence, 0, "conversion 3"},
    {"a refund's amount", refund_amount, 0, "commission 2, step 2"},
    {"an invented entry", invented_entry, BIT(5) | BIT(6), "entry com:1:99"},
    {"a missing entry", missing_entry, BIT(3) | BIT(4) | BIT(5) | BIT(8), "entry com:4:1"},
    {"an entry's time", entry_time, BIT(8), "entry com:1:1"},
    {"a correction of another commission's entry", foreign_reversal, BIT(5) | BIT(6), "entry com:4:98",
     "(com:4:98) does not mirror entry"},
    {"money on hold that nobody earned", money_of_nobody, BIT(5) | BIT(9), "entry com:4:97",
     "5 EUR are in pending, and nothing tells since when"},
    {"half an entry", half_an_entry, BIT(1) | BIT(2) | BIT(3) | BIT(4) | BIT(5) | BIT(8), "entry com:4:1"},
    {"a stored balance", stored_balance, BIT(2) | BIT(3) | BIT(5), NULL},
    {"a second commission for one order", second_commission, BIT(5), "commission 5",
     "conversion 3 has 2 commissions of one partner"},
};

static bool replay_names(const struct replay_report *report, const char *object)
{
    for (int64_t i = 0; i < report->difference_count && i < REPLAY_DIFFERENCES_MAX; i++) {
        if (text_equal(report->differences[i].object, text_of(object))) {
            return true;
        }
    }
    return false;
}

// Everything that a check tells, in its order.
static struct text told(struct world *world, int threads)
{
    struct ledger_verification *check = arena_one(world->arena, struct ledger_verification);
    must(world, ledger_verify_threads(world->db, world->arena, world->flow.now, threads, check));
    struct buf buf = buf_new(world->arena, (size_t)1 << 18);
    buf_format(&buf, "%d %lld %lld %lld %lld %lld %lld %lld\n", check->is_sound, (long long)check->accounts,
               (long long)check->entries, (long long)check->postings, (long long)check->commissions,
               (long long)check->click_lines, (long long)check->waiting_accounts, (long long)check->overdue);
    for (int i = 0; i < LEDGER_INVARIANTS; i++) {
        buf_format(&buf, "%d %s %lld\n", check->verdicts[i].invariant, check->verdicts[i].says,
                   (long long)check->verdicts[i].findings);
    }
    for (size_t i = 0; i < check->finding_count; i++) {
        buf_format(&buf, "%d %.*s\n", check->findings[i].invariant, TEXT_PRINT(check->findings[i].what));
    }
    for (size_t i = 0; i < check->waiting_count; i++) {
        const struct ledger_waiting *w = &check->waiting[i];
        buf_format(&buf, "%lld %.*s %lld %lld\n", (long long)w->partner_id.v, TEXT_PRINT(w->kind),
                   (long long)w->amount.minor, (long long)w->since.ms);
    }
    assert_false(buf.is_overflown);
    return buf_text(&buf);
}

static void assert_two_threads_tell_the_same(struct world *world, const char *name)
{
    assert_row(name, text_equal(told(world, 1), told(world, 2)));
}

static bool findings_say(const struct ledger_verification *check, const char *part)
{
    for (size_t i = 0; i < check->finding_count; i++) {
        if (text_find(check->findings[i].what, text_of(part), 0) != SIZE_MAX) {
            return true;
        }
    }
    return false;
}

static void assert_found(struct world *world, const struct damage *damage)
{
    struct ledger_verification *check = arena_one(world->arena, struct ledger_verification);
    must(world, ledger_verify(world->db, world->arena, world->flow.now, check));
    assert_two_threads_tell_the_same(world, damage->name);
    unsigned found = 0;
    for (int i = 0; i < LEDGER_INVARIANTS; i++) {
        found |= check->verdicts[i].findings > 0 ? BIT(i + 1) : 0;
    }
    if (found != damage->invariants) {
        for (size_t i = 0; i < check->finding_count; i++) {
            print_error("%d: %.*s\n", check->findings[i].invariant, TEXT_PRINT(check->findings[i].what));
        }
    }
    assert_row(damage->name, found == damage->invariants);
    assert_row(damage->name, damage->says == NULL || findings_say(check, damage->says));
    assert_row(damage->name, check->is_sound == (found == 0));
    struct replay_report *report = arena_one(world->arena, struct replay_report);
    must(world, replay(world->db, world->arena, report, &world->fault));
    bool is_named = damage->replay == NULL ? report->difference_count == 0 : replay_names(report, damage->replay);
    if (!is_named) {
        for (int64_t i = 0; i < report->difference_count && i < REPLAY_DIFFERENCES_MAX; i++) {
            print_error("%.*s\n", TEXT_PRINT(report->differences[i].object));
        }
    }
    assert_row(damage->name, is_named);
}

static void damage_is_found(void **state)
{
    for (size_t i = 0; i < COUNT_OF(damages); i++) {
        AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
        struct test_database *database = test_database_new(test_database_kind(*state));
        void *fresh = database;
        struct books books;
        books_begin(&fresh, arena, &books);
        if (i == 0) {
            world_assert_sound(books.world);
            assert_two_threads_tell_the_same(books.world, "no damage");
        }
        must(books.world, db_write_begin(books.world->db));
        damages[i].call(&books);
        must(books.world, db_commit(books.world->db));
        assert_found(books.world, &damages[i]);
        test_database_free(database);
    }
}

// Damage in several parts at once, which different threads find.
static void much_damage_is_told_in_one_order(void **state)
{
    static void (*const calls[])(struct books * books) = {commission_amount, available_share, last_step_amount,
                                                          item_amount,       line_carry,      invented_entry};
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct books books;
    books_begin(state, arena, &books);
    must(books.world, db_write_begin(books.world->db));
    for (size_t i = 0; i < COUNT_OF(calls); i++) {
        calls[i](&books);
    }
    must(books.world, db_commit(books.world->db));
    for (int i = 0; i < 5; i++) {
        assert_two_threads_tell_the_same(books.world, "much damage");
    }
}

static bool names_shares(struct world *world)
{
    struct ledger_verification *check = arena_one(world->arena, struct ledger_verification);
    must(world, ledger_verify(world->db, world->arena, world->flow.now, check));
    bool is_named = false;
    for (size_t i = 0; i < check->finding_count; i++) {
        struct text what = check->findings[i].what;
        is_named = is_named || text_ends_with(what, TEXT("the shares of its commission sum to 667, the whole is 666"));
    }
    return is_named;
}

static void shares_that_miss_the_whole_are_found(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 6.66% on sale\n");
    struct conversion_claim claim = {.advertiser_id = world->advertiser_id,
                                     .program_id = world->program_id,
                                     .order_id = TEXT("S-1"),
                                     .amount = TEXT("100.00"),
                                     .status = TEXT("approved"),
                                     .coupon = TEXT("p0"),
                                     .split = TEXT("p0:50,p1:50"),
                                     .source = TEXT("api")};
    struct conversion_accepted accepted;
    must(world, conversion_accept(&world->flow, NULL, &claim, &accepted));
    world_assert_sound(world);
    assert_false(names_shares(world));
    struct commission *list;
    size_t count;
    must(world, commission_list_of(world->db, arena, accepted.conversion_id, &list, &count));
    assert_int_equal(count, 2);
    struct sql_test_commission_add_amount_in in = {.id = list[1].id.v, .amount_minor = 1};
    must(world, db_write_begin(world->db));
    must(world, sql_test_commission_add_amount(world->db, &in, NULL));
    must(world, db_commit(world->db));
    assert_true(names_shares(world));
}

// Books of before: what was recorded in an older format is derived anew in that.
static void an_older_format_is_replayed_as_it_is(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct books books;
    books_begin(state, arena, &books);
    struct world *world = books.world;
    struct commission_change change;
    must(world, commission_change_get(world->db, arena, books.available.id, 1, &change));
    size_t at = text_find(change.derivation, TEXT(",\"format\":3,"), 0);
    assert_true(at != SIZE_MAX);
    char *older = text_zero_terminated(arena, change.derivation);
    older[at + strlen(",\"format\":")] = '2';
    struct sql_test_change_set_derivation_in in = {
        .commission_id = books.available.id.v, .number = 1, .derivation = text_of(older)};
    must(world, db_write_begin(world->db));
    must(world, sql_test_guard_change_update_drop(world->db, NULL));
    must(world, sql_test_change_set_derivation(world->db, &in, NULL));
    must(world, db_commit(world->db));
    world_assert_sound(world);
}

static void what_waits_is_listed_with_its_age(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct books books;
    books_begin(state, arena, &books);
    struct world *world = books.world;
    struct ledger_verification *check = arena_one(arena, struct ledger_verification);
    must(world, ledger_verify(world->db, arena, world->flow.now, check));
    assert_true(check->is_sound);
    assert_int_equal(check->waiting_count, 2);
    assert_int_equal(check->waiting_accounts, 2);
    assert_text(check->waiting[0].kind, "in_payout");
    assert_int_equal(check->waiting[0].amount.minor, 1000);
    assert_int_equal(check->waiting[0].since.ms, WORLD_START_MS + 14 * DAY_MS);
    assert_text(check->waiting[1].kind, "pending");
    assert_int_equal(check->waiting[1].amount.minor, 700 + 123);
    assert_int_equal(check->overdue, 0);
    world_days_pass(world, 20);
    must(world, ledger_verify(world->db, arena, world->flow.now, check));
    assert_int_equal(check->overdue, 2);
    assert_int_equal(check->commissions, 4);
    assert_int_equal(check->click_lines, 1);
}

// ---- a random life ----

#define OPERATIONS 250
#define SALES_MAX 60

struct life {
    struct world *world;
    uint64_t random;
    struct conversion_id sales[SALES_MAX];
    int64_t left[SALES_MAX]; // cents not refunded
    size_t count;
    struct payout_run_id runs[OPERATIONS];
    size_t run_count;
};

static uint64_t below(struct life *life, uint64_t limit)
{
    life->random = life->random * 6364136223846793005ULL + 1442695040888963407ULL;
    return (life->random >> 33) % limit;
}

static char *cents(struct life *life, int64_t minor)
{
    return text_zero_terminated(life->world->arena, money_text(life->world->arena, world_eur(minor)));
}

static void random_sale(struct life *life)
{
    static const char *const statuses[] = {"approved", "approved", "pending", "rejected"};
    if (life->count == SALES_MAX) {
        return;
    }
    int64_t amount = 1 + (int64_t)below(life, 20000);
    struct text order = text_format(life->world->arena, "A-%zu", life->count);
    life->sales[life->count] =
        world_sale(life->world, below(life, WORLD_PARTNERS), text_zero_terminated(life->world->arena, order),
                   cents(life, amount), statuses[below(life, COUNT_OF(statuses))]);
    life->left[life->count++] = amount;
}

static void random_refund(struct life *life, uint64_t key)
{
    size_t i = below(life, life->count);
    if (life->left[i] == 0) {
        return;
    }
    int64_t amount = below(life, 3) == 0 ? life->left[i] : 1 + (int64_t)below(life, (uint64_t)life->left[i]);
    life->left[i] -= amount;
    struct text id = text_format(life->world->arena, "r-%llu", (unsigned long long)key);
    world_refund(life->world, life->sales[i], text_zero_terminated(life->world->arena, id), cents(life, amount));
}

// Anything may be refused: a run that is paid is not cancelled. What matters is that nothing breaks.
static void random_payout(struct life *life)
{
    struct world *world = life->world;
    if (life->run_count == 0 || below(life, 3) == 0) {
        struct payout_run_id run = run_made(world);
        if (run.v != 0) {
            life->runs[life->run_count++] = run;
        }
        return;
    }
    struct payout_run_id run = life->runs[below(life, life->run_count)];
    enum rc rc = RC_OK;
    switch (below(life, 5)) {
    case 0:
        rc = payout_run_approve(&world->flow, run);
        break;
    case 1:
        rc = payout_run_pay(&world->flow, run);
        break;
    case 2:
        rc = payout_run_cancel(&world->flow, run);
        break;
    default: {
        struct payout_item *items;
        size_t count;
        must(world, payout_item_list(world->db, world->arena, run, &items, &count));
        rc = count == 0 ? RC_OK : payout_item_fail(&world->flow, items[below(life, count)].id, TEXT_NONE);
        break;
    }
    }
    if (rc != RC_REFUSED) {
        must(world, rc);
    }
    fault_clear(&world->fault);
}

static void random_operation(struct life *life, uint64_t number)
{
    struct world *world = life->world;
    world->flow.now.ms += 1 + (int64_t)below(life, 1000);
    switch (below(life, 8)) {
    case 0:
    case 1:
        random_sale(life);
        break;
    case 2:
        if (life->count > 0) {
            random_refund(life, number);
        }
        break;
    case 3:
    case 4:
        if (life->count > 0) {
            world_decide(world, life->sales[below(life, life->count)], below(life, 2) == 0 ? "approved" : "rejected");
        }
        break;
    case 5:
        world_days_pass(world, 1 + (int64_t)below(life, 10));
        world_release(world);
        break;
    default:
        random_payout(life);
        break;
    }
}

static void a_random_life(void **state, uint64_t seed)
{
    AUTO_ARENA arena = arena_new((size_t)512 << 20);
    struct life *life = arena_one(arena, struct life);
    *life =
        (struct life){.world = world_new(*state, arena, "pay 7.3% on sale\ncap 90.00 EUR per sale\n"), .random = seed};
    for (uint64_t i = 0; i < OPERATIONS; i++) {
        random_operation(life, i);
    }
    world_assert_sound(life->world);
}

static void a_random_life_1(void **state)
{
    a_random_life(state, 1);
}

static void a_random_life_2(void **state)
{
    a_random_life(state, 20261122);
}

static void a_random_life_3(void **state)
{
    a_random_life(state, 77777);
}

static const struct CMUnitTest cases[] = {
    TEST_DATABASE_CASE(damage_is_found),
    TEST_DATABASE_CASE(much_damage_is_told_in_one_order),
    TEST_DATABASE_CASE(shares_that_miss_the_whole_are_found),
    TEST_DATABASE_CASE(an_older_format_is_replayed_as_it_is),
    TEST_DATABASE_CASE(what_waits_is_listed_with_its_age),
    TEST_DATABASE_CASE(a_random_life_1),
    TEST_DATABASE_CASE(a_random_life_2),
    TEST_DATABASE_CASE(a_random_life_3),
};

int main(void)
{
    return TEST_DATABASE_RUN("ledger_verify", cases);
}
