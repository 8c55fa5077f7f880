// SPDX-License-Identifier: Apache-2.0
// ISO 20022 customer credit transfer initiation (pain.001), as the SEPA credit transfer rulebook wants it: EUR, charges
// shared (SLEV), one payment information block, control sums. The characters of payment_text.h need no escaping in XML.
#include "payment_file/payment_private.h"
#include "payment_file/payment_text.h"

#define NAME_CHARACTERS_MAX 70
#define SUBJECT_CHARACTERS_MAX 140

static void element(const struct payment_writer *w, const char *name, struct text value)
{
    buf_format(w->buf, "<%s>%.*s</%s>", name, TEXT_PRINT(value), name);
}

static void agent(const struct payment_writer *w, const char *name, struct text bic, int version)
{
    buf_format(w->buf, "<%s><FinInstnId>", name);
    if (text_is(bic)) {
        element(w, version == 3 ? "BIC" : "BICFI", bic);
    } else {
        buf_add(w->buf, TEXT("<Othr><Id>NOTPROVIDED</Id></Othr>"));
    }
    buf_format(w->buf, "</FinInstnId></%s>\n", name);
}

static void account(const struct payment_writer *w, const char *name, struct text iban)
{
    buf_format(w->buf, "<%s><Id><IBAN>%.*s</IBAN></Id></%s>\n", name, TEXT_PRINT(iban), name);
}

static void header(const struct payment_writer *w, struct text payer, int version)
{
    const struct payment_batch *batch = w->batch;
    const struct civil *made = &batch->made;
    buf_format(w->buf,
               "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
               "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.001.001.%02d\">\n<CstmrCdtTrfInitn>\n<GrpHdr>\n",
               version);
    element(w, "MsgId", batch->id);
    buf_format(w->buf, "<CreDtTm>%.*sT%02d:%02d:%02d</CreDtTm>\n", TEXT_PRINT(payment_date(w->arena, *made)),
               (int)made->hour, (int)made->minute, (int)made->second);
    buf_format(w->buf, "<NbOfTxs>%zu</NbOfTxs>", batch->count);
    element(w, "CtrlSum", payment_amount(w->arena, w->total));
    buf_format(w->buf, "<InitgPty><Nm>%.*s</Nm></InitgPty>\n</GrpHdr>\n", TEXT_PRINT(payer));
}

static void information(const struct payment_writer *w, struct text payer, int version)
{
    const struct payment_batch *batch = w->batch;
    struct text day = payment_date(w->arena, batch->pay_on);
    buf_add(w->buf, TEXT("<PmtInf>\n"));
    element(w, "PmtInfId", batch->id);
    buf_format(w->buf, "<PmtMtd>TRF</PmtMtd><BtchBookg>true</BtchBookg><NbOfTxs>%zu</NbOfTxs>", batch->count);
    element(w, "CtrlSum", payment_amount(w->arena, w->total));
    buf_add(w->buf, TEXT("\n<PmtTpInf><SvcLvl><Cd>SEPA</Cd></SvcLvl></PmtTpInf>\n"));
    buf_format(w->buf,
               version == 3 ? "<ReqdExctnDt>%.*s</ReqdExctnDt>\n" : "<ReqdExctnDt><Dt>%.*s</Dt></ReqdExctnDt>\n",
               TEXT_PRINT(day));
    buf_format(w->buf, "<Dbtr><Nm>%.*s</Nm></Dbtr>\n", TEXT_PRINT(payer));
    account(w, "DbtrAcct", batch->payer.iban);
    agent(w, "DbtrAgt", batch->payer.bic, version);
    buf_add(w->buf, TEXT("<ChrgBr>SLEV</ChrgBr>\n"));
}

static enum rc transfer(const struct payment_writer *w, const struct payment *payment, struct text subject, int version)
{
    struct text name;
    TRY(payment_text_sepa(w->arena, payment->to.name, NAME_CHARACTERS_MAX, "holder", &name, w->fault));
    buf_format(w->buf, "<CdtTrfTxInf>\n<PmtId><EndToEndId>%.*s</EndToEndId></PmtId>\n",
               TEXT_PRINT(payment->end_to_end_id));
    buf_format(w->buf, "<Amt><InstdAmt Ccy=\"%.3s\">%.*s</InstdAmt></Amt>\n", w->batch->currency.code,
               TEXT_PRINT(payment_amount(w->arena, payment->amount)));
    if (text_is(payment->to.bic)) {
        agent(w, "CdtrAgt", payment->to.bic, version);
    }
    buf_format(w->buf, "<Cdtr><Nm>%.*s</Nm></Cdtr>\n", TEXT_PRINT(name));
    account(w, "CdtrAcct", payment->to.iban);
    buf_format(w->buf, "<RmtInf><Ustrd>%.*s</Ustrd></RmtInf>\n</CdtTrfTxInf>\n", TEXT_PRINT(subject));
    return RC_OK;
}

enum rc pain_write(const struct payment_writer *w, int version)
{
    struct text payer;
    struct text subject;
    TRY(payment_text_sepa(w->arena, w->batch->payer.name, NAME_CHARACTERS_MAX, "holder", &payer, w->fault));
    TRY(payment_text_sepa(w->arena, w->batch->subject, SUBJECT_CHARACTERS_MAX, "subject", &subject, w->fault));
    header(w, payer, version);
    information(w, payer, version);
    for (size_t i = 0; i < w->batch->count; i++) {
        TRY(transfer(w, &w->batch->payments[i], subject, version));
    }
    buf_add(w->buf, TEXT("</PmtInf>\n</CstmrCdtTrfInitn>\n</Document>\n"));
    return RC_OK;
}
