// SPDX-License-Identifier: Apache-2.0
// Choosing phrases and putting values into them; see phrase.h.
#include "phrase/phrase.h"

#include "core/buf.h"
#include "core/bug.h"

#define PHRASE_BYTES_MAX ((size_t)64 << 10)

struct text reader_language(const struct reader *reader)
{
    return reader->is_pseudo ? TEXT(PHRASE_PSEUDO_TAG) : text_of(i18n_language_text(i18n_language_of(reader->i18n)));
}

struct text language_name(enum i18n_language language)
{
    static const char *const names[I18N_LANGUAGE_COUNT] = {
        [I18N_EN] = "English",
        [I18N_RU] = "Русский",
        [I18N_FR] = "Français",
        [I18N_JA] = "日本語",
    };
    return text_of(names[language]);
}

static size_t table_of(const struct reader *reader)
{
    return reader->is_pseudo ? (size_t)PHRASE_TABLE_PSEUDO : (size_t)i18n_language_of(reader->i18n);
}

struct text phrase_number(const struct reader *reader, int64_t number)
{
    return i18n_integer(reader->i18n, reader->arena, number);
}

struct text phrase_fill(const struct reader *reader, size_t number, int64_t count, const struct text *arguments)
{
    BUG_ON(number >= phrase_count);
    enum i18n_plural plural = arguments == NULL ? I18N_OTHER : i18n_plural(reader->i18n, count);
    struct text form = text_of(phrase_tables[table_of(reader)][number].forms[plural]);
    if (arguments == NULL) {
        return form;
    }
    struct buf buf = buf_new(reader->arena, PHRASE_BYTES_MAX);
    size_t from = 0;
    for (size_t i = 0; i < form.n; i++) {
        unsigned char c = (unsigned char)form.p[i];
        if (c >= 1 && c <= PHRASE_ARGUMENTS_MAX) {
            buf_add_bytes(&buf, form.p + from, i - from);
            buf_add(&buf, arguments[c - 1]);
            from = i + 1;
        }
    }
    buf_add_bytes(&buf, form.p + from, form.n - from);
    return buf_text(&buf);
}

struct text phrase_of_fault(const struct reader *reader, struct text code)
{
    size_t low = 0;
    size_t high = phrase_fault_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = text_compare(code, text_of(phrase_faults[middle].code));
        if (order == 0) {
            return phrase_fill(reader, phrase_faults[middle].number, /* count= */ 0, NULL);
        }
        if (order < 0) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return TEXT_NONE;
}
