// SPDX-License-Identifier: Apache-2.0
// What follows a term that is over. Mission S3A-4.
#include "check.h"
#include "contract/contract.h"

static void the_outcome_follows_what_was_agreed(void **state)
{
    (void)state;
    static const struct {
        const char *measure;
        int64_t target;
        const char *when_met, *when_missed;
        struct contract_result result;
        const char *outcome;
    } rows[] = {
        {"sales", 10, "renew", "lapse", {.sales = 10}, "renewed"},
        {"sales", 10, "renew", "lapse", {.sales = 11, .undecided_sales = 3}, "renewed"},
        {"sales", 10, "renew", "lapse", {.sales = 9}, "lapsed"},
        {"sales", 10, "renew", "lapse", {.sales = 7, .undecided_sales = 2}, "lapsed"}, // even if both are approved
        {"sales", 10, "renew", "lapse", {.sales = 7, .undecided_sales = 3}, "review"}, // they may be approved yet
        {"sales", 10, "renew", "review", {.sales = 0}, "review"},
        {"sales", 10, "review", "lapse", {.sales = 10}, "review"},
        {"sales", 10, "review", "lapse", {.sales = 9}, "lapsed"},
        {"sales", 10, "renew", "lapse", {.sales = 9, .revenue_minor = 1000000}, "lapsed"},
        {"revenue", 100000, "renew", "lapse", {.sales = 1, .revenue_minor = 100000}, "renewed"},
        {"revenue", 100000, "renew", "lapse", {.sales = 500, .revenue_minor = 99999}, "lapsed"},
        {"revenue", 100000, "renew", "lapse", {.revenue_minor = 99999, .undecided_minor = 1}, "review"},
        {"none", 0, "renew", "lapse", {.sales = 0}, "renewed"},
        {"none", 0, "review", "lapse", {.sales = 5}, "review"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct contract contract = {.measure = text_of(rows[i].measure),
                                    .target = rows[i].target,
                                    .when_met = text_of(rows[i].when_met),
                                    .when_missed = text_of(rows[i].when_missed)};
        assert_text(contract_outcome(&contract, &rows[i].result), rows[i].outcome);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_outcome_follows_what_was_agreed)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
