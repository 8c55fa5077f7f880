// SPDX-License-Identifier: Apache-2.0
// The statement for 1C; see payout_export.h.
#include "payout/payout_export.h"

#include "core/bug.h"
#include "format/cp1251.h"
#include "identity/public_id.h"
#include "network/network.h"
#include "payout/payout_list_sql.h"
#include "zone/zone.h"

#define OUT_BYTES ((size_t)1 << 16)
#define OUT_BYTES_MAX ((size_t)16 << 20)
#define ACCOUNT_DIGITS 20

struct statement {
    struct flow *flow;
    const struct payout_statement *asked;
    struct network network;
    struct zone *zone;
    struct arena *scratch;
    struct buf out;
    enum rc (*write)(void *user, struct text bytes);
    void *user;
    struct text about; // whose field is being written, for the fault
};

// NAME=VALUE; both in UTF-8.
static enum rc put(struct statement *s, const char *name, struct text value)
{
    DISCARD("our own words are all in the code page", cp1251_encode(&s->out, text_of(name), NULL));
    buf_add_char(&s->out, '=');
    if (cp1251_encode(&s->out, value, NULL) != RC_OK) {
        return fault_set(s->flow->fault, RC_REFUSED, "character_unmapped", "",
                         "%.*s: the name has a character that windows-1251 cannot write; rename it, then export again",
                         TEXT_PRINT(s->about));
    }
    buf_add(&s->out, TEXT("\r\n"));
    return RC_OK;
}

static void put_word(struct statement *s, const char *word)
{
    DISCARD("our own words are all in the code page", cp1251_encode(&s->out, text_of(word), NULL));
    buf_add(&s->out, TEXT("\r\n"));
}

// "30.11.2026"
static struct text date_text(struct statement *s, int64_t day)
{
    struct civil c = civil_of_instant((struct instant){day * DAY_MS});
    return text_format(s->scratch, "%02d.%02d.%04d", (int)c.day, (int)c.month, (int)c.year);
}

static struct text sum_text(struct statement *s, int64_t minor)
{
    return money_text(s->scratch, (struct money){.minor = minor, .currency = s->asked->currency});
}

static enum rc put_account(struct statement *s, int64_t paid_minor)
{
    struct money after;
    struct money paid = {.minor = paid_minor, .currency = s->asked->currency};
    TRY(money_subtract(s->asked->opening, paid, &after));
    put_word(s, "СекцияРасчСчет");
    TRY(put(s, "ДатаНачала", date_text(s, s->asked->first_day)));
    TRY(put(s, "ДатаКонца", date_text(s, s->asked->last_day)));
    TRY(put(s, "РасчСчет", s->asked->account));
    TRY(put(s, "НачальныйОстаток", sum_text(s, s->asked->opening.minor)));
    TRY(put(s, "ВсегоПоступило", sum_text(s, 0)));
    TRY(put(s, "ВсегоСписано", sum_text(s, paid_minor)));
    TRY(put(s, "КонечныйОстаток", sum_text(s, after.minor)));
    put_word(s, "КонецРасчСчет");
    return RC_OK;
}

static enum rc put_head(struct statement *s)
{
    struct civil now = civil_of_instant(zone_local(s->zone, s->flow->now));
    put_word(s, "1CClientBankExchange");
    TRY(put(s, "ВерсияФормата", TEXT("1.03")));
    TRY(put(s, "Кодировка", TEXT("Windows")));
    TRY(put(s, "Отправитель", TEXT("Tributary")));
    TRY(put(s, "Получатель", TEXT("")));
    TRY(put(s, "ДатаСоздания", date_text(s, day_number(zone_local(s->zone, s->flow->now)))));
    struct text time = text_format(s->scratch, "%02d:%02d:%02d", (int)now.hour, (int)now.minute, (int)now.second);
    TRY(put(s, "ВремяСоздания", time));
    TRY(put(s, "ДатаНачала", date_text(s, s->asked->first_day)));
    TRY(put(s, "ДатаКонца", date_text(s, s->asked->last_day)));
    TRY(put(s, "РасчСчет", s->asked->account));
    return put(s, "Документ", TEXT("Платежное поручение"));
}

static enum rc put_payer(struct statement *s)
{
    TRY(put(s, "ПлательщикСчет", s->asked->account));
    s->about = TEXT("the network");
    TRY(put(s, "Плательщик", s->network.name));
    TRY(put(s, "Плательщик1", s->network.name));
    return put(s, "ПлательщикРасчСчет", s->asked->account);
}

static enum rc take_item(void *user, const struct sql_payout_list_paid_row *row)
{
    struct statement *s = user;
    arena_reset(s->scratch);
    struct text day = date_text(s, day_number(zone_local(s->zone, row->settled_at)));
    struct text id = public_id_text(s->scratch, s->flow->keyring, PREFIX_PAYOUT_ITEM, row->id.v);
    TRY(put(s, "СекцияДокумент", TEXT("Платежное поручение")));
    TRY(put(s, "Номер", text_format(s->scratch, "%lld", (long long)row->id.v)));
    TRY(put(s, "Дата", day));
    TRY(put(s, "Сумма", sum_text(s, row->amount_minor)));
    TRY(put_payer(s));
    TRY(put(s, "ДатаСписано", day));
    struct text partner = public_id_text(s->scratch, s->flow->keyring, PREFIX_PARTNER, row->partner_id.v);
    s->about = text_format(s->scratch, "partner %.*s", TEXT_PRINT(partner));
    TRY(put(s, "Получатель", row->partner_name));
    TRY(put(s, "Получатель1", row->partner_name));
    TRY(put(s, "ВидОплаты", TEXT("01")));
    struct text purpose = text_format(s->scratch, "Выплата партнерского вознаграждения %.*s", TEXT_PRINT(id));
    TRY(put(s, "НазначениеПлатежа", purpose));
    put_word(s, "КонецДокумента");
    BUG_ON(s->out.is_overflown);
    if (s->out.n < OUT_BYTES) {
        return RC_OK;
    }
    TRY(s->write(s->user, buf_text(&s->out)));
    buf_clear(&s->out);
    return RC_OK;
}

static enum rc export_all(struct statement *s)
{
    struct flow *flow = s->flow;
    TRY(network_get(flow->db, flow->arena, &s->network));
    TRY(zone_open(s->network.time_zone, &s->zone, flow->fault));
    struct instant from = zone_instant_of_local(s->zone, (struct instant){s->asked->first_day * DAY_MS});
    struct instant to = zone_instant_of_local(s->zone, (struct instant){(s->asked->last_day + 1) * DAY_MS});
    struct sql_payout_list_paid_total_in total_in = {.currency = s->asked->currency, .from = from, .to = to};
    struct sql_payout_list_paid_total_row total;
    TRY(sql_payout_list_paid_total(flow->db, flow->arena, &total_in, &total));
    TRY(put_head(s));
    TRY(put_account(s, total.amount_minor));
    struct sql_payout_list_paid_in items = {.currency = s->asked->currency, .from = from, .to = to};
    TRY(sql_payout_list_paid(flow->db, &items, take_item, s));
    put_word(s, "КонецФайла");
    return s->write(s->user, buf_text(&s->out));
}

static bool is_account(struct text t)
{
    bool is_good = t.n == ACCOUNT_DIGITS;
    for (size_t i = 0; i < t.n; i++) {
        is_good = is_good && t.p[i] >= '0' && t.p[i] <= '9';
    }
    return is_good;
}

enum rc payout_export_1c(struct flow *flow, const struct payout_statement *statement,
                         enum rc (*write)(void *user, struct text bytes), void *user)
{
    if (!is_account(statement->account)) {
        return fault_set(flow->fault, RC_INVALID, "account_malformed", "account",
                         "account must be the %d digits of the operator's bank account", ACCOUNT_DIGITS);
    }
    if (statement->last_day < statement->first_day) {
        return fault_set(flow->fault, RC_INVALID, "range_empty", "from", "from must not be after to");
    }
    AUTO_ARENA scratch = arena_new(ARENA_REQUEST_BYTES);
    AUTO_ARENA bytes = arena_new(ARENA_JOB_BYTES);
    struct statement s = {.flow = flow,
                          .asked = statement,
                          .scratch = scratch,
                          .out = buf_new(bytes, OUT_BYTES_MAX),
                          .write = write,
                          .user = user,
                          .about = TEXT("")};
    TRY(flow_stored(flow, db_read_begin(flow->db)));
    enum rc rc = flow_stored(flow, export_all(&s));
    db_rollback(flow->db);
    zone_close(s.zone);
    return rc;
}
