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

enum member { TOKEN, CLICK, GOAL, ORDER, AMOUNT, CURRENCY, STATUS, COUPON, CUSTOMER, EMAIL, REASON, EXTRA };

static struct text member_of(const struct conversion_claim *claim, struct text token, enum member member)
{
    const struct text members[] = {
        [TOKEN] = token,           [CLICK] = claim->click_id, [GOAL] = claim->goal,
        [ORDER] = claim->order_id, [AMOUNT] = claim->amount,  [CURRENCY] = claim->currency,
        [STATUS] = claim->status,  [COUPON] = claim->coupon,  [CUSTOMER] = claim->customer_id,
        [EMAIL] = claim->email,    [REASON] = claim->reason,  [EXTRA] = claim->extra[0]};
    return members[member];
}

// Each name that a tracker's documents give, alone: the table of what the field sends, by system.
static void each_name_alone_is_read(void **state)
{
    static const struct {
        enum member member;
        const char *names; // of Post Affiliate Pro, TUNE, Everflow, Affise, Alanbase, Keitaro, Binom, Voluum, Dub
    } rows[] = {
        {CLICK, "transaction_id _ef_transaction_id clickid click_id subid cnv_id cid dub_id clickId"},
        {ORDER, "OrderID adv_sub conversion_unique_id order_id transactionid tid txid cnv_status2 invoiceId action_id"},
        {AMOUNT, "TotalCost amount sale_amount sum order_sum value revenue payout"},
        {CURRENCY, "Currency currency order_currency cnv_currency value_currency revenue_currency payout_currency"},
        {GOAL, "ActionCode goal_id goal_ref event_id adv_event_id goal et eventName"},
        {STATUS, "status cnv_status"},
        {COUPON, "Coupon promo_code coupon_code promocode coupon"},
        {TOKEN, "security_token verification_token secure token"},
        {CUSTOMER, "user_id customerExternalId customer_id"},
        {EMAIL, "email customerEmail"},
        {REASON, "reason decline_reason"},
        {EXTRA, "ext1 adv1 custom_field1 data1 Data1"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct text rest = text_of(rows[i].names);
        struct text name;
        while (text_split(&rest, ' ', &name)) {
            AUTO_ARENA arena = arena_new(65536);
            struct conversion_claim claim;
            struct text token;
            struct fault fault = {0};
            const char *query = text_zero_terminated(arena, text_format(arena, "%.*s=v", TEXT_PRINT(name)));
            assert_row(query, read_query(arena, query, &claim, &token, &fault) == RC_OK);
            for (enum member member = TOKEN; member <= EXTRA; member++) {
                struct text expected = member == rows[i].member ? TEXT("v") : TEXT_NONE;
                assert_row(query, text_equal(member_of(&claim, token, member), expected));
            }
        }
    }
}

// Binom: the parameter is the goal, unless one is named; what did not happen is 0 or missing.
static void numbered_events_are_goals(void **state)
{
    static const struct {
        const char *query, *goal;
    } rows[] = {
        {"cnv_id=C&event1=1", "event1"},           {"cnv_id=C&event30=2.5", "event30"},
        {"cnv_id=C&event12=1&event3=1", "event3"}, {"cnv_id=C&event3=0&event12=1", "event12"},
        {"cnv_id=C&event3=&event4={e4}", NULL},    {"cnv_id=C&event31=1&event0=1&event=1", NULL},
        {"cnv_id=C&event01=1&event1x=1", NULL},    {"cnv_id=C&event2=1&goal=lead", "lead"},
        {"cnv_id=C&event2=1&et=signup", "signup"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        AUTO_ARENA arena = arena_new(65536);
        struct conversion_claim claim;
        struct text token;
        struct fault fault = {0};
        assert_row(rows[i].query, read_query(arena, rows[i].query, &claim, &token, &fault) == RC_OK);
        assert_row(rows[i].query, text_equal(claim.goal, text_of(rows[i].goal)));
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
        cmocka_unit_test(trackers_are_understood),   cmocka_unit_test(each_name_alone_is_read),
        cmocka_unit_test(numbered_events_are_goals), cmocka_unit_test(repeated_parameters_are_refused),
        cmocka_unit_test(what_is_personal_is_known),
    };
    return run_cases(tests);
}
