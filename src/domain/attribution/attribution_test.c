// SPDX-License-Identifier: Apache-2.0
// Tests of the attribution decision: each refusal, windows to the millisecond, both models, ties, the order of
// evidence, and that the order in which evidence was found changes nothing. Mission S3D-5 … S3D-8.
#include "check.h"

#include "attribution/attribution.h"

#define VALID                                                                                               \
    (uint32_t)(FACT_FOUND | FACT_GENUINE | FACT_SAME_ADVERTISER | FACT_SAME_PROGRAM | FACT_PARTNER_ACTIVE | \
               FACT_ENROLLED | FACT_ACTIVE)
#define SOLD_AT ((struct instant){.ms = INT64_C(1790000000000)})
#define NEVER INT64_MIN

static struct attribution_terms terms_of(const char *order, enum attribution_model model, int64_t window_ms)
{
    struct attribution_terms terms = {.model = model, .window_ms = window_ms};
    assert_true(evidence_order_parse(text_of(order), &terms));
    return terms;
}

#define ALL_KINDS "click_id,coupon,customer,email,visitor"

static struct attribution_terms usual_terms(void)
{
    return terms_of(ALL_KINDS, ATTRIBUTION_LAST_CLICK, 30 * DAY_MS);
}

static struct evidence touch(enum evidence_kind kind, int64_t partner, int64_t before_ms)
{
    return (struct evidence){.kind = kind,
                             .click_id = {kind == EVIDENCE_COUPON ? 0 : 1000 + partner},
                             .link_id = {100 + partner},
                             .partner_id = {partner},
                             .touched_at = before_ms == NEVER ? INSTANT_NONE : (struct instant){SOLD_AT.ms - before_ms},
                             .facts = VALID};
}

static enum evidence_outcome outcome_alone(struct attribution_terms terms, struct evidence piece)
{
    size_t winner = attribution_decide(&terms, SOLD_AT, &piece, 1);
    assert_int_equal(winner, piece.outcome == OUTCOME_WON ? 0 : ATTRIBUTION_UNATTRIBUTED);
    assert_string_equal(attribution_cause(&piece, 1),
                        piece.outcome == OUTCOME_WON ? "" : evidence_outcome_text(piece.outcome));
    return piece.outcome;
}

// S3D-5: data kept from several hours to several years. The edge itself still counts.
static void windows_end_to_the_millisecond(void **state)
{
    static const struct {
        const char *name;
        int64_t window_ms;
        int64_t before_ms;
        enum evidence_outcome outcome;
    } rows[] = {
        {"at the same instant", HOUR_MS, 0, OUTCOME_WON},
        {"one hour, at the edge", HOUR_MS, HOUR_MS, OUTCOME_WON},
        {"one hour, one ms past", HOUR_MS, HOUR_MS + 1, OUTCOME_OUTSIDE_WINDOW},
        {"30 days, at the edge", 30 * DAY_MS, INT64_C(2592000000), OUTCOME_WON},
        {"30 days, one ms past", 30 * DAY_MS, INT64_C(2592000001), OUTCOME_OUTSIDE_WINDOW},
        {"ten years, at the edge", 3650 * DAY_MS, INT64_C(315360000000), OUTCOME_WON},
        {"ten years, one ms past", 3650 * DAY_MS, INT64_C(315360000001), OUTCOME_OUTSIDE_WINDOW},
        {"one ms after the sale", 30 * DAY_MS, -1, OUTCOME_AFTER_EVENT},
        {"a year after the sale", 30 * DAY_MS, -365 * DAY_MS, OUTCOME_AFTER_EVENT},
        {"before the year 1000", 30 * DAY_MS, INT64_C(40000000000000), OUTCOME_OUTSIDE_WINDOW},
        {"no instant known", 30 * DAY_MS, NEVER, OUTCOME_OUTSIDE_WINDOW},
    };
    static const enum evidence_kind kinds[] = {EVIDENCE_CLICK_ID, EVIDENCE_CUSTOMER, EVIDENCE_EMAIL, EVIDENCE_VISITOR};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        for (size_t k = 0; k < COUNT_OF(kinds); k++) {
            for (int model = ATTRIBUTION_LAST_CLICK; model <= ATTRIBUTION_FIRST_CLICK; model++) {
                struct attribution_terms terms = terms_of(ALL_KINDS, (enum attribution_model)model, rows[i].window_ms);
                struct evidence piece = touch(kinds[k], 1, rows[i].before_ms);
                assert_row(rows[i].name, outcome_alone(terms, piece) == rows[i].outcome);
            }
        }
    }
}

static void windows_do_not_overflow(void **state)
{
    struct attribution_terms terms = usual_terms();
    struct evidence old = touch(EVIDENCE_VISITOR, 1, 0);
    old.touched_at.ms = INT64_MIN + 1;
    assert_int_equal(outcome_alone(terms, old), OUTCOME_OUTSIDE_WINDOW);
    old.touched_at.ms = INT64_MAX;
    assert_int_equal(outcome_alone(terms, old), OUTCOME_AFTER_EVENT);
}

static void each_refusal(void **state)
{
    static const struct {
        enum evidence_kind kind;
        uint32_t missing;
        enum evidence_outcome outcome;
    } rows[] = {
        {EVIDENCE_CLICK_ID, FACT_GENUINE | FACT_FOUND, OUTCOME_CLICK_FORGED},
        {EVIDENCE_CLICK_ID, FACT_GENUINE, OUTCOME_CLICK_FORGED}, // guessed another's click
        {EVIDENCE_CLICK_ID, FACT_FOUND, OUTCOME_CLICK_UNKNOWN},
        {EVIDENCE_COUPON, FACT_FOUND, OUTCOME_COUPON_UNKNOWN},
        {EVIDENCE_COUPON, FACT_GENUINE, OUTCOME_WON}, // only click ids carry a MAC
        {EVIDENCE_CUSTOMER, FACT_FOUND, OUTCOME_CUSTOMER_UNBOUND},
        {EVIDENCE_EMAIL, FACT_FOUND, OUTCOME_CUSTOMER_UNBOUND},
        {EVIDENCE_VISITOR, FACT_FOUND, OUTCOME_VISITOR_UNKNOWN},
        {EVIDENCE_VISITOR, FACT_GENUINE, OUTCOME_WON},
        {EVIDENCE_CLICK_ID, FACT_SAME_ADVERTISER, OUTCOME_OTHER_ADVERTISER},
        {EVIDENCE_CLICK_ID, FACT_SAME_ADVERTISER | FACT_SAME_PROGRAM, OUTCOME_OTHER_ADVERTISER},
        {EVIDENCE_CLICK_ID, FACT_SAME_PROGRAM, OUTCOME_OTHER_PROGRAM},
        {EVIDENCE_COUPON, FACT_ACTIVE, OUTCOME_COUPON_ARCHIVED},
        {EVIDENCE_COUPON, FACT_ACTIVE | FACT_PARTNER_ACTIVE, OUTCOME_COUPON_ARCHIVED},
        {EVIDENCE_VISITOR, FACT_ACTIVE, OUTCOME_WON}, // only coupons are archived
        {EVIDENCE_VISITOR, FACT_PARTNER_ACTIVE, OUTCOME_PARTNER_ARCHIVED},
        {EVIDENCE_EMAIL, FACT_PARTNER_ACTIVE | FACT_ENROLLED, OUTCOME_PARTNER_ARCHIVED},
        {EVIDENCE_CUSTOMER, FACT_ENROLLED, OUTCOME_NOT_ENROLLED},
        {EVIDENCE_CUSTOMER, 0, OUTCOME_WON},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct evidence piece = touch(rows[i].kind, 1, DAY_MS);
        piece.facts &= ~rows[i].missing;
        assert_row(evidence_outcome_text(rows[i].outcome), outcome_alone(usual_terms(), piece) == rows[i].outcome);
    }
}

// A piece that several reasons speak against names the first of enum evidence_outcome.
static void the_first_reason_is_named(void **state)
{
    struct attribution_terms terms = terms_of("coupon", ATTRIBUTION_LAST_CLICK, DAY_MS);
    struct evidence piece = touch(EVIDENCE_CLICK_ID, 1, 2 * DAY_MS);
    static const struct {
        uint32_t added;
        enum evidence_outcome outcome;
    } steps[] = {
        {0, OUTCOME_CLICK_FORGED},
        {FACT_GENUINE, OUTCOME_CLICK_UNKNOWN},
        {FACT_FOUND, OUTCOME_OTHER_ADVERTISER},
        {FACT_SAME_ADVERTISER, OUTCOME_OTHER_PROGRAM},
        {FACT_SAME_PROGRAM, OUTCOME_PARTNER_ARCHIVED},
        {FACT_PARTNER_ACTIVE, OUTCOME_NOT_ENROLLED},
        {FACT_ENROLLED, OUTCOME_OUTSIDE_WINDOW},
    };
    piece.facts = 0;
    for (size_t i = 0; i < COUNT_OF(steps); i++) {
        piece.facts |= steps[i].added;
        assert_row(evidence_outcome_text(steps[i].outcome), outcome_alone(terms, piece) == steps[i].outcome);
    }
    piece.touched_at = SOLD_AT;
    assert_int_equal(outcome_alone(terms, piece), OUTCOME_NOT_USED);
}

static void for_life_only_binds_people(void **state)
{
    struct attribution_terms terms = terms_of(ALL_KINDS, ATTRIBUTION_LAST_CLICK, HOUR_MS);
    static const struct {
        enum evidence_kind kind;
        enum evidence_outcome outcome;
    } rows[] = {
        {EVIDENCE_CUSTOMER, OUTCOME_WON},
        {EVIDENCE_EMAIL, OUTCOME_WON},
        {EVIDENCE_CLICK_ID, OUTCOME_OUTSIDE_WINDOW},
        {EVIDENCE_VISITOR, OUTCOME_OUTSIDE_WINDOW},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct evidence piece = touch(rows[i].kind, 1, 20 * 365 * DAY_MS);
        piece.facts |= FACT_FOR_LIFE;
        assert_row(evidence_kind_text(rows[i].kind), outcome_alone(terms, piece) == rows[i].outcome);
        piece.touched_at = INSTANT_NONE;
        assert_row(evidence_kind_text(rows[i].kind), outcome_alone(terms, piece) == rows[i].outcome);
        piece.touched_at.ms = SOLD_AT.ms + 1; // bound by a later conversion: even for life not backwards
        assert_row(evidence_kind_text(rows[i].kind), outcome_alone(terms, piece) == OUTCOME_AFTER_EVENT);
    }
}

static void models_choose_among_touches(void **state)
{
    struct evidence list[] = {
        touch(EVIDENCE_VISITOR, 1, 3 * DAY_MS),  touch(EVIDENCE_VISITOR, 2, 10 * DAY_MS),
        touch(EVIDENCE_VISITOR, 3, 40 * DAY_MS), touch(EVIDENCE_VISITOR, 4, 2 * DAY_MS),
        touch(EVIDENCE_VISITOR, 5, -DAY_MS),
    };
    struct attribution_terms terms = usual_terms();
    assert_int_equal(attribution_decide(&terms, SOLD_AT, list, 5), 1);
    static const struct {
        int64_t partner;
        enum evidence_outcome outcome;
    } last[] = {{5, OUTCOME_AFTER_EVENT},
                {4, OUTCOME_WON},
                {1, OUTCOME_EARLIER_TOUCH},
                {2, OUTCOME_EARLIER_TOUCH},
                {3, OUTCOME_OUTSIDE_WINDOW}};
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(list[i].partner_id.v, last[i].partner);
        assert_int_equal(list[i].outcome, last[i].outcome);
    }
    terms.model = ATTRIBUTION_FIRST_CLICK;
    assert_int_equal(attribution_decide(&terms, SOLD_AT, list, 5), 1);
    static const struct {
        int64_t partner;
        enum evidence_outcome outcome;
    } first[] = {{3, OUTCOME_OUTSIDE_WINDOW},
                 {2, OUTCOME_WON},
                 {1, OUTCOME_LATER_TOUCH},
                 {4, OUTCOME_LATER_TOUCH},
                 {5, OUTCOME_AFTER_EVENT}};
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(list[i].partner_id.v, first[i].partner);
        assert_int_equal(list[i].outcome, first[i].outcome);
    }
}

static void equal_instants_go_by_click_id(void **state)
{
    for (int swapped = 0; swapped < 2; swapped++) {
        struct evidence list[] = {touch(EVIDENCE_VISITOR, 1, DAY_MS), touch(EVIDENCE_VISITOR, 2, DAY_MS)};
        list[swapped].click_id.v = 77;
        list[1 - swapped].click_id.v = 78;
        struct attribution_terms terms = usual_terms();
        size_t winner = attribution_decide(&terms, SOLD_AT, list, 2);
        assert_int_equal(list[winner].click_id.v, 78);
        assert_int_equal(list[1 - winner].outcome, OUTCOME_EARLIER_TOUCH);
        terms.model = ATTRIBUTION_FIRST_CLICK;
        winner = attribution_decide(&terms, SOLD_AT, list, 2);
        assert_int_equal(list[winner].click_id.v, 77);
        assert_int_equal(list[1 - winner].outcome, OUTCOME_LATER_TOUCH);
    }
}

// The first kind in the program's order with a valid piece wins, however recent the others are.
static void the_order_of_evidence_decides(void **state)
{
    static const struct {
        const char *order;
        uint32_t click_missing;
        int64_t winner; // 1 the click, 2 the coupon, 3 the visitor's later click, 0 nobody
        enum evidence_outcome click, coupon, visitor;
    } rows[] = {
        {"click_id,coupon,visitor", 0, 1, OUTCOME_WON, OUTCOME_WEAKER_EVIDENCE, OUTCOME_WEAKER_EVIDENCE},
        {"coupon,click_id,visitor", 0, 2, OUTCOME_WEAKER_EVIDENCE, OUTCOME_WON, OUTCOME_WEAKER_EVIDENCE},
        {"visitor,click_id,coupon", 0, 3, OUTCOME_WEAKER_EVIDENCE, OUTCOME_WEAKER_EVIDENCE, OUTCOME_WON},
        {"click_id", 0, 1, OUTCOME_WON, OUTCOME_NOT_USED, OUTCOME_NOT_USED},
        {"coupon", 0, 2, OUTCOME_NOT_USED, OUTCOME_WON, OUTCOME_NOT_USED},
        {"click_id,coupon,visitor", FACT_ENROLLED, 2, OUTCOME_NOT_ENROLLED, OUTCOME_WON, OUTCOME_WEAKER_EVIDENCE},
        {"click_id", FACT_ENROLLED, 0, OUTCOME_NOT_ENROLLED, OUTCOME_NOT_USED, OUTCOME_NOT_USED},
        {"email", 0, 0, OUTCOME_NOT_USED, OUTCOME_NOT_USED, OUTCOME_NOT_USED},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct evidence list[] = {touch(EVIDENCE_VISITOR, 3, MINUTE_MS), touch(EVIDENCE_COUPON, 2, NEVER),
                                  touch(EVIDENCE_CLICK_ID, 1, 5 * DAY_MS)};
        list[2].facts &= ~rows[i].click_missing;
        struct attribution_terms terms = terms_of(rows[i].order, ATTRIBUTION_LAST_CLICK, 30 * DAY_MS);
        size_t winner = attribution_decide(&terms, SOLD_AT, list, 3);
        assert_row(rows[i].order, (winner == ATTRIBUTION_UNATTRIBUTED) == (rows[i].winner == 0));
        assert_row(rows[i].order, rows[i].winner == 0 || list[winner].partner_id.v == rows[i].winner);
        for (size_t k = 0; k < 3; k++) {
            enum evidence_outcome expected = list[k].kind == EVIDENCE_CLICK_ID ? rows[i].click
                                             : list[k].kind == EVIDENCE_COUPON ? rows[i].coupon
                                                                               : rows[i].visitor;
            assert_row(rows[i].order, list[k].outcome == expected);
        }
    }
}

// S3D-6: came by a link, left, returned directly a week later and bought: no click id, the visitor's click counts.
static void a_direct_return_is_credited(void **state)
{
    struct evidence list[] = {touch(EVIDENCE_VISITOR, 9, 7 * DAY_MS)};
    struct attribution_terms terms = usual_terms();
    assert_int_equal(attribution_decide(&terms, SOLD_AT, list, 1), 0);
}

// S3D-8: click on device A and subscribe there, buy on device B with the same e-mail: the visitor of B is unknown, and
// another partner's click on B would count only if the program put visitors before e-mail.
static void email_binds_across_devices(void **state)
{
    for (int is_visitor_first = 0; is_visitor_first < 2; is_visitor_first++) {
        struct evidence list[] = {touch(EVIDENCE_EMAIL, 4, 20 * DAY_MS), touch(EVIDENCE_VISITOR, 5, DAY_MS)};
        struct attribution_terms terms =
            terms_of(is_visitor_first ? "click_id,visitor,email" : ALL_KINDS, ATTRIBUTION_LAST_CLICK, 30 * DAY_MS);
        size_t winner = attribution_decide(&terms, SOLD_AT, list, 2);
        assert_int_equal(list[winner].partner_id.v, is_visitor_first ? 5 : 4);
    }
    struct evidence list[] = {touch(EVIDENCE_EMAIL, 4, 20 * DAY_MS), touch(EVIDENCE_VISITOR, 0, NEVER)};
    list[1].facts = 0;
    struct attribution_terms terms = usual_terms();
    size_t winner = attribution_decide(&terms, SOLD_AT, list, 2);
    assert_int_equal(list[winner].partner_id.v, 4);
    assert_int_equal(list[1 - winner].outcome, OUTCOME_VISITOR_UNKNOWN);
}

static void causes_name_the_strongest_piece(void **state)
{
    struct attribution_terms terms = usual_terms();
    assert_int_equal(attribution_decide(&terms, SOLD_AT, NULL, 0), ATTRIBUTION_UNATTRIBUTED);
    assert_string_equal(attribution_cause(NULL, 0), "no_evidence");

    struct evidence list[] = {touch(EVIDENCE_VISITOR, 1, 31 * DAY_MS + 2 * HOUR_MS), touch(EVIDENCE_COUPON, 0, NEVER),
                              touch(EVIDENCE_CLICK_ID, 0, NEVER)};
    list[1].facts = 0;
    list[2].facts = 0;
    assert_int_equal(attribution_decide(&terms, SOLD_AT, list, 3), ATTRIBUTION_UNATTRIBUTED);
    assert_string_equal(attribution_cause(list, 3), "click_forged");
    terms = terms_of("visitor,coupon", ATTRIBUTION_LAST_CLICK, 30 * DAY_MS);
    assert_int_equal(attribution_decide(&terms, SOLD_AT, list, 3), ATTRIBUTION_UNATTRIBUTED);
    assert_string_equal(attribution_cause(list, 3), "outside_window");
    assert_int_equal(list[2].outcome, OUTCOME_CLICK_FORGED); // the worst last, as the program does not use click ids
}

static uint64_t random_next(uint64_t *seed) // splitmix64
{
    uint64_t z = (*seed += 0x9E3779B97F4A7C15U);
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9U;
    z = (z ^ z >> 27) * 0x94D049BB133111EBU;
    return z ^ z >> 31;
}

static size_t random_below(uint64_t *seed, size_t bound)
{
    return (size_t)(random_next(seed) % bound);
}

static void shuffle(uint64_t *seed, struct evidence *list, size_t count)
{
    for (size_t i = count; i > 1; i--) {
        size_t other = random_below(seed, i);
        struct evidence kept = list[i - 1];
        list[i - 1] = list[other];
        list[other] = kept;
    }
}

#define PIECES_MAX 12

static size_t random_evidence(uint64_t *seed, struct evidence *list)
{
    size_t count = random_below(seed, PIECES_MAX + 1);
    for (size_t i = 0; i < count; i++) {
        // Few values each, so that ties and duplicates are common.
        list[i] = touch((enum evidence_kind)random_below(seed, EVIDENCE_KIND_COUNT), (int64_t)random_below(seed, 3) + 1,
                        ((int64_t)random_below(seed, 5) - 1) * 10 * DAY_MS);
        list[i].click_id.v = (int64_t)random_below(seed, 3);
        if (random_below(seed, 3) == 0) {
            list[i].facts &= (uint32_t)random_next(seed);
        }
        if (random_below(seed, 6) == 0) {
            list[i].touched_at = INSTANT_NONE;
        }
    }
    return count;
}

static void check_decided(const struct attribution_terms *terms, const struct evidence *list, size_t count,
                          size_t winner)
{
    size_t won = 0;
    for (size_t i = 0; i < count; i++) {
        won += list[i].outcome == OUTCOME_WON;
        assert_true(list[i].outcome < OUTCOME_COUNT);
        if (winner == ATTRIBUTION_UNATTRIBUTED) {
            assert_true(list[i].outcome < OUTCOME_WEAKER_EVIDENCE); // nobody loses to nobody
        }
    }
    assert_int_equal(won, winner == ATTRIBUTION_UNATTRIBUTED ? 0 : 1);
    if (won == 1) {
        assert_int_equal(list[winner].outcome, OUTCOME_WON);
        assert_int_equal(list[winner].facts & (FACT_FOUND | FACT_SAME_PROGRAM | FACT_ENROLLED),
                         FACT_FOUND | FACT_SAME_PROGRAM | FACT_ENROLLED);
    }
    assert_true(terms->order_count > 0);
}

static bool is_same(const struct evidence *a, const struct evidence *b)
{
    return a->kind == b->kind && a->click_id.v == b->click_id.v && a->link_id.v == b->link_id.v &&
           a->partner_id.v == b->partner_id.v && a->touched_at.ms == b->touched_at.ms && a->facts == b->facts &&
           a->outcome == b->outcome;
}

static void any_order_of_finding_decides_alike(void **state)
{
    static const char *const orders[] = {ALL_KINDS, "visitor,email", "coupon,click_id,visitor", "email"};
    for (uint64_t round = 0; round < 3000; round++) {
        uint64_t seed = round;
        struct evidence list[PIECES_MAX];
        struct evidence other[PIECES_MAX];
        size_t count = random_evidence(&seed, list);
        struct attribution_terms terms = terms_of(orders[random_below(&seed, COUNT_OF(orders))],
                                                  (enum attribution_model)random_below(&seed, 2), 20 * DAY_MS);
        memcpy(other, list, sizeof(other));
        size_t winner = attribution_decide(&terms, SOLD_AT, list, count);
        check_decided(&terms, list, count, winner);
        for (int again = 0; again < 4; again++) {
            shuffle(&seed, other, count);
            size_t other_winner = attribution_decide(&terms, SOLD_AT, other, count);
            bool is_alike = other_winner == winner;
            for (size_t i = 0; i < count; i++) {
                is_alike = is_alike && is_same(&list[i], &other[i]);
            }
            if (!is_alike) {
                fail_msg("seed %llu: another order of finding decided otherwise", (unsigned long long)round);
            }
        }
    }
}

static void texts_go_there_and_back(void **state)
{
    for (int i = 0; i < EVIDENCE_KIND_COUNT; i++) {
        enum evidence_kind kind = EVIDENCE_KIND_COUNT;
        assert_true(evidence_kind_parse(text_of(evidence_kind_text((enum evidence_kind)i)), &kind));
        assert_int_equal(kind, i);
    }
    for (int i = 0; i < OUTCOME_COUNT; i++) {
        enum evidence_outcome outcome = OUTCOME_COUNT;
        assert_true(evidence_outcome_parse(text_of(evidence_outcome_text((enum evidence_outcome)i)), &outcome));
        assert_int_equal(outcome, i);
    }
    enum evidence_outcome outcome = OUTCOME_WON;
    assert_false(evidence_outcome_parse(TEXT("WON"), &outcome));
    assert_false(evidence_outcome_parse(TEXT_NONE, &outcome));
    enum attribution_model model = ATTRIBUTION_LAST_CLICK;
    assert_true(attribution_model_parse(TEXT("first_click"), &model));
    assert_int_equal(model, ATTRIBUTION_FIRST_CLICK);
    assert_false(attribution_model_parse(TEXT("linear"), &model));
    assert_false(attribution_model_parse(TEXT_NONE, &model));
    assert_int_equal(model, ATTRIBUTION_FIRST_CLICK);
    assert_string_equal(attribution_model_text(ATTRIBUTION_LAST_CLICK), "last_click");
}

static void orders_of_evidence_are_read(void **state)
{
    static const char *const wrong[] = {"",
                                        ",",
                                        "click_id,",
                                        ",click_id",
                                        "click_id,click_id",
                                        "Click_id",
                                        "click_id;",
                                        "cookie",
                                        "click_id,coupon,customer,email,visitor,email"};
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        struct attribution_terms terms = {.order_count = 99};
        assert_row(wrong[i], !evidence_order_parse(text_of(wrong[i]), &terms));
        assert_row(wrong[i], terms.order_count == 99);
    }
    struct attribution_terms terms = {.order_count = 0};
    assert_false(evidence_order_parse(TEXT_NONE, &terms));
    assert_true(evidence_order_parse(TEXT("email, coupon"), &terms));
    assert_int_equal(terms.order_count, 2);
    assert_int_equal(terms.order[0], EVIDENCE_EMAIL);
    assert_int_equal(terms.order[1], EVIDENCE_COUPON);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(windows_end_to_the_millisecond),
        cmocka_unit_test(windows_do_not_overflow),
        cmocka_unit_test(each_refusal),
        cmocka_unit_test(the_first_reason_is_named),
        cmocka_unit_test(for_life_only_binds_people),
        cmocka_unit_test(models_choose_among_touches),
        cmocka_unit_test(equal_instants_go_by_click_id),
        cmocka_unit_test(the_order_of_evidence_decides),
        cmocka_unit_test(a_direct_return_is_credited),
        cmocka_unit_test(email_binds_across_devices),
        cmocka_unit_test(causes_name_the_strongest_piece),
        cmocka_unit_test(any_order_of_finding_decides_alike),
        cmocka_unit_test(texts_go_there_and_back),
        cmocka_unit_test(orders_of_evidence_are_read),
    };
    return run_cases(tests);
}
