// SPDX-License-Identifier: Apache-2.0
// The network row: made once, changed by operators.
#include "network/network_init.h"

#include "change.h"
#include "identity/identity.h"
#include "validate.h"

static struct text key_check_of(struct arena *arena, const struct keyring *keyring)
{
    char *check = arena_bytes(arena, NETWORK_KEY_CHECK_BYTES);
    keyed_hash(keyring, KEY_CHECK, TEXT("tributary"), check, NETWORK_KEY_CHECK_BYTES);
    return (struct text){.p = check, .n = NETWORK_KEY_CHECK_BYTES};
}

enum rc network_init_check(struct arena *arena, const struct network_init_input *input, struct fault *fault)
{
    TRY(validate_name(fault, "name", input->name));
    if (currency_is_none(input->currency)) {
        return fault_set(fault, RC_INVALID, "field_missing", "currency", "currency is missing");
    }
    TRY(validate_email(fault, "email", input->email));
    if (text_is(input->password)) {
        TRY(validate_password(fault, "password", input->password));
    }
    if (text_is(input->time_zone)) {
        TRY(validate_zone(fault, "time_zone", input->time_zone));
    }
    if (!text_is_empty(input->fallback_url)) {
        TRY(validate_url(fault, "fallback_url", input->fallback_url));
    }
    return RC_OK;
}

enum rc network_init(struct flow *flow, const struct network_init_input *input, struct user_id *ret_operator)
{
    TRY(network_init_check(flow->arena, input, flow->fault));
    struct identity_user user = {
        .email = input->email, .role = ROLE_OPERATOR, .created_at = flow->now, .archived_at = INSTANT_NONE};
    if (text_is(input->password) && password_hash(flow->arena, input->password, &user.password_hash) != RC_OK) {
        return fault_internal(flow->fault, RC_FAULT, "no memory for hashing the password");
    }
    struct network network = {
        .name = input->name,
        .currency = input->currency,
        .time_zone = change_or(input->time_zone, TEXT("UTC")),
        .fallback_url = change_or(input->fallback_url, TEXT("")),
        .address_days = NETWORK_ADDRESS_DAYS_DEFAULT,
        .key_check = key_check_of(flow->arena, flow->keyring),
        .created_at = flow->now,
    };
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    struct network present;
    enum rc rc = network_get(flow->db, flow->arena, &present);
    if (rc == RC_OK) {
        return fault_set(flow->fault, RC_CONFLICT, "network_exists", "", "the database holds a network already");
    }
    if (rc != RC_NOT_FOUND) {
        return flow_stored(flow, rc);
    }
    TRY(flow_stored(flow, network_insert(flow->db, &network)));
    TRY(flow_stored(flow, identity_user_insert(flow->db, flow->arena, &user, ret_operator)));
    struct change_note note;
    change_note_begin(flow, &note);
    change_note_text(&note, "name", network.name);
    change_note_text(&note, "currency", currency_text(&network.currency));
    TRY(change_note_end(flow, &note, "network.create", 1));
    return flow_commit(flow);
}

enum rc network_change(struct flow *flow, const struct network_change_input *input, struct network *ret_network)
{
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    int64_t version;
    TRY(change_version(flow, &version));
    struct network network;
    TRY(flow_stored(flow, network_get(flow->db, flow->arena, &network)));
    network.name = change_or(input->name, network.name);
    network.time_zone = change_or(input->time_zone, network.time_zone);
    network.fallback_url = change_or(input->fallback_url, network.fallback_url);
    network.address_days = input->address_days < 0 ? network.address_days : input->address_days;
    network.hue = input->hue < 0 ? network.hue : input->hue;
    TRY(validate_name(flow->fault, "name", network.name));
    TRY(validate_zone(flow->fault, "time_zone", network.time_zone));
    if (network.fallback_url.n > 0) {
        TRY(validate_url(flow->fault, "fallback_url", network.fallback_url));
    }
    if (network.address_days > 365) {
        return fault_set(flow->fault, RC_INVALID, "number_out_of_range", "address_days",
                         "address_days must be between 0 and 365");
    }
    if (network.hue > 359) {
        return fault_set(flow->fault, RC_INVALID, "number_out_of_range", "hue", "hue must be between 0 and 359");
    }
    TRY(flow_stored(flow, network_settings_set(flow->db, &network)));
    struct change_note note;
    change_note_begin(flow, &note);
    change_note_text(&note, "name", input->name);
    change_note_text(&note, "time_zone", input->time_zone);
    change_note_text(&note, "fallback_url", input->fallback_url);
    json_put_int64(&note.json, "address_days", network.address_days);
    json_put_int64(&note.json, "hue", network.hue);
    TRY(change_note_end(flow, &note, "network.change", 1));
    network.catalog_version = version;
    *ret_network = network;
    return flow_commit(flow);
}

enum rc network_key_check(struct db *db, struct arena *arena, const struct keyring *keyring, struct fault *fault)
{
    struct network network;
    enum rc rc = network_get(db, arena, &network);
    if (rc == RC_NOT_FOUND) {
        return fault_set(fault, RC_REFUSED, "network_missing", "", "the database holds no network: run tributary init");
    }
    if (rc != RC_OK) {
        return fault_internal(fault, rc, "network: %s", db_failure(db));
    }
    struct text check = key_check_of(arena, keyring);
    if (network.key_check.n != check.n || !bytes_equal_secret(network.key_check.p, check.p, check.n)) {
        return fault_set(fault, RC_REFUSED, "key_of_other_network", "",
                         "the data folder's master key is not the one this database was made with");
    }
    return RC_OK;
}
