// SPDX-License-Identifier: Apache-2.0
// Steps that make and change programs, offers, partners, links and coupons.
#include "world.h"

#include "format/encode.h"
#include "partner/coupon_write.h"
#include "partner/enrollment_write.h"
#include "partner/link_write.h"
#include "partner/partner_write.h"
#include "program/advertiser_write.h"
#include "program/offer_write.h"
#include "program/plan_letter.h"
#include "program/program_write.h"

#define ANY_PROGRAM ((struct program_id){0})

// After a change of the catalog, good or refused.
static bool answer(struct world *world, enum rc rc)
{
    world_answer(world, rc);
    return rc != RC_OK || clicking_refresh(world);
}

static bool currency_of_pair(struct world *world, struct currency *ret_currency)
{
    struct text text = story_value(world->step, "currency");
    return currency_parse(text, ret_currency) == RC_OK ||
           world_mistake(world, "\"%.*s\" is no currency", TEXT_PRINT(text));
}

// ---- programs ----

// The advertiser a program names, made at its first naming; without a name one of the program's own.
static enum rc find_advertiser(struct world *world, struct currency currency, struct advertiser_id *ret_id)
{
    struct text text = world_value(world, "advertiser", world->step->words[0]);
    const struct name *known = world_name_find(world, NOUN_ADVERTISER, text, ANY_PROGRAM);
    if (known != NULL) {
        ret_id->v = known->id;
        return RC_OK;
    }
    struct flow flow = world_flow(world);
    struct advertiser_input input = {.name = text, .currency = currency};
    struct advertiser_created created;
    TRY(advertiser_create(&flow, &input, &created));
    *ret_id = created.advertiser.id;
    (void)world_name_add(world, NOUN_ADVERTISER, text, ret_id->v);
    return RC_OK;
}

static bool read_terms(struct world *world, struct program_input *input)
{
    int64_t hold_ms = -1;
    if (!world_duration(world, "window", &input->window_ms) || !world_duration(world, "hold", &hold_ms)) {
        return false;
    }
    if (hold_ms >= 0) {
        if (hold_ms % DAY_MS != 0) {
            return world_mistake(world, "a hold has whole days");
        }
        input->hold_days = hold_ms / DAY_MS;
    }
    input->attribution = story_value(world->step, "attribution");
    input->evidence = story_value(world->step, "evidence");
    input->binding = story_value(world->step, "binding");
    return true;
}

bool step_program(struct world *world)
{
    struct program_input input = program_input_none();
    input.name = world->step->words[0];
    input.link_forms = story_value(world->step, "forms");
    if (!currency_of_pair(world, &input.currency) || !read_terms(world, &input)) {
        return false;
    }
    if (world_name_find(world, NOUN_PROGRAM, input.name, ANY_PROGRAM) != NULL) {
        return world_mistake(world, "there is a program of this name already");
    }
    enum rc rc = find_advertiser(world, input.currency, &input.advertiser_id);
    struct program_view view;
    if (rc == RC_OK) {
        struct flow flow = world_flow(world);
        rc = program_create(&flow, &input, &view);
    }
    if (rc == RC_OK) {
        struct name *name = world_name_add(world, NOUN_PROGRAM, input.name, view.program.id.v);
        name->advertiser_id = input.advertiser_id;
        if (world->first_program == NULL) {
            world->first_program = name;
            world->currency = view.program.currency;
        }
    }
    return answer(world, rc);
}

bool step_change(struct world *world)
{
    const struct name *program = world_name(world, NOUN_PROGRAM, world->step->words[0], ANY_PROGRAM);
    struct program_input input = program_input_none();
    if (program == NULL || !read_terms(world, &input)) {
        return false;
    }
    struct flow flow = world_flow(world);
    struct program_view view;
    return answer(world, program_change(&flow, (struct program_id){program->id}, &input, &view));
}

bool step_plan(struct world *world)
{
    const struct name *program = world_name(world, NOUN_PROGRAM, world->step->words[0], ANY_PROGRAM);
    int64_t from_ms = -1;
    int64_t notice_ms = 0;
    if (program == NULL || !world_duration(world, "from", &from_ms) || !world_duration(world, "notice", &notice_ms)) {
        return false;
    }
    struct flow flow = world_flow(world);
    struct program_plan_input input = {.program_id = {program->id},
                                       .plan_text = world->step->block,
                                       .effective_at = from_ms < 0 ? INSTANT_NONE
                                                                   : (struct instant){world->story->start.ms + from_ms},
                                       .notice_days = notice_ms / DAY_MS};
    struct plan_version version;
    struct plan_error error;
    return answer(world, program_plan_put(&flow, &input, &version, &error));
}

// ---- partners ----

static enum rc enroll(struct world *world, const struct enrollment_input *input)
{
    struct enrollment enrollment;
    enum rc rc = enrollment_find(world->db, world->scratch, input->partner_id, input->program_id, &enrollment);
    struct flow flow = world_flow(world);
    struct enrollment_view view;
    if (rc == RC_NOT_FOUND) {
        return enrollment_create(&flow, input, &view);
    }
    TRY(rc);
    return enrollment_change(&flow, enrollment.id, input, &view);
}

static bool partner_and_program(struct world *world, struct text partner_text, struct enrollment_input *input)
{
    const struct name *partner = world_name(world, NOUN_PARTNER, partner_text, ANY_PROGRAM);
    const struct name *program = world_program(world);
    if (partner == NULL || program == NULL) {
        return false;
    }
    *input = (struct enrollment_input){.partner_id = {partner->id},
                                       .program_id = {program->id},
                                       .status = TEXT_NONE,
                                       .terms = TEXT_NONE,
                                       .terms_effective_at = INSTANT_NONE};
    return true;
}

bool step_terms(struct world *world)
{
    struct enrollment_input input;
    int64_t from_ms = -1;
    if (!partner_and_program(world, world->step->words[0], &input) || !world_duration(world, "from", &from_ms)) {
        return false;
    }
    input.terms = world->step->block;
    input.terms_effective_at = from_ms < 0 ? INSTANT_NONE : (struct instant){world->story->start.ms + from_ms};
    return answer(world, enroll(world, &input));
}

bool step_answer(struct world *world)
{
    struct enrollment_input input;
    int64_t number = 0;
    if (!partner_and_program(world, world->step->words[0], &input) ||
        int64_parse(world_value(world, "version", TEXT("")), 1, INT64_MAX, &number) != RC_OK) {
        return false;
    }
    struct flow flow = world_flow(world);
    struct plan_answer_input given = {.partner_id = input.partner_id,
                                      .program_id = input.program_id,
                                      .is_individual = story_has(world->step, "own"),
                                      .number = number,
                                      .answer = world_value(world, "says", TEXT(""))};
    return answer(world, plan_answer_give(&flow, &given));
}

bool step_enroll(struct world *world)
{
    struct enrollment_input input;
    if (!partner_and_program(world, world->step->words[0], &input)) {
        return false;
    }
    input.status = world_value(world, "status", TEXT("approved"));
    return answer(world, enroll(world, &input));
}

// Whether a new partner enters this program at once.
static bool is_entered(struct world *world, const struct name *program)
{
    struct text rest = story_value(world->step, "programs");
    if (!text_is(rest)) {
        return true;
    }
    struct text part;
    while (text_split(&rest, ',', &part)) {
        if (text_equal(part, program->text)) {
            return true;
        }
    }
    return false;
}

static enum rc enroll_everywhere(struct world *world, struct partner_id partner_id)
{
    for (const struct name *name = world->names; name != NULL; name = name->next) {
        if (name->noun == NOUN_PROGRAM && is_entered(world, name)) {
            struct enrollment_input input = {
                .partner_id = partner_id, .program_id = {name->id}, .terms_effective_at = INSTANT_NONE};
            TRY(enroll(world, &input));
        }
    }
    return RC_OK;
}

// The programs a partner enters must exist; `none` is none.
static bool check_programs(struct world *world)
{
    struct text rest = story_value(world->step, "programs");
    if (text_equal(rest, TEXT("none"))) {
        return true;
    }
    struct text part;
    while (text_split(&rest, ',', &part)) {
        if (world_name(world, NOUN_PROGRAM, part, ANY_PROGRAM) == NULL) {
            return false;
        }
    }
    return true;
}

bool step_partner(struct world *world)
{
    struct text text = world->step->words[0];
    struct partner_input input = {.code = world_value(world, "code", text), .name = text};
    input.type = story_value(world->step, "type");
    input.segment = story_value(world->step, "segment");
    input.country = story_value(world->step, "country");
    struct text recruiter = story_value(world->step, "recruited_by");
    if (text_is(recruiter)) {
        const struct name *name = world_name(world, NOUN_PARTNER, recruiter, ANY_PROGRAM);
        if (name == NULL) {
            return false;
        }
        input.recruited_by.v = name->id;
    }
    if (!check_programs(world)) {
        return false;
    }
    struct flow flow = world_flow(world);
    struct partner partner;
    enum rc rc = partner_create(&flow, &input, &partner);
    if (rc == RC_OK) {
        (void)world_name_add(world, NOUN_PARTNER, text, partner.id.v);
        rc = enroll_everywhere(world, partner.id);
    }
    return answer(world, rc);
}

bool step_recruit(struct world *world)
{
    const struct name *recruit = world_name(world, NOUN_PARTNER, world->step->words[0], ANY_PROGRAM);
    const struct name *recruiter = world_name(world, NOUN_PARTNER, story_value(world->step, "by"), ANY_PROGRAM);
    if (recruit == NULL || recruiter == NULL) {
        return false;
    }
    struct flow flow = world_flow(world);
    struct partner_input input = {.recruited_by = {recruiter->id}};
    struct partner partner;
    return answer(world, partner_change(&flow, (struct partner_id){recruit->id}, &input, &partner));
}

// ---- offers, links, coupons ----

// "download=lead,sale" with the kinds that are not said.
static struct text complete_goals(struct world *world, struct text goals)
{
    if (!text_is(goals)) {
        return TEXT_NONE;
    }
    struct buf buf = buf_new(world->scratch, 65536);
    struct text part;
    while (text_split(&goals, ',', &part)) {
        if (buf.n > 0) {
            buf_add_char(&buf, ',');
        }
        buf_add(&buf, part);
        if (text_find_char(part, '=', 0) == SIZE_MAX) {
            buf_add_char(&buf, '=');
            buf_add(&buf, offer_goal_kind_default(part));
        }
    }
    return buf_text(&buf);
}

bool step_offer(struct world *world)
{
    const struct name *program = world_program(world);
    if (program == NULL) {
        return false;
    }
    struct flow flow = world_flow(world);
    struct offer_input input = {.program_id = {program->id},
                                .name = world->step->words[0],
                                .destination_url = story_value(world->step, "to"),
                                .hosts = story_value(world->step, "hosts"),
                                .parameters = story_value(world->step, "parameters"),
                                .goals = complete_goals(world, story_value(world->step, "goals"))};
    struct offer offer;
    enum rc rc = offer_create(&flow, &input, &offer);
    if (rc == RC_OK) {
        world_name_add(world, NOUN_OFFER, input.name, offer.id.v)->program_id = input.program_id;
    }
    return answer(world, rc);
}

bool step_link(struct world *world)
{
    const struct name *partner = world_name(world, NOUN_PARTNER, story_value(world->step, "partner"), ANY_PROGRAM);
    const struct name *offer = world_name(world, NOUN_OFFER, story_value(world->step, "offer"), ANY_PROGRAM);
    if (partner == NULL || offer == NULL) {
        return false;
    }
    struct flow flow = world_flow(world);
    struct link_input input = {.partner_id = {partner->id},
                               .offer_id = {offer->id},
                               .code = world->step->words[0],
                               .destination_url = story_value(world->step, "to")};
    struct link link;
    enum rc rc = link_create(&flow, &input, &link);
    if (rc == RC_OK) {
        (void)world_name_add(world, NOUN_LINK, input.code, link.id.v);
    }
    return answer(world, rc);
}

bool step_coupon(struct world *world)
{
    const struct name *partner = world_name(world, NOUN_PARTNER, story_value(world->step, "partner"), ANY_PROGRAM);
    const struct name *program = world_program(world);
    if (partner == NULL || program == NULL) {
        return false;
    }
    struct coupon_input input = {
        .partner_id = {partner->id}, .program_id = {program->id}, .code = world->step->words[0]};
    struct text discount = story_value(world->step, "discount");
    if (text_is(discount)) {
        input.has_discount = true;
        if (!text_ends_with(discount, TEXT("%")) ||
            rate_parse_percent(text_slice(discount, 0, discount.n - 1), &input.discount) != RC_OK) {
            return world_mistake(world, "\"%.*s\" is no discount such as 10%%", TEXT_PRINT(discount));
        }
    }
    struct flow flow = world_flow(world);
    struct coupon coupon;
    enum rc rc = coupon_create(&flow, &input, &coupon);
    if (rc == RC_OK) {
        world_name_add(world, NOUN_COUPON, input.code, coupon.id.v)->program_id = input.program_id;
    }
    return answer(world, rc);
}

// ---- ends ----

static enum rc set_status(struct world *world, const struct name *name, struct text status)
{
    struct flow flow = world_flow(world);
    switch (name->noun) {
    case NOUN_ADVERTISER: {
        struct advertiser advertiser;
        struct advertiser_input input = {.status = status};
        return advertiser_change(&flow, (struct advertiser_id){name->id}, &input, &advertiser);
    }
    case NOUN_PROGRAM: {
        struct program_view view;
        struct program_input input = program_input_none();
        input.status = status;
        return program_change(&flow, (struct program_id){name->id}, &input, &view);
    }
    case NOUN_OFFER: {
        struct offer offer;
        struct offer_input input = {.status = status};
        return offer_change(&flow, (struct offer_id){name->id}, &input, &offer);
    }
    case NOUN_PARTNER: {
        struct partner partner;
        struct partner_input input = {.status = status};
        return partner_change(&flow, (struct partner_id){name->id}, &input, &partner);
    }
    case NOUN_LINK: {
        struct link link;
        struct link_input input = {.status = status};
        return link_change(&flow, (struct link_id){name->id}, &input, &link);
    }
    case NOUN_COUPON: {
        struct coupon coupon;
        struct coupon_input input = {.status = status};
        return coupon_change(&flow, (struct coupon_id){name->id}, &input, &coupon);
    }
    case NOUN_COUNT:
    default:
        return RC_FAULT;
    }
}

bool step_archive(struct world *world)
{
    static const char *const words[NOUN_COUNT] = {"advertiser", "program", "offer", "partner", "link", "coupon"};
    struct program_id program_id = {0};
    if (story_has(world->step, "program")) {
        const struct name *program = world_program(world);
        if (program == NULL) {
            return false;
        }
        program_id.v = program->id;
    }
    for (int noun = 0; noun < NOUN_COUNT; noun++) {
        if (text_equal(world->step->words[0], text_of(words[noun]))) {
            const struct name *name = world_name(world, (enum noun)noun, world->step->words[1], program_id);
            return name != NULL && answer(world, set_status(world, name, TEXT("archived")));
        }
    }
    return world_mistake(world, "\"%.*s\" cannot be archived", TEXT_PRINT(world->step->words[0]));
}

bool step_close(struct world *world)
{
    if (!text_equal(world->step->words[0], TEXT("offer"))) {
        return world_mistake(world, "only offers are closed");
    }
    const struct name *offer = world_name(world, NOUN_OFFER, world->step->words[1], ANY_PROGRAM);
    return offer != NULL && answer(world, set_status(world, offer, TEXT("closed")));
}

// expect coupon FRIEND 10% program P
bool expect_coupon(struct world *world)
{
    const struct name *program = world_program(world);
    struct coupon coupon;
    if (program == NULL) {
        return false;
    }
    enum rc rc =
        coupon_find(world->db, world->scratch, (struct program_id){program->id}, world->step->words[0], &coupon);
    if (rc != RC_OK) {
        return world_mistake(world, "there is no coupon \"%.*s\"", TEXT_PRINT(world->step->words[0]));
    }
    struct text actual = TEXT("nothing");
    if (coupon.has_discount) {
        struct text percent = rate_percent_text(world->scratch, coupon.discount);
        actual = text_format(world->scratch, "%.*s%%", TEXT_PRINT(percent));
    }
    if (!text_equal(actual, world->step->words[1])) {
        world_differs(world, world->step->words[1], actual);
    }
    return true;
}
