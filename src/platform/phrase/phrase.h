// SPDX-License-Identifier: Apache-2.0
// Words for people: every sentence that a page, mail or document shows comes from the catalogues in po/ (gettext's
// format), which tools/gen_phrases.py compiles to tables and to one typed function for each phrase (phrases.h):
//
//     phrase_ui_save(&reader)                                                      "Save"
//     phrase_ui_problems(&reader, (struct phrase_ui_problems){.n = 3})             "3 things to put right"
//
// Placeholders are named; {n} of a plural phrase chooses the form (i18n_plural), other numbers are {name:number}; both
// are written as the reader's language does. Texts are put in as they are: escaping is the page's business. How to add
// a phrase: docs/templates.md.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/text.h"
#include "i18n/i18n.h"

// Who reads. The pseudo-language is English with accents, in brackets and a third longer: what a page shows without
// them is not in the catalogue. Only for tests and the gallery; numbers and dates are English then.
struct reader {
    struct arena *arena; // where the phrases are made
    struct i18n *i18n;   // language and time zone; lives as long as the reader
    bool is_pseudo;
};

#define PHRASE_PSEUDO_TAG "en-XA" // as browsers' tools call an accented English
// "fr": of the lang attribute.
struct text reader_language(const struct reader *reader);
// The language's name in itself: "Français".
struct text language_name(enum i18n_language language);

// The sentence for a fault's code in the reader's language, TEXT_NONE for a code without one (then the fault's own
// English sentence is shown). Several codes may share a sentence.
struct text phrase_of_fault(const struct reader *reader, struct text code);

// ---- for phrases.h, and for tests ----

enum { PHRASE_TABLE_PSEUDO = I18N_LANGUAGE_COUNT, PHRASE_TABLE_COUNT };
// One phrase in one language: its plural forms, all the same when there is one. Placeholders are the bytes 0x01 … 0x08,
// in the alphabetical order of their names.
struct phrase_entry {
    const char *forms[I18N_OTHER + 1]; // by enum i18n_plural
};
#define PHRASE_ARGUMENTS_MAX 8
// arguments may be NULL for a phrase without placeholders.
struct text phrase_fill(const struct reader *reader, size_t number, int64_t count, const struct text *arguments);
struct text phrase_number(const struct reader *reader, int64_t number);
// Made from the catalogues.
extern const struct phrase_entry *const phrase_tables[PHRASE_TABLE_COUNT];
extern const size_t phrase_count;
struct phrase_fault {
    const char *code;
    size_t number;
};
extern const struct phrase_fault phrase_faults[]; // sorted by code
extern const size_t phrase_fault_count;
