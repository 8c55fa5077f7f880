// SPDX-License-Identifier: Apache-2.0
// The operator's search.
#include "operator/find.h"

#include "click/click_id.h"
#include "conversion/conversion.h"
#include "find/find.h"
#include "find_html.h"
#include "format/url.h"
#include "identity/public_id.h"
#include "page/page.h"
#include "partner/partner.h"
#include "phrase/phrases.h"
#include "portal/portal.h"
#include "portal/show.h"

#define SIMILAR_MAX 20
#define ROWS_MAX (FOUND_MAX + 2 * SIMILAR_MAX)
#define COLUMNS 3

struct find_query {
    struct text q;
};
static const struct field query_fields[] = {
    FIELD_TEXT(struct find_query, q, 0, 200, FIELD_BLANK, "A number, a name, a code, an id."),
};
const struct schema schema_find_query = SCHEMA("FindQuery", struct find_query, query_fields);

// ---- where a thing is ----

// Of a public id: the page of its thing; TEXT_NONE when the words are none, or it has no page.
static struct text page_of_id(const struct call *call, struct text words)
{
    static const struct {
        const char *prefix;
        const char *path;
    } pages[] = {
        {PREFIX_CONVERSION, "/conversions/"},
        {PREFIX_COMMISSION, "/commissions/"},
        {PREFIX_PARTNER, "/operator/partners/"},
        {PREFIX_PROGRAM, "/operator/programs/"},
        {PREFIX_OFFER, "/operator/offers/"},
        {PREFIX_PAYOUT_ITEM, "/payouts/"},
        {PREFIX_INVOICE, "/invoices/"},
        {PREFIX_DISPUTE, "/disputes/"},
        {PREFIX_ENROLLMENT, "/operator/enrollments/"},
        {PREFIX_ADVERTISER, "/operator/advertisers/"},
    };
    for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++) {
        int64_t id = 0;
        if (public_id_parse(call->keyring, pages[i].prefix, words, &id) == RC_OK) {
            return show_url(call, pages[i].path, pages[i].prefix, id);
        }
    }
    return TEXT_NONE;
}

static struct text page_of(const struct call *call, const struct found *found)
{
    switch (found->kind) {
    case FOUND_CONVERSION:
        return show_url(call, "/conversions/", PREFIX_CONVERSION, found->id);
    case FOUND_PARTNER:
        return show_url(call, "/operator/partners/", PREFIX_PARTNER, found->id);
    case FOUND_PAYOUT:
        return show_url(call, "/payouts/", PREFIX_PAYOUT_ITEM, found->id);
    case FOUND_INVOICE:
        return show_url(call, "/invoices/", PREFIX_INVOICE, found->id);
    case FOUND_COUPON:
        return text_format(call->arena, "%.*s/coupons",
                           TEXT_PRINT(show_url(call, "/operator/programs/", PREFIX_PROGRAM, found->id)));
    case FOUND_LINK:
        break;
    }
    struct buf buf = buf_new(call->arena, 1024);
    buf_add(&buf, TEXT("/operator/links?q="));
    percent_encode(&buf, found->name);
    return buf_text(&buf);
}

static struct text word_of(const struct reader *r, enum found_kind kind)
{
    static const enum phrase words[] = {
        [FOUND_CONVERSION] = PHRASE_WORD_ORDER, [FOUND_PARTNER] = PHRASE_WORD_PARTNER,
        [FOUND_LINK] = PHRASE_WORD_LINK,        [FOUND_COUPON] = PHRASE_FIND_COUPON,
        [FOUND_PAYOUT] = PHRASE_WORD_PAYOUT,    [FOUND_INVOICE] = PHRASE_INVOICE_PLAIN,
    };
    return phrase_text(r, words[kind]);
}

// ---- what is found ----

struct hits {
    struct found items[ROWS_MAX];
    size_t count;
};

static void add(struct hits *hits, struct found found)
{
    for (size_t i = 0; i < hits->count; i++) {
        if (hits->items[i].kind == found.kind && hits->items[i].id == found.id) {
            return;
        }
    }
    hits->items[hits->count++] = found;
}

// Partners and orders that hold the words.
static enum rc add_similar(struct call *call, struct text words, struct hits *hits)
{
    struct partner_search partners = {.words = words, .sort = PARTNER_BY_NAME, .limit = SIMILAR_MAX};
    struct partner *list = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, partner_search(call->db, call->arena, &partners, &list, &count)));
    for (size_t i = 0; i < count; i++) {
        add(hits, (struct found){FOUND_PARTNER, list[i].id.v, list[i].name, list[i].code});
    }
    struct conversion_search orders = {
        .words = words, .from = INSTANT_NONE, .to = INSTANT_NONE, .is_down = true, .limit = SIMILAR_MAX};
    struct conversion *conversions = NULL;
    TRY(flow_stored(&call->flow, conversion_search(call->db, call->arena, &orders, &conversions, &count)));
    for (size_t i = 0; i < count; i++) {
        struct found found = {.kind = FOUND_CONVERSION, .id = conversions[i].id.v, .name = conversions[i].order_id};
        TRY(show_program_name(call, conversions[i].program_id, &found.about));
        add(hits, found);
    }
    return RC_OK;
}

static void fill_rows(const struct call *call, const struct reader *r, const struct hits *hits, struct find_view *view)
{
    struct column *columns = arena_many(call->arena, struct column, COLUMNS);
    columns[0] = (struct column){.label = phrase_word_name(r)};
    columns[1] = (struct column){.label = phrase_word_kind(r)};
    columns[2] = (struct column){.label = phrase_find_about(r)};
    struct list_row *rows = arena_many(call->arena, struct list_row, hits->count);
    for (size_t i = 0; i < hits->count; i++) {
        const struct found *found = &hits->items[i];
        struct cell_view *cells = arena_many(call->arena, struct cell_view, 2);
        cells[0] = (struct cell_view){.kind = CELL_TEXT, .text = word_of(r, found->kind)};
        cells[1] =
            (struct cell_view){.kind = text_is_empty(found->about) ? CELL_NONE : CELL_NAME, .text = found->about};
        rows[i] = (struct list_row){.head = {.kind = CELL_NAME, .text = found->name, .url = page_of(call, found)},
                                    .cells = {.items = cells, .count = 2}};
    }
    view->hits = (struct list_rows_view){.title = phrase_find_title(r),
                                         .columns = {.items = columns, .count = COLUMNS},
                                         .rows = {.items = rows, .count = hits->count}};
}

enum rc web_find(struct call *call)
{
    const struct find_query *query = call->query;
    struct text words = text_is(query->q) ? text_trim(query->q) : TEXT("");
    struct text straight = page_of_id(call, words);
    if (text_is(straight)) {
        return page_redirect(call, straight);
    }
    struct render render;
    TRY(page_open(call, &render));
    TRY(flow_stored(&call->flow, db_read_begin(call->db)));
    AUTO_TRANSACTION(call->db);
    struct hits *hits = arena_one(call->arena, struct hits);
    hits->count = 0;
    if (words.n > 0) {
        struct click_id click = {0};
        if (click_id_parse(call->keyring, words, &click) != RC_OK) {
            click.v = 0;
        }
        struct found *exact = NULL;
        size_t count = 0;
        TRY(flow_stored(&call->flow, find_named(call->db, call->arena, words, click, &exact, &count)));
        if (count == 1) {
            return page_redirect(call, page_of(call, &exact[0]));
        }
        for (size_t i = 0; i < count; i++) {
            add(hits, exact[i]);
        }
        TRY(add_similar(call, words, hits));
    }
    struct find_view view = {.frame = portal_frame(call, &render, PLACE_NONE), .words = words, .is_asked = words.n > 0};
    view.frame.title = phrase_find_title(&render.reader);
    fill_rows(call, &render.reader, hits, &view);
    find_html(&render, &view);
    return page_answer(call, &render);
}
