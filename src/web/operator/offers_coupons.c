// SPDX-License-Identifier: Apache-2.0
// Coupons of a program, and a new advertiser.
#include "access.h"
#include "component/form_fill.h"
#include "identity/public_id.h"
#include "offers_advertiser_html.h"
#include "offers_coupons_html.h"
#include "operator/offers.h"
#include "partner/coupon_write.h"
#include "phrase/phrases.h"
#include "portal/portal.h"
#include "portal/show.h"
#include "program/advertiser_write.h"

#define ROWS_DEFAULT 100
#define COLUMNS 5
#define PARTNERS_SHOWN 500

static enum rc fill_rows(struct call *call, const struct render *render, const struct program *program,
                         struct offers_coupons_view *view)
{
    const struct reader *r = &render->reader;
    struct coupon_filter filter = {.program_id = program->id};
    int64_t limit = 0;
    struct text cursor = programs_asked(call, "cursor");
    TRY(call_page_start(call, (struct opt_int64){.has = true, .v = ROWS_DEFAULT}, cursor, &limit, &filter.before_id));
    filter.limit = limit + 1;
    struct coupon *list = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, coupon_list(call->db, call->arena, &filter, &list, &count)));
    bool has_more = count > (size_t)limit;
    count = has_more ? (size_t)limit : count;
    struct coupons_row *rows = arena_many(call->arena, struct coupons_row, count);
    for (size_t i = 0; i < count; i++) {
        bool is_active = text_equal(list[i].status, TEXT("active"));
        rows[i] = (struct coupons_row){
            .code = list[i].code,
            .partner_url = show_url(call, "/operator/partners/", PREFIX_PARTNER, list[i].partner_id.v),
            .discount = list[i].has_discount ? i18n_percent(r->i18n, call->arena, list[i].discount) : TEXT_NONE,
            .action = text_format(call->arena, "%.*s/status/%s",
                                  TEXT_PRINT(show_url(call, "/operator/coupons/", PREFIX_COUPON, list[i].id.v)),
                                  is_active ? "archived" : "active"),
            .state = programs_state(list[i].status),
        };
        TRY(show_partner_name(call, list[i].partner_id, &rows[i].partner));
    }
    view->rows = (struct coupons_row_list){.items = rows, .count = count};
    view->pager =
        (struct pager_view){.shown = (int64_t)count, .first_url = text_is_empty(cursor) ? TEXT_NONE : view->action};
    if (has_more) {
        view->pager.next_url = text_format(call->arena, "%.*s?cursor=%.*s", TEXT_PRINT(view->action),
                                           TEXT_PRINT(call_cursor(call, list[count - 1].id.v)));
    }
    const struct text labels[COLUMNS] = {phrase_offers_coupon(r), phrase_word_partner(r), phrase_offers_discount(r),
                                         phrase_word_state(r), phrase_offers_action(r)};
    struct column *columns = arena_many(call->arena, struct column, COLUMNS);
    for (size_t i = 0; i < COLUMNS; i++) {
        columns[i] = (struct column){.label = labels[i], .is_figure = i == 2};
    }
    view->columns = (struct column_list){.items = columns, .count = COLUMNS};
    return RC_OK;
}

// Partners who take part: only they can have a coupon.
static enum rc fill_form(struct call *call, struct form_fill *form, const struct program *program,
                         struct offers_coupons_view *view)
{
    const struct reader *r = form->reader;
    struct enrollment_filter filter = {.program_id = program->id, .status = TEXT("approved"), .limit = PARTNERS_SHOWN};
    struct enrollment *list = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, enrollment_list(call->db, call->arena, &filter, &list, &count)));
    struct choice *partners = arena_many(call->arena, struct choice, count);
    for (size_t i = 0; i < count; i++) {
        partners[i].value = public_id_text(call->arena, call->keyring, PREFIX_PARTNER, list[i].partner_id.v);
        TRY(show_partner_name(call, list[i].partner_id, &partners[i].label));
    }
    view->has_partners = count > 0;
    view->partner = form_select(form, (struct form_field){.name = "partner_id", .label = phrase_word_partner(r)},
                                (struct choice_list){.items = partners, .count = count}, TEXT_NONE);
    view->code = form_input(
        form,
        (struct form_field){.name = "code", .label = phrase_offers_coupon(r), .hint = phrase_offers_coupon_hint(r)},
        INPUT_TEXT, TEXT(""));
    view->discount = form_input(form,
                                (struct form_field){.name = "discount",
                                                    .label = phrase_offers_discount(r),
                                                    .hint = phrase_offers_discount_hint(r),
                                                    .is_optional = true},
                                INPUT_TEXT, TEXT(""));
    view->discount.unit = TEXT("%");
    view->errors = form_errors(form);
    return RC_OK;
}

static enum rc show_coupons(struct call *call, const struct fault *fault)
{
    struct render render;
    TRY(page_open(call, &render));
    TRY(flow_stored(&call->flow, db_read_begin(call->db)));
    AUTO_TRANSACTION(call->db);
    struct program program;
    struct offers_coupons_view view = {.has_partners = false};
    TRY(access_program(call, (struct program_id){.v = call->ids[0]}, &program));
    TRY(programs_head(call, &render, &program, PROGRAMS_TAB_COUPONS, &view.frame, &view.head));
    view.action = programs_url(call, program.id, "/coupons");
    struct form_fill form = form_fill(call, &render, fault);
    TRY(fill_rows(call, &render, &program, &view));
    TRY(fill_form(call, &form, &program, &view));
    offers_coupons_html(&render, &view);
    return page_answer(call, &render);
}

enum rc web_operator_coupons(struct call *call)
{
    return show_coupons(call, NULL);
}

static enum rc make(struct call *call, struct program_id program_id)
{
    struct coupon_input input = {.program_id = program_id, .code = form_typed(call, "code"), .status = TEXT_NONE};
    TRY(form_id(call, "partner_id", PREFIX_PARTNER, "partner_unknown", &input.partner_id.v));
    struct text discount = TEXT_NONE;
    TRY(form_read_decimal(call, "discount", form_given(call, "discount"), &discount));
    input.has_discount = text_is(discount);
    if (input.has_discount && rate_parse_percent(discount, &input.discount) != RC_OK) {
        return fault_set(call->fault, RC_INVALID, "percent_malformed", "discount",
                         "discount must be a percentage, such as 10 or 12.5");
    }
    struct coupon coupon;
    call->is_catalog_changed = true;
    return coupon_create(&call->flow, &input, &coupon);
}

enum rc web_operator_coupon_make(struct call *call)
{
    struct program program;
    struct fault fault;
    TRY(access_program(call, (struct program_id){.v = call->ids[0]}, &program));
    enum rc rc = make(call, program.id);
    if (page_is_refused(call, rc, &fault)) {
        return show_coupons(call, &fault);
    }
    TRY(rc);
    return page_redirect(call, programs_url(call, program.id, "/coupons?saved=1"));
}

enum rc web_operator_coupon_status(struct call *call)
{
    struct coupon coupon;
    struct coupon changed;
    TRY(access_coupon(call, (struct coupon_id){.v = call->ids[0]}, &coupon));
    struct coupon_input input = {.code = TEXT_NONE, .status = call->texts[1]};
    call->is_catalog_changed = true;
    TRY(coupon_change(&call->flow, coupon.id, &input, &changed));
    return page_redirect(call, programs_url(call, coupon.program_id, "/coupons?saved=1"));
}

// ---- a new advertiser ----

static enum rc show_advertiser(struct call *call, const struct fault *fault, struct text token)
{
    struct render render;
    TRY(page_open(call, &render));
    const struct reader *r = &render.reader;
    struct form_fill form = form_fill(call, &render, fault);
    struct offers_advertiser_view view = {.frame = portal_frame(call, &render, PLACE_PROGRAMS), .token = token};
    view.frame.title = phrase_offers_advertiser_new(r);
    view.name =
        form_input(&form, (struct form_field){.name = "name", .label = phrase_word_name(r)}, INPUT_TEXT, TEXT(""));
    view.currency = programs_currency(&form);
    view.errors = form_errors(&form);
    offers_advertiser_html(&render, &view);
    return page_answer(call, &render);
}

enum rc web_operator_advertiser_new(struct call *call)
{
    return show_advertiser(call, NULL, TEXT_NONE);
}

static enum rc make_advertiser(struct call *call, struct advertiser_created *ret_created)
{
    struct advertiser_input input = {.name = form_typed(call, "name"), .status = TEXT_NONE};
    TRY(programs_currency_typed(call, &input.currency));
    call->is_catalog_changed = true;
    return advertiser_create(&call->flow, &input, ret_created);
}

enum rc web_operator_advertiser_make(struct call *call)
{
    struct advertiser_created created;
    struct fault fault;
    enum rc rc = make_advertiser(call, &created);
    if (page_is_refused(call, rc, &fault)) {
        return show_advertiser(call, &fault, TEXT_NONE);
    }
    TRY(rc);
    return show_advertiser(call, NULL, created.postback_token);
}
