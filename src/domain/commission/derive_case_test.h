// SPDX-License-Identifier: Apache-2.0
// Facts for tests of the engine from one line of words, and awards as one line:
//   goal=lead amount=100 discount=10 tax=16.67 shipping=5 refunded=40 rejected new returning country=FR device=phone
//   source=mail coupon=X customer_country=DE payment=7 month=7 churned usage=60000 day=2026-11-22 hold=30
//   type= level= segment= partner_country= code= enrolled=2026-11-01 md.KEY=VALUE
//   item=KIND/SKU/CATEGORY/QUANTITY/AMOUNT     each part may be empty
//   volume=GOAL/PERIOD/COUNT_BEFORE/COUNT_ALL/SUM_BEFORE/SUM_ALL
//   up=LEVEL up=- (a gap) up=! (archived)      recruiters from level 1 on, with ids 101, 102, …
//   split=ID:PERCENT touch=ID used=PLAN:LINE:PARTNER:SUM
// The credited partner is 1. Awards: "C 10.00, S2 4.00, A3 2.00, L1 5.00", "-" when there are none.
#pragma once

#include "check.h"

#include "commission/derive.h"
#include "format/encode.h"

#define SOLD_AT ((struct instant){.ms = INT64_C(1795344419000)}) // 2026-11-22T10:46:59Z
#define CASE_LIST_MAX 24

struct derive_case {
    struct derive_facts facts;
    struct derive_item items[CASE_LIST_MAX];
    struct derive_pair metadata[CASE_LIST_MAX];
    struct derive_volume volumes[CASE_LIST_MAX];
    struct derive_partner uplines[CASE_LIST_MAX];
    struct derive_share splits[CASE_LIST_MAX];
    struct derive_partner touches[CASE_LIST_MAX];
    struct derive_cap_use cap_uses[CASE_LIST_MAX];
};

static inline struct currency currency_of(const char *code)
{
    struct currency currency = {""};
    assert_int_equal(currency_parse(text_of(code), &currency), RC_OK);
    return currency;
}

static inline struct plan *parsed(struct arena *arena, const char *source, struct currency currency)
{
    struct plan *plan = NULL;
    struct plan_error error = {0};
    if (plan_parse(arena, text_of(source), currency, &plan, &error) != RC_OK) {
        fail_msg("%s\n%d:%d: %s", source, error.line, error.column, error.message);
    }
    return plan;
}

static inline struct money money_in(struct text amount, struct currency currency)
{
    struct money money = money_zero(currency);
    if (!text_is_empty(amount) && money_parse(amount, currency, &money) != MONEY_PARSED) {
        fail_msg("no amount: %.*s", TEXT_PRINT(amount));
    }
    return money;
}

static inline int64_t number_in(struct text t)
{
    int64_t number = 0;
    if (!text_is_empty(t) && int64_parse(t, INT64_MIN, INT64_MAX, &number) != RC_OK) {
        fail_msg("no number: %.*s", TEXT_PRINT(t));
    }
    return number;
}

static inline int64_t day_in(struct text t)
{
    struct instant instant = {0};
    assert_int_equal(instant_parse(t, &instant), RC_OK);
    return day_number(instant);
}

// Cuts a value into parts; those that are not there are empty.
static inline void parts_of(struct text value, char separator, struct text *parts, size_t count)
{
    struct text rest = value;
    for (size_t i = 0; i < count; i++) {
        parts[i] = TEXT("");
        (void)text_split(&rest, separator, &parts[i]); // no more parts leave the rest empty
    }
}

static inline enum plan_period period_in(struct text t)
{
    static const char *const words[] = {"week", "month", "quarter", "year", "all", "until"};
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        if (text_equal(t, text_of(words[i]))) {
            return (enum plan_period)i;
        }
    }
    fail_msg("no period: %.*s", TEXT_PRINT(t));
    return PLAN_WEEK;
}

static inline void add_item(struct derive_case *c, struct text value)
{
    struct text p[5];
    parts_of(value, '/', p, 5);
    c->items[c->facts.item_count++] = (struct derive_item){.kind = p[0],
                                                           .sku = p[1],
                                                           .category = p[2],
                                                           .quantity = text_is_empty(p[3]) ? 1 : number_in(p[3]),
                                                           .amount = money_in(p[4], c->facts.currency)};
}

static inline void add_volume(struct derive_case *c, struct text value)
{
    struct text p[6];
    parts_of(value, '/', p, 6);
    c->volumes[c->facts.volume_count++] = (struct derive_volume){.goal = p[0],
                                                                 .period = period_in(p[1]),
                                                                 .count_before = number_in(p[2]),
                                                                 .count_all = number_in(p[3]),
                                                                 .sum_before = money_in(p[4], c->facts.currency),
                                                                 .sum_all = money_in(p[5], c->facts.currency)};
}

static inline void add_upline(struct derive_case *c, struct text value)
{
    bool is_gap = text_equal(value, TEXT("-"));
    bool is_archived = text_equal(value, TEXT("!"));
    int64_t id = is_gap ? 0 : 101 + (int64_t)c->facts.upline_count;
    c->uplines[c->facts.upline_count++] =
        (struct derive_partner){.partner_id = {id}, .level = value, .is_active = !is_archived};
}

static inline void add_list(struct derive_case *c, struct text name, struct text value)
{
    struct text p[4];
    parts_of(value, ':', p, 4);
    if (text_equal(name, TEXT("item"))) {
        add_item(c, value);
    } else if (text_equal(name, TEXT("volume"))) {
        add_volume(c, value);
    } else if (text_equal(name, TEXT("up"))) {
        add_upline(c, value);
    } else if (text_equal(name, TEXT("split"))) {
        struct rate share = {0};
        assert_int_equal(rate_parse_percent(p[1], &share), RC_OK);
        c->splits[c->facts.split_count++] =
            (struct derive_share){.partner = {.partner_id = {number_in(p[0])}, .is_active = true}, .share = share};
    } else if (text_equal(name, TEXT("touch"))) {
        c->touches[c->facts.touch_count++] =
            (struct derive_partner){.partner_id = {number_in(value)}, .is_active = true};
    } else if (text_equal(name, TEXT("used"))) {
        c->cap_uses[c->facts.cap_use_count++] =
            (struct derive_cap_use){.plan_index = (size_t)number_in(p[0]),
                                    .cap_line = (int)number_in(p[1]),
                                    .partner_id = {number_in(p[2])},
                                    .used_before = money_in(p[3], c->facts.currency)};
    } else if (text_starts_with(name, TEXT("md."))) {
        c->metadata[c->facts.metadata_count++] =
            (struct derive_pair){.name = text_slice(name, 3, SIZE_MAX), .value = value};
    } else {
        fail_msg("no fact: %.*s", TEXT_PRINT(name));
    }
}

static inline bool set_text(struct derive_facts *f, struct text name, struct text value)
{
    const struct {
        const char *name;
        struct text *text;
    } rows[] = {{"goal", &f->goal},
                {"country", &f->country},
                {"device", &f->device},
                {"source", &f->source},
                {"coupon", &f->coupon},
                {"customer_country", &f->customer_country},
                {"type", &f->partner.type},
                {"level", &f->partner.level},
                {"segment", &f->partner.segment},
                {"partner_country", &f->partner.country},
                {"code", &f->partner.code}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        if (text_equal(name, text_of(rows[i].name))) {
            *rows[i].text = value;
            return true;
        }
    }
    return false;
}

static inline bool set_money(struct derive_facts *f, struct text name, struct text value)
{
    const struct {
        const char *name;
        struct money *money;
    } rows[] = {{"amount", &f->amount},
                {"discount", &f->discount},
                {"tax", &f->tax},
                {"shipping", &f->shipping},
                {"refunded", &f->refunded}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        if (text_equal(name, text_of(rows[i].name))) {
            *rows[i].money = money_in(value, f->currency);
            return true;
        }
    }
    return false;
}

static inline bool set_number(struct derive_facts *f, struct text name, struct text value)
{
    if (text_equal(name, TEXT("payment"))) {
        f->payment_number = (int)number_in(value);
    } else if (text_equal(name, TEXT("month"))) {
        f->month_number = (int)number_in(value);
    } else if (text_equal(name, TEXT("usage"))) {
        f->usage = number_in(value);
    } else if (text_equal(name, TEXT("hold"))) {
        f->program_hold_days = (int)number_in(value);
    } else if (text_equal(name, TEXT("day"))) {
        f->local_day = day_in(value);
    } else if (text_equal(name, TEXT("enrolled"))) {
        f->partner.enrolled_day = day_in(value);
    } else if (text_equal(name, TEXT("rejected"))) {
        f->is_rejected = true;
    } else if (text_equal(name, TEXT("churned"))) {
        f->is_churned = true;
    } else if (text_equal(name, TEXT("new")) || text_equal(name, TEXT("returning"))) {
        f->is_customer_known = true;
        f->is_customer_new = text_equal(name, TEXT("new"));
    } else {
        return false;
    }
    return true;
}

static inline void case_read(struct derive_case *c, const char *words, struct currency currency)
{
    struct money zero = money_zero(currency);
    *c = (struct derive_case){.facts = {.goal = TEXT("sale"),
                                        .currency = currency,
                                        .amount = zero,
                                        .discount = zero,
                                        .tax = zero,
                                        .shipping = zero,
                                        .refunded = zero,
                                        .occurred_at = SOLD_AT,
                                        .local_day = day_number(SOLD_AT),
                                        .program_hold_days = 30,
                                        .partner = {.partner_id = {1}, .is_active = true, .enrolled_day = INT64_MIN},
                                        .usage = -1}};
    struct derive_facts *f = &c->facts;
    f->items = c->items;
    f->metadata = c->metadata;
    f->volumes = c->volumes;
    f->uplines = c->uplines;
    f->splits = c->splits;
    f->touches = c->touches;
    f->cap_uses = c->cap_uses;
    struct text rest = text_of(words);
    struct text word = TEXT_NONE;
    while (text_split(&rest, ' ', &word)) {
        struct text value = word;
        struct text name = TEXT_NONE;
        (void)text_split(&value, '=', &name); // a word without '=' is its own name
        value = text_is(value) ? value : TEXT("");
        if (!text_is_empty(word) && !set_text(f, name, value) && !set_money(f, name, value) &&
            !set_number(f, name, value)) {
            add_list(c, name, value);
        }
    }
}

static inline struct text awards_text(struct arena *arena, const struct derived *derived)
{
    struct buf buf = buf_new(arena, 65536);
    for (size_t i = 0; i < derived->award_count; i++) {
        const struct derive_award *award = &derived->awards[i];
        int64_t number = award->role == DERIVE_LEVEL ? award->level : award->partner_id.v;
        buf_format(&buf, "%s%c", i == 0 ? "" : ", ", "CSAL"[award->role]);
        if (award->role != DERIVE_CREDITED) {
            buf_format(&buf, "%lld", (long long)number);
        }
        struct text amount = money_text(arena, award->amount);
        buf_format(&buf, " %.*s", TEXT_PRINT(amount));
    }
    return derived->award_count == 0 ? TEXT("-") : buf_text(&buf);
}

// Derives both ways and checks that they say the same. individual: NULL for none.
static inline struct derived case_derive(struct arena *arena, const struct derive_case *c, const char *individual,
                                         const char *program)
{
    struct derive_plan plans[2];
    size_t count = 0;
    if (individual != NULL) {
        plans[count++] = (struct derive_plan){
            .plan_id = {2}, .number = 5, .is_individual = true, .plan = parsed(arena, individual, c->facts.currency)};
    }
    plans[count++] =
        (struct derive_plan){.plan_id = {1}, .number = 3, .plan = parsed(arena, program, c->facts.currency)};
    struct derived amounts;
    struct derived derived;
    commission_derive(arena, &c->facts, plans, count, DERIVE_AMOUNTS, &amounts);
    commission_derive(arena, &c->facts, plans, count, DERIVE_EXPLAINED, &derived);
    struct text bare = awards_text(arena, &amounts);
    struct text full = awards_text(arena, &derived);
    assert_true(text_equal(bare, full));
    assert_int_equal(amounts.total.minor, derived.total.minor);
    return derived;
}
