// SPDX-License-Identifier: Apache-2.0
// The built-in page behind a link that leads nowhere, in the visitor's language; see fallback_page.h. One constant a
// language: nothing of the request gets in.
#include "visitor/fallback_page.h"

// Known to the policy by its digest, so that no other style or script can run in the page.
#define STYLE                                                                                          \
    ":root{color-scheme:light dark}body{margin:0;min-height:100vh;display:grid;place-content:center;p" \
    "adding:2rem;box-sizing:border-box;font:1.0625rem/1.6 system-ui,sans-serif;background:#fff;color:" \
    "#1c2024}main{max-width:34rem}h1{font-size:1.5rem;line-height:1.3;font-weight:600;margin:0 0 .5re" \
    "m;text-wrap:balance}:lang(ja){word-break:auto-phrase}p{margin:0;color:#51585f}@media(prefers-col" \
    "or-scheme:dark){body{background:#15181b;color:#eceef0}p{color:#a5adb4}}"

#define PAGE(language, title, text)                                                                   \
    "<!doctype html>\n<html lang=\"" language "\">\n<meta charset=\"utf-8\">\n"                       \
    "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n<meta name=\"robots\" " \
    "content=\"noindex\">\n"                                                                          \
    "<title>" title "</title>\n<style>" STYLE "</style>\n<main>\n<h1>" title "</h1>\n<p>" text        \
    "</p>\n</main>\n</html>\n"

static const struct {
    const char *language;
    const char *page;
} pages[] = {
    {"en", PAGE("en", "This link is not active", "It may have been mistyped, or the offer behind it has ended.")},
    {"ru", PAGE("ru", "Эта ссылка не работает",
                "Возможно, в адресе опечатка, или предложение, на которое она вела, уже завершилось.")},
    {"fr", PAGE("fr", "Ce lien n’est pas actif", "L’adresse a peut-être été mal saisie, ou l’offre est terminée.")},
    {"ja",
     PAGE("ja", "このリンクは現在ご利用いただけません", "アドレスが正しくないか、リンク先のご案内が終了しています。")},
};

// RFC 9110 §12.5.4, in the order of the list: browsers put what they like best first. Weights of 0 are not asked for.
struct text fallback_page(struct text accept_language, struct text *ret_language)
{
    struct text rest = accept_language;
    struct text range;
    while (text_is(rest) && text_split(&rest, ',', &range)) {
        struct text parameters = text_trim(range);
        struct text tag;
        text_split(&parameters, ';', &tag);
        if (text_is(parameters) && text_equal(text_trim(parameters), TEXT("q=0"))) {
            continue;
        }
        struct text subtags = text_trim(tag);
        struct text language;
        if (!text_split(&subtags, '-', &language)) {
            continue;
        }
        for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++) {
            if (text_equal_ignore_case(language, text_of(pages[i].language))) {
                *ret_language = text_of(pages[i].language);
                return text_of(pages[i].page);
            }
        }
    }
    *ret_language = text_of(pages[0].language);
    return text_of(pages[0].page);
}
