// SPDX-License-Identifier: Apache-2.0
// GET /t.js: the tag for shops' pages (asset/tag/tag.ts). Its address never changes, so browsers ask again after an
// hour, by the hash of its content.
#include "asset/asset.h"
#include "visitor/visitor.h"

enum rc visitor_tag(struct call *call)
{
    asset_answer(call, ASSET_TAG_JS, TEXT("public, max-age=3600"), TEXT("cross-origin"));
    http_response_header(call->response, "Access-Control-Allow-Origin", TEXT("*"));
    return RC_OK;
}
