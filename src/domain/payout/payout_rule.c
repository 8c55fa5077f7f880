// SPDX-License-Identifier: Apache-2.0
// Rules of payouts; see payout_rule.h.
#include "payout/payout_rule.h"

#include "core/buf.h"

static int64_t day_of(int64_t month, int64_t day)
{
    int64_t year = month >= 0 ? month / 12 : (month - 11) / 12;
    struct civil civil = {.year = (int32_t)year, .month = (int32_t)(month - year * 12) + 1, .day = (int32_t)day};
    return day_number(instant_of_civil(civil));
}

struct payout_dates payout_dates_of(const struct payout_schedule *schedule, int64_t day)
{
    struct civil civil = civil_of_instant((struct instant){.ms = day * DAY_MS});
    int64_t month = (int64_t)civil.year * 12 + civil.month - 1;
    return (struct payout_dates){
        .closes = day_of(month + 1, 1) - 1,
        .decided_by = day_of(month + 1, schedule->decide_day),
        .paid_by = day_of(month + schedule->pay_months, schedule->pay_day),
    };
}

struct payout_promise payout_promise_of(const struct payout_schedule *schedule,
                                        const struct payout_promise_facts *facts)
{
    if (facts->is_settled) {
        return (struct payout_promise){.decided_by = PAYOUT_NO_DAY, .paid_by = PAYOUT_NO_DAY};
    }
    struct payout_promise promise = {.decided_by = PAYOUT_NO_DAY};
    int64_t due = facts->due_day;
    if (due == PAYOUT_NO_DAY) {
        promise.decided_by = payout_dates_of(schedule, facts->earned_day).decided_by;
        due = facts->hold_day > promise.decided_by ? facts->hold_day : promise.decided_by;
    }
    promise.paid_by = payout_dates_of(schedule, due).paid_by;
    bool is_undecided_late = promise.decided_by != PAYOUT_NO_DAY && facts->today > promise.decided_by;
    promise.is_overdue = is_undecided_late || (facts->today > promise.paid_by && !facts->is_blocked);
    return promise;
}

const char *payout_block_text(enum payout_block block)
{
    switch (block) {
    case PAYOUT_NOTHING_AVAILABLE:
        return "nothing_available";
    case PAYOUT_BELOW_MINIMUM:
        return "below_minimum";
    case PAYOUT_DETAILS_MISSING:
        return "details_missing";
    case PAYOUT_DETAILS_OTHER:
        return "details_of_other_method";
    case PAYOUT_DETAILS_ON_HOLD:
        return "details_on_hold";
    case PAYOUT_TAX_PROFILE_MISSING:
        return "tax_profile_missing";
    case PAYOUT_HELD:
        return "payouts_held";
    case PAYOUT_NOT_REQUESTED:
        return "not_requested";
    }
    return "";
}

static unsigned block_if(bool is_so, enum payout_block block)
{
    return is_so ? (unsigned)block : 0;
}

unsigned payout_blocks(const struct payout_block_facts *facts)
{
    unsigned blocks = 0;
    if (facts->payable.minor <= 0) {
        blocks |= PAYOUT_NOTHING_AVAILABLE;
    } else {
        blocks |= block_if(facts->payable.minor < facts->minimum.minor, PAYOUT_BELOW_MINIMUM);
    }
    if (!facts->has_details) {
        blocks |= block_if(facts->is_details_required, PAYOUT_DETAILS_MISSING);
    } else {
        blocks |= block_if(!facts->is_method_fit, PAYOUT_DETAILS_OTHER);
        blocks |= block_if(facts->now.ms < facts->usable_at.ms, PAYOUT_DETAILS_ON_HOLD);
    }
    blocks |= block_if(facts->is_tax_profile_required && !facts->has_tax_profile, PAYOUT_TAX_PROFILE_MISSING);
    blocks |= block_if(facts->is_held, PAYOUT_HELD);
    blocks |= block_if(facts->is_request_required && !facts->has_request, PAYOUT_NOT_REQUESTED);
    return blocks;
}

struct text payout_blocks_text(struct arena *arena, unsigned blocks)
{
    struct buf buf = buf_new(arena, 512);
    for (int i = 0; i < PAYOUT_BLOCK_COUNT; i++) {
        if ((blocks & (1U << i)) != 0) {
            buf_format(&buf, "%s%s", buf.n > 0 ? "," : "", payout_block_text((enum payout_block)(1U << i)));
        }
    }
    return buf_text(&buf);
}

bool payout_needs_second_person(struct money total, const struct money *limit)
{
    return limit != NULL && total.minor > limit->minor;
}
