// SPDX-License-Identifier: Apache-2.0
// Receipts.
#include "receipt/receipt_page.h"

#include <string.h>

#include "access.h"
#include "commission/commission_explain.h"
#include "conversion/conversion_claim.h"
#include "conversion/conversion_decide.h"
#include "conversion/refund_feed.h"
#include "dispute/dispute.h"
#include "document/commission_receipt.h"
#include "document/statement_print.h"
#include "identity/public_id.h"
#include "ledger/ledger.h"
#include "page/page.h"
#include "page/refusal.h"
#include "phrase/phrases.h"
#include "portal/portal.h"
#include "portal/show.h"
#include "receipt_page_html.h"

#define PARTS 4
#define POSTINGS_MAX 400
#define PAIRS_MAX 8

// ---- the sentences, by what they speak of ----

static const struct {
    const char *code;
    int part;
    enum icon icon;
} kinds[] = {
    {"event", 0, ICON_SALE},         {"exchange", 0, ICON_EXCHANGE},   {"discount", 0, ICON_ARROW_DOWN},
    {"refund", 0, ICON_REVERSE},     {"evidence_used", 1, ICON_CHECK}, {"evidence_refused", 1, ICON_CLOSE},
    {"model", 1, ICON_INFO},         {"window", 1, ICON_CALENDAR},     {"level", 1, ICON_PARTNERS},
    {"rule_refused", 2, ICON_CLOSE}, {"why_not", 2, ICON_ALERT},       {"best", 2, ICON_INFO},
    {"commission", 2, ICON_SUCCESS}, {"plan", 2, ICON_DOCUMENT},       {"rule", 2, ICON_CHECK},
    {"missed", 2, ICON_INFO},        {"hold", 3, ICON_HOLD},           {"date", 3, ICON_CALENDAR},
    {"ledger", 3, ICON_BALANCE},
};

static void kind_of(const char *code, int *ret_part, enum icon *ret_icon)
{
    *ret_part = 2; // how much: everything about plan and arithmetic
    *ret_icon = ICON_CHART;
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (strcmp(kinds[i].code, code) == 0) {
            *ret_part = kinds[i].part;
            *ret_icon = kinds[i].icon;
        }
    }
}

static void fill_parts(const struct render *render, const struct explanation *explanation,
                       struct receipt_page_view *view)
{
    const struct reader *r = &render->reader;
    const struct text titles[PARTS] = {phrase_receipt_part_event(r), phrase_receipt_part_who(r),
                                       phrase_receipt_part_sum(r), phrase_receipt_part_when(r)};
    struct receipt_part *parts = arena_many(render->arena, struct receipt_part, PARTS);
    size_t part_count = 0;
    for (int p = 0; p < PARTS; p++) {
        struct receipt_step *steps = arena_many(render->arena, struct receipt_step, explanation->count);
        size_t count = 0;
        for (size_t i = 0; i < explanation->count; i++) {
            struct receipt_step step = {.sentence = explanation->steps[i].sentence};
            int part = 0;
            kind_of(explanation->steps[i].code, &part, &step.icon);
            step.is_result = strcmp(explanation->steps[i].code, "commission") == 0;
            // A commission's page shows the entries themselves.
            bool is_shown_below = view->is_commission && strcmp(explanation->steps[i].code, "ledger") == 0;
            if (part == p && !is_shown_below) {
                steps[count++] = step;
            }
        }
        if (count > 0) {
            parts[part_count++] = (struct receipt_part){.title = titles[p], .steps = {.items = steps, .count = count}};
        }
    }
    view->parts = (struct receipt_part_list){.items = parts, .count = part_count};
}

// ---- how the reader writes amounts and instants ----

// An amount as finely as it is given; what is finer than that stays as the explainer writes it.
static struct text shown_amount(const void *user, struct arena *arena, struct text decimal, struct text currency)
{
    const struct render *render = user;
    struct currency parsed;
    struct exact exact;
    if (currency_parse_recorded(currency, &parsed) != RC_OK || exact_parse(decimal, parsed, &exact) != MONEY_PARSED) {
        return text_format(arena, "%.*s %.*s", TEXT_PRINT(decimal), TEXT_PRINT(currency));
    }
    return i18n_exact(render->reader.i18n, arena, exact);
}

static struct text shown_time(const void *user, struct arena *arena, struct instant instant)
{
    const struct render *render = user;
    return i18n_time(render->reader.i18n, arena, instant, I18N_DATE_TIME);
}

// What recruiters got is the operator's to know.
static struct explain_reader reader_of(const struct call *call, const struct render *render)
{
    struct explain_reader reader = {.language = EXPLAIN_EN, .amount = shown_amount, .time = shown_time, .user = render};
    reader.sees_recruiters = call->actor.role == ROLE_OPERATOR;
    reader.sees_bonuses = true;
    if (!explain_language_parse(reader_language(&render->reader), &reader.language)) {
        reader.language = EXPLAIN_EN;
    }
    return reader;
}

// ---- what it is about ----

static void add_pair(struct receipt_page_view *view, struct definition *pairs, struct text term, struct text value)
{
    if (!text_is_empty(value)) {
        pairs[view->pairs.count++] = (struct definition){.term = term, .value = value};
    }
    view->pairs.items = pairs;
}

static enum rc fill_pairs(struct call *call, struct render *render, const struct conversion *conversion,
                          struct partner_id partner_id, struct receipt_page_view *view)
{
    const struct reader *r = &render->reader;
    struct definition *pairs = arena_many(call->arena, struct definition, PAIRS_MAX);
    struct text partner = TEXT_NONE;
    TRY(show_partner_name(call, partner_id, &partner));
    add_pair(view, pairs, phrase_word_partner(r), partner);
    if (conversion != NULL) {
        struct text program = TEXT_NONE;
        TRY(show_program_name(call, conversion->program_id, &program));
        add_pair(view, pairs, phrase_word_program(r), program);
        add_pair(view, pairs, phrase_word_order(r), conversion->order_id);
        if (view->is_commission) {
            add_pair(view, pairs, phrase_word_amount(r), render_money(render, conversion->amount));
        }
        add_pair(view, pairs, phrase_word_date(r), render_time(render, conversion->occurred_at));
        if (text_equal(conversion->status, TEXT("rejected"))) {
            view->state_reason = show_code(render, "reason", conversion->reason);
        }
    }
    return RC_OK;
}

// ---- its life ----

static enum tone tone_of(enum commission_cause cause)
{
    switch (cause) {
    case COMMISSION_CAUSE_REFUND:
    case COMMISSION_CAUSE_REJECTED:
    case COMMISSION_CAUSE_PAYOUT_FAILED:
        return TONE_DANGER;
    case COMMISSION_CAUSE_APPROVED:
    case COMMISSION_CAUSE_RELEASED:
    case COMMISSION_CAUSE_PAID:
    case COMMISSION_CAUSE_REFUND_REVERSED:
        return TONE_SUCCESS;
    case COMMISSION_CAUSE_ACCRUED:
    case COMMISSION_CAUSE_PAYOUT:
    case COMMISSION_CAUSE_VOLUME:
    case COMMISSION_CAUSE_REVERSED:
    case COMMISSION_CAUSE_REOPENED:
    case COMMISSION_CAUSE_COUNT:
        break;
    }
    return TONE_INFO;
}

// The payout that the last steps speak of. Of both sides who see it; what failed has taken nothing.
static void fill_payout(const struct call *call, struct render *render, const struct commission_change *change,
                        struct receipt_page_view *view)
{
    const struct reader *r = &render->reader;
    struct text date = render_date(render, change->changed_at);
    struct text words = TEXT_NONE;
    if (change->cause == COMMISSION_CAUSE_PAID) {
        words = phrase_receipt_paid_on(r, (struct phrase_receipt_paid_on){.date = date});
    } else if (change->cause == COMMISSION_CAUSE_PAYOUT) {
        words = phrase_receipt_taken_on(r, (struct phrase_receipt_taken_on){.date = date});
    } else if (change->cause != COMMISSION_CAUSE_PAYOUT_FAILED) {
        return;
    }
    bool is_seen = text_is(words) && call->actor.role != ROLE_ADVERTISER;
    view->payout = is_seen ? words : TEXT_NONE;
    view->payout_url = is_seen ? show_url(call, "/payouts/", PREFIX_PAYOUT_ITEM, change->cause_id) : TEXT_NONE;
}

static enum rc fill_events(struct call *call, struct render *render, const struct commission *commission,
                           struct receipt_page_view *view)
{
    struct commission_change *changes = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, commission_change_list(call->db, call->arena, commission->id, &changes, &count)));
    struct timeline_item *items = arena_many(call->arena, struct timeline_item, count);
    for (size_t i = 0; i < count; i++) {
        items[i] = (struct timeline_item){
            .title = show_code(render, "cause", text_of(commission_cause_text(changes[i].cause))),
            .detail = render_money(render, changes[i].amount),
            .at = changes[i].changed_at,
            .tone = tone_of(changes[i].cause),
        };
        fill_payout(call, render, &changes[i], view);
    }
    view->events = (struct timeline_list){.items = items, .count = count};
    return RC_OK;
}

static struct text account_word(const struct render *render, const struct ledger_line *line)
{
    struct text code = text_of(ledger_account_kind_text(line->account));
    return line->account == LEDGER_COMMISSION_EXPENSE ? phrase_receipt_expense(&render->reader)
                                                      : show_code(render, "account", code);
}

// A partner sees the partner's accounts; whose costs they are is the program's business.
static void add_entry(const struct call *call, struct render *render, const struct ledger_entry_view *entry,
                      struct receipt_posting *rows, size_t *count)
{
    bool is_first = true;
    for (size_t i = 0; i < entry->line_count && *count < POSTINGS_MAX; i++) {
        const struct ledger_line *line = &entry->lines[i];
        bool is_own = line->owner_kind == LEDGER_PARTNER;
        if (call->actor.role != ROLE_OPERATOR && !is_own) {
            continue;
        }
        bool is_debit = line->amount.minor > 0;
        struct text amount = render_money(render, is_debit ? line->amount : money_negate(line->amount));
        rows[(*count)++] = (struct receipt_posting){
            .at = entry->booked_at,
            .entry = show_code(render, "cause", entry->kind),
            .account = account_word(render, line),
            .debit = is_debit ? amount : TEXT_NONE,
            .credit = is_debit ? TEXT_NONE : amount,
            .is_first = is_first,
            .url = call->actor.role == ROLE_OPERATOR
                       ? show_url(call, "/operator/ledger/entries/", PREFIX_ENTRY, entry->id.v)
                       : TEXT_NONE,
        };
        is_first = false;
    }
}

static enum rc fill_ledger(struct call *call, struct render *render, const struct commission *commission,
                           struct receipt_page_view *view)
{
    const struct reader *r = &render->reader;
    struct ledger_entry_view *entries = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow,
                    ledger_entries_of(call->db, call->arena, TEXT("commission"), commission->id.v, &entries, &count)));
    struct receipt_posting *rows = arena_many(call->arena, struct receipt_posting, POSTINGS_MAX);
    size_t row_count = 0;
    for (size_t i = 0; i < count; i++) {
        add_entry(call, render, &entries[i], rows, &row_count);
    }
    view->postings = (struct receipt_posting_list){.items = rows, .count = row_count};
    struct column *columns = arena_many(call->arena, struct column, 5);
    columns[0] = (struct column){.label = phrase_word_date(r)};
    columns[1] = (struct column){.label = phrase_receipt_entry(r)};
    columns[2] = (struct column){.label = phrase_receipt_account(r)};
    columns[3] = (struct column){.label = phrase_receipt_debit(r), .is_figure = true};
    columns[4] = (struct column){.label = phrase_receipt_credit(r), .is_figure = true};
    view->columns = (struct column_list){.items = columns, .count = 5};
    return RC_OK;
}

// ---- commission ----

static enum portal_place place_of(const struct call *call)
{
    return call->actor.role == ROLE_PARTNER ? PLACE_EARNINGS : PLACE_CONVERSIONS;
}

enum rc web_commission(struct call *call)
{
    struct render render;
    TRY(page_open(call, &render));
    TRY(flow_stored(&call->flow, db_read_begin(call->db)));
    AUTO_TRANSACTION(call->db);
    struct commission commission;
    TRY(access_commission(call, (struct commission_id){call->ids[0]}, &commission));
    struct explanation explanation;
    struct explain_reader reader = reader_of(call, &render);
    TRY(commission_explain(&call->flow, &commission, &reader, &explanation));
    struct receipt_page_view view = {
        .frame = portal_frame(call, &render, place_of(call)),
        .is_commission = true,
        .amount = commission.amount,
        .amount_label = phrase_word_commission(&render.reader),
        .state = show_commission_state(commission.status),
        .file_url = text_format(call->arena, "%.*s/receipt",
                                TEXT_PRINT(show_url(call, "/commissions/", PREFIX_COMMISSION, commission.id.v))),
    };
    view.frame.title = phrase_receipt_title(&render.reader);
    struct conversion conversion;
    bool has_conversion = false;
    if (commission.conversion_id.v != 0) {
        TRY(flow_stored(&call->flow, conversion_get(call->db, call->arena, commission.conversion_id, &conversion)));
        // The order behind a level's commission is not everybody's to see.
        has_conversion = call->actor.role != ROLE_PARTNER || conversion.partner_id.v == call->actor.owner_id;
    }
    if (has_conversion) {
        view.conversion_url = show_url(call, "/conversions/", PREFIX_CONVERSION, conversion.id.v);
    }
    TRY(fill_pairs(call, &render, has_conversion ? &conversion : NULL, commission.partner_id, &view));
    fill_parts(&render, &explanation, &view);
    TRY(fill_events(call, &render, &commission, &view));
    TRY(fill_ledger(call, &render, &commission, &view));
    receipt_page_html(&render, &view);
    return page_answer(call, &render);
}

enum rc web_commission_file(struct call *call)
{
    struct render render;
    TRY(page_open(call, &render));
    TRY(flow_stored(&call->flow, db_read_begin(call->db)));
    AUTO_TRANSACTION(call->db);
    struct commission commission;
    TRY(access_commission(call, (struct commission_id){call->ids[0]}, &commission));
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct flow flow = call->flow;
    flow.arena = arena;
    struct text bytes = TEXT_NONE;
    TRY(commission_receipt_pdf(&flow, &commission, i18n_language_of(render.reader.i18n), &bytes));
    struct text id = public_id_text(call->arena, call->keyring, PREFIX_COMMISSION, commission.id.v);
    struct text name = text_format(call->arena, "receipt-%.*s.pdf", TEXT_PRINT(id));
    return call_answer_file(call, document_media_type(DOCUMENT_PDF), name, bytes);
}

// ---- conversion ----

static const char *const reasons[] = {"cancelled",    "returned", "not_paid",      "duplicate",           "fraud",
                                      "invalid_lead", "test",     "outside_terms", "advertiser_rejected", "other"};
#define REASONS (sizeof(reasons) / sizeof(reasons[0]))

static void fill_decision(struct call *call, const struct render *render, const struct conversion *conversion,
                          struct receipt_page_view *view)
{
    struct choice *choices = arena_many(call->arena, struct choice, REASONS + 1);
    choices[0] = (struct choice){.value = TEXT(""), .label = phrase_receipt_choose(&render->reader)};
    for (size_t i = 0; i < REASONS; i++) {
        struct text code = text_of(reasons[i]);
        choices[i + 1] = (struct choice){.value = code,
                                         .label = show_code(render, "reason", code),
                                         .is_chosen = text_equal(parameters_get(&call->form, TEXT("reason")), code)};
    }
    view->can_decide = capability_is_for(CAP_CONVERSION_WRITE, call->actor.duty);
    view->can_approve = !text_equal(conversion->status, TEXT("approved"));
    struct text url = show_url(call, "/conversions/", PREFIX_CONVERSION, conversion->id.v);
    view->decide_url = text_format(call->arena, "%.*s/decision", TEXT_PRINT(url));
    view->reason = (struct select_view){
        .field = {.name = TEXT("reason"), .label = phrase_receipt_reason(&render->reader), .is_optional = true},
        .choices = {.items = choices, .count = REASONS + 1},
    };
}

static enum rc fill_commissions(struct call *call, const struct conversion *conversion, struct receipt_page_view *view)
{
    struct commission *list = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, commission_list_of(call->db, call->arena, conversion->id, &list, &count)));
    struct receipt_commission *items = arena_many(call->arena, struct receipt_commission, count);
    size_t shown = 0;
    for (size_t i = 0; i < count; i++) {
        if (call->actor.role == ROLE_PARTNER && list[i].partner_id.v != call->actor.owner_id) {
            continue;
        }
        struct receipt_commission *item = &items[shown++];
        *item = (struct receipt_commission){
            .amount = list[i].amount,
            .url = show_url(call, "/commissions/", PREFIX_COMMISSION, list[i].id.v),
            .state = show_commission_state(list[i].status),
        };
        TRY(show_partner_name(call, list[i].partner_id, &item->partner));
    }
    view->commissions = (struct receipt_commission_list){.items = items, .count = shown};
    return RC_OK;
}

// ---- what happened to a conversion ----

static struct timeline_item item_of(struct render *render, const struct conversion_happening *one)
{
    if (one->is_refund) {
        enum commission_cause cause = one->is_reversal ? COMMISSION_CAUSE_REFUND_REVERSED : COMMISSION_CAUSE_REFUND;
        return (struct timeline_item){.title = show_code(render, "cause", text_of(commission_cause_text(cause))),
                                      .detail = render_money(render, one->refunded),
                                      .at = one->at,
                                      .tone = tone_of(cause)};
    }
    bool is_rejected = text_equal(one->status, TEXT("rejected"));
    bool is_approved = text_equal(one->status, TEXT("approved"));
    struct text cause = is_rejected || is_approved ? one->status : TEXT("reopened");
    enum tone tone = is_approved ? TONE_SUCCESS : TONE_INFO;
    return (struct timeline_item){.title = show_code(render, "cause", cause),
                                  .detail = is_rejected ? show_code(render, "reason", one->reason) : TEXT_NONE,
                                  .at = one->at,
                                  .tone = is_rejected ? TONE_DANGER : tone};
}

// Reported, decided, refunded: who decided is for operators and advertisers.
static enum rc fill_happenings(struct call *call, struct render *render, const struct conversion *conversion,
                               struct receipt_page_view *view)
{
    struct conversion_happening *list = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, conversion_happenings(call->db, call->arena, conversion->id,
                                                       conversion->amount.currency, &list, &count)));
    struct timeline_item *items = arena_many(call->arena, struct timeline_item, count + 1);
    items[0] = (struct timeline_item){.title = phrase_receipt_reported(&render->reader),
                                      .detail = render_money(render, conversion->amount),
                                      .at = conversion->received_at,
                                      .tone = TONE_INFO};
    for (size_t i = 0; i < count; i++) {
        items[i + 1] = item_of(render, &list[i]);
        if (call->actor.role != ROLE_PARTNER) {
            TRY(show_actor(call, list[i].actor, &items[i + 1].actor));
        }
    }
    view->events = (struct timeline_list){.items = items, .count = count + 1};
    return RC_OK;
}

// ---- appeal ----

static const struct {
    const char *code;
    enum phrase phrase;
} appeals[] = {
    {"real_order", PHRASE_DISPUTES_REAL_ORDER},     {"paid_order", PHRASE_DISPUTES_PAID_ORDER},
    {"no_duplicate", PHRASE_DISPUTES_NO_DUPLICATE}, {"wrong_amount", PHRASE_DISPUTES_WRONG_AMOUNT},
    {"within_terms", PHRASE_DISPUTES_WITHIN_TERMS}, {"other", PHRASE_DISPUTES_OTHER},
};
#define APPEALS (sizeof(appeals) / sizeof(appeals[0]))

static void fill_appeal_form(struct call *call, const struct render *render, struct receipt_page_view *view)
{
    const struct reader *r = &render->reader;
    struct choice *choices = arena_many(call->arena, struct choice, APPEALS + 1);
    choices[0] = (struct choice){.value = TEXT(""), .label = phrase_receipt_choose(r)};
    struct text typed = parameters_get(&call->form, TEXT("reason"));
    for (size_t i = 0; i < APPEALS; i++) {
        struct text code = text_of(appeals[i].code);
        choices[i + 1] = (struct choice){
            .value = code, .label = phrase_text(r, appeals[i].phrase), .is_chosen = text_equal(typed, code)};
    }
    view->appeal_reason = (struct select_view){.field = {.name = TEXT("reason"), .label = phrase_appeal_reason(r)},
                                               .choices = {.items = choices, .count = APPEALS + 1}};
    view->appeal_body = (struct textarea_view){
        .field = {.name = TEXT("body"), .label = phrase_appeal_body(r), .hint = phrase_appeal_body_hint(r)},
        .value = parameters_get(&call->form, TEXT("body")),
        .rows = 4};
}

// Partners appeal against what was decided about their own conversions.
static enum rc fill_appeal(struct call *call, const struct render *render, const struct conversion *conversion,
                           struct receipt_page_view *view)
{
    bool is_own = call->actor.role == ROLE_PARTNER && conversion->partner_id.v == call->actor.owner_id;
    if (!is_own || text_equal(conversion->status, TEXT("pending"))) {
        return RC_OK;
    }
    struct dispute against = {.partner_id = conversion->partner_id, .conversion_id = conversion->id};
    struct dispute dispute;
    enum rc rc = dispute_find_open(call->db, call->arena, &against, &dispute);
    if (rc == RC_OK) {
        view->dispute_url = show_url(call, "/disputes/", PREFIX_DISPUTE, dispute.id.v);
        return RC_OK;
    }
    if (rc != RC_NOT_FOUND) {
        return flow_stored(&call->flow, rc);
    }
    struct text url = show_url(call, "/conversions/", PREFIX_CONVERSION, conversion->id.v);
    view->can_appeal = true;
    view->appeal_url = text_format(call->arena, "%.*s/appeal", TEXT_PRINT(url));
    fill_appeal_form(call, render, view);
    return RC_OK;
}

static enum rc show_conversion(struct call *call, const struct fault *fault)
{
    struct render render;
    TRY(page_open(call, &render));
    const struct reader *r = &render.reader;
    TRY(flow_stored(&call->flow, db_read_begin(call->db)));
    AUTO_TRANSACTION(call->db);
    struct conversion conversion;
    TRY(access_conversion(call, (struct conversion_id){call->ids[0]}, &conversion));
    struct explanation explanation;
    struct explain_reader reader = reader_of(call, &render);
    TRY(conversion_explain(&call->flow, &conversion, &reader, &explanation));
    struct receipt_page_view view = {
        .frame = portal_frame(call, &render, call->actor.role == ROLE_PARTNER ? PLACE_HOME : PLACE_CONVERSIONS),
        .amount = conversion.amount,
        .amount_label = phrase_receipt_order(r),
        .state = show_conversion_state(conversion.status),
    };
    view.frame.title = phrase_receipt_conversion(r, (struct phrase_receipt_conversion){.order = conversion.order_id});
    TRY(fill_pairs(call, &render, &conversion, conversion.partner_id, &view));
    fill_parts(&render, &explanation, &view);
    TRY(fill_commissions(call, &conversion, &view));
    fill_decision(call, &render, &conversion, &view);
    TRY(fill_happenings(call, &render, &conversion, &view));
    TRY(fill_appeal(call, &render, &conversion, &view));
    struct field_view *const fields[] = {view.can_appeal ? &view.appeal_reason.field : &view.reason.field,
                                         &view.appeal_body.field};
    view.errors = page_mark(&render, fault, fields, sizeof(fields) / sizeof(fields[0]));
    receipt_page_html(&render, &view);
    return page_answer(call, &render);
}

enum rc receipt_show_refused(struct call *call, const struct fault *fault)
{
    return show_conversion(call, fault);
}

enum rc web_conversion(struct call *call)
{
    return show_conversion(call, NULL);
}

enum rc web_conversion_decide(struct call *call)
{
    struct conversion conversion;
    TRY(access_conversion(call, (struct conversion_id){call->ids[0]}, &conversion));
    struct text status = parameters_get(&call->form, TEXT("status"));
    bool is_rejected = text_equal(status, TEXT("rejected"));
    struct text reason = is_rejected ? parameters_get(&call->form, TEXT("reason")) : TEXT("");
    enum rc rc = conversion_decide(&call->flow, conversion.id, status, text_is(reason) ? reason : TEXT(""));
    struct fault fault;
    if (page_is_refused(call, rc, &fault)) {
        return show_conversion(call, &fault);
    }
    TRY(rc);
    return page_redirect(call, show_url(call, "/conversions/", PREFIX_CONVERSION, conversion.id.v));
}
