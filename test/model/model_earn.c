// SPDX-License-Identifier: Apache-2.0
// What an event earns in the model's programs, by hand from docs/plans.md; see model.h. The plans:
//
//   club                                              capped
//     hold 7 days                                       hold 7 days
//     pay 10% on sale                                   pay 12% on sale
//       from 4 sales a month 14% for all                  from 300 EUR of sales a month 20%
//     level 1 pays 3% of sale                           level 1 pays 4% of sale
//     level 2 pays 20% of commission                    cap 25 EUR per partner a month, beyond it 2%
//     bonus 25 EUR for 5 sales a month                  budget 90 EUR a month
//     bonus 4 EUR for every 3 sales in all
//     pay 0.004 EUR on click
#include "model.h"

#include <string.h>

#define MILLION 1000000
#define CLUB_FROM 4
#define CAPPED_EDGE 30000
#define CAPPED_CAP 2500
#define CAPPED_BUDGET 9000

int64_t model_share(int64_t amount, int64_t ppm)
{
    __int128 product = (__int128)amount * ppm;
    return (int64_t)((2 * product + MILLION) / (2 * (__int128)MILLION));
}

int model_recruiter(int partner, int level)
{
    static const int recruiters[MODEL_PARTNERS] = {MODEL_NOBODY, MODEL_NOBODY, MODEL_NOBODY, 0, 3};
    for (; level > 0 && partner != MODEL_NOBODY; level--) {
        partner = recruiters[partner];
    }
    return partner;
}

int model_award_count(int program, int partner)
{
    int deepest = program == MODEL_CLUB_PROGRAM ? 2 : program == MODEL_CAPPED_PROGRAM ? 1 : 0;
    int count = 1;
    while (count <= deepest && model_recruiter(partner, count) != MODEL_NOBODY) {
        count++;
    }
    return count;
}

// The proleptic Gregorian calendar, from days by eras of 400 years (H. Hinnant, "days_from_civil" the other way).
int64_t model_month(int64_t at)
{
    int64_t z = at / MODEL_DAY_MS + 719468;
    int64_t era = z / 146097;
    int64_t of_era = z - era * 146097;
    int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
    int64_t shifted = (5 * of_year + 2) / 153; // 0 is March
    int64_t month = shifted < 10 ? shifted + 2 : shifted - 10;
    return (year + era * 400 + (month <= 1 ? 1 : 0)) * 12 + month;
}

bool model_is_before(const struct model_event *a, const struct model_event *b)
{
    return a->at != b->at ? a->at < b->at : strcmp(a->order_id, b->order_id) < 0;
}

static int64_t left_of(const struct model_event *e)
{
    return e->order - e->refunded;
}

static bool is_counted(const struct model_event *e, int program, int partner)
{
    return e->program == program && e->partner == partner && e->decision != MODEL_REFUSED && left_of(e) > 0;
}

int64_t model_club_count(const struct model *m, int partner, int64_t month)
{
    int64_t count = 0;
    for (int i = 0; i < m->event_count; i++) {
        const struct model_event *e = &m->events[i];
        count += is_counted(e, MODEL_CLUB_PROGRAM, partner) && (month < 0 || model_month(e->at) == month) ? 1 : 0;
    }
    return count;
}

int64_t model_bonus_amount(int bonus)
{
    return bonus == 0 ? 2500 : 400;
}

int64_t model_bonus_times(int bonus, int64_t count)
{
    return bonus == 0 ? (count >= 5 ? 1 : 0) : count / 3;
}

static void earn_club(const struct model *m, const struct model_event *e, int64_t *amounts)
{
    bool is_lifted = model_club_count(m, e->partner, model_month(e->at)) >= CLUB_FROM;
    amounts[0] = model_share(left_of(e), is_lifted ? 140000 : 100000);
    amounts[1] = model_share(left_of(e), 30000);
    amounts[2] = model_share(amounts[0], 200000);
}

static int64_t sum_before(const struct model *m, const struct model_event *event)
{
    int64_t sum = 0;
    for (int i = 0; i < m->event_count; i++) {
        const struct model_event *e = &m->events[i];
        bool is_earlier = model_month(e->at) == model_month(event->at) && model_is_before(e, event);
        sum += is_earlier && is_counted(e, MODEL_CAPPED_PROGRAM, event->partner) ? left_of(e) : 0;
    }
    return sum;
}

// What a cap that was used so far leaves of an amount, the part beyond it rounded down.
static int64_t capped(int64_t amount, int64_t cap, int64_t used, int64_t beyond_ppm)
{
    int64_t room = used < cap ? cap - used : 0;
    return amount <= room ? amount : room + (amount - room) * beyond_ppm / MILLION;
}

static void earn_capped(const struct model *m, const struct model_event *e, int64_t *amounts)
{
    int64_t before = sum_before(m, e);
    int64_t left = left_of(e);
    int64_t below = before >= CAPPED_EDGE ? 0 : CAPPED_EDGE - before < left ? CAPPED_EDGE - before : left;
    int64_t exact = below * 120000 + (left - below) * 200000;
    amounts[0] = (2 * exact + MILLION) / (2 * MILLION);
    amounts[1] = model_share(left, 40000);
    int64_t all = 0;
    for (int i = 0; i < e->award_count; i++) {
        amounts[i] = capped(amounts[i], CAPPED_CAP, e->cap_before[i], 20000);
        all += amounts[i];
    }
    int64_t excess = all - capped(all, CAPPED_BUDGET, e->budget_before, 0);
    for (int i = e->award_count - 1; i >= 0; i--) { // the recruiter loses first
        int64_t cut = amounts[i] < excess ? amounts[i] : excess;
        amounts[i] -= cut;
        excess -= cut;
    }
}

void model_earn(const struct model *m, const struct model_event *e, int64_t *amounts)
{
    amounts[0] = amounts[1] = amounts[2] = 0;
    if (e->decision == MODEL_REFUSED) {
        return;
    }
    if (e->program == MODEL_CLUB_PROGRAM) {
        earn_club(m, e, amounts);
    } else if (e->program == MODEL_CAPPED_PROGRAM) {
        earn_capped(m, e, amounts);
    } else {
        amounts[0] = model_share(left_of(e), e->ppm);
    }
}
