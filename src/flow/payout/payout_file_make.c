// SPDX-License-Identifier: Apache-2.0
// Making of payment files; see payout_file_make.h.
#include "payout/payout_file_make.h"

#include <string.h>

#include "identity/public_id.h"
#include "network/network.h"
#include "payout/payout_private.h"
#include "payout_account/payout_account.h"
#include "zone/zone.h"

#define DOCUMENT_NUMBERS 999999 // a payment order's number has at most six digits

struct making {
    struct flow *flow;
    enum payment_format format;
    struct payout_run run;
    struct payment_batch batch;
    struct payout_item *items; // batch.count of them
};

static struct text party_name(struct text holder, struct text otherwise)
{
    return text_is(holder) ? holder : otherwise;
}

static struct payment_party party_of(const struct payout_details *details, struct text otherwise)
{
    return (struct payment_party){
        .name = party_name(details->holder, otherwise),
        .iban = details->iban,
        .bic = details->bic,
        .routing_number = details->routing_number,
        .account_number = details->account_number,
        .account_type = details->account_type,
        .receiver_type = details->receiver_type,
        .bik = details->bik,
        .correspondent_account = details->correspondent_account,
        .bank_name = details->bank_name,
        .inn = details->inn,
        .kpp = details->kpp,
        .email = details->email,
        .currency = details->currency,
        .sort_code = details->sort_code,
        .bsb_code = details->bsb_code,
        .instructions = details->instructions,
        .company_id = details->company_id,
    };
}

static enum rc open_account(struct flow *flow, const struct payout_account *account, struct payout_details *ret_details)
{
    if (payout_account_open(flow->arena, flow->keyring, account, ret_details) != RC_OK) {
        return fault_internal(flow->fault, RC_FAULT, "payout details %lld were not sealed with this key",
                              (long long)account->id.v);
    }
    return RC_OK;
}

static struct currency sent_currency(const struct payout_run *run)
{
    return currency_is_none(run->pay_currency) ? run->currency : run->pay_currency;
}

// The thirteen letters of a public id, in capitals: "0A1B2C3D4E5FG".
static struct text letters_of(struct flow *flow, const char *prefix, int64_t id)
{
    struct text t = text_slice(public_id_text(flow->arena, flow->keyring, prefix, id), strlen(prefix) + 1, SIZE_MAX);
    char *letters = text_zero_terminated(flow->arena, t);
    for (size_t i = 0; i < t.n; i++) {
        letters[i] = (char)(letters[i] >= 'a' && letters[i] <= 'z' ? letters[i] - 'a' + 'A' : letters[i]);
    }
    return (struct text){.p = letters, .n = t.n};
}

static enum rc unfit(struct making *making, const struct partner *partner)
{
    return fault_set(making->flow->fault, RC_REFUSED, "payout_format_unfit", "format",
                     "%s pays by method %s, and partner %.*s is paid otherwise: choose another format, or csv",
                     payment_format_text(making->format), payment_format_method(making->format),
                     TEXT_PRINT(partner->code));
}

static enum rc fill_payment(struct making *making, struct payout_item *item, struct payment *payment)
{
    struct flow *flow = making->flow;
    struct partner partner;
    struct payout_account account = {.method = TEXT_NONE};
    struct payout_details details = {.method = TEXT_NONE};
    TRY(flow_stored(flow, partner_get(flow->db, flow->arena, item->partner_id, &partner)));
    if (item->account_id.v != 0) {
        TRY(flow_stored(flow, payout_account_get(flow->db, flow->arena, item->account_id, &account)));
        TRY(open_account(flow, &account, &details));
    }
    const char *method = payment_format_method(making->format);
    if (method != NULL && !text_equal(account.method, text_of(method))) {
        return unfit(making, &partner);
    }
    if (!text_is(item->end_to_end_id)) {
        item->end_to_end_id =
            text_format(flow->arena, "P%.*s", TEXT_PRINT(letters_of(flow, PREFIX_PAYOUT_ITEM, item->id.v)));
    }
    *payment = (struct payment){
        .end_to_end_id = item->end_to_end_id,
        .reference = partner.code,
        .method = account.method,
        .number = item->id.v % DOCUMENT_NUMBERS + 1,
        .amount = item->sent,
        .to = party_of(&details, partner.name),
    };
    return RC_OK;
}

static enum rc fill_payments(struct making *making)
{
    struct flow *flow = making->flow;
    size_t count;
    TRY(flow_stored(flow, payout_item_list(flow->db, flow->arena, making->run.id, &making->items, &count)));
    struct payment *payments = arena_many(flow->arena, struct payment, count);
    size_t taken = 0;
    for (size_t i = 0; i < count; i++) {
        if (payout_is(making->items[i].status, "taken")) {
            making->items[taken] = making->items[i];
            TRY(fill_payment(making, &making->items[taken], &payments[taken]));
            taken++;
        }
    }
    making->batch.payments = payments;
    making->batch.count = taken;
    return taken > 0 ? RC_OK
                     : fault_set(flow->fault, RC_REFUSED, "payout_settled", "",
                                 "every item of the run is paid or failed: there is nothing to be paid by a file");
}

static enum rc fill_payer(struct making *making, struct text network_name)
{
    struct flow *flow = making->flow;
    struct payout_account account;
    struct payout_details details = {.method = TEXT_NONE};
    if (payment_format_has_source(making->format)) {
        struct text method = text_of(payment_format_method(making->format));
        enum rc rc = payout_account_last(flow->db, flow->arena, (struct partner_id){0}, method, &account);
        if (rc == RC_NOT_FOUND) {
            return fault_set(flow->fault, RC_REFUSED, "payout_source_missing", "format",
                             "the network has no account of method %.*s to pay from: save one in payout-sources",
                             TEXT_PRINT(method));
        }
        TRY(flow_stored(flow, rc));
        TRY(open_account(flow, &account, &details));
    }
    making->batch.payer = party_of(&details, network_name);
    return RC_OK;
}

// The first weekday after it.
static struct civil next_weekday(struct instant local)
{
    int64_t day = day_number(local);
    do {
        day++;
    } while ((day + 3) % 7 >= 5); // 1970-01-01 was a Thursday; 0 is Monday
    return civil_of_instant((struct instant){.ms = day * DAY_MS});
}

static enum rc fill_batch(struct making *making)
{
    struct flow *flow = making->flow;
    struct network network;
    AUTO_ZONE zone = NULL;
    TRY(flow_stored(flow, network_get(flow->db, flow->arena, &network)));
    TRY(zone_open(network.time_zone, &zone, flow->fault));
    struct instant local = zone_local(zone, flow->now);
    struct text id =
        text_format(flow->arena, "RUN-%.*s", TEXT_PRINT(letters_of(flow, PREFIX_PAYOUT_RUN, making->run.id.v)));
    making->batch.id = id;
    making->batch.subject = making->format == PAYMENT_1C
                                ? text_format(flow->arena, "Вознаграждение партнёра, выплата %.*s", TEXT_PRINT(id))
                                : text_format(flow->arena, "Partner commissions %.*s", TEXT_PRINT(id));
    making->batch.made = civil_of_instant(local);
    making->batch.pay_on = next_weekday(local);
    making->batch.currency = sent_currency(&making->run);
    TRY(fill_payer(making, network.name));
    return fill_payments(making);
}

static struct text name_of(struct making *making)
{
    struct text id = public_id_text(making->flow->arena, making->flow->keyring, PREFIX_PAYOUT_RUN, making->run.id.v);
    return text_format(making->flow->arena, "payout-%.*s%s", TEXT_PRINT(text_slice(id, 4, SIZE_MAX)),
                       payment_format_extension(making->format));
}

static enum rc store_items(struct making *making, struct money *ret_total)
{
    *ret_total = money_zero(sent_currency(&making->run));
    for (size_t i = 0; i < making->batch.count; i++) {
        TRY(payout_item_update(making->flow->db, &making->items[i]));
        TRY(money_add(*ret_total, making->items[i].sent, ret_total));
    }
    return RC_OK;
}

static enum rc store(struct making *making, struct text bytes)
{
    struct flow *flow = making->flow;
    struct money total;
    uint8_t *hash = arena_bytes(flow->arena, DIGEST_BYTES);
    digest(bytes, hash);
    TRY(flow_stored(flow, store_items(making, &total)));
    struct payout_file file = {
        .run_id = making->run.id,
        .format = text_of(payment_format_text(making->format)),
        .name = name_of(making),
        .content = sealed(flow->arena, flow->keyring, KEY_PAYOUT_SEAL, bytes),
        .digest = {.p = (const char *)hash, .n = DIGEST_BYTES},
        .item_count = (int64_t)making->batch.count,
        .total_minor = total.minor,
        .made_by = flow->actor,
        .made_at = flow->now,
    };
    TRY(flow_stored(flow, payout_file_insert(flow->db, &file)));
    if (instant_is_none(making->run.filed_at)) {
        making->run.filed_at = flow->now;
        TRY(flow_stored(flow, payout_run_update(flow->db, &making->run)));
    }
    return payout_note(flow, "payout_run.file", making->run.id.v, &making->run, file.format);
}

// The stored file. RC_NOT_FOUND when there is none.
static enum rc find_stored(struct making *making, struct payout_file_bytes *ret_file)
{
    struct flow *flow = making->flow;
    struct payout_file file;
    TRY(payout_file_get(flow->db, flow->arena, making->run.id, text_of(payment_format_text(making->format)), &file));
    uint8_t hash[DIGEST_BYTES];
    bool is_whole = unsealed(flow->arena, flow->keyring, KEY_PAYOUT_SEAL, file.content, &ret_file->bytes) == RC_OK;
    if (is_whole) {
        digest(ret_file->bytes, hash);
        is_whole = file.digest.n == DIGEST_BYTES && memcmp(hash, file.digest.p, DIGEST_BYTES) == 0;
    }
    ret_file->name = file.name;
    return is_whole ? RC_OK : RC_FAULT;
}

static enum rc make(struct making *making, struct payout_file_bytes *ret_file)
{
    struct flow *flow = making->flow;
    if (payout_is(making->run.status, "draft")) {
        return fault_set(flow->fault, RC_REFUSED, "payout_not_approved", "",
                         "approve the payout run before its payment file is made");
    }
    struct buf buf = buf_new(flow->arena, PAYMENT_FILE_BYTES_MAX);
    TRY(fill_batch(making));
    TRY(payment_file_write(flow->arena, making->format, &making->batch, &buf, flow->fault));
    ret_file->bytes = buf_text(&buf);
    ret_file->name = name_of(making);
    return store(making, ret_file->bytes);
}

enum rc payout_file_make(struct flow *flow, struct payout_run_id id, struct text format,
                         struct payout_file_bytes *ret_file)
{
    struct making making = {.flow = flow};
    if (!payment_format_parse(format, &making.format)) {
        return fault_set(flow->fault, RC_INVALID, "format_unknown", "format", "format must be one of %s",
                         PAYMENT_FORMAT_WORDS);
    }
    ret_file->format = making.format;
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(payout_run_hold(flow, id, &making.run));
    if (payout_is(making.run.status, "cancelled")) {
        return fault_set(flow->fault, RC_REFUSED, "payout_cancelled", "", "the payout run was cancelled");
    }
    enum rc rc = find_stored(&making, ret_file);
    if (rc == RC_NOT_FOUND) {
        rc = make(&making, ret_file);
    }
    TRY(flow_stored(flow, rc));
    return flow_commit(flow);
}
