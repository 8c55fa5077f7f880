// SPDX-License-Identifier: Apache-2.0
// Workbooks read back by another reader: Python's zipfile and XML parser print each cell with its type. The same cells
// give the same bytes.
#include "check.h"

#include <stdlib.h>

#include "core/buf.h"
#include "sheet/sheet.h"

static struct text workbook_made(struct arena *arena, struct zone *zone)
{
    struct sheet_book *workbook = NULL;
    struct fault fault = {0};
    struct sheet_book_info info = {.title = TEXT("Выписка"), .author = TEXT("Net"), .created_at = {1790000000000}};
    assert_int_equal(sheet_book_new(arena, &info, &workbook, &fault), RC_OK);
    const struct sheet_column columns[] = {{TEXT("Name"), 20}, {TEXT("金額"), 12}, {TEXT("Когда"), 20}};
    struct sheet *sheet = sheet_new(workbook, TEXT("Движения: [1/2]"), columns, COUNT_OF(columns));
    sheet_put_text(sheet, TEXT("=HYPERLINK(\"https://evil.example\")"));
    sheet_put_money(sheet, (struct money){.minor = -123450, .currency = {"EUR"}});
    sheet_put_time(sheet, zone, (struct instant){1790029999000}); // 2026-09-21T22:33:19Z
    sheet_end_row(sheet);
    sheet_put_text(sheet, TEXT("a < b & c"));
    sheet_put_money(sheet, (struct money){.minor = INT64_MAX, .currency = {"JPY"}});
    sheet_put_date(sheet, zone, (struct instant){1790029999000});
    sheet_end_row(sheet);
    sheet_put_text(sheet, TEXT_NONE);
    sheet_put_int64(sheet, 42);
    sheet_put_date(sheet, zone, INSTANT_NONE);
    sheet_end_row(sheet);
    sheet_new(workbook, TEXT("Движения: [1/2]"), columns, COUNT_OF(columns));
    sheet_new(workbook, TEXT(""), columns, 1);
    struct text bytes = TEXT_NONE;
    assert_int_equal(sheet_book_finish(workbook, &bytes, &fault), RC_OK);
    return bytes;
}

static const char reader[] =
    "import sys, zipfile, xml.etree.ElementTree as E\n"
    "n='{http://schemas.openxmlformats.org/spreadsheetml/2006/main}'\n"
    "z=zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None\n"
    "s=[''.join(t.text or '' for t in i.iter(n+'t')) for i in E.fromstring(z.read('xl/sharedStrings.xml'))]\n"
    "print([x.get('name') for x in E.fromstring(z.read('xl/workbook.xml')).iter(n+'sheet')])\n"
    "w=E.fromstring(z.read('xl/worksheets/sheet1.xml'))\n"
    "print([p.get('topLeftCell') for p in w.iter(n+'pane')], len(list(w.iter(n+'f'))))\n"
    "for c in w.iter(n+'c'):\n"
    "  v=c.find(n+'v'); t=c.get('t')\n"
    "  print(c.get('r'), t, s[int(v.text)] if t=='s' else v.text)\n"
    "print('2026-09-21T14:13:20Z' in z.read('docProps/core.xml').decode())\n";

static void cells_are_typed(void **state)
{
    AUTO_ARENA arena = arena_new(64 << 20);
    AUTO_ZONE zone = NULL;
    struct fault fault = {0};
    assert_int_equal(zone_open(TEXT("Asia/Tokyo"), &zone, &fault), RC_OK);
    struct text bytes = workbook_made(arena, zone);
    assert_true(text_equal(bytes, workbook_made(arena, zone)));
    char path[] = "sheet-test-XXXXXX";
    int file = mkstemp(path);
    assert_int_equal(write(file, bytes.p, bytes.n), (ssize_t)bytes.n);
    close(file);
    setenv("PYTHONIOENCODING", "utf-8", 1);
    setenv("READER", reader, 1);
    char command[100];
    snprintf(command, sizeof(command), "python3 -c \"$READER\" %s", path);
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    char told[4000];
    size_t n = fread(told, 1, sizeof(told) - 1, pipe);
    told[n] = '\0';
    assert_int_equal(pclose(pipe), 0);
    unlink(path);
    // 2026-09-22 07:33:19 in Tokyo: 46287 days after 1899-12-30, and 27,199 of 86,400 seconds.
    assert_string_equal(told, "['Движения_ _1_2_', 'Движения_ _1_2_ 2', '_']\n"
                              "['A2'] 0\n"
                              "A1 s Name\nB1 s 金額\nC1 s Когда\n"
                              "A2 s =HYPERLINK(\"https://evil.example\")\nB2 None -1234.5\nC2 None 46287.31480324074\n"
                              "A3 s a < b & c\nB3 s 9223372036854775807\nC3 None 46287\n"
                              "B4 None 42\n"
                              "True\n");
}

static void long_and_many_are_limited(void **state)
{
    AUTO_ARENA arena = arena_new(64 << 20);
    struct sheet_book *workbook = NULL;
    struct fault fault = {0};
    struct sheet_book_info info = {.created_at = {0}};
    assert_int_equal(sheet_book_new(arena, &info, &workbook, &fault), RC_OK);
    const struct sheet_column column = {TEXT("A"), 10};
    struct sheet *sheet = sheet_new(workbook, TEXT("S"), &column, 1);
    struct buf buf = buf_new(arena, 1 << 20);
    for (int i = 0; i < 40000; i++) {
        buf_add(&buf, TEXT("é"));
    }
    sheet_put_text(sheet, buf_text(&buf));
    struct text bytes = TEXT_NONE;
    assert_int_equal(sheet_book_finish(workbook, &bytes, &fault), RC_OK);
    assert_int_equal(sheet_book_new(arena, &info, &workbook, &fault), RC_OK);
    sheet = sheet_new(workbook, TEXT("S"), &column, 1);
    for (size_t i = 0; i <= SHEET_ROWS_MAX; i++) {
        sheet_end_row(sheet);
    }
    sheet_put_int64(sheet, 1);
    assert_int_equal(sheet_book_finish(workbook, &bytes, &fault), RC_REFUSED);
    assert_string_equal(fault.code, "document_too_large");
    assert_int_equal(sheet_book_new(arena, &info, &workbook, &fault), RC_OK);
    sheet_book_drop(workbook);
    sheet_book_drop(NULL);
}

int main(void)
{
    const struct CMUnitTest cases[] = {
        cmocka_unit_test(cells_are_typed),
        cmocka_unit_test(long_and_many_are_limited),
    };
    return run_cases(cases);
}
