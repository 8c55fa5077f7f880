// SPDX-License-Identifier: Apache-2.0
// Exchange rates in storage: corrections, gaps, which rate is chosen.
#include "test_database.h"

#include "rate/rate.h"

static void done(enum rc rc)
{
    assert_int_equal(rc, RC_OK);
}

static struct currency code(const char *word)
{
    struct currency currency;
    done(currency_parse_recorded(text_of(word), &currency));
    return currency;
}

static struct exchange_rate rate(const char *base, const char *quote, int64_t day, const char *value)
{
    struct exchange_rate rate = {.base = code(base),
                                 .quote = code(quote),
                                 .day = day,
                                 .source = TEXT("ECB"),
                                 .recorded_at = {.ms = day * DAY_MS}};
    done(exchange_value_parse(text_of(value), &rate.value));
    return rate;
}

static void add(struct db *db, struct arena *arena, struct exchange_rate one)
{
    done(db_write_begin(db));
    done(rate_add(db, arena, &one, 1));
    done(db_commit(db));
}

static void corrections_are_added(void **state)
{
    struct db *db = test_database_db(*state);
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    add(db, arena, rate("EUR", "USD", 100, "1.10"));
    add(db, arena, rate("EUR", "USD", 100, "1.1")); // the same value
    add(db, arena, rate("EUR", "USD", 100, "1.2"));
    add(db, arena, rate("EUR", "USD", 100, "1.1")); // back again: a third number, because the second counts
    int64_t count;
    done(rate_count(db, arena, &count));
    assert_int_equal(count, 3);
    struct exchange_rate found;
    done(rate_of_day(db, arena, code("EUR"), code("USD"), 100, &found));
    assert_int_equal(found.number, 3);
    assert_text(exchange_value_text(arena, found.value), "1.1");
    assert_int_equal(rate_of_day(db, arena, code("EUR"), code("USD"), 101, &found), RC_NOT_FOUND);
    struct rate_filter filter = {.quote = code("USD"), .first_day = 0, .last_day = 200, .limit = 2};
    struct exchange_rate *list;
    size_t listed;
    done(rate_list(db, arena, &filter, &list, &listed));
    assert_int_equal(listed, 2);
    assert_int_equal(list[0].number, 3);
    filter.before = list[1].id;
    done(rate_list(db, arena, &filter, &list, &listed));
    assert_int_equal(listed, 1);
    assert_int_equal(list[0].number, 1);
}

static void the_latest_day_wins_then_the_pair_itself(void **state)
{
    struct db *db = test_database_db(*state);
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    add(db, arena, rate("EUR", "USD", 100, "1.25"));
    add(db, arena, rate("EUR", "JPY", 100, "160"));
    add(db, arena, rate("EUR", "JPY", 103, "170"));
    struct dated_exchange found;
    // The pair, and the pair the other way round.
    done(rate_find(db, arena, code("EUR"), code("USD"), 100, &found));
    assert_int_equal(found.exchange.numerator, 5);
    assert_int_equal(found.exchange.denominator, 4);
    assert_text(found.rates, "1 EUR = 1.25 USD");
    assert_text(found.source, "ECB");
    done(rate_find(db, arena, code("USD"), code("EUR"), 104, &found));
    assert_int_equal(found.exchange.numerator, 4);
    assert_int_equal(found.day, 100);
    // Across: only days on which both are known.
    done(rate_find(db, arena, code("USD"), code("JPY"), 104, &found));
    assert_int_equal(found.day, 100);
    assert_int_equal(found.exchange.numerator, 128);
    assert_int_equal(found.exchange.denominator, 1);
    assert_text(found.rates, "1 EUR = 1.25 USD, 1 EUR = 160 JPY");
    // A rate of the pair itself is taken on the same day, a later one across it is not passed over.
    add(db, arena, rate("USD", "JPY", 100, "130"));
    done(rate_find(db, arena, code("USD"), code("JPY"), 104, &found));
    assert_text(found.rates, "1 USD = 130 JPY");
    add(db, arena, rate("EUR", "USD", 103, "1.3"));
    done(rate_find(db, arena, code("USD"), code("JPY"), 104, &found));
    assert_text(found.rates, "1 EUR = 1.3 USD, 1 EUR = 170 JPY");
    // Too old, or not yet.
    assert_int_equal(rate_find(db, arena, code("EUR"), code("USD"), 99, &found), RC_NOT_FOUND);
    done(rate_find(db, arena, code("EUR"), code("USD"), 103 + RATE_DAYS_MAX, &found));
    assert_int_equal(rate_find(db, arena, code("EUR"), code("USD"), 104 + RATE_DAYS_MAX, &found), RC_NOT_FOUND);
    assert_int_equal(rate_find(db, arena, code("EUR"), code("CHF"), 100, &found), RC_NOT_FOUND);
    done(rate_find(db, arena, code("CHF"), code("CHF"), 5, &found));
    assert_int_equal(found.exchange.numerator, 1);
}

static void many_at_once(void **state)
{
    struct db *db = test_database_db(*state);
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    add(db, arena, rate("EUR", "USD", 100, "1.25"));
    add(db, arena, rate("EUR", "USD", 101, "1.26"));
    add(db, arena, rate("EUR", "USD", 101, "1.27"));
    struct exchange_rate list[] = {
        rate("EUR", "USD", 100, "1.25"), // known
        rate("EUR", "USD", 101, "1.26"), // corrected meanwhile, so news
        rate("EUR", "JPY", 100, "160"),  // new
        rate("EUR", "JPY", -5, "160"),   // before 1970
        rate("EUR", "JPY", 100, "161"),  // the same day twice: the last one counts
    };
    int64_t added;
    done(db_write_begin(db));
    done(rate_add_many(db, arena, code("EUR"), list, COUNT_OF(list), &added));
    assert_int_equal(added, 4);
    done(rate_add_many(db, arena, code("EUR"), list, 2, &added));
    assert_int_equal(added, 0);
    done(rate_add_many(db, arena, code("EUR"), list, 0, &added));
    assert_int_equal(added, 0);
    done(db_commit(db));
    struct exchange_rate found;
    done(rate_of_day(db, arena, code("EUR"), code("USD"), 101, &found));
    assert_int_equal(found.number, 3);
    done(rate_of_day(db, arena, code("EUR"), code("JPY"), 100, &found));
    assert_text(exchange_value_text(arena, found.value), "161");
    done(rate_of_day(db, arena, code("EUR"), code("JPY"), -5, &found));
    assert_int_equal(found.number, 1);
}

static void rows_never_change(void **state)
{
    struct test_database *database = *state;
    struct db *db = test_database_db(database);
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    add(db, arena, rate("EUR", "USD", 100, "1.25"));
    struct exchange_rate bad = rate("EUR", "USD", 100, "1.25");
    bad.value.scale = 9;
    done(db_write_begin(db));
    assert_int_equal(rate_add(db, arena, &bad, 1), RC_REFUSED);
    db_rollback(db);
}

static const struct CMUnitTest cases[] = {
    TEST_DATABASE_CASE(corrections_are_added),
    TEST_DATABASE_CASE(the_latest_day_wins_then_the_pair_itself),
    TEST_DATABASE_CASE(many_at_once),
    TEST_DATABASE_CASE(rows_never_change),
};

int main(void)
{
    return TEST_DATABASE_RUN("rate", cases);
}
