// SPDX-License-Identifier: Apache-2.0
// Reading of link forms.
#include "link/link_form.h"

#include "format/json.h"

#define WORD_BYTES_MAX 64

// First path segments that the server answers itself.
static const char *const taken[] = {"c",          "e",        "t",       "p",       "api",
                                    "hooks",      "postback", "healthz", "metrics", "partner",
                                    "advertiser", "admin",    "assets",  "login",   "static"};

static bool is_word(struct text t)
{
    for (size_t i = 0; i < t.n; i++) {
        char c = t.p[i];
        bool is_good =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
        if (!is_good) {
            return false;
        }
    }
    return t.n > 0 && t.n <= WORD_BYTES_MAX;
}

static bool is_taken(struct text prefix)
{
    for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++) {
        if (text_equal_ignore_case(prefix, text_of(taken[i]))) {
            return true;
        }
    }
    return false;
}

static bool parameter_form(const struct json *json, struct link_form *ret_form)
{
    struct text parameter = json_text(json_member(json, "parameter"));
    const struct json *when = json_member(json, "when");
    struct link_form form = {.parameter = parameter};
    if (!is_word(parameter) || json_count(json) != (when == NULL ? 1 : 2)) {
        return false;
    }
    if (when != NULL) {
        form.when_value = json_text(when);
        if (!text_split(&form.when_value, '=', &form.when_parameter) || !is_word(form.when_parameter) ||
            !is_word(form.when_value)) {
            return false;
        }
    }
    *ret_form = form;
    return true;
}

static bool prefix_form(const struct json *json, struct link_form *ret_form)
{
    *ret_form = (struct link_form){.prefix = json_text(json_member(json, "prefix"))};
    return is_word(ret_form->prefix) && !is_taken(ret_form->prefix) && json_count(json) == 1;
}

enum rc link_forms_parse(struct arena *arena, struct text json, struct link_form **ret_forms, size_t *ret_count,
                         struct fault *fault)
{
    const struct json *list;
    struct fault unused = {.rc = RC_OK};
    bool is_good =
        json_parse(arena, json, &list, &unused) == RC_OK && json_is_array(list) && json_count(list) <= LINK_FORMS_MAX;
    size_t count = is_good ? json_count(list) : 0;
    struct link_form *forms = arena_many(arena, struct link_form, count);
    for (size_t i = 0; i < count && is_good; i++) {
        const struct json *form = json_at(list, i);
        is_good = json_is_object(form) && (parameter_form(form, &forms[i]) || prefix_form(form, &forms[i]));
    }
    if (!is_good) {
        return fault_set(fault, RC_INVALID, "link_forms_malformed", "link_forms",
                         "link_forms must be a list of objects like {\"parameter\":\"ref\"}, "
                         "{\"parameter\":\"utm_source\",\"when\":\"utm_medium=affiliate\"}, {\"prefix\":\"go\"}");
    }
    *ret_forms = forms;
    *ret_count = count;
    return RC_OK;
}

enum rc link_forms_check(struct arena *arena, struct text json, struct fault *fault)
{
    struct link_form *forms;
    size_t count;
    return link_forms_parse(arena, json, &forms, &count, fault);
}
