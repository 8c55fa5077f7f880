// SPDX-License-Identifier: Apache-2.0
// NACHA files: lines of 94 characters in blocks of ten, by the NACHA Operating Rules, appendix three. Credits only
// (service class 220): a PPD batch for persons and a CCD batch for businesses, whichever there are.
#include "payment_file/payment_private.h"
#include "payment_file/payment_text.h"

#define LINES_IN_BLOCK 10
#define ENTRY_MINOR_MAX ((int64_t)9999999999)   // ten digits
#define TOTAL_MINOR_MAX ((int64_t)999999999999) // twelve digits
#define HASH_MODULUS ((int64_t)10000000000)     // ten digits
#define ENTRIES_MAX 9999999
#define CREDITS "220"

struct nacha {
    const struct payment_writer *w;
    struct text company;
    int64_t lines, batches, entries, hash, total;
    int64_t batch_entries, batch_hash, batch_total;
};

// Left-justified, cut or padded to the width.
static struct text left(const struct nacha *n, struct text t, int width)
{
    return text_format(n->w->arena, "%-*.*s", width, (int)(t.n < (size_t)width ? t.n : (size_t)width),
                       t.n > 0 ? t.p : "");
}

static void end_line(struct nacha *n)
{
    buf_add_char(n->w->buf, '\n');
    n->lines++;
}

static struct text odfi(const struct nacha *n)
{
    return text_slice(n->w->batch->payer.routing_number, 0, 8);
}

static struct text day_text(const struct nacha *n, struct civil day)
{
    return text_format(n->w->arena, "%02d%02d%02d", (int)(day.year % 100), (int)day.month, (int)day.day);
}

static enum rc file_header(struct nacha *n)
{
    const struct payment_batch *batch = n->w->batch;
    struct text bank;
    TRY(payment_text_sepa(n->w->arena, batch->payer.bank_name, 23, "bank_name", &bank, n->w->fault));
    // The file's own modifier tells two files of one day apart; a file is made once, and its id is in the reference.
    buf_format(n->w->buf, "101 %.*s%10.*s%.*s%02d%02dA094101%.*s%.*s%.*s", TEXT_PRINT(batch->payer.routing_number),
               TEXT_PRINT(batch->payer.company_id), TEXT_PRINT(day_text(n, batch->made)), (int)batch->made.hour,
               (int)batch->made.minute, TEXT_PRINT(left(n, bank, 23)), TEXT_PRINT(left(n, n->company, 23)),
               TEXT_PRINT(left(n, text_slice(batch->id, batch->id.n > 8 ? batch->id.n - 8 : 0, SIZE_MAX), 8)));
    end_line(n);
    return RC_OK;
}

static void batch_header(struct nacha *n, const char *class)
{
    const struct payment_batch *batch = n->w->batch;
    n->batches++;
    n->batch_entries = n->batch_hash = n->batch_total = 0;
    buf_format(n->w->buf, "5" CREDITS "%.*s%20s%.*s%sPAYOUT    %.*s%.*s   1%.*s%07lld",
               TEXT_PRINT(left(n, n->company, 16)), "", TEXT_PRINT(left(n, batch->payer.company_id, 10)), class,
               TEXT_PRINT(day_text(n, batch->made)), TEXT_PRINT(day_text(n, batch->pay_on)), TEXT_PRINT(odfi(n)),
               (long long)n->batches);
    end_line(n);
}

static enum rc entry(struct nacha *n, const struct payment *payment)
{
    const struct payment_party *to = &payment->to;
    struct text name;
    TRY(payment_text_sepa(n->w->arena, to->name, 22, "holder", &name, n->w->fault));
    if (payment->amount.minor > ENTRY_MINOR_MAX) {
        return fault_set(n->w->fault, RC_REFUSED, "amount_too_large", "format",
                         "payment %.*s is more than an ACH entry can hold", TEXT_PRINT(payment->end_to_end_id));
    }
    int64_t rdfi = 0;
    for (size_t i = 0; i < 8; i++) {
        rdfi = rdfi * 10 + (to->routing_number.p[i] - '0');
    }
    n->entries++;
    n->batch_entries++;
    n->batch_hash += rdfi;
    n->batch_total += payment->amount.minor;
    buf_format(n->w->buf, "6%s%.*s%.*s%010lld%.*s%.*s  0%.*s%07lld",
               text_equal(to->account_type, TEXT("savings")) ? "32" : "22", TEXT_PRINT(to->routing_number),
               TEXT_PRINT(left(n, to->account_number, 17)), (long long)payment->amount.minor,
               TEXT_PRINT(left(n, payment->end_to_end_id, 15)), TEXT_PRINT(left(n, name, 22)), TEXT_PRINT(odfi(n)),
               (long long)n->entries);
    end_line(n);
    return RC_OK;
}

static void batch_control(struct nacha *n)
{
    buf_format(n->w->buf, "8" CREDITS "%06lld%010lld%012d%012lld%.*s%25s%.*s%07lld", (long long)n->batch_entries,
               (long long)(n->batch_hash % HASH_MODULUS), 0, (long long)n->batch_total,
               TEXT_PRINT(left(n, n->w->batch->payer.company_id, 10)), "", TEXT_PRINT(odfi(n)), (long long)n->batches);
    end_line(n);
    n->hash += n->batch_hash;
    n->total += n->batch_total;
}

static bool is_business(const struct payment *payment)
{
    return text_equal(payment->to.receiver_type, TEXT("business"));
}

static enum rc batch_of(struct nacha *n, const char *class, bool is_of_businesses)
{
    const struct payment_batch *batch = n->w->batch;
    bool is_begun = false;
    for (size_t i = 0; i < batch->count; i++) {
        if (is_business(&batch->payments[i]) != is_of_businesses) {
            continue;
        }
        if (!is_begun) {
            batch_header(n, class);
            is_begun = true;
        }
        TRY(entry(n, &batch->payments[i]));
    }
    if (is_begun) {
        batch_control(n);
    }
    return RC_OK;
}

static void file_control(struct nacha *n)
{
    int64_t blocks = (n->lines + 1 + LINES_IN_BLOCK - 1) / LINES_IN_BLOCK;
    buf_format(n->w->buf, "9%06lld%06lld%08lld%010lld%012d%012lld%39s", (long long)n->batches, (long long)blocks,
               (long long)n->entries, (long long)(n->hash % HASH_MODULUS), 0, (long long)n->total, "");
    end_line(n);
    while (n->lines % LINES_IN_BLOCK != 0) {
        for (int i = 0; i < 94; i++) {
            buf_add_char(n->w->buf, '9');
        }
        end_line(n);
    }
}

enum rc nacha_write(const struct payment_writer *w)
{
    struct nacha n = {.w = w};
    TRY(payment_rows_check(w, ENTRIES_MAX));
    if (w->total.minor > TOTAL_MINOR_MAX) {
        return fault_set(w->fault, RC_REFUSED, "amount_too_large", "format",
                         "the sum is more than an ACH file can hold");
    }
    TRY(payment_text_sepa(w->arena, w->batch->payer.name, 23, "holder", &n.company, w->fault));
    TRY(file_header(&n));
    TRY(batch_of(&n, "PPD", false));
    TRY(batch_of(&n, "CCD", true));
    file_control(&n);
    return RC_OK;
}
