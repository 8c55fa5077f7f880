// SPDX-License-Identifier: Apache-2.0
// One partner, for the operator.
#include "operator/partner_page.h"

#include <stddef.h>

#include "access.h"
#include "audit/audit.h"
#include "format/encode.h"
#include "identity/public_id.h"
#include "ledger/ledger.h"
#include "operator/programs.h"
#include "partner/enrollment_write.h"
#include "partner/partner_note.h"
#include "partner/partner_write.h"
#include "partner_page_html.h"
#include "payout/payout.h"
#include "payout/payout_promise.h"
#include "phrase/phrases.h"
#include "portal/portal.h"
#include "portal/show.h"
#include "portal/span.h"

#define PATH "/operator/partners/"
#define ORDERS "/operator/conversions"
#define PERIOD_SHOWN "90d"
#define LINKS_SHOWN 50
#define PROGRAMS_SHOWN 100
#define COMMISSIONS_SHOWN 10
#define PAYOUTS_SHOWN 10
#define EVENTS_SHOWN 20
#define PAIRS_MAX 6
#define FIGURES 4

struct partner_query {
    struct period_query period;
    struct text was, saved;
};
static const struct field query_fields[] = {
    PERIOD_QUERY_FIELDS(struct partner_query),
    FIELD_CHOICE(struct partner_query, was, "active,archived", 0, "The status before, which can be brought back."),
    FIELD_CHOICE(struct partner_query, saved, "1", 0, "Something was saved just now."),
};
const struct schema schema_partner_page_query = SCHEMA("PartnerPageQuery", struct partner_query, query_fields);

static struct column_list columns_of(struct arena *arena, const struct text *labels, size_t count, size_t figures_from)
{
    struct column *columns = arena_many(arena, struct column, count);
    for (size_t i = 0; i < count; i++) {
        columns[i] = (struct column){.label = labels[i], .is_figure = i >= figures_from};
    }
    return (struct column_list){.items = columns, .count = count};
}

enum state partner_enrollment_state(struct text status)
{
    if (text_equal(status, TEXT("approved"))) {
        return STATE_APPROVED;
    }
    if (text_equal(status, TEXT("pending"))) {
        return STATE_PENDING;
    }
    return text_equal(status, TEXT("rejected")) ? STATE_REJECTED : STATE_ARCHIVED;
}

static enum rc fill_person(struct call *call, struct render *render, const struct partner *partner,
                           struct partner_page_view *view)
{
    const struct reader *r = &render->reader;
    struct definition *pairs = arena_many(call->arena, struct definition, PAIRS_MAX);
    const struct definition all[PAIRS_MAX] = {
        {phrase_people_code(r), partner->code},
        {phrase_word_email(r), partner->email},
        {phrase_people_type(r), partner->type},
        {phrase_people_segment(r), partner->segment},
        {phrase_word_country(r), show_country(render, partner->country)},
        {phrase_people_since(r), render_date(render, partner->created_at)},
    };
    for (size_t i = 0; i < PAIRS_MAX; i++) {
        if (!text_is_empty(all[i].value)) {
            pairs[view->pairs.count++] = all[i];
        }
    }
    view->pairs.items = pairs;
    view->state = programs_state(partner->status);
    view->conversions_url = show_url(call, "/operator/conversions?partner_id=", PREFIX_PARTNER, partner->id.v);
    view->penalties_url = show_url(call, "/operator/penalties?status=all&partner_id=", PREFIX_PARTNER, partner->id.v);
    view->recruiter_url = show_url(call, PATH, PREFIX_PARTNER, partner->recruited_by.v);
    return show_partner_name(call, partner->recruited_by, &view->recruiter);
}

// The last 90 days unless the address says otherwise.
static enum rc fill_span(struct call *call, struct render *render, struct partner_id id, struct partner_page_view *view)
{
    const struct reader *r = &render->reader;
    const struct partner_query *asked = call->request->method == HTTP_POST ? NULL : call->query;
    struct period_query query = {.period = TEXT(PERIOD_SHOWN)};
    if (asked != NULL) {
        query = asked->period;
        bool is_chosen = !text_is_empty(query.period) || !text_is_empty(query.from) || !text_is_empty(query.to);
        query.period = is_chosen ? query.period : TEXT(PERIOD_SHOWN);
    }
    struct period period;
    struct address address;
    TRY(period_read(call, render, &query, &period));
    TRY(address_open(call, text_zero_terminated(call->arena, view->url), &address));
    view->dates = period_bar(render, &period, &address);
    struct span *span = arena_one(call->arena, struct span);
    const struct report_request own = {.partner_id = id};
    TRY(span_read(call, &period, &own, span));
    const struct report_counts *now = &span->now;
    const struct report_counts *before = &span->before;
    struct figure_view *items = arena_many(call->arena, struct figure_view, FIGURES);
    struct text partner = public_id_text(call->arena, call->keyring, PREFIX_PARTNER, id.v);
    const struct address_change earned[] = {{"partner_id", partner}, {"origin", TEXT("event")}};
    const struct address_change counted[] = {{"partner_id", partner}, {"status", TEXT("counted")}};
    const struct address_change rejected[] = {{"partner_id", partner}, {"status", TEXT("rejected")}};
    const struct span_way way = {.period = &period, .path = "/operator/commissions", .more = earned, .count = 2};
    items[0] = span_money_figure(render, span, phrase_word_commission(r),
                                 offsetof(struct report_counts, commission_minor), &way);
    items[0].is_hero = true;
    items[1] = (struct figure_view){.label = phrase_word_clicks(r),
                                    .value = render_number(render, now->clicks),
                                    .change = span_change(now->clicks, before->clicks)};
    items[2] = (struct figure_view){.label = phrase_word_conversions(r),
                                    .value = render_number(render, now->leads + now->sales),
                                    .url = period_url(render, &period, ORDERS, counted, 2),
                                    .change = span_change(now->leads + now->sales, before->leads + before->sales)};
    items[3] = (struct figure_view){.label = phrase_state_rejected(r),
                                    .value = render_number(render, now->rejected),
                                    .url = period_url(render, &period, ORDERS, rejected, 2),
                                    .change = span_change(now->rejected, before->rejected)};
    items[3].change.is_fewer_good = true;
    view->figures = (struct partner_figure_list){.items = items, .count = FIGURES};
    view->chart = span_chart(render, span, phrase_word_clicks(r), offsetof(struct report_counts, clicks),
                             /* is_money= */ false);
    return RC_OK;
}

static enum rc fill_balances(struct call *call, struct render *render, struct partner_id id,
                             struct partner_page_view *view)
{
    const struct reader *r = &render->reader;
    struct ledger_balance *list = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, ledger_partner_balances(call->db, call->arena, id, &list, &count)));
    struct partner_balance *items = arena_many(call->arena, struct partner_balance, count);
    for (size_t i = 0; i < count; i++) {
        items[i] = (struct partner_balance){.currency = text_copy(call->arena, currency_text(&list[i].currency)),
                                            .pending = list[i].accounts[LEDGER_PENDING],
                                            .available = list[i].accounts[LEDGER_AVAILABLE],
                                            .in_payout = list[i].accounts[LEDGER_IN_PAYOUT],
                                            .paid = list[i].accounts[LEDGER_PAID],
                                            .owed_back = list[i].accounts[LEDGER_OWED_BACK],
                                            .penalty_owed = list[i].accounts[LEDGER_PENALTY_OWED]};
    }
    view->balances = (struct partner_balance_list){.items = items, .count = count};
    const struct text labels[] = {phrase_people_currency(r),
                                  phrase_state_pending(r),
                                  phrase_state_available(r),
                                  phrase_state_in_payout(r),
                                  phrase_state_paid(r),
                                  phrase_state_owed_back(r),
                                  show_code(render, "account", TEXT("penalty_owed"))};
    view->balance_columns = columns_of(call->arena, labels, 7, 1);
    return RC_OK;
}

static enum rc fill_program(struct call *call, const struct enrollment *enrollment, struct partner_program_row *row)
{
    struct partner_level *levels = NULL;
    size_t count = 0;
    struct partner_level_filter filter = {
        .partner_id = enrollment->partner_id, .program_id = enrollment->program_id, .limit = 1};
    struct plan_version terms = {.plan_text = TEXT_NONE};
    TRY(flow_stored(&call->flow, partner_level_list(call->db, call->arena, &filter, &levels, &count)));
    enum rc rc = program_plan_latest(call->db, call->arena, enrollment->program_id, enrollment->id, &terms);
    if (rc != RC_NOT_FOUND) {
        TRY(flow_stored(&call->flow, rc));
    }
    *row = (struct partner_program_row){
        .program_url = programs_url(call, enrollment->program_id, ""),
        .url = show_url(call, "/operator/enrollments/", PREFIX_ENROLLMENT, enrollment->id.v),
        .level = count > 0 ? levels[0].level : TEXT_NONE,
        .state = partner_enrollment_state(enrollment->status),
        .has_terms = rc == RC_OK && !text_is_empty(terms.plan_text),
        .since = enrollment->created_at,
    };
    return show_program_name(call, enrollment->program_id, &row->program);
}

// The programs he takes part in, and those he could be added to.
static enum rc fill_programs(struct call *call, struct form_fill *form, struct partner_id id,
                             struct partner_page_view *view)
{
    const struct reader *r = form->reader;
    struct enrollment_filter filter = {.partner_id = id, .limit = PROGRAMS_SHOWN};
    struct enrollment *list = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, enrollment_list(call->db, call->arena, &filter, &list, &count)));
    struct partner_program_row *rows = arena_many(call->arena, struct partner_program_row, count);
    for (size_t i = 0; i < count; i++) {
        TRY(fill_program(call, &list[i], &rows[i]));
    }
    view->programs = (struct partner_program_list){.items = rows, .count = count};
    const struct text labels[] = {phrase_word_program(r), phrase_people_since(r), phrase_programs_level(r),
                                  phrase_programs_terms(r), phrase_word_state(r)};
    view->program_columns = columns_of(call->arena, labels, 5, 5);
    struct program_filter open = {.status = TEXT("active"), .limit = PROGRAMS_SHOWN};
    struct program *programs = NULL;
    size_t program_count = 0;
    TRY(flow_stored(&call->flow, program_list(call->db, call->arena, &open, &programs, &program_count)));
    struct choice *choices = arena_many(call->arena, struct choice, program_count);
    size_t choice_count = 0;
    for (size_t p = 0; p < program_count; p++) {
        bool is_in = false;
        for (size_t i = 0; i < count; i++) {
            is_in = is_in || list[i].program_id.v == programs[p].id.v;
        }
        if (!is_in) {
            choices[choice_count++] =
                (struct choice){.value = public_id_text(call->arena, call->keyring, PREFIX_PROGRAM, programs[p].id.v),
                                .label = programs[p].name};
        }
    }
    view->can_enroll = choice_count > 0;
    view->program = form_select(form, (struct form_field){.name = "program_id", .label = phrase_word_program(r)},
                                (struct choice_list){.items = choices, .count = choice_count}, TEXT_NONE);
    return RC_OK;
}

static enum rc fill_commissions(struct call *call, const struct reader *r, struct partner_id id,
                                struct partner_page_view *view)
{
    struct commission_filter filter = {.partner_id = id, .limit = COMMISSIONS_SHOWN};
    struct commission *list = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, commission_list(call->db, call->arena, &filter, &list, &count)));
    struct partner_commission_row *rows = arena_many(call->arena, struct partner_commission_row, count);
    AUTO_PAYOUT_CALENDAR calendar = {0};
    TRY(payout_calendar_open(&call->flow, &calendar));
    for (size_t i = 0; i < count; i++) {
        struct payout_promised promised;
        TRY(payout_promise_find(&call->flow, &calendar, &list[i], &promised));
        rows[i] =
            (struct partner_commission_row){.url = show_url(call, "/commissions/", PREFIX_COMMISSION, list[i].id.v),
                                            .at = list[i].created_at,
                                            .amount = list[i].amount,
                                            .state = show_commission_state(list[i].status),
                                            .is_overdue = promised.is_overdue};
        TRY(show_program_name(call, list[i].program_id, &rows[i].program));
    }
    view->commissions = (struct partner_commission_list){.items = rows, .count = count};
    const struct text labels[] = {phrase_word_date(r), phrase_word_program(r), phrase_word_state(r),
                                  phrase_word_amount(r)};
    view->commission_columns = columns_of(call->arena, labels, 4, 3);
    return RC_OK;
}

static enum rc fill_payouts(struct call *call, const struct reader *r, const struct partner *partner,
                            struct partner_page_view *view)
{
    struct payout_item *list = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, payout_item_list_of(call->db, call->arena, partner->id, (struct payout_item_id){0},
                                                     PAYOUTS_SHOWN, &list, &count)));
    struct partner_payout *rows = arena_many(call->arena, struct partner_payout, count);
    for (size_t i = 0; i < count; i++) {
        struct payout_run run;
        TRY(flow_stored(&call->flow, payout_run_get(call->db, call->arena, list[i].run_id, &run)));
        rows[i] =
            (struct partner_payout){.url = show_url(call, "/payouts/", PREFIX_PAYOUT_ITEM, list[i].id.v),
                                    .at = instant_is_none(list[i].settled_at) ? run.created_at : list[i].settled_at,
                                    .amount = list[i].amount,
                                    .state = list[i].is_left_out ? STATE_LEFT_OUT : show_payout_state(list[i].status)};
    }
    view->payouts = (struct partner_payout_list){.items = rows, .count = count};
    const struct text labels[] = {phrase_word_date(r), phrase_word_state(r), phrase_word_amount(r)};
    view->payout_columns = columns_of(call->arena, labels, 3, 2);
    if (capability_is_for(CAP_PAYOUT_MANAGE, call->actor.duty)) {
        struct buf buf = buf_new(call->arena, 1024);
        buf_add(&buf, TEXT("/operator/compensations?partner="));
        percent_encode(&buf, partner->code);
        buf_add(&buf, TEXT("#new"));
        view->compensation_url = buf_text(&buf);
    }
    return RC_OK;
}

static enum rc fill_links(struct call *call, struct partner_id id, struct partner_page_view *view)
{
    struct link_filter filter = {.partner_id = id, .limit = LINKS_SHOWN};
    struct link *list = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, link_list(call->db, call->arena, &filter, &list, &count)));
    struct partner_link *items = arena_many(call->arena, struct partner_link, count);
    for (size_t i = 0; i < count; i++) {
        items[i] = (struct partner_link){
            .code = list[i].code, .url = call_link_url(call, list[i].code), .state = programs_state(list[i].status)};
    }
    view->links = (struct partner_link_list){.items = items, .count = count};
    return RC_OK;
}

// ---- what was done ----

enum rc partner_actor(struct call *call, struct text actor, struct text *ret_shown)
{
    struct identity_user user;
    int64_t id = 0;
    *ret_shown = actor;
    bool is_person = text_starts_with(actor, TEXT("user:")) &&
                     int64_parse(text_slice(actor, 5, SIZE_MAX), 1, INT64_MAX, &id) == RC_OK;
    if (!is_person) {
        return RC_OK;
    }
    enum rc rc = identity_user_get(call->db, call->arena, (struct user_id){id}, &user);
    if (rc == RC_NOT_FOUND) {
        return RC_OK;
    }
    TRY(flow_stored(&call->flow, rc));
    *ret_shown = user.email;
    return RC_OK;
}

static struct text action_word(const struct reader *r, struct text action)
{
    static const struct {
        const char *action;
        enum phrase word;
    } words[] = {{"partner.create", PHRASE_PARTNER_DID_CREATE},
                 {"partner.change", PHRASE_PARTNER_DID_CHANGE},
                 {"partner.note", PHRASE_PARTNER_DID_NOTE},
                 {"partner.level", PHRASE_PARTNER_DID_LEVEL}};
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (text_equal(action, text_of(words[i].action))) {
            return phrase_text(r, words[i].word);
        }
    }
    return action;
}

// The note, or the level, of an event.
static struct text detail_of(struct call *call, const struct audit_event *event)
{
    const struct json *content = NULL;
    if (json_parse(call->arena, event->content, &content, NULL) != RC_OK) {
        return TEXT_NONE;
    }
    bool is_note = text_equal(event->action, TEXT("partner.note"));
    bool is_level = text_equal(event->action, TEXT("partner.level"));
    return is_note || is_level ? json_text(json_member(content, is_note ? "note" : "level")) : TEXT_NONE;
}

static enum rc fill_activity(struct call *call, const struct reader *r, struct partner_id id,
                             struct partner_page_view *view)
{
    struct audit_filter question = {.object = text_format(call->arena, "partner:%lld", (long long)id.v)};
    struct audit_event *events = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, audit_event_list(call->db, call->arena, &question, EVENTS_SHOWN, &events, &count)));
    struct timeline_item *items = arena_many(call->arena, struct timeline_item, count);
    for (size_t i = 0; i < count; i++) {
        items[i] = (struct timeline_item){.title = action_word(r, events[i].action),
                                          .detail = detail_of(call, &events[i]),
                                          .at = events[i].occurred_at,
                                          .tone = TONE_INFO};
        TRY(partner_actor(call, events[i].actor, &items[i].actor));
    }
    view->activity = (struct timeline_view){.events = {.items = items, .count = count}};
    return RC_OK;
}

static void fill_toast(struct call *call, const struct reader *r, struct partner_page_view *view)
{
    struct text was = programs_asked(call, "was");
    if (text_equal(was, TEXT("active")) && view->state == STATE_ARCHIVED) {
        view->has_toast = true;
        view->toast =
            (struct toast_view){.tone = TONE_SUCCESS,
                                .message = phrase_programs_now_archived(r),
                                .undo_url = text_format(call->arena, "%.*s/status/active", TEXT_PRINT(view->url))};
    } else if (text_is(programs_asked(call, "saved"))) {
        view->has_toast = true;
        view->toast = (struct toast_view){.tone = TONE_SUCCESS, .message = phrase_programs_saved(r)};
    }
}

static enum rc show(struct call *call, const struct fault *fault)
{
    struct render render;
    TRY(page_open(call, &render));
    const struct reader *r = &render.reader;
    TRY(flow_stored(&call->flow, db_read_begin(call->db)));
    AUTO_TRANSACTION(call->db);
    struct partner partner;
    struct form_fill form = form_fill(call, &render, fault);
    struct partner_page_view view = {.frame = portal_frame(call, &render, PLACE_PARTNERS)};
    TRY(access_partner(call, (struct partner_id){.v = call->ids[0]}, &partner));
    view.frame.title = partner.name;
    view.url = show_url(call, PATH, PREFIX_PARTNER, partner.id.v);
    TRY(fill_person(call, &render, &partner, &view));
    TRY(fill_span(call, &render, partner.id, &view));
    TRY(fill_balances(call, &render, partner.id, &view));
    TRY(fill_programs(call, &form, partner.id, &view));
    TRY(fill_commissions(call, r, partner.id, &view));
    TRY(fill_payouts(call, r, &partner, &view));
    TRY(fill_links(call, partner.id, &view));
    TRY(fill_activity(call, r, partner.id, &view));
    fill_toast(call, r, &view);
    view.note = form_textarea(&form, (struct form_field){.name = "note", .label = phrase_partner_note(r)}, 2, TEXT(""));
    view.errors = form_errors(&form);
    partner_page_html(&render, &view);
    return page_answer(call, &render);
}

enum rc web_operator_partner(struct call *call)
{
    return show(call, NULL);
}

// ---- what is done here ----

static struct text back(const struct call *call, const char *rest)
{
    return text_format(call->arena, "%.*s%s", TEXT_PRINT(show_url(call, PATH, PREFIX_PARTNER, call->ids[0])), rest);
}

enum rc web_operator_partner_note(struct call *call)
{
    struct partner partner;
    struct fault fault;
    TRY(access_partner(call, (struct partner_id){.v = call->ids[0]}, &partner));
    enum rc rc = partner_note_add(&call->flow, partner.id, form_typed(call, "note"));
    if (page_is_refused(call, rc, &fault)) {
        return show(call, &fault);
    }
    TRY(rc);
    return page_redirect(call, back(call, "?saved=1#activity"));
}

static enum rc enroll(struct call *call, struct partner_id partner_id)
{
    struct enrollment_input input = {
        .partner_id = partner_id, .status = TEXT("approved"), .terms = TEXT_NONE, .terms_effective_at = INSTANT_NONE};
    struct enrollment_view made;
    TRY(form_id(call, "program_id", PREFIX_PROGRAM, "program_unknown", &input.program_id.v));
    TRY(access_body_program(call, input.program_id));
    call->is_catalog_changed = true;
    return enrollment_create(&call->flow, &input, &made);
}

enum rc web_operator_partner_enroll(struct call *call)
{
    struct partner partner;
    struct fault fault;
    TRY(access_partner(call, (struct partner_id){.v = call->ids[0]}, &partner));
    enum rc rc = enroll(call, partner.id);
    if (page_is_refused(call, rc, &fault)) {
        return show(call, &fault);
    }
    TRY(rc);
    return page_redirect(call, back(call, "?saved=1"));
}

enum rc web_operator_partner_status(struct call *call)
{
    struct partner partner;
    struct partner changed;
    TRY(access_partner(call, (struct partner_id){.v = call->ids[0]}, &partner));
    struct partner_input input = {.name = TEXT_NONE, .status = call->texts[1]};
    call->is_catalog_changed = true;
    TRY(partner_change(&call->flow, partner.id, &input, &changed));
    return page_redirect(
        call, text_format(call->arena, "%.*s?was=%.*s", TEXT_PRINT(back(call, "")), TEXT_PRINT(partner.status)));
}
