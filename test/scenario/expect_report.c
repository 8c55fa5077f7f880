// SPDX-License-Identifier: Apache-2.0
// Expectations of balances and of the performance report.
#include "world.h"

#include "format/encode.h"
#include "ledger/ledger.h"
#include "report/report.h"

static bool currency_of(struct world *world, struct currency *ret_currency)
{
    *ret_currency = world->currency;
    struct text text = story_value(world->step, "currency");
    return !text_is(text) || currency_parse(text, ret_currency) == RC_OK ||
           world_mistake(world, "\"%.*s\" is no currency", TEXT_PRINT(text));
}

static bool read_money(struct world *world, struct text text, struct currency currency, int64_t *ret_minor)
{
    struct money money = {0};
    if (currency_is_none(currency) || money_parse(text, currency, &money) != MONEY_PARSED) {
        return world_mistake(world, "\"%.*s\" is no amount in %s", TEXT_PRINT(text), currency.code);
    }
    *ret_minor = money.minor;
    return true;
}

// ---- balances ----

// One account's balance; zero where the partner has none in this currency.
static bool balance_of(struct world *world, struct partner_id partner_id, struct currency currency,
                       struct ledger_balance *ret_balance)
{
    *ret_balance = (struct ledger_balance){.currency = currency};
    struct ledger_balance *balances = NULL;
    size_t count = 0;
    if (ledger_partner_balances(world->db, world->scratch, partner_id, &balances, &count) != RC_OK) {
        return world_mistake(world, "the balances cannot be read: %s", db_failure(world->db));
    }
    for (size_t i = 0; i < count; i++) {
        if (currency_equal(balances[i].currency, currency)) {
            *ret_balance = balances[i];
        }
    }
    return true;
}

bool expect_balance(struct world *world)
{
    const struct name *partner = world_name(world, NOUN_PARTNER, world->step->words[0], (struct program_id){0});
    struct currency currency;
    struct ledger_balance balance;
    if (partner == NULL || !currency_of(world, &currency) ||
        !balance_of(world, (struct partner_id){partner->id}, currency, &balance)) {
        return false;
    }
    struct buf expected = buf_new(world->scratch, 4096);
    struct buf actual = buf_new(world->scratch, 4096);
    bool is_same = true;
    for (size_t i = 0; i < world->step->pair_count; i++) {
        const struct story_pair *pair = &world->step->pairs[i];
        if (text_equal(pair->name, TEXT("currency"))) {
            continue;
        }
        int kind = LEDGER_PENDING;
        while (kind < LEDGER_ACCOUNT_KIND_COUNT &&
               !text_equal(pair->name, text_of(ledger_account_kind_text((enum ledger_account_kind)kind)))) {
            kind++;
        }
        struct money wanted = money_zero(currency);
        if (kind == LEDGER_ACCOUNT_KIND_COUNT || !read_money(world, pair->value, currency, &wanted.minor)) {
            return kind < LEDGER_ACCOUNT_KIND_COUNT || world_mistake(world, "unknown account");
        }
        struct money found = {.minor = balance.accounts[kind].minor, .currency = currency};
        is_same = is_same && wanted.minor == found.minor;
        buf_format(&expected, "%.*s ", TEXT_PRINT(pair->name));
        money_print(&expected, wanted);
        buf_add_char(&expected, ' ');
        buf_format(&actual, "%.*s ", TEXT_PRINT(pair->name));
        money_print(&actual, found);
        buf_add_char(&actual, ' ');
    }
    if (!is_same) {
        world_differs(world, text_trim(buf_text(&expected)), text_trim(buf_text(&actual)));
    }
    return true;
}

// ---- the report ----

static enum rc run_report(struct world *world, struct report_request *request, struct report *ret_report)
{
    fault_clear(&world->fault);
    TRY(clicking_ship(world));
    AUTO_ZONE zone = NULL;
    TRY(zone_open(TEXT("UTC"), &zone, &world->fault));
    request->zone = zone;
    TRY(db_read_begin(world->db));
    enum rc rc = report_run(world->db, world->scratch, request, ret_report, &world->fault);
    db_rollback(world->db);
    request->zone = NULL;
    return rc;
}

static bool report_of(struct world *world, struct report_request *request, struct report *ret_report)
{
    return run_report(world, request, ret_report) == RC_OK ||
           world_mistake(world, "no report: %s (%s%s)", world->fault.message, world->fault.detail,
                         db_failure(world->db));
}

// Over all time; filters by the nouns that the step names.
static bool request_of(struct world *world, struct report_request *request)
{
    const struct name *partner = world_name(world, NOUN_PARTNER, world->step->words[0], (struct program_id){0});
    if (partner == NULL) {
        return false;
    }
    *request = (struct report_request){.from = {INSTANT_MIN_MS}, .to = {INSTANT_MAX_MS}, .partner_id = {partner->id}};
    static const struct {
        const char *word;
        enum noun noun;
    } filters[] = {{"program", NOUN_PROGRAM}, {"offer", NOUN_OFFER}, {"link", NOUN_LINK}};
    int64_t *ids[] = {&request->program_id.v, &request->offer_id.v, &request->link_id.v};
    for (size_t i = 0; i < COUNT_OF(filters); i++) {
        struct text text = story_value(world->step, filters[i].word);
        if (text_is(text)) {
            const struct name *name = world_name(world, filters[i].noun, text, (struct program_id){0});
            if (name == NULL) {
                return false;
            }
            *ids[i] = name->id;
        }
    }
    return true;
}

bool expect_clicks(struct world *world)
{
    struct report_request request;
    struct report report = {0};
    int64_t clicks = 0;
    int64_t unique = 0;
    if (!request_of(world, &request) || !report_of(world, &request, &report)) {
        return false;
    }
    struct text unique_text = world_value(world, "unique", TEXT("0"));
    if (int64_parse(world->step->words[1], 0, INT64_MAX, &clicks) != RC_OK ||
        int64_parse(unique_text, 0, INT64_MAX, &unique) != RC_OK) {
        return world_mistake(world, "clicks are counted in whole numbers");
    }
    struct report_counts sum = {0};
    for (size_t i = 0; i < report.total_count; i++) {
        sum.clicks += report.totals[i].counts.clicks;
        sum.unique_clicks += report.totals[i].counts.unique_clicks;
    }
    bool has_unique = story_has(world->step, "unique");
    if (sum.clicks != clicks || (has_unique && sum.unique_clicks != unique)) {
        world_differs(world,
                      text_format(world->scratch, "%lld clicks, %lld unique", (long long)clicks, (long long)unique),
                      text_format(world->scratch, "%lld clicks, %lld unique", (long long)sum.clicks,
                                  (long long)sum.unique_clicks));
    }
    return true;
}

// The pairs that are dimensions choose the row; *ret_values are the values it must have.
static bool dimensions_of(struct world *world, struct report_request *request,
                          struct text ret_values[REPORT_DIMENSIONS_MAX])
{
    for (size_t i = 0; i < world->step->pair_count; i++) {
        const struct story_pair *pair = &world->step->pairs[i];
        int dimension = REPORT_DAY;
        while (dimension < REPORT_DIMENSION_COUNT &&
               !text_equal(pair->name, text_of(report_dimension_text((enum report_dimension)dimension)))) {
            dimension++;
        }
        if (dimension == REPORT_DIMENSION_COUNT) {
            continue;
        }
        if (request->dimension_count == REPORT_DIMENSIONS_MAX) {
            return world_mistake(world, "a report has at most %d dimensions", REPORT_DIMENSIONS_MAX);
        }
        ret_values[request->dimension_count] = pair->value;
        request->dimensions[request->dimension_count++] = (enum report_dimension)dimension;
    }
    return true;
}

static struct report_counts counts_of(const struct report *report, const struct report_request *request,
                                      const struct text *values, struct currency currency)
{
    bool is_total = request->dimension_count == 0;
    for (size_t i = 0; i < (is_total ? report->total_count : report->row_count); i++) {
        const struct report_row *row = is_total ? &report->totals[i] : &report->rows[i];
        bool is_row = currency_equal(row->currency, currency);
        for (size_t d = 0; d < request->dimension_count; d++) {
            is_row = is_row && text_equal(row->keys[d], values[d]);
        }
        if (is_row) {
            return row->counts;
        }
    }
    return (struct report_counts){0};
}

static const struct count_word {
    const char *word;
    size_t offset;
    bool is_money;
} count_words[] = {
    {"clicks", offsetof(struct report_counts, clicks), false},
    {"unique", offsetof(struct report_counts, unique_clicks), false},
    {"leads", offsetof(struct report_counts, leads), false},
    {"sales", offsetof(struct report_counts, sales), false},
    {"rejected", offsetof(struct report_counts, rejected), false},
    {"refunded", offsetof(struct report_counts, refunded), false},
    {"revenue", offsetof(struct report_counts, revenue_minor), true},
    {"commission", offsetof(struct report_counts, commission_minor), true},
};

static void print_count(struct buf *buf, const struct count_word *word, int64_t value, struct currency currency)
{
    buf_format(buf, "%s%s ", buf->n == 0 ? "" : " ", word->word);
    if (word->is_money) {
        money_print(buf, (struct money){.minor = value, .currency = currency});
    } else {
        buf_add_int64(buf, value);
    }
}

bool expect_report(struct world *world)
{
    struct report_request request;
    struct report report = {0};
    struct text values[REPORT_DIMENSIONS_MAX] = {0};
    struct currency currency;
    if (!request_of(world, &request) || !currency_of(world, &currency) || !dimensions_of(world, &request, values) ||
        !report_of(world, &request, &report)) {
        return false;
    }
    struct report_counts counts = counts_of(&report, &request, values, currency);
    struct buf expected = buf_new(world->scratch, 4096);
    struct buf actual = buf_new(world->scratch, 4096);
    bool is_same = true;
    for (size_t k = 0; k < COUNT_OF(count_words); k++) {
        const struct count_word *word = &count_words[k];
        struct text text = story_value(world->step, word->word);
        int64_t wanted = 0;
        if (!text_is(text)) {
            continue;
        }
        if (word->is_money ? !read_money(world, text, currency, &wanted)
                           : int64_parse(text, INT64_MIN, INT64_MAX, &wanted) != RC_OK) {
            return word->is_money ? false : world_mistake(world, "\"%.*s\" is no number", TEXT_PRINT(text));
        }
        int64_t found = *(const int64_t *)(const void *)((const char *)&counts + word->offset);
        is_same = is_same && wanted == found;
        print_count(&expected, word, wanted, currency);
        print_count(&actual, word, found, currency);
    }
    if (expected.n == 0) {
        return world_mistake(world, "nothing is expected of the report");
    }
    if (!is_same) {
        world_differs(world, buf_text(&expected), buf_text(&actual));
    }
    return true;
}
