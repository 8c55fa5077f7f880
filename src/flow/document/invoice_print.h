// SPDX-License-Identifier: Apache-2.0
// An issued invoice as a file: XML (CII by EN 16931), and a PDF for people that carries the XML as factur-x.xml in the
// way of Factur-X 1.0. What is conformant: the XML's profile EN 16931, the attachment's relationship and the fx
// metadata. What is not: the PDF is no PDF/A-3 (no output intent, no PDF/A identification), so validators of PDF/A
// refuse it. The same invoice in the same language gives the same bytes.
#pragma once

#include "flow.h"
#include "i18n/i18n.h"
#include "invoice/invoice.h"

enum rc invoice_print_xml(struct flow *flow, const struct invoice *invoice, enum i18n_language language,
                          struct text *ret_bytes) MUST_USE;
enum rc invoice_print_pdf(struct flow *flow, const struct invoice *invoice, enum i18n_language language,
                          struct text *ret_bytes) MUST_USE;
