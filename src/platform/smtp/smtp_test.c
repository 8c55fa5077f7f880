// SPDX-License-Identifier: Apache-2.0
// Words of headers, and what becomes of a message where there is no server or a recipient that cannot be one. Sending
// to a real server is test/integration/mail_test.py.
#include "check.h"

#include "smtp/smtp.h"

static void words_of_headers(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new((size_t)1 << 20);
    static const struct {
        const char *words, *header;
    } rows[] = {
        {"Your invitation", "Your invitation"},
        {"a\r\nBcc: x@y.example", "a  Bcc: x@y.example"},
        {"Réseau", "=?UTF-8?B?UsOpc2VhdQ==?="},
        {"招待", "=?UTF-8?B?5oub5b6F?="},
        {"=?UTF-8?B?AAAA?=", "=?UTF-8?B?PT9VVEYtOD9CP0FBQUE/PQ==?="}, // no words pass for encoded ones
        // Forty-five bytes a word at most, and no character is cut.
        {"Приглашение в партнёрскую сеть Tributary",
         "=?UTF-8?B?0J/RgNC40LPQu9Cw0YjQtdC90LjQtSDQsiDQv9Cw0YDRgtC90ZHRgNGB0Lo=?=\r\n "
         "=?UTF-8?B?0YPRjiDRgdC10YLRjCBUcmlidXRhcnk=?="},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct text words = smtp_words(arena, text_of(rows[i].words));
        assert_text(words, rows[i].header);
    }
}

static void modes_have_their_ports(void **state)
{
    (void)state;
    enum smtp_tls tls = SMTP_TLS_NONE;
    assert_true(smtp_tls_parse(TEXT("starttls"), &tls));
    assert_int_equal(smtp_tls_port(tls), 587);
    assert_true(smtp_tls_parse(TEXT("tls"), &tls));
    assert_int_equal(smtp_tls_port(tls), 465);
    assert_true(smtp_tls_parse(TEXT("none"), &tls));
    assert_int_equal(smtp_tls_port(tls), 25);
    assert_false(smtp_tls_parse(TEXT("ssl"), &tls));
}

static void what_cannot_leave_says_why(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new((size_t)1 << 20);
    struct smtp_settings settings = {.host = TEXT("127.0.0.1"),
                                     .port = 1, // nothing listens there
                                     .tls = SMTP_TLS_NONE,
                                     .user = TEXT("u"),
                                     .password = TEXT("a secret password"),
                                     .sender = TEXT("network@go.example"),
                                     .timeout_s = 4};
    struct smtp_message message = {.recipient = TEXT("anna@a.example"),
                                   .subject = TEXT("s"),
                                   .text = TEXT("t"),
                                   .html = TEXT("<p>t"),
                                   .key = TEXT("k"),
                                   .language = TEXT("en"),
                                   .at = {.ms = 0}};
    struct text problem = TEXT_NONE;
    assert_int_equal(smtp_send(arena, &settings, &message, &problem), SMTP_LATER);
    assert_true(problem.n > 0);
    assert_true(text_find(problem, settings.password, 0) == SIZE_MAX);
    static const char *const bad[] = {"", "anna", "a@b\r\nRCPT TO:<x@y.example>", "<a@b>", "a b@c.example", "a@b,c@d"};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        message.recipient = text_of(bad[i]);
        assert_int_equal(smtp_send(arena, &settings, &message, &problem), SMTP_REFUSED);
    }
}

int main(void)
{
    const struct CMUnitTest cases[] = {
        cmocka_unit_test(words_of_headers),
        cmocka_unit_test(modes_have_their_ports),
        cmocka_unit_test(what_cannot_leave_says_why),
    };
    assert_int_equal(smtp_start(NULL), RC_OK);
    return cmocka_run_group_tests_name("smtp", cases, NULL, NULL);
}
