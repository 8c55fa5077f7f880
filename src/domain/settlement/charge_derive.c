// SPDX-License-Identifier: Apache-2.0
// The arithmetic of a charge; see charge_derive.h.
#include "settlement/charge_derive.h"

#include "core/bug.h"
#include "format/json.h"

#define DERIVATION_FORMAT 1
#define DERIVATION_BYTES 2048

static const char *const bases[CHARGE_BASIS_COUNT] = {
    [CHARGE_NONE] = "none",           [CHARGE_COST_PLUS] = "cost_plus",     [CHARGE_SALE_FEE] = "sale_fee",
    [CHARGE_FIXED_FEE] = "fixed_fee", [CHARGE_SALE_CHARGE] = "sale_charge",
};

const char *charge_basis_text(enum charge_basis basis)
{
    BUG_ON((size_t)basis >= CHARGE_BASIS_COUNT);
    return bases[basis];
}

bool charge_basis_parse(struct text t, enum charge_basis *ret_basis)
{
    for (size_t i = 0; i < CHARGE_BASIS_COUNT; i++) {
        if (text_equal(t, text_of(bases[i]))) {
            *ret_basis = (enum charge_basis)i;
            return true;
        }
    }
    return false;
}

static void check(const struct charge_facts *facts, const struct charge_terms *terms)
{
    const struct money all[] = {facts->amount, facts->refunded, facts->commissions, terms->fixed};
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        BUG_ON(all[i].minor < 0 || !currency_equal(all[i].currency, facts->currency));
    }
    BUG_ON(terms->basis == CHARGE_NONE || (size_t)terms->basis >= CHARGE_BASIS_COUNT);
    BUG_ON(terms->rate.ppm < 0 || terms->rate.ppm > CHARGE_RATE_MAX_PPM);
}

static struct money remaining_of(const struct charge_facts *facts)
{
    int64_t refunded = facts->refunded.minor < facts->amount.minor ? facts->refunded.minor : facts->amount.minor;
    return (struct money){.minor = facts->amount.minor - refunded, .currency = facts->currency};
}

// Before the one rounding.
static struct exact exact_of(const struct charge_facts *facts, const struct charge_terms *terms, struct money remaining)
{
    struct exact commissions = exact_of_money(facts->commissions);
    bool is_all_refunded = facts->amount.minor > 0 && remaining.minor == 0;
    if (facts->is_clicks && terms->basis != CHARGE_COST_PLUS) {
        return commissions;
    }
    switch (terms->basis) {
    case CHARGE_COST_PLUS:
        return exact_add(commissions, money_times_rate(facts->commissions, terms->rate));
    case CHARGE_SALE_FEE:
        return exact_add(commissions, money_times_rate(remaining, terms->rate));
    case CHARGE_FIXED_FEE:
        return is_all_refunded ? commissions : exact_add(commissions, exact_of_money(terms->fixed));
    case CHARGE_SALE_CHARGE:
        return money_times_rate(remaining, terms->rate);
    case CHARGE_NONE:
    case CHARGE_BASIS_COUNT:
        break;
    }
    return commissions;
}

// Names in the order of their bytes: that is what makes it canonical.
static struct text derivation_text(struct arena *arena, const struct charge_facts *facts,
                                   const struct charge_terms *terms, const struct charge_derived *derived,
                                   struct exact exact)
{
    struct buf buf = buf_new(arena, DERIVATION_BYTES);
    struct json_writer w = json_writer_new(&buf);
    json_begin_object(&w);
    json_put_bool(&w, "approved", facts->is_approved);
    json_put_text(&w, "basis", text_of(charge_basis_text(terms->basis)));
    json_put_text(&w, "charge", money_text(arena, derived->amount));
    json_put_bool(&w, "clicks", facts->is_clicks);
    json_put_text(&w, "commissions", money_text(arena, facts->commissions));
    json_put_text(&w, "currency", currency_text(&facts->currency));
    json_put_text(&w, "exact", exact_text(arena, exact));
    json_put_text(&w, "fixed", money_text(arena, terms->fixed));
    json_put_int64(&w, "format", DERIVATION_FORMAT);
    json_put_text(&w, "margin", money_text(arena, derived->margin));
    json_put_text(&w, "rate", rate_percent_text(arena, terms->rate));
    json_put_bool(&w, "rejected", facts->is_rejected);
    json_put_text(&w, "remaining", money_text(arena, remaining_of(facts)));
    json_put_text(&w, "rounding", TEXT("half_away"));
    json_put_int64(&w, "terms", terms->number);
    json_end_object(&w);
    BUG_ON(buf.is_overflown);
    return buf_text(&buf);
}

enum rc charge_derive(struct arena *arena, const struct charge_facts *facts, const struct charge_terms *terms,
                      struct charge_derived *ret_derived)
{
    check(facts, terms);
    struct exact exact = exact_of(facts, terms, remaining_of(facts));
    if (facts->is_rejected) {
        exact = exact_of_money(money_zero(facts->currency));
    }
    struct charge_derived derived = {.is_confirmed = facts->is_approved && !facts->is_rejected};
    TRY(exact_round(exact, ROUND_HALF_AWAY, &derived.amount));
    TRY(money_subtract(derived.amount, facts->commissions, &derived.margin));
    derived.derivation = derivation_text(arena, facts, terms, &derived, exact);
    *ret_derived = derived;
    return RC_OK;
}
