// SPDX-License-Identifier: Apache-2.0
// The answer to a report.
#include "visitor/answer.h"

#include "commission/commission.h"
#include "format/json.h"
#include "identity/public_id.h"

#define ANSWER_BYTES 65536

static enum rc read_commissions(struct call *call, struct conversion_id conversion_id,
                                const struct commission_id **ret_list, size_t *ret_count)
{
    struct commission *commissions = NULL;
    TRY(flow_stored(&call->flow, commission_list_of(call->db, call->arena, conversion_id, &commissions, ret_count)));
    struct commission_id *list = arena_many(call->arena, struct commission_id, *ret_count);
    for (size_t i = 0; i < *ret_count; i++) {
        list[i] = commissions[i].id;
    }
    *ret_list = list;
    return RC_OK;
}

enum rc answer_conversion(struct call *call, const struct conversion_answer *answer)
{
    const struct commission_id *commissions = answer->commissions;
    size_t count = answer->commission_count;
    if (!answer->is_booked && answer->conversion_id.v != 0) {
        TRY(read_commissions(call, answer->conversion_id, &commissions, &count));
    }
    struct buf buf = buf_new(call->arena, ANSWER_BYTES);
    struct json_writer w = json_writer_new(&buf);
    json_begin_object(&w);
    json_put_text(&w, "conversion",
                  public_id_text(call->arena, call->keyring, PREFIX_CONVERSION, answer->conversion_id.v));
    json_put_text(&w, "status", answer->status);
    if (!text_is_empty(answer->cause)) {
        json_put_text(&w, "cause", answer->cause);
    }
    json_name(&w, "commissions");
    json_begin_array(&w);
    for (size_t i = 0; i < count; i++) {
        json_add_text(&w, public_id_text(call->arena, call->keyring, PREFIX_COMMISSION, commissions[i].v));
    }
    json_end_array(&w);
    json_end_object(&w);
    return call_print_json(call, buf_text(&buf));
}
