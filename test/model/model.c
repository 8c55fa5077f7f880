// SPDX-License-Identifier: Apache-2.0
// The reference model; see model.h. Sums are taken over all rows each time: slow, and nothing to get out of step.
#include "model.h"

#include <stddef.h>

#define MILLION 1000000

void model_begin(struct model *m, int64_t now)
{
    m->event_count = 0;
    m->first_day = now / MODEL_DAY_MS;
    for (int p = 0; p < MODEL_PARTNERS; p++) {
        m->carry[p] = m->click_lines[p] = 0;
        for (int d = 0; d < MODEL_CLICK_DAYS; d++) {
            m->clicks[p][d] = 0;
        }
    }
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

// ---- events ----

static int add_commission(struct model *m, const struct model_commission *commission)
{
    m->commissions[m->commission_count] = *commission;
    return m->commission_count++;
}

// What the event's awards are worth now. Those that only follow another event are touched where that changes them.
static void settle(struct model *m, const struct model_event *e, bool is_cause)
{
    int64_t amounts[MODEL_AWARDS];
    model_earn(m, e, amounts);
    for (int i = 0; i < e->award_count; i++) {
        struct model_commission *c = &m->commissions[e->first_commission + i];
        if (is_cause || amounts[i] != c->amount) {
            c->decision = e->decision;
            revalue(m, c, amounts[i], e->decision == MODEL_REFUSED);
            redate(c);
        }
    }
}

// Whether what b earns depends on a.
static bool is_follower(const struct model_event *a, const struct model_event *b)
{
    bool is_near =
        a != b && a->program == b->program && a->partner == b->partner && model_month(a->at) == model_month(b->at);
    return is_near &&
           (a->program == MODEL_CLUB_PROGRAM || (a->program == MODEL_CAPPED_PROGRAM && model_is_before(a, b)));
}

static void settle_followers(struct model *m, const struct model_event *cause)
{
    const struct model_event *done = NULL; // all up to it, in the order of happening
    for (;;) {
        const struct model_event *next = NULL;
        for (int i = 0; i < m->event_count; i++) {
            const struct model_event *e = &m->events[i];
            bool is_left = is_follower(cause, e) && (done == NULL || model_is_before(done, e));
            if (is_left && (next == NULL || model_is_before(e, next))) {
                next = e;
            }
        }
        if (next == NULL) {
            return;
        }
        settle(m, next, /* is_cause= */ false);
        done = next;
    }
}

// Bonuses that are booked follow the count; those that it newly reaches are booked.
static void settle_bonus(struct model *m, int partner, int bonus, int64_t month, int64_t now)
{
    int64_t times = model_bonus_times(bonus, model_club_count(m, partner, month));
    int64_t booked = 0;
    for (int i = 0; i < m->commission_count; i++) {
        struct model_commission *c = &m->commissions[i];
        if (c->bonus == bonus + 1 && c->partner == partner && c->month == month) {
            int64_t amount = c->repetition <= times ? model_bonus_amount(bonus) : 0;
            booked = c->repetition > booked ? c->repetition : booked;
            if (amount != c->amount) {
                revalue(m, c, amount, false);
            }
        }
    }
    for (int64_t repetition = booked + 1; repetition <= times; repetition++) {
        int64_t due = now + MODEL_HOLD_DAYS * MODEL_DAY_MS;
        struct model_commission c = {.source = MODEL_EARNED,
                                     .partner = partner,
                                     .program = MODEL_CLUB_PROGRAM,
                                     .event = -1,
                                     .bonus = bonus + 1,
                                     .month = month,
                                     .repetition = repetition,
                                     .decision = MODEL_APPROVED,
                                     .status = MODEL_PENDING,
                                     .own_due = due,
                                     .due = due};
        c.amount = c.pending = model_bonus_amount(bonus);
        add_commission(m, &c);
    }
}

// What else hangs on an event that was settled.
static void settle_others(struct model *m, const struct model_event *e, int64_t now)
{
    settle_followers(m, e);
    if (e->program == MODEL_CLUB_PROGRAM) {
        settle_bonus(m, e->partner, 0, model_month(e->at), now);
        settle_bonus(m, e->partner, 1, -1, now);
    }
}

static int beneficiary(const struct model_event *e, int award)
{
    return award == 0 ? e->partner : model_recruiter(e->partner, award);
}

// What all events so far use of the month's cap of a partner, or (MODEL_NOBODY) of the budget.
static int64_t used(const struct model *m, int64_t month, int partner)
{
    int64_t sum = 0;
    for (int i = 0; i < m->event_count; i++) {
        const struct model_event *e = &m->events[i];
        for (int k = 0; e->program == MODEL_CAPPED_PROGRAM && model_month(e->at) == month && k < e->award_count; k++) {
            bool is_his = partner == MODEL_NOBODY || beneficiary(e, k) == partner;
            sum += is_his ? m->commissions[e->first_commission + k].amount : 0;
        }
    }
    return sum;
}

int model_sale(struct model *m, const struct model_event *sale, int64_t now)
{
    struct model_event *e = &m->events[m->event_count];
    *e = *sale;
    e->award_count = model_award_count(e->program, e->partner);
    e->first_commission = m->commission_count;
    for (int i = 0; i < e->award_count; i++) {
        e->cap_before[i] = used(m, model_month(e->at), beneficiary(e, i));
    }
    e->budget_before = used(m, model_month(e->at), MODEL_NOBODY);
    int number = m->event_count++;
    int64_t amounts[MODEL_AWARDS];
    model_earn(m, e, amounts);
    for (int i = 0; i < e->award_count; i++) {
        struct model_commission c = {.source = MODEL_EARNED,
                                     .partner = beneficiary(e, i),
                                     .program = e->program,
                                     .event = number,
                                     .level = i,
                                     .decision = e->decision,
                                     .status = MODEL_PENDING,
                                     .amount = amounts[i],
                                     .pending = amounts[i],
                                     .own_due = e->at + MODEL_HOLD_DAYS * MODEL_DAY_MS,
                                     .due = MODEL_NEVER};
        redate(&c);
        add_commission(m, &c);
    }
    settle_others(m, e, now);
    return number;
}

void model_refund(struct model *m, int event, int64_t amount, int64_t now)
{
    m->events[event].refunded += amount;
    settle(m, &m->events[event], /* is_cause= */ true);
    settle_others(m, &m->events[event], now);
}

void model_decide(struct model *m, int event, enum model_decision decision, int64_t now)
{
    if (m->events[event].decision != decision) {
        m->events[event].decision = decision;
        settle(m, &m->events[event], /* is_cause= */ true);
        settle_others(m, &m->events[event], now);
    }
}

// ---- clicks ----

void model_click(struct model *m, int partner, int64_t at)
{
    m->clicks[partner][at / MODEL_DAY_MS - m->first_day]++;
}

void model_accrue_clicks(struct model *m, int64_t now)
{
    int64_t today = now / MODEL_DAY_MS;
    for (int p = 0; p < MODEL_PARTNERS; p++) {
        for (int64_t day = m->first_day; day < today; day++) {
            int64_t clicks = m->clicks[p][day - m->first_day];
            if (clicks == 0) {
                continue;
            }
            int64_t total = m->carry[p] + clicks * MODEL_CLICK_MICRO;
            int64_t minor = (total + MILLION / 2) / MILLION; // total is not below minus a half
            int64_t due = (day + 1 + MODEL_HOLD_DAYS) * MODEL_DAY_MS;
            m->carry[p] = total - minor * MILLION;
            m->clicks[p][day - m->first_day] = 0;
            struct model_commission c = {.source = MODEL_EARNED,
                                         .partner = p,
                                         .program = MODEL_CLUB_PROGRAM,
                                         .event = -1,
                                         .is_of_clicks = true,
                                         .repetition = ++m->click_lines[p],
                                         .decision = MODEL_APPROVED,
                                         .amount = minor,
                                         .pending = minor,
                                         .status = MODEL_PENDING,
                                         .own_due = due,
                                         .due = due};
            if (minor != 0) {
                add_commission(m, &c);
            }
        }
    }
}

// ---- holds and what is granted by hand ----

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
    c->event = -1;
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

// MODEL_NEVER is before all: what came back of a payout after its sale was refused waits for nothing.
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
        b.of_clicks[c->program] += c->is_of_clicks ? c->amount : 0;
        b.compensation[c->program] += c->source == MODEL_COMPENSATION ? c->amount : 0;
        b.opening_equity += c->source == MODEL_OPENING ? c->amount : 0;
        if (c->source == MODEL_EARNED && c->program == MODEL_NETWORK_PROGRAM) {
            int64_t charge = model_share(c->amount, MODEL_CHARGE_PPM);
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
