// SPDX-License-Identifier: Apache-2.0
// Stories as read from their files: see docs/scenarios.md. Reading checks everything that needs no database: words,
// numbers of words, which values a step takes, that the clock never goes back. A story that is read runs without
// further questions of grammar. Everything lives in the caller's arena.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/text.h"
#include "value/time.h"

#define STORY_BYTES_MAX ((size_t)1 << 20)
#define STORY_LINE_TOKENS_MAX 64

enum step_kind {
    STEP_STORY,
    STEP_MISSION,
    STEP_START,
    STEP_PROGRAM,
    STEP_CHANGE,
    STEP_PLAN,
    STEP_TERMS,
    STEP_ANSWER,
    STEP_OFFER,
    STEP_PARTNER,
    STEP_RECRUIT,
    STEP_LEVEL,
    STEP_CHURN,
    STEP_DELIVER,
    STEP_ENROLL,
    STEP_LINK,
    STEP_COUPON,
    STEP_ARCHIVE,
    STEP_CLOSE,
    STEP_CLICK,
    STEP_OPEN,
    STEP_LEAD,
    STEP_SALE,
    STEP_GOAL,
    STEP_REFUND,
    STEP_TAKE_BACK,
    STEP_APPROVE,
    STEP_REJECT,
    STEP_AGAIN,
    STEP_JOBS,
    STEP_DETAILS,
    STEP_SCHEDULE,
    STEP_REQUEST,
    STEP_PAYOUT,
    STEP_PAY,
    STEP_CANCEL,
    STEP_FAIL,
    STEP_SETTLE,
    STEP_CONTRACT,
    STEP_RENEW,
    STEP_LAPSE,
    STEP_WITHDRAW_CONTRACT,
    STEP_COMPENSATE,
    STEP_REVERSE,
    STEP_OPENING,
    STEP_DEPOSIT,
    STEP_AGREE,
    STEP_NET,
    STEP_WITHDRAW,
    STEP_CREDIT,
    STEP_RATE,
    STEP_IMPRESSIONS,
    STEP_BOOKS_CLOSE,
    STEP_BOOKS_REOPEN,
    STEP_EXPECT_CREDITED,
    STEP_EXPECT_UNATTRIBUTED,
    STEP_EXPECT_COMMISSION,
    STEP_EXPECT_AWARDS,
    STEP_EXPECT_BONUS,
    STEP_EXPECT_REWARD,
    STEP_EXPECT_CONTRACT,
    STEP_EXPECT_COUPON,
    STEP_EXPECT_NO,
    STEP_EXPECT_LOST,
    STEP_EXPECT_DUPLICATE,
    STEP_EXPECT_REFUSED,
    STEP_EXPECT_CONFLICT,
    STEP_EXPECT_STATUS,
    STEP_EXPECT_BALANCE,
    STEP_EXPECT_CHARGE,
    STEP_EXPECT_BOOKS,
    STEP_EXPECT_ACCOUNT,
    STEP_EXPECT_DESTINATION,
    STEP_EXPECT_FALLBACK,
    STEP_EXPECT_CLICKS,
    STEP_EXPECT_REPORT,
    STEP_KIND_COUNT
};

// What a step looks like.
struct step_form {
    enum step_kind kind;
    const char *verb;  // "sale", "expect balance"
    size_t word_count; // what the step is about, before the pairs
    // Pairs by name, separated by spaces. After a name: '!' must be given, '*' may be given several times, '.' stands
    // alone without a value.
    const char *pairs;
    bool has_block; // indented lines follow
    bool is_line;   // the rest of the line is one text
};

extern const struct step_form step_forms[STEP_KIND_COUNT];

struct story_pair {
    struct text name;
    struct text value; // never TEXT_NONE; empty for a name that stands alone
};

struct story_step {
    const struct step_form *form;
    int line;           // from 1
    int64_t at_ms;      // after the story's beginning
    struct text source; // the line, for messages
    struct text *words; // form->word_count of them
    struct story_pair *pairs;
    size_t pair_count;
    struct text block; // the indented lines with their indentation, TEXT("") when none
};

struct story {
    struct text path;
    struct text title;
    struct instant start;
    struct story_step *steps; // without story, mission and start
    size_t step_count;
};

struct story_trouble {
    int line; // 0: the file as a whole
    struct text what;
};

// False with *ret_trouble filled when the text is no story.
bool story_read(struct arena *arena, struct text path, struct text bytes, struct story *ret_story,
                struct story_trouble *ret_trouble);
// "2d", "1h30m", "20d12h", "3y" (365 days), "500ms": each unit once, from the largest to the smallest. False when
// malformed or beyond a hundred years.
bool story_duration_parse(struct text t, int64_t *ret_ms);
// The value of the first pair of this name, TEXT_NONE when there is none.
struct text story_value(const struct story_step *step, const char *name);
bool story_has(const struct story_step *step, const char *name);
