// SPDX-License-Identifier: Apache-2.0
// Facts of an event as text; see facts.h.
#include "conversion/facts.h"

#include "core/bug.h"
#include "format/encode.h"
#include "format/url.h"

#define PARTNER_PARTS 8

struct conversion_facts conversion_facts_none(void)
{
    struct facts_partner nobody = {.code = TEXT(""), .type = TEXT(""), .level = TEXT(""), .segment = TEXT("")};
    nobody.country = TEXT("");
    return (struct conversion_facts){.usage = -1,
                                     .customer_country = TEXT(""),
                                     .source = TEXT(""),
                                     .customer_since = INSTANT_NONE,
                                     .partner = nobody};
}

static void add_name(struct buf *buf, const char *name)
{
    buf_format(buf, "%s%s=", buf->n > 0 ? "&" : "", name);
}

static void add_number(struct buf *buf, const char *name, int64_t value)
{
    add_name(buf, name);
    buf_format(buf, "%lld", (long long)value);
}

static void add_text(struct buf *buf, const char *name, struct text value)
{
    if (!text_is_empty(value)) {
        add_name(buf, name);
        percent_encode(buf, value);
    }
}

static void add_parts(struct buf *buf, const struct facts_partner *partner)
{
    const struct text words[] = {partner->code, partner->type, partner->level, partner->segment, partner->country};
    buf_format(buf, "%lld", (long long)partner->id.v);
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        buf_add_char(buf, ',');
        percent_encode(buf, words[i]);
    }
    buf_format(buf, ",%lld,%d", (long long)partner->enrolled_day, partner->is_active ? 1 : 0);
}

static void add_partner(struct buf *buf, const char *name, const struct facts_partner *partner)
{
    add_name(buf, name);
    if (partner->id.v != 0) {
        add_parts(buf, partner);
    }
}

struct text conversion_facts_text(struct arena *arena, const struct conversion_facts *facts)
{
    struct buf buf = buf_new(arena, (size_t)1 << 20);
    if (facts->tax_minor != 0) {
        add_number(&buf, "tax", facts->tax_minor);
    }
    if (facts->shipping_minor != 0) {
        add_number(&buf, "shipping", facts->shipping_minor);
    }
    if (facts->usage >= 0) {
        add_number(&buf, "usage", facts->usage);
    }
    add_text(&buf, "customer_country", facts->customer_country);
    add_text(&buf, "source", facts->source);
    if (!instant_is_none(facts->customer_since)) {
        add_number(&buf, "customer_since", facts->customer_since.ms);
    }
    if (facts->partner.id.v != 0) {
        add_partner(&buf, "partner", &facts->partner);
    }
    for (size_t i = 0; i < facts->upline_count; i++) {
        add_partner(&buf, "up", &facts->uplines[i]);
    }
    for (size_t i = 0; i < facts->split_count; i++) {
        add_name(&buf, "split");
        buf_format(&buf, "%lld,", (long long)facts->splits[i].ppm);
        add_parts(&buf, &facts->splits[i].partner);
    }
    for (size_t i = 0; i < facts->touch_count; i++) {
        add_partner(&buf, "touch", &facts->touches[i]);
    }
    for (size_t i = 0; i < facts->metadata_count; i++) {
        buf_add(&buf, buf.n > 0 ? TEXT("&metadata.") : TEXT("metadata."));
        percent_encode(&buf, facts->metadata[i].name);
        buf_add_char(&buf, '=');
        percent_encode(&buf, facts->metadata[i].value);
    }
    BUG_ON(buf.is_overflown); // every part has its limit
    return buf_text(&buf);
}

// ---- reading ----

static enum rc read_number(struct text t, int64_t *ret_value)
{
    return int64_parse(t, 0, INT64_MAX, ret_value) == RC_OK ? RC_OK : RC_FAULT;
}

static enum rc read_text(struct arena *arena, struct text t, struct text *ret_text)
{
    return percent_decode(arena, t, /* is_form= */ false, ret_text) == RC_OK ? RC_OK : RC_FAULT;
}

static enum rc read_partner(struct arena *arena, struct text t, struct facts_partner *ret_partner)
{
    *ret_partner = conversion_facts_none().partner;
    if (text_is_empty(t)) {
        return RC_OK;
    }
    struct text parts[PARTNER_PARTS];
    size_t count = 0;
    struct text part;
    while (text_split(&t, ',', &part)) {
        if (count == PARTNER_PARTS) {
            return RC_FAULT;
        }
        parts[count++] = part;
    }
    if (count != PARTNER_PARTS) {
        return RC_FAULT;
    }
    TRY(read_number(parts[0], &ret_partner->id.v));
    TRY(read_text(arena, parts[1], &ret_partner->code));
    TRY(read_text(arena, parts[2], &ret_partner->type));
    TRY(read_text(arena, parts[3], &ret_partner->level));
    TRY(read_text(arena, parts[4], &ret_partner->segment));
    TRY(read_text(arena, parts[5], &ret_partner->country));
    TRY(read_number(parts[6], &ret_partner->enrolled_day));
    ret_partner->is_active = text_equal(parts[7], TEXT("1"));
    return RC_OK;
}

static enum rc read_split(struct arena *arena, struct text t, struct facts_share *ret_share)
{
    struct text ppm;
    if (!text_split(&t, ',', &ppm)) {
        return RC_FAULT;
    }
    TRY(read_number(ppm, &ret_share->ppm));
    return read_partner(arena, t, &ret_share->partner);
}

static enum rc read_metadata(struct arena *arena, struct text name, struct text value, struct facts_pair *ret_pair)
{
    TRY(read_text(arena, text_slice(name, TEXT("metadata.").n, name.n), &ret_pair->name));
    return read_text(arena, value, &ret_pair->value);
}

static enum rc read_one(struct arena *arena, struct text name, struct text value, struct conversion_facts *facts)
{
    if (text_equal(name, TEXT("tax"))) {
        return read_number(value, &facts->tax_minor);
    }
    if (text_equal(name, TEXT("shipping"))) {
        return read_number(value, &facts->shipping_minor);
    }
    if (text_equal(name, TEXT("usage"))) {
        return read_number(value, &facts->usage);
    }
    if (text_equal(name, TEXT("customer_country"))) {
        return read_text(arena, value, &facts->customer_country);
    }
    if (text_equal(name, TEXT("source"))) {
        return read_text(arena, value, &facts->source);
    }
    if (text_equal(name, TEXT("customer_since"))) {
        return read_number(value, &facts->customer_since.ms);
    }
    if (text_equal(name, TEXT("partner"))) {
        return read_partner(arena, value, &facts->partner);
    }
    if (text_equal(name, TEXT("up")) && facts->upline_count < FACTS_PARTNERS_MAX) {
        return read_partner(arena, value, &facts->uplines[facts->upline_count++]);
    }
    if (text_equal(name, TEXT("touch")) && facts->touch_count < FACTS_PARTNERS_MAX) {
        return read_partner(arena, value, &facts->touches[facts->touch_count++]);
    }
    if (text_equal(name, TEXT("split")) && facts->split_count < FACTS_SPLITS_MAX) {
        return read_split(arena, value, &facts->splits[facts->split_count++]);
    }
    if (text_starts_with(name, TEXT("metadata.")) && facts->metadata_count < FACTS_METADATA_MAX) {
        return read_metadata(arena, name, value, &facts->metadata[facts->metadata_count++]);
    }
    return RC_FAULT;
}

enum rc conversion_facts_read(struct arena *arena, struct text t, struct conversion_facts *ret_facts)
{
    *ret_facts = conversion_facts_none();
    size_t names = 1;
    for (size_t i = 0; i < t.n; i++) {
        names += t.p[i] == '&' ? 1 : 0;
    }
    ret_facts->uplines = arena_many(arena, struct facts_partner, names);
    ret_facts->touches = arena_many(arena, struct facts_partner, names);
    ret_facts->splits = arena_many(arena, struct facts_share, names);
    ret_facts->metadata = arena_many(arena, struct facts_pair, names);
    struct text part;
    while (!text_is_empty(t) && text_split(&t, '&', &part)) {
        struct text name;
        if (!text_split(&part, '=', &name)) {
            return RC_FAULT;
        }
        TRY(read_one(arena, name, part, ret_facts));
    }
    return RC_OK;
}
