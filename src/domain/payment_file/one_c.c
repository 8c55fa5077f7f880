// SPDX-License-Identifier: Apache-2.0
// Payment orders in the client-bank exchange format of 1C, version 1.03 (v8.1c.ru, standards and formats):
// windows-1251, CRLF, one section an order.
#include "format/cp1251.h"
#include "payment_file/payment_private.h"
#include "payment_file/payment_text.h"

static enum rc put(const struct payment_writer *w, const char *name, struct text value)
{
    DISCARD("our own words are all in the code page", cp1251_encode(w->buf, text_of(name), NULL));
    buf_add_char(w->buf, '=');
    if (!text_is_empty(value) && cp1251_encode(w->buf, value, NULL) != RC_OK) {
        return fault_set(w->fault, RC_REFUSED, "character_unmapped", "holder",
                         "\"%.*s\" has a character that windows-1251 cannot write: save the payout details in "
                         "Cyrillic or Latin letters",
                         TEXT_PRINT(value));
    }
    buf_add(w->buf, TEXT("\r\n"));
    return RC_OK;
}

static void put_word(const struct payment_writer *w, const char *word)
{
    DISCARD("our own words are all in the code page", cp1251_encode(w->buf, text_of(word), NULL));
    buf_add(w->buf, TEXT("\r\n"));
}

static struct text date_text(const struct payment_writer *w, struct civil day)
{
    return text_format(w->arena, "%02d.%02d.%04d", (int)day.day, (int)day.month, (int)day.year);
}

static enum rc head(const struct payment_writer *w)
{
    const struct payment_batch *batch = w->batch;
    struct text time = text_format(w->arena, "%02d:%02d:%02d", (int)batch->made.hour, (int)batch->made.minute,
                                   (int)batch->made.second);
    put_word(w, "1CClientBankExchange");
    TRY(put(w, "ВерсияФормата", TEXT("1.03")));
    TRY(put(w, "Кодировка", TEXT("Windows")));
    TRY(put(w, "Отправитель", TEXT("Tributary")));
    TRY(put(w, "Получатель", TEXT("")));
    TRY(put(w, "ДатаСоздания", date_text(w, batch->made)));
    TRY(put(w, "ВремяСоздания", time));
    TRY(put(w, "ДатаНачала", date_text(w, batch->pay_on)));
    TRY(put(w, "ДатаКонца", date_text(w, batch->pay_on)));
    TRY(put(w, "РасчСчет", batch->payer.account_number));
    return put(w, "Документ", TEXT("Платежное поручение"));
}

static enum rc payer(const struct payment_writer *w)
{
    const struct payment_party *party = &w->batch->payer;
    TRY(put(w, "ПлательщикСчет", party->account_number));
    TRY(put(w, "Плательщик", party->name));
    TRY(put(w, "ПлательщикИНН", party->inn));
    TRY(put(w, "ПлательщикКПП", party->kpp));
    TRY(put(w, "Плательщик1", party->name));
    TRY(put(w, "ПлательщикРасчСчет", party->account_number));
    TRY(put(w, "ПлательщикБанк1", party->bank_name));
    TRY(put(w, "ПлательщикБИК", party->bik));
    return put(w, "ПлательщикКорсчет", party->correspondent_account);
}

static enum rc receiver(const struct payment_writer *w, const struct payment_party *party)
{
    TRY(put(w, "ПолучательСчет", party->account_number));
    TRY(put(w, "Получатель", party->name));
    TRY(put(w, "ПолучательИНН", party->inn));
    TRY(put(w, "ПолучательКПП", party->kpp));
    TRY(put(w, "Получатель1", party->name));
    TRY(put(w, "ПолучательРасчСчет", party->account_number));
    TRY(put(w, "ПолучательБанк1", party->bank_name));
    TRY(put(w, "ПолучательБИК", party->bik));
    return put(w, "ПолучательКорсчет", party->correspondent_account);
}

static enum rc order(const struct payment_writer *w, const struct payment *payment)
{
    struct text purpose =
        text_format(w->arena, "%.*s. %.*s", TEXT_PRINT(w->batch->subject), TEXT_PRINT(payment->end_to_end_id));
    TRY(put(w, "СекцияДокумент", TEXT("Платежное поручение")));
    TRY(put(w, "Номер", text_format(w->arena, "%lld", (long long)payment->number)));
    TRY(put(w, "Дата", date_text(w, w->batch->pay_on)));
    TRY(put(w, "Сумма", payment_amount(w->arena, payment->amount)));
    TRY(payer(w));
    TRY(receiver(w, &payment->to));
    TRY(put(w, "ВидПлатежа", TEXT("Электронно")));
    TRY(put(w, "ВидОплаты", TEXT("01")));
    TRY(put(w, "Очередность", TEXT("5")));
    TRY(put(w, "Код", TEXT("0")));
    TRY(put(w, "НазначениеПлатежа", purpose));
    put_word(w, "КонецДокумента");
    return RC_OK;
}

enum rc one_c_write(const struct payment_writer *w)
{
    TRY(head(w));
    for (size_t i = 0; i < w->batch->count; i++) {
        TRY(order(w, &w->batch->payments[i]));
    }
    put_word(w, "КонецФайла");
    return RC_OK;
}
