// SPDX-License-Identifier: Apache-2.0
// Structured data, robots.txt, sitemap and manifest.
#include "public/site_data.h"

#include "asset/asset.h"
#include "format/json.h"
#include "identity/public_id.h"
#include "network/network.h"
#include "public/site.h"

#define DATA_BYTES_MAX 262144
#define SITEMAP_BYTES_MAX ((size_t)4 << 20)
#define SITEMAP_PAGES_MAX 5000
#define FILE_SECONDS "3600"

static void add_question(struct json_writer *json, const struct question_row *row)
{
    json_begin_object(json);
    json_put_text(json, "@type", TEXT("Question"));
    json_put_text(json, "name", row->question);
    json_name(json, "acceptedAnswer");
    json_begin_object(json);
    json_put_text(json, "@type", TEXT("Answer"));
    json_put_text(json, "text", row->answer);
    json_end_object(json);
    json_end_object(json);
}

static struct text without_brackets(struct arena *arena, struct text json)
{
    struct buf buf = buf_new(arena, 6 * json.n + 128);
    buf_add(&buf, TEXT("<script type=\"application/ld+json\">"));
    for (size_t i = 0; i < json.n; i++) {
        if (json.p[i] == '<') {
            buf_add(&buf, TEXT("\\u003c"));
        } else {
            buf_add_char(&buf, json.p[i]);
        }
    }
    buf_add(&buf, TEXT("</script>"));
    return buf_text(&buf);
}

struct safe_html site_program_data(const struct call *call, const struct program_public *about, struct text advertiser,
                                   const struct question_row_list *questions)
{
    struct buf buf = buf_new(call->arena, DATA_BYTES_MAX);
    struct json_writer json = json_writer_new(&buf);
    json_begin_array(&json);
    json_begin_object(&json);
    json_put_text(&json, "@context", TEXT("https://schema.org"));
    json_put_text(&json, "@type", TEXT("Offer"));
    json_put_text(&json, "name", about->program.name);
    json_put_text(&json, "description", about->said.headline);
    json_put_text(&json, "url", site_url(call, about->path));
    json_put_text(&json, "priceCurrency", currency_text(&about->program.currency));
    json_name(&json, "offeredBy");
    json_begin_object(&json);
    json_put_text(&json, "@type", TEXT("Organization"));
    json_put_text(&json, "name", advertiser);
    json_end_object(&json);
    json_end_object(&json);
    json_begin_object(&json);
    json_put_text(&json, "@context", TEXT("https://schema.org"));
    json_put_text(&json, "@type", TEXT("FAQPage"));
    json_name(&json, "mainEntity");
    json_begin_array(&json);
    for (size_t i = 0; i < questions->count; i++) {
        add_question(&json, &questions->items[i]);
    }
    json_end_array(&json);
    json_end_object(&json);
    json_end_array(&json);
    if (buf.is_overflown) {
        return (struct safe_html){.markup = TEXT_NONE};
    }
    return (struct safe_html){.markup = without_brackets(call->arena, buf_text(&buf))};
}

// ---- files ----

static enum rc answer_file(struct call *call, const char *type, struct text body)
{
    call->response->status = 200;
    call->response->body = body;
    http_response_header(call->response, "Content-Type", text_of(type));
    http_response_header(call->response, "Cache-Control", TEXT("public, max-age=" FILE_SECONDS));
    call->is_rendered = true;
    return RC_OK;
}

// Search engines find the public pages; links of partners and what needs a sign-in are not for them (S3E-18).
enum rc web_robots(struct call *call)
{
    if (!site_is_own_host(call)) {
        return answer_file(call, "text/plain; charset=utf-8", TEXT("User-agent: *\nDisallow: /\n"));
    }
    return answer_file(call, "text/plain; charset=utf-8",
                       text_format(call->arena,
                                   "User-agent: *\nAllow: /programs\nAllow: /assets/\nDisallow: /\n\nSitemap: %.*s\n",
                                   TEXT_PRINT(site_url(call, TEXT("/sitemap.xml")))));
}

enum rc web_sitemap(struct call *call)
{
    TRY(flow_stored(&call->flow, db_read_begin(call->db)));
    AUTO_TRANSACTION(call->db);
    struct program_page *pages = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, program_page_list(call->db, call->arena, (struct program_id){0}, SITEMAP_PAGES_MAX,
                                                   &pages, &count)));
    struct buf buf = buf_new(call->arena, SITEMAP_BYTES_MAX);
    buf_add(&buf, TEXT("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                       "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n"));
    buf_format(&buf, "<url><loc>%.*s</loc></url>\n", TEXT_PRINT(site_url(call, TEXT("/programs"))));
    for (size_t i = 0; i < count; i++) {
        struct text key = text_is_empty(pages[i].slug) ? public_id_text(call->arena, call->keyring, PREFIX_PROGRAM,
                                                                        pages[i].program_id.v)
                                                       : pages[i].slug; // letters, digits, '-' and '_' both
        buf_format(&buf, "<url><loc>%.*s%.*s</loc></url>\n", TEXT_PRINT(site_url(call, TEXT("/programs/"))),
                   TEXT_PRINT(key));
    }
    buf_add(&buf, TEXT("</urlset>\n"));
    if (buf.is_overflown) {
        return fault_internal(call->fault, RC_FAULT, "the sitemap grew beyond its limit");
    }
    return answer_file(call, "application/xml; charset=utf-8", buf_text(&buf));
}

// Web Application Manifest (W3C): the portals can be installed on a phone's home screen (S3E-7).
enum rc web_manifest(struct call *call)
{
    struct network network;
    TRY(flow_stored(&call->flow, network_get(call->db, call->arena, &network)));
    struct buf buf = buf_new(call->arena, 4096);
    struct json_writer json = json_writer_new(&buf);
    json_begin_object(&json);
    json_put_text(&json, "id", TEXT("/home"));
    json_put_text(&json, "name", network.name);
    json_put_text(&json, "short_name", network.name);
    json_put_text(&json, "start_url", TEXT("/home"));
    json_put_text(&json, "scope", TEXT("/"));
    json_put_text(&json, "display", TEXT("standalone"));
    json_put_text(&json, "background_color", TEXT("#f8fafd"));
    json_put_text(&json, "theme_color", TEXT("#2858cd"));
    json_name(&json, "icons");
    json_begin_array(&json);
    json_begin_object(&json);
    json_put_text(&json, "src", asset_url(ASSET_FAVICON_SVG));
    json_put_text(&json, "sizes", TEXT("any"));
    json_put_text(&json, "type", TEXT("image/svg+xml"));
    json_put_text(&json, "purpose", TEXT("any"));
    json_end_object(&json);
    json_end_array(&json);
    json_end_object(&json);
    return answer_file(call, "application/manifest+json", buf_text(&buf));
}
