// SPDX-License-Identifier: Apache-2.0
// What pages load: styles, script, icons, fonts (tools/gen_assets.py). Each stands under a name that holds a hash of
// its content, so that a browser may keep it for ever; a new content has a new name.
#pragma once

#include "asset/assets.h"
#include "call.h"

struct asset_file {
    const char *file; // "app-0123456789ab.css"
    const char *url;  // "/assets/app-0123456789ab.css"
    const char *type;
    const char *etag;
    size_t plain_bytes;
    size_t gzip_bytes; // 0: is not smaller compressed
    const char *plain;
    const char *gzip;
};
extern const struct asset_file asset_files[ASSET_COUNT];
extern const char *const icon_urls[ICON_COUNT]; // [ICON_NONE] is NULL

struct text asset_url(enum asset asset);
// Answers with a file, on the event loop or a worker. 304 when If-None-Match holds its tag (RFC 9110 §13.1.2), gzip
// when the client takes it. cache: the Cache-Control; policy: the Cross-Origin-Resource-Policy.
void asset_answer(struct call *call, enum asset asset, struct text cache, struct text policy);
// GET /assets/{file}, by asset_answer, for ever. 404 not_found for names that are not there: also for those of earlier
// versions.
enum rc web_asset(struct call *call) MUST_USE;
