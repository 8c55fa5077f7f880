// SPDX-License-Identifier: Apache-2.0
// A strict reader of pages.
#include "html_reader.h"

#include <string.h>

#include "check.h"
#include "core/buf.h"

#define DEPTH_MAX 128

static const char *const voids[] = {"area",  "base", "br",   "col",   "embed",  "hr",    "img",
                                    "input", "link", "meta", "param", "source", "track", "wbr"};
static const char *const raws[] = {"script", "style", "textarea", "title"};

static bool is_one_of(struct text name, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (text_equal(name, text_of(list[i]))) {
            return true;
        }
    }
    return false;
}

static bool is_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == ':' ||
           c == '_';
}

static char peek(const struct html_reader *reader)
{
    return reader->at < reader->page.n ? reader->page.p[reader->at] : '\0';
}

static void skip_spaces(struct html_reader *reader)
{
    while (peek(reader) != '\0' && strchr(" \n\t\r", peek(reader)) != NULL) {
        reader->at++;
    }
}

static struct text take_name(struct html_reader *reader)
{
    size_t from = reader->at;
    while (is_name(peek(reader))) {
        reader->at++;
    }
    return text_slice(reader->page, from, reader->at);
}

static bool refuse(struct html_reader *reader, const char *what)
{
    reader->wrong = what;
    return false;
}

// The end of a reference that begins at `at` with '&': past its ';', or SIZE_MAX when it is none.
static size_t reference_end(struct text t, size_t at)
{
    size_t end = at + 1;
    while (end < t.n && (is_name(t.p[end]) || t.p[end] == '#')) {
        end++;
    }
    return end > at + 1 && end < t.n && t.p[end] == ';' ? end + 1 : SIZE_MAX;
}

static bool is_escaped(struct text t)
{
    for (size_t at = text_find_char(t, '&', 0); at != SIZE_MAX; at = text_find_char(t, '&', at + 1)) {
        if (reference_end(t, at) == SIZE_MAX) {
            return false;
        }
    }
    return text_find_char(t, '<', 0) == SIZE_MAX;
}

static const struct html_attribute *attribute(const struct html_token *token, struct text name)
{
    for (size_t i = 0; i < token->count; i++) {
        if (text_equal(token->attributes[i].name, name)) {
            return &token->attributes[i];
        }
    }
    return NULL;
}

struct text html_attribute(const struct html_token *token, const char *name)
{
    const struct html_attribute *one = attribute(token, text_of(name));
    return one == NULL ? TEXT_NONE : one->value;
}

bool html_has(const struct html_token *token, const char *name)
{
    return attribute(token, text_of(name)) != NULL;
}

static bool take_attribute(struct html_reader *reader, struct html_token *token)
{
    struct html_attribute one = {.name = take_name(reader), .value = TEXT_NONE};
    if (one.name.n == 0 || token->count == HTML_ATTRIBUTES_MAX) {
        return refuse(reader, "no name of an attribute, or too many of them");
    }
    if (attribute(token, one.name) != NULL) {
        return refuse(reader, "an attribute twice");
    }
    if (peek(reader) == '=') {
        size_t from = reader->at + 2;
        size_t end = text_find_char(reader->page, '"', from);
        if (reader->at + 1 >= reader->page.n || reader->page.p[reader->at + 1] != '"' || end == SIZE_MAX) {
            return refuse(reader, "a value without its quotes");
        }
        one.value = text_slice(reader->page, from, end);
        if (!is_escaped(one.value)) {
            return refuse(reader, "a value that is not escaped");
        }
        reader->at = end + 1;
    }
    token->attributes[token->count++] = one;
    return true;
}

static bool take_tag(struct html_reader *reader, struct html_token *token)
{
    bool is_end = reader->at + 1 < reader->page.n && reader->page.p[reader->at + 1] == '/';
    reader->at += is_end ? 2 : 1;
    token->kind = is_end ? HTML_END : HTML_START;
    token->name = take_name(reader);
    if (token->name.n == 0) {
        return refuse(reader, "a < that begins nothing");
    }
    for (;;) {
        size_t before = reader->at;
        skip_spaces(reader);
        if (peek(reader) == '>') {
            reader->at++;
            break;
        }
        if (peek(reader) == '/' && !is_end) { // of drawings
            reader->at++;
            token->is_closed = true;
            continue;
        }
        if (is_end || reader->at == before || !take_attribute(reader, token)) {
            return reader->wrong != NULL ? false : refuse(reader, "a tag without its end");
        }
    }
    if (!is_end && is_one_of(token->name, raws, COUNT_OF(raws))) {
        reader->raw = token->name;
    }
    return true;
}

// What stands in a raw element goes to its end tag, whatever it holds.
static bool take_raw(struct html_reader *reader, struct html_token *token)
{
    token->kind = HTML_TEXT;
    token->name = reader->raw;
    size_t end = reader->at;
    for (;; end++) {
        end = text_find(reader->page, TEXT("</"), end);
        if (end == SIZE_MAX) {
            return refuse(reader, "a raw element without end");
        }
        if (text_starts_with(text_slice(reader->page, end + 2, SIZE_MAX), reader->raw)) {
            break;
        }
    }
    token->text = text_slice(reader->page, reader->at, end);
    reader->at = end;
    reader->raw = TEXT_NONE;
    bool is_code = token->name.p[0] == 's'; // script and style know no references
    return is_code || is_escaped(token->text) || refuse(reader, "a text that is not escaped");
}

bool html_next(struct html_reader *reader, struct html_token *ret_token)
{
    *ret_token = (struct html_token){.kind = HTML_TEXT};
    if (reader->at >= reader->page.n || reader->wrong != NULL) {
        return false;
    }
    if (text_is(reader->raw)) {
        return take_raw(reader, ret_token);
    }
    struct text rest = text_slice(reader->page, reader->at, SIZE_MAX);
    if (text_starts_with(rest, TEXT("<!--"))) {
        size_t end = text_find(rest, TEXT("-->"), 0);
        ret_token->kind = HTML_COMMENT;
        ret_token->text = text_slice(rest, 0, end);
        reader->at += end == SIZE_MAX ? 0 : end + 3;
        return end != SIZE_MAX || refuse(reader, "a comment without end");
    }
    if (text_starts_with(rest, TEXT("<!doctype html>"))) {
        reader->at += strlen("<!doctype html>");
        ret_token->kind = HTML_COMMENT;
        return true;
    }
    if (peek(reader) == '<') {
        return take_tag(reader, ret_token);
    }
    size_t end = text_find_char(reader->page, '<', reader->at);
    ret_token->text = text_slice(reader->page, reader->at, end);
    reader->at += ret_token->text.n;
    return is_escaped(ret_token->text) || refuse(reader, "a text that is not escaped");
}

// ---- what is wrong with a page ----

static bool is_dangerous(const struct html_attribute *one, struct text mark)
{
    static const char *const addresses[] = {"href", "src", "action", "formaction", "poster", "data"};
    static const char *const schemes[] = {"javascript", "vbscript", "data", "file", "blob"};
    if (text_find(one->name, mark, 0) != SIZE_MAX || text_starts_with(one->name, TEXT("on")) ||
        text_equal(one->name, TEXT("style")) || text_equal(one->name, TEXT("srcdoc"))) {
        return true;
    }
    if (!is_one_of(one->name, addresses, COUNT_OF(addresses)) || text_find(one->value, mark, 0) == SIZE_MAX) {
        return false;
    }
    struct text value = text_trim(one->value);
    for (size_t i = 0; i < COUNT_OF(schemes); i++) {
        if (text_equal_ignore_case(text_slice(value, 0, strlen(schemes[i])), text_of(schemes[i]))) {
            return true;
        }
    }
    return value.n == 0 || (unsigned char)value.p[0] < ' ';
}

// Of data in a script only that it ends nothing is asked.
static bool is_hostile(const struct html_token *token, struct text mark, bool is_data)
{
    for (size_t i = 0; i < token->count; i++) {
        if (is_dangerous(&token->attributes[i], mark)) {
            return true;
        }
    }
    bool is_code = text_is(token->name) && token->name.p[0] == 's' && text_is(token->text) && !is_data;
    return (is_code && text_find(token->text, mark, 0) != SIZE_MAX) || text_find(token->name, mark, 0) != SIZE_MAX;
}

struct nesting {
    struct text open[DEPTH_MAX];
    size_t depth;
};

static bool nests(struct nesting *nesting, const struct html_token *token)
{
    if (token->kind == HTML_END) {
        return nesting->depth > 0 && text_equal(nesting->open[--nesting->depth], token->name);
    }
    if (token->is_closed || is_one_of(token->name, voids, COUNT_OF(voids))) {
        return true;
    }
    if (nesting->depth < DEPTH_MAX) {
        nesting->open[nesting->depth++] = token->name;
        return true;
    }
    return false;
}

const char *html_complaint(struct arena *arena, struct text page, const char *mark)
{
    struct html_reader reader = {.page = page};
    struct html_token token;
    struct nesting nesting = {.depth = 0};
    bool is_data = false;
    const char *wrong = NULL;
    size_t before = 0;
    for (; wrong == NULL && html_next(&reader, &token); before = reader.at) {
        if (token.kind == HTML_START || token.kind == HTML_END) {
            wrong = nests(&nesting, &token) ? NULL : "elements that cross";
            is_data = text_ends_with(html_attribute(&token, "type"), TEXT("json"));
        }
        if (is_hostile(&token, text_of(mark), is_data)) {
            wrong = "what was typed is markup";
        }
    }
    wrong = wrong == NULL ? reader.wrong : wrong;
    wrong = wrong == NULL && nesting.depth > 0 ? "an element without end" : wrong;
    if (wrong == NULL) {
        return NULL;
    }
    size_t from = before > 60 ? before - 60 : 0;
    struct text near = text_slice(page, from, before + 200);
    return text_zero_terminated(arena, text_format(arena, "%s: …%.*s…", wrong, TEXT_PRINT(near)));
}

// ---- forms ----

static void add_character(struct buf *buf, uint32_t c)
{
    if (c < 0x80) {
        buf_add_char(buf, (char)c);
    } else if (c < 0x800) {
        buf_add_char(buf, (char)(0xc0 | c >> 6));
        buf_add_char(buf, (char)(0x80 | (c & 0x3f)));
    } else {
        buf_add_char(buf, (char)(0xe0 | c >> 12));
        buf_add_char(buf, (char)(0x80 | (c >> 6 & 0x3f)));
        buf_add_char(buf, (char)(0x80 | (c & 0x3f)));
    }
}

struct text html_decode(struct arena *arena, struct text t)
{
    static const struct {
        const char *name;
        uint32_t character;
    } names[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&nbsp;", 0xa0}};
    struct buf buf = buf_new(arena, t.n + 8);
    for (size_t at = 0; at < t.n;) {
        size_t end = t.p[at] == '&' ? reference_end(t, at) : SIZE_MAX;
        if (end == SIZE_MAX) {
            buf_add_char(&buf, t.p[at++]);
            continue;
        }
        struct text one = text_slice(t, at, end);
        uint32_t character = 0;
        for (size_t i = 0; i < COUNT_OF(names); i++) {
            character = text_equal(one, text_of(names[i].name)) ? names[i].character : character;
        }
        for (size_t i = 2; one.p[1] == '#' && i + 1 < one.n; i++) {
            character = character * 10 + (uint32_t)(one.p[i] - '0');
        }
        assert_true(character != 0); // a reference that templates do not write
        add_character(&buf, character);
        at = end;
    }
    return buf_text(&buf);
}

struct gathering_forms {
    struct arena *arena;
    struct html_form *forms; // as many as there is room for
    size_t count;
    struct html_form *open;   // the form that one is in
    struct html_field *field; // the select or textarea that one is in
};

static struct html_field *field_begin(struct gathering_forms *g, const struct html_token *token)
{
    struct html_form *form = g->open;
    struct text owner = html_attribute(token, "form");
    for (size_t i = 0; text_is(owner) && i < g->count; i++) {
        form = text_equal(g->forms[i].id, owner) ? &g->forms[i] : form;
    }
    struct text name = html_attribute(token, "name");
    if (form == NULL || !text_is(name) || html_has(token, "disabled")) {
        return NULL;
    }
    assert_true(form->count < HTML_FIELDS_MAX);
    struct html_field *field = &form->fields[form->count++];
    *field = (struct html_field){.name = html_decode(g->arena, name),
                                 .is_invalid = html_has(token, "aria-invalid"),
                                 .is_on = html_has(token, "checked"),
                                 .value = html_decode(g->arena, html_attribute(token, "value"))};
    return field;
}

static void field_of_input(struct gathering_forms *g, const struct html_token *token)
{
    struct html_field *field = field_begin(g, token);
    if (field == NULL) {
        return;
    }
    field->type = html_attribute(token, "type");
    struct text type = field->type;
    field->is_secret =
        text_equal(type, TEXT("password")) || text_equal(html_attribute(token, "autocomplete"), TEXT("one-time-code"));
    bool is_checked = text_equal(type, TEXT("checkbox")) || text_equal(type, TEXT("radio"));
    field->kind = text_equal(type, TEXT("hidden")) ? HTML_HIDDEN
                  : is_checked                     ? HTML_CHECKED
                  : text_equal(type, TEXT("file")) ? HTML_FILE
                                                   : HTML_TYPED;
}

static void take_option(struct gathering_forms *g, const struct html_token *token)
{
    bool is_selected = html_has(token, "selected");
    if (g->field != NULL && (is_selected || !text_is(g->field->value))) {
        g->field->value = html_decode(g->arena, html_attribute(token, "value"));
        g->field->is_on = g->field->is_on || is_selected;
    }
}

// A button that leads elsewhere makes another form of what stands before it.
static void take_button(struct gathering_forms *g, const struct html_token *token)
{
    struct text action = html_attribute(token, "formaction");
    if (text_is(action) && g->open != NULL) {
        struct html_form *other = &g->forms[g->count++];
        *other = *g->open;
        other->action = html_decode(g->arena, action);
    }
    struct html_field *field = text_is(action) ? NULL : field_begin(g, token);
    if (field != NULL) {
        field->kind = HTML_BUTTON;
    }
}

static void take_start(struct gathering_forms *g, const struct html_token *token)
{
    struct text name = token->name;
    if (text_equal(name, TEXT("form"))) {
        struct text action = html_decode(g->arena, html_attribute(token, "action"));
        struct text id = html_attribute(token, "id");
        g->open = &g->forms[g->count++];
        *g->open = (struct html_form){.id = id,
                                      .action = action,
                                      .is_post = text_equal(html_attribute(token, "method"), TEXT("post")),
                                      .is_multipart =
                                          text_equal(html_attribute(token, "enctype"), TEXT("multipart/form-data"))};
    } else if (text_equal(name, TEXT("input"))) {
        field_of_input(g, token);
    } else if (text_equal(name, TEXT("button"))) {
        take_button(g, token);
    } else if (text_equal(name, TEXT("select")) || text_equal(name, TEXT("textarea"))) {
        g->field = field_begin(g, token);
        if (g->field != NULL) {
            g->field->type = name;
            g->field->kind = text_equal(name, TEXT("select")) ? HTML_CHOSEN : HTML_TYPED;
            g->field->value = TEXT_NONE;
        }
    } else if (text_equal(name, TEXT("option"))) {
        take_option(g, token);
    }
}

static size_t how_often(struct text page, struct text part)
{
    size_t count = 0;
    for (size_t at = text_find(page, part, 0); at != SIZE_MAX; at = text_find(page, part, at + part.n)) {
        count++;
    }
    return count;
}

void html_forms(struct arena *arena, struct text page, struct html_form **ret_forms, size_t *ret_count)
{
    size_t room = how_often(page, TEXT("<form")) + how_often(page, TEXT(" formaction="));
    struct gathering_forms g = {.arena = arena, .forms = arena_many(arena, struct html_form, room + 1)};
    struct html_reader reader = {.page = page};
    struct html_token token;
    while (html_next(&reader, &token)) {
        if (token.kind == HTML_START) {
            take_start(&g, &token);
        } else if (token.kind == HTML_TEXT && text_equal(token.name, TEXT("textarea")) && g.field != NULL) {
            // A line feed right after the tag is no part of it.
            bool begins_line = token.text.n > 0 && token.text.p[0] == '\n';
            g.field->value = html_decode(arena, text_slice(token.text, begins_line, SIZE_MAX));
        } else if (token.kind == HTML_END && text_equal(token.name, TEXT("form"))) {
            g.open = NULL;
        } else if (token.kind == HTML_END &&
                   (text_equal(token.name, TEXT("select")) || text_equal(token.name, TEXT("textarea")))) {
            g.field = NULL;
        }
    }
    *ret_forms = g.forms;
    *ret_count = g.count;
}
