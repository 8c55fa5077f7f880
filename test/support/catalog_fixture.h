// SPDX-License-Identifier: Apache-2.0
// A small network for tests of clicks: rows by the nouns' own writers, without the rules of the flows. For tests that
// link the domain.
#pragma once

#include "test_database.h"

#include "advertiser/advertiser.h"
#include "link/link.h"
#include "network/network.h"
#include "partner/partner.h"
#include "program/program.h"

struct catalog_fixture {
    struct db *db;
    struct arena *arena;
    int64_t version; // of the transaction that is open
    int64_t advertisers;
};

#define FIXTURE_OK(call) assert_int_equal((call), RC_OK)
#define FIXTURE_MS INT64_C(1795305600000) // 2026-11-22T00:00:00Z

static inline void fixture_begin(struct catalog_fixture *f)
{
    FIXTURE_OK(db_write_begin(f->db));
    FIXTURE_OK(network_catalog_bump(f->db, f->arena, &f->version));
}

static inline void fixture_commit(struct catalog_fixture *f)
{
    FIXTURE_OK(db_commit(f->db));
}

static inline void fixture_network(struct catalog_fixture *f, struct text fallback_url, int64_t address_days)
{
    struct currency currency;
    FIXTURE_OK(currency_parse(TEXT("EUR"), &currency));
    static const char key_check[NETWORK_KEY_CHECK_BYTES];
    struct network network = {.name = TEXT("test"),
                              .currency = currency,
                              .time_zone = TEXT("UTC"),
                              .fallback_url = fallback_url,
                              .address_days = address_days,
                              .key_check = {.p = key_check, .n = sizeof(key_check)},
                              .created_at = {.ms = FIXTURE_MS}};
    FIXTURE_OK(db_write_begin(f->db));
    FIXTURE_OK(network_insert(f->db, &network));
    FIXTURE_OK(db_commit(f->db));
}

static inline struct advertiser_id fixture_advertiser(struct catalog_fixture *f)
{
    struct currency currency;
    FIXTURE_OK(currency_parse(TEXT("EUR"), &currency));
    struct advertiser advertiser = {.name = TEXT("shop"),
                                    .currency = currency,
                                    .status = TEXT("active"),
                                    .created_at = {.ms = FIXTURE_MS},
                                    .version = f->version};
    struct advertiser_id id;
    f->advertisers++;
    struct text hash = text_format(f->arena, "hash of advertiser %lld", (long long)f->advertisers);
    FIXTURE_OK(advertiser_insert(f->db, f->arena, &advertiser, hash, &id));
    return id;
}

static inline struct program_id fixture_program(struct catalog_fixture *f, struct advertiser_id advertiser_id,
                                                struct text link_forms, int64_t window_ms)
{
    struct currency currency;
    FIXTURE_OK(currency_parse(TEXT("EUR"), &currency));
    struct program program = {.advertiser_id = advertiser_id,
                              .name = TEXT("program"),
                              .currency = currency,
                              .link_forms = link_forms,
                              .enrollment = TEXT("approval"),
                              .summary = TEXT(""),
                              .created_at = {.ms = FIXTURE_MS},
                              .version = f->version};
    struct program_id id;
    FIXTURE_OK(program_insert(f->db, f->arena, &program, &id));
    struct program_terms terms = {.program_id = id,
                                  .attribution = TEXT("last_click"),
                                  .window_ms = window_ms,
                                  .evidence = TEXT("click_id,visitor"),
                                  .binding = TEXT("none"),
                                  .hold_days = 0,
                                  .effective_at = {.ms = 0},
                                  .created_at = {.ms = FIXTURE_MS}};
    FIXTURE_OK(program_terms_insert(f->db, f->arena, &terms));
    return id;
}

static inline struct offer_id fixture_offer(struct catalog_fixture *f, struct program_id program_id,
                                            struct text destination_url, struct text hosts)
{
    struct offer offer = {.program_id = program_id,
                          .name = TEXT("offer"),
                          .destination_url = destination_url,
                          .hosts = hosts,
                          .parameters = TEXT("color"),
                          .click_id_parameter = TEXT("click_id"),
                          .goals = TEXT(""),
                          .status = TEXT("active"),
                          .created_at = {.ms = FIXTURE_MS},
                          .version = f->version};
    struct offer_id id;
    FIXTURE_OK(offer_insert(f->db, f->arena, &offer, &id));
    return id;
}

static inline struct partner_id fixture_partner(struct catalog_fixture *f, struct text code)
{
    struct partner partner = {.code = code,
                              .name = code,
                              .email = TEXT(""),
                              .type = TEXT(""),
                              .status = TEXT("active"),
                              .created_at = {.ms = FIXTURE_MS},
                              .version = f->version};
    struct partner_id id;
    FIXTURE_OK(partner_insert(f->db, f->arena, &partner, &id));
    return id;
}

static inline struct enrollment_id fixture_enrollment(struct catalog_fixture *f, struct partner_id partner_id,
                                                      struct program_id program_id, struct text status)
{
    struct enrollment enrollment = {.partner_id = partner_id,
                                    .program_id = program_id,
                                    .status = status,
                                    .created_at = {.ms = FIXTURE_MS},
                                    .version = f->version};
    struct enrollment_id id;
    FIXTURE_OK(enrollment_insert(f->db, f->arena, &enrollment, &id));
    return id;
}

static inline struct link_id fixture_link(struct catalog_fixture *f, struct text code, struct partner_id partner_id,
                                          struct program_id program_id, struct offer_id offer_id)
{
    struct link link = {.code = code,
                        .partner_id = partner_id,
                        .program_id = program_id,
                        .offer_id = offer_id,
                        .destination_url = TEXT_NONE,
                        .status = TEXT("active"),
                        .created_at = {.ms = FIXTURE_MS},
                        .version = f->version};
    struct link_id id;
    FIXTURE_OK(link_insert(f->db, f->arena, &link, &id));
    return id;
}
