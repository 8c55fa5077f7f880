// SPDX-License-Identifier: Apache-2.0
// The built-in page behind a link that leads nowhere, for networks without a fallback address of their own: English,
// Russian, French, Japanese; light and dark. Pure.
#pragma once

#include "core/text.h"

// The style of the page is the only thing that may run: by its digest (Content Security Policy 3, §2.3.1).
#define FALLBACK_PAGE_POLICY                                                                                 \
    "default-src 'none'; style-src 'sha256-fygEPEtqlYgQM4q++WwdBxn7MDMKsS23LsWWaZL3sMM='; base-uri 'none'; " \
    "form-action 'none'; frame-ancestors 'none'"

// The page in the first language of the Accept-Language header that it exists in; English otherwise and for TEXT_NONE.
struct text fallback_page(struct text accept_language, struct text *ret_language);
