// SPDX-License-Identifier: Apache-2.0
// The decision in two passes: each piece is judged alone, then the list is sorted into the order in which pieces are
// preferred, so that the first piece without a refusal is the winner. The order is total over every field, so the
// outcome does not depend on the order in which the evidence was found.
#include "attribution/attribution.h"

#include "core/bug.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

static const char *const kind_texts[EVIDENCE_KIND_COUNT] = {
    [EVIDENCE_CLICK_ID] = "click_id", [EVIDENCE_COUPON] = "coupon",   [EVIDENCE_CUSTOMER] = "customer",
    [EVIDENCE_EMAIL] = "email",       [EVIDENCE_VISITOR] = "visitor",
};

static const char *const outcome_texts[OUTCOME_COUNT] = {
    [OUTCOME_WON] = "won",
    [OUTCOME_CLICK_FORGED] = "click_forged",
    [OUTCOME_CLICK_UNKNOWN] = "click_unknown",
    [OUTCOME_COUPON_UNKNOWN] = "coupon_unknown",
    [OUTCOME_CUSTOMER_UNBOUND] = "customer_unbound",
    [OUTCOME_VISITOR_UNKNOWN] = "visitor_unknown",
    [OUTCOME_OTHER_ADVERTISER] = "other_advertiser",
    [OUTCOME_OTHER_PROGRAM] = "other_program",
    [OUTCOME_COUPON_ARCHIVED] = "coupon_archived",
    [OUTCOME_PARTNER_ARCHIVED] = "partner_archived",
    [OUTCOME_NOT_ENROLLED] = "not_enrolled",
    [OUTCOME_AFTER_EVENT] = "after_event",
    [OUTCOME_OUTSIDE_WINDOW] = "outside_window",
    [OUTCOME_NOT_USED] = "not_used",
    [OUTCOME_WEAKER_EVIDENCE] = "weaker_evidence",
    [OUTCOME_EARLIER_TOUCH] = "earlier_touch",
    [OUTCOME_LATER_TOUCH] = "later_touch",
};

static const char *const model_texts[] = {
    [ATTRIBUTION_LAST_CLICK] = "last_click",
    [ATTRIBUTION_FIRST_CLICK] = "first_click",
};

static bool text_parse(const char *const *texts, size_t count, struct text t, size_t *ret_index)
{
    for (size_t i = 0; i < count; i++) {
        if (text_equal(t, text_of(texts[i]))) {
            *ret_index = i;
            return true;
        }
    }
    return false;
}

const char *evidence_kind_text(enum evidence_kind kind)
{
    BUG_ON((size_t)kind >= COUNT_OF(kind_texts));
    return kind_texts[kind];
}

bool evidence_kind_parse(struct text t, enum evidence_kind *ret_kind)
{
    size_t index = 0;
    if (!text_parse(kind_texts, COUNT_OF(kind_texts), t, &index)) {
        return false;
    }
    *ret_kind = (enum evidence_kind)index;
    return true;
}

const char *evidence_outcome_text(enum evidence_outcome outcome)
{
    BUG_ON((size_t)outcome >= COUNT_OF(outcome_texts));
    return outcome_texts[outcome];
}

bool evidence_outcome_parse(struct text t, enum evidence_outcome *ret_outcome)
{
    size_t index = 0;
    if (!text_parse(outcome_texts, COUNT_OF(outcome_texts), t, &index)) {
        return false;
    }
    *ret_outcome = (enum evidence_outcome)index;
    return true;
}

const char *attribution_model_text(enum attribution_model model)
{
    BUG_ON((size_t)model >= COUNT_OF(model_texts));
    return model_texts[model];
}

bool attribution_model_parse(struct text t, enum attribution_model *ret_model)
{
    size_t index = 0;
    if (!text_parse(model_texts, COUNT_OF(model_texts), t, &index)) {
        return false;
    }
    *ret_model = (enum attribution_model)index;
    return true;
}

bool evidence_order_parse(struct text t, struct attribution_terms *terms)
{
    enum evidence_kind order[EVIDENCE_KIND_COUNT];
    size_t count = 0;
    struct text rest = t;
    struct text part = TEXT_NONE;
    while (text_split(&rest, ',', &part)) {
        enum evidence_kind kind;
        if (count == EVIDENCE_KIND_COUNT || !evidence_kind_parse(text_trim(part), &kind)) {
            return false;
        }
        for (size_t i = 0; i < count; i++) {
            if (order[i] == kind) {
                return false;
            }
        }
        order[count++] = kind;
    }
    if (count == 0) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        terms->order[i] = order[i];
    }
    terms->order_count = count;
    return true;
}

// Smaller is stronger; order_count for a kind that the program does not use.
static size_t kind_rank(const struct attribution_terms *terms, enum evidence_kind kind)
{
    size_t rank = 0;
    while (rank < terms->order_count && terms->order[rank] != kind) {
        rank++;
    }
    return rank;
}

static bool has(const struct evidence *piece, enum evidence_fact fact)
{
    return (piece->facts & (uint32_t)fact) != 0;
}

static bool is_binding(enum evidence_kind kind)
{
    return kind == EVIDENCE_CUSTOMER || kind == EVIDENCE_EMAIL;
}

// What speaks against a piece that was not found, by its kind.
static enum evidence_outcome judge_existence(const struct evidence *piece)
{
    if (piece->kind == EVIDENCE_CLICK_ID && !has(piece, FACT_GENUINE)) {
        return OUTCOME_CLICK_FORGED; // also when found: an id that was guessed names somebody else's click
    }
    if (has(piece, FACT_FOUND)) {
        return OUTCOME_WON;
    }
    switch (piece->kind) {
    case EVIDENCE_CLICK_ID:
        return OUTCOME_CLICK_UNKNOWN;
    case EVIDENCE_COUPON:
        return OUTCOME_COUPON_UNKNOWN;
    case EVIDENCE_CUSTOMER:
    case EVIDENCE_EMAIL:
        return OUTCOME_CUSTOMER_UNBOUND;
    case EVIDENCE_VISITOR:
        return OUTCOME_VISITOR_UNKNOWN;
    case EVIDENCE_KIND_COUNT:
        break;
    }
    BUG_ON(true);
}

static enum evidence_outcome judge_time(const struct attribution_terms *terms, struct instant occurred_at,
                                        const struct evidence *piece)
{
    if (piece->kind == EVIDENCE_COUPON) {
        return OUTCOME_WON; // a coupon is shown at the order itself: there is no touch that could be too old
    }
    bool is_for_life = is_binding(piece->kind) && has(piece, FACT_FOR_LIFE);
    if (instant_is_none(piece->touched_at)) {
        // A touch without an instant cannot be shown to be within the window.
        return is_for_life ? OUTCOME_WON : OUTCOME_OUTSIDE_WINDOW;
    }
    if (piece->touched_at.ms > occurred_at.ms) {
        return OUTCOME_AFTER_EVENT;
    }
    if (!is_for_life && (__int128)occurred_at.ms - piece->touched_at.ms > terms->window_ms) {
        return OUTCOME_OUTSIDE_WINDOW;
    }
    return OUTCOME_WON;
}

// What speaks against the piece alone, in the order of enum evidence_outcome; OUTCOME_WON when nothing does.
static enum evidence_outcome judge_alone(const struct attribution_terms *terms, struct instant occurred_at,
                                         const struct evidence *piece)
{
    enum evidence_outcome existence = judge_existence(piece);
    if (existence != OUTCOME_WON) {
        return existence;
    }
    if (!has(piece, FACT_SAME_ADVERTISER)) {
        return OUTCOME_OTHER_ADVERTISER;
    }
    if (!has(piece, FACT_SAME_PROGRAM)) {
        return OUTCOME_OTHER_PROGRAM;
    }
    if (piece->kind == EVIDENCE_COUPON && !has(piece, FACT_ACTIVE)) {
        return OUTCOME_COUPON_ARCHIVED;
    }
    if (!has(piece, FACT_PARTNER_ACTIVE)) {
        return OUTCOME_PARTNER_ARCHIVED;
    }
    if (!has(piece, FACT_ENROLLED)) {
        return OUTCOME_NOT_ENROLLED;
    }
    enum evidence_outcome time = judge_time(terms, occurred_at, piece);
    if (time != OUTCOME_WON) {
        return time;
    }
    return kind_rank(terms, piece->kind) == terms->order_count ? OUTCOME_NOT_USED : OUTCOME_WON;
}

static int compare_int64(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

// Which of two pieces of one kind is earlier; then every other field, so that only equal pieces compare equal.
static int compare_touches(const struct evidence *a, const struct evidence *b)
{
    const int64_t pairs[][2] = {
        {a->touched_at.ms, b->touched_at.ms}, {a->click_id.v, b->click_id.v},     {a->link_id.v, b->link_id.v},
        {a->offer_id.v, b->offer_id.v},       {a->partner_id.v, b->partner_id.v}, {a->facts, b->facts},
    };
    for (size_t i = 0; i < COUNT_OF(pairs); i++) {
        int order = compare_int64(pairs[i][0], pairs[i][1]);
        if (order != 0) {
            return order;
        }
    }
    return 0;
}

// Below zero when a is judged before b; zero only for equal pieces.
static int compare_preference(const struct attribution_terms *terms, const struct evidence *a, const struct evidence *b)
{
    int order = compare_int64((int64_t)kind_rank(terms, a->kind), (int64_t)kind_rank(terms, b->kind));
    if (order == 0) {
        order = compare_int64(a->kind, b->kind);
    }
    if (order == 0) {
        // What has no instant comes last in either model.
        order = compare_int64(instant_is_none(a->touched_at), instant_is_none(b->touched_at));
    }
    if (order == 0) {
        order = compare_touches(a, b);
        order = terms->model == ATTRIBUTION_LAST_CLICK ? -order : order;
    }
    return order;
}

static void swap(struct evidence *a, struct evidence *b)
{
    struct evidence kept = *a;
    *a = *b;
    *b = kept;
}

// Lets the piece at the root sink until no piece below it comes later than its parent.
static void sift(const struct attribution_terms *terms, struct evidence *list, size_t root, size_t count)
{
    for (size_t child = 2 * root + 1; child < count; child = 2 * root + 1) {
        if (child + 1 < count && compare_preference(terms, &list[child], &list[child + 1]) < 0) {
            child++;
        }
        if (compare_preference(terms, &list[root], &list[child]) >= 0) {
            return;
        }
        swap(&list[root], &list[child]);
        root = child;
    }
}

// Heapsort: in place and without memory, however many clicks a visitor made.
static void sort_by_preference(const struct attribution_terms *terms, struct evidence *list, size_t count)
{
    for (size_t i = count / 2; i > 0; i--) {
        sift(terms, list, i - 1, count);
    }
    for (size_t end = count; end > 1; end--) {
        swap(&list[0], &list[end - 1]);
        sift(terms, list, 0, end - 1);
    }
}

size_t attribution_decide(const struct attribution_terms *terms, struct instant occurred_at, struct evidence *list,
                          size_t count)
{
    BUG_ON(terms->order_count == 0 || terms->order_count > EVIDENCE_KIND_COUNT || instant_is_none(occurred_at));
    for (size_t i = 0; i < count; i++) {
        list[i].outcome = judge_alone(terms, occurred_at, &list[i]);
    }
    sort_by_preference(terms, list, count);
    size_t winner = ATTRIBUTION_UNATTRIBUTED;
    for (size_t i = 0; i < count; i++) {
        if (list[i].outcome != OUTCOME_WON) {
            continue;
        }
        if (winner == ATTRIBUTION_UNATTRIBUTED) {
            winner = i;
        } else if (list[i].kind != list[winner].kind) {
            list[i].outcome = OUTCOME_WEAKER_EVIDENCE;
        } else {
            list[i].outcome = terms->model == ATTRIBUTION_LAST_CLICK ? OUTCOME_EARLIER_TOUCH : OUTCOME_LATER_TOUCH;
        }
    }
    return winner;
}

const char *attribution_cause(const struct evidence *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (list[i].outcome == OUTCOME_WON) {
            return "";
        }
    }
    return count == 0 ? "no_evidence" : evidence_outcome_text(list[0].outcome);
}
