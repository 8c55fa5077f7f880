// SPDX-License-Identifier: Apache-2.0
// Every kind of member is read, refused and printed as its descriptor says.
#include "field.h"

#include "check.h"
#include "identity/public_id.h"
#include "ids.h"

struct item {
    struct text sku;
    struct opt_int64 quantity;
};
static const struct field item_fields[] = {
    FIELD_TEXT(struct item, sku, 1, 5, FIELD_REQUIRED, "s"),
    FIELD_INT64(struct item, quantity, 1, 10, 0, "q"),
};
static const struct schema schema_item = SCHEMA("Item", struct item, item_fields);

struct all {
    struct text name;
    struct text code;
    struct text email;
    struct text url;
    struct text choice;
    struct currency currency;
    struct partner_id partner_id;
    struct opt_int64 number;
    struct opt_int64 truth;
    struct instant at;
    struct opt_int64 duration;
    struct opt_int64 percent;
    struct text decimal;
    struct text words;
    const struct json *json;
    struct field_list items;
};
static const struct field all_fields[] = {
    FIELD_TEXT(struct all, name, 1, 3, FIELD_NULLABLE, "n"),
    FIELD_CODE(struct all, code, 0, "c"),
    FIELD_EMAIL(struct all, email, FIELD_NULLABLE, "e"),
    FIELD_URL(struct all, url, 0, "u"),
    FIELD_CHOICE(struct all, choice, "red,green", 0, "c"),
    FIELD_CURRENCY(struct all, currency, 0, "c"),
    FIELD_ID(struct all, partner_id, PREFIX_PARTNER, 0, "p"),
    FIELD_INT64(struct all, number, -5, 5, FIELD_NULLABLE, "n"),
    FIELD_BOOL(struct all, truth, 0, "t"),
    FIELD_INSTANT(struct all, at, 0, "a"),
    FIELD_DURATION(struct all, duration, 0, "d"),
    FIELD_PERCENT(struct all, percent, FIELD_NULLABLE, "p"),
    FIELD_DECIMAL(struct all, decimal, 0, "d"),
    FIELD_WORDS(struct all, words, 0, "w"),
    FIELD_JSON(struct all, json, "{}", 0, "j"),
    FIELD_LIST(struct all, items, &schema_item, 0, "i"),
};
static const struct schema schema_all = SCHEMA("All", struct all, all_fields);

static struct keyring keyring;

static enum rc read_json(struct arena *arena, const char *body, const struct all **ret_all, struct fault *fault)
{
    const struct json *json;
    fault_clear(fault);
    TRY(json_parse(arena, text_of(body), &json, fault));
    struct field_source source = {.arena = arena, .keyring = &keyring, .fault = fault};
    void *structure = NULL;
    TRY(schema_read_json(&source, &schema_all, json, &structure));
    *ret_all = structure;
    return RC_OK;
}

static void what_is_absent_is_told_apart_from_null(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new(65536);
    struct fault fault;
    const struct all *all = NULL;
    assert_int_equal(read_json(arena, "{}", &all, &fault), RC_OK);
    assert_false(text_is(all->name) || all->number.has || all->truth.has || all->percent.has || all->json != NULL);
    assert_true(instant_is_none(all->at) && currency_is_none(all->currency) && all->partner_id.v == 0);
    assert_int_equal(all->items.count, 0);
    assert_int_equal(all->number.v, 0);
    assert_int_equal(
        read_json(arena, "{\"name\":null,\"number\":null,\"percent\":null,\"email\":null,\"code\":null}", &all, &fault),
        RC_OK);
    assert_true(text_is(all->name) && all->name.n == 0 && text_is(all->email));
    assert_false(text_is(all->code)); // not nullable: as if absent
    assert_false(all->number.has || all->percent.has);
    assert_int_equal(all->number.v, FIELD_NULLED);
    assert_int_equal(all->percent.v, FIELD_NULLED);
}

static void every_kind_is_read(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new(65536);
    struct fault fault;
    const struct all *all = NULL;
    struct text id = public_id_text(arena, &keyring, PREFIX_PARTNER, 12);
    struct text body = text_format(
        arena,
        "{\"name\":\"\xc3\xa9\xc3\xa9\xc3\xa9\",\"code\":\"a-b_9\",\"email\":\"a@b.c\",\"url\":\"https://a.b/?c\","
        "\"choice\":\"green\",\"currency\":\"jpy\",\"partner_id\":\"%.*s\",\"number\":-5,\"truth\":true,"
        "\"at\":\"2026-09-21\",\"duration\":\"PT1H\",\"percent\":\"12.5%%\",\"decimal\":12,\"words\":[\"a\",\"b\"],"
        "\"json\":[1],\"items\":[{\"sku\":\"x\"},{\"quantity\":10,\"sku\":\"y\"}]}",
        TEXT_PRINT(id));
    assert_int_equal(read_json(arena, text_zero_terminated(arena, body), &all, &fault), RC_OK);
    assert_text(all->name, "\xc3\xa9\xc3\xa9\xc3\xa9");
    assert_text(all->choice, "green");
    assert_string_equal(all->currency.code, "JPY");
    assert_int_equal(all->partner_id.v, 12);
    assert_int_equal(all->number.v, -5);
    assert_true(all->truth.has && all->truth.v == 1);
    assert_int_equal(all->at.ms, (int64_t)1789948800000);
    assert_int_equal(all->duration.v, HOUR_MS);
    assert_int_equal(all->percent.v, 125000);
    assert_text(all->decimal, "12");
    assert_text(all->words, "a,b");
    assert_int_equal(json_count(all->json), 1);
    assert_int_equal(all->items.count, 2);
    const struct item *items = all->items.items;
    assert_text(items[1].sku, "y");
    assert_int_equal(items[1].quantity.v, 10);
    assert_false(items[0].quantity.has);
}

static void refusals_name_field_and_rule(void **state)
{
    (void)state;
    static const struct {
        const char *body;
        const char *code;
        const char *field;
    } rows[] = {
        {"{\"nam\":1}", "field_unknown", "nam"},
        {"{\"name\":\"\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\"}", "text_too_long", "name"},
        {"{\"name\":\"\"}", "text_empty", "name"},
        {"{\"name\":\"\\u0085\"}", "text_malformed", "name"},
        {"{\"name\":[]}", "field_type", "name"},
        {"{\"code\":\"a b\"}", "code_malformed", "code"},
        {"{\"email\":\"a\"}", "email_malformed", "email"},
        {"{\"url\":\"ftp://a.b\"}", "url_malformed", "url"},
        {"{\"url\":\"\"}", "url_malformed", "url"},
        {"{\"choice\":\"blue\"}", "value_unknown", "choice"},
        {"{\"choice\":\"\"}", "value_unknown", "choice"},
        {"{\"currency\":\"EU\"}", "currency_unknown", "currency"},
        {"{\"partner_id\":\"adv_0000000000000\"}", "id_malformed", "partner_id"},
        {"{\"partner_id\":12}", "field_type", "partner_id"},
        {"{\"number\":6}", "number_out_of_range", "number"},
        {"{\"number\":-6}", "number_out_of_range", "number"},
        {"{\"number\":\"5\"}", "field_type", "number"},
        {"{\"number\":5.0}", "field_type", "number"},
        {"{\"truth\":1}", "field_type", "truth"},
        {"{\"truth\":\"true\"}", "field_type", "truth"},
        {"{\"at\":\"yesterday\"}", "instant_malformed", "at"},
        {"{\"at\":\"1969-12-31T23:59:59Z\"}", "instant_out_of_range", "at"},
        {"{\"at\":\"2100-01-01T00:00:00Z\"}", "instant_out_of_range", "at"},
        {"{\"at\":\"2026-02-29\"}", "instant_malformed", "at"},
        {"{\"duration\":\"1 hour\"}", "duration_malformed", "duration"},
        {"{\"percent\":\"ten\"}", "percent_malformed", "percent"},
        {"{\"percent\":12.5}", "field_type", "percent"},
        {"{\"decimal\":\"1e3\"}", "decimal_malformed", "decimal"},
        {"{\"decimal\":\"\"}", "decimal_malformed", "decimal"},
        {"{\"decimal\":1.5}", "field_type", "decimal"},
        {"{\"words\":[1]}", "field_type", "words"},
        {"{\"words\":[\"a,b\"]}", "field_type", "words"},
        {"{\"items\":{}}", "field_type", "items"},
        {"{\"items\":[1]}", "field_type", "items"},
        {"{\"items\":[{}]}", "field_missing", "items[0].sku"},
        {"{\"items\":[{\"sku\":\"a\"},{\"sku\":\"b\",\"quantity\":0}]}", "number_out_of_range", "items[1].quantity"},
        {"{\"items\":[{\"sku\":\"a\",\"x\":0}]}", "field_unknown", "items[0].x"},
        {"{\"\\n<script>\":1}", "field_unknown", ""},
        {"{\"a name that is much longer than any field of ours ever was or will be, and goes on\":1}", "field_unknown",
         "a name that is much longer than any fiel"},
    };
    AUTO_ARENA arena = arena_new(1 << 20);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct fault fault = {.rc = RC_OK};
        const struct all *all = NULL;
        enum rc rc = read_json(arena, rows[i].body, &all, &fault);
        if (rc != RC_INVALID || strcmp(fault.code, rows[i].code) != 0 || strcmp(fault.field, rows[i].field) != 0) {
            print_error("%s: %s %s\n", rows[i].body, fault.code, fault.field);
        }
        assert_row(rows[i].body, rc == RC_INVALID && strcmp(fault.code, rows[i].code) == 0);
        assert_row(rows[i].body, strcmp(fault.field, rows[i].field) == 0);
    }
}

static void lists_of_objects_have_a_limit(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new(8 << 20);
    for (size_t count = 1000; count <= 1001; count++) {
        struct buf buf = buf_new(arena, 1 << 20);
        buf_add(&buf, TEXT("{\"items\":["));
        for (size_t i = 0; i < count; i++) {
            buf_format(&buf, "%s{\"sku\":\"a\"}", i == 0 ? "" : ",");
        }
        buf_add(&buf, TEXT("]}"));
        struct fault fault = {.rc = RC_OK};
        const struct all *all = NULL;
        enum rc rc = read_json(arena, text_zero_terminated(arena, buf_text(&buf)), &all, &fault);
        enum rc expected = count == 1000 ? RC_OK : RC_INVALID;
        assert_int_equal(rc, expected);
    }
}

static void queries_are_read_by_the_same_rules(void **state)
{
    (void)state;
    static const struct {
        const char *query;
        const char *code; // NULL: read
        const char *field;
    } rows[] = {
        {"number=5&truth=1&words=a,b&at=2026-09-21T00:00:00Z&decimal=1.5&percent=5", NULL, NULL},
        {"number=%35", NULL, NULL},
        {"number=05", "field_type", "number"},
        {"number=", "field_type", "number"},
        {"number=6", "number_out_of_range", "number"},
        {"truth=yes", "field_type", "truth"},
        {"json={}", "field_type", "json"},
        {"items=1", "field_type", "items"},
        {"other=1", "parameter_unknown", "other"},
        {"number=1&number=1", "parameter_repeated", "number"},
    };
    AUTO_ARENA arena = arena_new(1 << 20);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct fault fault = {.rc = RC_OK};
        struct field_source source = {.arena = arena, .keyring = &keyring, .fault = &fault};
        struct parameters parameters;
        struct text at;
        void *structure = NULL;
        assert_int_equal(query_parse(arena, text_of(rows[i].query), &parameters, &at), RC_OK);
        enum rc rc = schema_read_parameters(&source, &schema_all, &parameters, &structure);
        enum rc expected = rows[i].code == NULL ? RC_OK : RC_INVALID;
        assert_row(rows[i].query, rc == expected);
        assert_row(rows[i].query, rows[i].code == NULL || strcmp(fault.code, rows[i].code) == 0);
        assert_row(rows[i].query, rows[i].code == NULL || strcmp(fault.field, rows[i].field) == 0);
    }
}

struct shown {
    struct money money;
    struct text raw;
    const void *object;
    struct field_list list;
    struct opt_int64 none;
    struct text words;
};
static const struct field shown_fields[] = {
    FIELD_MONEY(struct shown, money, "m"),
    FIELD_RAW(struct shown, raw, "{}", "r"),
    FIELD_OBJECT(struct shown, object, &schema_item, "o"),
    FIELD_LIST(struct shown, list, &schema_item, 0, "l"),
    FIELD_INT64(struct shown, none, 0, 1, 0, "n"),
    FIELD_WORDS(struct shown, words, 0, "w"),
};
static const struct schema schema_shown = SCHEMA("Shown", struct shown, shown_fields);

static void every_kind_is_printed(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new(65536);
    const struct item items[] = {{.sku = TEXT("a\"<"), .quantity = {.has = true, .v = 2}}, {.sku = TEXT("b")}};
    struct shown shown = {
        .money = {.minor = -5, .currency = {"EUR"}},
        .raw = TEXT("[1]"),
        .object = &items[1],
        .list = {.items = items, .count = 2},
        .words = TEXT("x,y"),
    };
    struct buf buf = buf_new(arena, 65536);
    struct json_writer writer = json_writer_new(&buf);
    schema_print(&writer, arena, &keyring, &schema_shown, &shown);
    assert_text(buf_text(&buf),
                "{\"money\":{\"amount\":\"-0.05\",\"currency\":\"EUR\"},\"raw\":[1],\"object\":{\"sku\":\"b\","
                "\"quantity\":null},\"list\":[{\"sku\":\"a\\\"\\u003c\",\"quantity\":2},{\"sku\":\"b\","
                "\"quantity\":null}],\"none\":null,\"words\":[\"x\",\"y\"]}");
    struct shown empty = {.words = TEXT("")};
    buf_clear(&buf);
    writer = json_writer_new(&buf);
    schema_print(&writer, arena, &keyring, &schema_shown, &empty);
    assert_text(buf_text(&buf), "{\"money\":null,\"raw\":null,\"object\":null,\"list\":[],\"none\":null,\"words\":[]}");
}

int main(void)
{
    keyring_of_seed(3, &keyring);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_absent_is_told_apart_from_null), cmocka_unit_test(every_kind_is_read),
        cmocka_unit_test(refusals_name_field_and_rule),           cmocka_unit_test(lists_of_objects_have_a_limit),
        cmocka_unit_test(queries_are_read_by_the_same_rules),     cmocka_unit_test(every_kind_is_printed),
    };
    return crypto_start(NULL) == RC_OK ? run_cases(tests) : 1;
}
