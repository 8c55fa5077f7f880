// SPDX-License-Identifier: Apache-2.0
// The catalog in memory: which link leads where, for answering visits without the database. It holds links, partners,
// enrollments, offers, programs and advertisers with their states, compactly: 100,000 links and 10,000 partners take
// about 15 MiB. Rows in the database carry the version of the change that wrote them; a refresh reads what is newer
// than it has seen. Readers look things up between catalog_enter and catalog_leave, which is a shared lock; a refresh
// holds the lock for one row at a time, never while it waits for the database.
#pragma once

#include "core/arena.h"
#include "core/fault.h"
#include "core/text.h"
#include "db/db.h"
#include "format/url.h"
#include "ids.h"
#include "value/time.h"

struct catalog;

struct catalog *catalog_new(void);
// NULL is allowed.
void catalog_free(struct catalog *catalog);

// Brings it up to what is committed in the database: what a flow committed before this is called is seen after. At
// first everything is read. Threads may call it at once; each with its own connection, not inside a write transaction.
enum rc catalog_refresh(struct catalog *catalog, struct db *db, struct instant now, struct fault *fault) MUST_USE;
// The version it is up to; 0 before the first refresh.
int64_t catalog_version(struct catalog *catalog);

// Around look-ups: what they give stays in place until catalog_leave. Not for long: changes wait for it.
void catalog_enter(struct catalog *catalog);
void catalog_leave(struct catalog *catalog);

// Why a link does not lead to its offer, in the order of judging.
enum catalog_state {
    CATALOG_OPEN,
    CATALOG_LINK_UNKNOWN,
    CATALOG_LINK_ARCHIVED,
    CATALOG_ADVERTISER_ARCHIVED,
    CATALOG_PROGRAM_CLOSED, // paused or archived
    CATALOG_OFFER_CLOSED,   // or archived
    CATALOG_PARTNER_ARCHIVED,
    CATALOG_ENROLLMENT_MISSING, // none, or not approved
};

struct catalog_hit {
    enum catalog_state state;
    struct link_id link_id; // 0 when the link is unknown; the rest is unset then
    struct offer_id offer_id;
    struct partner_id partner_id;
    struct program_id program_id;
    int64_t window_ms;     // of the program's terms in force at the last refresh
    struct text link_code; // these in the catalog: copy what is kept
    struct text partner_code;
    struct text destination; // the link's own, or the offer's
    struct text hosts;       // comma list for deep links
    struct text parameters;  // comma list of further parameters to keep
    struct text click_id_parameter;
};

// /c/{code}
void catalog_find_code(const struct catalog *catalog, struct text code, struct catalog_hit *ret_hit);
// The link forms of programs (link_form.h): ?ref=CODE and the like. False when the parameters are of no program's form:
// the request is no click. A partner's code stands for his oldest active link in the first program, by age, that has
// the form and in which that link is open. program_id: only that program's forms and links; 0: of all programs.
bool catalog_find_parameters(const struct catalog *catalog, struct program_id program_id,
                             const struct parameters *parameters, struct catalog_hit *ret_hit);
struct catalog_path {
    struct text prefix;
    struct text code;
};
// /PREFIX/CODE. False when no program has the prefix; program_id as above.
bool catalog_find_prefix(const struct catalog *catalog, struct program_id program_id, const struct catalog_path *path,
                         struct catalog_hit *ret_hit);

struct catalog_settings {
    struct text fallback_url; // "" for the built-in page; in the catalog
    int64_t address_days;
    int64_t window_ms_max; // the longest of all programs
};
void catalog_settings(const struct catalog *catalog, struct catalog_settings *ret_settings);
