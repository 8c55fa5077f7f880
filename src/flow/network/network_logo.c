// SPDX-License-Identifier: Apache-2.0
// The brand's picture; see network_logo.h.
#include "network/network_logo.h"

#include "change.h"
#include "crypto/crypto.h"
#include "format/encode.h"
#include "network/logo.h"
#include "network/network.h"

#define DIGEST_SHOWN_BYTES 16

static struct text digest_text(struct arena *arena, struct text content)
{
    uint8_t bytes[DIGEST_BYTES];
    digest(content, bytes);
    struct buf buf = buf_new(arena, 2 * DIGEST_SHOWN_BYTES + 1);
    hex_encode(&buf, bytes, DIGEST_SHOWN_BYTES);
    return buf_text(&buf);
}

enum rc network_logo_change(struct flow *flow, struct text content)
{
    struct network_logo logo = {.content = TEXT_NONE, .media_type = TEXT_NONE, .digest = TEXT_NONE};
    if (!text_is_empty(content)) {
        TRY(logo_media_type(content, &logo.media_type, flow->fault));
        logo.content = content;
        logo.digest = digest_text(flow->arena, content);
    }
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(flow_stored(flow, network_logo_set(flow->db, &logo, flow->now)));
    struct change_note note;
    change_note_begin(flow, &note);
    change_note_text(&note, "media_type", logo.media_type);
    change_note_text(&note, "digest", logo.digest);
    TRY(change_note_end(flow, &note, "network.logo", 1));
    return flow_commit(flow);
}
