// SPDX-License-Identifier: Apache-2.0
// Lists of orders and commissions; see order_list.h.
#include "portal/order_list.h"

#include "access.h"
#include "identity/public_id.h"
#include "phrase/phrases.h"
#include "portal/show.h"
#include "report/report.h"

#define PROGRAMS_OFFERED 200

enum rc order_rows(struct list *list, const struct conversion_search *search, const struct list_slice *slice,
                   const void **ret_rows, size_t *ret_count)
{
    struct conversion_search page = *search;
    struct call *call = list->call;
    page.sort = (enum conversion_sort)slice->sort;
    page.is_down = slice->sort == CONVERSION_BY_AGE || slice->is_down;
    page.after.v = slice->after;
    page.limit = slice->limit;
    struct conversion *rows = NULL;
    TRY(flow_stored(&call->flow, conversion_search(call->db, call->arena, &page, &rows, ret_count)));
    *ret_rows = rows;
    return RC_OK;
}

struct tabs_view order_tabs(struct list *list)
{
    const struct reader *r = &list->render->reader;
    const struct choice items[] = {
        {.label = phrase_conversions_all(r)},
        {.value = TEXT("pending"), .label = phrase_state_pending(r)},
        {.value = TEXT("approved"), .label = phrase_state_approved(r)},
        {.value = TEXT("rejected"), .label = phrase_state_rejected(r)},
        {.value = TEXT("counted"), .label = phrase_conversions_counted(r)},
    };
    return list_tabs(list, "status", phrase_word_state(r),
                     (struct choice_list){.items = items, .count = sizeof(items) / sizeof(items[0])});
}

void order_filter_programs(struct list *list, struct program_id chosen, const struct order_program *programs,
                           size_t count)
{
    struct call *call = list->call;
    struct choice *items = arena_many(call->arena, struct choice, count + 1);
    items[0] = (struct choice){.value = TEXT(""), .label = phrase_list_any(&list->render->reader)};
    for (size_t i = 0; i < count; i++) {
        items[i + 1] = (struct choice){
            .value = public_id_text(call->arena, call->keyring, PREFIX_PROGRAM, programs[i].id.v),
            .label = programs[i].name,
            .is_chosen = programs[i].id.v == chosen.v,
        };
    }
    list_filter_of(list, "program_id", phrase_word_program(&list->render->reader),
                   (struct choice_list){.items = items, .count = count + 1});
}

enum rc order_filter_all_programs(struct list *list, struct program_id chosen)
{
    struct call *call = list->call;
    struct program_filter filter = {.limit = PROGRAMS_OFFERED};
    struct program *programs = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, program_list(call->db, call->arena, &filter, &programs, &count)));
    struct order_program *items = arena_many(call->arena, struct order_program, count);
    for (size_t i = 0; i < count; i++) {
        items[i] = (struct order_program){programs[i].id, programs[i].name};
    }
    order_filter_programs(list, chosen, items, count);
    return RC_OK;
}

void order_filter_kind(struct list *list, struct text chosen)
{
    const struct reader *r = &list->render->reader;
    const struct text values[] = {TEXT(""), TEXT("lead"), TEXT("sale")};
    struct choice *kinds = arena_many(list->call->arena, struct choice, 3);
    for (size_t i = 0; i < 3; i++) {
        kinds[i] = (struct choice){.value = values[i],
                                   .label = i == 0 ? phrase_list_any(r) : show_code(list->render, "goal", values[i]),
                                   .is_chosen = i > 0 && text_equal(values[i], chosen)};
    }
    list_filter_of(list, "kind", phrase_word_kind(r), (struct choice_list){.items = kinds, .count = 3});
}

void order_filter_currency(struct list *list, struct currency currency)
{
    struct text code = text_copy(list->call->arena, currency_text(&currency));
    list_filter_shown(list, "currency", phrase_people_currency(&list->render->reader), code);
}

struct conversion_place order_place(const struct order_place *place)
{
    struct conversion_place wanted = {
        .offer_id = place->offer_id, .link_id = place->link_id, .country = place->country};
    wanted.device.has = text_is(place->device) && report_device_parse(place->device, &wanted.device.v);
    return wanted;
}

enum rc order_filter_place(struct list *list, const struct order_place *place)
{
    struct call *call = list->call;
    const struct reader *r = &list->render->reader;
    if (place->offer_id.v != 0) {
        struct offer offer;
        TRY(access_offer(call, place->offer_id, &offer));
        list_filter_shown(list, "offer_id", phrase_word_offer(r), offer.name);
    }
    if (place->link_id.v != 0) {
        struct link link;
        TRY(access_link(call, place->link_id, &link));
        list_filter_shown(list, "link_id", phrase_word_link(r), link.code);
    }
    if (text_is(place->country)) {
        struct text name = show_country(list->render, place->country);
        bool is_unknown = text_equal(place->country, TEXT("-"));
        name = is_unknown ? phrase_explore_unknown(r) : text_is_empty(name) ? place->country : name;
        list_filter_shown(list, "country", phrase_word_country(r), name);
    }
    if (text_is(place->device)) {
        list_filter_shown(list, "device", phrase_explore_device(r), show_device(list->render, place->device));
    }
    return RC_OK;
}

void order_filter_origin(struct list *list, struct text chosen)
{
    const struct reader *r = &list->render->reader;
    struct choice *items = arena_many(list->call->arena, struct choice, 3);
    items[0] = (struct choice){.value = TEXT(""), .label = phrase_list_any(r)};
    items[1] = (struct choice){.value = TEXT("event"), .label = phrase_commissions_by_event(r)};
    items[2] = (struct choice){.value = TEXT("hand"), .label = phrase_commissions_by_hand(r)};
    for (size_t i = 1; i < 3; i++) {
        items[i].is_chosen = text_equal(items[i].value, chosen);
    }
    list_filter_of(list, "origin", phrase_commissions_origin(r), (struct choice_list){.items = items, .count = 3});
}

// ---- sums ----

struct list_row order_sum_row(struct list *list, struct currency currency, int64_t count, const struct money *amounts,
                              size_t amount_count)
{
    struct arena *arena = list->call->arena;
    struct address_change change = {"currency", text_copy(arena, currency_text(&currency))};
    struct text url = list_url(list, &change, 1);
    struct cell_view *cells = arena_many(arena, struct cell_view, amount_count + 1);
    cells[0] = (struct cell_view){.kind = CELL_NUMBER, .number = count, .url = url, .is_figure = true};
    for (size_t i = 0; i < amount_count; i++) {
        cells[i + 1] = (struct cell_view){.kind = CELL_MONEY, .money = amounts[i], .url = url, .is_figure = true};
    }
    return (struct list_row){.head = {.kind = CELL_NAME, .text = change.value},
                             .cells = {.items = cells, .count = amount_count + 1}};
}

enum rc order_sums(struct list *list, const struct conversion_search *search, struct list_rows_view *ret_sums)
{
    struct call *call = list->call;
    const struct reader *r = &list->render->reader;
    struct conversion_sum *sums = NULL;
    size_t count = 0;
    if (!list->has_days) {
        return RC_OK;
    }
    TRY(flow_stored(&call->flow, conversion_sums(call->db, call->arena, search, &sums, &count)));
    const struct column columns[] = {{.label = phrase_people_currency(r)},
                                     {.label = phrase_word_conversions(r), .is_figure = true},
                                     {.label = phrase_word_amount(r), .is_figure = true},
                                     {.label = phrase_word_revenue(r), .is_figure = true}};
    size_t column_count = sizeof(columns) / sizeof(columns[0]);
    struct column *heads = arena_many(call->arena, struct column, column_count);
    for (size_t i = 0; i < column_count; i++) {
        heads[i] = columns[i];
    }
    struct list_row *rows = arena_many(call->arena, struct list_row, count);
    for (size_t i = 0; i < count; i++) {
        const struct money amounts[] = {sums[i].amount, sums[i].revenue};
        rows[i] = order_sum_row(list, sums[i].currency, sums[i].conversions, amounts, 2);
    }
    *ret_sums = (struct list_rows_view){.title = phrase_books_sums(r),
                                        .columns = {.items = heads, .count = column_count},
                                        .rows = {.items = rows, .count = count}};
    return RC_OK;
}
