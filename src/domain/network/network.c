// SPDX-License-Identifier: Apache-2.0
// Storage of the one network row.
#include "network/network.h"

#include "network/network_sql.h"

enum rc network_get(struct db *db, struct arena *arena, struct network *ret_network)
{
    struct sql_network_get_row row;
    TRY(sql_network_get(db, arena, &row));
    *ret_network = (struct network){
        .name = row.name,
        .currency = row.currency,
        .time_zone = row.time_zone,
        .fallback_url = row.fallback_url,
        .address_days = row.address_days,
        .hue = row.hue,
        .logo = row.logo,
        .catalog_version = row.catalog_version,
        .key_check = row.key_check,
        .created_at = row.created_at,
    };
    return RC_OK;
}

enum rc network_find(struct db *db, struct arena *arena)
{
    struct sql_network_made_row row;
    return sql_network_made(db, arena, &row);
}

enum rc network_insert(struct db *db, const struct network *network)
{
    return sql_network_insert(db,
                              &(struct sql_network_insert_in){
                                  .name = network->name,
                                  .currency = network->currency,
                                  .time_zone = network->time_zone,
                                  .fallback_url = network->fallback_url,
                                  .address_days = network->address_days,
                                  .key_check = network->key_check,
                                  .created_at = network->created_at,
                              },
                              NULL);
}

enum rc network_settings_set(struct db *db, const struct network *network)
{
    return sql_network_settings_set(db,
                                    &(struct sql_network_settings_set_in){
                                        .name = network->name,
                                        .time_zone = network->time_zone,
                                        .fallback_url = network->fallback_url,
                                        .address_days = network->address_days,
                                        .hue = network->hue,
                                    },
                                    NULL);
}

enum rc network_logo_set(struct db *db, const struct network_logo *logo, struct instant at)
{
    if (!text_is(logo->content)) {
        return sql_network_logo_clear(db, NULL);
    }
    struct sql_network_logo_set_in in = {
        .media_type = logo->media_type, .content = logo->content, .digest = logo->digest, .changed_at = at};
    return sql_network_logo_set(db, &in, NULL);
}

enum rc network_logo_get(struct db *db, struct arena *arena, struct text digest, struct network_logo *ret_logo)
{
    struct sql_network_logo_get_row row;
    TRY(sql_network_logo_get(db, arena, &(struct sql_network_logo_get_in){.digest = digest}, &row));
    *ret_logo = (struct network_logo){.media_type = row.media_type, .content = row.content, .digest = digest};
    return RC_OK;
}

enum rc network_time_zone(struct db *db, struct arena *arena, struct text *ret_time_zone)
{
    struct sql_network_time_zone_row row;
    TRY(sql_network_time_zone(db, arena, &row));
    *ret_time_zone = row.time_zone;
    return RC_OK;
}

enum rc network_change_mark(struct db *db, struct arena *arena, int64_t *ret_mark)
{
    struct sql_network_change_mark_row row;
    TRY(sql_network_change_mark(db, arena, &row));
    *ret_mark = row.number;
    return RC_OK;
}

enum rc network_catalog_bump(struct db *db, struct arena *arena, int64_t *ret_version)
{
    struct sql_network_catalog_bump_row row;
    TRY(sql_network_catalog_bump(db, arena, &row));
    *ret_version = row.catalog_version;
    return RC_OK;
}

enum rc network_catalog_version(struct db *db, struct arena *arena, int64_t *ret_version)
{
    struct sql_network_catalog_version_row row;
    TRY(sql_network_catalog_version(db, arena, &row));
    *ret_version = row.catalog_version;
    return RC_OK;
}
