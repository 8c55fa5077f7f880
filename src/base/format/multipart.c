// SPDX-License-Identifier: Apache-2.0
// Forms that hold a file; see multipart.h.
#include "format/multipart.h"

#include "format/encode.h"

#define BOUNDARY_BYTES_MAX 70

bool multipart_is(struct text content_type)
{
    struct text rest = content_type;
    struct text type = TEXT_NONE;
    return text_split(&rest, ';', &type) && text_equal_ignore_case(text_trim(type), TEXT("multipart/form-data"));
}

// The value of a parameter behind semicolons: NAME=token or NAME="quoted"; browsers write a quote inside as %22. A
// semicolon inside quotes separates nothing.
static struct text parameter_of(struct text header, struct text name)
{
    size_t i = text_find_char(header, ';', 0);
    while (i != SIZE_MAX && i < header.n) {
        struct text rest = text_slice(header, i + 1, SIZE_MAX);
        size_t equal = text_find_char(rest, '=', 0);
        if (equal == SIZE_MAX) {
            return TEXT_NONE;
        }
        struct text found = text_trim(text_slice(rest, 0, equal));
        struct text value = text_slice(rest, equal + 1, SIZE_MAX);
        bool is_quoted = text_starts_with(value, TEXT("\""));
        value = is_quoted ? text_slice(value, 1, SIZE_MAX) : value;
        size_t end = text_find_char(value, is_quoted ? '"' : ';', 0);
        if (is_quoted && end == SIZE_MAX) {
            return TEXT_NONE;
        }
        end = end == SIZE_MAX ? value.n : end;
        if (text_equal_ignore_case(found, name)) {
            return is_quoted ? text_slice(value, 0, end) : text_trim(text_slice(value, 0, end));
        }
        i = text_find_char(header, ';', (size_t)(value.p - header.p) + end);
    }
    return TEXT_NONE;
}

// Content-Disposition of a part's head; TEXT_NONE without.
static struct text disposition_of(struct text head)
{
    static const struct text name = {.p = "content-disposition:", .n = sizeof("content-disposition:") - 1};
    struct text line = TEXT_NONE;
    while (text_split(&head, '\n', &line)) {
        if (text_equal_ignore_case(text_slice(line, 0, name.n), name)) {
            return text_trim(text_slice(line, name.n, SIZE_MAX));
        }
    }
    return TEXT_NONE;
}

// One part, from behind its delimiter line's end up to the next delimiter.
static enum rc part_read(struct text part, struct parameter *ret_parameter)
{
    size_t end = text_find(part, TEXT("\r\n\r\n"), 0);
    if (end == SIZE_MAX) {
        return RC_INVALID;
    }
    struct text disposition = disposition_of(text_slice(part, 0, end));
    struct text name = text_is(disposition) ? parameter_of(disposition, TEXT("name")) : TEXT_NONE;
    if (text_is_empty(name)) {
        return RC_INVALID;
    }
    *ret_parameter = (struct parameter){.name = name, .value = text_slice(part, end + 4, SIZE_MAX)};
    bool is_file = text_is(parameter_of(disposition, TEXT("filename")));
    bool is_text = utf8_is_valid(ret_parameter->value) && text_find_char(ret_parameter->value, '\0', 0) == SIZE_MAX;
    bool is_name = utf8_is_valid(name) && text_find_char(name, '\0', 0) == SIZE_MAX;
    return is_name && (is_file || is_text) ? RC_OK : RC_INVALID;
}

static size_t count_parts(struct text body, struct text delimiter)
{
    size_t count = 0;
    for (size_t at = text_find(body, delimiter, 0); at != SIZE_MAX; at = text_find(body, delimiter, at + delimiter.n)) {
        count++;
    }
    return count;
}

enum rc multipart_parse(struct arena *arena, struct text content_type, struct text body,
                        struct parameters *ret_parameters)
{
    struct text boundary = multipart_is(content_type) ? parameter_of(content_type, TEXT("boundary")) : TEXT_NONE;
    if (text_is_empty(boundary) || boundary.n > BOUNDARY_BYTES_MAX) {
        return RC_INVALID;
    }
    struct text delimiter = text_format(arena, "\r\n--%.*s", TEXT_PRINT(boundary));
    struct text first = text_slice(delimiter, 2, SIZE_MAX);
    if (!text_starts_with(body, first)) {
        return RC_INVALID;
    }
    struct text rest = text_slice(body, first.n, SIZE_MAX);
    size_t count = count_parts(rest, delimiter);
    if (count > PARAMETERS_MAX) {
        return RC_REFUSED;
    }
    struct parameters parameters = {.list = arena_many(arena, struct parameter, count), .count = 0};
    while (!text_starts_with(rest, TEXT("--"))) {
        size_t end = text_find(rest, delimiter, 0);
        if (end == SIZE_MAX || !text_starts_with(rest, TEXT("\r\n")) || end < 2) {
            return RC_INVALID;
        }
        TRY(part_read(text_slice(rest, 2, end), &parameters.list[parameters.count]));
        parameters.count++;
        rest = text_slice(rest, end + delimiter.n, SIZE_MAX);
    }
    struct text after = text_slice(rest, 2, SIZE_MAX);
    if (!text_is_empty(after) && !text_equal(after, TEXT("\r\n"))) {
        return RC_INVALID;
    }
    *ret_parameters = parameters;
    return RC_OK;
}
