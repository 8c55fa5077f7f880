// SPDX-License-Identifier: Apache-2.0
// The ledger on both databases: what is booked, what is refused in C and by the databases themselves when C is passed
// by, what the check finds once the guards are gone, and writers that meet on the same accounts. The hashes were
// computed by hand from README.md with another program (Python's hashlib).
#include "ledger/ledger.h"

#include "crypto/crypto.h"
#include "format/encode.h"
#include "ledger/ledger_sql.h"
#include "test_database.h"
#include "test_sql.h"
#include "thread/thread.h"

static struct money eur(int64_t minor)
{
    return (struct money){.minor = minor, .currency = {"EUR"}};
}

static struct money usd(int64_t minor)
{
    return (struct money){.minor = minor, .currency = {"USD"}};
}

static struct ledger_draft draft_of(const char *key, const char *kind)
{
    return (struct ledger_draft){
        .key = text_of(key),
        .kind = text_of(kind),
        .reference_kind = TEXT("commission"),
        .reference_id = 12,
        .occurred_at = {1700000000000},
        .booked_at = {1700000001000},
    };
}

// Program 3 owes partner 5 an amount.
static struct ledger_draft accrual(const char *key, struct money amount)
{
    struct ledger_draft draft = draft_of(key, "accrual");
    ledger_draft_add(&draft, LEDGER_PROGRAM, 3, LEDGER_COMMISSION_EXPENSE, amount);
    ledger_draft_add(&draft, LEDGER_PARTNER, 5, LEDGER_PENDING, money_negate(amount));
    return draft;
}

static struct ledger_draft moved(const char *key, const char *kind, enum ledger_account_kind from,
                                 enum ledger_account_kind to, struct money amount)
{
    struct ledger_draft draft = draft_of(key, kind);
    ledger_draft_add(&draft, LEDGER_PARTNER, 5, from, amount);
    ledger_draft_add(&draft, LEDGER_PARTNER, 5, to, money_negate(amount));
    return draft;
}

static enum rc book(struct db *db, const struct ledger_draft *draft, struct entry_id *ret_entry, struct fault *fault)
{
    AUTO_ARENA arena = arena_new(65536);
    fault_clear(fault);
    TRY(db_write_begin(db));
    enum rc rc = ledger_book(db, arena, draft, ret_entry, fault);
    if (rc != RC_OK) {
        db_rollback(db);
        return rc;
    }
    return db_commit(db);
}

static struct entry_id booked(struct db *db, const struct ledger_draft *draft)
{
    struct fault fault = {0};
    struct entry_id id = {0};
    enum rc rc = book(db, draft, &id, &fault);
    if (rc != RC_OK) {
        print_error("%s: %s %s\n", rc_name(rc), fault.code, db_failure(db));
    }
    assert_int_equal(rc, RC_OK);
    return id;
}

static size_t findings_of(struct db *db, struct arena *arena, struct ledger_check_report *ret_report)
{
    assert_int_equal(db_read_begin(db), RC_OK);
    assert_int_equal(ledger_check(db, arena, NULL, ret_report), RC_OK);
    db_rollback(db);
    return ret_report->finding_count;
}

static void assert_sound(struct db *db, int64_t entries)
{
    AUTO_ARENA arena = arena_new(65536);
    struct ledger_check_report report;
    size_t count = findings_of(db, arena, &report);
    for (size_t i = 0; i < count && i < LEDGER_FINDINGS_MAX; i++) {
        print_error("%d: %.*s\n", report.findings[i].invariant, TEXT_PRINT(report.findings[i].what));
    }
    assert_int_equal(count, 0);
    assert_int_equal(report.entries, entries);
}

static void money_goes_through_a_life(void **state)
{
    struct db *db = test_database_db(*state);
    AUTO_ARENA arena = arena_new(65536);
    struct ledger_draft drafts[] = {
        accrual("com:12:1", eur(1000)),
        accrual("com:13:1", usd(250)),
        moved("com:12:2", "release", LEDGER_PENDING, LEDGER_AVAILABLE, eur(700)),
        moved("pay:1:taken", "payout", LEDGER_AVAILABLE, LEDGER_IN_PAYOUT, eur(600)),
        moved("pay:1:paid", "paid", LEDGER_IN_PAYOUT, LEDGER_PAID, eur(500)),
    };
    for (size_t i = 0; i < COUNT_OF(drafts); i++) {
        booked(db, &drafts[i]);
    }
    struct ledger_draft refund = draft_of("com:12:3", "adjustment");
    ledger_draft_add(&refund, LEDGER_PROGRAM, 3, LEDGER_COMMISSION_EXPENSE, eur(-40));
    ledger_draft_add(&refund, LEDGER_PARTNER, 5, LEDGER_OWED_BACK, eur(40));
    booked(db, &refund);
    struct ledger_balance *balances;
    size_t count;
    assert_int_equal(ledger_partner_balances(db, arena, (struct partner_id){5}, &balances, &count), RC_OK);
    assert_int_equal(count, 2);
    assert_text(currency_text(&balances[0].currency), "EUR");
    const int64_t expected[LEDGER_ACCOUNT_KIND_COUNT] = {0, 300, 100, 100, 500, 40};
    for (size_t k = 0; k < LEDGER_ACCOUNT_KIND_COUNT; k++) {
        assert_int_equal(balances[0].accounts[k].minor, expected[k]);
        assert_int_equal(balances[1].accounts[k].minor, k == LEDGER_PENDING ? 250 : 0);
    }
    struct money balance;
    assert_int_equal(
        ledger_account_balance(db, arena, LEDGER_PROGRAM, 3, LEDGER_COMMISSION_EXPENSE, eur(0).currency, &balance),
        RC_OK);
    assert_int_equal(balance.minor, 960);
    assert_int_equal(
        ledger_account_balance(db, arena, LEDGER_PROGRAM, 4, LEDGER_COMMISSION_EXPENSE, eur(0).currency, &balance),
        RC_OK);
    assert_int_equal(balance.minor, 0);
    assert_int_equal(ledger_partner_balances(db, arena, (struct partner_id){6}, &balances, &count), RC_OK);
    assert_int_equal(count, 0);
    assert_sound(db, 6);
}

struct seen {
    struct arena *arena;
    struct text all;
    int64_t last;
};

static enum rc see(void *user, struct entry_id id, const struct ledger_draft *entry)
{
    struct seen *seen = user;
    assert_true(id.v > seen->last);
    seen->last = id.v;
    seen->all = text_format(seen->arena, "%.*s%.*s\n", TEXT_PRINT(seen->all),
                            TEXT_PRINT(ledger_draft_text(seen->arena, entry)));
    return RC_OK;
}

static void entries_read_as_they_were_booked(void **state)
{
    struct db *db = test_database_db(*state);
    AUTO_ARENA arena = arena_new(65536);
    struct ledger_draft first = accrual("com:12:1", eur(1000));
    struct entry_id first_id = booked(db, &first);
    struct ledger_draft second = draft_of("com:12:2", "adjustment");
    second.reverses = first_id;
    ledger_draft_add(&second, LEDGER_PROGRAM, 3, LEDGER_COMMISSION_EXPENSE, eur(-400));
    ledger_draft_add(&second, LEDGER_PARTNER, 5, LEDGER_PENDING, eur(400));
    ledger_draft_add(&second, LEDGER_PARTNER, 5, LEDGER_OWED_BACK, eur(0)); // nothing: no line
    booked(db, &second);
    struct ledger_entry_view *entries;
    size_t count;
    assert_int_equal(ledger_entries_of(db, arena, TEXT("commission"), 12, &entries, &count), RC_OK);
    assert_int_equal(count, 2);
    assert_text(entries[1].kind, "adjustment");
    assert_int_equal(entries[1].line_count, 2);
    assert_int_equal(entries[1].lines[1].amount.minor, 400);
    struct seen seen = {.arena = arena, .all = TEXT("")};
    assert_int_equal(ledger_entry_each(db, see, &seen), RC_OK);
    assert_text(
        seen.all,
        "accrual key=com:12:1 reference=commission:12 occurred=1700000000000 booked=1700000001000 reverses=0 "
        "[program:3 commission_expense 1000 EUR] [partner:5 pending -1000 EUR]\n"
        "adjustment key=com:12:2 reference=commission:12 occurred=1700000000000 booked=1700000001000 reverses=1 "
        "[program:3 commission_expense -400 EUR] [partner:5 pending 400 EUR]\n");
    struct entry_id found;
    assert_int_equal(ledger_entry_find(db, arena, TEXT("com:12:2"), &found), RC_OK);
    assert_int_equal(ledger_entry_find(db, arena, TEXT("com:12:9"), &found), RC_NOT_FOUND);
}

static void a_key_books_once(void **state)
{
    struct db *db = test_database_db(*state);
    struct fault fault = {0};
    struct ledger_draft draft = accrual("com:12:1", eur(1000));
    struct entry_id first = booked(db, &draft);
    draft.booked_at.ms += 5000; // a repetition comes later
    assert_int_equal(booked(db, &draft).v, first.v);
    struct ledger_draft others[6];
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        others[i] = accrual("com:12:1", eur(1000));
    }
    others[0].kind = TEXT("release");
    others[1].reference_id = 13;
    others[2].occurred_at.ms++;
    others[3].lines[0].amount.minor++;
    others[3].lines[1].amount.minor--;
    others[4].lines[1].owner_id = 6;
    others[5].reverses.v = 1;
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        struct entry_id id;
        assert_int_equal(book(db, &others[i], &id, &fault), RC_CONFLICT);
        assert_string_equal(fault.code, "entry_key_reused");
    }
    assert_sound(db, 1);
}

static void impossible_entries_are_refused(void **state)
{
    struct db *db = test_database_db(*state);
    struct ledger_draft start = accrual("com:1:1", eur(1000));
    booked(db, &start);
    struct {
        const char *name;
        struct ledger_draft draft;
        const char *code;
    } rows[] = {
        {"one line", draft_of("a", "accrual"), "entry_too_short"},
        {"no line", draft_of("b", "accrual"), "entry_too_short"},
        {"does not balance", accrual("c", eur(10)), "entry_unbalanced"},
        {"balances only across currencies", accrual("d", eur(10)), "entry_unbalanced"},
        {"more than pending", moved("e", "release", LEDGER_PENDING, LEDGER_AVAILABLE, eur(1001)), "account_overdrawn"},
        {"nothing available", moved("f", "payout", LEDGER_AVAILABLE, LEDGER_IN_PAYOUT, eur(1)), "account_overdrawn"},
        {"nothing in payout", moved("g", "paid", LEDGER_IN_PAYOUT, LEDGER_PAID, eur(1)), "account_overdrawn"},
        {"nothing paid", moved("h", "payout_failed", LEDGER_PAID, LEDGER_AVAILABLE, eur(1)), "account_overdrawn"},
        {"nothing owed", moved("i", "recovery", LEDGER_PENDING, LEDGER_OWED_BACK, eur(1)), "account_overdrawn"},
        {"overflow", accrual("j", eur(INT64_MAX)), "amount_overflow"},
    };
    ledger_draft_add(&rows[0].draft, LEDGER_PROGRAM, 3, LEDGER_COMMISSION_EXPENSE, eur(1));
    rows[2].draft.lines[0].amount.minor = 11;
    rows[3].draft.lines[1].amount = usd(-10);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct fault fault = {0};
        struct entry_id id;
        assert_row(rows[i].name, book(db, &rows[i].draft, &id, &fault) == RC_REFUSED);
        assert_row(rows[i].name, text_equal(text_of(fault.code), text_of(rows[i].code)));
    }
    assert_sound(db, 1);
}

static enum rc book_together(struct db *db, const struct ledger_draft *drafts, size_t count,
                             struct entry_id *ret_entries, struct fault *fault)
{
    AUTO_ARENA arena = arena_new(65536);
    fault_clear(fault);
    TRY(db_write_begin(db));
    enum rc rc = ledger_book_new(db, arena, drafts, count, ret_entries, fault);
    if (rc == RC_CONFLICT) {
        db_rollback(db);
        return rc;
    }
    assert_int_equal(db_commit(db), RC_OK); // also after a refusal: nothing was written
    return rc;
}

static void entries_are_booked_together(void **state)
{
    struct db *db = test_database_db(*state);
    AUTO_ARENA arena = arena_new(65536);
    struct fault fault = {0};
    struct entry_id ids[4] = {{0}};
    // Accounts are shared, one is of another currency; the release needs both accruals before it.
    const struct ledger_draft drafts[] = {
        accrual("com:12:1", eur(1000)),
        accrual("com:13:1", usd(250)),
        accrual("com:14:1", eur(500)),
        moved("com:12:2", "release", LEDGER_PENDING, LEDGER_AVAILABLE, eur(1200)),
    };
    assert_int_equal(book_together(db, drafts, 0, ids, &fault), RC_OK);
    assert_int_equal(book_together(db, drafts, 4, ids, &fault), RC_OK);
    for (size_t i = 1; i < 4; i++) {
        assert_true(ids[i].v > ids[i - 1].v);
    }
    assert_sound(db, 4);
    struct ledger_balance *balances;
    size_t count;
    assert_int_equal(ledger_partner_balances(db, arena, (struct partner_id){5}, &balances, &count), RC_OK);
    assert_int_equal(count, 2);
    assert_int_equal(balances[0].accounts[LEDGER_PENDING].minor, 300);
    assert_int_equal(balances[0].accounts[LEDGER_AVAILABLE].minor, 1200);
    assert_int_equal(balances[1].accounts[LEDGER_PENDING].minor, 250);
    // What they would come to together is right, but not after the first.
    const struct ledger_draft too_early[] = {
        moved("com:15:2", "release", LEDGER_PENDING, LEDGER_AVAILABLE, eur(301)),
        accrual("com:15:1", eur(1)),
    };
    assert_int_equal(book_together(db, too_early, 2, ids, &fault), RC_REFUSED);
    assert_string_equal(fault.code, "account_overdrawn");
    const struct ledger_draft too_much[] = {accrual("com:16:1", eur(1)), accrual("com:17:1", eur(INT64_MAX))};
    assert_int_equal(book_together(db, too_much, 2, ids, &fault), RC_REFUSED);
    assert_string_equal(fault.code, "amount_overflow");
    const struct ledger_draft taken[] = {accrual("com:18:1", eur(1)), accrual("com:12:1", eur(1000))};
    assert_int_equal(book_together(db, taken, 2, ids, &fault), RC_CONFLICT);
    assert_string_equal(fault.code, "entry_key_reused");
    assert_sound(db, 4);
}

static void hashes_follow_the_specification(void **state)
{
    struct db *db = test_database_db(*state);
    AUTO_ARENA arena = arena_new(65536);
    struct ledger_draft draft = accrual("com:12:1", eur(1000));
    booked(db, &draft);
    struct sql_ledger_account_find_in find = {
        .owner_kind = TEXT("partner"), .owner_id = 5, .kind = TEXT("pending"), .currency = eur(0).currency};
    struct sql_ledger_account_find_row account;
    assert_int_equal(sql_ledger_account_find(db, arena, &find, &account), RC_OK);
    assert_int_equal(account.id.v, 2);
    assert_int_equal(db_write_begin(db), RC_OK);
    struct sql_ledger_account_lock_row *end = NULL;
    size_t count = 0;
    struct sql_ledger_account_lock_in lock = {
        .owner_kind = find.owner_kind, .owner_id = find.owner_id, .kind = find.kind, .currency = find.currency};
    assert_int_equal(sql_ledger_account_lock(db, arena, &lock, 1, &end, &count), RC_OK);
    assert_int_equal(count, 1);
    db_rollback(db);
    struct buf hex = buf_new(arena, 256);
    hex_encode(&hex, end[0].last_hash.p, end[0].last_hash.n);
    assert_text(buf_text(&hex), "75e37e47b15e9d14f1b02afbef340ff154e1431f4d47d83c2ffc549b3857e5e7");
}

// ---- the databases' own guards ----

typedef enum rc (*attack_call)(struct db *db, struct arena *arena, struct entry_id entry);

static enum rc insert_sealed(struct db *db, struct arena *arena, struct entry_id entry)
{
    return sql_test_entry_insert_sealed(db, &(struct sql_test_entry_insert_sealed_in){.entry_key = TEXT("x")}, NULL);
}

static enum rc change_entry(struct db *db, struct arena *arena, struct entry_id entry)
{
    return sql_test_entry_change(db, &(struct sql_test_entry_change_in){.id = entry.v}, NULL);
}

static enum rc unseal_entry(struct db *db, struct arena *arena, struct entry_id entry)
{
    return sql_test_entry_unseal(db, &(struct sql_test_entry_unseal_in){.id = entry.v}, NULL);
}

static enum rc seal_again(struct db *db, struct arena *arena, struct entry_id entry)
{
    return sql_ledger_entry_seal(db, arena, &(struct sql_ledger_entry_seal_in){.id = entry}, 1);
}

static enum rc delete_entry(struct db *db, struct arena *arena, struct entry_id entry)
{
    return sql_test_entry_delete(db, &(struct sql_test_entry_delete_in){.id = entry.v}, NULL);
}

static enum rc change_posting(struct db *db, struct arena *arena, struct entry_id entry)
{
    struct sql_test_posting_add_amount_in in = {.entry_id = entry.v, .position = 1, .amount_minor = 1};
    return sql_test_posting_add_amount(db, &in, NULL);
}

static enum rc delete_posting(struct db *db, struct arena *arena, struct entry_id entry)
{
    struct sql_test_posting_delete_in in = {.entry_id = entry.v, .position = 1};
    return sql_test_posting_delete(db, &in, NULL);
}

static enum rc delete_all(struct db *db, struct arena *arena, struct entry_id entry)
{
    return sql_test_empty_postings(db, NULL);
}

static enum rc posting_put(struct db *db, struct arena *arena, struct entry_id entry, int64_t position, int64_t amount)
{
    struct sql_ledger_posting_insert_in in = {
        .entry_id = entry,
        .position = position,
        .account_id = {1},
        .amount_minor = amount,
        .balance_before_minor = 0,
        .balance_after_minor = amount,
        .account_version = 100 + position,
        .hash = TEXT("no hash"),
    };
    return sql_ledger_posting_insert(db, arena, &in, 1);
}

static enum rc late_posting(struct db *db, struct arena *arena, struct entry_id entry)
{
    return posting_put(db, arena, entry, 3, 5);
}

static struct entry_id open_entry(struct db *db, struct arena *arena)
{
    struct sql_ledger_entry_insert_in in = {
        .entry_key = TEXT("open"), .kind = TEXT("accrual"), .reference_kind = TEXT("commission"), .reference_id = 1};
    struct sql_ledger_entry_insert_row row;
    assert_int_equal(sql_ledger_entry_insert(db, arena, &in, &row), RC_OK);
    return row.id;
}

static enum rc seal_without_postings(struct db *db, struct arena *arena, struct entry_id entry)
{
    return seal_again(db, arena, open_entry(db, arena));
}

static enum rc seal_with_one_posting(struct db *db, struct arena *arena, struct entry_id entry)
{
    struct entry_id open = open_entry(db, arena);
    assert_int_equal(posting_put(db, arena, open, 1, 5), RC_OK);
    return seal_again(db, arena, open);
}

static enum rc seal_unbalanced(struct db *db, struct arena *arena, struct entry_id entry)
{
    struct entry_id open = open_entry(db, arena);
    assert_int_equal(posting_put(db, arena, open, 1, 5), RC_OK);
    assert_int_equal(posting_put(db, arena, open, 2, -4), RC_OK);
    return seal_again(db, arena, open);
}

static enum rc seal_and_change(struct db *db, struct arena *arena, struct entry_id entry)
{
    struct entry_id open = open_entry(db, arena);
    assert_int_equal(posting_put(db, arena, open, 1, 5), RC_OK);
    assert_int_equal(posting_put(db, arena, open, 2, -5), RC_OK);
    return sql_test_entry_change_and_seal(db, &(struct sql_test_entry_change_and_seal_in){.id = open.v}, NULL);
}

static enum rc posting_of_nothing(struct db *db, struct arena *arena, struct entry_id entry)
{
    return posting_put(db, arena, open_entry(db, arena), 1, 0);
}

static enum rc posting_without_entry(struct db *db, struct arena *arena, struct entry_id entry)
{
    return posting_put(db, arena, (struct entry_id){999999}, 1, 5);
}

static enum rc posting_without_account(struct db *db, struct arena *arena, struct entry_id entry)
{
    struct sql_ledger_posting_insert_in in = {.entry_id = open_entry(db, arena),
                                              .position = 1,
                                              .account_id = {999999},
                                              .amount_minor = 5,
                                              .balance_after_minor = 5,
                                              .hash = TEXT("no hash")};
    return sql_ledger_posting_insert(db, arena, &in, 1);
}

static enum rc posting_wrong_balance(struct db *db, struct arena *arena, struct entry_id entry)
{
    struct sql_ledger_posting_insert_in in = {.entry_id = open_entry(db, arena),
                                              .position = 1,
                                              .account_id = {1},
                                              .amount_minor = 5,
                                              .balance_before_minor = 0,
                                              .balance_after_minor = 6,
                                              .account_version = 100,
                                              .hash = TEXT("no hash")};
    return sql_ledger_posting_insert(db, arena, &in, 1);
}

static enum rc posting_same_version(struct db *db, struct arena *arena, struct entry_id entry)
{
    struct sql_ledger_posting_insert_in in = {.entry_id = open_entry(db, arena),
                                              .position = 1,
                                              .account_id = {1},
                                              .amount_minor = 5,
                                              .balance_before_minor = 0,
                                              .balance_after_minor = 5,
                                              .account_version = 1,
                                              .hash = TEXT("no hash")};
    return sql_ledger_posting_insert(db, arena, &in, 1);
}

static void databases_refuse_what_passes_c_by(void **state)
{
    struct db *db = test_database_db(*state);
    static const struct {
        const char *name;
        attack_call attack;
        enum rc expected;
    } rows[] = {
        {"an entry inserted sealed", insert_sealed, RC_REFUSED},
        {"a sealed entry changed", change_entry, RC_REFUSED},
        {"a sealed entry opened", unseal_entry, RC_REFUSED},
        {"a seal set twice", seal_again, RC_REFUSED},
        {"an entry deleted", delete_entry, RC_REFUSED},
        {"a posting changed", change_posting, RC_REFUSED},
        {"a posting deleted", delete_posting, RC_REFUSED},
        {"all postings deleted", delete_all, RC_REFUSED},
        {"a posting added to a sealed entry", late_posting, RC_REFUSED},
        {"a seal without postings", seal_without_postings, RC_REFUSED},
        {"a seal with one posting", seal_with_one_posting, RC_REFUSED},
        {"a seal on an unbalanced entry", seal_unbalanced, RC_REFUSED},
        {"a change with the seal", seal_and_change, RC_REFUSED},
        {"a posting of nothing", posting_of_nothing, RC_REFUSED},
        {"a posting with a wrong balance", posting_wrong_balance, RC_REFUSED},
        {"a posting without its entry", posting_without_entry, RC_REFUSED},
        {"a posting without its account", posting_without_account, RC_REFUSED},
        {"a posting with a version that is taken", posting_same_version, RC_CONFLICT},
    };
    struct ledger_draft draft = accrual("com:12:1", eur(1000));
    struct entry_id entry = booked(db, &draft);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        AUTO_ARENA arena = arena_new(65536);
        assert_int_equal(db_write_begin(db), RC_OK);
        enum rc rc = rows[i].attack(db, arena, entry);
        db_rollback(db);
        assert_row(rows[i].name, rc == rows[i].expected);
    }
    assert_sound(db, 1);
}

// ---- what the check finds once the guards are gone ----

static void do_in(struct db *db, enum rc rc)
{
    if (rc != RC_OK) {
        print_error("%s: %s\n", rc_name(rc), db_failure(db));
    }
    assert_int_equal(rc, RC_OK);
}

// The pending account of partner 5 after "com:12:1" (1000), "com:13:1" (500), "com:12:2" (release of 300).
struct books {
    struct db *db;
    struct entry_id entries[3];
    int64_t pending;
};

static void damage_amount(struct books *b)
{
    do_in(b->db, sql_test_guard_posting_update_drop(b->db, NULL));
    struct sql_test_posting_add_amount_in in = {.entry_id = b->entries[0].v, .position = 2, .amount_minor = -50};
    do_in(b->db, sql_test_posting_add_amount(b->db, &in, NULL));
}

static void damage_both_amounts(struct books *b)
{
    damage_amount(b);
    struct sql_test_posting_add_amount_in in = {.entry_id = b->entries[0].v, .position = 1, .amount_minor = 50};
    do_in(b->db, sql_test_posting_add_amount(b->db, &in, NULL));
}

static void damage_balances(struct books *b)
{
    do_in(b->db, sql_test_guard_posting_update_drop(b->db, NULL));
    struct sql_test_posting_set_balances_in in = {.entry_id = b->entries[1].v, .position = 2, .amount_minor = 5};
    do_in(b->db, sql_test_posting_set_balances(b->db, &in, NULL));
}

static void damage_after(struct books *b)
{
    do_in(b->db, sql_test_guard_posting_update_drop(b->db, NULL));
    struct sql_test_posting_set_after_in in = {.entry_id = b->entries[1].v, .position = 2, .amount_minor = 5};
    do_in(b->db, sql_test_posting_set_after(b->db, &in, NULL));
}

static void damage_hash(struct books *b)
{
    do_in(b->db, sql_test_guard_posting_update_drop(b->db, NULL));
    struct sql_test_posting_set_hash_in in = {
        .entry_id = b->entries[1].v, .position = 1, .hash = TEXT("0123456789abcdef0123456789abcdef")};
    do_in(b->db, sql_test_posting_set_hash(b->db, &in, NULL));
}

static void damage_time(struct books *b)
{
    do_in(b->db, sql_test_guard_entry_update_drop(b->db, NULL));
    do_in(b->db, sql_test_entry_change(b->db, &(struct sql_test_entry_change_in){.id = b->entries[1].v}, NULL));
}

static void damage_seal(struct books *b)
{
    do_in(b->db, sql_test_guard_entry_update_drop(b->db, NULL));
    do_in(b->db, sql_test_entry_unseal(b->db, &(struct sql_test_entry_unseal_in){.id = b->entries[1].v}, NULL));
}

static void damage_posting_gone(struct books *b)
{
    do_in(b->db, sql_test_guard_posting_delete_drop(b->db, NULL));
    struct sql_test_posting_delete_in in = {.entry_id = b->entries[1].v, .position = 1};
    do_in(b->db, sql_test_posting_delete(b->db, &in, NULL));
}

static void damage_entry_gone(struct books *b)
{
    damage_posting_gone(b);
    struct sql_test_posting_delete_in in = {.entry_id = b->entries[1].v, .position = 2};
    do_in(b->db, sql_test_posting_delete(b->db, &in, NULL));
    do_in(b->db, sql_test_guard_entry_delete_drop(b->db, NULL));
    do_in(b->db, sql_test_entry_delete(b->db, &(struct sql_test_entry_delete_in){.id = b->entries[1].v}, NULL));
}

// Both postings are gone, the entry is there.
static void damage_entry_emptied(struct books *b)
{
    damage_posting_gone(b);
    struct sql_test_posting_delete_in in = {.entry_id = b->entries[1].v, .position = 2};
    do_in(b->db, sql_test_posting_delete(b->db, &in, NULL));
}

static void damage_posting_added(struct books *b)
{
    AUTO_ARENA arena = arena_new(65536);
    do_in(b->db, sql_test_guard_posting_insert_drop(b->db, NULL));
    do_in(b->db, posting_put(b->db, arena, b->entries[1], 3, 5));
}

static void damage_stored_balance(struct books *b)
{
    struct sql_test_account_add_balance_in in = {.id = b->pending, .amount_minor = 7};
    do_in(b->db, sql_test_account_add_balance(b->db, &in, NULL));
}

static void damage_stored_version(struct books *b)
{
    struct sql_test_account_set_version_in in = {.id = b->pending, .version = 9};
    do_in(b->db, sql_test_account_set_version(b->db, &in, NULL));
}

static void damage_stored_hash(struct books *b)
{
    struct sql_test_account_set_hash_in in = {.id = b->pending, .last_hash = TEXT("short")};
    do_in(b->db, sql_test_account_set_hash(b->db, &in, NULL));
}

static void books_begin(struct db *db, struct books *ret_books)
{
    AUTO_ARENA arena = arena_new(65536);
    struct ledger_draft first = accrual("com:12:1", eur(1000));
    struct ledger_draft second = accrual("com:13:1", eur(500));
    struct ledger_draft third = moved("com:12:2", "release", LEDGER_PENDING, LEDGER_AVAILABLE, eur(300));
    *ret_books = (struct books){.db = db, .entries = {booked(db, &first), booked(db, &second), booked(db, &third)}};
    struct sql_test_account_id_in in = {.owner_kind = TEXT("partner"), .owner_id = 5, .kind = TEXT("pending")};
    struct sql_test_account_id_row row;
    assert_int_equal(sql_test_account_id(db, arena, &in, &row), RC_OK);
    ret_books->pending = row.id;
}

#define BIT(n) (1U << (n))

static void check_finds(void **state, void (*damage)(struct books *), unsigned expected)
{
    struct db *db = test_database_db(*state);
    AUTO_ARENA arena = arena_new(65536);
    struct books books;
    books_begin(db, &books);
    assert_sound(db, 3);
    assert_int_equal(db_write_begin(db), RC_OK);
    damage(&books);
    assert_int_equal(db_commit(db), RC_OK);
    struct ledger_check_report report;
    size_t count = findings_of(db, arena, &report);
    unsigned found = 0;
    for (size_t i = 0; i < count; i++) {
        found |= BIT(report.findings[i].invariant);
    }
    for (int i = 0; i <= LEDGER_PERIODS_INVARIANT; i++) {
        assert_int_equal(report.found[i] > 0, (found & BIT(i)) != 0);
    }
    if (found != expected) {
        for (size_t i = 0; i < count; i++) {
            print_error("%d: %.*s\n", report.findings[i].invariant, TEXT_PRINT(report.findings[i].what));
        }
    }
    assert_int_equal(found, expected);
}

// clang-format off
#define FINDS(name, damage, expected)            \
    static void check_finds_##name(void **state) \
    {                                            \
        check_finds(state, damage, expected);    \
    }
FINDS(a_changed_amount, damage_amount, BIT(1) | BIT(2) | BIT(3) | BIT(4) | BIT(8))
FINDS(two_amounts_that_agree, damage_both_amounts, BIT(3) | BIT(4) | BIT(8))
FINDS(changed_balances, damage_balances, BIT(4) | BIT(8))
FINDS(a_balance_that_does_not_follow, damage_after, BIT(7) | BIT(8))
FINDS(a_changed_hash, damage_hash, BIT(8))
FINDS(a_changed_time, damage_time, BIT(8))
FINDS(a_broken_seal, damage_seal, BIT(1))
FINDS(a_missing_posting, damage_posting_gone, BIT(1) | BIT(2) | BIT(3) | BIT(4) | BIT(8))
FINDS(a_missing_entry, damage_entry_gone, BIT(3) | BIT(4) | BIT(8))
FINDS(an_entry_without_postings, damage_entry_emptied, BIT(1) | BIT(3) | BIT(4) | BIT(8))
FINDS(a_posting_put_in, damage_posting_added, BIT(1) | BIT(2) | BIT(3) | BIT(4) | BIT(8))
FINDS(a_stored_balance, damage_stored_balance, BIT(2) | BIT(3))
FINDS(a_stored_version, damage_stored_version, BIT(4))
FINDS(a_stored_hash, damage_stored_hash, BIT(8))
// clang-format on

// ---- writers that meet ----

#define WRITERS 4
#define ENTRIES_EACH 60

struct writer {
    struct db *db;
    int64_t number;
    int64_t done;
    bool is_same_key;
};

// Each writer books on the shared accounts, in both directions, with its partner's line first or last.
static void write_entries(void *user)
{
    struct writer *writer = user;
    for (int64_t i = 0; i < ENTRIES_EACH; i++) {
        AUTO_ARENA arena = arena_new(65536);
        int64_t writer_number = writer->is_same_key ? 0 : writer->number;
        struct ledger_draft draft = draft_of("", "accrual");
        draft.key = text_format(arena, "w:%lld:%lld", (long long)writer_number, (long long)i);
        bool is_turned = writer->number % 2 == 1 && !writer->is_same_key;
        for (int side = 0; side < 2; side++) {
            if ((side == 0) != is_turned) {
                ledger_draft_add(&draft, LEDGER_PROGRAM, 3, LEDGER_COMMISSION_EXPENSE, eur(i + 1));
            } else {
                ledger_draft_add(&draft, LEDGER_PARTNER, 5, LEDGER_PENDING, eur(-i - 1));
            }
        }
        struct fault fault = {0};
        struct entry_id id;
        enum rc rc = RC_BUSY;
        for (int again = 0; rc == RC_BUSY && again < 20; again++) {
            rc = book(writer->db, &draft, &id, &fault);
        }
        writer->done += rc == RC_OK ? 1 : 0;
    }
}

static void writers_meet(void **state, bool is_same_key)
{
    struct writer writers[WRITERS];
    struct thread threads[WRITERS];
    for (int64_t i = 0; i < WRITERS; i++) {
        writers[i] = (struct writer){.db = test_database_connect(*state), .number = i, .is_same_key = is_same_key};
    }
    for (size_t i = 0; i < WRITERS; i++) {
        assert_int_equal(thread_start(&threads[i], "writer", write_entries, &writers[i]), RC_OK);
    }
    for (size_t i = 0; i < WRITERS; i++) {
        thread_join(&threads[i]);
        assert_int_equal(writers[i].done, ENTRIES_EACH);
    }
    int64_t entries = is_same_key ? ENTRIES_EACH : WRITERS * ENTRIES_EACH;
    struct db *db = test_database_db(*state);
    AUTO_ARENA arena = arena_new(65536);
    struct money balance;
    assert_int_equal(ledger_account_balance(db, arena, LEDGER_PARTNER, 5, LEDGER_PENDING, eur(0).currency, &balance),
                     RC_OK);
    int64_t writers_counted = is_same_key ? 1 : WRITERS;
    assert_int_equal(balance.minor, -writers_counted * ENTRIES_EACH * (ENTRIES_EACH + 1) / 2);
    assert_sound(db, entries);
}

static void writers_keep_the_chains(void **state)
{
    writers_meet(state, false);
}

static void writers_book_a_key_once(void **state)
{
    writers_meet(state, true);
}

static const struct CMUnitTest cases[] = {
    TEST_DATABASE_CASE(money_goes_through_a_life),
    TEST_DATABASE_CASE(entries_read_as_they_were_booked),
    TEST_DATABASE_CASE(a_key_books_once),
    TEST_DATABASE_CASE(impossible_entries_are_refused),
    TEST_DATABASE_CASE(entries_are_booked_together),
    TEST_DATABASE_CASE(hashes_follow_the_specification),
    TEST_DATABASE_CASE(databases_refuse_what_passes_c_by),
    TEST_DATABASE_CASE(check_finds_a_changed_amount),
    TEST_DATABASE_CASE(check_finds_two_amounts_that_agree),
    TEST_DATABASE_CASE(check_finds_changed_balances),
    TEST_DATABASE_CASE(check_finds_a_balance_that_does_not_follow),
    TEST_DATABASE_CASE(check_finds_a_changed_hash),
    TEST_DATABASE_CASE(check_finds_a_changed_time),
    TEST_DATABASE_CASE(check_finds_a_broken_seal),
    TEST_DATABASE_CASE(check_finds_a_missing_posting),
    TEST_DATABASE_CASE(check_finds_a_missing_entry),
    TEST_DATABASE_CASE(check_finds_an_entry_without_postings),
    TEST_DATABASE_CASE(check_finds_a_posting_put_in),
    TEST_DATABASE_CASE(check_finds_a_stored_balance),
    TEST_DATABASE_CASE(check_finds_a_stored_version),
    TEST_DATABASE_CASE(check_finds_a_stored_hash),
    TEST_DATABASE_CASE(writers_keep_the_chains),
    TEST_DATABASE_CASE(writers_book_a_key_once),
};

int main(void)
{
    return TEST_DATABASE_RUN("ledger", cases);
}
