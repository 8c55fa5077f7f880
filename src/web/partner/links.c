// SPDX-License-Identifier: Apache-2.0
// The partner's links.
#include "partner/links.h"

#include "access.h"
#include "identity/public_id.h"
#include "partner/link_write.h"
#include "partner_links_html.h"
#include "phrase/phrases.h"
#include "portal/portal.h"
#include "portal/show.h"
#include "report/report.h"
#include "zone/zone.h"

#define DAYS_COUNTED 28
#define LINKS_SHOWN 100
#define OFFERS_SHOWN 200

static enum rc fill_links(struct call *call, struct render *render, struct partner_links_view *view)
{
    AUTO_ZONE zone = NULL;
    TRY(zone_open(render->page->zone, &zone, call->fault));
    struct report report;
    struct report_request request = {.dimensions = {REPORT_LINK},
                                     .dimension_count = 1,
                                     .zone = zone,
                                     .from = {call->now.ms - DAYS_COUNTED * DAY_MS},
                                     .to = {call->now.ms + 1},
                                     .partner_id = access_own_partner(call)};
    TRY(flow_stored(&call->flow, report_run(call->db, call->arena, &request, &report, call->fault)));
    struct link_filter filter = {
        .partner_id = access_own_partner(call), .status = TEXT("active"), .limit = LINKS_SHOWN};
    struct link *list = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, link_list(call->db, call->arena, &filter, &list, &count)));
    struct own_link *items = arena_many(call->arena, struct own_link, count);
    for (size_t i = 0; i < count; i++) {
        struct offer offer;
        TRY(flow_stored(&call->flow, offer_get(call->db, call->arena, list[i].offer_id, &offer)));
        items[i] = (struct own_link){
            .name = list[i].code,
            .offer = offer.name,
            .url = call_link_url(call, list[i].code),
            .qr_url = text_format(call->arena,
                                  "%.*s/qr?format=", TEXT_PRINT(show_url(call, "/links/", PREFIX_LINK, list[i].id.v)))};
        for (size_t k = 0; k < report.row_count; k++) {
            if (report.rows[k].ids[0] == list[i].id.v) {
                items[i].clicks += report.rows[k].counts.clicks;
                items[i].conversions += report.rows[k].counts.leads + report.rows[k].counts.sales;
            }
        }
    }
    view->links = (struct own_link_list){.items = items, .count = count};
    return count == 0 ? RC_OK : link_builder_fill(call, render, list, count, &view->builder);
}

static enum rc fill_coupons(struct call *call, const struct render *render, struct partner_links_view *view)
{
    struct coupon_filter filter = {
        .partner_id = access_own_partner(call), .status = TEXT("active"), .limit = LINKS_SHOWN};
    struct coupon *list = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, coupon_list(call->db, call->arena, &filter, &list, &count)));
    struct own_coupon *items = arena_many(call->arena, struct own_coupon, count);
    for (size_t i = 0; i < count; i++) {
        items[i] = (struct own_coupon){.code = list[i].code, .discount = TEXT_NONE};
        if (list[i].has_discount) {
            items[i].discount = i18n_percent(render->reader.i18n, call->arena, list[i].discount);
        }
        TRY(show_program_name(call, list[i].program_id, &items[i].program));
    }
    view->coupons = (struct own_coupon_list){.items = items, .count = count};
    return RC_OK;
}

static enum rc fill_form(struct call *call, const struct render *render, struct partner_links_view *view)
{
    const struct reader *r = &render->reader;
    struct offer_filter filter = {
        .partner_id = access_own_partner(call), .status = TEXT("active"), .limit = OFFERS_SHOWN};
    struct offer *offers = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, offer_list(call->db, call->arena, &filter, &offers, &count)));
    struct choice *choices = arena_many(call->arena, struct choice, count);
    struct text typed = parameters_get(&call->form, TEXT("offer_id"));
    for (size_t i = 0; i < count; i++) {
        struct text id = public_id_text(call->arena, call->keyring, PREFIX_OFFER, offers[i].id.v);
        choices[i] = (struct choice){.value = id, .label = offers[i].name, .is_chosen = text_equal(typed, id)};
    }
    view->has_offers = count > 0;
    view->offer = (struct select_view){.field = {.name = TEXT("offer_id"), .label = phrase_word_offer(r)},
                                       .choices = {.items = choices, .count = count}};
    view->destination = (struct input_view){.field = {.name = TEXT("destination_url"),
                                                      .label = phrase_links_destination(r),
                                                      .hint = phrase_links_destination_hint(r),
                                                      .is_optional = true},
                                            .kind = INPUT_URL,
                                            .value = parameters_get(&call->form, TEXT("destination_url"))};
    view->code = (struct input_view){.field = {.name = TEXT("code"),
                                               .label = phrase_links_code(r),
                                               .hint = phrase_links_code_hint(r),
                                               .is_optional = true},
                                     .kind = INPUT_TEXT,
                                     .value = parameters_get(&call->form, TEXT("code"))};
    return RC_OK;
}

static void mark(struct partner_links_view *view, struct form_error *error)
{
    struct field_view *fields[] = {&view->offer.field, &view->destination.field, &view->code.field};
    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
        if (text_equal(fields[i]->name, error->field)) {
            fields[i]->error = error->message;
        }
    }
    view->errors = (struct form_error_list){.items = error, .count = 1};
}

static enum rc show_links(struct call *call, const struct fault *fault)
{
    struct render render;
    TRY(page_open(call, &render));
    struct partner_links_view view = {.frame = portal_frame(call, &render, PLACE_LINKS)};
    view.frame.title = phrase_word_links(&render.reader);
    TRY(flow_stored(&call->flow, db_read_begin(call->db)));
    AUTO_TRANSACTION(call->db);
    TRY(fill_links(call, &render, &view));
    TRY(fill_form(call, &render, &view));
    TRY(fill_coupons(call, &render, &view));
    struct parameters query;
    TRY(call_parse_parameters(call, call->request->query, &query));
    view.is_welcome = text_is(parameters_get(&query, TEXT("welcome"))) && view.links.count > 0;
    struct form_error error = {.field = TEXT_NONE};
    if (fault != NULL) {
        error.field = fault->field[0] == '\0' ? TEXT_NONE : text_of(fault->field);
        error.message = phrase_of_fault(&render.reader, text_of(fault->code));
        mark(&view, &error);
        call->response->status = 422;
    }
    partner_links_html(&render, &view);
    return page_answer(call, &render);
}

enum rc web_partner_links(struct call *call)
{
    return show_links(call, NULL);
}

static enum rc make(struct call *call)
{
    int64_t offer_id = 0;
    struct text code = text_trim(parameters_get(&call->form, TEXT("code")));
    struct text destination = text_trim(parameters_get(&call->form, TEXT("destination_url")));
    if (public_id_parse(call->keyring, PREFIX_OFFER, parameters_get(&call->form, TEXT("offer_id")), &offer_id) !=
        RC_OK) {
        return fault_set(call->fault, RC_INVALID, "offer_unknown", "offer_id", "offer_id names no offer");
    }
    TRY(access_body_offer(call, (struct offer_id){offer_id}));
    struct link_input input = {.partner_id = access_own_partner(call),
                               .offer_id = {offer_id},
                               .code = text_is_empty(code) ? TEXT_NONE : code,
                               .destination_url = text_is_empty(destination) ? TEXT_NONE : destination,
                               .status = TEXT_NONE};
    struct link link;
    call->is_catalog_changed = true;
    return link_create(&call->flow, &input, &link);
}

enum rc web_partner_link_make(struct call *call)
{
    enum rc rc = make(call);
    if (rc == RC_INVALID || rc == RC_REFUSED || rc == RC_CONFLICT) {
        if (db_is_in_transaction(call->db)) {
            db_rollback(call->db);
        }
        call->is_catalog_changed = false;
        struct fault fault = *call->fault;
        fault_clear(call->fault);
        return show_links(call, &fault);
    }
    TRY(rc);
    return page_redirect(call, TEXT("/partner/links"));
}
