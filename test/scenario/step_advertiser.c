// SPDX-License-Identifier: Apache-2.0
// Steps and expectations of the advertiser's side: how a program settles, his account, what he is charged.
#include "world.h"

#include "ledger/ledger.h"
#include "settlement/advertiser_account.h"
#include "settlement/advertiser_credit.h"
#include "settlement/charge.h"
#include "settlement/settlement_write.h"

#define ANY_PROGRAM ((struct program_id){0})

static bool read_rate(struct world *world, struct rate *ret_rate)
{
    struct text text = story_value(world->step, "rate");
    if (!text_is(text)) {
        return true;
    }
    return (text_ends_with(text, TEXT("%")) &&
            rate_parse_percent(text_slice(text, 0, text.n - 1), ret_rate) == RC_OK) ||
           world_mistake(world, "\"%.*s\" is no rate such as 20%%", TEXT_PRINT(text));
}

static bool read_times(struct world *world, int64_t *ret_times)
{
    struct text text = story_value(world->step, "penalty_times");
    *ret_times = 0;
    for (size_t i = 0; text_is(text) && i < text.n; i++) {
        if (text.p[i] < '0' || text.p[i] > '9' || *ret_times > 1000) {
            return world_mistake(world, "\"%.*s\" is no number of times", TEXT_PRINT(text));
        }
        *ret_times = *ret_times * 10 + (text.p[i] - '0');
    }
    return true;
}

bool step_settle(struct world *world)
{
    const struct name *program = world_name(world, NOUN_PROGRAM, world->step->words[0], ANY_PROGRAM);
    struct text mode = story_value(world->step, "mode");
    struct text basis = world_value(world, "basis", TEXT("none"));
    struct settlement_input input = {.fixed = story_value(world->step, "fixed"), .effective_at = INSTANT_NONE};
    int64_t after_ms = 0;
    if (program == NULL || !read_rate(world, &input.rate) || !read_times(world, &input.penalty_times) ||
        !world_duration(world, "penalty_after", &after_ms)) {
        return false;
    }
    if (!settlement_mode_parse(mode, &input.mode) || !charge_basis_parse(basis, &input.basis)) {
        return world_mistake(world, "there is no mode %.*s with basis %.*s", TEXT_PRINT(mode), TEXT_PRINT(basis));
    }
    input.program_id.v = program->id;
    input.penalty_after_days = after_ms / DAY_MS;
    struct flow flow = world_flow(world);
    struct settlement_terms terms;
    world_answer(world, settlement_terms_put(&flow, &input, &terms));
    return true;
}

// ---- the account ----

static bool read_amount(struct world *world, struct text text, struct currency currency, struct money *ret_amount)
{
    return money_parse(text, currency, ret_amount) == MONEY_PARSED ||
           world_mistake(world, "\"%.*s\" is no amount", TEXT_PRINT(text));
}

static bool pay(struct world *world,
                enum rc (*call)(struct flow *, const struct advertiser_payment *, struct advertiser_line *))
{
    const struct name *advertiser = world_name(world, NOUN_ADVERTISER, world->step->words[0], ANY_PROGRAM);
    struct currency currency = world->currency;
    struct text code = story_value(world->step, "currency");
    if (text_is(code) && currency_parse(code, &currency) != RC_OK) {
        return world_mistake(world, "\"%.*s\" is no currency", TEXT_PRINT(code));
    }
    struct advertiser_payment payment = {.method = TEXT("bank_transfer"), .occurred_at = INSTANT_NONE};
    if (advertiser == NULL || !read_amount(world, story_value(world->step, "amount"), currency, &payment.amount)) {
        return false;
    }
    struct text moved = story_value(world->step, "moved");
    struct text moved_code = story_value(world->step, "moved_currency");
    if (text_is(moved) && (currency_parse(moved_code, &payment.moved.currency) != RC_OK ||
                           !read_amount(world, moved, payment.moved.currency, &payment.moved))) {
        return world_mistake(world, "moved and moved_currency go together");
    }
    payment.advertiser_id.v = advertiser->id;
    payment.reference = world_value(world, "reference", text_format(world->scratch, "line %d", world->step->line));
    struct flow flow = world_flow(world);
    struct advertiser_line line;
    world_answer(world, call(&flow, &payment, &line));
    return true;
}

bool step_deposit(struct world *world)
{
    return pay(world, advertiser_deposit);
}

bool step_withdraw(struct world *world)
{
    return pay(world, advertiser_withdraw);
}

bool step_credit(struct world *world)
{
    const struct name *advertiser = world_name(world, NOUN_ADVERTISER, world->step->words[0], ANY_PROGRAM);
    if (advertiser == NULL) {
        return false;
    }
    struct advertiser_credit_input input = {
        .advertiser_id = {advertiser->id},
        .currency = world->currency,
        .limit = story_value(world->step, "limit"),
        .low_balance = story_value(world->step, "low"),
        .over_limit = story_has(world->step, "stop_clicks") ? OVER_LIMIT_STOP_CLICKS : OVER_LIMIT_BOOK,
        .is_paid_when_funded = story_has(world->step, "when_funded"),
    };
    struct flow flow = world_flow(world);
    struct advertiser_state state;
    world_answer(world, advertiser_credit_set(&flow, &input, &state));
    return true;
}

// ---- expectations ----

static struct text flags_text(struct world *world, bool is_over, bool is_low, bool is_stopped)
{
    return text_format(world->scratch, "%s%s%s", is_over ? "over_limit" : "within", is_low ? " low" : "",
                       is_stopped ? " stopped" : "");
}

bool expect_account(struct world *world)
{
    const struct name *advertiser = world_name(world, NOUN_ADVERTISER, world->step->words[0], ANY_PROGRAM);
    struct advertiser_state *list;
    struct advertiser_state found = {0};
    size_t count;
    if (advertiser == NULL) {
        return false;
    }
    if (advertiser_states(world->db, world->scratch, (struct advertiser_id){advertiser->id}, &list, &count) != RC_OK) {
        return world_mistake(world, "the account cannot be read: %s", db_failure(world->db));
    }
    for (size_t i = 0; i < count; i++) {
        if (currency_equal(list[i].credit.currency, world->currency)) {
            found = list[i];
        }
    }
    const struct story_step *step = world->step;
    struct text expected =
        flags_text(world, story_has(step, "over_limit"), story_has(step, "low"), story_has(step, "stopped"));
    struct text actual = flags_text(world, found.is_over_limit, found.is_low, found.credit.is_stopped);
    if (!text_equal(expected, actual)) {
        world_differs(world, expected, actual);
    }
    return true;
}

// False with the mistake told; *ret_is_any false when the last conversion has none.
static bool last_charge(struct world *world, struct charge *ret_charge, bool *ret_is_any)
{
    if (world->conversion_id.v == 0) {
        return world_mistake(world, "there is no last conversion");
    }
    struct text key = charge_key_of_conversion(world->scratch, world->conversion_id);
    enum rc rc = charge_find(world->db, world->scratch, key, ret_charge);
    *ret_is_any = rc == RC_OK;
    return rc == RC_OK || rc == RC_NOT_FOUND ||
           world_mistake(world, "the charge cannot be read: %s", db_failure(world->db));
}

static struct text charge_told(struct world *world, const struct charge *charge, bool is_margin_told)
{
    struct text margin = TEXT("");
    if (is_margin_told) {
        struct money m = {charge->amount.minor - charge->commissions.minor, charge->amount.currency};
        margin = text_format(world->scratch, " margin %.*s", TEXT_PRINT(money_text(world->scratch, m)));
    }
    return text_format(world->scratch, "%.*s %s%.*s", TEXT_PRINT(money_text(world->scratch, charge->amount)),
                       charge->is_confirmed ? "owed" : "accrued", TEXT_PRINT(margin));
}

bool expect_charge(struct world *world)
{
    struct charge charge;
    bool is_any;
    if (!last_charge(world, &charge, &is_any)) {
        return false;
    }
    struct text margin = story_value(world->step, "margin");
    struct text expected =
        text_format(world->scratch, "%.*s %.*s%s%.*s", TEXT_PRINT(world->step->words[0]),
                    TEXT_PRINT(world->step->words[1]), text_is(margin) ? " margin " : "", TEXT_PRINT(margin));
    struct text actual = is_any ? charge_told(world, &charge, text_is(margin)) : TEXT("no charge");
    if (!text_equal(expected, actual)) {
        world_differs(world, expected, actual);
    }
    return true;
}

bool expect_no_charge(struct world *world)
{
    struct charge charge;
    bool is_any;
    if (!last_charge(world, &charge, &is_any)) {
        return false;
    }
    if (is_any) {
        world_differs(world, TEXT("no charge"), charge_told(world, &charge, /* is_margin_told= */ false));
    }
    return true;
}

// The accounts of a program, its advertiser and the network, with the sign people expect.
static const struct {
    const char *name;
    enum ledger_owner_kind owner;
    enum ledger_account_kind kind;
    int sign;
} accounts[] = {
    {"expense", LEDGER_PROGRAM, LEDGER_COMMISSION_EXPENSE, 1},
    {"recharged", LEDGER_PROGRAM, LEDGER_RECHARGED, -1},
    {"accrued", LEDGER_ADVERTISER, LEDGER_ACCRUED_CHARGE, 1},
    {"receivable", LEDGER_ADVERTISER, LEDGER_RECEIVABLE, 1},
    {"prepaid", LEDGER_ADVERTISER, LEDGER_PREPAID, -1},
    {"fee", LEDGER_NETWORK, LEDGER_FEE_REVENUE, -1},
    {"subscription", LEDGER_NETWORK, LEDGER_SUBSCRIPTION_REVENUE, -1},
    {"cash", LEDGER_NETWORK, LEDGER_CASH, 1},
    {"penalties", LEDGER_NETWORK, LEDGER_PENALTY_EXPENSE, 1},
    {"compensation", LEDGER_PROGRAM, LEDGER_COMPENSATION_EXPENSE, 1},
    {"exchange", LEDGER_NETWORK, LEDGER_EXCHANGE, 1},
    {"difference", LEDGER_NETWORK, LEDGER_EXCHANGE_DIFFERENCE, 1},
    {"opening", LEDGER_NETWORK, LEDGER_OPENING_EQUITY, 1},
};

static bool account_balance(struct world *world, const struct name *program, struct text name, struct money *ret_found)
{
    for (size_t i = 0; i < sizeof(accounts) / sizeof(accounts[0]); i++) {
        if (!text_equal(name, text_of(accounts[i].name))) {
            continue;
        }
        int64_t owner = accounts[i].owner == LEDGER_PROGRAM      ? program->id
                        : accounts[i].owner == LEDGER_ADVERTISER ? program->advertiser_id.v
                                                                 : LEDGER_NETWORK_OWNER;
        if (ledger_account_balance(world->db, world->scratch, accounts[i].owner, owner, accounts[i].kind,
                                   world->currency, ret_found) != RC_OK) {
            return world_mistake(world, "the books cannot be read: %s", db_failure(world->db));
        }
        ret_found->minor *= accounts[i].sign;
        return true;
    }
    return world_mistake(world, "there is no account \"%.*s\"", TEXT_PRINT(name));
}

bool expect_books(struct world *world)
{
    const struct name *program = world_name(world, NOUN_PROGRAM, world->step->words[0], ANY_PROGRAM);
    if (program == NULL) {
        return false;
    }
    struct buf expected = buf_new(world->scratch, 4096);
    struct buf actual = buf_new(world->scratch, 4096);
    bool is_same = true;
    for (size_t i = 0; i < world->step->pair_count; i++) {
        const struct story_pair *pair = &world->step->pairs[i];
        struct money wanted, found;
        if (!read_amount(world, pair->value, world->currency, &wanted) ||
            !account_balance(world, program, pair->name, &found)) {
            return false;
        }
        is_same = is_same && wanted.minor == found.minor;
        buf_format(&expected, "%.*s %.*s ", TEXT_PRINT(pair->name), TEXT_PRINT(money_text(world->scratch, wanted)));
        buf_format(&actual, "%.*s %.*s ", TEXT_PRINT(pair->name), TEXT_PRINT(money_text(world->scratch, found)));
    }
    if (!is_same) {
        world_differs(world, text_trim(buf_text(&expected)), text_trim(buf_text(&actual)));
    }
    return true;
}
