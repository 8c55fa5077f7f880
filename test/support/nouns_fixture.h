// SPDX-License-Identifier: Apache-2.0
// Rows of the network's nouns for storage tests, written straight through the domain modules: an advertiser with two
// programs, three partners. Header only, because it stands above test_support.
#pragma once

#include "test_database.h"

#include "advertiser/advertiser.h"
#include "network/network.h"
#include "partner/partner.h"
#include "program/program.h"

#define FIXTURE_START_MS ((int64_t)1790000000000)

struct nouns {
    struct db *db;
    struct arena *arena;
    struct advertiser_id advertisers[2];
    struct program_id programs[2]; // one of each advertiser
    struct partner_id partners[3];
};

#define done(call) assert_int_equal((call), RC_OK)

static inline struct instant fixture_day(int64_t day)
{
    return (struct instant){.ms = FIXTURE_START_MS + day * DAY_MS};
}

static inline struct nouns nouns_new(void **state, struct arena *arena)
{
    struct nouns n = {.db = test_database_db(*state), .arena = arena};
    struct network network = {
        .name = TEXT("Test"),
        .currency = {"EUR"},
        .time_zone = TEXT("UTC"),
        .fallback_url = TEXT(""),
        .key_check = TEXT("01234567890123456789012345678901"),
        .created_at = fixture_day(0),
    };
    done(db_write_begin(n.db));
    done(network_insert(n.db, &network));
    for (size_t i = 0; i < 2; i++) {
        struct advertiser advertiser = {.name = TEXT("A"), .currency = {"EUR"}, .created_at = fixture_day(0)};
        struct text hash = text_format(arena, "hash %zu", i);
        done(advertiser_insert(n.db, arena, &advertiser, hash, &n.advertisers[i]));
        struct program program = {
            .advertiser_id = n.advertisers[i],
            .name = TEXT("P"),
            .currency = {"EUR"},
            .link_forms = TEXT("[]"),
            .enrollment = TEXT("approval"),
            .summary = TEXT(""),
            .created_at = fixture_day(0),
        };
        done(program_insert(n.db, arena, &program, &n.programs[i]));
    }
    for (size_t i = 0; i < 3; i++) {
        struct partner partner = {
            .code = text_format(arena, "p%zu", i), .name = TEXT("Partner"), .created_at = fixture_day(0)};
        done(partner_insert(n.db, arena, &partner, &n.partners[i]));
    }
    done(db_commit(n.db));
    return n;
}

static inline struct enrollment_id nouns_enroll(struct nouns *n, size_t partner, size_t program, struct text status)
{
    struct enrollment enrollment = {.partner_id = n->partners[partner],
                                    .program_id = n->programs[program],
                                    .status = status,
                                    .created_at = fixture_day(0)};
    struct enrollment_id id = {.v = 0};
    done(db_write_begin(n->db));
    done(enrollment_insert(n->db, n->arena, &enrollment, &id));
    done(db_commit(n->db));
    return id;
}
