// SPDX-License-Identifier: Apache-2.0
// Owner checks, in one place.
#include "access.h"

static enum rc not_found(struct call *call, const char *noun)
{
    return fault_set(call->fault, RC_NOT_FOUND, "not_found", "", "there is no such %s", noun);
}

// A reader's result: absent rows answer 404, everything else is storage's business.
static enum rc loaded(struct call *call, enum rc rc, const char *noun)
{
    return rc == RC_NOT_FOUND ? not_found(call, noun) : flow_stored(&call->flow, rc);
}

struct advertiser_id access_own_advertiser(const struct call *call)
{
    return (struct advertiser_id){.v = call->actor.role == ROLE_ADVERTISER ? call->actor.owner_id : 0};
}

struct partner_id access_own_partner(const struct call *call)
{
    return (struct partner_id){.v = call->actor.role == ROLE_PARTNER ? call->actor.owner_id : 0};
}

enum rc access_filter_partner(struct call *call, struct partner_id asked, struct partner_id *ret_partner)
{
    *ret_partner = asked;
    if (call->actor.role == ROLE_PARTNER) {
        ret_partner->v = call->actor.owner_id;
        if (asked.v != 0 && asked.v != call->actor.owner_id) {
            return not_found(call, "partner");
        }
    }
    return RC_OK;
}

enum rc access_advertiser(struct call *call, struct advertiser_id id, struct advertiser *ret_advertiser)
{
    bool is_reached =
        call->actor.role == ROLE_OPERATOR || (call->actor.role == ROLE_ADVERTISER && call->actor.owner_id == id.v);
    if (!is_reached) {
        return not_found(call, "advertiser");
    }
    return loaded(call, advertiser_get(call->db, call->arena, id, ret_advertiser), "advertiser");
}

static enum rc enrolled(struct call *call, struct program_id id, const char *noun)
{
    struct enrollment enrollment;
    TRY(loaded(call, enrollment_find(call->db, call->arena, access_own_partner(call), id, &enrollment), noun));
    bool is_open = text_equal(enrollment.status, TEXT("approved")) || text_equal(enrollment.status, TEXT("pending"));
    return is_open ? RC_OK : not_found(call, noun);
}

static enum rc program_reached(struct call *call, const struct program *program, const char *noun)
{
    switch (call->actor.role) {
    case ROLE_OPERATOR:
        return RC_OK;
    case ROLE_ADVERTISER:
        return program->advertiser_id.v == call->actor.owner_id ? RC_OK : not_found(call, noun);
    case ROLE_PARTNER:
        return enrolled(call, program->id, noun);
    case ROLE_NOBODY:
    case ROLE_COUNT:
        break;
    }
    return not_found(call, noun);
}

enum rc access_program(struct call *call, struct program_id id, struct program *ret_program)
{
    TRY(loaded(call, program_get(call->db, call->arena, id, ret_program), "program"));
    return program_reached(call, ret_program, "program");
}

enum rc access_offer(struct call *call, struct offer_id id, struct offer *ret_offer)
{
    struct program program;
    TRY(loaded(call, offer_get(call->db, call->arena, id, ret_offer), "offer"));
    TRY(loaded(call, program_get(call->db, call->arena, ret_offer->program_id, &program), "offer"));
    return program_reached(call, &program, "offer");
}

enum rc access_partner(struct call *call, struct partner_id id, struct partner *ret_partner)
{
    if (call->actor.role == ROLE_PARTNER && call->actor.owner_id != id.v) {
        return not_found(call, "partner");
    }
    if (call->actor.role == ROLE_ADVERTISER) {
        TRY(loaded(call, partner_check_advertiser(call->db, call->arena, id, access_own_advertiser(call)), "partner"));
    }
    return loaded(call, partner_get(call->db, call->arena, id, ret_partner), "partner");
}

// What belongs to a partner and lies in a program: the partner's own, the program's advertiser's, the operator's.
static enum rc shared_reached(struct call *call, struct partner_id partner_id, struct program_id program_id,
                              const char *noun)
{
    if (call->actor.role == ROLE_PARTNER) {
        return partner_id.v == call->actor.owner_id ? RC_OK : not_found(call, noun);
    }
    struct program program;
    TRY(loaded(call, program_get(call->db, call->arena, program_id, &program), noun));
    return program_reached(call, &program, noun);
}

enum rc access_enrollment(struct call *call, struct enrollment_id id, struct enrollment *ret_enrollment)
{
    TRY(loaded(call, enrollment_get(call->db, call->arena, id, ret_enrollment), "enrollment"));
    return shared_reached(call, ret_enrollment->partner_id, ret_enrollment->program_id, "enrollment");
}

enum rc access_plan(struct call *call, struct plan_id id, struct plan_version *ret_version)
{
    struct program program;
    struct enrollment enrollment;
    TRY(loaded(call, program_plan_get(call->db, call->arena, id, ret_version), "plan"));
    TRY(loaded(call, program_get(call->db, call->arena, ret_version->program_id, &program), "plan"));
    if (ret_version->enrollment_id.v == 0) {
        return program_reached(call, &program, "plan");
    }
    TRY(loaded(call, enrollment_get(call->db, call->arena, ret_version->enrollment_id, &enrollment), "plan"));
    return shared_reached(call, enrollment.partner_id, enrollment.program_id, "plan");
}

enum rc access_contract(struct call *call, struct contract_id id, struct contract *ret_contract)
{
    TRY(loaded(call, contract_get(call->db, call->arena, id, ret_contract), "contract"));
    return shared_reached(call, ret_contract->partner_id, ret_contract->program_id, "contract");
}

enum rc access_link(struct call *call, struct link_id id, struct link *ret_link)
{
    TRY(loaded(call, link_get(call->db, call->arena, id, ret_link), "link"));
    return shared_reached(call, ret_link->partner_id, ret_link->program_id, "link");
}

enum rc access_coupon(struct call *call, struct coupon_id id, struct coupon *ret_coupon)
{
    TRY(loaded(call, coupon_get(call->db, call->arena, id, ret_coupon), "coupon"));
    return shared_reached(call, ret_coupon->partner_id, ret_coupon->program_id, "coupon");
}

enum rc access_conversion(struct call *call, struct conversion_id id, struct conversion *ret_conversion)
{
    TRY(loaded(call, conversion_get(call->db, call->arena, id, ret_conversion), "conversion"));
    return shared_reached(call, ret_conversion->partner_id, ret_conversion->program_id, "conversion");
}

enum rc access_commission(struct call *call, struct commission_id id, struct commission *ret_commission)
{
    TRY(loaded(call, commission_get(call->db, call->arena, id, ret_commission), "commission"));
    return shared_reached(call, ret_commission->partner_id, ret_commission->program_id, "commission");
}

static bool is_own_partner(const struct call *call, struct partner_id partner_id)
{
    return call->actor.role == ROLE_OPERATOR ||
           (call->actor.role == ROLE_PARTNER && call->actor.owner_id == partner_id.v);
}

enum rc access_payout_item(struct call *call, struct payout_item_id id, struct payout_item *ret_item)
{
    enum rc rc = payout_item_get(call->db, call->arena, id, ret_item);
    if (rc == RC_NOT_FOUND || (rc == RC_OK && !is_own_partner(call, ret_item->partner_id))) {
        return fault_set(call->fault, RC_NOT_FOUND, "payout_item_not_found", "id", "there is no such payout item");
    }
    return flow_stored(&call->flow, rc);
}

enum rc access_compensation(struct call *call, struct compensation_id id, struct compensation *ret_compensation)
{
    TRY(loaded(call, compensation_get(call->db, call->arena, id, ret_compensation), "compensation"));
    bool is_shown = call->actor.role == ROLE_OPERATOR || ret_compensation->commission_id.v != 0;
    return is_shown && is_own_partner(call, ret_compensation->partner_id) ? RC_OK : not_found(call, "compensation");
}

enum rc access_withdrawal(struct call *call, struct withdrawal_id id, struct withdrawal *ret_withdrawal)
{
    TRY(loaded(call, withdrawal_get(call->db, call->arena, id, ret_withdrawal), "withdrawal"));
    return is_own_partner(call, ret_withdrawal->partner_id) ? RC_OK : not_found(call, "withdrawal");
}

enum rc access_dispute(struct call *call, struct dispute_id id, struct dispute *ret_dispute)
{
    TRY(loaded(call, dispute_get(call->db, call->arena, id, ret_dispute), "dispute"));
    return is_own_partner(call, ret_dispute->partner_id) ? RC_OK : not_found(call, "dispute");
}

enum rc access_postback(struct call *call, struct postback_id id, struct postback *ret_postback)
{
    TRY(loaded(call, postback_get(call->db, call->arena, id, ret_postback), "postback"));
    bool is_there =
        is_own_partner(call, ret_postback->partner_id) && !text_equal(ret_postback->status, TEXT("archived"));
    return is_there ? RC_OK : not_found(call, "postback");
}

enum rc access_postback_delivery(struct call *call, struct postback_delivery_id id,
                                 struct postback_delivery *ret_delivery, struct postback *ret_postback)
{
    TRY(loaded(call, postback_delivery_get(call->db, call->arena, id, ret_delivery), "delivery"));
    return access_postback(call, ret_delivery->postback_id, ret_postback);
}

enum rc access_webhook_source(struct call *call, struct webhook_source_id id, struct webhook_source *ret_source)
{
    TRY(loaded(call, webhook_source_get(call->db, call->arena, id, ret_source), "webhook source"));
    bool is_reached = call->actor.role == ROLE_OPERATOR ||
                      (call->actor.role == ROLE_ADVERTISER && call->actor.owner_id == ret_source->advertiser_id.v);
    return is_reached ? RC_OK : not_found(call, "webhook source");
}

enum rc access_application(struct call *call, struct application_id id, struct application *ret_application)
{
    struct program program;
    TRY(loaded(call, application_get(call->db, call->arena, id, ret_application), "application"));
    if (call->actor.role == ROLE_PARTNER || access_program(call, ret_application->program_id, &program) != RC_OK) {
        fault_clear(call->fault);
        return not_found(call, "application");
    }
    return RC_OK;
}

enum rc access_charge(struct call *call, struct charge_id id, struct charge *ret_charge)
{
    TRY(loaded(call, charge_get(call->db, call->arena, id, ret_charge), "charge"));
    bool is_reached = call->actor.role == ROLE_OPERATOR ||
                      (call->actor.role == ROLE_ADVERTISER && call->actor.owner_id == ret_charge->advertiser_id.v);
    return is_reached ? RC_OK : not_found(call, "charge");
}

enum rc access_invoice(struct call *call, struct invoice_id id, struct invoice *ret_invoice)
{
    TRY(loaded(call, invoice_get(call->db, call->arena, id, ret_invoice), "invoice"));
    bool is_reached = call->actor.role == ROLE_OPERATOR ||
                      (call->actor.role == ROLE_PARTNER && ret_invoice->partner_id.v == call->actor.owner_id) ||
                      (call->actor.role == ROLE_ADVERTISER && ret_invoice->advertiser_id.v == call->actor.owner_id);
    return is_reached ? RC_OK : not_found(call, "invoice");
}

enum rc access_user(struct call *call, struct user_id id, struct identity_user *ret_user)
{
    if (call->actor.role != ROLE_OPERATOR) {
        return not_found(call, "user");
    }
    return loaded(call, identity_user_get(call->db, call->arena, id, ret_user), "user");
}

enum rc access_customer(struct call *call, struct customer_id id, struct customer *ret_customer)
{
    TRY(loaded(call, customer_get(call->db, call->arena, id, ret_customer), "customer"));
    bool is_reached = call->actor.role == ROLE_OPERATOR ||
                      (call->actor.role == ROLE_ADVERTISER && ret_customer->advertiser_id.v == call->actor.owner_id);
    return is_reached ? RC_OK : not_found(call, "customer");
}

// A 404 about something that the body names becomes a 422 that names the field.
static enum rc as_field(struct call *call, enum rc rc, const char *code, const char *field)
{
    if (rc != RC_NOT_FOUND) {
        return rc;
    }
    fault_clear(call->fault);
    return fault_set(call->fault, RC_INVALID, code, field, "%s names nothing that can be used here", field);
}

enum rc access_body_advertiser(struct call *call, struct advertiser_id id)
{
    struct advertiser advertiser;
    return id.v == 0 ? RC_OK
                     : as_field(call, access_advertiser(call, id, &advertiser), "advertiser_unknown", "advertiser_id");
}

enum rc access_body_program(struct call *call, struct program_id id)
{
    struct program program;
    return id.v == 0 ? RC_OK : as_field(call, access_program(call, id, &program), "program_unknown", "program_id");
}

enum rc access_body_offer(struct call *call, struct offer_id id)
{
    struct offer offer;
    return id.v == 0 ? RC_OK : as_field(call, access_offer(call, id, &offer), "offer_unknown", "offer_id");
}

enum rc access_body_partner(struct call *call, struct partner_id id)
{
    struct partner partner;
    return id.v == 0 ? RC_OK : as_field(call, access_partner(call, id, &partner), "partner_unknown", "partner_id");
}

enum rc access_body_owner(struct call *call, enum role role, struct advertiser_id advertiser_id,
                          struct partner_id partner_id)
{
    if ((role != ROLE_ADVERTISER && advertiser_id.v != 0) || (role != ROLE_PARTNER && partner_id.v != 0)) {
        return fault_set(call->fault, RC_INVALID, "owner_unexpected", "role",
                         "advertiser_id goes with role advertiser, partner_id with role partner");
    }
    return RC_OK;
}
