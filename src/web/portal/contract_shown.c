// SPDX-License-Identifier: Apache-2.0
// A term of a contract in words; see contract_shown.h.
#include "portal/contract_shown.h"

#include "partner/contract_life.h"
#include "phrase/phrases.h"

static struct text amount(const struct render *render, const struct contract *contract, int64_t value)
{
    struct i18n *i18n = render->reader.i18n;
    return text_equal(contract->measure, TEXT("revenue"))
               ? i18n_money(i18n, render->arena, (struct money){value, contract->currency})
               : i18n_integer(i18n, render->arena, value);
}

static void fill_status(const struct reader *r, const struct contract *contract, struct contract_shown_view *view)
{
    struct {
        const char *status;
        struct text words;
        enum tone tone;
    } list[] = {
        {"running", phrase_contract_running(r), TONE_INFO},     {"review", phrase_contract_review(r), TONE_WARNING},
        {"renewed", phrase_contract_renewed(r), TONE_SUCCESS},  {"lapsed", phrase_contract_lapsed(r), TONE_DANGER},
        {"withdrawn", phrase_contract_withdrawn(r), TONE_INFO},
    };
    for (size_t i = 0; i < sizeof(list) / sizeof(list[0]); i++) {
        if (text_equal(contract->status, text_of(list[i].status))) {
            view->status = list[i].words;
            view->tone = list[i].tone;
        }
    }
}

static struct text follows(const struct reader *r, const struct contract *contract)
{
    bool is_renewed = text_equal(contract->when_met, TEXT("renew"));
    bool is_ended = text_equal(contract->when_missed, TEXT("lapse"));
    if (text_equal(contract->measure, TEXT("none"))) {
        return is_renewed ? phrase_contract_renews(r) : phrase_contract_decides(r);
    }
    if (is_renewed) {
        return is_ended ? phrase_contract_renews_or_ends(r) : phrase_contract_renews_or_decides(r);
    }
    return is_ended ? phrase_contract_decides_or_ends(r) : phrase_contract_decides(r);
}

enum rc contract_shown(struct call *call, const struct render *render, const struct contract *contract, struct text url,
                       struct contract_shown_view *ret_view)
{
    const struct reader *r = &render->reader;
    struct contract_standing standing;
    TRY(contract_standing_get(&call->flow, contract, &standing));
    struct instant last_day = {.ms = contract->ends_at.ms - 1};
    struct text from = i18n_time(r->i18n, render->arena, contract->starts_at, I18N_DATE);
    struct text to = i18n_time(r->i18n, render->arena, last_day, I18N_DATE);
    *ret_view = (struct contract_shown_view){
        .term = phrase_contract_term(r, (struct phrase_contract_term){.from = from, .to = to}),
        .reached = TEXT_NONE,
        .undecided = TEXT_NONE,
        .url = url,
        .follows = follows(r, contract),
        .note = contract->note,
    };
    fill_status(r, contract, ret_view);
    if (contract->target == 0) {
        return RC_OK;
    }
    struct text reached = amount(render, contract, standing.reached);
    struct text target = amount(render, contract, contract->target);
    ret_view->max = contract->target;
    ret_view->value = standing.reached > contract->target ? contract->target : standing.reached;
    ret_view->reached =
        text_equal(contract->measure, TEXT("revenue"))
            ? phrase_contract_revenue(r, (struct phrase_contract_revenue){.reached = reached, .target = target})
            : phrase_contract_sales(r, (struct phrase_contract_sales){.reached = reached, .target = target});
    if (standing.undecided > 0) {
        struct text pending = amount(render, contract, standing.undecided);
        ret_view->undecided = phrase_contract_undecided(r, (struct phrase_contract_undecided){.amount = pending});
    }
    return RC_OK;
}
