// SPDX-License-Identifier: Apache-2.0
// What the files of the demo share: its cast (demo_cast.c), the network made of it (demo_network.c), its traffic
// (demo_traffic.c) and what follows from that (demo_events.c).
#pragma once

#include "click/click_store.h"
#include "demo/demo.h"
#include "value/money.h"

// ---- chance ----

// SplitMix64 (Steele, Lea, Flood 2014): small, and the same on every machine.
struct demo_random {
    uint64_t state;
};
// 0 to n - 1. BUG unless n > 0.
int64_t demo_random_below(struct demo_random *random, int64_t n);
bool demo_random_permille(struct demo_random *random, int64_t permille);
// An index, each as likely as its weight. BUG when all are 0.
size_t demo_random_weighted(struct demo_random *random, const int64_t *weights, size_t count);

// ---- the cast ----

#define DEMO_ADVERTISERS 3
#define DEMO_PROGRAMS 4
#define DEMO_OFFERS 9
#define DEMO_PRICES 5

enum demo_program_number { DEMO_OUTDOOR, DEMO_DESK, DEMO_DESK_JAPAN, DEMO_HOME };

struct demo_advertiser_role {
    const char *name;
    const char *currency;
};
struct demo_program_role {
    size_t advertiser;
    const char *name;
    const char *currency;
    int64_t window_ms;
    const char *attribution;
    const char *binding;
    int64_t hold_days;
    const char *plan;
    const char *later_plan;   // announced in the middle of the days; NULL: none
    const char *order_prefix; // of order numbers
    int64_t lead_permille;    // of clicks that become a lead
    int64_t sale_permille;    // of clicks that become a sale; of leads, where there are any
    const char *slug;         // of its public page; NULL: it has none, and nobody can apply
    const char *about;
    const char *requirements;
};
struct demo_offer_role {
    enum demo_program_number program;
    const char *name;
    const char *slug; // in link codes
    const char *destination;
    const char *kind; // of the order's lines; "" none
    int64_t prices_minor[DEMO_PRICES];
};
struct demo_partner_role {
    const char *code;
    const char *name;
    const char *type;
    const char *country; // ISO 3166-1
};
extern const struct demo_advertiser_role demo_advertisers[DEMO_ADVERTISERS];
extern const struct demo_program_role demo_programs[DEMO_PROGRAMS];
extern const struct demo_offer_role demo_offers[DEMO_OFFERS];
extern const struct demo_partner_role demo_partners[];
extern const size_t demo_partner_role_count;
struct demo_applicant_role {
    enum demo_program_number program;
    const char *name;
    const char *email;
    const char *country;
    const char *website;
    const char *niche;
    const char *promotion;
};
#define DEMO_APPLICANTS 3
extern const struct demo_applicant_role demo_applicants[DEMO_APPLICANTS];

// ---- the network ----

struct demo_advertiser {
    struct advertiser_id id;
    struct text postback_token;
};
struct demo_program {
    struct program_id id;
    struct currency currency;
    int64_t order_count; // order numbers given
};
struct demo_link {
    struct link_id id;
    size_t offer;
};
#define DEMO_LINKS_PER_PARTNER 6
struct demo_partner {
    struct partner_id id;
    struct enrollment_id enrollment_id; // in the first link's program
    const struct demo_partner_role *role;
    struct demo_link links[DEMO_LINKS_PER_PARTNER]; // the first is the strongest
    size_t link_count;
    struct text coupon; // of the first link's program; TEXT_NONE: none
    int64_t visitor_count;
    int64_t visitor_before; // of the visit made before
};

struct demo_event;

struct demo {
    struct flow *flow; // of the caller; its `now` is the end
    struct flow step;  // what is passed on, with the moving clock and the day's arena
    const struct demo_options *options;
    struct demo_made *made;
    struct demo_random random;
    struct arena *day_arena;
    int64_t first_day; // since 1970
    struct demo_advertiser advertisers[DEMO_ADVERTISERS];
    struct demo_program programs[DEMO_PROGRAMS];
    struct offer_id offers[DEMO_OFFERS];
    struct demo_partner *partners;
    int64_t *partner_weights;
    struct demo_event **events; // of each day, a list in no order
    int64_t event_count;
    struct click_store store;
};

// Makes advertisers, programs, offers, partners, enrollments, links, coupons.
enum rc demo_network_make(struct demo *demo) MUST_USE;
// Applications that wait for the operator's decision, made on the last day.
enum rc demo_network_apply(struct demo *demo) MUST_USE;
// What an operator changes in the middle of the days: a plan, one partner's terms.
enum rc demo_network_change(struct demo *demo) MUST_USE;

// ---- traffic ----

// Makes a day's clicks in the day's arena, in order, and plans what will come of them.
enum rc demo_traffic(struct demo *demo, int64_t day, struct click_record **ret_clicks, size_t *ret_count) MUST_USE;

// ---- what follows ----

enum demo_event_kind { DEMO_LEAD, DEMO_SALE, DEMO_DECISION, DEMO_REFUND };
struct demo_event {
    struct demo_event *next;
    int64_t number; // for order among equals, and for refund keys
    struct instant at;
    enum demo_event_kind kind;
    size_t program;
    // lead, sale
    size_t offer;
    size_t partner;
    struct click_id click_id; // 0: none is reported
    bool has_coupon;
    bool has_customer;
    int64_t customer; // number within the demo
    // decision, refund
    struct conversion_id conversion_id;
    bool is_approval;
    struct money refund; // 0: all that is left
};
// Keeps a copy for its day; what lies past the last day never happens.
void demo_event_plan(struct demo *demo, const struct demo_event *event);
// Accepts the day's leads and sales inside the open transaction.
enum rc demo_events_accept(struct demo *demo, int64_t day) MUST_USE;
// Decides and refunds, a transaction each.
enum rc demo_events_follow(struct demo *demo, int64_t day) MUST_USE;
