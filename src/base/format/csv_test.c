// SPDX-License-Identifier: Apache-2.0
// Tests of the CSV reader, cut at every place, and of the printer.
#include "check.h"

#include "format/csv.h"

// Reads everything, pushed in pieces of piece_n bytes, and prints rows as "line:field|field" and bad rows as
// "line!problem", one after the other with a space after each.
static struct text read_all(struct arena *arena, struct text input, size_t piece_n)
{
    struct buf out = buf_new(arena, (size_t)4 << 20);
    struct csv_reader *reader = csv_new(',');
    struct csv_row row;
    size_t at = 0;
    for (;;) {
        enum csv_event event = csv_next(reader, &row);
        if (event == CSV_MORE && at < input.n) {
            csv_push(reader, text_slice(input, at, at + piece_n));
            at = at + piece_n < input.n ? at + piece_n : input.n;
        } else if (event == CSV_MORE) {
            csv_finish(reader);
        } else if (event == CSV_BAD) {
            buf_format(&out, "%d", (int)row.line);
            if (row.last_line != row.line) {
                buf_format(&out, "-%d", (int)row.last_line);
            }
            buf_format(&out, "!%s ", row.problem);
        } else if (event == CSV_ROW) {
            buf_format(&out, "%d:", (int)row.line);
            for (size_t i = 0; i < row.field_count; i++) {
                buf_format(&out, "%s%.*s", i > 0 ? "|" : "", TEXT_PRINT(row.fields[i]));
            }
            buf_add_char(&out, ' ');
        } else {
            assert_int_equal(csv_next(reader, &row), CSV_END); // stays at the end
            csv_free(reader);
            return buf_text(&out);
        }
    }
}

static void reads_however_it_is_cut(void **state)
{
    static const struct {
        struct text input;
        const char *expected;
    } rows[] = {
        {BYTES(""), ""},
        {BYTES("a"), "1:a "},
        {BYTES("a,b\r\nc,d\r\n"), "1:a|b 2:c|d "},
        {BYTES("a,b\nc,d"), "1:a|b 2:c|d "},
        {BYTES(",\n,,"), "1:| 2:|| "},
        {BYTES("a,\n"), "1:a| "},
        {BYTES("\"a\",\"b,c\",\"d\"\"e\"\n"), "1:a|b,c|d\"e "},
        {BYTES("\"\"\"\"\n"), "1:\" "},
        {BYTES("\"\"\n"), "1: "},
        {BYTES("\"\""), "1: "},
        {BYTES("\"\"\r\n\"\",\"\"\r\n"), "1: 2:| "},
        {BYTES("\"a\r\nb\",c\r\nd\r\n"), "1:a\r\nb|c 3:d "},
        {BYTES("\"a\n\n\nb\"\nc\n"), "1:a\n\n\nb 5:c "},
        {BYTES("a\n\n\r\nb\n\n"), "1:a 4:b "},
        {BYTES("\n\n\n"), ""},
        {BYTES("\r\n\r\n"), ""},
        {BYTES(" a , b "), "1: a | b  "},
        {BYTES("\xEF\xBB\xBF"
               "a,b\n"),
         "1:a|b "},
        {BYTES("\xEF\xBB\xBF\"a\",b\n"), "1:a|b "},
        {BYTES("\xEF\xBB\xBF"), ""},
        {BYTES("\xEF\xBB\xBF\n"), ""},
        {BYTES("\xEF\xBC\x9D"
               "a\n"),
         "1:\xEF\xBC\x9D"
         "a "}, // begins like a mark, but is a character
        {BYTES("a\n\xEF\xBB\xBF"
               "b\n"),
         "1:a 2:\xEF\xBB\xBF"
         "b "}, // only at the start
        {BYTES("\xEF\xBB\nb\n"), "1!malformed UTF-8 2:b "},
        {BYTES("\xEF"), "1!malformed UTF-8 "},
        {BYTES("\xEF\xBB,a\nb"), "1!malformed UTF-8 2:b "},
        {BYTES("caf\xC3\xA9,x\n"), "1:caf\xC3\xA9|x "},
        {BYTES("a,b\xFF\nc\n"), "1!malformed UTF-8 2:c "},
        {BYTES("\xC3,\xA9\nc\n"), "1!malformed UTF-8 2:c "}, // halves in two fields
        {BYTES("a\0b\nc\n"), "1!NUL byte 2:c "},
        {BYTES("\"a\0b\"\nc\n"), "1!NUL byte 2:c "},
        {BYTES("\0"), "1!NUL byte "},
        {BYTES("a\"b,c\nd\n"), "1!stray quote 2:d "},
        {BYTES("a,b \"c\"\nd\n"), "1!stray quote 2:d "},
        {BYTES("\"a\"b,c\nd\n"), "1!text after a closing quote 2:d "},
        {BYTES("\"a\" ,c\nd\n"), "1!text after a closing quote 2:d "},
        {BYTES("\"a\"\"\nb\n"), "1-2!quote that is never closed "},
        {BYTES("x\n\"a,b\nc\n"), "1:x 2-3!quote that is never closed "},
        {BYTES("\""), "1!quote that is never closed "},
        {BYTES("a\rb\nc\n"), "1!carriage return without line feed 2:c "},
        {BYTES("a\r\r\nc\n"), "1!carriage return without line feed 2:c "},
        {BYTES("a\r"), "1!carriage return without line feed "},
        {BYTES("\r"), "1!carriage return without line feed "},
        {BYTES("a\"\nb\"\nc\n"), "1!stray quote 2!stray quote 3:c "},
    };
    AUTO_ARENA arena = arena_new((size_t)4 << 20);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        for (size_t piece_n = 1; piece_n <= rows[i].input.n + 1; piece_n++) {
            assert_text(read_all(arena, rows[i].input, piece_n), rows[i].expected);
        }
    }
}

static void other_separators(void **state)
{
    struct csv_reader *reader = csv_new('\t');
    struct csv_row row;
    csv_push(reader, TEXT("a,b\tc;d\n"));
    assert_int_equal(csv_next(reader, &row), CSV_ROW);
    assert_int_equal(row.field_count, 2);
    assert_text(row.fields[0], "a,b");
    assert_text(row.fields[1], "c;d");
    assert_int_equal(csv_next(reader, &row), CSV_MORE);
    csv_free(reader);
    csv_free(NULL);
}

static void limits(void **state)
{
    AUTO_ARENA arena = arena_new((size_t)64 << 20);
    struct buf buf = buf_new(arena, (size_t)8 << 20);
    for (size_t i = 0; i < CSV_ROW_MAX; i++) {
        buf_add_char(&buf, 'a');
    }
    buf_add(&buf, TEXT("\nb\n"));
    struct text most = read_all(arena, buf_text(&buf), 4000);
    assert_true(text_ends_with(most, TEXT("a 2:b ")));
    assert_int_equal(most.n, CSV_ROW_MAX + 3 + 4);

    buf_clear(&buf);
    for (size_t i = 0; i < CSV_ROW_MAX; i++) {
        buf_add_char(&buf, 'a');
    }
    buf_add(&buf, TEXT("a,\"x\"\nb\n"));
    assert_text(read_all(arena, buf_text(&buf), 4000), "1!row longer than 1,048,576 bytes 2:b ");
    assert_text(read_all(arena, buf_text(&buf), buf.n), "1!row longer than 1,048,576 bytes 2:b ");

    // A quote that is never closed does not eat more than the limit.
    buf_clear(&buf);
    buf_add(&buf, TEXT("\"a"));
    for (size_t i = 0; i < CSV_ROW_MAX / 4 + 1; i++) {
        buf_add(&buf, TEXT("b,c\n"));
    }
    buf_add(&buf, TEXT("end\n"));
    assert_true(text_ends_with(read_all(arena, buf_text(&buf), 4000), TEXT("262146:end ")));

    buf_clear(&buf);
    for (int i = 0; i < CSV_FIELDS_MAX - 1; i++) {
        buf_add_char(&buf, ',');
    }
    buf_add(&buf, TEXT("z\n"));
    assert_true(text_ends_with(read_all(arena, buf_text(&buf), 100), TEXT("||z ")));
    buf.n--;
    buf_add(&buf, TEXT(",z\nb\n"));
    assert_text(read_all(arena, buf_text(&buf), 100), "1!more than 1,000 fields 2:b ");
}

static void prints(void **state)
{
    static const struct {
        const char *input;
        const char *plain;
        const char *spreadsheet;
    } rows[] = {
        {"", "", ""},
        {"abc", "abc", "abc"},
        {"a,b", "\"a,b\"", "\"a,b\""},
        {"a;b", "a;b", "\"a;b\""},
        {"a\tb", "a\tb", "\"a\tb\""},
        {"a\"b", "\"a\"\"b\"", "\"a\"\"b\""},
        {"\"", "\"\"\"\"", "\"\"\"\""},
        {"a\nb", "\"a\nb\"", "\"a\nb\""},
        {"a\rb", "\"a\rb\"", "\"a\rb\""},
        {"=1+1", "=1+1", "'=1+1"},
        {"=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0", "\"'=cmd|' /C calc'!A0\""},
        {"=HYPERLINK(\"http://x\")", "\"=HYPERLINK(\"\"http://x\"\")\"", "\"'=HYPERLINK(\"\"http://x\"\")\""},
        {"+1", "+1", "'+1"},
        {"+79991234567", "+79991234567", "'+79991234567"},
        {"-1", "-1", "-1"},
        {"-12.50", "-12.50", "-12.50"},
        {"-1+1", "-1+1", "'-1+1"},
        {"-", "-", "'-"},
        {"-.5", "-.5", "'-.5"},
        {"-1.", "-1.", "'-1."},
        {"-1.2.3", "-1.2.3", "'-1.2.3"},
        {"-1e3", "-1e3", "'-1e3"},
        {"--1", "--1", "'--1"},
        {"@SUM(A1)", "@SUM(A1)", "'@SUM(A1)"},
        {"\t=1", "\t=1", "\"'\t=1\""},
        {"\r=1", "\"\r=1\"", "\"'\r=1\""},
        {"\n=1", "\"\n=1\"", "\"'\n=1\""},
        {"\xEF\xBC\x9D"
         "1",
         "\xEF\xBC\x9D"
         "1",
         "'\xEF\xBC\x9D"
         "1"},
        {"\xEF\xBC\xA0"
         "x",
         "\xEF\xBC\xA0"
         "x",
         "'\xEF\xBC\xA0"
         "x"},
        {"\xEF\xBC\xA1", "\xEF\xBC\xA1", "\xEF\xBC\xA1"}, // a full-width A
        {"1=1", "1=1", "1=1"},
        {" =1", " =1", " =1"},
        {"'=1", "'=1", "'=1"},
        {"12.34", "12.34", "12.34"},
    };
    AUTO_ARENA arena = arena_new(100000);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buf buf = buf_new(arena, 1000);
        csv_print_field(&buf, text_of(rows[i].input), ',', /* is_spreadsheet= */ false);
        assert_text(buf_text(&buf), rows[i].plain);
        buf_clear(&buf);
        csv_print_field(&buf, text_of(rows[i].input), ',', /* is_spreadsheet= */ true);
        assert_text(buf_text(&buf), rows[i].spreadsheet);
    }
    struct buf buf = buf_new(arena, 1000);
    csv_print_field(&buf, BYTES("\0=1"), ',', /* is_spreadsheet= */ true);
    assert_true(buf.n == 4 && buf.p[0] == '\'');
    buf_clear(&buf);
    csv_print_field(&buf, TEXT_NONE, ',', /* is_spreadsheet= */ true);
    assert_text(buf_text(&buf), "");
    csv_print_field(&buf, TEXT("a;b,c"), ';', /* is_spreadsheet= */ false);
    assert_text(buf_text(&buf), "\"a;b,c\"");
}

static void printed_reads_back(void **state)
{
    static const char *const fields[] = {"a", "", "b,c", "d\"e", "f\r\ng", "\"", " h ", "=1", "caf\xC3\xA9"};
    AUTO_ARENA arena = arena_new(100000);
    struct buf buf = buf_new(arena, 10000);
    for (size_t i = 0; i < COUNT_OF(fields); i++) {
        buf_add(&buf, i > 0 ? TEXT(",") : TEXT(""));
        csv_print_field(&buf, text_of(fields[i]), ',', /* is_spreadsheet= */ false);
    }
    buf_add(&buf, TEXT("\r\n"));
    struct csv_reader *reader = csv_new(',');
    struct csv_row row;
    csv_push(reader, buf_text(&buf));
    assert_int_equal(csv_next(reader, &row), CSV_ROW);
    assert_int_equal(row.field_count, COUNT_OF(fields));
    for (size_t i = 0; i < COUNT_OF(fields); i++) {
        assert_text(row.fields[i], fields[i]);
    }
    csv_free(reader);
}

static void rows_of_typed_fields(void **state)
{
    AUTO_ARENA arena = arena_new(100000);
    struct buf buf = buf_new(arena, 10000);
    struct csv_writer writer = csv_writer_new(&buf, /* has_mark= */ true);
    csv_put_text(&writer, TEXT("=SUM(A1)"));
    csv_put_text(&writer, TEXT("a, \"b\""));
    csv_put_text(&writer, TEXT_NONE);
    csv_put_int64(&writer, INT64_MIN);
    csv_put_money(&writer, arena, (struct money){.minor = -1205, .currency = {"EUR"}});
    csv_end_row(&writer);
    csv_put_money(&writer, arena, (struct money){.minor = 1200, .currency = {"JPY"}});
    csv_put_text(&writer, TEXT("+1 (555)"));
    csv_end_row(&writer);
    assert_text(buf_text(&buf), "\xEF\xBB\xBF'=SUM(A1),\"a, \"\"b\"\"\",,-9223372036854775808,-12.05\r\n"
                                "1200,'+1 (555)\r\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_however_it_is_cut),
        cmocka_unit_test(other_separators),
        cmocka_unit_test(limits),
        cmocka_unit_test(prints),
        cmocka_unit_test(printed_reads_back),
        cmocka_unit_test(rows_of_typed_fields),
    };
    return run_cases(tests);
}
