// SPDX-License-Identifier: Apache-2.0
// Changes of domains.
#include "network/tracking_domain_write.h"

#include "change.h"
#include "validate.h"

static enum rc note_change(struct flow *flow, const struct tracking_domain *domain, const char *action)
{
    struct change_note note;
    change_note_begin(flow, &note);
    change_note_text(&note, "host", domain->host);
    change_note_text(&note, "note", domain->note);
    change_note_text(&note, "status", domain->status);
    return change_note_end(flow, &note, action, domain->id);
}

// One name: a list, or one with a star, is none.
static enum rc host_check(struct flow *flow, struct text host, struct text *ret_host)
{
    TRY(validate_hosts(flow->arena, flow->fault, "host", host, ret_host));
    bool is_one = ret_host->n > 0 && text_find_char(*ret_host, ',', 0) == SIZE_MAX &&
                  text_find_char(*ret_host, '*', 0) == SIZE_MAX && text_find_char(*ret_host, '.', 0) != SIZE_MAX;
    if (!is_one) {
        return fault_set(flow->fault, RC_INVALID, "host_malformed", "host",
                         "host must be one name, such as go.partner.example");
    }
    return RC_OK;
}

enum rc tracking_domain_add(struct flow *flow, struct text host, struct text note, struct tracking_domain *ret_domain)
{
    struct tracking_domain domain = {
        .note = change_or(note, TEXT("")), .status = TEXT("active"), .created_at = flow->now};
    struct tracking_domain *list = NULL;
    size_t count = 0;
    TRY(host_check(flow, change_or(host, TEXT("")), &domain.host));
    TRY(validate_words(flow->fault, "note", domain.note, TRACKING_DOMAIN_NOTE_CHARACTERS_MAX));
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(flow_stored(flow, tracking_domain_list(flow->db, flow->arena, &list, &count)));
    if (count >= TRACKING_DOMAINS_MAX) {
        return fault_set(flow->fault, RC_REFUSED, "domains_too_many", "host", "there are %d domains already",
                         TRACKING_DOMAINS_MAX);
    }
    enum rc rc = tracking_domain_insert(flow->db, flow->arena, &domain);
    if (rc == RC_CONFLICT) {
        return fault_set(flow->fault, RC_CONFLICT, "domain_taken", "host", "this domain is there already");
    }
    TRY(flow_stored(flow, rc));
    TRY(note_change(flow, &domain, "domain.create"));
    *ret_domain = domain;
    return flow_commit(flow);
}

enum rc tracking_domain_change(struct flow *flow, struct text host, struct text status)
{
    struct tracking_domain domain;
    TRY(validate_choice(flow->fault, "status", status, "active,archived"));
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(change_found(flow, tracking_domain_find(flow->db, flow->arena, host, &domain), "domain"));
    domain.status = status;
    TRY(flow_stored(flow, tracking_domain_set(flow->db, domain.host, status)));
    TRY(note_change(flow, &domain, "domain.change"));
    return flow_commit(flow);
}
