// SPDX-License-Identifier: Apache-2.0
// The reference model; see model.h. Sums are taken over all rows each time: slow, and nothing to get out of step.
#include "model.h"

#include <stddef.h>

#define MILLION 1000000

void model_begin(struct model *m)
{
    m->commission_count = m->item_count = m->share_count = m->run_count = 0;
    m->opening_owed_back = m->account = m->account_opening = 0;
    for (int p = 0; p < MODEL_PARTNERS; p++) {
        m->owed_back[p] = 0;
    }
}

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

// a × ppm / 1,000,000, a half away from zero; not negative.
static int64_t share_of(int64_t amount, int64_t ppm)
{
    __int128 product = (__int128)amount * ppm;
    return (int64_t)((2 * product + MILLION) / (2 * (__int128)MILLION));
}

static int64_t worth(const struct model_commission *c)
{
    return c->decision == MODEL_REFUSED ? 0 : share_of(c->order - c->refunded, c->ppm);
}

static void recover(struct model *m, struct model_commission *c)
{
    int64_t part = least(m->owed_back[c->partner], c->available);
    m->owed_back[c->partner] -= part;
    c->available -= part;
}

// Where it stands when its worth has changed and no payout holds it.
static enum model_status standing(const struct model_commission *c, bool is_refused)
{
    if (c->status == MODEL_IN_PAYOUT) {
        return MODEL_IN_PAYOUT;
    }
    if (c->pending > 0) {
        return MODEL_PENDING;
    }
    if (c->status == MODEL_PAID) {
        return MODEL_PAID;
    }
    if (c->available > 0) {
        return MODEL_AVAILABLE;
    }
    if (is_refused) {
        return MODEL_REJECTED;
    }
    return c->status == MODEL_REJECTED ? MODEL_PENDING : c->status;
}

static void decrease(struct model *m, struct model_commission *c, int64_t less)
{
    int64_t from_pending = least(less, c->pending);
    int64_t from_available = least(less - from_pending, c->available);
    c->pending -= from_pending;
    c->available -= from_available;
    m->owed_back[c->partner] += less - from_pending - from_available;
}

static void increase(struct model *m, struct model_commission *c, int64_t more)
{
    bool is_out = c->status == MODEL_IN_PAYOUT || c->status == MODEL_PAID;
    int64_t forgiven = is_out ? least(more, m->owed_back[c->partner]) : 0;
    m->owed_back[c->partner] -= forgiven;
    if (c->status == MODEL_AVAILABLE) {
        c->available += more;
    } else {
        c->pending += more - forgiven;
    }
}

static void revalue(struct model *m, struct model_commission *c, int64_t amount, bool is_refused)
{
    if (amount < c->amount) {
        decrease(m, c, c->amount - amount);
    } else if (amount > c->amount) {
        increase(m, c, amount - c->amount);
    }
    c->amount = amount;
    c->status = standing(c, is_refused);
}

// A date that was reached stays; one that waits follows the decision.
static void redate(struct model_commission *c)
{
    bool is_waiting = c->status == MODEL_PENDING || c->status == MODEL_REJECTED;
    if (is_waiting || c->due == MODEL_NEVER) {
        c->due = c->decision == MODEL_APPROVED ? c->own_due : MODEL_NEVER;
    }
}

int model_sale(struct model *m, const struct model_commission *sale)
{
    struct model_commission *c = &m->commissions[m->commission_count];
    *c = *sale;
    c->source = MODEL_EARNED;
    c->status = MODEL_PENDING;
    c->due = MODEL_NEVER;
    c->amount = c->pending = worth(c);
    redate(c);
    return m->commission_count++;
}

void model_refund(struct model *m, int commission, int64_t amount)
{
    struct model_commission *c = &m->commissions[commission];
    c->refunded += amount;
    revalue(m, c, worth(c), c->decision == MODEL_REFUSED);
    redate(c);
}

void model_decide(struct model *m, int commission, enum model_decision decision)
{
    struct model_commission *c = &m->commissions[commission];
    if (c->decision == decision) {
        return;
    }
    c->decision = decision;
    revalue(m, c, worth(c), decision == MODEL_REFUSED);
    redate(c);
}

static void release_one(struct model *m, struct model_commission *c)
{
    c->available += c->pending;
    c->pending = 0;
    c->status = MODEL_AVAILABLE;
    recover(m, c);
}

// The earliest due first, of the same instant the one that came first.
void model_release(struct model *m, int64_t now)
{
    for (;;) {
        struct model_commission *next = NULL;
        for (int i = 0; i < m->commission_count; i++) {
            struct model_commission *c = &m->commissions[i];
            bool is_due = c->status == MODEL_PENDING && c->due != MODEL_NEVER && c->due <= now;
            if (is_due && (next == NULL || c->due < next->due)) {
                next = c;
            }
        }
        if (next == NULL) {
            return;
        }
        release_one(m, next);
    }
}

int model_grant(struct model *m, const struct model_commission *grant, int64_t now)
{
    struct model_commission *c = &m->commissions[m->commission_count];
    *c = *grant;
    c->decision = MODEL_APPROVED;
    c->pending = c->amount;
    c->status = MODEL_PENDING;
    c->due = c->own_due;
    if (c->due <= now) {
        release_one(m, c);
    }
    return m->commission_count++;
}

void model_revoke(struct model *m, int commission)
{
    struct model_commission *c = &m->commissions[commission];
    if (c->amount > 0) {
        revalue(m, c, 0, true);
    }
}

void model_open_owed_back(struct model *m, int partner, int64_t amount)
{
    m->owed_back[partner] += amount;
    m->opening_owed_back += amount;
}

// ---- payouts ----

static bool is_payable(const struct model_commission *c, int partner, int64_t until)
{
    return c->partner == partner && c->status == MODEL_AVAILABLE && c->due <= until;
}

static void take(struct model *m, int run, int partner, int64_t until)
{
    int64_t available = 0;
    bool has_any = false;
    for (int i = 0; i < m->commission_count; i++) {
        if (is_payable(&m->commissions[i], partner, until)) {
            available += m->commissions[i].available;
            has_any = has_any || m->commissions[i].available > 0;
        }
    }
    if (!has_any || available <= m->owed_back[partner]) {
        return;
    }
    struct model_item *item = &m->items[m->item_count++];
    *item = (struct model_item){.run = run, .partner = partner, .status = MODEL_TAKEN, .first_share = m->share_count};
    for (int i = 0; i < m->commission_count; i++) {
        struct model_commission *c = &m->commissions[i];
        if (is_payable(c, partner, until)) {
            recover(m, c);
            m->shares[m->share_count++] = (struct model_share){.commission = i, .amount = c->available};
            item->amount += c->available;
            item->share_count++;
            c->available = 0;
            c->status = MODEL_IN_PAYOUT;
            c->open_items++;
        }
    }
}

int model_payout(struct model *m, int64_t until)
{
    int before = m->item_count;
    for (int p = 0; p < MODEL_PARTNERS; p++) {
        take(m, m->run_count, p, until);
    }
    return m->item_count == before ? -1 : m->run_count++;
}

static enum model_status idle(const struct model_commission *c, enum model_status otherwise)
{
    if (c->pending > 0) {
        return MODEL_PENDING;
    }
    return c->available > 0 ? MODEL_AVAILABLE : otherwise;
}

void model_pay(struct model *m, int item)
{
    struct model_item *of = &m->items[item];
    of->status = MODEL_ITEM_PAID;
    for (int i = 0; i < of->share_count; i++) {
        struct model_commission *c = &m->commissions[m->shares[of->first_share + i].commission];
        c->open_items--;
        c->status = idle(c, MODEL_PAID);
    }
}

void model_fail(struct model *m, int item)
{
    struct model_item *of = &m->items[item];
    bool was_open = of->status == MODEL_TAKEN;
    of->status = MODEL_FAILED;
    for (int i = 0; i < of->share_count; i++) {
        const struct model_share *share = &m->shares[of->first_share + i];
        struct model_commission *c = &m->commissions[share->commission];
        c->open_items -= was_open ? 1 : 0;
        c->available += share->amount;
        recover(m, c);
        c->status = c->open_items > 0 ? MODEL_IN_PAYOUT : idle(c, MODEL_AVAILABLE);
    }
}

void model_account(struct model *m, int64_t amount, bool is_opening)
{
    m->account += amount;
    m->account_opening += is_opening ? amount : 0;
}

// ---- what it comes to ----

struct model_partner model_partner(const struct model *m, int partner)
{
    struct model_partner sum = {.owed_back = m->owed_back[partner]};
    for (int i = 0; i < m->commission_count; i++) {
        const struct model_commission *c = &m->commissions[i];
        sum.pending += c->partner == partner ? c->pending : 0;
        sum.available += c->partner == partner ? c->available : 0;
    }
    for (int i = 0; i < m->item_count; i++) {
        const struct model_item *item = &m->items[i];
        sum.in_payout += item->partner == partner && item->status == MODEL_TAKEN ? item->amount : 0;
        sum.paid += item->partner == partner && item->status == MODEL_ITEM_PAID ? item->amount : 0;
    }
    return sum;
}

struct model_books model_books(const struct model *m)
{
    struct model_books b = {.opening_equity = -m->opening_owed_back - m->account_opening,
                            .cash = -(m->account - m->account_opening)};
    int64_t owed = m->account;
    for (int i = 0; i < m->commission_count; i++) {
        const struct model_commission *c = &m->commissions[i];
        b.expense[c->program] += c->source == MODEL_EARNED ? c->amount : 0;
        b.compensation[c->program] += c->source == MODEL_COMPENSATION ? c->amount : 0;
        b.opening_equity += c->source == MODEL_OPENING ? c->amount : 0;
        if (c->source == MODEL_EARNED && c->program == MODEL_NETWORK_PROGRAM) {
            int64_t charge = share_of(c->amount, MODEL_CHARGE_PPM);
            b.recharged += c->amount;
            b.fee += charge - c->amount;
            b.accrued += c->decision == MODEL_UNDECIDED ? charge : 0;
            owed += c->decision == MODEL_UNDECIDED ? 0 : charge;
        }
    }
    b.receivable = owed > 0 ? owed : 0;
    b.prepaid = owed < 0 ? -owed : 0;
    return b;
}
