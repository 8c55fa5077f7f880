// SPDX-License-Identifier: Apache-2.0
// Changes of offers.
#include "program/offer_write.h"

#include "change.h"
#include "link/destination.h"
#include "validate.h"

struct text offer_goal_kind_default(struct text code)
{
    return text_equal(code, TEXT("sale")) ? TEXT("sale") : TEXT("lead");
}

static enum rc goals_refused(struct flow *flow)
{
    return fault_set(flow->fault, RC_INVALID, "goals_malformed", "goals",
                     "goals must list at most %d codes of A-Z, a-z, 0-9, _ and -, each once, of kind lead or sale",
                     OFFER_GOALS_MAX);
}

// Every code once and with a kind. `click` is a goal of every offer and is not kept.
static enum rc goals_normalise(struct flow *flow, struct text *goals)
{
    struct buf buf = buf_new(flow->arena, (size_t)OFFER_GOALS_MAX * (CODE_BYTES_MAX + 8));
    struct text rest = *goals;
    struct text goal;
    size_t count = 0;
    while (goals->n > 0 && text_split(&rest, ',', &goal)) {
        struct text kind = goal;
        struct text code;
        struct text other;
        text_split(&kind, '=', &code);
        kind = text_is(kind) ? kind : offer_goal_kind_default(code);
        if (text_equal(code, TEXT("click"))) {
            continue;
        }
        if (!code_is_well_formed(code) || !choice_has("lead,sale", kind) || ++count > OFFER_GOALS_MAX ||
            offer_goal_kind(buf_text(&buf), code, &other)) {
            return goals_refused(flow);
        }
        buf_format(&buf, "%s%.*s=%.*s", buf.n == 0 ? "" : ",", TEXT_PRINT(code), TEXT_PRINT(kind));
    }
    *goals = buf_text(&buf);
    return RC_OK;
}

// The destination's own host is always allowed: a list without it would close the offer's own links.
static enum rc destination_and_hosts(struct flow *flow, struct offer *offer)
{
    struct text host;
    TRY(change_destination(flow, offer->destination_url, offer->parameters, &host));
    if (text_is_empty(offer->hosts)) {
        offer->hosts = host;
        return RC_OK;
    }
    TRY(validate_hosts(flow->arena, flow->fault, "hosts", offer->hosts, &offer->hosts));
    if (!destination_host_is_listed(host, offer->hosts)) {
        offer->hosts = text_format(flow->arena, "%.*s,%.*s", TEXT_PRINT(host), TEXT_PRINT(offer->hosts));
    }
    return RC_OK;
}

static enum rc offer_check(struct flow *flow, struct offer *offer)
{
    TRY(validate_name(flow->fault, "name", offer->name));
    TRY(validate_codes(flow->arena, flow->fault, "parameters", offer->parameters, &offer->parameters));
    TRY(destination_and_hosts(flow, offer));
    TRY(validate_code(flow->fault, "click_id_parameter", offer->click_id_parameter));
    TRY(validate_choice(flow->fault, "status", offer->status, "active,closed,archived"));
    return goals_normalise(flow, &offer->goals);
}

static enum rc note_offer(struct flow *flow, const struct offer *offer, const char *action)
{
    struct change_note note;
    change_note_begin(flow, &note);
    json_put_int64(&note.json, "program", offer->program_id.v);
    change_note_text(&note, "name", offer->name);
    change_note_text(&note, "destination_url", offer->destination_url);
    change_note_text(&note, "hosts", offer->hosts);
    change_note_text(&note, "parameters", offer->parameters);
    change_note_text(&note, "click_id_parameter", offer->click_id_parameter);
    change_note_text(&note, "goals", offer->goals);
    change_note_text(&note, "status", offer->status);
    return change_note_end(flow, &note, action, offer->id.v);
}

enum rc offer_create(struct flow *flow, const struct offer_input *input, struct offer *ret_offer)
{
    struct offer offer = {
        .program_id = input->program_id,
        .name = input->name,
        .destination_url = input->destination_url,
        .hosts = change_or(input->hosts, TEXT("")),
        .parameters = change_or(input->parameters, TEXT("")),
        .click_id_parameter = change_or(input->click_id_parameter, TEXT(OFFER_CLICK_ID_PARAMETER_DEFAULT)),
        .goals = change_or(input->goals, TEXT(OFFER_GOALS_DEFAULT)),
        .status = TEXT("active"),
        .created_at = flow->now,
    };
    TRY(offer_check(flow, &offer));
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(change_version(flow, &offer.version));
    struct program program;
    TRY(change_program_open(flow, offer.program_id, "program_id", &program));
    TRY(flow_stored(flow, offer_insert(flow->db, flow->arena, &offer, &offer.id)));
    TRY(note_offer(flow, &offer, "offer.create"));
    *ret_offer = offer;
    return flow_commit(flow);
}

enum rc offer_change(struct flow *flow, struct offer_id id, const struct offer_input *input, struct offer *ret_offer)
{
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    int64_t version;
    TRY(change_version(flow, &version));
    struct offer offer;
    TRY(change_found(flow, offer_get(flow->db, flow->arena, id, &offer), "offer"));
    bool is_opening = text_is(input->status) && text_equal(offer.status, TEXT("archived")) &&
                      !text_equal(input->status, TEXT("archived"));
    if (text_is(input->destination_url) && !text_is(input->hosts)) {
        // A list that was only the old destination's host follows the destination.
        struct text old_host;
        TRY(change_destination(flow, offer.destination_url, offer.parameters, &old_host));
        if (text_equal(offer.hosts, old_host)) {
            offer.hosts = TEXT("");
        }
    }
    offer.name = change_or(input->name, offer.name);
    offer.destination_url = change_or(input->destination_url, offer.destination_url);
    offer.hosts = change_or(input->hosts, offer.hosts);
    offer.parameters = change_or(input->parameters, offer.parameters);
    offer.click_id_parameter = change_or(input->click_id_parameter, offer.click_id_parameter);
    offer.goals = change_or(input->goals, offer.goals);
    offer.status = change_or(input->status, offer.status);
    offer.version = version;
    TRY(offer_check(flow, &offer));
    if (is_opening) {
        struct program program;
        TRY(change_program_open(flow, offer.program_id, "status", &program));
    }
    TRY(flow_stored(flow, offer_set(flow->db, &offer)));
    TRY(note_offer(flow, &offer, "offer.change"));
    *ret_offer = offer;
    return flow_commit(flow);
}
