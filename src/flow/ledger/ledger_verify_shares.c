// SPDX-License-Identifier: Apache-2.0
// The check that those who share a commission have the whole of it together; see ledger_verify.h. By what is booked,
// and by the whole that the newest derivation names: no rule is applied anew.
#include "commission/commission_check_sql.h"
#include "format/json.h"
#include "ledger/ledger_verify_private.h"
#include "value/money.h"

#define WHOLES_MAX 8

// The shares of one conversion, as far as they are read.
struct sharing {
    struct verify *verify;
    struct arena *arena; // of one derivation
    struct conversion_id conversion_id;
    __int128 sum;
    bool is_limited; // a cap, or what was paid out already, stands over a share
    struct instant newest;
    int64_t wholes[WHOLES_MAX]; // that derivations of the newest instant name
    size_t whole_count;
};

static void judge(const struct sharing *s)
{
    bool is_right = s->sum == 0 || s->is_limited || s->whole_count == 0;
    for (size_t i = 0; i < s->whole_count; i++) {
        is_right = is_right || s->sum == s->wholes[i];
    }
    if (!is_right) {
        verify_find(s->verify, 5, "conversion %lld: the shares of its commission sum to %lld, the whole is %lld",
                    (long long)s->conversion_id.v, (long long)s->sum, (long long)s->wholes[0]);
    }
}

// Derivations that do not read are replay's to find.
static void read_whole(struct sharing *s, const struct sql_check_shares_row *row)
{
    struct fault fault = {.code = ""};
    const struct json *derivation;
    struct money whole;
    arena_reset(s->arena);
    if (json_parse(s->arena, row->derivation, &derivation, &fault) != RC_OK) {
        return;
    }
    s->is_limited = s->is_limited || json_count(json_member(derivation, "caps")) > 0;
    struct text shared = json_text(json_member(json_member(derivation, "award"), "shared"));
    if (!text_is(shared) || money_parse(shared, row->currency, &whole) != MONEY_PARSED ||
        row->changed_at.ms < s->newest.ms) {
        return;
    }
    if (row->changed_at.ms > s->newest.ms) {
        s->newest = row->changed_at;
        s->whole_count = 0;
    }
    if (s->whole_count < WHOLES_MAX) {
        s->wholes[s->whole_count++] = whole.minor;
    }
}

static enum rc check_share(void *user, const struct sql_check_shares_row *row)
{
    struct sharing *s = user;
    if (row->conversion_id.v != s->conversion_id.v) {
        judge(s);
        *s = (struct sharing){
            .verify = s->verify, .arena = s->arena, .conversion_id = row->conversion_id, .newest = INSTANT_NONE};
    }
    s->sum += row->amount_minor;
    s->is_limited = s->is_limited || row->is_raised;
    read_whole(s, row);
    return RC_OK;
}

enum rc verify_shares(struct verify *verify)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct sharing sharing = {.verify = verify, .arena = arena, .newest = INSTANT_NONE};
    TRY(sql_check_shares(verify->db, check_share, &sharing));
    judge(&sharing);
    return RC_OK;
}
