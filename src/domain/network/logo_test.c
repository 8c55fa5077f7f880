// SPDX-License-Identifier: Apache-2.0
// What may be the brand's picture.
#include "check.h"

#include "network/logo.h"
#include "network/network.h"

#define SVG(inside) "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 8 8\">" inside "</svg>"

static void knows_pictures_by_their_bytes(void **state)
{
    static const struct {
        const char *content;
        const char *expected; // a media type, or the fault's code
    } rows[] = {
        {"\x89PNG\r\n\x1A\n....", "image/png"},
        {"\xFF\xD8\xFF\xE0....", "image/jpeg"},
        {"RIFF....WEBPVP8 ", "image/webp"},
        {"RIFF....WAVEfmt ", "logo_unknown"},
        {"GIF89a", "logo_unknown"},
        {"", "logo_unknown"},
        {"<html><body>", "logo_unknown"},
        {"<!DOCTYPE html><html/>", "logo_unknown"},
        {"<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"http://www.w3.org/svg11.dtd\">\n<svg/>", "image/svg+xml"},
        {"<!DOCTYPE svg [<!ENTITY a \"<script/>\">]><svg>&a;</svg>", "logo_active"},
        {"svg <svg/>", "logo_unknown"},
        {"<svg/>\xFF", "logo_unknown"},
        {SVG(""), "image/svg+xml"},
        {SVG("<!-- <script> --><path d=\"M0 0h8v8z\" fill='#a00'/>"), "image/svg+xml"},
        {"\xEF\xBB\xBF<?xml version=\"1.0\"?>\n<!-- made > by --> <svg/>", "image/svg+xml"},
        {SVG("<defs><g id=\"a\"/></defs><use xlink:href=\"#a\"/>"), "image/svg+xml"},
        {SVG("<path data-note=\"a > b\"/>"), "image/svg+xml"},
        {SVG("<script>alert(1)</script>"), "logo_active"},
        {SVG("<svg:script href=\"#\"/>"), "logo_active"},
        {SVG("<SCRIPT/>"), "logo_active"},
        {SVG("<g onload=\"alert(1)\"/>"), "logo_active"},
        {SVG("<g x=\"1\" OnClick='a'/>"), "logo_active"},
        {SVG("<g x=\">\" onclick='a'/>"), "logo_active"},
        {SVG("<image href=\"https://spy.example/a.png\"/>"), "logo_active"},
        {SVG("<a xlink:href=\"javascript:alert(1)\"/>"), "logo_active"},
        {SVG("<a href=\" &#106;avascript:alert(1)\"/>"), "logo_active"},
        {SVG("<foreignObject><p/></foreignObject>"), "logo_active"},
        {SVG("<![CDATA[<script>]]>"), "logo_active"},
        {SVG("<set attributeName=\"href\" to=\"x\"/>"), "logo_active"},
        {"<?xml version=\"1.0\"?><?xml-stylesheet href=\"a.css\"?><svg/>", "logo_active"},
        {"<svg><!ENTITY a \"b\"></svg>", "logo_active"},
        {"<svg onload=alert(1)>", "logo_active"},
        {"<svg onload>", "logo_active"},
        {"<svg", "logo_active"},
        {"<svg><!-- ", "logo_active"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct fault fault = {.code = ""};
        struct text type = TEXT_NONE;
        enum rc rc = logo_media_type(text_of(rows[i].content), &type, &fault);
        const char *found = rc == RC_OK ? type.p : fault.code;
        assert_row(rows[i].content, strcmp(found, rows[i].expected) == 0);
    }
}

static void a_large_one_is_refused(void **state)
{
    static char bytes[NETWORK_LOGO_BYTES_MAX + 1] = "\x89PNG\r\n\x1A\n";
    struct fault fault;
    struct text type;
    assert_int_equal(logo_media_type((struct text){.p = bytes, .n = sizeof(bytes) - 1}, &type, &fault), RC_OK);
    assert_int_equal(logo_media_type((struct text){.p = bytes, .n = sizeof(bytes)}, &type, &fault), RC_INVALID);
    assert_string_equal(fault.code, "logo_too_large");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_pictures_by_their_bytes),
        cmocka_unit_test(a_large_one_is_refused),
    };
    return run_cases(tests);
}
