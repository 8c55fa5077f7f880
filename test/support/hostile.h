// SPDX-License-Identifier: Apache-2.0
// What nobody should be able to break a page or the API with, for tests that put it into every field: markup out of
// every context, addresses that are scripts or lead elsewhere, SQL, templates, lines of heads and letters, NUL,
// overlong and broken UTF-8, text that runs backwards, formulas, formats, paths, and numbers and days past every edge.
#pragma once

#include <string.h>

#include "check.h"

#define HOSTILE_MARK "hostile"

// Each with the mark in it, where it could become more than text.
static const struct text hostile_texts[] = {
    BYTES("<script>hostile()</script>"),
    BYTES("\"><script>hostile()</script>"),
    BYTES("'><img src=x onerror=hostile()>"),
    BYTES("\" onmouseover=\"hostile()\" x=\""),
    BYTES("' onfocus='hostile()' autofocus='"),
    BYTES("<svg/onload=hostile()>"),
    BYTES("</title><script>hostile()</script>"),
    BYTES("</textarea><hostile>"),
    BYTES("</script><script>hostile()</script>"),
    BYTES("--><hostile><!--"),
    BYTES("&lt;hostile&gt; &amp;hostile; &#60;hostile&#62; &"),
    BYTES("javascript:hostile()"),
    BYTES("java\tscript:hostile()"),
    BYTES(" JaVaScRiPt:hostile()"),
    BYTES("data:text/html,<script>hostile()</script>"),
    BYTES("vbscript:hostile()"),
    BYTES("//hostile.example/"),
    BYTES("/\\hostile.example/"),
    BYTES("https://hostile.example/?a=1&b=<hostile>\"'"),
    BYTES("https://hostile@go.example:99999/"),
    BYTES("hostile'; DROP TABLE partner; --"),
    BYTES("hostile' OR '1'='1"),
    BYTES("%hostile_%' ESCAPE '\\"),
    BYTES("{{hostile}} {{raw hostile}} ${hostile} <%= hostile %> #{hostile}"),
    BYTES("hostile\r\nX-Hostile: 1\r\nSet-Cookie: session=hostile"),
    BYTES("hostile\n.\nBcc: hostile@hostile.example"),
    BYTES("hostile\0<hostile>"),
    BYTES("hostile\xe2\x80\xae<hostile>\xe2\x80\x8f\xe2\x81\xa6"),
    BYTES("hostile\xc0\xbcscript\xc0\xbe"),
    BYTES("hostile\xed\xa0\x80\xff\xfe"),
    BYTES("hostile \xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa6 e\xcc\x81\xcc\x81\xcc\x81\xcc\x81 \xef\xb7\xbd"),
    BYTES("99999999999999999999"),
    BYTES("-9223372036854775808"),
    BYTES("-0.00000000000000000001"),
    BYTES("1e309"),
    BYTES("9999-12-31"),
    BYTES("2026-02-30T25:61:61Z"),
    BYTES("%s%n%x%p hostile"),
    BYTES("../../../../etc/hostile%00"),
    BYTES("=cmd|'/c hostile'!A1"),
    BYTES("@SUM(hostile)"),
    BYTES("[]{}\"hostile\":null,\\u0000"),
    BYTES("  \t \xc2\xa0 "),
    {NULL, 0}, // stands for one of 20,000 letters
};
#define HOSTILE_COUNT (sizeof(hostile_texts) / sizeof(hostile_texts[0]))

// The n-th of them, from the beginning again after the last.
static inline struct text hostile(size_t n)
{
    static char huge[20000];
    memset(huge, 'h', sizeof(huge));
    struct text t = hostile_texts[n % HOSTILE_COUNT];
    return t.p != NULL ? t : (struct text){.p = huge, .n = sizeof(huge)};
}
