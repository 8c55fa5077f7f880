// SPDX-License-Identifier: Apache-2.0
// Serving embedded files; see asset.h.
#include "asset/asset.h"

struct text asset_url(enum asset asset)
{
    return text_of(asset_files[asset].url);
}

static bool etag_matches(struct text header, struct text etag)
{
    struct text rest = header;
    struct text part;
    while (text_is(rest) && text_split(&rest, ',', &part)) {
        struct text tag = text_trim(part);
        if (text_starts_with(tag, TEXT("W/"))) { // weak comparison, RFC 9110 §8.8.3.2
            tag = text_slice(tag, 2, SIZE_MAX);
        }
        if (text_equal(tag, etag) || text_equal(tag, TEXT("*"))) {
            return true;
        }
    }
    return false;
}

void asset_answer(struct call *call, enum asset asset, struct text cache, struct text policy)
{
    struct http_response *response = call->response;
    const struct asset_file *file = &asset_files[asset];
    // Weak: the plain and the compressed bytes are the same file.
    http_response_header(response, "ETag", text_format(call->arena, "W/%s", file->etag));
    http_response_header(response, "Cache-Control", cache);
    http_response_header(response, "Vary", TEXT("Accept-Encoding"));
    http_response_header(response, "X-Content-Type-Options", TEXT("nosniff"));
    http_response_header(response, "Content-Security-Policy", TEXT("default-src 'none'; frame-ancestors 'none'"));
    http_response_header(response, "Cross-Origin-Resource-Policy", policy);
    if (etag_matches(http_request_header(call->request, "If-None-Match"), text_of(file->etag))) {
        response->status = 304;
        response->body = TEXT("");
        return;
    }
    response->status = 200;
    http_response_header(response, "Content-Type", text_of(file->type));
    if (file->gzip_bytes > 0 && http_request_accepts_coding(call->request, TEXT("gzip"))) {
        http_response_header(response, "Content-Encoding", TEXT("gzip"));
        response->body = (struct text){.p = file->gzip, .n = file->gzip_bytes};
    } else {
        response->body = (struct text){.p = file->plain, .n = file->plain_bytes};
    }
}

enum rc web_asset(struct call *call)
{
    for (size_t i = 0; i < ASSET_COUNT; i++) {
        if (text_equal(call->texts[0], text_of(asset_files[i].file))) {
            asset_answer(call, (enum asset)i, TEXT("public, max-age=31536000, immutable"), TEXT("same-origin"));
            return RC_OK;
        }
    }
    return fault_set(call->fault, RC_NOT_FOUND, "not_found", "", "there is no such file");
}
