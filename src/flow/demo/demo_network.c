// SPDX-License-Identifier: Apache-2.0
// The demo's network: its cast, put on the stage through the flows an operator's clicks would call.
#include <string.h>

#include "application/application_submit.h"
#include "application/program_page_write.h"
#include "demo/demo_private.h"
#include "partner/contract_life.h"
#include "partner/coupon_write.h"
#include "partner/enrollment_write.h"
#include "partner/link_write.h"
#include "partner/partner_write.h"
#include "program/advertiser_write.h"
#include "program/offer_write.h"
#include "program/program_write.h"

static enum rc make_advertisers(struct demo *demo)
{
    for (size_t i = 0; i < DEMO_ADVERTISERS; i++) {
        struct advertiser_input input = {.name = text_of(demo_advertisers[i].name), .status = TEXT_NONE};
        TRY(currency_parse(text_of(demo_advertisers[i].currency), &input.currency));
        struct advertiser_created created;
        TRY(advertiser_create(&demo->step, &input, &created));
        demo->advertisers[i] = (struct demo_advertiser){
            .id = created.advertiser.id, .postback_token = text_copy(demo->flow->arena, created.postback_token)};
    }
    return RC_OK;
}

static enum rc put_plan(struct demo *demo, size_t program, const char *plan_text, struct instant effective_at)
{
    struct program_plan_input input = {.program_id = demo->programs[program].id,
                                       .plan_text = text_of(plan_text),
                                       .effective_at = effective_at,
                                       .notice_days = PLAN_NOTICE_DAYS_MIN};
    struct plan_version version;
    struct plan_error error;
    return program_plan_put(&demo->step, &input, &version, &error);
}

static enum rc make_public(struct demo *demo, struct program_id id, const struct demo_program_role *role)
{
    struct program_input input = program_input_none();
    input.is_public = (struct opt_int64){.has = true, .v = 1};
    input.enrollment = TEXT("approval");
    struct program_view view;
    TRY(program_change(&demo->step, id, &input, &view));
    struct program_page_input said = {.program_id = id,
                                      .slug = text_of(role->slug),
                                      .said = {.language = TEXT("en"),
                                               .headline = TEXT_NONE,
                                               .about = text_of(role->about),
                                               .audience = TEXT_NONE,
                                               .requirements = text_of(role->requirements)}};
    struct program_page page;
    return program_page_write(&demo->step, &said, &page);
}

static enum rc make_programs(struct demo *demo)
{
    for (size_t i = 0; i < DEMO_PROGRAMS; i++) {
        const struct demo_program_role *role = &demo_programs[i];
        struct program_input input = program_input_none();
        input.advertiser_id = demo->advertisers[role->advertiser].id;
        input.name = text_of(role->name);
        input.window_ms = role->window_ms;
        input.attribution = text_of(role->attribution);
        input.binding = text_of(role->binding);
        input.hold_days = role->hold_days;
        TRY(currency_parse(text_of(role->currency), &input.currency));
        struct program_view view;
        TRY(program_create(&demo->step, &input, &view));
        demo->programs[i] = (struct demo_program){.id = view.program.id, .currency = input.currency};
        TRY(put_plan(demo, i, role->plan, INSTANT_NONE));
        if (role->slug != NULL) {
            TRY(make_public(demo, view.program.id, role));
        }
    }
    return RC_OK;
}

static enum rc make_offers(struct demo *demo)
{
    for (size_t i = 0; i < DEMO_OFFERS; i++) {
        const struct demo_offer_role *role = &demo_offers[i];
        struct offer_input input = {.program_id = demo->programs[role->program].id,
                                    .name = text_of(role->name),
                                    .destination_url = text_of(role->destination),
                                    .hosts = TEXT_NONE,
                                    .parameters = TEXT_NONE,
                                    .click_id_parameter = TEXT_NONE,
                                    .goals = TEXT_NONE,
                                    .status = TEXT_NONE};
        struct offer offer;
        TRY(offer_create(&demo->step, &input, &offer));
        demo->offers[i] = offer.id;
    }
    return RC_OK;
}

static bool is_one_of(const char *word, const char *const *words)
{
    for (size_t i = 0; words[i] != NULL; i++) {
        if (strcmp(word, words[i]) == 0) {
            return true;
        }
    }
    return false;
}

// Where a partner's public is at home.
static enum demo_program_number program_of(const struct demo_partner_role *role)
{
    static const char *const home_countries[] = {"RU", "BY", "KZ", NULL};
    static const char *const desk_types[] = {"integrator", "agency", "dealer", "newsletter", NULL};
    static const char *const desk_countries[] = {"US", "IN", "VN", NULL};
    if (is_one_of(role->country, home_countries)) {
        return DEMO_HOME;
    }
    if (strcmp(role->country, "JP") == 0) {
        return DEMO_DESK_JAPAN;
    }
    return is_one_of(role->type, desk_types) || is_one_of(role->country, desk_countries) ? DEMO_DESK : DEMO_OUTDOOR;
}

static enum rc enroll(struct demo *demo, struct demo_partner *partner, size_t program, const char *status,
                      const char *terms)
{
    struct enrollment_input input = {.partner_id = partner->id,
                                     .program_id = demo->programs[program].id,
                                     .status = text_of(status),
                                     .terms = text_of(terms),
                                     .terms_effective_at = INSTANT_NONE};
    struct enrollment_view view;
    TRY(enrollment_create(&demo->step, &input, &view));
    if (partner->enrollment_id.v == 0) {
        partner->enrollment_id = view.enrollment.id;
    }
    return RC_OK;
}

static enum rc make_links(struct demo *demo, struct demo_partner *partner, struct text code, size_t program,
                          int64_t wanted)
{
    size_t first = (size_t)demo_random_below(&demo->random, DEMO_OFFERS);
    for (size_t k = 0; k < DEMO_OFFERS && wanted > 0; k++) {
        size_t i = (first + k) % DEMO_OFFERS;
        if ((size_t)demo_offers[i].program != program || partner->link_count == DEMO_LINKS_PER_PARTNER) {
            continue;
        }
        struct link_input input = {.partner_id = partner->id,
                                   .offer_id = demo->offers[i],
                                   .code =
                                       text_format(demo->step.arena, "%.*s-%s", TEXT_PRINT(code), demo_offers[i].slug),
                                   .destination_url = TEXT_NONE,
                                   .status = TEXT_NONE};
        struct link link;
        TRY(link_create(&demo->step, &input, &link));
        partner->links[partner->link_count++] = (struct demo_link){.id = link.id, .offer = i};
        demo->made->links++;
        wanted--;
        if (demo->made->link_code.p == NULL && program == DEMO_OUTDOOR) {
            demo->made->link_code = text_copy(demo->flow->arena, link.code);
        }
    }
    return RC_OK;
}

static enum rc make_coupon(struct demo *demo, struct demo_partner *partner, struct text code, size_t program)
{
    static const char *const types[] = {"coupon site", "cashback", "blogger", NULL};
    if (!is_one_of(partner->role->type, types) ||
        (strcmp(partner->role->type, "blogger") == 0 && demo_random_permille(&demo->random, 500))) {
        return RC_OK;
    }
    struct buf buf = buf_new(demo->flow->arena, 64);
    for (size_t i = 0; i < code.n; i++) {
        if (code.p[i] != '-') {
            buf_add_char(&buf, (char)(code.p[i] >= 'a' && code.p[i] <= 'z' ? code.p[i] - 'a' + 'A' : code.p[i]));
        }
    }
    buf_add(&buf, TEXT("10"));
    struct coupon_input input = {.partner_id = partner->id,
                                 .program_id = demo->programs[program].id,
                                 .code = buf_text(&buf),
                                 .has_discount = true,
                                 .discount = {.ppm = RATE_ONE / 10},
                                 .status = TEXT_NONE};
    struct coupon coupon;
    TRY(coupon_create(&demo->step, &input, &coupon));
    partner->coupon = buf_text(&buf);
    demo->made->coupons++;
    return RC_OK;
}

static enum rc join_programs(struct demo *demo, size_t number, struct demo_partner *partner, struct text code)
{
    size_t program = program_of(partner->role);
    bool has_terms = strcmp(partner->role->code, "saas-radar") == 0;
    TRY(enroll(demo, partner, program, "approved", has_terms ? "pay 8.00 USD on lead\npay 25% on sale\n" : NULL));
    TRY(make_links(demo, partner, code, program, 1 + demo_random_below(&demo->random, 3)));
    TRY(make_coupon(demo, partner, code, program));
    size_t other = program == DEMO_DESK_JAPAN || program == DEMO_OUTDOOR ? DEMO_DESK : DEMO_OUTDOOR;
    if (number % 13 == 12) {
        return enroll(demo, partner, other, "pending", NULL);
    }
    if (number % 17 == 16) {
        return enroll(demo, partner, other, "rejected", NULL);
    }
    if (demo_random_permille(&demo->random, 250)) {
        TRY(enroll(demo, partner, other, "approved", NULL));
        return make_links(demo, partner, code, other, 1);
    }
    return RC_OK;
}

static enum rc make_partner(struct demo *demo, size_t number)
{
    struct demo_partner *partner = &demo->partners[number];
    partner->role = &demo_partners[number % demo_partner_role_count];
    partner->coupon = TEXT_NONE;
    size_t copy = number / demo_partner_role_count + 1;
    struct text suffix = copy == 1 ? TEXT("") : text_format(demo->step.arena, "-%zu", copy);
    struct text code = text_format(demo->step.arena, "%s%.*s", partner->role->code, TEXT_PRINT(suffix));
    struct text name =
        copy == 1 ? text_of(partner->role->name) : text_format(demo->step.arena, "%s %zu", partner->role->name, copy);
    struct partner_input input = {.code = code,
                                  .name = name,
                                  .email = text_format(demo->step.arena, "%.*s@example.com", TEXT_PRINT(code)),
                                  .type = text_of(partner->role->type),
                                  .recruited_by =
                                      number % 7 == 6 ? demo->partners[number / 3].id : (struct partner_id){0},
                                  .status = TEXT_NONE};
    struct partner made;
    TRY(partner_create(&demo->step, &input, &made));
    partner->id = made.id;
    // Zipf's law: the tenth brings a tenth of what the first brings.
    demo->partner_weights[number] = 1000000 / (int64_t)(number + 1);
    return join_programs(demo, number, partner, code);
}

// One contract that runs all the time, one that is over before the demo's end, its target far away.
static enum rc agree_contracts(struct demo *demo)
{
    static const struct {
        size_t partner;
        int64_t days;
        const char *sales;
        const char *when_missed;
    } list[] = {{0, 365, "400", "lapse"}, {2, 30, "5000", "review"}};
    for (size_t i = 0; i < sizeof(list) / sizeof(list[0]); i++) {
        const struct demo_partner *partner = &demo->partners[list[i].partner];
        struct contract_input input = {.partner_id = partner->id,
                                       .program_id = demo->programs[program_of(partner->role)].id,
                                       .starts_on = TEXT_NONE,
                                       .term_days = list[i].days,
                                       .measure = TEXT("sales"),
                                       .target = text_of(list[i].sales),
                                       .when_met = TEXT_NONE,
                                       .when_missed = text_of(list[i].when_missed)};
        struct contract contract;
        TRY(contract_agree(&demo->step, &input, &contract));
    }
    return RC_OK;
}

enum rc demo_network_make(struct demo *demo)
{
    TRY(make_advertisers(demo));
    TRY(make_programs(demo));
    TRY(make_offers(demo));
    size_t count = (size_t)demo->options->partner_count;
    demo->partners = arena_many(demo->flow->arena, struct demo_partner, count);
    demo->partner_weights = arena_many(demo->flow->arena, int64_t, count);
    for (size_t i = 0; i < count; i++) {
        TRY(make_partner(demo, i));
        arena_reset(demo->day_arena);
    }
    TRY(agree_contracts(demo));
    demo->made->advertisers = DEMO_ADVERTISERS;
    demo->made->programs = DEMO_PROGRAMS;
    demo->made->offers = DEMO_OFFERS;
    demo->made->partners = (int64_t)count;
    demo->made->program_name = text_of(demo_programs[DEMO_OUTDOOR].name);
    demo->made->postback_token = demo->advertisers[demo_programs[DEMO_OUTDOOR].advertiser].postback_token;
    return RC_OK;
}

enum rc demo_network_apply(struct demo *demo)
{
    for (size_t i = 0; i < DEMO_APPLICANTS; i++) {
        const struct demo_applicant_role *role = &demo_applicants[i];
        struct application_input input = {.program_id = demo->programs[role->program].id,
                                          .name = text_of(role->name),
                                          .email = text_of(role->email),
                                          .country = text_of(role->country),
                                          .website = text_of(role->website),
                                          .niche = text_of(role->niche),
                                          .promotion = text_of(role->promotion),
                                          .source = TEXT_NONE,
                                          .language = TEXT("en")};
        struct application application;
        TRY(application_submit(&demo->step, &input, &application));
        TRY(application_confirm(&demo->step, application.id, &application));
    }
    return RC_OK;
}

enum rc demo_network_change(struct demo *demo)
{
    // Before the plan changes: more than what the partner has is his at once.
    struct enrollment_input input = {
        .status = TEXT_NONE, .terms = TEXT("pay 12% on sale\n"), .terms_effective_at = INSTANT_NONE};
    struct enrollment_view view;
    TRY(enrollment_change(&demo->step, demo->partners[0].enrollment_id, &input, &view));
    for (size_t i = 0; i < DEMO_PROGRAMS; i++) {
        if (demo_programs[i].later_plan != NULL) {
            // The ratchet cannot prove that nobody has less by it, so it is announced.
            struct instant later = {.ms = demo->step.now.ms + PLAN_NOTICE_DAYS_MIN * DAY_MS};
            TRY(put_plan(demo, i, demo_programs[i].later_plan, later));
        }
    }
    return RC_OK;
}
