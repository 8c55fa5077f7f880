// SPDX-License-Identifier: Apache-2.0
// The brand's picture; see brand.h.
#include "page/brand.h"

#include "network/network.h"

enum rc web_brand(struct call *call)
{
    struct network_logo logo;
    enum rc rc = network_logo_get(call->db, call->arena, call->texts[0], &logo);
    if (rc == RC_NOT_FOUND) {
        return fault_set(call->fault, RC_NOT_FOUND, "not_found", "", "there is no such picture");
    }
    TRY(flow_stored(&call->flow, rc));
    struct http_response *response = call->response;
    http_response_header(response, "Content-Type", logo.media_type);
    http_response_header(response, "Cache-Control", TEXT("public, max-age=31536000, immutable"));
    http_response_header(response, "X-Content-Type-Options", TEXT("nosniff"));
    http_response_header(response, "Content-Security-Policy",
                         TEXT("default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"));
    http_response_header(response, "Cross-Origin-Resource-Policy", TEXT("same-origin"));
    response->status = 200;
    response->body = logo.content;
    return RC_OK;
}
