// SPDX-License-Identifier: Apache-2.0
// Storage of customers and bindings; see customer.h for the rules.

#include "customer/customer.h"

#include <string.h>

#include "core/map.h"
#include "customer/customer_sql.h"
#include "format/encode.h"

#define PSEUDONYM_BYTES 20

static bool email_looks_right(struct text email)
{
    size_t at = text_find_char(email, '@', 0);
    if (at == SIZE_MAX || at == 0 || at + 1 >= email.n || email.n > EMAIL_MAX || !utf8_is_clean(email, "")) {
        return false;
    }
    if (text_find_char(email, '@', at + 1) != SIZE_MAX || text_find_char(email, ' ', 0) != SIZE_MAX) {
        return false;
    }
    struct text domain = text_slice(email, at + 1, email.n);
    return domain.p[0] != '.' && domain.p[domain.n - 1] != '.';
}

enum rc customer_email_hash(struct arena *arena, const struct keyring *keyring, struct advertiser_id advertiser_id,
                            struct text email, struct text *ret_hash, struct fault *fault)
{
    struct text normal = text_lower(arena, text_trim(email));
    if (!email_looks_right(normal)) {
        return fault_set(fault, RC_INVALID, "email_malformed", "email",
                         "email must be an address like name@example.com");
    }
    struct text scoped = text_format(arena, "%lld:%.*s", (long long)advertiser_id.v, TEXT_PRINT(normal));
    uint8_t *hash = arena_many(arena, uint8_t, EMAIL_HASH_BYTES);
    keyed_hash(keyring, KEY_EMAIL, scoped, hash, EMAIL_HASH_BYTES);
    *ret_hash = (struct text){.p = (const char *)hash, .n = EMAIL_HASH_BYTES};
    return RC_OK;
}

enum rc customer_find(struct db *db, struct arena *arena, struct advertiser_id advertiser_id, struct text external_id,
                      struct text email_hash, struct customer_id *ret_customer)
{
    if (!text_is_empty(external_id)) {
        struct sql_customer_by_external_id_row row;
        enum rc rc = sql_customer_by_external_id(
            db, arena,
            &(struct sql_customer_by_external_id_in){.advertiser_id = advertiser_id, .external_id = external_id}, &row);
        if (rc != RC_NOT_FOUND) {
            TRY(rc);
            *ret_customer = row.id;
            return RC_OK;
        }
    }
    if (text_is_empty(email_hash)) {
        return RC_NOT_FOUND;
    }
    struct sql_customer_by_email_row row;
    TRY(sql_customer_by_email(
        db, arena, &(struct sql_customer_by_email_in){.advertiser_id = advertiser_id, .email_hash = email_hash}, &row));
    // An e-mail that belongs to a customer with another id says nothing about the one asked for.
    if (!text_is_empty(external_id) && text_is(row.external_id) && !text_equal(row.external_id, external_id)) {
        return RC_NOT_FOUND;
    }
    *ret_customer = row.customer_id;
    return RC_OK;
}

static int64_t lock_key(struct arena *arena, struct advertiser_id advertiser_id, const char *kind, struct text t)
{
    if (text_is_empty(t)) {
        return 0;
    }
    struct text key = text_format(arena, "%s:%lld:%.*s", kind, (long long)advertiser_id.v, TEXT_PRINT(t));
    return (int64_t)hash_bytes(key.p, key.n, 0);
}

enum rc customer_hold(struct db *db, struct arena *arena, struct customer_id id)
{
    struct text key = text_format(arena, "customer row:%lld", (long long)id.v);
    return db_lock(db, (int64_t)hash_bytes(key.p, key.n, 0));
}

// Two first reports of one person at the same time, or one that gives an id to whom the other has by e-mail: the second
// waits, and finds what the first made.
enum rc customer_lock(struct db *db, struct arena *arena, struct advertiser_id advertiser_id, struct text external_id,
                      struct text email_hash)
{
    int64_t first = lock_key(arena, advertiser_id, "customer", external_id);
    int64_t second = lock_key(arena, advertiser_id, "email", email_hash);
    if (first > second) {
        int64_t swapped = first;
        first = second;
        second = swapped;
    }
    if (first != 0) {
        TRY(db_lock(db, first));
    }
    return second != 0 && second != first ? db_lock(db, second) : RC_OK;
}

enum rc customer_ensure(struct db *db, struct arena *arena, struct advertiser_id advertiser_id, struct text external_id,
                        struct text email_hash, struct instant now, struct customer_id *ret_customer)
{
    struct customer_id customer = {0};
    // Known by the very id, or by e-mail where no id is given: nothing about him changes but his e-mails.
    struct text known_by = text_is_empty(external_id) ? email_hash : TEXT_NONE;
    enum rc rc = customer_find(db, arena, advertiser_id, external_id, known_by, &customer);
    if (rc == RC_NOT_FOUND) {
        TRY(customer_lock(db, arena, advertiser_id, external_id, email_hash));
        rc = customer_find(db, arena, advertiser_id, external_id, email_hash, &customer);
    }
    if (rc == RC_NOT_FOUND) {
        struct sql_customer_insert_row row;
        TRY(sql_customer_insert(
            db, arena,
            &(struct sql_customer_insert_in){.advertiser_id = advertiser_id,
                                             .external_id = text_is_empty(external_id) ? TEXT_NONE : external_id,
                                             .created_at = now},
            &row));
        customer = row.id;
    } else {
        TRY(rc);
        if (!text_is_empty(external_id)) {
            TRY(sql_customer_set_external_id(
                db, &(struct sql_customer_set_external_id_in){.id = customer, .external_id = external_id}, NULL));
        }
    }
    if (!text_is_empty(email_hash)) {
        TRY(sql_customer_email_insert(db,
                                      &(struct sql_customer_email_insert_in){.advertiser_id = advertiser_id,
                                                                             .email_hash = email_hash,
                                                                             .customer_id = customer},
                                      NULL));
    }
    *ret_customer = customer;
    return RC_OK;
}

enum rc customer_identify(struct db *db, const struct customer *customer, struct text external_id,
                          struct text email_hash)
{
    if (!text_is_empty(external_id)) {
        TRY(sql_customer_set_external_id(
            db, &(struct sql_customer_set_external_id_in){.id = customer->id, .external_id = external_id}, NULL));
    }
    if (!text_is_empty(email_hash)) {
        TRY(sql_customer_email_insert(db,
                                      &(struct sql_customer_email_insert_in){.advertiser_id = customer->advertiser_id,
                                                                             .email_hash = email_hash,
                                                                             .customer_id = customer->id},
                                      NULL));
    }
    return RC_OK;
}

enum rc customer_get(struct db *db, struct arena *arena, struct customer_id id, struct customer *ret_customer)
{
    struct sql_customer_get_row row;
    TRY(sql_customer_get(db, arena, &(struct sql_customer_get_in){.id = id}, &row));
    *ret_customer = (struct customer){.id = row.id,
                                      .advertiser_id = row.advertiser_id,
                                      .external_id = row.external_id,
                                      .created_at = row.created_at,
                                      .emails = row.emails};
    return RC_OK;
}

enum rc customer_erase_identity(struct db *db, struct customer_id id)
{
    TRY(sql_customer_external_id_erase(db, &(struct sql_customer_external_id_erase_in){.id = id}, NULL));
    return sql_customer_email_erase(db, &(struct sql_customer_email_erase_in){.customer_id = id}, NULL);
}

struct text customer_pseudonym(struct arena *arena, const struct keyring *keyring, struct advertiser_id advertiser_id,
                               struct text external_id)
{
    struct text scoped = text_format(arena, "%lld:%.*s", (long long)advertiser_id.v, TEXT_PRINT(external_id));
    uint8_t hash[PSEUDONYM_BYTES];
    keyed_hash(keyring, KEY_CUSTOMER, scoped, hash, sizeof(hash));
    char *letters = arena_bytes(arena, BASE32_LENGTH(sizeof(hash)));
    base32_encode(hash, sizeof(hash), letters);
    return (struct text){.p = letters, .n = BASE32_LENGTH(sizeof(hash))};
}

enum rc binding_find(struct db *db, struct arena *arena, struct program_id program_id, struct customer_id customer_id,
                     struct binding *ret_binding)
{
    struct sql_binding_get_row row;
    TRY(sql_binding_get(db, arena, &(struct sql_binding_get_in){.program_id = program_id, .customer_id = customer_id},
                        &row));
    *ret_binding = (struct binding){.partner_id = row.partner_id,
                                    .link_id = row.link_id,
                                    .click_id = row.click_id,
                                    .conversion_id = row.conversion_id,
                                    .bound_at = row.bound_at};
    return RC_OK;
}

enum rc binding_set(struct db *db, struct program_id program_id, struct customer_id customer_id,
                    const struct binding *binding, bool is_replacing)
{
    if (is_replacing) {
        return sql_binding_replace(db,
                                   &(struct sql_binding_replace_in){.program_id = program_id,
                                                                    .customer_id = customer_id,
                                                                    .partner_id = binding->partner_id,
                                                                    .link_id = binding->link_id,
                                                                    .click_id = binding->click_id,
                                                                    .conversion_id = binding->conversion_id,
                                                                    .bound_at = binding->bound_at},
                                   NULL);
    }
    return sql_binding_insert(db,
                              &(struct sql_binding_insert_in){.program_id = program_id,
                                                              .customer_id = customer_id,
                                                              .partner_id = binding->partner_id,
                                                              .link_id = binding->link_id,
                                                              .click_id = binding->click_id,
                                                              .conversion_id = binding->conversion_id,
                                                              .bound_at = binding->bound_at},
                              NULL);
}

enum rc customer_list(struct db *db, struct arena *arena, const struct customer_filter *filter,
                      struct customer **ret_customers, size_t *ret_count)
{
    struct sql_customer_list_in in = {
        .advertiser_id = filter->advertiser_id,
        .external_id = text_is(filter->external_id) ? filter->external_id : TEXT(""),
        .before_id = filter->before_id == 0 ? INT64_MAX : filter->before_id,
        .limit_count = filter->limit,
    };
    struct sql_customer_list_row *rows;
    size_t count;
    TRY(sql_customer_list(db, arena, &in, &rows, &count));
    struct customer *customers = arena_many(arena, struct customer, count);
    for (size_t i = 0; i < count; i++) {
        customers[i] = (struct customer){
            .id = rows[i].id,
            .advertiser_id = rows[i].advertiser_id,
            .external_id = rows[i].external_id,
            .created_at = rows[i].created_at,
            .emails = rows[i].emails,
        };
    }
    *ret_customers = customers;
    *ret_count = count;
    return RC_OK;
}
