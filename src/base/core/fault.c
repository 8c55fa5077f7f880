// SPDX-License-Identifier: Apache-2.0
// Filling the structure that says which rule refused. Texts that are too long are cut between characters, because a
// message may go out as JSON, which must be well-formed UTF-8.
#include "core/fault.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/bug.h"

void fault_clear(struct fault *fault)
{
    *fault = (struct fault){.rc = RC_OK};
}

bool fault_is_set(const struct fault *fault)
{
    return fault->rc != RC_OK;
}

// Drops the bytes of a character that was cut in the middle at the end of a full buffer.
static void drop_cut_character(char *text)
{
    size_t n = strlen(text);
    size_t start = n;
    while (start > 0 && n - start < 3 && ((unsigned char)text[start - 1] & 0xC0) == 0x80) {
        start--;
    }
    if (start == 0) {
        return;
    }
    unsigned char lead = (unsigned char)text[start - 1];
    size_t wanted = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
    if (n - (start - 1) < wanted) {
        text[start - 1] = '\0';
    }
}

__attribute__((format(printf, 3, 0))) static void print_cut(char *ret_text, size_t size, const char *format,
                                                            va_list arguments)
{
    int n = vsnprintf(ret_text, size, format, arguments);
    if (n < 0) {
        ret_text[0] = '\0';
    } else if ((size_t)n >= size) {
        drop_cut_character(ret_text);
    }
}

static void copy_cut(char *ret_text, size_t size, const char *from)
{
    int n = snprintf(ret_text, size, "%s", from != NULL ? from : "");
    if (n >= 0 && (size_t)n >= size) {
        drop_cut_character(ret_text);
    }
}

enum rc fault_set(struct fault *fault, enum rc rc, const char *code, const char *field, const char *message, ...)
{
    BUG_ON(rc == RC_OK);
    if (fault == NULL || fault_is_set(fault)) {
        return rc;
    }
    fault->rc = rc;
    copy_cut(fault->code, sizeof(fault->code), code);
    copy_cut(fault->field, sizeof(fault->field), field);
    va_list arguments;
    va_start(arguments, message);
    print_cut(fault->message, sizeof(fault->message), message, arguments);
    va_end(arguments);
    return rc;
}

enum rc fault_internal(struct fault *fault, enum rc rc, const char *detail, ...)
{
    BUG_ON(rc == RC_OK);
    if (fault == NULL || fault_is_set(fault)) {
        return rc;
    }
    fault->rc = rc;
    copy_cut(fault->code, sizeof(fault->code), "internal");
    copy_cut(fault->message, sizeof(fault->message), "The request could not be carried out; it may be tried again.");
    va_list arguments;
    va_start(arguments, detail);
    print_cut(fault->detail, sizeof(fault->detail), detail, arguments);
    va_end(arguments);
    return rc;
}
