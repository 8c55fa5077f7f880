// SPDX-License-Identifier: Apache-2.0
// Tests of JSON in and out, with Nicolas Seriot's JSONTestSuite where it is at hand.
#include "check.h"

#include "format/json.h"
#include "shared_data.h"

static const struct json *parsed(struct arena *arena, const char *body)
{
    const struct json *json = NULL;
    assert_row(body, json_parse(arena, text_of(body), &json, NULL) == RC_OK);
    return json;
}

static void reads_every_kind(void **state)
{
    AUTO_ARENA arena = arena_new(100000);
    const struct json *json = parsed(arena, "{\"t\":\"caf\\u00e9 \\ud83d\\ude00\",\"i\":-12,\"yes\":true,\"no\":false,"
                                            "\"nil\":null,\"list\":[1,\"2\",[]],\"o\":{\"a\":{}},\"r\":12.5}");
    assert_true(json_is_object(json));
    assert_false(json_is_array(json));
    assert_int_equal(json_count(json), 8);
    assert_text(json_text(json_member(json, "t")), "caf\xC3\xA9 \xF0\x9F\x98\x80");
    int64_t i = 0;
    assert_true(json_int64(json_member(json, "i"), &i));
    assert_int_equal(i, -12);
    bool b = false;
    assert_true(json_bool(json_member(json, "yes"), &b));
    assert_true(b);
    assert_true(json_bool(json_member(json, "no"), &b));
    assert_false(b);
    assert_true(json_is_null(json_member(json, "nil")));
    const struct json *list = json_member(json, "list");
    assert_true(json_is_array(list));
    assert_int_equal(json_count(list), 3);
    assert_text(json_text(json_at(list, 1)), "2");
    assert_null(json_at(list, 3));
    assert_int_equal(json_count(json_at(list, 2)), 0);
    assert_true(json_is_object(json_member(json_member(json, "o"), "a")));
    assert_null(json_member(json, "absent"));
    assert_null(json_member(json, "T"));
    static const char *const names[] = {"t", "i", "yes", "no", "nil", "list", "o", "r", NULL};
    for (size_t n = 0; n < COUNT_OF(names); n++) {
        assert_text(json_member_name(json, n), names[n]); // the document's order
    }
}

// An amount must be text: a number that is not a whole one is never readable, and a number is never text.
static void numbers_are_not_amounts(void **state)
{
    AUTO_ARENA arena = arena_new(100000);
    static const char *const not_whole[] = {"12.34",  "1.0",  "1e3",  "1E2", "-0.0", "1e-1",
                                            "\"12\"", "true", "null", "[]",  "{}"};
    for (size_t k = 0; k < COUNT_OF(not_whole); k++) {
        int64_t i = 77;
        assert_row(not_whole[k], !json_int64(parsed(arena, not_whole[k]), &i));
        assert_int_equal(i, 77);
    }
    static const char *const not_text[] = {"12.34", "12", "true", "null", "[\"a\"]", "{\"a\":\"b\"}"};
    for (size_t k = 0; k < COUNT_OF(not_text); k++) {
        assert_row(not_text[k], !json_is_text(parsed(arena, not_text[k])));
        assert_text(json_text(parsed(arena, not_text[k])), NULL);
    }
    int64_t i = 0;
    assert_true(json_int64(parsed(arena, "9223372036854775807"), &i));
    assert_true(i == INT64_MAX);
    assert_true(json_int64(parsed(arena, "-9223372036854775808"), &i));
    assert_true(i == INT64_MIN);
}

static void absent_is_nothing(void **state)
{
    int64_t i = 77;
    bool b = true;
    assert_false(json_is_object(NULL));
    assert_false(json_is_array(NULL));
    assert_false(json_is_text(NULL));
    assert_false(json_is_null(NULL));
    assert_int_equal(json_count(NULL), 0);
    assert_null(json_at(NULL, 0));
    assert_null(json_member(NULL, "a"));
    assert_text(json_member_name(NULL, 0), NULL);
    assert_text(json_text(NULL), NULL);
    assert_false(json_int64(NULL, &i));
    assert_false(json_bool(NULL, &b));
    assert_int_equal(i, 77);
}

static void refuses(void **state)
{
    static const char *const rows[] = {
        "",
        " ",
        "{",
        "[",
        "[1,]",
        "{\"a\":1,}",
        "{\"a\"}",
        "{a:1}",
        "{'a':1}",
        "[1 2]",
        "1 2",
        "{}{}",
        "nul",
        "True",
        "01",
        "-",
        "+1",
        ".5",
        "1.",
        "1e",
        "0x1",
        "NaN",
        "Infinity",
        "\"",
        "\"a",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\t\"",
        "\"\n\"",
        "// c\n1",
        "/* c */1",
        "[1]//",
        "\xEF\xBB\xBF{}",
        "\"\xFF\"",
        "\"\xC0\x80\"",
        "\"\xED\xA0\x80\"",
        "\"\\ud800\"",
        "\"\\udc00\"",
        "\"\\ud800\\u0041\"",
        "\"a\\u0000b\"",
        "{\"a\\u0000\":1}",
        "{\"a\":1,\"a\":1}",
        "{\"a\":1,\"b\":2,\"a\":3}",
        "{\"x\":{\"a\":1,\"a\":2}}",
        "{\"a\":1,\"\\u0061\":2}",
        "9223372036854775808",
        "-9223372036854775809",
        "1e400",
        "]",
        "}",
        "[}",
        "{]",
    };
    AUTO_ARENA arena = arena_new(100000);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct json *json = NULL;
        struct fault fault = {0};
        assert_row(rows[i], json_parse(arena, text_of(rows[i]), &json, &fault) == RC_INVALID);
        assert_row(rows[i], json == NULL);
        assert_string_equal(fault.code, "json_malformed");
    }
    const struct json *json = NULL;
    assert_int_equal(json_parse(arena, TEXT_NONE, &json, NULL), RC_INVALID);
    assert_int_equal(json_parse(arena, BYTES("{}\0"), &json, NULL), RC_INVALID);
    assert_int_equal(json_parse(arena, BYTES("123\0"), &json, NULL), RC_INVALID);
    assert_int_equal(json_parse(arena, BYTES("\"a\0b\""), &json, NULL), RC_INVALID);
}

static void faults_say_where_but_repeat_nothing(void **state)
{
    AUTO_ARENA arena = arena_new(100000);
    const struct json *json = NULL;
    struct fault fault = {0};
    assert_int_equal(json_parse(arena, TEXT("{\n\"secret\" 1}"), &json, &fault), RC_INVALID);
    assert_non_null(strstr(fault.message, "line 2"));
    assert_null(strstr(fault.message, "secret"));
    fault_clear(&fault);
    assert_int_equal(json_parse(arena, TEXT("{\"hidden\":1,\"hidden\":2}"), &json, &fault), RC_INVALID);
    assert_non_null(strstr(fault.message, "duplicate"));
    assert_null(strstr(fault.message, "hidden"));
}

static struct text nested(struct arena *arena, size_t depth, const char *open, const char *close)
{
    struct buf buf = buf_new(arena, (size_t)10 << 20);
    for (size_t i = 0; i < depth; i++) {
        buf_add(&buf, text_of(open));
    }
    buf_add(&buf, TEXT("1"));
    for (size_t i = 0; i < depth; i++) {
        buf_add(&buf, text_of(close));
    }
    return buf_text(&buf);
}

static void depth_and_size_are_limited(void **state)
{
    AUTO_ARENA arena = arena_new((size_t)64 << 20);
    const struct json *json = NULL;
    struct fault fault = {0};
    assert_int_equal(json_parse(arena, nested(arena, 32, "[", "]"), &json, NULL), RC_OK);
    assert_int_equal(json_parse(arena, nested(arena, 32, "{\"a\":", "}"), &json, NULL), RC_OK);
    assert_int_equal(json_parse(arena, nested(arena, 33, "[", "]"), &json, &fault), RC_INVALID);
    assert_non_null(strstr(fault.message, "too deep"));
    assert_int_equal(json_parse(arena, nested(arena, 33, "{\"a\":", "}"), &json, NULL), RC_INVALID);
    assert_int_equal(json_parse(arena, nested(arena, 1000000, "[", "]"), &json, NULL), RC_INVALID);
    assert_int_equal(json_parse(arena, nested(arena, 1000000, "{\"a\":", ""), &json, NULL), RC_INVALID);
    // Brackets in texts are no nesting.
    assert_int_equal(json_parse(arena, TEXT("\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\\\"[[\""), &json, NULL),
                     RC_OK);
    struct buf many = buf_new(arena, (size_t)10 << 20);
    buf_add_char(&many, '[');
    for (int i = 0; i < JSON_VALUES_MAX - 2; i++) {
        buf_add(&many, TEXT("0,"));
    }
    size_t n = many.n;
    buf_add(&many, TEXT("0]")); // the list and its members: the limit exactly
    assert_int_equal(json_parse(arena, text_slice(buf_text(&many), 0, n + 2), &json, NULL), RC_OK);
    many.n = n;
    buf_add(&many, TEXT("0,0]"));
    fault_clear(&fault);
    assert_int_equal(json_parse(arena, buf_text(&many), &json, &fault), RC_INVALID);
    assert_non_null(strstr(fault.message, "too many"));
}

static void canonical_form(void **state)
{
    static const struct {
        const char *a, *b;
        const char *canonical;
    } rows[] = {
        {"{\"b\":1,\"a\":[ 1 , 2 ]}", " {\n\"a\":[1,2],\"b\":1}", "{\"a\":[1,2],\"b\":1}"},
        {"\"\\u0041\\/\"", "\"A/\"", "\"A/\""},
        {"{\"\\u00e9\":null,\"z\":true,\"Z\":false}", "{\"Z\":false,\"z\":true,\"\xC3\xA9\":null}",
         "{\"Z\":false,\"z\":true,\"\xC3\xA9\":null}"},
        {"-0", "0", "0"},
        {"{}", " { } ", "{}"},
        {"[]", "[ ]", "[]"},
        {"{\"a\":{\"y\":1,\"x\":2},\"\":0}", "{\"\":0,\"a\":{\"x\":2,\"y\":1}}", "{\"\":0,\"a\":{\"x\":2,\"y\":1}}"},
        {"1.5", "15e-1", "1.5"},
    };
    AUTO_ARENA arena = arena_new(100000);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        assert_text(json_canonical(arena, parsed(arena, rows[i].a)), rows[i].canonical);
        assert_text(json_canonical(arena, parsed(arena, rows[i].b)), rows[i].canonical);
    }
}

static void writes(void **state)
{
    AUTO_ARENA arena = arena_new(100000);
    struct buf buf = buf_new(arena, 10000);
    struct json_writer w = json_writer_new(&buf);
    json_begin_object(&w);
    json_put_text(&w, "id", TEXT("cnv_1"));
    json_put_int64(&w, "n", INT64_MIN);
    json_put_bool(&w, "yes", true);
    json_put_null(&w, "nil");
    json_put_text(&w, "none", TEXT_NONE);
    json_name(&w, "data");
    json_begin_array(&w);
    json_begin_object(&w);
    json_end_object(&w);
    json_add_int64(&w, 1);
    json_add_bool(&w, false);
    json_add_null(&w);
    json_add_raw(&w, TEXT("{\"raw\":1}"));
    json_begin_array(&w);
    json_end_array(&w);
    json_end_array(&w);
    json_name_text(&w, TEXT("a\"b"));
    json_add_text(&w, TEXT(""));
    json_end_object(&w);
    assert_text(buf_text(&buf), "{\"id\":\"cnv_1\",\"n\":-9223372036854775808,\"yes\":true,\"nil\":null,\"none\":null,"
                                "\"data\":[{},1,false,null,{\"raw\":1},[]],\"a\\\"b\":\"\"}");
    const struct json *json = NULL;
    assert_int_equal(json_parse(arena, buf_text(&buf), &json, NULL), RC_OK);
}

static void escapes(void **state)
{
    static const struct {
        struct text input;
        const char *expected;
    } rows[] = {
        {BYTES("plain"), "\"plain\""},
        {BYTES("\"\\/"), "\"\\\"\\\\/\""},
        {BYTES("\n\r\t\b\f\x1F\x7F"), "\"\\n\\r\\t\\u0008\\u000c\\u001f\\u007f\""},
        {BYTES("a\0b"), "\"a\\u0000b\""},
        {BYTES("</script><!--"), "\"\\u003c/script>\\u003c!--\""},
        {BYTES("caf\xC3\xA9 \xF0\x9F\x98\x80"), "\"caf\xC3\xA9 \xF0\x9F\x98\x80\""},
        {BYTES("a\xFF"
               "b"),
         "\"a\\ufffdb\""},
        {BYTES("\xC3"), "\"\\ufffd\""},
        {BYTES("\xED\xA0\x80"), "\"\\ufffd\\ufffd\\ufffd\""},
        {BYTES(""), "\"\""},
    };
    AUTO_ARENA arena = arena_new(100000);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buf buf = buf_new(arena, 1000);
        struct json_writer w = json_writer_new(&buf);
        json_add_text(&w, rows[i].input);
        assert_text(buf_text(&buf), rows[i].expected);
    }
}

static struct json_writer misused_writer(struct buf *buf)
{
    return json_writer_new(buf);
}

static void value_without_name(void)
{
    struct buf buf = buf_new(arena_new(10000), 1000);
    struct json_writer w = misused_writer(&buf);
    json_begin_object(&w);
    json_add_null(&w);
}

static void name_in_array(void)
{
    struct buf buf = buf_new(arena_new(10000), 1000);
    struct json_writer w = misused_writer(&buf);
    json_begin_array(&w);
    json_name(&w, "a");
}

static void name_without_value(void)
{
    struct buf buf = buf_new(arena_new(10000), 1000);
    struct json_writer w = misused_writer(&buf);
    json_begin_object(&w);
    json_name(&w, "a");
    json_end_object(&w);
}

static void wrong_end(void)
{
    struct buf buf = buf_new(arena_new(10000), 1000);
    struct json_writer w = misused_writer(&buf);
    json_begin_object(&w);
    json_end_array(&w);
}

static void too_deep(void)
{
    struct buf buf = buf_new(arena_new(10000), 1000);
    struct json_writer w = misused_writer(&buf);
    for (int i = 0; i <= JSON_DEPTH_MAX; i++) {
        json_begin_array(&w);
    }
}

static void writer_aborts_when_misused(void **state)
{
    assert_aborts(value_without_name);
    assert_aborts(name_in_array);
    assert_aborts(name_without_value);
    assert_aborts(wrong_end);
    assert_aborts(too_deep);
}

// Well-formed by the suite, refused by us on purpose.
static bool is_refused_on_purpose(struct text name)
{
    static const char *const names[] = {
        "y_object_duplicated_key.json", // which of the two would count?
        "y_object_duplicated_key_and_value.json",
        "y_object_escaped_null_in_key.json", // NUL in texts
        "y_string_null_escape.json",
    };
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (text_equal(name, text_of(names[i]))) {
            return true;
        }
    }
    return false;
}

static size_t octal(const char *digits, size_t n)
{
    size_t value = 0;
    for (size_t i = 0; i < n && digits[i] >= '0' && digits[i] <= '7'; i++) {
        value = value * 8 + (size_t)(digits[i] - '0');
    }
    return value;
}

// Walks the tar archive (ustar): 512-byte headers, each followed by its file in blocks of 512.
static void json_test_suite(void **state)
{
    AUTO_ARENA arena = arena_new((size_t)64 << 20);
    struct text archive = shared_read(arena, "data/parser-vectors/JSONTestSuite_test_parsing.tar.zst");
    if (!text_is(archive)) {
        skip_because("no JSONTestSuite in the shared data");
    }
    size_t must_accept = 0;
    size_t must_refuse = 0;
    for (size_t at = 0; at + 512 <= archive.n && archive.p[at] != '\0';) {
        const char *header = archive.p + at;
        struct text path = {.p = header, .n = strnlen(header, 100)};
        struct text name = text_slice(path, text_find(path, TEXT("/"), 0) + 1, path.n);
        size_t size = octal(header + 124, 12);
        struct text body = text_slice(archive, at + 512, at + 512 + size);
        at += 512 + (size + 511) / 512 * 512;
        const struct json *json = NULL;
        const char *row = text_zero_terminated(arena, name);
        enum rc rc = header[156] == '0' ? json_parse(arena, body, &json, NULL) : RC_FAULT;
        if (text_starts_with(name, TEXT("y_"))) {
            assert_row(row, is_refused_on_purpose(name) ? rc == RC_INVALID : rc == RC_OK);
            must_accept++;
        } else if (text_starts_with(name, TEXT("n_"))) {
            assert_row(row, rc == RC_INVALID);
            must_refuse++;
        }
        if (json != NULL) { // what was accepted prints to something that reads the same
            struct text canonical = json_canonical(arena, json);
            assert_row(row, json_parse(arena, canonical, &json, NULL) == RC_OK);
            assert_row(row, text_equal(canonical, json_canonical(arena, json)));
        }
    }
    assert_true(must_accept > 90);
    assert_true(must_refuse > 180);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_every_kind),
        cmocka_unit_test(numbers_are_not_amounts),
        cmocka_unit_test(absent_is_nothing),
        cmocka_unit_test(refuses),
        cmocka_unit_test(faults_say_where_but_repeat_nothing),
        cmocka_unit_test(depth_and_size_are_limited),
        cmocka_unit_test(canonical_form),
        cmocka_unit_test(writes),
        cmocka_unit_test(escapes),
        cmocka_unit_test(writer_aborts_when_misused),
        cmocka_unit_test(json_test_suite),
    };
    return run_cases(tests);
}
