// SPDX-License-Identifier: Apache-2.0
// Payment files against bytes that were worked out apart from this code, against the schemas of ISO 20022 (by xmllint)
// and the layout of real files; names in other scripts; limits; cells that would be formulas.
#include "check.h"

#include "payment_file/payment_file.h"
#include "payment_file/payment_text.h"
#include "shared_data.h"

static struct payment_batch batch_of(const char *currency, const struct payment *payments, size_t count)
{
    struct payment_batch batch = {
        .id = TEXT("RUN-0001"),
        .subject = TEXT("Commissions of Net & Co"),
        .made = {.year = 2026, .month = 11, .day = 30, .hour = 10, .minute = 45, .second = 7},
        .pay_on = {.year = 2026, .month = 12, .day = 1},
        .payer = {.name = TEXT("Net Ltd")},
        .payments = payments,
        .count = count,
    };
    assert_int_equal(currency_parse(text_of(currency), &batch.currency), RC_OK);
    return batch;
}

static struct payment payment_of(const char *id, int64_t minor, const char *currency, const char *name)
{
    struct payment payment = {.end_to_end_id = text_of(id),
                              .reference = TEXT("anna"),
                              .number = 7,
                              .amount = {.minor = minor},
                              .to = {.name = text_of(name)}};
    assert_int_equal(currency_parse(text_of(currency), &payment.amount.currency), RC_OK);
    return payment;
}

static struct text written(struct arena *arena, enum payment_format format, const struct payment_batch *batch)
{
    struct buf buf = buf_new(arena, PAYMENT_FILE_BYTES_MAX);
    struct fault fault = {.rc = RC_OK};
    enum rc rc = payment_file_write(arena, format, batch, &buf, &fault);
    if (rc != RC_OK) {
        print_error("%s: %s\n", fault.code, fault.message);
    }
    assert_int_equal(rc, RC_OK);
    struct buf again = buf_new(arena, PAYMENT_FILE_BYTES_MAX);
    assert_int_equal(payment_file_write(arena, format, batch, &again, &fault), RC_OK);
    assert_true(text_equal(buf_text(&buf), buf_text(&again)));
    return buf_text(&buf);
}

static void refused(struct arena *arena, enum payment_format format, const struct payment_batch *batch,
                    const char *code)
{
    struct buf buf = buf_new(arena, PAYMENT_FILE_BYTES_MAX);
    struct fault fault = {.rc = RC_OK};
    assert_int_equal(payment_file_write(arena, format, batch, &buf, &fault), RC_REFUSED);
    assert_string_equal(fault.code, code);
}

// ---- SEPA ----

static struct payment sepa(const char *id, int64_t minor, const char *name, const char *iban, const char *bic)
{
    struct payment payment = payment_of(id, minor, "EUR", name);
    payment.method = TEXT("sepa");
    payment.to.iban = text_of(iban);
    payment.to.bic = text_of(bic);
    return payment;
}

static const char pain_09[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.001.001.09\">\n<CstmrCdtTrfInitn>\n<GrpHdr>\n"
    "<MsgId>RUN-0001</MsgId><CreDtTm>2026-11-30T10:45:07</CreDtTm>\n"
    "<NbOfTxs>2</NbOfTxs><CtrlSum>1234.57</CtrlSum><InitgPty><Nm>Net Ltd</Nm></InitgPty>\n</GrpHdr>\n"
    "<PmtInf>\n<PmtInfId>RUN-0001</PmtInfId><PmtMtd>TRF</PmtMtd><BtchBookg>true</BtchBookg>"
    "<NbOfTxs>2</NbOfTxs><CtrlSum>1234.57</CtrlSum>\n"
    "<PmtTpInf><SvcLvl><Cd>SEPA</Cd></SvcLvl></PmtTpInf>\n"
    "<ReqdExctnDt><Dt>2026-12-01</Dt></ReqdExctnDt>\n<Dbtr><Nm>Net Ltd</Nm></Dbtr>\n"
    "<DbtrAcct><Id><IBAN>NL91ABNA0417164300</IBAN></Id></DbtrAcct>\n"
    "<DbtrAgt><FinInstnId><Othr><Id>NOTPROVIDED</Id></Othr></FinInstnId></DbtrAgt>\n<ChrgBr>SLEV</ChrgBr>\n"
    "<CdtTrfTxInf>\n<PmtId><EndToEndId>P0000000000001</EndToEndId></PmtId>\n"
    "<Amt><InstdAmt Ccy=\"EUR\">1234.56</InstdAmt></Amt>\n"
    "<CdtrAgt><FinInstnId><BICFI>COBADEFFXXX</BICFI></FinInstnId></CdtrAgt>\n"
    "<Cdtr><Nm>Zoe 'Muller' + Sohne</Nm></Cdtr>\n"
    "<CdtrAcct><Id><IBAN>DE89370400440532013000</IBAN></Id></CdtrAcct>\n"
    "<RmtInf><Ustrd>Commissions of Net + Co</Ustrd></RmtInf>\n</CdtTrfTxInf>\n"
    "<CdtTrfTxInf>\n<PmtId><EndToEndId>P0000000000002</EndToEndId></PmtId>\n"
    "<Amt><InstdAmt Ccy=\"EUR\">0.01</InstdAmt></Amt>\n<Cdtr><Nm>Ivan Shchukin</Nm></Cdtr>\n"
    "<CdtrAcct><Id><IBAN>FR1420041010050500013M02606</IBAN></Id></CdtrAcct>\n"
    "<RmtInf><Ustrd>Commissions of Net + Co</Ustrd></RmtInf>\n</CdtTrfTxInf>\n"
    "</PmtInf>\n</CstmrCdtTrfInitn>\n</Document>\n";

static void pain_is_as_worked_out(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct payment payments[] = {
        sepa("P0000000000001", 123456, "Zoë \"Müller\" & Söhne", "DE89370400440532013000", "COBADEFFXXX"),
        sepa("P0000000000002", 1, "Иван Щукин", "FR1420041010050500013M02606", NULL),
    };
    struct payment_batch batch = batch_of("EUR", payments, 2);
    batch.payer.iban = TEXT("NL91ABNA0417164300");
    assert_text(written(arena, PAYMENT_PAIN_09, &batch), pain_09);
}

static void pain_follows_its_schema(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    if (!shared_has_schema(arena, "data/iso20022/pain.001.001.03.xsd")) {
        skip_because("the schemas of ISO 20022 are absent, or xmllint is not installed");
    }
    struct payment payments[300];
    for (size_t i = 0; i < COUNT_OF(payments); i++) {
        const char *id = text_zero_terminated(arena, text_format(arena, "P%013zu", i));
        payments[i] = sepa(id, (int64_t)(i * i * i + 1), "/Société Générale <d'Été> № 5/", "DE89370400440532013000",
                           i % 2 == 0 ? "COBADEFF" : NULL);
    }
    struct payment_batch batch = batch_of("EUR", payments, COUNT_OF(payments));
    batch.payer.iban = TEXT("NL91ABNA0417164300");
    batch.payer.bic = TEXT("ABNANL2A");
    assert_true(
        shared_xml_is_valid(arena, "data/iso20022/pain.001.001.03.xsd", written(arena, PAYMENT_PAIN_03, &batch)));
    assert_true(
        shared_xml_is_valid(arena, "data/iso20022/pain.001.001.09.xsd", written(arena, PAYMENT_PAIN_09, &batch)));
    batch.payer.bic = TEXT_NONE;
    batch.count = 1;
    assert_true(
        shared_xml_is_valid(arena, "data/iso20022/pain.001.001.03.xsd", written(arena, PAYMENT_PAIN_03, &batch)));
    assert_true(
        shared_xml_is_valid(arena, "data/iso20022/pain.001.001.09.xsd", written(arena, PAYMENT_PAIN_09, &batch)));
}

static void names_become_what_banks_take(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    static const char *const rows[][2] = {
        {"Anna Smith", "Anna Smith"},
        {"Łukasz Żółć", "Lukasz Zolc"},
        {"Straße", "Strasse"},
        {"Юлия Объёдкова", "Iuliia Obieedkova"},
        {"“Ромашка” ООО", "'Romashka' OOO"},
        {"ЩУКИН", "SHCHUKIN"},
        {"A_B — C@D", "A-B - C.D"},
        {"//x//", "x"},
    };
    struct fault fault = {.rc = RC_OK};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct text name = TEXT_NONE;
        assert_int_equal(payment_text_sepa(arena, text_of(rows[i][0]), 70, "holder", &name, &fault), RC_OK);
        assert_text(name, rows[i][1]);
    }
    struct text name;
    assert_int_equal(payment_text_sepa(arena, TEXT("Ωμέγα"), 70, "holder", &name, &fault), RC_REFUSED);
    assert_string_equal(fault.code, "character_unmapped");
    assert_string_equal(fault.field, "holder");
    fault_clear(&fault);
    assert_int_equal(payment_text_sepa(arena, TEXT("山田太郎"), 70, "holder", &name, &fault), RC_REFUSED);
    fault_clear(&fault);
    assert_int_equal(payment_text_sepa(arena, TEXT("abcdef gh"), 7, "holder", &name, &fault), RC_OK);
    assert_text(name, "abcdef");
}

// ---- NACHA ----

static const char nacha[] =
    "101 09100001912345678902611301045A094101Wells Fargo Bank       Net Ltd                RUN-0001\n"
    "5220Net Ltd                             1234567890PPDPAYOUT    261130261201   1091000010000001\n"
    "6220210000211234567          0000123456P0000000000001 Anna Smith              0091000010000001\n"
    "632322271627ABC123456789012340000000001P0000000000002 Zoe Noel                0091000010000002\n"
    "822000000200343271640000000000000000001234571234567890                         091000010000001\n"
    "5220Net Ltd                             1234567890CCDPAYOUT    261130261201   1091000010000002\n"
    "62201140153399               0000000100P0000000000003 A Company With A Very   0091000010000003\n"
    "822000000100011401530000000000000000000001001234567890                         091000010000002\n"
    "9000002000001000000030035467317000000000000000000123557                                       \n"
    "9999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999\n";

static struct payment ach(const char *id, int64_t minor, const char *name, const char *routing, const char *account)
{
    struct payment payment = payment_of(id, minor, "USD", name);
    payment.method = TEXT("ach");
    payment.to.routing_number = text_of(routing);
    payment.to.account_number = text_of(account);
    payment.to.account_type = TEXT("checking");
    payment.to.receiver_type = TEXT("person");
    return payment;
}

static struct payment_batch ach_batch(const struct payment *payments, size_t count)
{
    struct payment_batch batch = batch_of("USD", payments, count);
    batch.payer.routing_number = TEXT("091000019");
    batch.payer.account_number = TEXT("1");
    batch.payer.company_id = TEXT("1234567890");
    batch.payer.bank_name = TEXT("Wells Fargo Bank");
    return batch;
}

static void nacha_is_as_worked_out(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct payment payments[] = {
        ach("P0000000000001", 123456, "Anna Smith", "021000021", "1234567"),
        ach("P0000000000003", 100, "A Company With A Very Long Name", "011401533", "99"),
        ach("P0000000000002", 1, "Zoë Noël", "322271627", "ABC12345678901234"),
    };
    payments[1].to.receiver_type = TEXT("business");
    payments[2].to.account_type = TEXT("savings");
    struct payment_batch batch = ach_batch(payments, 3);
    assert_text(written(arena, PAYMENT_NACHA, &batch), nacha);
    payments[0].amount.minor = 10000000000;
    refused(arena, PAYMENT_NACHA, &batch, "amount_too_large");
}

static int64_t digits_at(struct text line, size_t from, size_t to)
{
    int64_t value = 0;
    for (size_t i = from; i < to; i++) {
        assert_in_range(line.p[i], '0', '9');
        value = value * 10 + (line.p[i] - '0');
    }
    return value;
}

// Sums of a file's entries against its control records, read by columns: also of a real file.
static void check_controls(struct text file)
{
    struct text rest = file;
    struct text line;
    int64_t entries = 0;
    int64_t hash = 0;
    int64_t credit = 0;
    int64_t lines = 0;
    bool has_control = false;
    while (text_split(&rest, '\n', &line) && line.n > 0) {
        assert_int_equal(line.n, 94);
        lines++;
        if (line.p[0] == '6') {
            entries++;
            hash += digits_at(line, 3, 11);
            credit += digits_at(line, 29, 39);
        } else if (line.p[0] == '9' && !has_control) {
            has_control = true;
            assert_int_equal(digits_at(line, 13, 21), entries);
            assert_int_equal(digits_at(line, 21, 31), hash % 10000000000);
            assert_int_equal(digits_at(line, 43, 55), credit);
        }
    }
    assert_true(has_control);
    assert_int_equal(lines % 10, 0);
}

static void nacha_has_the_layout_of_a_real_file(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct payment payments[997];
    for (size_t i = 0; i < COUNT_OF(payments); i++) {
        const char *id = text_zero_terminated(arena, text_format(arena, "P%013zu", i));
        payments[i] = ach(id, (int64_t)i + 1, "Anna", "322271627", "12345678");
    }
    struct payment_batch batch = ach_batch(payments, COUNT_OF(payments)); // the hash passes ten digits
    struct text ours = written(arena, PAYMENT_NACHA, &batch);
    check_controls(ours);
    struct text real = shared_read(arena, "data/payouts-ach/ppd-credit.ach");
    if (!text_is(real)) {
        skip_because("the NACHA samples are absent");
    }
    check_controls(text_format(arena, "%.*s\n", TEXT_PRINT(real)));
    // Where the real file's first five records have digits, blanks or letters that the rules fix, ours have the same.
    struct text real_rest = real;
    struct text real_line;
    struct text our_rest = ours;
    struct text our_line = TEXT_NONE;
    for (int i = 0; i < 3; i++) {
        assert_true(text_split(&real_rest, '\n', &real_line) && text_split(&our_rest, '\n', &our_line));
        assert_int_equal(real_line.p[0], our_line.p[0]);
    }
    struct text first = text_slice(real, 0, 94);
    assert_true(text_equal(text_slice(first, 0, 4), text_slice(ours, 0, 4)));     // 101 and a blank
    assert_true(text_equal(text_slice(first, 33, 40), text_slice(ours, 33, 40))); // A094101
    struct text real_batch = text_slice(real, 95, 189);
    struct text our_batch = text_slice(ours, 95, 189);
    assert_true(text_equal(text_slice(real_batch, 0, 4), text_slice(our_batch, 0, 4)));     // 5220
    assert_true(text_equal(text_slice(real_batch, 50, 53), text_slice(our_batch, 50, 53))); // PPD
    assert_true(text_equal(text_slice(real_batch, 75, 79), text_slice(our_batch, 75, 79))); // settlement, status 1
}

// ---- 1C ----

static const char one_c[] =
    "1CClientBankExchange\r\nВерсияФормата=1.03\r\nКодировка=Windows\r\nОтправитель=Tributary\r\nПолучатель=\r\n"
    "ДатаСоздания=30.11.2026\r\nВремяСоздания=10:45:07\r\nДатаНачала=01.12.2026\r\nДатаКонца=01.12.2026\r\n"
    "РасчСчет=40702810038000017321\r\nДокумент=Платежное поручение\r\n"
    "СекцияДокумент=Платежное поручение\r\nНомер=7\r\nДата=01.12.2026\r\nСумма=175000.05\r\n"
    "ПлательщикСчет=40702810038000017321\r\nПлательщик=ООО \"Сеть\"\r\nПлательщикИНН=7707083893\r\n"
    "ПлательщикКПП=773601001\r\nПлательщик1=ООО \"Сеть\"\r\nПлательщикРасчСчет=40702810038000017321\r\n"
    "ПлательщикБанк1=\r\nПлательщикБИК=044525225\r\nПлательщикКорсчет=30101810400000000225\r\n"
    "ПолучательСчет=40802810000000000001\r\nПолучатель=ИП Иванов Ёлка\r\nПолучательИНН=500100732259\r\n"
    "ПолучательКПП=\r\nПолучатель1=ИП Иванов Ёлка\r\nПолучательРасчСчет=40802810000000000001\r\n"
    "ПолучательБанк1=ПАО Сбербанк\r\nПолучательБИК=044525225\r\nПолучательКорсчет=30101810400000000225\r\n"
    "ВидПлатежа=Электронно\r\nВидОплаты=01\r\nОчередность=5\r\nКод=0\r\n"
    "НазначениеПлатежа=Вознаграждение по договору №5. P0000000000001\r\nКонецДокумента\r\nКонецФайла\r\n";

// By iconv: another reader of windows-1251 than our own.
static struct text decoded(struct arena *arena, struct text bytes)
{
    char path[] = "/tmp/tributary-1c-XXXXXX";
    int descriptor = mkstemp(path);
    assert_true(descriptor >= 0);
    assert_int_equal(write(descriptor, bytes.p, bytes.n), (ssize_t)bytes.n);
    close(descriptor);
    struct text command = text_format(arena, "iconv -f cp1251 -t utf-8 %s", path);
    FILE *out = popen(text_zero_terminated(arena, command), "r");
    assert_non_null(out);
    struct buf buf = buf_new(arena, (size_t)1 << 20);
    char piece[4096];
    for (size_t n = fread(piece, 1, sizeof(piece), out); n > 0; n = fread(piece, 1, sizeof(piece), out)) {
        buf_add_bytes(&buf, piece, n);
    }
    assert_int_equal(pclose(out), 0);
    unlink(path);
    return buf_text(&buf);
}

static void one_c_is_as_worked_out(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct payment payment = payment_of("P0000000000001", 17500005, "RUB", "ИП Иванов Ёлка");
    payment.to.account_number = TEXT("40802810000000000001");
    payment.to.bik = TEXT("044525225");
    payment.to.correspondent_account = TEXT("30101810400000000225");
    payment.to.inn = TEXT("500100732259");
    payment.to.bank_name = TEXT("ПАО Сбербанк");
    struct payment_batch batch = batch_of("RUB", &payment, 1);
    batch.subject = TEXT("Вознаграждение по договору №5");
    batch.payer = (struct payment_party){.name = TEXT("ООО \"Сеть\""),
                                         .account_number = TEXT("40702810038000017321"),
                                         .bik = TEXT("044525225"),
                                         .correspondent_account = TEXT("30101810400000000225"),
                                         .inn = TEXT("7707083893"),
                                         .kpp = TEXT("773601001")};
    struct text bytes = written(arena, PAYMENT_1C, &batch);
    assert_text(decoded(arena, bytes), one_c);
    payment.to.name = TEXT("山田");
    refused(arena, PAYMENT_1C, &batch, "character_unmapped");
    payment.to.name = TEXT("A\r\nСумма=1");
    refused(arena, PAYMENT_1C, &batch, "character_unmapped");
    // Every word that the real file has in an order, ours has too.
    struct text real = shared_read(arena, "data/1c/clbnk-payment-orders.cp1251.txt");
    if (!text_is(real)) {
        skip_because("the 1C samples are absent");
    }
    static const char *const wanted[] = {"Номер=",
                                         "Дата=",
                                         "Сумма=",
                                         "ПлательщикИНН=",
                                         "ПлательщикРасчСчет=",
                                         "ПлательщикБИК=",
                                         "ПлательщикКорсчет=",
                                         "ПолучательИНН=",
                                         "ПолучательСчет=",
                                         "ПолучательБИК=",
                                         "ПолучательКорсчет=",
                                         "ВидОплаты=01",
                                         "Очередность=5",
                                         "НазначениеПлатежа=",
                                         "КонецДокумента"};
    struct text real_utf8 =
        decoded(arena, text_slice(real, 0, text_find(real, BYTES("\xCA\xEE\xED\xE5\xF6\xC4\xEE\xEA"), 0) + 14));
    for (size_t i = 0; i < COUNT_OF(wanted); i++) {
        assert_row(wanted[i], text_find(real_utf8, text_of(wanted[i]), 0) != SIZE_MAX);
        assert_row(wanted[i], text_find(text_of(one_c), text_of(wanted[i]), 0) != SIZE_MAX);
    }
}

// ---- tables ----

static void paypal_is_as_worked_out(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct payment payments[] = {payment_of("P0000000000001", 123456, "USD", "Anna"),
                                 payment_of("P0000000000002", 5, "USD", "Ben")};
    payments[0].to.email = TEXT("anna@example.org");
    payments[1].to.email = TEXT("=ben@example.org");
    struct payment_batch batch = batch_of("USD", payments, 2);
    assert_text(written(arena, PAYMENT_PAYPAL, &batch),
                "anna@example.org,1234.56,USD,P0000000000001,Commissions of Net & Co,PAYPAL\r\n"
                "'=ben@example.org,0.05,USD,P0000000000002,Commissions of Net & Co,PAYPAL\r\n");
    struct payment *many = arena_many(arena, struct payment, 5001);
    for (size_t i = 0; i < 5001; i++) {
        many[i] = payments[0];
    }
    batch.payments = many;
    batch.count = 5000;
    written(arena, PAYMENT_PAYPAL, &batch);
    batch.count = 5001;
    refused(arena, PAYMENT_PAYPAL, &batch, "payment_rows");
    batch.count = 1001;
    refused(arena, PAYMENT_WISE, &batch, "payment_rows");
    refused(arena, PAYMENT_PAIN_09, &batch, "currency_unfit");
}

static void wise_is_as_worked_out(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct payment payments[] = {payment_of("P0000000000001", 1000, "EUR", "Smith, Anna"),
                                 payment_of("P0000000000002", 2000, "EUR", "Shop Ltd")};
    payments[0].to.email = TEXT("anna@example.org");
    payments[0].to.receiver_type = TEXT("person");
    payments[0].to.currency = TEXT("TRY");
    payments[0].to.iban = TEXT("TR330006100519786457841326");
    payments[1].to.receiver_type = TEXT("business");
    payments[1].to.currency = TEXT("USD");
    payments[1].to.account_number = TEXT("12345678");
    payments[1].to.routing_number = TEXT("021000021");
    payments[1].to.account_type = TEXT("savings");
    struct payment_batch batch = batch_of("EUR", payments, 2);
    assert_text(written(arena, PAYMENT_WISE, &batch),
                "name,recipientEmail,paymentReference,receiverType,amountCurrency,amount,sourceCurrency,targetCurrency,"
                "IBAN,accountNumber,abartn,accountType,sortCode,bsbCode\r\n"
                "\"Smith, Anna\",anna@example.org,P0000000000001,PERSON,source,10.00,EUR,TRY,"
                "TR330006100519786457841326,,,,,\r\n"
                "Shop Ltd,,P0000000000002,INSTITUTION,source,20.00,EUR,USD,,12345678,021000021,SAVINGS,,\r\n");
}

static void no_cell_is_a_formula(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    static const char *const names[][2] = {
        {"=1+1", "'=1+1"},
        {"+49 170", "'+49 170"},
        {"-2+3", "'-2+3"},
        {"@SUM(A1)", "'@SUM(A1)"},
        {"-5.25", "-5.25"},
        {"Anna", "Anna"},
        {"=\"a\"", "\"'=\"\"a\"\"\""},
    };
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        struct payment payment = payment_of("P0000000000001", 1234500, "JPY", names[i][0]);
        payment.to.instructions = TEXT("by post");
        struct payment_batch batch = batch_of("JPY", &payment, 1);
        assert_text(written(arena, PAYMENT_CSV, &batch),
                    text_zero_terminated(arena, text_format(arena,
                                                            "payment,partner,name,method,account,bank,amount,currency,"
                                                            "subject\r\nP0000000000001,anna,%s,,by post,,1234500,JPY,"
                                                            "Commissions of Net & Co\r\n",
                                                            names[i][1])));
    }
}

int main(void)
{
    const struct CMUnitTest cases[] = {
        cmocka_unit_test(pain_is_as_worked_out),
        cmocka_unit_test(pain_follows_its_schema),
        cmocka_unit_test(names_become_what_banks_take),
        cmocka_unit_test(nacha_is_as_worked_out),
        cmocka_unit_test(nacha_has_the_layout_of_a_real_file),
        cmocka_unit_test(one_c_is_as_worked_out),
        cmocka_unit_test(paypal_is_as_worked_out),
        cmocka_unit_test(wise_is_as_worked_out),
        cmocka_unit_test(no_cell_is_a_formula),
    };
    return run_cases(cases);
}
