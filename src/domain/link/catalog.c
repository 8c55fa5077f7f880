// SPDX-License-Identifier: Apache-2.0
// Looking links up and judging whether they are open.
#include "link/catalog.h"

#include "link/catalog_private.h"

struct catalog *catalog_new(void)
{
    struct arena *arena = arena_new(1 << 12);
    struct catalog *catalog = arena_one(arena, struct catalog);
    catalog->arena = arena;
    lock_init(&catalog->refreshing);
    shared_lock_init(&catalog->lock);
    return catalog;
}

void catalog_free(struct catalog *catalog)
{
    if (catalog == NULL) {
        return;
    }
    catalog_tables_free(catalog->tables);
    shared_lock_end(&catalog->lock);
    lock_end(&catalog->refreshing);
    arena_free(catalog->arena);
}

int64_t catalog_version(struct catalog *catalog)
{
    shared_lock_read(&catalog->lock);
    int64_t version = catalog->tables == NULL ? 0 : catalog->tables->version;
    shared_lock_give(&catalog->lock);
    return version;
}

void catalog_enter(struct catalog *catalog)
{
    shared_lock_read(&catalog->lock);
}

void catalog_leave(struct catalog *catalog)
{
    shared_lock_give(&catalog->lock);
}

static enum catalog_state judge(const struct catalog_tables *tables, const struct catalog_link *link)
{
    const struct catalog_offer *offer = ROW(tables->offers, catalog_offer, link->offer);
    const struct catalog_program *program = ROW(tables->programs, catalog_program, offer->program);
    uint64_t is_approved = 0;
    if (!link->is_active) {
        return CATALOG_LINK_ARCHIVED;
    }
    if (!ROW(tables->advertisers, catalog_advertiser, program->advertiser)->is_active) {
        return CATALOG_ADVERTISER_ARCHIVED;
    }
    if (!program->is_active) {
        return CATALOG_PROGRAM_CLOSED;
    }
    if (!offer->is_active) {
        return CATALOG_OFFER_CLOSED;
    }
    if (!ROW(tables->partners, catalog_partner, link->partner)->is_active) {
        return CATALOG_PARTNER_ARCHIVED;
    }
    map64_get(&tables->enrollments, pair_key(offer->program, link->partner), &is_approved);
    return is_approved != 0 ? CATALOG_OPEN : CATALOG_ENROLLMENT_MISSING;
}

// UINT32_MAX is the unknown link.
static void fill_hit(const struct catalog_tables *tables, uint32_t index, struct catalog_hit *ret_hit)
{
    *ret_hit = (struct catalog_hit){.state = CATALOG_LINK_UNKNOWN};
    if (index == UINT32_MAX) {
        return;
    }
    const struct catalog_link *link = ROW(tables->links, catalog_link, index);
    const struct catalog_offer *offer = ROW(tables->offers, catalog_offer, link->offer);
    const struct catalog_program *program = ROW(tables->programs, catalog_program, offer->program);
    const struct catalog_partner *partner = ROW(tables->partners, catalog_partner, link->partner);
    *ret_hit = (struct catalog_hit){
        .state = judge(tables, link),
        .link_id = {link->id},
        .offer_id = {offer->id},
        .partner_id = {partner->id},
        .program_id = {program->id},
        .window_ms = program->window_ms,
        .link_code = pool_text(tables, link->code),
        .partner_code = pool_text(tables, partner->code),
        .destination = pool_text(tables, link->destination != 0 ? link->destination : offer->destination),
        .hosts = pool_text(tables, offer->hosts),
        .parameters = pool_text(tables, offer->parameters),
        .click_id_parameter = pool_text(tables, offer->click_id_parameter),
    };
}

void catalog_find_code(const struct catalog *catalog, struct text code, struct catalog_hit *ret_hit)
{
    const struct catalog_tables *tables = catalog->tables;
    uint32_t index = tables == NULL ? UINT32_MAX : code_index_find(tables, &tables->link_by_code, link_code_of, code);
    fill_hit(tables, index, ret_hit);
}

static bool form_has_program(const struct catalog_form *form, uint32_t program)
{
    for (uint32_t i = 0; i < form->program_count; i++) {
        if (form->programs[i] == program) {
            return true;
        }
    }
    return false;
}

// The index of the only program that is asked for; UINT32_MAX for a program that is not there.
static uint32_t program_index(const struct catalog_tables *tables, struct program_id id)
{
    uint64_t index = 0;
    return tables != NULL && map64_get(&tables->program_by_id, (uint64_t)id.v, &index) ? (uint32_t)index : UINT32_MAX;
}

// A link's code of a program with the form, else a partner's code. `only`: NULL, or the index of the only program.
static uint32_t find_in_form(const struct catalog_tables *tables, const struct catalog_form *form, struct text code,
                             const uint32_t *only)
{
    uint32_t link = code_index_find(tables, &tables->link_by_code, link_code_of, code);
    if (link != UINT32_MAX) {
        uint32_t offer = ROW(tables->links, catalog_link, link)->offer;
        uint32_t program = ROW(tables->offers, catalog_offer, offer)->program;
        if (form_has_program(form, program) && (only == NULL || *only == program)) {
            return link;
        }
    }
    uint32_t partner = code_index_find(tables, &tables->partner_by_code, partner_code_of, code);
    uint32_t closed = UINT32_MAX;
    for (uint32_t i = 0; partner != UINT32_MAX && i < form->program_count; i++) {
        uint64_t first = 0;
        if (only == NULL || *only == form->programs[i]) {
            map64_get(&tables->first_links, pair_key(form->programs[i], partner), &first);
        }
        if (first == 0) {
            continue;
        }
        link = (uint32_t)first - 1;
        if (judge(tables, ROW(tables->links, catalog_link, link)) == CATALOG_OPEN) {
            return link;
        }
        closed = closed == UINT32_MAX ? link : closed;
    }
    return closed;
}

static bool has_parameter_form(const struct catalog_form *form, const struct parameters *parameters,
                               struct text *ret_code)
{
    *ret_code = text_is(form->parameter) ? parameters_get(parameters, form->parameter) : TEXT_NONE;
    return text_is(*ret_code) && (!text_is(form->when_parameter) ||
                                  text_equal(parameters_get(parameters, form->when_parameter), form->when_value));
}

bool catalog_find_parameters(const struct catalog *catalog, struct program_id program_id,
                             const struct parameters *parameters, struct catalog_hit *ret_hit)
{
    bool is_form = false;
    uint32_t best = UINT32_MAX;
    const struct catalog_tables *tables = catalog->tables;
    uint32_t program = program_index(tables, program_id);
    const uint32_t *only = program_id.v == 0 ? NULL : &program;
    for (size_t i = 0; tables != NULL && i < tables->form_count && best == UINT32_MAX; i++) {
        const struct catalog_form *form = &tables->forms[i];
        struct text code;
        if ((only == NULL || form_has_program(form, program)) && has_parameter_form(form, parameters, &code)) {
            is_form = true;
            best = find_in_form(tables, form, code, only);
        }
    }
    if (is_form) {
        fill_hit(tables, best, ret_hit);
    }
    return is_form;
}

bool catalog_find_prefix(const struct catalog *catalog, struct program_id program_id, const struct catalog_path *path,
                         struct catalog_hit *ret_hit)
{
    bool is_form = false;
    const struct catalog_tables *tables = catalog->tables;
    uint32_t program = program_index(tables, program_id);
    const uint32_t *only = program_id.v == 0 ? NULL : &program;
    for (size_t i = 0; tables != NULL && i < tables->form_count && !is_form; i++) {
        const struct catalog_form *form = &tables->forms[i];
        if (text_is(form->prefix) && text_equal(form->prefix, path->prefix) &&
            (only == NULL || form_has_program(form, program))) {
            is_form = true;
            fill_hit(tables, find_in_form(tables, form, path->code, only), ret_hit);
        }
    }
    return is_form;
}

void catalog_settings(const struct catalog *catalog, struct catalog_settings *ret_settings)
{
    *ret_settings = (struct catalog_settings){.fallback_url = TEXT("")};
    const struct catalog_tables *tables = catalog->tables;
    if (tables != NULL) {
        ret_settings->fallback_url = pool_text(tables, tables->fallback_url);
        ret_settings->address_days = tables->address_days;
        ret_settings->window_ms_max = tables->window_ms_max;
    }
}
