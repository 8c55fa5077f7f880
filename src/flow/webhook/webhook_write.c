// SPDX-License-Identifier: Apache-2.0
// Changes of webhook sources; see webhook_write.h.
#include "webhook/webhook_write.h"

#include "change.h"
#include "validate.h"
#include "webhook/webhook_signature.h"

#define PURGE_BATCH_ROWS 10000

static enum rc note(struct flow *flow, const char *action, const struct webhook_source *source)
{
    struct change_note change;
    change_note_begin(flow, &change);
    change_note_text(&change, "provider", source->provider);
    change_note_text(&change, "status", source->status);
    return change_note_end(flow, &change, action, source->id.v);
}

static enum rc check_count(struct flow *flow, struct program_id program_id)
{
    struct webhook_source_filter filter = {
        .program_id = program_id, .status = TEXT("active"), .limit = WEBHOOK_SOURCES_MAX};
    struct webhook_source *list = NULL;
    size_t count = 0;
    TRY(flow_stored(flow, webhook_source_list(flow->db, flow->arena, &filter, &list, &count)));
    return count < WEBHOOK_SOURCES_MAX ? RC_OK
                                       : fault_set(flow->fault, RC_REFUSED, "webhook_sources_too_many", "",
                                                   "a program has at most %d webhook sources", WEBHOOK_SOURCES_MAX);
}

// The secret as given, or one that is made here, where the sender takes ours; *ret_secret is empty when it is not known
// yet, because the sender makes it.
static enum rc secret_choose(struct flow *flow, enum webhook_provider provider, struct text given,
                             struct webhook_source_made *made, struct text *ret_secret)
{
    *ret_secret = given;
    if (!text_is_empty(given)) {
        return webhook_secret_check(flow->arena, provider, given, flow->fault);
    }
    bool is_ours = provider == WEBHOOK_STANDARD || provider == WEBHOOK_WOOCOMMERCE;
    made->secret = is_ours ? webhook_secret_new(flow->arena) : TEXT_NONE;
    *ret_secret = made->secret;
    return RC_OK;
}

enum rc webhook_source_create(struct flow *flow, const struct webhook_source_input *input,
                              struct webhook_source_made *ret_made)
{
    enum webhook_provider provider = WEBHOOK_STRIPE;
    struct text secret;
    *ret_made = (struct webhook_source_made){.secret = TEXT_NONE};
    TRY(validate_choice(flow->fault, "provider", input->provider, WEBHOOK_PROVIDER_WORDS));
    (void)webhook_provider_parse(input->provider, &provider);
    TRY(secret_choose(flow, provider, input->secret, ret_made, &secret));
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    struct program program;
    TRY(flow_lock(flow, text_format(flow->arena, "webhooks:%lld", (long long)input->program_id.v)));
    TRY(change_program_open(flow, input->program_id, "program_id", &program));
    TRY(check_count(flow, input->program_id));
    struct webhook_source *source = &ret_made->source;
    *source = (struct webhook_source){
        .program_id = program.id,
        .advertiser_id = program.advertiser_id,
        .provider = input->provider,
        .secret = text_is_empty(secret) ? TEXT("") : webhook_secret_seal(flow->arena, flow->keyring, secret),
        .previous_secret = TEXT(""),
        .previous_until = INSTANT_NONE,
        .status = TEXT("active"),
        .created_at = flow->now};
    TRY(flow_stored(flow, webhook_source_insert(flow->db, flow->arena, source, &source->id)));
    TRY(note(flow, "webhook_source.create", source));
    return flow_commit(flow);
}

static enum rc load(struct flow *flow, struct webhook_source_id id, struct webhook_source *ret_source)
{
    TRY(flow_lock(flow, text_format(flow->arena, "webhook:%lld", (long long)id.v)));
    return change_found(flow, webhook_source_get(flow->db, flow->arena, id, ret_source), "webhook source");
}

static enum rc secret_change(struct flow *flow, struct text secret, struct webhook_source *source)
{
    struct text present[WEBHOOK_SECRETS_MAX];
    if (webhook_secrets(flow->arena, flow->keyring, source, flow->now, present) != RC_OK) {
        return fault_internal(flow->fault, RC_FAULT, "webhook source %lld does not unseal", (long long)source->id.v);
    }
    if (text_is(present[0]) && text_equal(present[0], secret)) {
        return RC_OK;
    }
    source->previous_secret = source->secret;
    source->previous_until =
        source->secret.n > 0 ? (struct instant){flow->now.ms + WEBHOOK_PREVIOUS_SECRET_MS} : INSTANT_NONE;
    source->secret = webhook_secret_seal(flow->arena, flow->keyring, secret);
    TRY(flow_stored(flow, webhook_source_update(flow->db, source)));
    return note(flow, "webhook_source.secret", source);
}

enum rc webhook_source_secret(struct flow *flow, struct webhook_source_id id, struct text secret,
                              struct webhook_source_made *ret_made)
{
    *ret_made = (struct webhook_source_made){.secret = TEXT_NONE};
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(load(flow, id, &ret_made->source));
    enum webhook_provider provider = WEBHOOK_STRIPE;
    (void)webhook_provider_parse(ret_made->source.provider, &provider);
    struct text chosen;
    TRY(secret_choose(flow, provider, secret, ret_made, &chosen));
    if (text_is_empty(chosen)) {
        return fault_set(flow->fault, RC_INVALID, "field_missing", "secret",
                         "secret is missing: %s makes it and shows it", webhook_provider_text(provider));
    }
    TRY(secret_change(flow, chosen, &ret_made->source));
    return flow_commit(flow);
}

enum rc webhook_source_archive(struct flow *flow, struct webhook_source_id id, struct webhook_source *ret_source)
{
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(load(flow, id, ret_source));
    if (!text_equal(ret_source->status, TEXT("archived"))) {
        ret_source->status = TEXT("archived");
        TRY(flow_stored(flow, webhook_source_update(flow->db, ret_source)));
        TRY(note(flow, "webhook_source.archive", ret_source));
    }
    return flow_commit(flow);
}

static enum rc purge_batch(struct flow *flow, int64_t *ret_deleted)
{
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    struct instant before = {flow->now.ms - WEBHOOK_KEPT_MS};
    TRY(flow_stored(flow, webhook_forget(flow->db, before, PURGE_BATCH_ROWS, ret_deleted)));
    return flow_commit(flow);
}

enum rc webhook_purge(struct flow *flow, int64_t *ret_deleted)
{
    *ret_deleted = 0;
    int64_t deleted = 0;
    do {
        TRY(purge_batch(flow, &deleted));
        *ret_deleted += deleted;
    } while (deleted >= PURGE_BATCH_ROWS);
    return RC_OK;
}
