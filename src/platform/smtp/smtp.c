// SPDX-License-Identifier: Apache-2.0
// SMTP by libcurl.
#include "smtp/smtp.h"

#include <curl/curl.h>
#include <string.h>

#include "core/buf.h"
#include "core/bug.h"
#include "crypto/crypto.h"
#include "format/encode.h"

#define TIMEOUT_S_DEFAULT 60
#define HEADER_BYTES_MAX 8192
#define WORD_BYTES 45 // 60 letters of base64, 72 with what is around them (RFC 2047 §2: at most 75)
#define MESSAGE_ID_BYTES 16
#define ASCII_LINE_MAX 900 // RFC 5322 §2.1.1: 998 with the header's name

static const struct {
    const char *word;
    int port;
} tls_modes[] = {[SMTP_TLS_START] = {"starttls", 587}, [SMTP_TLS_WHOLE] = {"tls", 465}, [SMTP_TLS_NONE] = {"none", 25}};

bool smtp_tls_parse(struct text t, enum smtp_tls *ret_tls)
{
    for (size_t i = 0; i < sizeof(tls_modes) / sizeof(tls_modes[0]); i++) {
        if (text_equal(t, text_of(tls_modes[i].word))) {
            *ret_tls = (enum smtp_tls)i;
            return true;
        }
    }
    return false;
}

int smtp_tls_port(enum smtp_tls tls)
{
    return tls_modes[tls].port;
}

enum rc smtp_start(struct fault *fault)
{
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        return fault_internal(fault, RC_FAULT, "libcurl does not start");
    }
    return RC_OK;
}

// ---- headers ----

static struct text without_controls(struct arena *arena, struct text t, bool *ret_is_ascii)
{
    char *bytes = arena_bytes(arena, t.n + 1);
    *ret_is_ascii = true;
    for (size_t i = 0; i < t.n; i++) {
        unsigned char c = (unsigned char)t.p[i];
        *ret_is_ascii = *ret_is_ascii && c < 0x80;
        bytes[i] = c < ' ' || c == 0x7f ? ' ' : (char)c;
    }
    return (struct text){.p = bytes, .n = t.n};
}

struct text smtp_words(struct arena *arena, struct text t)
{
    bool is_ascii = true;
    struct text clean = without_controls(arena, t, &is_ascii);
    if (is_ascii && clean.n <= ASCII_LINE_MAX && text_find(clean, TEXT("=?"), 0) == SIZE_MAX) {
        return clean;
    }
    struct buf out = buf_new(arena, HEADER_BYTES_MAX);
    for (size_t at = 0; at < clean.n;) {
        size_t n = 0; // whole characters only (RFC 2047 §5)
        while (at + n < clean.n) {
            size_t step = utf8_sequence(clean.p + at + n, clean.n - at - n);
            step = step == 0 ? 1 : step;
            if (n + step > WORD_BYTES) {
                break;
            }
            n += step;
        }
        buf_add(&out, at == 0 ? TEXT("=?UTF-8?B?") : TEXT("\r\n =?UTF-8?B?"));
        base64_encode(&out, clean.p + at, n);
        buf_add(&out, TEXT("?="));
        at += n;
    }
    return buf_text(&out);
}

// A phrase before an address (RFC 5322 §3.2.5): encoded words, or a quoted text.
static struct text from_of(struct arena *arena, const struct smtp_message *message, struct text sender)
{
    if (text_is_empty(message->sender_name)) {
        return text_format(arena, "From: %.*s", TEXT_PRINT(sender));
    }
    struct text words = smtp_words(arena, message->sender_name);
    if (text_starts_with(words, TEXT("=?"))) {
        return text_format(arena, "From: %.*s <%.*s>", TEXT_PRINT(words), TEXT_PRINT(sender));
    }
    struct buf out = buf_new(arena, HEADER_BYTES_MAX);
    buf_add(&out, TEXT("From: \""));
    for (size_t i = 0; i < words.n; i++) {
        if (words.p[i] == '"' || words.p[i] == '\\') {
            buf_add_char(&out, '\\');
        }
        buf_add_char(&out, words.p[i]);
    }
    buf_format(&out, "\" <%.*s>", TEXT_PRINT(sender));
    return buf_text(&out);
}

static struct text message_id(struct arena *arena, struct text key, struct text sender)
{
    uint8_t hash[DIGEST_BYTES];
    digest(key, hash);
    struct buf out = buf_new(arena, HEADER_BYTES_MAX);
    buf_add(&out, TEXT("Message-ID: <"));
    hex_encode(&out, hash, MESSAGE_ID_BYTES);
    size_t at = text_find_char(sender, '@', 0);
    struct text host = at == SIZE_MAX ? TEXT("localhost") : text_slice(sender, at + 1, SIZE_MAX);
    buf_format(&out, "@%.*s>", TEXT_PRINT(host));
    return buf_text(&out);
}

static bool address_is_safe(struct text address)
{
    for (size_t i = 0; i < address.n; i++) {
        unsigned char c = (unsigned char)address.p[i];
        if (c <= ' ' || c >= 0x7f || c == '<' || c == '>' || c == '"' || c == ',' || c == ';') {
            return false;
        }
    }
    return address.n > 2 && text_find_char(address, '@', 1) != SIZE_MAX;
}

// ---- sending ----

struct transfer {
    CURL *curl;
    curl_mime *mime;
    struct curl_slist *headers;
    struct curl_slist *recipients;
    char problem[CURL_ERROR_SIZE];
};

static void add(struct arena *arena, struct curl_slist **list, struct text line)
{
    struct curl_slist *longer = curl_slist_append(*list, text_zero_terminated(arena, line));
    BUG_ON(longer == NULL);
    *list = longer;
}

static void add_headers(struct arena *arena, struct transfer *transfer, const struct smtp_settings *settings,
                        const struct smtp_message *message)
{
    struct curl_slist **list = &transfer->headers;
    struct text date = instant_http_text(arena, message->at); // "… GMT"; RFC 5322 wants a number
    add(arena, list,
        text_format(arena, "Date: %.*s +0000", TEXT_PRINT(text_slice(date, 0, date.n > 4 ? date.n - 4 : 0))));
    add(arena, list, from_of(arena, message, settings->sender));
    add(arena, list, text_format(arena, "To: %.*s", TEXT_PRINT(message->recipient)));
    add(arena, list, text_format(arena, "Subject: %.*s", TEXT_PRINT(smtp_words(arena, message->subject))));
    add(arena, list, message_id(arena, message->key, settings->sender));
    add(arena, list, text_format(arena, "Content-Language: %.*s", TEXT_PRINT(message->language)));
    add(arena, list, TEXT("Auto-Submitted: auto-generated"));
    if (!text_is_empty(message->unsubscribe_url)) {
        add(arena, list, text_format(arena, "List-Unsubscribe: <%.*s>", TEXT_PRINT(message->unsubscribe_url)));
        add(arena, list, TEXT("List-Unsubscribe-Post: List-Unsubscribe=One-Click"));
    }
    add(arena, list, TEXT("Content-Type: multipart/alternative")); // libcurl adds the boundary
}

static curl_mimepart *add_part(curl_mime *parts, struct text content, const char *type)
{
    curl_mimepart *part = curl_mime_addpart(parts);
    BUG_ON(part == NULL);
    curl_mime_data(part, content.p, content.n);
    curl_mime_type(part, type);
    curl_mime_encoder(part, "base64");
    return part;
}

// The HTML and its picture, as one of the alternatives: who reads the text is not given a file besides.
static void add_related(struct arena *arena, struct transfer *transfer, const struct smtp_message *message)
{
    curl_mime *related = curl_mime_init(transfer->curl);
    curl_mimepart *whole = curl_mime_addpart(transfer->mime);
    BUG_ON(related == NULL || whole == NULL);
    add_part(related, message->html, "text/html; charset=utf-8");
    curl_mimepart *picture = add_part(related, message->picture, text_zero_terminated(arena, message->picture_type));
    struct curl_slist *headers = NULL;
    add(arena, &headers, text_format(arena, "Content-ID: <%.*s>", TEXT_PRINT(message->picture_id)));
    add(arena, &headers, TEXT("Content-Disposition: inline"));
    curl_mime_headers(picture, headers, /* take_ownership= */ 1);
    curl_mime_subparts(whole, related);
    curl_mime_type(whole, "multipart/related; type=\"text/html\"");
}

static void add_content(struct arena *arena, struct transfer *transfer, const struct smtp_message *message)
{
    transfer->mime = curl_mime_init(transfer->curl);
    BUG_ON(transfer->mime == NULL);
    add_part(transfer->mime, message->text, "text/plain; charset=utf-8");
    if (text_is_empty(message->picture)) {
        add_part(transfer->mime, message->html, "text/html; charset=utf-8");
    } else {
        add_related(arena, transfer, message);
    }
    curl_easy_setopt(transfer->curl, CURLOPT_MIMEPOST, transfer->mime);
}

static void set_up(struct arena *arena, struct transfer *transfer, const struct smtp_settings *settings)
{
    CURL *curl = transfer->curl;
    bool is_ipv6 = text_find_char(settings->host, ':', 0) != SIZE_MAX;
    long timeout = settings->timeout_s == 0 ? TIMEOUT_S_DEFAULT : settings->timeout_s;
    struct text address =
        text_format(arena, "%s://%s%.*s%s:%d", settings->tls == SMTP_TLS_WHOLE ? "smtps" : "smtp", is_ipv6 ? "[" : "",
                    TEXT_PRINT(settings->host), is_ipv6 ? "]" : "", settings->port);
    curl_easy_setopt(curl, CURLOPT_URL, text_zero_terminated(arena, address));
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(curl, CURLOPT_PROXY, ""); // not by what the environment says
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, timeout);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (timeout + 3) / 4);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, transfer->problem);
    if (settings->tls == SMTP_TLS_START) {
        curl_easy_setopt(curl, CURLOPT_USE_SSL, (long)CURLUSESSL_ALL);
    }
    if (!text_is_empty(settings->user)) {
        curl_easy_setopt(curl, CURLOPT_USERNAME, text_zero_terminated(arena, settings->user));
        curl_easy_setopt(curl, CURLOPT_PASSWORD, text_zero_terminated(arena, settings->password));
    }
    struct text sender = text_format(arena, "<%.*s>", TEXT_PRINT(settings->sender));
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, text_zero_terminated(arena, sender));
}

// What the last command was answered is known from the code; that the message was given, from the bytes that left.
static enum smtp_outcome outcome_of(CURL *curl, CURLcode result, long code)
{
    if (result == CURLE_OK) {
        return SMTP_SENT;
    }
    if (result == CURLE_LOGIN_DENIED || result == CURLE_USE_SSL_FAILED) { // the settings' matter, not the message's
        return SMTP_LATER;
    }
    if (code >= 500) {
        return SMTP_REFUSED;
    }
    curl_off_t uploaded = 0;
    curl_easy_getinfo(curl, CURLINFO_SIZE_UPLOAD_T, &uploaded);
    return uploaded > 0 && code < 400 ? SMTP_UNKNOWN : SMTP_LATER;
}

enum smtp_outcome smtp_send(struct arena *arena, const struct smtp_settings *settings,
                            const struct smtp_message *message, struct text *ret_problem)
{
    *ret_problem = TEXT_NONE;
    if (!address_is_safe(message->recipient) || !address_is_safe(settings->sender)) {
        *ret_problem = TEXT("the address cannot be written to by SMTP");
        return SMTP_REFUSED;
    }
    struct transfer transfer = {.curl = curl_easy_init()};
    BUG_ON(transfer.curl == NULL);
    set_up(arena, &transfer, settings);
    add_headers(arena, &transfer, settings, message);
    add_content(arena, &transfer, message);
    curl_easy_setopt(transfer.curl, CURLOPT_HTTPHEADER, transfer.headers);
    add(arena, &transfer.recipients, text_format(arena, "<%.*s>", TEXT_PRINT(message->recipient)));
    curl_easy_setopt(transfer.curl, CURLOPT_MAIL_RCPT, transfer.recipients);
    CURLcode result = curl_easy_perform(transfer.curl);
    long code = 0;
    curl_easy_getinfo(transfer.curl, CURLINFO_RESPONSE_CODE, &code);
    enum smtp_outcome outcome = outcome_of(transfer.curl, result, code);
    if (outcome != SMTP_SENT) {
        const char *what = transfer.problem[0] != '\0' ? transfer.problem : curl_easy_strerror(result);
        bool unused = true;
        struct text line = code > 0 ? text_format(arena, "%s (SMTP %ld)", what, code) : text_of(what);
        *ret_problem = text_copy(arena, without_controls(arena, line, &unused));
    }
    curl_slist_free_all(transfer.recipients);
    curl_slist_free_all(transfer.headers);
    curl_mime_free(transfer.mime);
    curl_easy_cleanup(transfer.curl);
    return outcome;
}
