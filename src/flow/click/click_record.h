// SPDX-License-Identifier: Apache-2.0
// A visit of a link, answered from memory: which link it means, whether it is open, where it leads, and its record in
// the spool. No database. Runs on the event loop; the answer may leave only after click_recorder_sync has succeeded for
// it.
#pragma once

#include <stdatomic.h>

#include "click/click.h"
#include "country/country.h"
#include "crypto/crypto.h"
#include "format/url.h"
#include "link/catalog.h"
#include "spool/spool.h"

#define CLICK_PARAMETER_MAX 255 // bytes of one kept value; what is longer is cut

// What click_device_of said of an agent.
struct click_device_seen {
    uint64_t agent_hash; // 0: none
    enum click_device device;
};
#define CLICK_DEVICES_SEEN 512

struct click_recorder {
    struct catalog *catalog;
    struct spool *spool;
    struct click_id_generator *ids;
    const struct keyring *keyring;
    struct country_book *countries; // NULL: addresses have no country
    // Received = redirected + refused by cause; by outcome. Counted when recorded.
    _Atomic uint64_t outcomes[CLICK_OUTCOME_COUNT];
    _Atomic uint64_t failures;    // visits that the spool could not take
    struct instant persons_since; // first record with an address since the spool was last rolled; INSTANT_NONE: none
    struct click_device_seen devices[CLICK_DEVICES_SEEN];
};

struct click_recorder_parts {
    struct catalog *catalog;
    struct spool *spool;
    struct click_id_generator *ids;
    const struct keyring *keyring;
    struct country_book *countries; // may be NULL; must outlive the recorder
};
void click_recorder_init(struct click_recorder *recorder, const struct click_recorder_parts *parts);

enum click_form {
    CLICK_FORM_CODE,       // /c/{code}
    CLICK_FORM_PARAMETERS, // /?ref=CODE and the like
    CLICK_FORM_PREFIX,     // /PREFIX/CODE
};

struct click_visit {
    struct instant now;
    enum click_form form;
    struct text code; // decoded; for the code and prefix forms
    struct text prefix;
    const struct parameters *parameters; // decoded query; of a name that comes twice the first counts
    struct text visitor;                 // the cookie's value, TEXT_NONE without
    struct text address;                 // of the client
    struct text agent;
    struct text referrer;
    struct text country; // two letters, when it is known already; "": the recorder looks the address up
    bool is_look_only;   // HEAD: decide, but record nothing and make no ids
    // A visit of the shop's own page, reported by its tag: only forms of this program count, and the page's host must
    // be one that the link may lead to (else CLICK_DESTINATION_REFUSED). The visitor is there already: no location.
    struct program_id program_id;
    struct text page_host; // lower case; TEXT_NONE: no such visit
    bool is_unstored;      // the visitor consented to no storage: no visitor is made or kept, nothing that names him
};

struct click_answer {
    enum click_outcome outcome;
    struct text location;     // the destination, else the network's fallback; "" for the built-in page
    struct click_id click_id; // 0 when nothing was recorded
    struct text visitor;      // cookie value to set; "" for none
    int64_t cookie_ms;        // its life
};

// RC_NOT_FOUND when the request is of no link form (no click). RC_FAULT when the spool cannot take the record: nothing
// was recorded and the answer must not be given. Texts of the answer are in the arena.
enum rc click_record(struct click_recorder *recorder, struct arena *arena, const struct click_visit *visit,
                     struct click_answer *ret_answer) MUST_USE;
// Writes and syncs what was recorded since the last time: before those answers leave.
enum rc click_recorder_sync(struct click_recorder *recorder) MUST_USE;
// The same in two halves, the second on a thread that may wait for the disk while the first's goes on recording
// (spool/spool.h).
void click_recorder_seal(struct click_recorder *recorder);
enum rc click_recorder_sync_sealed(struct click_recorder *recorder) MUST_USE;
// On the event loop, now and then: takes care that full addresses do not stay in the spool of a quiet server. What is a
// day old is left behind in a segment that is zeroed once it is shipped.
void click_recorder_rest(struct click_recorder *recorder, struct instant now);
