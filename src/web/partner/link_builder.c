// SPDX-License-Identifier: Apache-2.0
// The builder of deep links.
#include "partner/link_builder.h"

#include "format/url.h"
#include "link/destination.h"
#include "phrase/phrases.h"
#include "program/program.h"

#define URL_BYTES_MAX 8192

static struct text asked(const struct parameters *query, const char *name)
{
    struct text value = text_trim(parameters_get(query, text_of(name)));
    return text_is(value) ? value : TEXT("");
}

static struct input_view input(const struct parameters *query, const char *name, struct text label,
                               enum input_kind kind)
{
    return (struct input_view){.field = {.name = text_of(name), .label = label, .is_optional = true},
                               .kind = kind,
                               .value = asked(query, name)};
}

static void add(struct buf *buf, const char *name, struct text value)
{
    if (value.n > 0) {
        buf_format(buf, "%s%s=", text_find_char(buf_text(buf), '?', 0) == SIZE_MAX ? "?" : "&", name);
        percent_encode(buf, value);
    }
}

// The page must be on a host of the offer: the same rule as at the click, told before anybody clicks.
static bool is_on_hosts(struct call *call, struct text url_text, const struct offer *offer)
{
    struct url url;
    return url_parse(call->arena, url_text, &url) == RC_OK && destination_host_is_listed(url.host, offer->hosts);
}

static void build(struct call *call, const struct parameters *query, const struct link *link,
                  struct link_builder_view *view)
{
    struct buf buf = buf_new(call->arena, URL_BYTES_MAX);
    buf_add(&buf, call_link_url(call, link->code));
    add(&buf, "to", asked(query, "to"));
    add(&buf, "sub1", asked(query, "sub1"));
    add(&buf, "sub2", asked(query, "sub2"));
    add(&buf, "source", asked(query, "source"));
    view->built = buf.is_overflown ? TEXT_NONE : buf_text(&buf);
}

enum rc link_builder_fill(struct call *call, const struct render *render, const struct link *links, size_t count,
                          struct link_builder_view *ret_view)
{
    const struct reader *r = &render->reader;
    struct parameters query;
    TRY(call_parse_parameters(call, call->request->query, &query));
    struct choice *choices = arena_many(call->arena, struct choice, count);
    const struct link *chosen = &links[0];
    for (size_t i = 0; i < count; i++) {
        chosen = text_equal(links[i].code, asked(&query, "link")) ? &links[i] : chosen;
    }
    for (size_t i = 0; i < count; i++) {
        choices[i] =
            (struct choice){.value = links[i].code, .label = links[i].code, .is_chosen = links[i].id.v == chosen->id.v};
    }
    struct offer offer;
    TRY(flow_stored(&call->flow, offer_get(call->db, call->arena, chosen->offer_id, &offer)));
    *ret_view = (struct link_builder_view){
        .link = {.field = {.name = TEXT("link"), .label = phrase_word_link(r)},
                 .choices = {.items = choices, .count = count}},
        .to = input(&query, "to", phrase_builder_page(r), INPUT_URL),
        .sub1 = input(&query, "sub1", phrase_builder_sub1(r), INPUT_TEXT),
        .sub2 = input(&query, "sub2", phrase_builder_sub2(r), INPUT_TEXT),
        .source = input(&query, "source", phrase_builder_source(r), INPUT_TEXT),
        .hosts = offer.hosts,
        .built = TEXT_NONE,
    };
    ret_view->to.field.hint = phrase_builder_hosts(r, (struct phrase_builder_hosts){.hosts = offer.hosts});
    if (!text_is(parameters_get(&query, TEXT("link")))) {
        return RC_OK;
    }
    if (ret_view->to.value.n > 0 && !is_on_hosts(call, ret_view->to.value, &offer)) {
        ret_view->to.field.error = phrase_of_fault(r, TEXT("host_not_listed"));
        return RC_OK;
    }
    build(call, &query, chosen, ret_view);
    return RC_OK;
}
