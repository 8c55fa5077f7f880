// SPDX-License-Identifier: Apache-2.0
// Random plans; see random_plan.h.
#include "random_plan.h"

#include "core/arena.h"
#include "core/buf.h"

#define COUNT(list) ((int)(sizeof(list) / sizeof((list)[0])))
#define PICK(w, list) ((list)[random_plan_below((w)->seed, COUNT(list))])
#define PLAN_BYTES ((size_t)16384)

struct writing {
    struct buf buf;
    uint64_t *seed;
    enum random_plan_kind kind;
    int number; // rules written
    bool has_tariff;
    bool has_period_caps; // then nothing that changes an event later
};

int random_plan_below(uint64_t *seed, int n)
{
    uint64_t z = (*seed += UINT64_C(0x9E3779B97F4A7C15));
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return (int)((z ^ (z >> 31)) % (uint64_t)n);
}

static bool one_in(struct writing *w, int n)
{
    return random_plan_below(w->seed, n) == 0;
}

static void add(struct writing *w, const char *words)
{
    buf_add(&w->buf, text_of(words));
}

// ---- conditions ----

// Facts that a sale of the calculator does not know are never compared there with what a real sale says instead.
static const char *const known_tests[] = {
    "partner type is blogger",
    "partner type in (blogger, agency)",
    "partner level is gold",
    "partner level is not gold",
    "partner segment is fashion",
    "partner country in (FR, DE)",
    "partner code is p1",
    "partner code starts with p",
    "customer is new",
    "customer is returning",
    "customer country is FR",
    "customer country is not FR",
    "coupon starts with VIP",
    "coupon does not contain VIP",
    "country in (FR, DE)",
    "country not in (FR, DE)",
    "device is mobile",
    "source is mail",
    "order amount >= 50 EUR",
    "order amount < 120 EUR",
    "order amount > 3.07 EUR",
    "payment number = 1",
    "payment number <> 2",
    "payment number in (1, 3)",
    "month number <= 2",
    "metadata plan is pro",
    "metadata seats >= 10",
    "metadata plan contains r",
};
static const char *const dated_tests[] = {"partner days >= 20", "partner days < 60", "order quantity > 2",
                                          "date >= 2026-11-01", "date < 2027-01-15", "order quantity <= 4",
                                          "coupon is p0",       "coupon ends with 2"};

static void add_test(struct writing *w)
{
    bool is_dated = w->kind != RANDOM_PLAN_CALCULABLE && one_in(w, 4);
    add(w, one_in(w, 5) ? "not " : "");
    add(w, is_dated ? PICK(w, dated_tests) : PICK(w, known_tests));
}

static void add_condition(struct writing *w)
{
    if (!one_in(w, 3)) {
        return;
    }
    add(w, one_in(w, 4) ? " unless " : " when ");
    if (one_in(w, 4)) {
        add(w, "(");
        add_test(w);
        add(w, " or ");
        add_test(w);
        add(w, ") and ");
        add_test(w);
        return;
    }
    add_test(w);
    if (one_in(w, 2)) {
        add(w, one_in(w, 2) ? " and " : " or ");
        add_test(w);
    }
}

// ---- rules ----

static void add_percent(struct writing *w, int most)
{
    static const char *const parts[] = {"", "", ".5", ".25", ".3333", ".0001", ".9999"};
    buf_format(&w->buf, "%d%s%%", random_plan_below(w->seed, most), PICK(w, parts));
}

static void add_sum(struct writing *w, int most)
{
    buf_format(&w->buf, "%d.%02d EUR", random_plan_below(w->seed, most), random_plan_below(w->seed, 100));
}

static void add_value(struct writing *w)
{
    switch (random_plan_below(w->seed, 8)) {
    case 0:
        add_sum(w, 6);
        return;
    case 1:
        add_sum(w, 3);
        add(w, " per item");
        return;
    case 2:
        add_percent(w, 30);
        add(w, w->has_tariff ? " of tariff" : "");
        return;
    case 3:
        add(w, one_in(w, 4) ? "nothing" : "0.005 EUR");
        return;
    default:
        add_percent(w, 40);
        return;
    }
}

static void add_items(struct writing *w)
{
    static const char *const items[] = {"kind digital",
                                        "sku A-1",
                                        "category books",
                                        "service seo",
                                        "sku in (A-1, B-2)",
                                        "sku starts with A-",
                                        "kind digital and not category books",
                                        "(kind digital or category books) and sku starts with B",
                                        "kind physical"};
    if (one_in(w, 2)) {
        add(w, " of ");
        add(w, PICK(w, items));
    }
}

static void add_modifiers(struct writing *w, bool is_plain)
{
    static const char *const limits[] = {" for 2 months", " for 3 payments", " for the first payment", " for life"};
    static const char *const days[] = {" from 2026-10-20", " until 2026-12-05", " from 2026-10-01 until 2026-11-30"};
    if (one_in(w, 5)) {
        add(w, PICK(w, limits));
    }
    if (one_in(w, 6) && !w->has_period_caps) {
        add(w, " until churn");
    }
    if (one_in(w, 6) && w->kind != RANDOM_PLAN_CALCULABLE) {
        add(w, PICK(w, days));
    }
    if (one_in(w, 6)) {
        buf_format(&w->buf, " hold %d days", random_plan_below(w->seed, 60));
    }
    if (one_in(w, 7) && is_plain) {
        add(w, one_in(w, 2) ? " at least 0.37 EUR" : " at most 5.11 EUR");
    }
}

static void add_tiers(struct writing *w, bool is_percent)
{
    static const char *const periods[] = {"a week", "a month", "a quarter", "a year", "in all"};
    const char *period = PICK(w, periods);
    bool is_by_sum = is_percent && one_in(w, 2);
    bool is_for_all = !w->has_period_caps && one_in(w, 3);
    int edge = 0;
    for (int i = random_plan_below(w->seed, 3); i >= 0; i--) {
        edge += 1 + random_plan_below(w->seed, is_by_sum ? 300 : 5);
        buf_format(&w->buf, is_by_sum ? "\n  from %d EUR of sales %s " : "\n  from %d sales %s ", edge, period);
        add_percent(w, 45);
        add(w, is_for_all ? " for all" : "");
    }
}

// Two rules that match the same are refused: each has a filter of its own, by the number of the rule.
static void add_rule(struct writing *w)
{
    w->number++;
    buf_format(&w->buf, "r%d: %spay ", w->number, one_in(w, 5) ? "also " : "");
    bool has_tiers = one_in(w, 4);
    if (has_tiers) {
        add_percent(w, 35);
    } else {
        add_value(w);
    }
    add(w, " on sale");
    add_items(w);
    add_modifiers(w, !has_tiers);
    switch (random_plan_below(w->seed, 4)) { // a value that no event has
    case 0:
        buf_format(&w->buf, " when country in (FR, DE, X%d)", w->number);
        break;
    case 1:
        buf_format(&w->buf, " when metadata plan is not r%d", w->number);
        break;
    case 2:
        buf_format(&w->buf, " unless coupon is c%d", w->number);
        break;
    default:
        buf_format(&w->buf, " when customer country in (DE, Y%d)", w->number);
    }
    if (one_in(w, 2)) {
        add(w, one_in(w, 2) ? " and " : " or ");
        add_test(w);
    }
    if (has_tiers) {
        add_tiers(w, true);
    }
    add(w, "\n");
}

// The plain rules, tried last, and those of other events.
static void add_plain_rules(struct writing *w)
{
    if (!one_in(w, 8)) {
        bool has_tiers = one_in(w, 2);
        add(w, "pay ");
        if (has_tiers) {
            add_percent(w, 30);
        } else {
            add_value(w);
        }
        add(w, " on sale");
        if (one_in(w, 4)) {
            buf_format(&w->buf, " hold %d days", random_plan_below(w->seed, 60));
        }
        if (has_tiers) {
            add_tiers(w, true);
        }
        add(w, "\n");
    }
    if (one_in(w, 2)) {
        add(w, "pay ");
        add_sum(w, 4);
        add(w, " on lead");
        add_condition(w);
        add(w, "\n");
    }
    add(w, one_in(w, 3) ? "pay 0.001 EUR on click\npay 0.02 EUR on unique click\n" : "");
    add(w, one_in(w, 4) ? "pay 2.50 EUR on 1000 impressions\n" : "");
}

// ---- who else earns, and how much at most ----

// What stands on a condition first: a clause that would be hidden is refused.
static void add_levels(struct writing *w)
{
    static const char *const lines[] = {
        "level 1 pays 7.7777% of sale when recruiter level is gold\n",
        "level 3 pays 12% of commission when order amount >= 20 EUR\n",
        "levels 2 to 7 pay 1.5% of sale unless recruiter type is agency\n",
        "level 1 pays 1.11 EUR on lead hold 30 days\n",
    };
    static const char *const plain[] = {
        "level 1 pays 5% of sale\n",
        "level 1 pays 5% of sale\nlevel 2 pays 0.03 EUR on sale\n",
        "levels 1 to 4 pay 3.3333% of commission\n",
        "levels 2 to 3 pay nothing\nlevel 1 pays 25% of commission\n",
    };
    for (int i = 0; i < COUNT(lines); i++) {
        add(w, one_in(w, 5) ? lines[i] : "");
    }
    add(w, one_in(w, 3) ? PICK(w, plain) : "");
    add(w, one_in(w, 6) ? "matrix 2 wide 5 deep\n" : "");
}

static void add_bonuses(struct writing *w)
{
    static const char *const lines[] = {
        "bonus 10 EUR for 5 sales a month\n",
        "bonus 3.50 EUR for every 4 sales a quarter\n",
        "bonus 7 EUR for the first sale\n",
        "bonus 20 EUR for 300 EUR of sales a week\n",
        "bonus 9 EUR for every 500 EUR of sales a year when partner type is blogger\n",
        "bonus 11 EUR for 6 sales until 2028-12-31\n",
        "bonus 2 EUR for 3 leads a month\n",
        "give gift \"mug\" on sale when customer is new\n",
        "give invitation \"summit\" for 10 sales a year\n",
        "give 2 credit on lead\n",
    };
    for (int i = 0; i < COUNT(lines); i++) {
        add(w, one_in(w, 7) ? lines[i] : "");
    }
}

static void add_caps(struct writing *w)
{
    add(w, one_in(w, 4) ? "cap 20% of sale\n" : "");
    add(w, one_in(w, 6) ? "cap 12.34 EUR per sale\n" : "");
    add(w, one_in(w, 4) ? "cap 25% of sale over all levels\n" : "");
    add(w, one_in(w, 8) ? "cap 20 EUR per sale over all levels\n" : "");
    if (!w->has_period_caps) {
        return;
    }
    bool is_partner = w->kind == RANDOM_PLAN_CALCULABLE || !one_in(w, 3);
    if (is_partner) {
        add(w, one_in(w, 2) ? "cap 30 EUR per partner a month\n" : "cap 45 EUR per partner a quarter, beyond it 2%\n");
    }
    if (w->kind == RANDOM_PLAN_CAPPED && (!is_partner || one_in(w, 2))) {
        add(w, one_in(w, 2) ? "budget 150 EUR a month\n" : "budget 200 EUR a quarter, beyond it 1.5%\n");
    }
}

static void add_terms(struct writing *w)
{
    static const char *const parts[] = {"", "", "base without tax\n", "base without shipping\n",
                                        "base without tax and shipping\n"};
    static const char *const shares[] = {"share first 40%, last 40%, others 20%\n",
                                         "share first 50%, last 30%, others 20%\n",
                                         "share first 33.3333%, last 33.3333%, others 33.3334%\n"};
    add(w, one_in(w, 3) ? "base before discount\n" : one_in(w, 2) ? "base after discount\n" : "");
    add(w, PICK(w, parts));
    if (one_in(w, 2)) {
        buf_format(&w->buf, "hold %d days\n", random_plan_below(w->seed, 90));
    }
    add(w, one_in(w, 2) ? "round half even\n" : "");
    add(w, one_in(w, 3) ? PICK(w, shares) : "");
    add(w, one_in(w, 5) ? "customer gets 10% off\n" : "");
    add(w, one_in(w, 5) ? "refunds after payment are forgiven\n" : "");
    add(w, one_in(w, 5) ? "late payment 5 times after 10 days\n" : "");
    add(w, w->has_tariff ? "tariff by clicks\n  up to 10000 30 EUR\n  up to 60000 120.05 EUR\n  above 200 EUR\n" : "");
}

struct text random_plan(struct arena *arena, uint64_t *seed, enum random_plan_kind kind)
{
    struct writing w = {.buf = buf_new(arena, PLAN_BYTES), .seed = seed, .kind = kind};
    w.has_tariff = one_in(&w, 3);
    w.has_period_caps = kind == RANDOM_PLAN_CAPPED || (kind == RANDOM_PLAN_CALCULABLE && one_in(&w, 2));
    add_terms(&w);
    for (int i = 1 + random_plan_below(seed, 5); i > 0; i--) {
        add_rule(&w);
    }
    add_plain_rules(&w);
    add_levels(&w);
    add_bonuses(&w);
    add_caps(&w);
    return buf_text(&w.buf);
}

struct text random_plan_terms(struct arena *arena, uint64_t *seed)
{
    struct writing w = {.buf = buf_new(arena, PLAN_BYTES), .seed = seed, .kind = RANDOM_PLAN_ANY};
    if (one_in(&w, 3)) {
        add(&w, "pay ");
        add_percent(&w, 50);
        add(&w, " on sale instead of r1\n");
        return buf_text(&w.buf);
    }
    add(&w, one_in(&w, 2) ? "base before discount\n" : "round half even\n");
    add(&w, "pay ");
    add_percent(&w, 50);
    add(&w, " on sale");
    add_items(&w);
    add(&w, " when order amount >= 10 EUR or ");
    add_test(&w);
    add(&w, "\npay 3% on sale\n");
    add(&w, one_in(&w, 3) ? "cap 15% of sale\n" : "");
    add(&w, one_in(&w, 3) ? "bonus 4 EUR for 3 sales a month\n" : "");
    return buf_text(&w.buf);
}
