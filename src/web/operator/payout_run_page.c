// SPDX-License-Identifier: Apache-2.0
// A payout run under way.
#include "operator/payout_run_page.h"

#include <string.h>

#include "access.h"
#include "document/invoice_issue.h"
#include "identity/public_id.h"
#include "invoice/invoice.h"
#include "page/refusal.h"
#include "payout/payout_file_make.h"
#include "payout/payout_run.h"
#include "payout/payout_terms.h"
#include "payout_account/payout_account.h"
#include "payout_run_page_html.h"
#include "phrase/phrases.h"
#include "portal/portal.h"
#include "portal/show.h"

#define LIST "/operator/payouts"
#define COLUMNS 5
#define PAIRS_MAX 8
#define STEPS 4

struct payout_run_page_query {
    struct text done;
};
static const struct field query_fields[] = {
    FIELD_CHOICE(struct payout_run_page_query, done, "approve,paid,failed,leave_out,invoice,built", 0,
                 "What has just been done."),
};
const struct schema schema_payout_run_page_query =
    SCHEMA("PayoutRunPageQuery", struct payout_run_page_query, query_fields);

static struct text url_of(const struct call *call, struct payout_run_id id)
{
    return show_url(call, LIST "/", PREFIX_PAYOUT_RUN, id.v);
}

static bool is(struct text status, const char *word)
{
    return text_equal(status, text_of(word));
}

static enum rc get_run(struct call *call, struct payout_run *ret_run)
{
    enum rc rc = payout_run_get(call->db, call->arena, (struct payout_run_id){call->ids[0]}, ret_run);
    if (rc == RC_NOT_FOUND) {
        return fault_set(call->fault, rc, "payout_run_not_found", "id", "there is no such payout run");
    }
    return flow_stored(&call->flow, rc);
}

// ---- head ----

static void fill_steps(const struct render *render, const struct payout_run *run, bool has_file,
                       struct payout_run_page_view *view)
{
    const struct reader *r = &render->reader;
    bool is_draft = is(run->status, "draft");
    bool is_paid = is(run->status, "paid");
    enum step_state filed = has_file ? STEP_DONE : STEP_CURRENT;
    struct step *steps = arena_many(render->arena, struct step, STEPS);
    steps[0] = (struct step){.label = phrase_run_step_built(r), .state = STEP_DONE};
    steps[1] = (struct step){.label = phrase_run_step_approved(r), .state = is_draft ? STEP_CURRENT : STEP_DONE};
    steps[2] = (struct step){.label = phrase_run_step_filed(r), .state = is_draft ? STEP_TO_COME : filed};
    steps[3] = (struct step){.label = phrase_run_step_paid(r), .state = is_paid ? STEP_DONE : STEP_TO_COME};
    if (has_file && !is_paid) {
        steps[3].state = STEP_CURRENT;
    }
    bool is_cancelled = is(run->status, "cancelled");
    view->steps = (struct stepper_view){.label = phrase_word_payout(r),
                                        .steps = {.items = steps, .count = is_cancelled ? 1 : STEPS}};
}

static void add_pair(struct definition *pairs, size_t *count, struct text term, struct text value)
{
    if (!text_is_empty(value)) {
        pairs[(*count)++] = (struct definition){.term = term, .value = value};
    }
}

static enum rc fill_pairs(struct call *call, struct render *render, const struct payout_run *run,
                          struct payout_run_page_view *view)
{
    const struct reader *r = &render->reader;
    struct definition *pairs = arena_many(call->arena, struct definition, PAIRS_MAX);
    size_t count = 0;
    struct text built_by, approved_by;
    TRY(show_actor(call, run->built_by, &built_by));
    TRY(show_actor(call, run->approved_by, &approved_by));
    add_pair(pairs, &count, phrase_payouts_method(r), show_method(render, run->method));
    add_pair(pairs, &count, phrase_payouts_until(r), render_time(render, run->until));
    add_pair(
        pairs, &count, phrase_payouts_built_by(r),
        phrase_run_by_at(r, (struct phrase_run_by_at){.name = built_by, .time = render_time(render, run->created_at)}));
    if (!instant_is_none(run->approved_at)) {
        add_pair(pairs, &count, phrase_run_step_approved(r),
                 phrase_run_by_at(
                     r, (struct phrase_run_by_at){.name = approved_by, .time = render_time(render, run->approved_at)}));
    }
    if (!instant_is_none(run->paid_at)) {
        add_pair(pairs, &count, phrase_run_step_paid(r), render_time(render, run->paid_at));
    }
    view->pairs = (struct definition_list){.items = pairs, .count = count};
    return RC_OK;
}

// Whether this run needs another approver than its builder, and whether the reader is he.
static enum rc fill_four_eyes(struct call *call, struct render *render, const struct payout_run *run,
                              struct payout_run_page_view *view)
{
    struct payout_limit limit;
    struct partner_id everybody = {0};
    TRY(flow_stored(&call->flow, payout_limit_get(call->db, call->arena, everybody, run->currency, &limit)));
    bool is_wanted = limit.has_second_person && payout_needs_second_person(view->total, &limit.second_person);
    if (!is_wanted || !is(run->status, "draft")) {
        return RC_OK;
    }
    const struct reader *r = &render->reader;
    struct text amount = render_money(render, limit.second_person);
    bool is_builder = text_equal(run->built_by, call->actor.name);
    view->can_approve = !is_builder;
    view->four_eyes = (struct notice_view){
        .tone = is_builder ? TONE_WARNING : TONE_INFO,
        .message = is_builder ? phrase_run_needs_another(r, (struct phrase_run_needs_another){.amount = amount})
                              : phrase_run_you_are_second(r, (struct phrase_run_you_are_second){.amount = amount})};
    return RC_OK;
}

// ---- files ----

static enum rc fill_files(struct call *call, struct render *render, const struct payout_run *run, bool is_open,
                          struct payout_run_page_view *view)
{
    struct payout_file *made = NULL;
    size_t made_count = 0;
    TRY(flow_stored(&call->flow, payout_file_list(call->db, call->arena, run->id, &made, &made_count)));
    struct run_file *files = arena_many(call->arena, struct run_file, PAYMENT_FORMAT_COUNT);
    size_t count = 0;
    for (int f = 0; f < PAYMENT_FORMAT_COUNT; f++) {
        const char *method = payment_format_method((enum payment_format)f);
        struct run_file file = {.format = text_of(payment_format_text((enum payment_format)f))};
        for (size_t i = 0; i < made_count; i++) {
            if (text_equal(made[i].format, file.format)) {
                struct text by;
                TRY(show_actor(call, made[i].made_by, &by));
                file.is_made = true;
                file.made = phrase_run_by_at(
                    &render->reader,
                    (struct phrase_run_by_at){.name = by, .time = render_time(render, made[i].made_at)});
            }
        }
        bool is_fit = method == NULL || text_equal(run->method, text_of(method));
        if (file.is_made || (is_fit && is_open)) {
            bool is_table = f == PAYMENT_CSV;
            file.label = is_table ? phrase_run_csv(&render->reader) : file.format;
            files[count++] = file;
        }
    }
    view->files = (struct run_file_list){.items = files, .count = count};
    fill_steps(render, run, made_count > 0, view);
    return RC_OK;
}

// ---- items ----

static enum rc fill_item(struct call *call, const struct payout_item *item, struct run_item_row *row)
{
    *row = (struct run_item_row){
        .id = public_id_text(call->arena, call->keyring, PREFIX_PAYOUT_ITEM, item->id.v),
        .url = show_url(call, "/payouts/", PREFIX_PAYOUT_ITEM, item->id.v),
        .partner_url = show_url(call, "/operator/partners/", PREFIX_PARTNER, item->partner_id.v),
        .amount = item->amount,
        .state = item->is_left_out ? STATE_LEFT_OUT : show_payout_state(item->status),
        .reason = item->reason,
    };
    TRY(show_partner_name(call, item->partner_id, &row->partner));
    if (item->account_id.v != 0) {
        struct payout_account account;
        TRY(flow_stored(&call->flow, payout_account_get(call->db, call->arena, item->account_id, &account)));
        row->paid_to = account.shown;
    }
    struct invoice_id invoice_id;
    struct text key = text_format(call->arena, "payout_item:%lld", (long long)item->id.v);
    enum rc rc = invoice_find_key(call->db, call->arena, key, &invoice_id);
    if (rc == RC_NOT_FOUND) {
        return RC_OK;
    }
    TRY(flow_stored(&call->flow, rc));
    struct invoice invoice;
    TRY(flow_stored(&call->flow, invoice_get(call->db, call->arena, invoice_id, &invoice)));
    row->invoice_number = invoice_number_text(call->arena, &invoice);
    row->invoice_url = show_url(call, "/invoices/", PREFIX_INVOICE, invoice_id.v);
    return RC_OK;
}

static void fill_actions(const struct render *render, const struct payout_run *run, const struct call *call,
                         struct payout_run_page_view *view)
{
    const struct reader *r = &render->reader;
    struct choice *actions = arena_many(render->arena, struct choice, 4);
    size_t count = 0;
    if (is(run->status, "draft")) {
        actions[count++] = (struct choice){.value = TEXT("leave_out"), .label = phrase_run_leave_out(r)};
    } else if (!is(run->status, "cancelled")) {
        actions[count++] = (struct choice){.value = TEXT("paid"), .label = phrase_run_mark_paid(r)};
        actions[count++] = (struct choice){.value = TEXT("failed"), .label = phrase_run_mark_failed(r)};
        actions[count++] = (struct choice){.value = TEXT("retry"), .label = phrase_run_retry(r)};
        actions[count++] = (struct choice){.value = TEXT("invoice"), .label = phrase_run_invoice(r)};
    }
    view->actions = (struct choice_list){.items = actions, .count = count};
    view->reason = (struct input_view){.field = {.name = TEXT("reason"),
                                                 .label = phrase_run_reason(r),
                                                 .hint = phrase_run_reason_hint(r),
                                                 .is_optional = true},
                                       .value = parameters_get(&call->form, TEXT("reason"))};
    struct column *columns = arena_many(render->arena, struct column, COLUMNS);
    columns[0] = (struct column){.label = phrase_word_partner(r)};
    columns[1] = (struct column){.label = phrase_run_paid_to(r)};
    columns[2] = (struct column){.label = phrase_word_amount(r), .is_figure = true};
    columns[3] = (struct column){.label = phrase_word_state(r)};
    columns[4] = (struct column){.label = phrase_run_invoice_column(r)};
    view->columns = (struct column_list){.items = columns, .count = COLUMNS};
}

static enum rc fill_items(struct call *call, const struct render *render, const struct payout_run *run,
                          struct payout_run_page_view *view)
{
    struct payout_item *items = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, payout_item_list(call->db, call->arena, run->id, &items, &count)));
    struct run_item_row *rows = arena_many(call->arena, struct run_item_row, count);
    view->total = money_zero(run->currency);
    bool has_failed = false;
    bool is_cancelled = is(run->status, "cancelled");
    for (size_t i = 0; i < count; i++) {
        TRY(fill_item(call, &items[i], &rows[i]));
        bool is_failed = is(items[i].status, "failed");
        rows[i].is_selectable = !is_cancelled && !items[i].is_left_out;
        has_failed = has_failed || (is_failed && !items[i].is_left_out);
        if (!is_failed) {
            TRY(flow_stored(&call->flow, money_add(view->total, items[i].amount, &view->total)));
        }
    }
    view->rows = (struct run_item_row_list){.items = rows, .count = count};
    view->can_retry = has_failed && (is(run->status, "approved") || is(run->status, "paid"));
    fill_actions(render, run, call, view);
    return RC_OK;
}

// ---- the page ----

static struct text done_words(const struct reader *r, struct text done)
{
    static const struct {
        const char *word;
        enum phrase phrase;
    } words[] = {
        {"approve", PHRASE_RUN_DONE_APPROVED}, {"paid", PHRASE_RUN_DONE_PAID},
        {"failed", PHRASE_RUN_DONE_FAILED},    {"leave_out", PHRASE_RUN_DONE_LEFT_OUT},
        {"invoice", PHRASE_RUN_DONE_INVOICE},  {"built", PHRASE_RUN_DONE_BUILT},
    };
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (text_equal(done, text_of(words[i].word))) {
            return phrase_text(r, words[i].phrase);
        }
    }
    return TEXT_NONE;
}

static void fill_path(const struct render *render, const struct payout_run *run, struct payout_run_page_view *view)
{
    const struct reader *r = &render->reader;
    struct breadcrumb_item *items = arena_many(render->arena, struct breadcrumb_item, 2);
    view->frame.title = phrase_run_title(
        r, (struct phrase_run_title){.date = i18n_time(r->i18n, render->arena, run->created_at, I18N_DATE)});
    items[0] = (struct breadcrumb_item){.label = phrase_word_payouts(r), .url = TEXT(LIST)};
    items[1] = (struct breadcrumb_item){.label = view->frame.title, .url = TEXT_NONE};
    view->path = (struct breadcrumbs_view){.label = phrase_word_payouts(r), .path = {.items = items, .count = 2}};
}

static enum rc show(struct call *call, struct text done, const struct fault *fault)
{
    struct render render;
    TRY(page_open(call, &render));
    struct payout_run_page_view view = {.frame = portal_frame(call, &render, PLACE_PAYOUTS)};
    TRY(flow_stored(&call->flow, db_read_begin(call->db)));
    AUTO_TRANSACTION(call->db);
    struct payout_run run;
    TRY(get_run(call, &run));
    bool is_draft = is(run.status, "draft");
    bool is_approved = is(run.status, "approved");
    view.url = url_of(call, run.id);
    view.state = show_payout_state(run.status);
    view.can_approve = is_draft;
    view.can_pay = is_approved;
    view.can_cancel = is_draft || (is_approved && instant_is_none(run.filed_at));
    fill_path(&render, &run, &view);
    TRY(fill_items(call, &render, &run, &view));
    TRY(fill_pairs(call, &render, &run, &view));
    TRY(fill_four_eyes(call, &render, &run, &view));
    TRY(fill_files(call, &render, &run, is_approved, &view));
    view.approve_label =
        phrase_run_approve(&render.reader, (struct phrase_run_approve){.amount = render_money(&render, view.total)});
    view.done = done_words(&render.reader, done);
    struct field_view *const fields[] = {&view.reason.field};
    view.errors = page_mark(&render, fault, fields, 1);
    payout_run_page_html(&render, &view);
    return page_answer(call, &render);
}

enum rc web_operator_payout_run(struct call *call)
{
    const struct payout_run_page_query *query = call->query;
    return show(call, query->done, NULL);
}

static enum rc take_step(struct call *call, struct text step, struct text *ret_back)
{
    struct payout_run_id id = {call->ids[0]};
    struct text url = url_of(call, id);
    *ret_back = text_format(call->arena, "%.*s?done=%.*s", TEXT_PRINT(url), TEXT_PRINT(step));
    if (is(step, "approve")) {
        return payout_run_approve(&call->flow, id);
    }
    if (is(step, "paid")) {
        return payout_run_pay(&call->flow, id);
    }
    if (is(step, "cancel")) {
        *ret_back = TEXT(LIST "?done=cancelled");
        return payout_run_cancel(&call->flow, id);
    }
    if (is(step, "retry")) {
        struct payout_run_id next = {0};
        TRY(payout_run_retry(&call->flow, id, (struct payout_item_id){0}, &next));
        *ret_back = text_format(call->arena, "%.*s?done=built", TEXT_PRINT(url_of(call, next)));
        return RC_OK;
    }
    return fault_set(call->fault, RC_INVALID, "value_unknown", "step", "step is none of those a run can take");
}

enum rc web_operator_payout_step(struct call *call)
{
    struct text back = TEXT_NONE;
    struct fault fault;
    enum rc rc = take_step(call, parameters_get(&call->form, TEXT("step")), &back);
    if (page_is_refused(call, rc, &fault)) {
        return show(call, TEXT_NONE, &fault);
    }
    TRY(rc);
    return page_redirect(call, back);
}

enum rc web_operator_payout_file(struct call *call)
{
    struct payout_file_bytes file;
    struct fault fault;
    enum rc rc = payout_file_make(&call->flow, (struct payout_run_id){call->ids[0]},
                                  parameters_get(&call->form, TEXT("format")), &file);
    if (page_is_refused(call, rc, &fault)) {
        return show(call, TEXT_NONE, &fault);
    }
    TRY(rc);
    return call_answer_file(call, text_of(payment_format_media(file.format)), file.name, file.bytes);
}

// ---- selected items ----

static enum rc act_on(struct call *call, const struct payout_item *item, struct text action, struct text *ret_back)
{
    struct text reason = text_trim(parameters_get(&call->form, TEXT("reason")));
    if (is(action, "paid")) {
        return payout_item_pay(&call->flow, item->id);
    }
    if (is(action, "failed")) {
        return payout_item_fail(&call->flow, item->id, text_is_empty(reason) ? TEXT_NONE : reason);
    }
    if (is(action, "leave_out")) {
        return payout_item_leave_out(&call->flow, item->id, reason);
    }
    if (is(action, "invoice")) {
        struct invoice_id invoice_id;
        return invoice_issue_payout(&call->flow, item->id, &invoice_id);
    }
    if (is(action, "retry")) {
        struct payout_run_id next = {0};
        TRY(payout_run_retry(&call->flow, item->run_id, item->id, &next));
        *ret_back = text_format(call->arena, "%.*s?done=built", TEXT_PRINT(url_of(call, next)));
        return RC_OK;
    }
    return fault_set(call->fault, RC_INVALID, "value_unknown", "action", "action is none of those an item can take");
}

static enum rc act_on_all(struct call *call, struct text action, struct text *ret_back)
{
    size_t count = 0;
    for (size_t i = 0; i < call->form.count; i++) {
        if (!text_equal(call->form.list[i].name, TEXT("id"))) {
            continue;
        }
        int64_t id = 0;
        struct payout_item item;
        if (public_id_parse(call->keyring, PREFIX_PAYOUT_ITEM, call->form.list[i].value, &id) != RC_OK) {
            return fault_set(call->fault, RC_NOT_FOUND, "payout_item_not_found", "id", "there is no such item");
        }
        TRY(access_payout_item(call, (struct payout_item_id){id}, &item));
        if (item.run_id.v != call->ids[0]) {
            return fault_set(call->fault, RC_NOT_FOUND, "payout_item_not_found", "id", "the item is of another run");
        }
        TRY(act_on(call, &item, action, ret_back));
        count++;
    }
    if (count == 0) {
        return fault_set(call->fault, RC_INVALID, "nothing_selected", "id", "select at least one row");
    }
    return RC_OK;
}

enum rc web_operator_payout_items(struct call *call)
{
    struct text action = parameters_get(&call->form, TEXT("action"));
    struct text url = url_of(call, (struct payout_run_id){call->ids[0]});
    struct text back = text_format(call->arena, "%.*s?done=%.*s", TEXT_PRINT(url), TEXT_PRINT(action));
    struct fault fault;
    enum rc rc = act_on_all(call, action, &back);
    if (page_is_refused(call, rc, &fault)) {
        return show(call, TEXT_NONE, &fault);
    }
    TRY(rc);
    return page_redirect(call, back);
}
