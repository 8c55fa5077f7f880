// SPDX-License-Identifier: Apache-2.0
// The one network of a database: its name, default currency, time zone, fallback page, and the version of the catalog
// (programs, offers, partners, enrollments, links), by which servers learn that their memory is out of date.
#pragma once

#include "core/arena.h"
#include "core/text.h"
#include "db/db.h"
#include "value/money.h"
#include "value/time.h"

#define NETWORK_ADDRESS_DAYS_DEFAULT 30
#define NETWORK_KEY_CHECK_BYTES 32

struct network {
    struct text name;         // 1 to 200 characters
    struct currency currency; // default of new advertisers
    struct text time_zone;    // IANA name
    struct text fallback_url; // where an unknown or closed link leads; "" is the built-in page
    int64_t address_days;     // 0 to 365: days a visitor's full address and agent are kept
    int64_t hue;              // 0 to 359: of the brand's colour; not for network_insert
    struct text logo;         // digest of the brand's picture, TEXT_NONE without; not for network_insert
    int64_t catalog_version;  // not for network_insert
    struct text key_check;    // keyed hash under KEY_CHECK: proves that the data folder's key is this database's
    struct instant created_at;
};

// RC_NOT_FOUND when the database was never initialised. Texts in the arena.
enum rc network_get(struct db *db, struct arena *arena, struct network *ret_network) MUST_USE;
// RC_OK when there is one, RC_NOT_FOUND when there is none; in a schema of any age.
enum rc network_find(struct db *db, struct arena *arena) MUST_USE;
// Needs a write transaction. RC_CONFLICT when there is one already.
enum rc network_insert(struct db *db, const struct network *network) MUST_USE;
// Needs a write transaction. Name, time zone, fallback page, address days and hue; the rest stays.
enum rc network_settings_set(struct db *db, const struct network *network) MUST_USE;
#define NETWORK_LOGO_BYTES_MAX 131072
struct network_logo {
    struct text media_type; // image/png, image/jpeg, image/webp, image/svg+xml
    struct text content;
    struct text digest; // of the content, letters and digits
};
// Needs a write transaction. TEXT_NONE as content takes it away.
enum rc network_logo_set(struct db *db, const struct network_logo *logo, struct instant at) MUST_USE;
// RC_NOT_FOUND when it is not, or no longer, this one.
enum rc network_logo_get(struct db *db, struct arena *arena, struct text digest,
                         struct network_logo *ret_logo) MUST_USE;
// Needs a write transaction: the version that every catalog row changed in it carries. Holds the network's row to the
// end of the transaction, so that versions become visible in their order.
enum rc network_catalog_bump(struct db *db, struct arena *arena, int64_t *ret_version) MUST_USE;
// The time zone alone.
enum rc network_time_zone(struct db *db, struct arena *arena, struct text *ret_time_zone) MUST_USE;
// The change mark (db/db_keep.h): from 1 on, moved by triggers with every change of what
// events are judged by.
enum rc network_change_mark(struct db *db, struct arena *arena, int64_t *ret_mark) MUST_USE;
enum rc network_catalog_version(struct db *db, struct arena *arena, int64_t *ret_version) MUST_USE;
