// SPDX-License-Identifier: Apache-2.0
// The facts of an event that may be otherwise tomorrow (a partner's level, his recruiters, the click's source), and
// those that only plans look at (tax, usage, metadata), as they were when the event was accepted: one text in the
// conversion's row that never changes. Pure; what is in it is decided by flow/conversion_facts.
//
// The text is a query string: names in the order of the structure, only what differs from nothing, every atom
// percent-encoded (RFC 3986), the parts of a partner separated by commas: the same facts are the same bytes.
//
//   tax=1900 shipping=490 usage=60000 customer_country=FR source=newsletter
//   customer_since=1767225600000                         first credited event of the customer, where a plan asks
//   partner=7,anna,blogger,gold,clients,DE,20412,1       id, code, type, level, segment, country, enrolled day, active
//   up=… up=                                             recruiters from level 1 on; an empty one is a gap
//   split=600000,7,anna,blogger,gold,clients,DE,20412,1  agreed share in parts per million, and whose
//   touch=…                                              distinct partners who touched, oldest first
//   metadata.colour=red
#pragma once

#include "core/arena.h"
#include "core/rc.h"
#include "core/text.h"
#include "ids.h"
#include "value/time.h"

#define FACTS_PARTNERS_MAX 100 // recruiters; touches
#define FACTS_SPLITS_MAX 20
#define FACTS_METADATA_MAX 50
#define FACTS_METADATA_NAME_MAX 64
#define FACTS_METADATA_VALUE_MAX 500

// Which history the plans of an event look at: bits of conversion.needs. A period is a number from 0 to 4: week, month,
// quarter, year, all time; a bonus may also be for a time until a day (5).
#define NEED_PERIODS 5
#define NEED_VOLUME(period) ((int64_t)1 << (period))      // earlier events of the partner and goal in the period
#define NEED_WHOLE(period) ((int64_t)1 << (8 + (period))) // all of the period, later events too
#define NEED_BONUS(period) ((int64_t)1 << (16 + (period)))
#define NEED_CUSTOMER ((int64_t)1 << 24) // earlier events of the customer, churn
#define NEED_CAP ((int64_t)1 << 25)      // what is used of caps and budgets
#define NEED_BEFORE_MASK ((int64_t)0xff)
#define NEED_WHOLE_MASK ((int64_t)0xff00)
#define NEED_BONUS_MASK ((int64_t)0xff0000)

struct facts_partner {
    struct partner_id id; // 0: a gap
    struct text code, type, level, segment, country;
    int64_t enrolled_day; // days since 1970; 0 when not enrolled
    bool is_active;
};
struct facts_share {
    int64_t ppm; // agreed share in parts per million
    struct facts_partner partner;
};
struct facts_pair {
    struct text name, value;
};
struct conversion_facts {
    int64_t tax_minor, shipping_minor;
    int64_t usage; // -1 unknown
    struct text customer_country;
    struct text source;
    struct instant customer_since; // INSTANT_NONE: nobody asked, or the customer is new or unknown
    struct facts_partner partner;  // credited
    struct facts_partner *uplines;
    size_t upline_count;
    struct facts_share *splits;
    size_t split_count;
    struct facts_partner *touches;
    size_t touch_count;
    struct facts_pair *metadata;
    size_t metadata_count;
};

// No facts: usage -1, texts "", no instant.
struct conversion_facts conversion_facts_none(void);
struct text conversion_facts_text(struct arena *arena, const struct conversion_facts *facts);
// RC_FAULT for a text that conversion_facts_text did not write.
enum rc conversion_facts_read(struct arena *arena, struct text t, struct conversion_facts *ret_facts) MUST_USE;
