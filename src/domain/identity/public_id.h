// SPDX-License-Identifier: Apache-2.0
// Public forms of ids: a prefix that names the noun, '_' and thirteen letters: "prt_0a1b2c3d4e5fg". The number is
// permuted with the network's key, so that ids do not show counts, and an id of another noun never reads as this one's.
// Click ids have a form of their own: click/click_id.h.
#pragma once

#include "core/arena.h"
#include "core/rc.h"
#include "core/text.h"
#include "crypto/crypto.h"

#define PREFIX_ADVERTISER "adv"
#define PREFIX_PROGRAM "prg"
#define PREFIX_PLAN "pln"
#define PREFIX_OFFER "ofr"
#define PREFIX_PARTNER "prt"
#define PREFIX_ENROLLMENT "enr"
#define PREFIX_LINK "lnk"
#define PREFIX_COUPON "cpn"
#define PREFIX_CUSTOMER "cus"
#define PREFIX_CONVERSION "cnv"
#define PREFIX_REFUND "rfd"
#define PREFIX_COMMISSION "com"
#define PREFIX_REWARD "rwd"
#define PREFIX_ENTRY "ent"
#define PREFIX_USER "usr"
#define PREFIX_TOKEN "tok"
#define PREFIX_SESSION "ses"
#define PREFIX_SAVED_VIEW "viw"
#define PREFIX_BULK_ACTION "blk"
#define PREFIX_TICKET "tkt"
#define PREFIX_MAIL "mal"
#define PREFIX_PAYOUT_RUN "run"
#define PREFIX_PAYOUT_ITEM "pay"
#define PREFIX_WITHDRAWAL "wdr"
#define PREFIX_IMPORT "imp"
#define PREFIX_INVOICE "inv"
#define PREFIX_CHARGE "chg"
#define PREFIX_PENALTY "pnl"
#define PREFIX_LINE "lin"
#define PREFIX_SETTLEMENT "stl"
#define PREFIX_EXCHANGE_RATE "rat"
#define PREFIX_COMPENSATION "cmp"
#define PREFIX_CONTRACT "ctr"
#define PREFIX_AGREEMENT "agr"
#define PREFIX_NETTING "net"
#define PREFIX_OPENING_BALANCE "opn"
#define PREFIX_DISPUTE "dsp"
#define PREFIX_APPLICATION "apl"
#define PREFIX_QUESTION "qst"
#define PREFIX_POSTBACK "pbk"
#define PREFIX_POSTBACK_DELIVERY "dlv"
#define PREFIX_WEBHOOK_SOURCE "whs"

// id 0 gives TEXT_NONE (printed as null).
struct text public_id_text(struct arena *arena, const struct keyring *keyring, const char *prefix, int64_t id);
// RC_NOT_FOUND for another prefix, malformed text, or a number that no row can have (so that it never reaches SQL).
enum rc public_id_parse(const struct keyring *keyring, const char *prefix, struct text t, int64_t *ret_id) MUST_USE;
