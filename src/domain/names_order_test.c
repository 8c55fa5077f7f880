// SPDX-License-Identifier: Apache-2.0
// Every list that is sorted by name stands as people look for names, up and down, on both databases, and a page goes
// on where the one before ended.
#include "nouns_fixture.h"

#include "application/application.h"
#include "dispute/dispute.h"
#include "payout/payout_terms.h"

// By hand: Latin, Cyrillic, kana by their sounds, kanji; an accent decides between words that are the same without it,
// then letter case. By bytes Ёлкин stands before Абрамов, Éclair after Zola, and ウエダ after さとう.
static const char *const names[] = {
    "Agence Lumière", "éclair", "Éclair",  "Eclipse", "Zola",   "Абрамов", "Елкин",
    "Ёлкин",          "Енин",   "Яковлев", "あおき",  "いとう", "ウエダ",  "さとう",
};
#define NAMES COUNT_OF(names)

// The partner, offer, … that has names[i] came as number (i * 5 + 3) % NAMES.
static size_t name_at(size_t number)
{
    for (size_t i = 0; i < NAMES; i++) {
        if ((i * 5 + 3) % NAMES == number) {
            return i;
        }
    }
    fail();
    return 0;
}

struct asked {
    bool is_down;
    int64_t after;
};
#define PAGE 3

// Ids of the page, in the list's order.
#define READER(noun, ...)                                                                      \
    static size_t read_##noun(struct nouns *n, const struct asked *asked, int64_t *ret_ids)    \
    {                                                                                          \
        struct noun##_search search = {.is_down = asked->is_down, .limit = PAGE, __VA_ARGS__}; \
        search.after.v = asked->after;                                                         \
        struct noun *list = NULL;                                                              \
        size_t count = 0;                                                                      \
        done(noun##_search(n->db, n->arena, &search, &list, &count));                          \
        for (size_t i = 0; i < count; i++) {                                                   \
            ret_ids[i] = list[i].id.v;                                                         \
        }                                                                                      \
        return count;                                                                          \
    }
READER(partner, .sort = PARTNER_BY_NAME, .status = TEXT("archived"))
READER(advertiser, .sort = ADVERTISER_BY_NAME, .status = TEXT("archived"))
READER(offer, .sort = OFFER_BY_NAME, .program_id = n->programs[0])
READER(enrollment, .sort = ENROLLMENT_BY_PARTNER, .program_id = n->programs[0])
READER(application, .sort = APPLICATION_BY_NAME)
READER(dispute, .sort = DISPUTE_BY_PARTNER)
READER(withdrawal, .sort = WITHDRAWAL_BY_PARTNER)

enum { PARTNERS, ADVERTISERS, OFFERS, ENROLLMENTS, APPLICATIONS, DISPUTES, WITHDRAWALS, LISTS };
static size_t (*const readers[LISTS])(struct nouns *n, const struct asked *asked, int64_t *ret_ids) = {
    [PARTNERS] = read_partner,       [ADVERTISERS] = read_advertiser,   [OFFERS] = read_offer,
    [ENROLLMENTS] = read_enrollment, [APPLICATIONS] = read_application, [DISPUTES] = read_dispute,
    [WITHDRAWALS] = read_withdrawal,
};

// One of everything with the name names[at]; its ids at ids[list][at].
static void add_of_partner(struct nouns *n, size_t at, int64_t ids[LISTS][NAMES])
{
    struct partner partner = {
        .code = text_format(n->arena, "named%zu", at), .name = text_of(names[at]), .created_at = fixture_day(0)};
    done(partner_insert(n->db, n->arena, &partner, &partner.id));
    partner.status = TEXT("archived");
    done(partner_set(n->db, &partner));
    ids[PARTNERS][at] = partner.id.v;
    struct enrollment enrollment = {.partner_id = partner.id,
                                    .program_id = n->programs[0],
                                    .status = TEXT("approved"),
                                    .created_at = fixture_day(0)};
    done(enrollment_insert(n->db, n->arena, &enrollment, &enrollment.id));
    ids[ENROLLMENTS][at] = enrollment.id.v;
    struct withdrawal withdrawal = {.partner_id = partner.id,
                                    .amount = {100, {"EUR"}},
                                    .requested_by = TEXT("somebody"),
                                    .requested_at = fixture_day(0)};
    done(withdrawal_insert(n->db, n->arena, &withdrawal, &withdrawal.id));
    ids[WITHDRAWALS][at] = withdrawal.id.v;
    struct dispute dispute = {.partner_id = partner.id,
                              .reason = TEXT("other"),
                              .opened_at = fixture_day(0),
                              .opened_by = TEXT("somebody"),
                              .due_at = fixture_day(3)};
    done(dispute_insert(n->db, n->arena, &dispute, &dispute.id));
    ids[DISPUTES][at] = dispute.id.v;
}

static void add(struct nouns *n, size_t at, int64_t ids[LISTS][NAMES])
{
    struct advertiser advertiser = {.name = text_of(names[at]), .currency = {"EUR"}, .created_at = fixture_day(0)};
    done(advertiser_insert(n->db, n->arena, &advertiser, text_format(n->arena, "named %zu", at), &advertiser.id));
    advertiser.status = TEXT("archived");
    done(advertiser_set(n->db, &advertiser));
    ids[ADVERTISERS][at] = advertiser.id.v;
    struct offer offer = {.program_id = n->programs[0],
                          .name = text_of(names[at]),
                          .destination_url = TEXT("https://shop.example/"),
                          .hosts = TEXT("shop.example"),
                          .parameters = TEXT(""),
                          .click_id_parameter = TEXT(""),
                          .goals = TEXT("sale=sale"),
                          .created_at = fixture_day(0)};
    done(offer_insert(n->db, n->arena, &offer, &offer.id));
    ids[OFFERS][at] = offer.id.v;
    struct application application = {.program_id = n->programs[0],
                                      .email = text_format(n->arena, "a%zu@example.org", at),
                                      .name = text_of(names[at]),
                                      .country = TEXT(""),
                                      .website = TEXT(""),
                                      .host = TEXT(""),
                                      .niche = TEXT(""),
                                      .promotion = TEXT(""),
                                      .source = TEXT(""),
                                      .language = TEXT("en"),
                                      .status = TEXT("waiting"),
                                      .created_at = fixture_day(0),
                                      .confirmed_at = fixture_day(0),
                                      .decided_at = INSTANT_NONE};
    done(application_insert(n->db, n->arena, &application, &application.id));
    ids[APPLICATIONS][at] = application.id.v;
    add_of_partner(n, at, ids);
}

static void names_stand_as_people_look_for_them(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct nouns n = nouns_new(state, arena);
    int64_t ids[LISTS][NAMES];
    done(db_write_begin(n.db));
    for (size_t number = 0; number < NAMES; number++) {
        add(&n, name_at(number), ids);
    }
    done(db_commit(n.db));
    for (size_t list = 0; list < LISTS; list++) {
        for (int down = 0; down < 2; down++) {
            struct asked asked = {.is_down = down == 1};
            size_t total = 0;
            size_t count = 0;
            do {
                int64_t page[PAGE];
                count = readers[list](&n, &asked, page);
                for (size_t i = 0; i < count; i++, total++) {
                    assert_true(total < NAMES);
                    assert_int_equal(page[i], ids[list][down == 1 ? NAMES - 1 - total : total]);
                }
                asked.after = count > 0 ? page[count - 1] : asked.after;
            } while (count == PAGE);
            assert_int_equal(total, NAMES);
        }
    }
}

int main(void)
{
    const struct CMUnitTest cases[] = {
        TEST_DATABASE_CASE(names_stand_as_people_look_for_them),
    };
    return TEST_DATABASE_RUN("names_order", cases);
}
