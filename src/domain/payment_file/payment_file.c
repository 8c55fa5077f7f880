// SPDX-License-Identifier: Apache-2.0
// Which writer makes which format; see payment_file.h.
#include "payment_file/payment_file.h"

#include "core/bug.h"
#include "payment_file/payment_private.h"

static const struct {
    const char *word, *method, *media, *extension, *currency;
    bool has_source;
} formats[PAYMENT_FORMAT_COUNT] = {
    [PAYMENT_PAIN_03] = {"pain.001.001.03", "sepa", "application/xml", ".xml", "EUR", true},
    [PAYMENT_PAIN_09] = {"pain.001.001.09", "sepa", "application/xml", ".xml", "EUR", true},
    [PAYMENT_NACHA] = {"nacha", "ach", "text/plain; charset=us-ascii", ".ach", "USD", true},
    [PAYMENT_1C] = {"1c", "ru_bank", "text/plain; charset=windows-1251", ".txt", "RUB", true},
    [PAYMENT_PAYPAL] = {"paypal", "paypal", "text/csv; charset=utf-8", ".csv", "", false},
    [PAYMENT_WISE] = {"wise", "wise", "text/csv; charset=utf-8", ".csv", "", false},
    [PAYMENT_CSV] = {"csv", NULL, "text/csv; charset=utf-8", ".csv", "", false},
};

const char *payment_format_text(enum payment_format format)
{
    return formats[format].word;
}

bool payment_format_parse(struct text t, enum payment_format *ret_format)
{
    for (int i = 0; i < PAYMENT_FORMAT_COUNT; i++) {
        if (text_equal(t, text_of(formats[i].word))) {
            *ret_format = (enum payment_format)i;
            return true;
        }
    }
    return false;
}

const char *payment_format_method(enum payment_format format)
{
    return formats[format].method;
}

const char *payment_format_media(enum payment_format format)
{
    return formats[format].media;
}

const char *payment_format_extension(enum payment_format format)
{
    return formats[format].extension;
}

bool payment_format_has_source(enum payment_format format)
{
    return formats[format].has_source;
}

enum rc payment_rows_check(const struct payment_writer *writer, size_t max)
{
    if (writer->batch->count > max) {
        return fault_set(writer->fault, RC_REFUSED, "payment_rows", "format",
                         "the format takes %zu payments in a file, the run has %zu: build smaller runs", max,
                         writer->batch->count);
    }
    return RC_OK;
}

static enum rc write_format(const struct payment_writer *writer, enum payment_format format)
{
    switch (format) {
    case PAYMENT_PAIN_03:
        return pain_write(writer, 3);
    case PAYMENT_PAIN_09:
        return pain_write(writer, 9);
    case PAYMENT_NACHA:
        return nacha_write(writer);
    case PAYMENT_1C:
        return one_c_write(writer);
    case PAYMENT_PAYPAL:
        return paypal_write(writer);
    case PAYMENT_WISE:
        return wise_write(writer);
    case PAYMENT_CSV:
        return sheet_write(writer);
    case PAYMENT_FORMAT_COUNT:
        break;
    }
    return RC_FAULT;
}

enum rc payment_file_write(struct arena *arena, enum payment_format format, const struct payment_batch *batch,
                           struct buf *buf, struct fault *fault)
{
    BUG_ON(batch->count == 0);
    struct payment_writer writer = {
        .arena = arena, .batch = batch, .total = money_zero(batch->currency), .buf = buf, .fault = fault};
    const char *only = formats[format].currency;
    if (only[0] != '\0' && !text_equal(currency_text(&batch->currency), text_of(only))) {
        return fault_set(fault, RC_REFUSED, "currency_unfit", "format", "%s pays in %s, the run is in %.3s",
                         formats[format].word, only, batch->currency.code);
    }
    for (size_t i = 0; i < batch->count; i++) {
        if (money_add(writer.total, batch->payments[i].amount, &writer.total) != RC_OK) {
            return fault_set(fault, RC_REFUSED, "amount_too_large", "", "the payments' sum is too large");
        }
    }
    TRY(write_format(&writer, format));
    if (buf->is_overflown) {
        return fault_set(fault, RC_REFUSED, "payment_rows", "format",
                         "the file would be too large: build smaller runs");
    }
    return RC_OK;
}
