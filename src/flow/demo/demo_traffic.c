// SPDX-License-Identifier: Apache-2.0
// A day's clicks: who, when, from where; and which of them will become a lead or a sale.
#include <stdlib.h>
#include <string.h>

#include "demo/demo_private.h"

static const int64_t weekday_weights[7] = {1100, 1120, 1100, 1050, 980, 820, 830}; // from Monday
static const int64_t hour_weights[24] = {20, 14, 10, 8,  7,  8,  14, 26, 40, 48, 52, 54,
                                         58, 54, 52, 52, 54, 60, 70, 84, 92, 86, 62, 36}; // on the visitor's clock

static int64_t day_weight(const struct demo_options *options, int64_t first_day, int64_t day)
{
    int64_t weekday = (first_day + day + 3) % 7; // 1970-01-01 was a Thursday
    return weekday_weights[weekday] * (800 + 400 * day / options->day_count);
}

// How many of all clicks fall on the days up to, not including, this one: a weekly rhythm on a rising trend.
static int64_t clicks_before(const struct demo_options *options, int64_t first_day, int64_t day)
{
    int64_t clicks = options->partner_count * options->day_count * DEMO_CLICKS_PER_PARTNER_AND_DAY_TIMES_3 / 3;
    int64_t before = 0;
    int64_t all = 0;
    for (int64_t d = 0; d < options->day_count; d++) {
        int64_t weight = day_weight(options, first_day, d);
        before += d < day ? weight : 0;
        all += weight;
    }
    return clicks * before / all;
}

static int64_t hours_ahead_of_utc(const char *country)
{
    static const struct {
        const char *country;
        int64_t hours;
    } table[] = {{"US", 19}, {"BR", 21}, {"JP", 9}, {"RU", 3}, {"BY", 3}, {"KZ", 5},
                 {"TR", 3},  {"IN", 5},  {"VN", 7}, {"GB", 0}, {"IE", 0}, {"GR", 2}};
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        if (strcmp(country, table[i].country) == 0) {
            return table[i].hours;
        }
    }
    return 1;
}

struct visit {
    int64_t at_ms;
    int64_t visitor;
    size_t partner;
    size_t link;
};

static int compare_visits(const void *a, const void *b)
{
    const struct visit *left = a;
    const struct visit *right = b;
    if (left->at_ms != right->at_ms) {
        return left->at_ms < right->at_ms ? -1 : 1;
    }
    return left->partner != right->partner ? (left->partner < right->partner ? -1 : 1)
                                           : (left->visitor > right->visitor) - (left->visitor < right->visitor);
}

static struct visit make_visit(struct demo *demo, int64_t day)
{
    static const int64_t link_weights[DEMO_LINKS_PER_PARTNER] = {60, 25, 10, 8, 6, 4};
    struct visit visit = {0};
    visit.partner = demo_random_weighted(&demo->random, demo->partner_weights, (size_t)demo->options->partner_count);
    struct demo_partner *partner = &demo->partners[visit.partner];
    visit.link = demo_random_weighted(&demo->random, link_weights, partner->link_count);
    // Some look twice on the same day.
    visit.visitor = demo_random_permille(&demo->random, 140) ? partner->visitor_before
                                                             : demo_random_below(&demo->random, partner->visitor_count);
    partner->visitor_before = visit.visitor;
    int64_t local_hour = (int64_t)demo_random_weighted(&demo->random, hour_weights, 24);
    int64_t hour = (local_hour + 24 - hours_ahead_of_utc(partner->role->country)) % 24;
    visit.at_ms = (demo->first_day + day) * DAY_MS + hour * HOUR_MS + demo_random_below(&demo->random, HOUR_MS);
    return visit;
}

// What stays the same with each visit of a visitor follows from his number.
static void fill_visitor(struct demo *demo, const struct visit *visit, struct click_record *click)
{
    static const char *const agents[] = {
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 "
        "Mobile/15E148 Safari/604.1",
        "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile "
        "Safari/537.36",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 "
        "Safari/537.36",
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 "
        "Safari/605.1.15",
        "Mozilla/5.0 (iPad; CPU OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 "
        "Mobile/15E148 Safari/604.1",
        "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0"};
    static const char *const elsewhere[] = {"DE", "FR", "US", "GB", "NL", "RU", "JP", "ES"};
    const struct demo_partner *partner = &demo->partners[visit->partner];
    struct demo_random own = {(uint64_t)visit->partner << 40 ^ (uint64_t)visit->visitor ^ UINT64_C(0xd0e5) << 48};
    struct arena *arena = demo->day_arena;
    click->visitor = click_visitor_number(
        demo->flow->keyring, text_format(arena, "demo-%zu-%lld", visit->partner, (long long)visit->visitor));
    const char *country =
        demo_random_permille(&own, 800) ? partner->role->country : elsewhere[demo_random_below(&own, 8)];
    memcpy(click->country, country, 3);
    click->agent = text_of(agents[demo_random_below(&own, sizeof(agents) / sizeof(agents[0]))]);
    click->device = click_device_of(click->agent);
    click->address = text_format(arena, "198.%d.%d.%d", (int)(18 + demo_random_below(&own, 2)),
                                 (int)demo_random_below(&own, 256), (int)(1 + demo_random_below(&own, 254)));
    click->address_prefix = click_address_prefix(arena, click->address);
    click->network_agent =
        click_network_agent(demo->flow->keyring, (struct instant){visit->at_ms}, click->address, click->agent);
    click->referrer = TEXT("");
    click->has_person = true;
}

static struct text parameters_of(struct demo *demo)
{
    static const char *const sources[] = {"instagram", "youtube", "telegram", "newsletter", "search"};
    static const char *const campaigns[] = {"spring", "top10", "review", "giveaway", "bio"};
    if (demo_random_permille(&demo->random, 300)) {
        return TEXT_NONE;
    }
    const char *source = sources[demo_random_below(&demo->random, 5)];
    const char *campaign = campaigns[demo_random_below(&demo->random, 5)];
    return text_format(demo->day_arena, "source=%s&sub1=%s", source, campaign);
}

static bool is_type(const struct demo_partner *partner, const char *type)
{
    return strcmp(partner->role->type, type) == 0;
}

static int64_t sale_permille(const struct demo_partner *partner, int64_t usual)
{
    if (is_type(partner, "coupon site") || is_type(partner, "cashback")) {
        return 2 * usual;
    }
    if (is_type(partner, "review site") || is_type(partner, "comparison site")) {
        return usual + usual / 2;
    }
    return is_type(partner, "media") || is_type(partner, "community") ? usual / 2 : usual;
}

// Most buy at once, some sleep on it, a few come back after weeks.
static int64_t deliberation_ms(struct demo_random *random)
{
    int64_t kind = demo_random_below(random, 10);
    if (kind < 7) {
        return 5 * MINUTE_MS + demo_random_below(random, 2 * HOUR_MS);
    }
    return kind < 9 ? 2 * HOUR_MS + demo_random_below(random, 3 * DAY_MS) : demo_random_below(random, 25 * DAY_MS);
}

static void plan_outcome(struct demo *demo, const struct visit *visit, const struct click_record *click)
{
    struct demo_random *random = &demo->random;
    const struct demo_partner *partner = &demo->partners[visit->partner];
    size_t offer = partner->links[visit->link].offer;
    const struct demo_program_role *program = &demo_programs[demo_offers[offer].program];
    struct demo_event event = {.program = (size_t)demo_offers[offer].program,
                               .offer = offer,
                               .partner = visit->partner,
                               .click_id = click->id};
    event.customer = (int64_t)visit->partner * 10000000 + visit->visitor;
    if (program->lead_permille > 0) {
        if (demo_random_permille(random, program->lead_permille)) {
            event.kind = DEMO_LEAD;
            event.has_customer = true;
            event.at = (struct instant){visit->at_ms + MINUTE_MS + demo_random_below(random, 90 * MINUTE_MS)};
            demo_event_plan(demo, &event);
        }
        return;
    }
    if (!demo_random_permille(random, sale_permille(partner, program->sale_permille))) {
        return;
    }
    event.kind = DEMO_SALE;
    event.at = (struct instant){visit->at_ms + deliberation_ms(random)};
    event.has_coupon = text_is(partner->coupon) &&
                       demo_offers[partner->links[0].offer].program == demo_offers[offer].program &&
                       demo_random_permille(random, 400);
    event.has_customer = demo_random_permille(random, 600);
    if (event.has_coupon && demo_random_permille(random, 250)) {
        event.click_id.v = 0; // the cookie is gone, the coupon speaks
    } else if (demo_random_permille(random, 30)) {
        event.click_id.v = 0; // nothing speaks
        event.has_coupon = false;
        event.has_customer = false;
    }
    demo_event_plan(demo, &event);
}

// A link that was mistyped on its way.
static void refuse(struct click_record *click)
{
    click->outcome = CLICK_LINK_UNKNOWN;
    click->link_id.v = 0;
    click->offer_id.v = 0;
    click->partner_id.v = 0;
    click->program_id.v = 0;
}

enum rc demo_traffic(struct demo *demo, int64_t day, struct click_record **ret_clicks, size_t *ret_count)
{
    int64_t count =
        clicks_before(demo->options, demo->first_day, day + 1) - clicks_before(demo->options, demo->first_day, day);
    struct visit *visits = arena_many(demo->day_arena, struct visit, (size_t)count);
    struct click_record *clicks = arena_many(demo->day_arena, struct click_record, (size_t)count);
    for (int64_t i = 0; i < count; i++) {
        visits[i] = make_visit(demo, day);
    }
    qsort(visits, (size_t)count, sizeof(*visits), compare_visits);
    for (int64_t i = 0; i < count; i++) {
        const struct demo_partner *partner = &demo->partners[visits[i].partner];
        const struct demo_link *link = &partner->links[visits[i].link];
        clicks[i] = (struct click_record){.outcome = CLICK_REDIRECTED,
                                          .link_id = link->id,
                                          .offer_id = demo->offers[link->offer],
                                          .partner_id = partner->id,
                                          .program_id = demo->programs[demo_offers[link->offer].program].id,
                                          .parameters = parameters_of(demo)};
        fill_visitor(demo, &visits[i], &clicks[i]);
        TRY(flow_stored(&demo->step, click_store_number(&demo->store, demo->flow->db, (struct instant){visits[i].at_ms},
                                                        &clicks[i].id)));
        if (demo_random_permille(&demo->random, 4)) {
            refuse(&clicks[i]);
            demo->made->refused++;
        } else {
            demo->made->clicks++;
            plan_outcome(demo, &visits[i], &clicks[i]);
        }
    }
    *ret_clicks = clicks;
    *ret_count = (size_t)count;
    return RC_OK;
}
