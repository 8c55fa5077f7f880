// SPDX-License-Identifier: Apache-2.0
// Reports from the rollup's levels against the plain sum of all facts: any dimensions, filters, spans and zones, over
// weeks in which some clocks are put forward; and a level that is wrong is found by the check.
#include "report/report.h"

#include <string.h>

#include "core/arena.h"
#include "report/performance.h"
#include "test_database.h"
#include "test_sql.h"

#define FACTS 1500
#define QUESTIONS 160
#define BEGIN_MS 1772323200000 // 2026-03-01T00:00:00Z
#define DAYS 50
#define PROGRAMS 3
#define PARTNERS 6

static uint64_t next_random(uint64_t *state) // xorshift64
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

static int64_t below(uint64_t *state, int64_t limit)
{
    return (int64_t)(next_random(state) % (uint64_t)limit);
}

static int64_t advertiser_of(int64_t program)
{
    return program == PROGRAMS ? 2 : 1;
}

static const char *currency_of(int64_t program)
{
    return program == 2 ? "USD" : "EUR";
}

static struct performance_delta fact_of(uint64_t *random)
{
    static const char countries[][3] = {"", "DE", "FR"};
    int64_t program = 1 + below(random, PROGRAMS);
    int64_t offer = below(random, 8) == 0 ? 0 : program * 10 + below(random, 2);
    int64_t partner = below(random, PARTNERS);
    bool has_link = partner != 0 && offer != 0 && below(random, 5) > 0;
    struct performance_delta fact = {.quarter = BEGIN_MS / QUARTER_MS + below(random, DAYS * QUARTERS_PER_DAY),
                                     .program_id = {program},
                                     .offer_id = {offer},
                                     .partner_id = {partner},
                                     .link_id = {has_link ? partner * 100 + offer : 0},
                                     .device = below(random, 4),
                                     .clicks = below(random, 3),
                                     .leads = below(random, 2),
                                     .sales = 1,
                                     .rejected = below(random, 2),
                                     .refunded = below(random, 2),
                                     .revenue_minor = 1000 + below(random, 9000)};
    fact.unique_clicks = fact.clicks / 2;
    fact.commission_minor = fact.revenue_minor / 10;
    memcpy(fact.country, countries[below(random, 3)], sizeof(fact.country));
    return fact;
}

static void make_network(struct db *db)
{
    struct currency currency;
    for (int64_t id = 1; id <= 2; id++) {
        char hash[2] = {'h', (char)('0' + id)};
        struct sql_test_advertiser_insert_in in = {.id = id, .token_hash = {.p = hash, .n = 2}};
        assert_int_equal(sql_test_advertiser_insert(db, &in, NULL), RC_OK);
    }
    for (int64_t id = 1; id <= PROGRAMS; id++) {
        assert_int_equal(currency_parse(text_of(currency_of(id)), &currency), RC_OK);
        struct sql_test_program_insert_in in = {.id = id, .advertiser_id = advertiser_of(id), .currency = currency};
        assert_int_equal(sql_test_program_insert(db, &in, NULL), RC_OK);
    }
}

// In batches of many sizes, as the shipper and conversions have them.
static void add_facts(struct db *db, struct arena *arena, const struct performance_delta *facts)
{
    struct performance_delta *copy = arena_many(arena, struct performance_delta, FACTS);
    memcpy(copy, facts, FACTS * sizeof(facts[0]));
    size_t done = 0;
    for (size_t size = 1; done < FACTS; size = size < 1000 ? size * 3 : 1) {
        size_t count = size < FACTS - done ? size : FACTS - done;
        assert_int_equal(performance_add(db, arena, copy + done, count), RC_OK);
        done += count;
    }
}

// ---- the plain sum ----

static bool is_asked_for(const struct report_request *r, const struct performance_delta *f)
{
    int64_t from = quarter_of(r->from);
    int64_t to = (r->to.ms + QUARTER_MS - 1) / QUARTER_MS;
    return f->quarter >= from && f->quarter < to &&
           (r->advertiser_id.v == 0 || advertiser_of(f->program_id.v) == r->advertiser_id.v) &&
           (r->partner_id.v == 0 || f->partner_id.v == r->partner_id.v) &&
           (r->program_id.v == 0 || f->program_id.v == r->program_id.v) &&
           (r->offer_id.v == 0 || f->offer_id.v == r->offer_id.v) &&
           (r->link_id.v == 0 || f->link_id.v == r->link_id.v) &&
           (!text_is(r->country) || text_equal(r->country, text_of(f->country))) &&
           (!r->device.has || r->device.v == f->device);
}

static bool has_key(const struct report_request *r, const struct report_row *row, size_t at,
                    const struct performance_delta *f)
{
    char expected[32] = "";
    struct civil c = civil_of_instant(zone_local(r->zone, (struct instant){f->quarter * QUARTER_MS}));
    enum report_dimension dimension = r->dimensions[at];
    if (dimension <= REPORT_LINK) {
        const int64_t ids[] = {f->partner_id.v, f->program_id.v, f->offer_id.v, f->link_id.v};
        return row->ids[at] == ids[dimension];
    }
    if (dimension == REPORT_DAY) {
        snprintf(expected, sizeof(expected), "%04d-%02d-%02d", (int)c.year, (int)c.month, (int)c.day);
    } else if (dimension == REPORT_HOUR) {
        snprintf(expected, sizeof(expected), "%04d-%02d-%02dT%02d:00", (int)c.year, (int)c.month, (int)c.day,
                 (int)c.hour);
    } else {
        return text_equal(row->keys[at],
                          dimension == REPORT_COUNTRY ? text_of(f->country) : text_of(report_device_text(f->device)));
    }
    return text_equal(row->keys[at], text_of(expected));
}

static void add(struct report_counts *sum, const struct performance_delta *f)
{
    sum->clicks += f->clicks;
    sum->unique_clicks += f->unique_clicks;
    sum->leads += f->leads;
    sum->sales += f->sales;
    sum->rejected += f->rejected;
    sum->refunded += f->refunded;
    sum->revenue_minor += f->revenue_minor;
    sum->commission_minor += f->commission_minor;
}

// Each row is the sum of its facts, and each fact has its row.
static void expect_sums(const struct report_request *r, const struct report *report,
                        const struct performance_delta *facts)
{
    int64_t wanted = 0;
    int64_t found = 0;
    for (size_t k = 0; k < FACTS; k++) {
        wanted += is_asked_for(r, &facts[k]) ? 1 : 0;
    }
    for (size_t i = 0; i < report->row_count; i++) {
        const struct report_row *row = &report->rows[i];
        struct report_counts sum = {0};
        for (size_t k = 0; k < FACTS; k++) {
            bool is_in =
                is_asked_for(r, &facts[k]) && strcmp(currency_of(facts[k].program_id.v), row->currency.code) == 0;
            for (size_t d = 0; d < r->dimension_count && is_in; d++) {
                is_in = has_key(r, row, d, &facts[k]);
            }
            if (is_in) {
                add(&sum, &facts[k]);
                found++;
            }
        }
        assert_memory_equal(&sum, &row->counts, sizeof(sum));
    }
    assert_int_equal(found, wanted);
}

// ---- questions ----

static struct report_request question_of(uint64_t *random)
{
    static const enum report_dimension all[] = {REPORT_PARTNER, REPORT_PROGRAM, REPORT_OFFER,   REPORT_LINK,
                                                REPORT_DAY,     REPORT_HOUR,    REPORT_COUNTRY, REPORT_DEVICE};
    struct report_request r = {.country = TEXT_NONE};
    r.dimension_count = (size_t)below(random, 3);
    int64_t first = below(random, 8);
    int64_t stride = 1 + below(random, 7);
    for (size_t i = 0; i < r.dimension_count; i++) {
        r.dimensions[i] = all[(first + (int64_t)i * stride) % 8];
    }
    r.from.ms = BEGIN_MS + below(random, DAYS * 24) * HOUR_MS - below(random, 2) * 5 * MINUTE_MS;
    r.to.ms = r.from.ms + 1 + below(random, below(random, 2) == 0 ? 3 * DAY_MS : DAYS * DAY_MS);
    switch (below(random, 8)) {
    case 0:
        r.partner_id.v = 1 + below(random, PARTNERS - 1);
        break;
    case 1:
        r.program_id.v = 1 + below(random, PROGRAMS);
        break;
    case 2:
        r.advertiser_id.v = 1 + below(random, 2);
        break;
    case 3:
        r.offer_id.v = 10;
        break;
    case 4:
        r.country = below(random, 2) == 0 ? TEXT("") : TEXT("FR");
        break;
    case 5:
        r.device = (struct opt_int64){.has = true, .v = 2};
        break;
    case 6:
        r.partner_id.v = 2;
        r.link_id.v = 210;
        break;
    default:
        break;
    }
    return r;
}

// A network with random facts, FACTS of them.
static struct performance_delta *make_world(struct db *db, struct arena *arena, uint64_t *random)
{
    struct performance_delta *facts = arena_many(arena, struct performance_delta, FACTS);
    for (size_t i = 0; i < FACTS; i++) {
        facts[i] = fact_of(random);
    }
    assert_int_equal(db_write_begin(db), RC_OK);
    make_network(db);
    add_facts(db, arena, facts);
    assert_int_equal(db_commit(db), RC_OK);
    return facts;
}

static void answers_are_the_plain_sums(void **state)
{
    static const char *const zones[] = {
        "UTC",        "Europe/Paris",   "Asia/Kolkata", "America/New_York", "Asia/Kathmandu", "Pacific/Kiritimati",
        "Etc/GMT+12", "Pacific/Chatham"};
    enum { ZONES = sizeof(zones) / sizeof(zones[0]) };
    struct db *db = test_database_db(*state);
    AUTO_ARENA arena = arena_new((size_t)64 << 20);
    uint64_t random = 20260329;
    struct performance_delta *facts = make_world(db, arena, &random);
    for (size_t i = 0; i < QUESTIONS; i++) {
        AUTO_ARENA scratch = arena_new((size_t)32 << 20);
        AUTO_ZONE zone = NULL;
        struct fault fault = {0};
        struct report report;
        struct report_request request = question_of(&random);
        assert_int_equal(zone_open(text_of(zones[i % ZONES]), &zone, &fault), RC_OK);
        request.zone = zone;
        assert_int_equal(report_run(db, scratch, &request, &report, &fault), RC_OK);
        expect_sums(&request, &report, facts);
    }
}

// Each row leads to the next, and one that is not there any more to where it would stand.
static void pages_go_on_by_key(void **state)
{
    struct db *db = test_database_db(*state);
    AUTO_ARENA arena = arena_new((size_t)64 << 20);
    AUTO_ZONE zone = NULL;
    struct fault fault = {0};
    uint64_t random = 20261130;
    struct performance_delta *facts = make_world(db, arena, &random);
    assert_int_equal(zone_open(TEXT("UTC"), &zone, &fault), RC_OK);
    struct report_request request = {.dimensions = {REPORT_LINK, REPORT_COUNTRY},
                                     .dimension_count = 2,
                                     .from = {BEGIN_MS},
                                     .to = {BEGIN_MS + DAYS * DAY_MS},
                                     .zone = zone,
                                     .country = TEXT_NONE};
    struct report all;
    struct report report;
    assert_int_equal(report_run(db, arena, &request, &all, &fault), RC_OK);
    request.is_by_key = true;
    assert_int_equal(report_run(db, arena, &request, &report, &fault), RC_OK);
    assert_int_equal(report.row_count, all.row_count);
    assert_in_range(report.row_count, 4, FACTS);
    size_t of_first = 0;
    for (size_t i = 0; i < report.row_count; i++) {
        assert_int_equal(report_place_after(&request, &report, &report.rows[i]), i + 1);
        of_first += report.rows[i].ids[0] == report.rows[0].ids[0] ? 1 : 0;
    }
    struct report_row gone = report.rows[0];
    gone.keys[1] = TEXT("ZZ");
    assert_int_equal(report_place_after(&request, &report, &gone), of_first);
    expect_sums(&request, &report, facts);
}

// As many rows as there may be, of two nouns each, leave most of a request's memory to who prints them.
static void the_largest_report_fits_into_a_request(void **state)
{
    struct db *db = test_database_db(*state);
    AUTO_ARENA work = arena_new((size_t)64 << 20);
    AUTO_ZONE zone = NULL;
    struct fault fault = {0};
    struct report report;
    struct performance_delta *facts = arena_many(work, struct performance_delta, REPORT_ROWS_MAX);
    for (size_t i = 0; i < REPORT_ROWS_MAX; i++) {
        facts[i] = (struct performance_delta){.quarter = BEGIN_MS / QUARTER_MS,
                                              .program_id = {1 + (int64_t)i % 2},
                                              .partner_id = {1 + (int64_t)i},
                                              .clicks = 1};
    }
    assert_int_equal(db_write_begin(db), RC_OK);
    make_network(db);
    assert_int_equal(performance_add(db, work, facts, REPORT_ROWS_MAX), RC_OK);
    assert_int_equal(db_commit(db), RC_OK);
    assert_int_equal(zone_open(TEXT("UTC"), &zone, &fault), RC_OK);
    struct report_request request = {.dimensions = {REPORT_PROGRAM, REPORT_PARTNER},
                                     .dimension_count = 2,
                                     .from = {BEGIN_MS},
                                     .to = {BEGIN_MS + DAY_MS},
                                     .zone = zone,
                                     .country = TEXT_NONE};
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    assert_int_equal(report_run(db, arena, &request, &report, &fault), RC_OK);
    assert_int_equal(report.row_count, REPORT_ROWS_MAX);
    assert_in_range(arena_used_bytes(arena), 1, ARENA_REQUEST_BYTES);
}

static size_t findings_of(struct db *db, struct arena *arena)
{
    struct text *findings = NULL;
    size_t count = 0;
    assert_int_equal(performance_check(db, arena, &findings, &count), RC_OK);
    return count;
}

// The facts here have no clicks behind them: against raw rows each row of level 0 differs, so only one is added.
static void a_wrong_level_is_found(void **state)
{
    struct db *db = test_database_db(*state);
    AUTO_ARENA arena = arena_new((size_t)16 << 20);
    uint64_t random = 7;
    struct performance_delta fact = fact_of(&random);
    assert_int_equal(db_write_begin(db), RC_OK);
    assert_int_equal(performance_add(db, arena, &fact, 1), RC_OK);
    assert_int_equal(db_commit(db), RC_OK);
    assert_int_equal(findings_of(db, arena), 1);
    for (int64_t level = 1; level < PERFORMANCE_LEVELS; level++) {
        struct sql_test_performance_add_clicks_in in = {.level = level, .clicks = 1};
        int64_t changed = 0;
        assert_int_equal(db_write_begin(db), RC_OK);
        assert_int_equal(sql_test_performance_add_clicks(db, &in, &changed), RC_OK);
        assert_int_equal(changed, 1);
        assert_int_equal(db_commit(db), RC_OK);
        assert_int_equal(findings_of(db, arena), 1 + level);
    }
}

// Commission per click and conversions per click, by hand: four digits more than the currency has, six for the rate.
static void figures_of_a_row(void **state)
{
    static const struct {
        const char *currency;
        int64_t clicks, leads, sales, commission_minor;
        const char *epc, *rate;
    } rows[] = {
        {"EUR", 0, 0, 0, 0, "0.000000", "0.000000"},
        {"EUR", 0, 1, 2, 500, "0.000000", "0.000000"},         // without a click
        {"EUR", 3, 1, 1, 100, "0.333333", "0.666667"},         // 1.00 / 3, 2 / 3
        {"EUR", 20000, 0, 1, 1, "0.000001", "0.000050"},       // 0.0000005: a half goes away from zero
        {"EUR", 20001, 1, 0, 1, "0.000000", "0.000050"},       // a little less than a half; 0.0000499975
        {"EUR", 6, 0, 1, -100, "-0.166667", "0.166667"},       // taken back: -1.00 / 6
        {"EUR", 20000, 0, 0, -1, "-0.000001", "0.000000"},     // the half of a loss too
        {"JPY", 3, 0, 2, 100, "33.3333", "0.666667"},          // no minor digits
        {"JPY", 8, 0, 0, 1, "0.1250", "0.000000"},             // 1 / 8
        {"JPY", 16, 3, 0, 1, "0.0625", "0.187500"},            // 1 / 16
        {"JPY", 32, 3, 0, 1, "0.0313", "0.093750"},            // 0.03125 goes up
        {"KWD", 3, 0, 1, 100001, "33.3336667", "0.333333"},    // 100.001 / 3
        {"KWD", 1, 0, 1, 1, "0.0010000", "1.000000"},          // 0.001
        {"KWD", 20000, 7, 0, 1, "0.0000001", "0.000350"},      // 0.00000005 goes up
        {"USD", 100000, 0, 227, 19080, "0.001908", "0.002270"} // 190.80 / 100,000
    };
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct report_row row = {.counts = {.clicks = rows[i].clicks,
                                            .leads = rows[i].leads,
                                            .sales = rows[i].sales,
                                            .commission_minor = rows[i].commission_minor}};
        assert_int_equal(currency_parse(text_of(rows[i].currency), &row.currency), RC_OK);
        assert_text(report_epc_text(arena, &row), rows[i].epc);
        assert_text(report_rate_text(arena, &row), rows[i].rate);
    }
}

static const struct CMUnitTest cases[] = {
    TEST_DATABASE_CASE(answers_are_the_plain_sums),
    TEST_DATABASE_CASE(pages_go_on_by_key),
    TEST_DATABASE_CASE(the_largest_report_fits_into_a_request),
    TEST_DATABASE_CASE(a_wrong_level_is_found),
    TEST_DATABASE_CASE(figures_of_a_row),
};

int main(void)
{
    return TEST_DATABASE_RUN("report", cases);
}
