// SPDX-License-Identifier: Apache-2.0
// Payment files over HTTP: bytes as a bank takes them.
#include "payout/payout_file_make.h"

#include "v1/handlers.h"

struct payout_file_query {
    struct text format;
};
static const struct field query_fields[] = {
    FIELD_CHOICE(struct payout_file_query, format, PAYMENT_FORMAT_WORDS, FIELD_REQUIRED, "What the bank reads."),
};
const struct schema schema_payout_file_query = SCHEMA("PayoutFileQuery", struct payout_file_query, query_fields);

static enum rc answer_with_file(struct call *call)
{
    const struct payout_file_query *query = call->query;
    struct payout_file_bytes file;
    TRY(payout_file_make(&call->flow, (struct payout_run_id){call->ids[0]}, query->format, &file));
    return call_answer_file(call, text_of(payment_format_media(file.format)), file.name, file.bytes);
}

enum rc api_payout_file_get(struct call *call)
{
    return answer_with_file(call);
}

enum rc api_payout_file_make(struct call *call)
{
    return answer_with_file(call);
}
