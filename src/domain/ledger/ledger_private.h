// SPDX-License-Identifier: Apache-2.0
// What booking and checking share: the layout that is hashed. README.md of this folder is its specification.
#pragma once

#include "crypto/crypto.h"
#include "ledger/ledger.h"

struct ledger_hash_account {
    struct text owner_kind;
    int64_t owner_id;
    struct text kind;
    struct text currency;
};

struct ledger_hash_posting {
    struct text last_hash; // DIGEST_BYTES bytes
    struct text entry_key;
    struct text entry_kind;
    struct text reference_kind;
    int64_t reference_id;
    struct instant occurred_at;
    struct instant booked_at;
    int64_t reverses_entry_id;
    int64_t position;
    int64_t account_id;
    int64_t amount_minor;
    int64_t balance_before_minor;
    int64_t balance_after_minor;
    int64_t account_version;
};

// What an account's chain begins with.
void ledger_hash_of_account(struct arena *arena, const struct ledger_hash_account *account,
                            uint8_t ret_hash[DIGEST_BYTES]);
void ledger_hash_of_posting(struct arena *arena, const struct ledger_hash_posting *posting,
                            uint8_t ret_hash[DIGEST_BYTES]);
// Whether a balance has the sign that its account may have: a partner's claims are credits, his debts debits.
bool ledger_is_overdrawn(struct text account_kind, int64_t balance_minor);
