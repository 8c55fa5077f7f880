// SPDX-License-Identifier: Apache-2.0
// Bringing the catalog up to date. The first time, and when too many replaced texts lie about, everything is read into
// new tables that nobody sees until they are whole; otherwise changed rows are put into the tables one at a time.
#include <stdlib.h>

#include "link/catalog_private.h"
#include "link/catalog_sql.h"
#include "link/link_form.h"

#define POOL_WASTE_MAX ((uint32_t)16 << 20)

struct loading {
    struct catalog *catalog;
    struct catalog_tables *tables;
    bool is_shared; // readers see the tables already
    bool has_programs;
};

static void row_begin(const struct loading *loading)
{
    if (loading->is_shared) {
        shared_lock_write(&loading->catalog->lock);
    }
}

static void row_end(const struct loading *loading)
{
    if (loading->is_shared) {
        shared_lock_give(&loading->catalog->lock);
    }
}

static bool find_index(const struct map64 *by_id, int64_t id, uint32_t *ret_index)
{
    uint64_t index = 0;
    if (!map64_get(by_id, (uint64_t)id, &index)) {
        return false;
    }
    *ret_index = (uint32_t)index;
    return true;
}

static enum rc load_advertiser(void *user, const struct sql_catalog_advertisers_row *row)
{
    struct loading *loading = user;
    struct catalog_tables *tables = loading->tables;
    bool is_new = false;
    row_begin(loading);
    uint32_t index = column_row(&tables->advertisers, &tables->advertiser_by_id, row->id.v, &is_new);
    ROW(tables->advertisers, catalog_advertiser, index)->is_active = row->is_active;
    row_end(loading);
    return RC_OK;
}

static enum rc load_program(void *user, const struct sql_catalog_programs_row *row)
{
    struct loading *loading = user;
    struct catalog_tables *tables = loading->tables;
    uint32_t advertiser = 0;
    if (!find_index(&tables->advertiser_by_id, row->advertiser_id.v, &advertiser)) {
        return RC_FAULT;
    }
    bool is_new = false;
    row_begin(loading);
    uint32_t index = column_row(&tables->programs, &tables->program_by_id, row->id.v, &is_new);
    struct catalog_program *program = ROW(tables->programs, catalog_program, index);
    program->advertiser = advertiser;
    program->window_ms = row->window_ms;
    program->is_active = row->is_active;
    program->link_forms = pool_set(tables, program->link_forms, row->link_forms);
    row_end(loading);
    loading->has_programs = true;
    return RC_OK;
}

static enum rc load_offer(void *user, const struct sql_catalog_offers_row *row)
{
    struct loading *loading = user;
    struct catalog_tables *tables = loading->tables;
    uint32_t program = 0;
    if (!find_index(&tables->program_by_id, row->program_id.v, &program)) {
        return RC_FAULT;
    }
    bool is_new = false;
    row_begin(loading);
    uint32_t index = column_row(&tables->offers, &tables->offer_by_id, row->id.v, &is_new);
    struct catalog_offer *offer = ROW(tables->offers, catalog_offer, index);
    offer->program = program;
    offer->is_active = row->is_active;
    offer->destination = pool_set(tables, offer->destination, row->destination_url);
    offer->hosts = pool_set(tables, offer->hosts, row->hosts);
    offer->parameters = pool_set(tables, offer->parameters, row->parameters);
    offer->click_id_parameter = pool_set(tables, offer->click_id_parameter, row->click_id_parameter);
    row_end(loading);
    return RC_OK;
}

static enum rc load_partner(void *user, const struct sql_catalog_partners_row *row)
{
    struct loading *loading = user;
    struct catalog_tables *tables = loading->tables;
    bool is_new = false;
    row_begin(loading);
    uint32_t index = column_row(&tables->partners, &tables->partner_by_id, row->id.v, &is_new);
    struct catalog_partner *partner = ROW(tables->partners, catalog_partner, index);
    partner->is_active = row->is_active;
    if (is_new) {
        partner->code = pool_add(tables, row->code); // codes never change
        code_index_add(tables, &tables->partner_by_code, partner_code_of, index);
    }
    row_end(loading);
    return RC_OK;
}

static enum rc load_enrollment(void *user, const struct sql_catalog_enrollments_row *row)
{
    struct loading *loading = user;
    struct catalog_tables *tables = loading->tables;
    uint32_t program = 0;
    uint32_t partner = 0;
    if (!find_index(&tables->program_by_id, row->program_id.v, &program) ||
        !find_index(&tables->partner_by_id, row->partner_id.v, &partner)) {
        return RC_FAULT;
    }
    row_begin(loading);
    map64_put(&tables->enrollments, pair_key(program, partner), row->is_approved);
    row_end(loading);
    return RC_OK;
}

// Keeps the oldest active link of the link's partner and program. A link that closes may have been it: then all of the
// partner's are looked through.
static void note_first_link(struct catalog_tables *tables, uint32_t index)
{
    const struct catalog_link *link = ROW(tables->links, catalog_link, index);
    uint32_t program = ROW(tables->offers, catalog_offer, link->offer)->program;
    uint64_t key = pair_key(program, link->partner);
    uint64_t first = 0;
    map64_get(&tables->first_links, key, &first);
    if (link->is_active) {
        if (first == 0 || link->id < ROW(tables->links, catalog_link, first - 1)->id) {
            map64_put(&tables->first_links, key, index + 1);
        }
        return;
    }
    if (first != (uint64_t)index + 1) {
        return;
    }
    first = 0;
    for (uint32_t i = 0; i < tables->links.count; i++) {
        const struct catalog_link *other = ROW(tables->links, catalog_link, i);
        if (other->is_active && other->partner == link->partner &&
            ROW(tables->offers, catalog_offer, other->offer)->program == program &&
            (first == 0 || other->id < ROW(tables->links, catalog_link, first - 1)->id)) {
            first = (uint64_t)i + 1;
        }
    }
    map64_put(&tables->first_links, key, first);
}

static enum rc load_link(void *user, const struct sql_catalog_links_row *row)
{
    struct loading *loading = user;
    struct catalog_tables *tables = loading->tables;
    uint32_t partner = 0;
    uint32_t offer = 0;
    if (!find_index(&tables->partner_by_id, row->partner_id.v, &partner) ||
        !find_index(&tables->offer_by_id, row->offer_id.v, &offer)) {
        return RC_FAULT;
    }
    bool is_new = false;
    row_begin(loading);
    uint32_t index = column_row(&tables->links, &tables->link_by_id, row->id.v, &is_new);
    struct catalog_link *link = ROW(tables->links, catalog_link, index);
    link->partner = partner;
    link->offer = offer;
    link->is_active = row->is_active;
    link->destination = pool_set(tables, link->destination, row->destination_url);
    if (is_new) {
        link->code = pool_add(tables, row->code);
        code_index_add(tables, &tables->link_by_code, link_code_of, index);
    }
    note_first_link(tables, index);
    row_end(loading);
    return RC_OK;
}

// ---- link forms ----

static bool same_form(const struct catalog_form *a, const struct link_form *b)
{
    return text_equal(a->parameter, b->parameter) && text_equal(a->when_parameter, b->when_parameter) &&
           text_equal(a->when_value, b->when_value) && text_equal(a->prefix, b->prefix);
}

struct forms {
    struct arena *arena;
    struct catalog_form *list;
    size_t count;
    size_t capacity;
};

static void add_form(struct forms *forms, const struct link_form *form, uint32_t program)
{
    struct catalog_form *found = NULL;
    for (size_t i = 0; i < forms->count && found == NULL; i++) {
        found = same_form(&forms->list[i], form) ? &forms->list[i] : NULL;
    }
    if (found == NULL) {
        if (forms->count == forms->capacity) {
            forms->capacity = forms->capacity == 0 ? 16 : forms->capacity * 2;
            struct catalog_form *list = arena_many(forms->arena, struct catalog_form, forms->capacity);
            for (size_t i = 0; i < forms->count; i++) {
                list[i] = forms->list[i];
            }
            forms->list = list;
        }
        found = &forms->list[forms->count++];
        *found = (struct catalog_form){.parameter = text_copy(forms->arena, form->parameter),
                                       .when_parameter = text_copy(forms->arena, form->when_parameter),
                                       .when_value = text_copy(forms->arena, form->when_value),
                                       .prefix = text_copy(forms->arena, form->prefix)};
    }
    uint32_t n = found->program_count;
    if ((n & (n - 1)) == 0) { // full at every power of two
        uint32_t *programs = arena_many(forms->arena, uint32_t, n == 0 ? 1 : (size_t)n * 2);
        for (uint32_t i = 0; i < n; i++) {
            programs[i] = found->programs[i];
        }
        found->programs = programs;
    }
    found->programs[found->program_count++] = program;
}

// Only a refresh changes the tables, so it may read them without the lock. A form that does not read (an older program
// wrote it) is no form.
static void make_forms(struct loading *loading)
{
    struct catalog_tables *tables = loading->tables;
    struct forms forms = {.arena = arena_new(ARENA_JOB_BYTES)};
    for (uint32_t i = 0; i < tables->programs.count; i++) {
        AUTO_ARENA scratch = arena_new(ARENA_REQUEST_BYTES);
        struct link_form *list = NULL;
        size_t count = 0;
        struct text json = pool_text(tables, ROW(tables->programs, catalog_program, i)->link_forms);
        if (link_forms_parse(scratch, json, &list, &count, NULL) != RC_OK) {
            continue;
        }
        for (size_t k = 0; k < count; k++) {
            add_form(&forms, &list[k], i);
        }
    }
    row_begin(loading);
    struct arena *old = tables->forms_arena;
    tables->forms_arena = forms.arena;
    tables->forms = forms.list;
    tables->form_count = forms.count;
    row_end(loading);
    arena_free(old);
}

// ---- refreshing ----

static enum rc load_rows(struct loading *loading, struct db *db, int64_t after, struct instant now)
{
    TRY(sql_catalog_advertisers(db, &(struct sql_catalog_advertisers_in){.after_version = after}, load_advertiser,
                                loading));
    TRY(sql_catalog_programs(db, &(struct sql_catalog_programs_in){.after_version = after, .now = now}, load_program,
                             loading));
    TRY(sql_catalog_offers(db, &(struct sql_catalog_offers_in){.after_version = after}, load_offer, loading));
    TRY(sql_catalog_partners(db, &(struct sql_catalog_partners_in){.after_version = after}, load_partner, loading));
    TRY(sql_catalog_enrollments(db, &(struct sql_catalog_enrollments_in){.after_version = after}, load_enrollment,
                                loading));
    return sql_catalog_links(db, &(struct sql_catalog_links_in){.after_version = after}, load_link, loading);
}

static void set_settings(struct loading *loading, const struct sql_catalog_network_row *network)
{
    struct catalog_tables *tables = loading->tables;
    row_begin(loading);
    tables->fallback_url = pool_set(tables, tables->fallback_url, network->fallback_url);
    tables->address_days = network->address_days;
    tables->window_ms_max = 0;
    for (uint32_t i = 0; i < tables->programs.count; i++) {
        int64_t window_ms = ROW(tables->programs, catalog_program, i)->window_ms;
        tables->window_ms_max = window_ms > tables->window_ms_max ? window_ms : tables->window_ms_max;
    }
    tables->version = network->catalog_version;
    row_end(loading);
}

static void publish(struct loading *loading)
{
    struct catalog *catalog = loading->catalog;
    shared_lock_write(&catalog->lock);
    struct catalog_tables *old = catalog->tables;
    catalog->tables = loading->tables;
    shared_lock_give(&catalog->lock);
    catalog_tables_free(old);
}

static uint32_t texts_bytes_estimate(const struct catalog_tables *tables)
{
    return tables->links.count * 300 + tables->partners.count * 70 + tables->offers.count * 8192 +
           tables->programs.count * 4096;
}

static enum rc refresh(struct catalog *catalog, struct db *db, struct instant now)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct sql_catalog_network_row network;
    TRY(sql_catalog_network(db, arena, &network));
    struct loading loading = {.catalog = catalog, .tables = catalog->tables, .is_shared = true};
    if (loading.tables == NULL || loading.tables->version > network.catalog_version ||
        loading.tables->pool.count > POOL_WASTE_MAX + texts_bytes_estimate(loading.tables)) {
        loading.tables = catalog_tables_new();
        loading.is_shared = false;
    }
    enum rc rc = RC_OK;
    if (loading.tables->version != network.catalog_version) {
        rc = load_rows(&loading, db, loading.tables->version, now);
    }
    if (rc == RC_OK && loading.has_programs) {
        make_forms(&loading);
    }
    if (rc != RC_OK) {
        if (!loading.is_shared) {
            catalog_tables_free(loading.tables);
        }
        return rc; // rows that were put in are put in again the next time
    }
    set_settings(&loading, &network);
    if (!loading.is_shared) {
        publish(&loading);
    }
    return RC_OK;
}

enum rc catalog_refresh(struct catalog *catalog, struct db *db, struct instant now, struct fault *fault)
{
    lock_take(&catalog->refreshing);
    // One snapshot, so that a row never refers to one that is not there yet.
    bool is_inside = db_is_in_transaction(db);
    enum rc rc = is_inside ? RC_OK : db_read_begin(db);
    rc = rc != RC_OK ? rc : refresh(catalog, db, now);
    if (!is_inside) {
        db_rollback(db);
    }
    lock_give(&catalog->refreshing);
    return rc == RC_OK ? RC_OK : fault_internal(fault, rc, "catalog: %s", db_failure(db));
}
