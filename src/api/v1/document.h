// SPDX-License-Identifier: Apache-2.0
// What routes that answer with documents have in common: ?format= and ?lang=.
#pragma once

#include "document/statement_print.h"
#include "v1/handlers.h"

// 400 format_unknown unless it is one of the words ("json,csv,xlsx,pdf"); empty is JSON.
enum rc document_format_of(struct call *call, struct text format, const char *words,
                           enum document_format *ret_format) MUST_USE;
// lang, else the best of Accept-Language, else English. 400 language_unknown.
enum rc document_language_of(struct call *call, struct text lang, enum i18n_language *ret_language) MUST_USE;
// A flow whose memory is an arena of its own, because documents are larger than a request may be.
struct flow document_flow(struct call *call, struct arena *arena);
