// SPDX-License-Identifier: Apache-2.0
// Arithmetic and storage of invoices; see invoice.h.
#include "invoice/invoice.h"

#include "core/bug.h"
#include "invoice/invoice_sql.h"

static const char *const kinds[] = {[INVOICE_PLAIN] = "invoice",
                                    [INVOICE_SELF_BILLING] = "self_billing",
                                    [INVOICE_CREDIT_NOTE] = "credit_note",
                                    [INVOICE_SELF_BILLING_CREDIT_NOTE] = "self_billing_credit_note"};
static const char *const categories[INVOICE_CATEGORY_COUNT] = {
    [INVOICE_STANDARD] = "S", [INVOICE_EXEMPT] = "E", [INVOICE_REVERSE_CHARGE] = "AE", [INVOICE_OUTSIDE] = "O"};

const char *invoice_kind_text(enum invoice_kind kind)
{
    return kinds[kind];
}

bool invoice_is_credit_note(enum invoice_kind kind)
{
    return kind == INVOICE_CREDIT_NOTE || kind == INVOICE_SELF_BILLING_CREDIT_NOTE;
}

const char *invoice_category_text(enum invoice_category category)
{
    return categories[category];
}

// ---- VAT ----

bool invoice_is_in_eu(struct text country)
{
    static const char members[] = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK ";
    return country.n == 2 && text_find(text_of(members), country, 0) != SIZE_MAX;
}

struct invoice_tax invoice_tax_of(const struct invoice_party *seller, const struct invoice_party *buyer,
                                  struct rate seller_rate)
{
    struct invoice_tax charged = {.category = seller_rate.ppm == 0 ? INVOICE_EXEMPT : INVOICE_STANDARD,
                                  .rate = seller_rate};
    bool are_in_eu = invoice_is_in_eu(seller->country) && invoice_is_in_eu(buyer->country);
    if (text_is_empty(seller->vat_id)) {
        return (struct invoice_tax){.category = INVOICE_OUTSIDE};
    }
    if (text_equal(seller->country, buyer->country) || (are_in_eu && text_is_empty(buyer->vat_id))) {
        return charged;
    }
    return (struct invoice_tax){.category = are_in_eu ? INVOICE_REVERSE_CHARGE : INVOICE_OUTSIDE};
}

// ---- arithmetic ----

static enum rc compute(struct invoice_line *lines, size_t count, bool is_tax_included, struct invoice_totals *t)
{
    struct money sum = money_zero(lines[0].amount.currency);
    int64_t weights[INVOICE_LINES_MAX];
    struct money parts[INVOICE_LINES_MAX];
    struct rate rate = lines[0].tax.rate;
    for (size_t i = 0; i < count; i++) {
        BUG_ON(lines[i].tax.rate.ppm != rate.ppm || lines[i].amount.minor < 0);
        TRY(money_add(sum, lines[i].amount, &sum));
        weights[i] = lines[i].amount.minor;
    }
    t->net = sum;
    if (is_tax_included && rate.ppm > 0 && sum.minor > 0) {
        TRY(int64_times_divided(sum.minor, RATE_ONE, RATE_ONE + rate.ppm, ROUND_HALF_AWAY, &t->net.minor));
        money_split(t->net, weights, count, parts);
        for (size_t i = 0; i < count; i++) {
            lines[i].amount = parts[i];
        }
    }
    TRY(exact_round(money_times_rate(t->net, rate), ROUND_HALF_AWAY, &t->tax));
    struct money gross;
    TRY(money_add(t->net, t->tax, &gross));
    t->payable = is_tax_included ? sum : gross;
    return money_subtract(t->payable, gross, &t->rounding);
}

enum rc invoice_compute(struct invoice_line *lines, size_t count, bool is_tax_included,
                        struct invoice_totals *ret_totals, struct fault *fault)
{
    BUG_ON(count == 0 || count > INVOICE_LINES_MAX);
    if (compute(lines, count, is_tax_included, ret_totals) != RC_OK) {
        return fault_set(fault, RC_REFUSED, "amount_overflow", "", "the invoice's sum would leave 64 bits");
    }
    return RC_OK;
}

struct text invoice_number_text(struct arena *arena, const struct invoice *invoice)
{
    return text_format(arena, "%.*s-%04lld-%04lld", TEXT_PRINT(invoice->series), (long long)invoice->year,
                       (long long)invoice->number);
}

// ---- storage ----

static enum rc insert_party(struct db *db, struct invoice_id id, const char *role, const struct invoice_party *party)
{
    struct sql_invoice_party_insert_in in = {.invoice_id = id,
                                             .role = text_of(role),
                                             .legal_name = party->legal_name,
                                             .line1 = party->line1,
                                             .line2 = party->line2,
                                             .postcode = party->postcode,
                                             .city = party->city,
                                             .country = party->country,
                                             .vat_id = party->vat_id,
                                             .registration_id = party->registration_id};
    return sql_invoice_party_insert(db, &in, NULL);
}

static enum rc insert_lines(struct db *db, struct arena *arena, const struct invoice *invoice)
{
    struct sql_invoice_line_insert_in *list = arena_many(arena, struct sql_invoice_line_insert_in, invoice->line_count);
    for (size_t i = 0; i < invoice->line_count; i++) {
        const struct invoice_line *line = &invoice->lines[i];
        list[i] = (struct sql_invoice_line_insert_in){.invoice_id = invoice->id,
                                                      .position = (int64_t)i + 1,
                                                      .description = line->description,
                                                      .quantity = line->quantity,
                                                      .net_minor = line->amount.minor,
                                                      .tax_category = text_of(categories[line->tax.category]),
                                                      .tax_ppm = line->tax.rate.ppm};
    }
    return sql_invoice_line_insert(db, arena, list, invoice->line_count);
}

enum rc invoice_insert(struct db *db, struct arena *arena, struct invoice *invoice)
{
    struct invoice_id first;
    enum rc rc = invoice_find_key(db, arena, invoice->key, &first);
    if (rc != RC_NOT_FOUND) {
        return rc == RC_OK ? RC_CONFLICT : rc;
    }
    struct sql_invoice_series_next_in series = {.series = invoice->series, .year = invoice->year};
    struct sql_invoice_series_start_in start = {.series = series.series, .year = series.year};
    struct sql_invoice_series_next_row next;
    TRY(sql_invoice_series_start(db, &start, NULL));
    TRY(sql_invoice_series_next(db, arena, &series, &next));
    invoice->number = next.last_number;
    struct sql_invoice_insert_in in = {.invoice_key = invoice->key,
                                       .kind = text_of(kinds[invoice->kind]),
                                       .series = invoice->series,
                                       .year = invoice->year,
                                       .number = invoice->number,
                                       .partner_id = invoice->partner_id,
                                       .advertiser_id = invoice->advertiser_id,
                                       .reference_kind = invoice->reference_kind,
                                       .reference_id = invoice->reference_id,
                                       .corrects_id = invoice->corrects_id,
                                       .currency = invoice->totals.net.currency,
                                       .net_minor = invoice->totals.net.minor,
                                       .tax_minor = invoice->totals.tax.minor,
                                       .rounding_minor = invoice->totals.rounding.minor,
                                       .payable_minor = invoice->totals.payable.minor,
                                       .is_settled = invoice->is_settled,
                                       .performed_at = invoice->performed_at,
                                       .issued_at = invoice->issued_at,
                                       .issued_on = invoice->issued_on,
                                       .due_on = text_is(invoice->due_on) ? invoice->due_on : TEXT("")};
    struct sql_invoice_insert_row row;
    TRY(sql_invoice_insert(db, arena, &in, &row));
    invoice->id = row.id;
    TRY(insert_party(db, invoice->id, "seller", &invoice->seller));
    TRY(insert_party(db, invoice->id, "buyer", &invoice->buyer));
    return insert_lines(db, arena, invoice);
}

enum rc invoice_credited(struct db *db, struct arena *arena, const struct invoice *invoice, int64_t *ret_notes,
                         struct money *ret_credited)
{
    struct sql_invoice_credited_row row;
    TRY(sql_invoice_credited(db, arena, &(struct sql_invoice_credited_in){.corrects_id = invoice->id}, &row));
    *ret_notes = row.notes;
    *ret_credited = (struct money){.minor = row.payable_minor, .currency = invoice->totals.payable.currency};
    return RC_OK;
}

enum rc invoice_find_key(struct db *db, struct arena *arena, struct text key, struct invoice_id *ret_id)
{
    struct sql_invoice_find_key_row row;
    TRY(sql_invoice_find_key(db, arena, &(struct sql_invoice_find_key_in){.invoice_key = key}, &row));
    *ret_id = row.id;
    return RC_OK;
}

static bool word_of(const char *const *words, size_t count, struct text t, size_t *ret_index)
{
    for (size_t i = 0; i < count; i++) {
        if (text_equal(t, text_of(words[i]))) {
            *ret_index = i;
            return true;
        }
    }
    return false;
}

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

#define INVOICE_OF(row)                                                              \
    ((struct invoice){.id = (row).id,                                                \
                      .key = (row).invoice_key,                                      \
                      .series = (row).series,                                        \
                      .year = (row).year,                                            \
                      .number = (row).number,                                        \
                      .partner_id = (row).partner_id,                                \
                      .advertiser_id = (row).advertiser_id,                          \
                      .reference_kind = (row).reference_kind,                        \
                      .reference_id = (row).reference_id,                            \
                      .corrects_id = (row).corrects_id,                              \
                      .totals = {.net = {(row).net_minor, (row).currency},           \
                                 .tax = {(row).tax_minor, (row).currency},           \
                                 .rounding = {(row).rounding_minor, (row).currency}, \
                                 .payable = {(row).payable_minor, (row).currency}},  \
                      .is_settled = (row).is_settled,                                \
                      .performed_at = (row).performed_at,                            \
                      .issued_at = (row).issued_at,                                  \
                      .issued_on = (row).issued_on,                                  \
                      .due_on = (row).due_on})

static enum rc kind_read(struct text word, struct invoice *invoice)
{
    size_t index = 0;
    bool is_known = word_of(kinds, COUNT_OF(kinds), word, &index);
    invoice->kind = (enum invoice_kind)index;
    return is_known ? RC_OK : RC_FAULT;
}

static enum rc read_parties(struct db *db, struct arena *arena, struct invoice *invoice)
{
    struct sql_invoice_party_list_row *rows = NULL;
    size_t count = 0;
    TRY(sql_invoice_party_list(db, arena, &(struct sql_invoice_party_list_in){.invoice_id = invoice->id}, &rows,
                               &count));
    for (size_t i = 0; i < count; i++) {
        struct invoice_party party = {.legal_name = rows[i].legal_name,
                                      .line1 = rows[i].line1,
                                      .line2 = rows[i].line2,
                                      .postcode = rows[i].postcode,
                                      .city = rows[i].city,
                                      .country = rows[i].country,
                                      .vat_id = rows[i].vat_id,
                                      .registration_id = rows[i].registration_id};
        *(text_equal(rows[i].role, TEXT("seller")) ? &invoice->seller : &invoice->buyer) = party;
    }
    return count == 2 ? RC_OK : RC_FAULT;
}

static enum rc read_lines(struct db *db, struct arena *arena, struct invoice *invoice)
{
    struct sql_invoice_line_list_row *rows = NULL;
    TRY(sql_invoice_line_list(db, arena, &(struct sql_invoice_line_list_in){.invoice_id = invoice->id}, &rows,
                              &invoice->line_count));
    invoice->lines = arena_many(arena, struct invoice_line, invoice->line_count);
    for (size_t i = 0; i < invoice->line_count; i++) {
        size_t category = 0;
        if (!word_of(categories, COUNT_OF(categories), rows[i].tax_category, &category)) {
            return RC_FAULT;
        }
        invoice->lines[i] =
            (struct invoice_line){.description = rows[i].description,
                                  .quantity = rows[i].quantity,
                                  .amount = {.minor = rows[i].net_minor, .currency = invoice->totals.net.currency},
                                  .tax = {.category = (enum invoice_category)category, .rate = {rows[i].tax_ppm}}};
    }
    return RC_OK;
}

enum rc invoice_get(struct db *db, struct arena *arena, struct invoice_id id, struct invoice *ret_invoice)
{
    struct sql_invoice_get_row row;
    TRY(sql_invoice_get(db, arena, &(struct sql_invoice_get_in){.id = id}, &row));
    *ret_invoice = INVOICE_OF(row);
    TRY(kind_read(row.kind, ret_invoice));
    TRY(read_parties(db, arena, ret_invoice));
    return read_lines(db, arena, ret_invoice);
}

enum rc invoice_list(struct db *db, struct arena *arena, const struct invoice_filter *filter, struct invoice **ret_list,
                     size_t *ret_count)
{
    struct sql_invoice_list_in in = {.before_id = {filter->before.v == 0 ? INT64_MAX : filter->before.v},
                                     .partner_id = filter->partner_id,
                                     .advertiser_id = filter->advertiser_id,
                                     .limit = filter->limit};
    struct sql_invoice_list_row *rows = NULL;
    TRY(sql_invoice_list(db, arena, &in, &rows, ret_count));
    *ret_list = arena_many(arena, struct invoice, *ret_count);
    for (size_t i = 0; i < *ret_count; i++) {
        (*ret_list)[i] = INVOICE_OF(rows[i]);
        TRY(kind_read(rows[i].kind, &(*ret_list)[i]));
    }
    return RC_OK;
}

enum rc invoice_search(struct db *db, struct arena *arena, const struct invoice_search *search,
                       struct invoice **ret_list, size_t *ret_count)
{
    struct sql_invoice_search_in in = {
        .words = db_like(arena, search->words),
        .kind = text_is(search->kind) ? search->kind : TEXT(""),
        .from_at = instant_is_none(search->from) ? (struct instant){INSTANT_MIN_MS} : search->from,
        .to_at = instant_is_none(search->to) ? (struct instant){INSTANT_MAX_MS} : search->to,
        .sort = (int64_t)search->sort,
        .is_down = search->is_down,
        .after_id = search->after,
        .limit = search->limit,
    };
    struct sql_invoice_search_row *rows;
    TRY(sql_invoice_search(db, arena, &in, &rows, ret_count));
    struct invoice *list = arena_many(arena, struct invoice, *ret_count);
    for (size_t i = 0; i < *ret_count; i++) {
        list[i] = INVOICE_OF(rows[i]);
        TRY(kind_read(rows[i].kind, &list[i]));
    }
    *ret_list = list;
    return RC_OK;
}

enum rc invoice_payout_lines(struct db *db, struct arena *arena, struct payout_item_id item_id,
                             struct currency currency, struct invoice_payout_line **ret_lines, size_t *ret_count)
{
    struct sql_invoice_payout_lines_row *rows = NULL;
    TRY(sql_invoice_payout_lines(db, arena, &(struct sql_invoice_payout_lines_in){.item_id = item_id}, &rows,
                                 ret_count));
    *ret_lines = arena_many(arena, struct invoice_payout_line, *ret_count);
    for (size_t i = 0; i < *ret_count; i++) {
        (*ret_lines)[i] = (struct invoice_payout_line){.program_name = rows[i].program_name,
                                                       .commissions = rows[i].commissions,
                                                       .amount = {.minor = rows[i].amount_minor, .currency = currency}};
    }
    return RC_OK;
}
