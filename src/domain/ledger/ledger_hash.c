// SPDX-License-Identifier: Apache-2.0
// The bytes that the hash chain covers. Changing anything here breaks every chain that was ever written; a new layout
// gets a new mark.
#include "ledger/ledger_private.h"

#include "core/bug.h"

#define HASH_INPUT_MAX ((size_t)1 << 16)

static void add_int64(struct buf *buf, int64_t value)
{
    uint64_t rest = (uint64_t)value;
    unsigned char bytes[8];
    for (size_t i = 0; i < sizeof(bytes); i++) {
        bytes[i] = (unsigned char)(rest & 0xff);
        rest >>= 8;
    }
    buf_add_bytes(buf, bytes, sizeof(bytes));
}

static void add_text(struct buf *buf, struct text t)
{
    add_int64(buf, (int64_t)t.n);
    buf_add(buf, t);
}

static void finish(const struct buf *buf, uint8_t ret_hash[DIGEST_BYTES])
{
    BUG_ON(buf->is_overflown);
    digest(buf_text(buf), ret_hash);
}

void ledger_hash_of_account(struct arena *arena, const struct ledger_hash_account *account,
                            uint8_t ret_hash[DIGEST_BYTES])
{
    struct buf buf = buf_new(arena, HASH_INPUT_MAX);
    add_text(&buf, TEXT("tributary ledger account 1"));
    add_text(&buf, account->owner_kind);
    add_int64(&buf, account->owner_id);
    add_text(&buf, account->kind);
    add_text(&buf, account->currency);
    finish(&buf, ret_hash);
}

void ledger_hash_of_posting(struct arena *arena, const struct ledger_hash_posting *posting,
                            uint8_t ret_hash[DIGEST_BYTES])
{
    struct buf buf = buf_new(arena, HASH_INPUT_MAX);
    add_text(&buf, TEXT("tributary ledger posting 1"));
    add_text(&buf, posting->last_hash);
    add_text(&buf, posting->entry_key);
    add_text(&buf, posting->entry_kind);
    add_text(&buf, posting->reference_kind);
    add_int64(&buf, posting->reference_id);
    add_int64(&buf, posting->occurred_at.ms);
    add_int64(&buf, posting->booked_at.ms);
    add_int64(&buf, posting->reverses_entry_id);
    add_int64(&buf, posting->position);
    add_int64(&buf, posting->account_id);
    add_int64(&buf, posting->amount_minor);
    add_int64(&buf, posting->balance_before_minor);
    add_int64(&buf, posting->balance_after_minor);
    add_int64(&buf, posting->account_version);
    finish(&buf, ret_hash);
}

bool ledger_is_overdrawn(struct text account_kind, int64_t balance_minor)
{
    static const struct {
        enum ledger_account_kind kind;
        bool is_credit; // or zero; else debit or zero
    } sides[] = {
        {LEDGER_PENDING, true},   {LEDGER_AVAILABLE, true},       {LEDGER_IN_PAYOUT, true},
        {LEDGER_PAID, true},      {LEDGER_OWED_BACK, false},      {LEDGER_PENALTY_OWED, true},
        {LEDGER_PREPAID, true},   {LEDGER_ACCRUED_CHARGE, false}, {LEDGER_RECEIVABLE, false},
        {LEDGER_RECHARGED, true},
    };
    for (size_t i = 0; i < sizeof(sides) / sizeof(sides[0]); i++) {
        if (text_equal(account_kind, text_of(ledger_account_kind_text(sides[i].kind)))) {
            return sides[i].is_credit ? balance_minor > 0 : balance_minor < 0;
        }
    }
    return false;
}
