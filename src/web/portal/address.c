// SPDX-License-Identifier: Apache-2.0
// Addresses; see address.h.
#include "portal/address.h"

#include "format/url.h"

#define ADDRESS_BYTES_MAX 8192

static bool is_fleeting(struct text name)
{
    static const char *const names[] = {"cursor", "page", "format", "done", "undo", "problem", "saved"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (text_equal(name, text_of(names[i]))) {
            return true;
        }
    }
    return false;
}

static void add(struct buf *buf, struct text name, struct text value)
{
    if (text_is_empty(value)) {
        return;
    }
    if (buf->n > 0) {
        buf_add_char(buf, '&');
    }
    percent_encode(buf, name);
    buf_add_char(buf, '=');
    percent_encode(buf, value);
}

static const struct address_change *change_of(const struct address_change *changes, size_t count, struct text name)
{
    for (size_t i = 0; i < count; i++) {
        if (text_equal(name, text_of(changes[i].name))) {
            return &changes[i];
        }
    }
    return NULL;
}

enum rc address_open(struct call *call, const char *path, struct address *ret_address)
{
    *ret_address = (struct address){.arena = call->arena, .path = path};
    return call_parse_parameters(call, call->request->query, &ret_address->given);
}

struct text address_query(const struct address *address, const struct address_change *changes, size_t count)
{
    struct buf buf = buf_new(address->arena, ADDRESS_BYTES_MAX);
    for (size_t i = 0; i < address->given.count; i++) {
        const struct parameter *p = &address->given.list[i];
        const struct address_change *change = change_of(changes, count, p->name);
        if (change != NULL) {
            add(&buf, p->name, change->value);
        } else if (!is_fleeting(p->name)) {
            add(&buf, p->name, p->value);
        }
    }
    for (size_t i = 0; i < count; i++) {
        if (parameters_count(&address->given, text_of(changes[i].name)) == 0) {
            add(&buf, text_of(changes[i].name), changes[i].value);
        }
    }
    return buf_text(&buf);
}

struct text address_with(const struct address *address, struct text query)
{
    return text_format(address->arena, "%s%s%.*s", address->path, query.n > 0 ? "?" : "", TEXT_PRINT(query));
}

struct text address_url(const struct address *address, const struct address_change *changes, size_t count)
{
    return address_with(address, address_query(address, changes, count));
}

struct hidden_field_list address_kept(const struct address *address, const char *const *own, size_t count)
{
    struct hidden_field *items = arena_many(address->arena, struct hidden_field, address->given.count);
    size_t kept = 0;
    for (size_t i = 0; i < address->given.count; i++) {
        const struct parameter *p = &address->given.list[i];
        bool is_own = is_fleeting(p->name) || p->value.n == 0;
        for (size_t k = 0; k < count; k++) {
            is_own = is_own || text_equal(p->name, text_of(own[k]));
        }
        if (!is_own) {
            items[kept++] = (struct hidden_field){.name = p->name, .value = p->value};
        }
    }
    return (struct hidden_field_list){.items = items, .count = kept};
}
