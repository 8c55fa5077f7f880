// SPDX-License-Identifier: Apache-2.0
// Documents read back by others: poppler's pdftotext and pdfinfo say what is on which page, pdfdetach takes the file
// out again, qpdf --check looks at the structure. The same input gives the same bytes.
#include "check.h"

#include <stdlib.h>

#include "core/buf.h"
#include "format/encode.h"
#include "pdf/pdf.h"

static void need_readers(void)
{
    if (system("command -v pdftotext >/dev/null 2>&1 && command -v qpdf >/dev/null 2>&1") != 0) {
        skip_because("poppler-utils or qpdf is not installed");
    }
}

static struct pdf *document(struct arena *arena, const char *language)
{
    struct pdf_info info = {.title = TEXT("Выписка — 明細書 — Relevé"),
                            .author = TEXT("Net"),
                            .language = language,
                            .foot = TEXT("Net · foot"),
                            .pages = TEXT("Page {page} of {pages}"),
                            .created_at = {1790000000000}};
    return pdf_new(arena, &info);
}

static struct text finish(struct pdf *pdf)
{
    struct text bytes = TEXT_NONE;
    struct fault fault = {0};
    enum rc rc = pdf_finish(pdf, &bytes, &fault);
    if (rc != RC_OK) {
        print_error("%s %s %s\n", fault.code, fault.message, fault.detail);
    }
    assert_int_equal(rc, RC_OK);
    return bytes;
}

// What a program prints about a document; {} in the command is the file.
static struct text told(struct arena *arena, struct text bytes, const char *before, const char *after)
{
    char path[] = "pdf-test-XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(write(file, bytes.p, bytes.n), (ssize_t)bytes.n);
    close(file);
    char command[200];
    snprintf(command, sizeof(command), "%s %s %s", before, path, after);
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    struct buf buf = buf_new(arena, 4 << 20);
    char piece[4096];
    for (size_t n = fread(piece, 1, sizeof(piece), pipe); n > 0; n = fread(piece, 1, sizeof(piece), pipe)) {
        buf_add_bytes(&buf, piece, n);
    }
    int status = pclose(pipe);
    unlink(path);
    if (status != 0) {
        print_error("%s: %.*s\n", command, TEXT_PRINT(buf_text(&buf)));
    }
    assert_int_equal(status, 0);
    return buf_text(&buf);
}

static bool has(struct text t, const char *part)
{
    return text_find(t, text_of(part), 0) != SIZE_MAX;
}

static void add_table(struct pdf *pdf, struct arena *arena, int rows)
{
    const struct pdf_column columns[] = {{.title = TEXT("Заказ"), .width = 3},
                                         {.title = TEXT("注文日"), .width = 2},
                                         {.title = TEXT("Montant"), .width = 2, .is_right = true}};
    struct pdf_table *table = pdf_table_new(pdf, columns, COUNT_OF(columns));
    pdf_table_row(table, PDF_ROW_GROUP, &(struct text){TEXT("Euro").p, 4});
    for (int i = 0; i < rows; i++) {
        const struct text cells[] = {text_format(arena, "Заказ-%d", i), TEXT("2026年9月21日"), TEXT("−1 234,50 €")};
        pdf_table_row(table, PDF_ROW, cells);
        if (i % 10 == 0) {
            pdf_table_row(table, PDF_ROW_NOTE, &(struct text){TEXT("Отклонено: duplicate").p, 29});
        }
    }
    const struct text total[] = {TEXT("Итого"), TEXT(""), TEXT("−99 €")};
    pdf_table_row(table, PDF_ROW_TOTAL, total);
}

static void letters_of_each_language_are_found_again(void **state)
{
    need_readers();
    AUTO_ARENA arena = arena_new(64 << 20);
    struct pdf *pdf = document(arena, "ja");
    pdf_text(pdf, PDF_TITLE, TEXT("Выписка 明細書"));
    pdf_text(pdf, PDF_BODY, TEXT("Être payé, œuvre. Вознаграждение. 報酬の支払い、カタカナ。"));
    const struct pdf_pair pairs[] = {{TEXT("Partner"), TEXT("山田太郎")}, {TEXT("Период"), TEXT("сентябрь 2026 г.")}};
    pdf_pairs(pdf, pairs, COUNT_OF(pairs));
    pdf_columns(pdf, pairs, COUNT_OF(pairs));
    add_table(pdf, arena, 3);
    struct text words = told(arena, finish(pdf), "pdftotext -layout -enc UTF-8", "-");
    const char *const parts[] = {"Выписка 明細書", "Être payé, œuvre.",    "Вознаграждение", "報酬の支払い、カタカナ。",
                                 "山田太郎",       "сентябрь 2026 г.",     "Заказ-2",        "2026年9月21日",
                                 "−1 234,50 €",    "Отклонено: duplicate", "Page 1 of 1",    "Net · foot"};
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        assert_row(parts[i], has(words, parts[i]));
    }
}

static void tables_go_on_with_their_head(void **state)
{
    need_readers();
    AUTO_ARENA arena = arena_new(64 << 20);
    struct pdf *pdf = document(arena, "ru");
    pdf_text(pdf, PDF_TITLE, TEXT("Выписка"));
    add_table(pdf, arena, 200);
    struct text bytes = finish(pdf);
    struct text info = told(arena, bytes, "pdfinfo", "");
    size_t at = text_find(info, TEXT("Pages:"), 0);
    assert_true(at != SIZE_MAX);
    struct text number = text_slice(info, at + 6, text_find_char(info, '\n', at));
    int64_t pages = 0;
    assert_int_equal(int64_parse(text_trim(number), 0, 1000, &pages), RC_OK);
    assert_true(pages >= 4 && pages <= 8);
    assert_true(has(info, "Выписка — 明細書 — Relevé"));
    struct text words = told(arena, bytes, "pdftotext -layout -enc UTF-8", "-");
    int64_t heads = 0;
    struct text rest = words;
    struct text page = TEXT_NONE;
    while (text_split(&rest, '\f', &page)) {
        heads += has(page, "Montant") ? 1 : 0;
    }
    assert_int_equal(heads, pages);
    for (int i = 0; i < 200; i++) { // no row is lost at a break
        assert_true(has(words, text_zero_terminated(arena, text_format(arena, "Заказ-%d ", i))));
    }
    for (int64_t i = 1; i <= pages; i++) {
        assert_true(has(words, text_zero_terminated(
                                   arena, text_format(arena, "Page %lld of %lld", (long long)i, (long long)pages))));
    }
}

static void the_same_input_gives_the_same_bytes(void **state)
{
    need_readers();
    AUTO_ARENA arena = arena_new(64 << 20);
    struct text first = TEXT_NONE;
    for (int i = 0; i < 2; i++) {
        struct pdf *pdf = document(arena, "fr");
        add_table(pdf, arena, 100);
        const struct pdf_attachment attachment = {
            .name = "factur-x.xml", .type = "text/xml", .description = TEXT("Facture"), .bytes = TEXT("<a/>")};
        pdf_attach(pdf, &attachment);
        struct text bytes = finish(pdf);
        assert_true(i == 0 || text_equal(first, bytes));
        first = bytes;
    }
    struct text info = told(arena, first, "TZ=UTC pdfinfo", "");
    assert_true(has(info, "CreationDate:    Mon Sep 21 14:13:20 2026 UTC"));
}

static void a_file_comes_out_as_it_went_in(void **state)
{
    need_readers();
    AUTO_ARENA arena = arena_new(64 << 20);
    struct pdf *pdf = document(arena, "en");
    pdf_text(pdf, PDF_BODY, TEXT("Invoice"));
    const struct pdf_attachment attachment = {.name = "factur-x.xml",
                                              .type = "text/xml",
                                              .description = TEXT("Счёт"),
                                              .bytes = TEXT("<a>é)(\\\n</a>"),
                                              .xmp =
                                                  TEXT("<rdf:Description rdf:about=\"\" xmlns:x=\"urn:x\"><x:y>z</x:y>"
                                                       "</rdf:Description>")};
    pdf_attach(pdf, &attachment);
    struct text bytes = finish(pdf);
    told(arena, bytes, "qpdf --check", "");
    assert_text(told(arena, bytes,
                     "sh -c 'pdfdetach -save 1 -o attached.tmp \"$0\" && cat attached.tmp && rm attached.tmp'", ""),
                "<a>é)(\\\n</a>");
    assert_true(has(told(arena, bytes, "pdfinfo -meta", ""), "<x:y>z</x:y>"));
    told(arena, bytes, "sh -c 'pdfinfo -meta \"$0\" | xmllint --noout -'", "");
    assert_true(has(told(arena, bytes, "pdfinfo -meta", ""),
                    "<pdfaid:part>3</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>"));
    // No font but embedded ones: in column "emb" of each line below the head stands "yes".
    struct text fonts = told(arena, bytes, "sh -c 'pdffonts \"$0\" | tail -n +3 | cut -c 73-75 | sort -u'", "");
    assert_text(fonts, "yes\n");
    struct text objects = told(arena, bytes, "qpdf --qdf --object-streams=disable", "-");
    assert_true(has(objects, "/CreationDate (D:20260921141320Z)"));
    assert_true(has(objects, "/S /GTS_PDFA1") && has(objects, "/AFRelationship /Alternative"));
    assert_true(has(told(arena, bytes, "pdftotext", "-"), "Invoice"));
}

static void odd_texts_do_no_harm(void **state)
{
    need_readers();
    AUTO_ARENA arena = arena_new(64 << 20);
    struct pdf *pdf = document(arena, "en");
    pdf_text(pdf, PDF_BODY, TEXT(""));
    pdf_text(pdf, PDF_BODY, TEXT_NONE);
    pdf_text(pdf, PDF_BODY, TEXT("<b>no markup & entities</b>"));
    struct buf wide = buf_new(arena, 100000);
    for (int i = 0; i < 5000; i++) {
        buf_add_char(&wide, 'W'); // one word wider and longer than any page
    }
    pdf_text(pdf, PDF_BODY, buf_text(&wide));
    add_table(pdf, arena, 0);
    struct text words = told(arena, finish(pdf), "pdftotext", "-");
    assert_true(has(words, "<b>no markup & entities</b>"));
}

int main(void)
{
    const struct CMUnitTest cases[] = {
        cmocka_unit_test(letters_of_each_language_are_found_again),
        cmocka_unit_test(tables_go_on_with_their_head),
        cmocka_unit_test(the_same_input_gives_the_same_bytes),
        cmocka_unit_test(a_file_comes_out_as_it_went_in),
        cmocka_unit_test(odd_texts_do_no_harm),
    };
    return run_cases(cases);
}
