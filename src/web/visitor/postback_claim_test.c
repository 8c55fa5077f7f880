// SPDX-License-Identifier: Apache-2.0
// The postbacks that real trackers document, read into claims.
#include "check.h"

#include "visitor/postback_claim.h"

static enum rc read_query(struct arena *arena, const char *query, struct conversion_claim *claim, struct text *token,
                          struct fault *fault)
{
    struct parameters parameters;
    struct text at;
    assert_int_equal(query_parse(arena, text_of(query), &parameters, &at), RC_OK);
    struct text program;
    return postback_claim_read(arena, &parameters, claim, token, &program, fault);
}

static void trackers_are_understood(void **state)
{
    static const struct {
        const char *query, *token, *click, *goal, *order, *amount, *currency, *status, *coupon;
    } rows[] = {
        {"token=t&click_id=C&goal=lead&order_id=O&amount=1.5&currency=EUR&status=pending&coupon=X", "t", "C", "lead",
         "O", "1.5", "EUR", "pending", "X"},
        // TUNE
        {"transaction_id=C&security_token=t&amount=9&adv_sub=O&goal_id=7&promo_code=X&status=approved", "t", "C", "7",
         "O", "9", NULL, "approved", "X"},
        // Everflow
        {"nid=1&transaction_id=C&amount=49.90&order_id=O&verification_token=t&coupon_code=X&adv_event_id=3", "t", "C",
         "3", "O", "49.90", NULL, NULL, "X"},
        // Affise
        {"clickid=C&secure=t&sum=5&order_currency=USD&transactionid=O&status=2&goal=dep", "t", "C", "dep", "O", "5",
         "USD", "pending", NULL},
        {"clickid=C&status=5", NULL, "C", NULL, NULL, NULL, NULL, "pending", NULL},
        {"clickid=C&status=3", NULL, "C", NULL, NULL, NULL, NULL, "rejected", NULL},
        // Keitaro: the status names the goal
        {"subid=C&tid=O&payout=3&currency=USD&status=lead", NULL, "C", "lead", "O", "3", "USD", "approved", NULL},
        {"subid=C&tid=O&revenue=4&payout=3&status=rebill", NULL, "C", "sale", "O", "4", NULL, "approved", NULL},
        // Binom, Voluum, Alanbase
        {"cnv_id=C&payout=3&cnv_status=approved&cnv_currency=USD", NULL, "C", NULL, NULL, "3", "USD", "approved", NULL},
        {"cid=C&payout=3&txid=O&et=signup&currency=EUR", NULL, "C", "signup", "O", "3", "EUR", NULL, NULL},
        {"click_id=C&tid=O&value=3&status=confirmed&promocode=X", NULL, "C", NULL, "O", "3", NULL, "approved", "X"},
        // Our own name wins; an unfilled macro says nothing; other words go through to be refused.
        {"clickid=B&click_id=C&amount=1&payout=2", NULL, "C", NULL, NULL, "1", NULL, NULL, NULL},
        {"click_id={clickid}&subid=C", NULL, "C", NULL, NULL, NULL, NULL, NULL, NULL},
        {"click_id={{click.id}}&subid=C&order_id={}", NULL, "C", NULL, "{}", NULL, NULL, NULL, NULL},
        {"order_id={a b}&goal={x}y", NULL, NULL, "{x}y", "{a b}", NULL, NULL, NULL, NULL},
        {"click_id=C&status=maybe", NULL, "C", NULL, NULL, NULL, NULL, "maybe", NULL},
        {"click_id=C&click_id=C", NULL, "C", NULL, NULL, NULL, NULL, NULL, NULL},
        {"", NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        AUTO_ARENA arena = arena_new(65536);
        struct conversion_claim claim;
        struct text token;
        struct fault fault = {0};
        assert_row(rows[i].query, read_query(arena, rows[i].query, &claim, &token, &fault) == RC_OK);
        assert_row(rows[i].query, text_equal(token, text_of(rows[i].token)));
        assert_row(rows[i].query, text_equal(claim.click_id, text_of(rows[i].click)));
        assert_row(rows[i].query, text_equal(claim.goal, text_of(rows[i].goal)));
        assert_row(rows[i].query, text_equal(claim.order_id, text_of(rows[i].order)));
        assert_row(rows[i].query, text_equal(claim.amount, text_of(rows[i].amount)));
        assert_row(rows[i].query, text_equal(claim.currency, text_of(rows[i].currency)));
        assert_row(rows[i].query, text_equal(claim.status, text_of(rows[i].status)));
        assert_row(rows[i].query, text_equal(claim.coupon, text_of(rows[i].coupon)));
    }
}

static void repeated_parameters_are_refused(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new(65536);
    struct conversion_claim claim;
    struct text token;
    struct fault fault = {0};
    assert_int_equal(read_query(arena, "amount=1&amount=2", &claim, &token, &fault), RC_INVALID);
    assert_string_equal(fault.code, "parameter_repeated");
    assert_string_equal(fault.field, "amount");
}

static void what_is_personal_is_known(void **state)
{
    static const char *const plain[] = {"click_id", "clickid", "order_id", "amount",
                                        "goal",     "coupon",  "status",   "currency"};
    static const char *const hidden[] = {"token",       "secure",         "email", "customerEmail",
                                         "customer_id", "user_id",        "ext1",  "Data3",
                                         "name",        "metadata.phone", ""};
    for (size_t i = 0; i < COUNT_OF(plain); i++) {
        assert_true(postback_is_plain(text_of(plain[i])));
    }
    for (size_t i = 0; i < COUNT_OF(hidden); i++) {
        assert_false(postback_is_plain(text_of(hidden[i])));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(trackers_are_understood),
        cmocka_unit_test(repeated_parameters_are_refused),
        cmocka_unit_test(what_is_personal_is_known),
    };
    return run_cases(tests);
}
