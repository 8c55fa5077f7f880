// SPDX-License-Identifier: Apache-2.0
// Beginning and answering pages; see page.h.
#include "page/page.h"

#include "crypto/crypto.h"
#include "format/encode.h"
#include "network/network.h"
#include "page/frame.h"
#include "sign_in.h"

#define NONCE_BYTES 16
#define THEME_COOKIE "theme"
#define LANGUAGE_COOKIE "language"
#define PREFERENCE_SECONDS "31536000"

static enum theme theme_parse(struct text t)
{
    if (text_equal(t, TEXT("dark"))) {
        return THEME_DARK;
    }
    return text_equal(t, TEXT("light")) ? THEME_LIGHT : THEME_SYSTEM;
}

#ifdef TRIBUTARY_GALLERY
#define IS_DEVELOPMENT true
#else
#define IS_DEVELOPMENT false
#endif

// What a person chose, if one signed in, else what the browser keeps.
static struct text wish_of(struct call *call, struct text chosen, const char *cookie)
{
    return text_is_empty(chosen) ? http_request_cookie(call->request, cookie) : chosen;
}

static enum i18n_language language_of(struct call *call, struct text wish)
{
    enum i18n_language language;
    if (text_is(wish) && i18n_language_parse(wish, &language)) {
        return language;
    }
    return i18n_language_accept(http_request_header(call->request, "Accept-Language"));
}

// The language that the person chose, else the cookie's.
static struct text language_wish(struct call *call)
{
    const struct identity_session_person *person = call->actor.person;
    return wish_of(call, person == NULL ? TEXT_NONE : person->preferences.language, LANGUAGE_COOKIE);
}

enum i18n_language page_language(struct call *call)
{
    return language_of(call, language_wish(call));
}

static void close_i18n(void *i18n)
{
    i18n_close(i18n);
}

static struct text random_nonce(struct arena *arena)
{
    uint8_t bytes[NONCE_BYTES];
    random_bytes(bytes, sizeof(bytes));
    struct buf buf = buf_new(arena, 64);
    base64url_encode(&buf, bytes, sizeof(bytes));
    return buf_text(&buf);
}

// The network's name and zone. A page that has no database, or stands for its failure, does without.
static struct network network_of(struct call *call)
{
    struct network network;
    if (call->db == NULL || network_get(call->db, call->arena, &network) != RC_OK) {
        return (struct network){.name = TEXT("Tributary"), .time_zone = TEXT("UTC"), .hue = PAGE_HUE_DEFAULT};
    }
    return network;
}

enum rc page_open(struct call *call, struct render *ret_render)
{
    static const struct identity_preferences none = {.language = {.n = 0}};
    const struct identity_session_person *person = call->actor.person;
    const struct identity_preferences *chosen = person == NULL ? &none : &person->preferences;
    struct text wish = language_wish(call);
    struct network network = network_of(call);
    struct reader reader = {
        .arena = call->arena,
        .is_pseudo = IS_DEVELOPMENT && text_equal(wish, TEXT(PHRASE_PSEUDO_TAG)),
    };
    struct text zone = text_is_empty(chosen->time_zone) ? network.time_zone : chosen->time_zone;
    TRY(i18n_open(language_of(call, wish), zone, &reader.i18n, call->fault));
    arena_on_end(call->arena, close_i18n, reader.i18n);
    struct page *page = arena_one(call->arena, struct page);
    *page = (struct page){
        .nonce = random_nonce(call->arena),
        .theme = theme_parse(wish_of(call, chosen->theme, THEME_COOKIE)),
        .target = call->request->target,
        .request_id = text_format(call->arena, "%016llx", (unsigned long long)call->request->id),
        .form_token = session_form_token(call),
        .has_no_keys = text_equal(chosen->shortcuts, TEXT("off")),
        .hue = (int)network.hue,
        .logo = network.logo,
        .brand = network.name,
        .zone = zone,
    };
    struct buf *out = arena_one(call->arena, struct buf);
    *out = buf_new(call->arena, HTML_BYTES_MAX);
    *ret_render = (struct render){.out = out, .arena = call->arena, .reader = reader, .page = page};
    return RC_OK;
}

// Everything a page loads is ours and under /assets; no inline script, no eval, nobody frames it (ASVS 5.0 §3.4).
static void add_headers(struct call *call, const struct render *render, int public_seconds)
{
    struct http_response *response = call->response;
    http_response_header(response, "Content-Type", TEXT("text/html; charset=utf-8"));
    http_response_header(response, "Content-Language", reader_language(&render->reader));
    http_response_header(
        response, "Content-Security-Policy",
        text_format(call->arena,
                    "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-%.*s'; img-src 'self' data:; "
                    "font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
                    "frame-ancestors 'none'",
                    TEXT_PRINT(render->page->nonce)));
    http_response_header(response, "Referrer-Policy", TEXT("same-origin"));
    http_response_header(response, "Cross-Origin-Opener-Policy", TEXT("same-origin"));
    http_response_header(response, "Cross-Origin-Resource-Policy", TEXT("same-origin"));
    http_response_header(response, "Permissions-Policy",
                         TEXT("camera=(), geolocation=(), microphone=(), payment=(), usb=()"));
    http_response_header(response, "Vary", TEXT("Cookie, Accept-Language"));
    bool is_signed_in = call->actor.role != ROLE_NOBODY;
    bool is_kept = public_seconds > 0 && !is_signed_in && response->status == 200;
    http_response_header(response, "Cache-Control",
                         is_kept ? text_format(call->arena, "public, max-age=%d", public_seconds)
                                 : (is_signed_in ? TEXT("no-store") : TEXT("private, no-cache")));
}

enum rc page_answer_public(struct call *call, struct render *render, int seconds)
{
    if (render->out->is_overflown) {
        return fault_internal(call->fault, RC_FAULT, "the page %.*s is larger than %zu bytes",
                              TEXT_PRINT(call->request->path), HTML_BYTES_MAX);
    }
    if (call->response->status == 0) {
        call->response->status = 200;
    }
    call->response->body = buf_text(render->out);
    add_headers(call, render, seconds);
    call->is_rendered = true;
    return RC_OK;
}

enum rc page_answer(struct call *call, struct render *render)
{
    return page_answer_public(call, render, 0);
}

enum rc page_redirect(struct call *call, struct text address)
{
    call->response->status = 303;
    call->response->body = TEXT("");
    http_response_header(call->response, "Location", page_own_address(address));
    call->is_rendered = true;
    return RC_OK;
}

// "//host" and "/\host" are other hosts to a browser, and it drops controls before it looks.
struct text page_own_address(struct text t)
{
    if (t.n == 0 || t.p[0] != '/' || (t.n > 1 && (t.p[1] == '/' || t.p[1] == '\\'))) {
        return TEXT("/");
    }
    for (size_t i = 0; i < t.n; i++) {
        if ((unsigned char)t.p[i] <= ' ' || (unsigned char)t.p[i] >= 0x7f || t.p[i] == '\\') {
            return TEXT("/");
        }
    }
    return t;
}

// ---- preferences ----

static void set_cookie(struct call *call, const char *name, struct text value)
{
    http_response_header(call->response, "Set-Cookie",
                         text_format(call->arena,
                                     "%s=%.*s; Path=/; Max-Age=" PREFERENCE_SECONDS "; SameSite=Lax; "
                                     "HttpOnly%s",
                                     name, TEXT_PRINT(value), call->request->is_tls ? "; Secure" : ""));
}

void page_preferences_keep(struct call *call, struct text language, struct text theme)
{
    enum i18n_language known;
    if (!text_is_empty(theme)) { // who has chosen none keeps the browser's
        enum theme parsed = theme_parse(theme);
        set_cookie(call, THEME_COOKIE, parsed == THEME_SYSTEM ? TEXT("system") : theme);
    }
    if (IS_DEVELOPMENT && text_equal(language, TEXT(PHRASE_PSEUDO_TAG))) {
        set_cookie(call, LANGUAGE_COOKIE, TEXT(PHRASE_PSEUDO_TAG));
    } else if (text_is(language) && i18n_language_parse(language, &known)) {
        set_cookie(call, LANGUAGE_COOKIE, text_of(i18n_language_text(known)));
    }
}

enum rc web_preferences(struct call *call)
{
    page_preferences_keep(call, parameters_get(&call->form, TEXT("language")),
                          parameters_get(&call->form, TEXT("theme")));
    return page_redirect(call, parameters_get(&call->form, TEXT("return")));
}

// ---- what templates call ----

struct text render_page_language(struct render *render)
{
    return reader_language(&render->reader);
}

struct text render_page_theme(struct render *render)
{
    static const char *const names[] = {[THEME_SYSTEM] = "", [THEME_LIGHT] = "light", [THEME_DARK] = "dark"};
    return text_of(names[render->page->theme]);
}

bool render_page_is_watched(struct render *render)
{
    return IS_DEVELOPMENT;
}

bool render_page_is_cyrillic(struct render *render)
{
    return i18n_language_of(render->reader.i18n) == I18N_RU;
}

bool render_page_has_no_keys(struct render *render)
{
    return render->page->has_no_keys;
}

bool render_page_is_theme(struct render *render, int theme)
{
    return (int)render->page->theme == theme;
}

struct text render_page_brand(struct render *render)
{
    return render->page->brand;
}

struct text render_page_logo(struct render *render)
{
    struct text digest = render->page->logo;
    return text_is(digest) ? text_format(render->arena, "/brand/%.*s", TEXT_PRINT(digest)) : TEXT_NONE;
}

struct text render_page_form_token(struct render *render)
{
    return render->page->form_token;
}

struct text render_page_preferences_url(struct render *render)
{
    return text_is(render->page->form_token) ? TEXT("/account/preferences") : TEXT("/preferences");
}

struct text render_page_target(struct render *render)
{
    return render->page->target;
}

struct text render_page_request(struct render *render)
{
    return render->page->request_id;
}

// Numbers only, so that nothing of the brand's settings can become markup.
struct safe_html render_page_style(struct render *render)
{
    const struct page *page = render->page;
    if (page->hue == PAGE_HUE_DEFAULT) {
        return (struct safe_html){.markup = TEXT("")};
    }
    return (struct safe_html){.markup = text_format(render->arena, "<style nonce=\"%.*s\">:root{--hue:%d}</style>",
                                                    TEXT_PRINT(page->nonce), page->hue % 360)};
}
