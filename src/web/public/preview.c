// SPDX-License-Identifier: Apache-2.0
// The picture of a program.
#include "public/preview.h"

#include "advertiser/advertiser.h"
#include "page/page.h"
#include "picture/picture.h"
#include "public/program_public.h"

enum rc web_program_preview(struct call *call)
{
    struct render render;
    TRY(page_open(call, &render));
    TRY(flow_stored(&call->flow, db_read_begin(call->db)));
    AUTO_TRANSACTION(call->db);
    struct program_public about;
    TRY(program_public_find(call, &render, call->texts[0], &about));
    struct advertiser advertiser;
    TRY(flow_stored(&call->flow, advertiser_get(call->db, call->arena, about.program.advertiser_id, &advertiser)));
    enum i18n_language language = i18n_language_of(render.reader.i18n);
    struct picture_card card = {.brand = render.page->brand,
                                .title = about.program.name,
                                .note = advertiser.name,
                                .hue = render.page->hue,
                                .language = i18n_language_text(language)};
    if (about.has_plan) {
        struct plan_words_view words = plan_words(&render, about.plan, language, /* is_numbered= */ false);
        for (size_t i = 0; i < words.sentences.count && card.line_count < PICTURE_LINES_MAX - 1; i++) {
            card.lines[card.line_count++] = words.sentences.items[i].sentence;
        }
    }
    struct text bytes;
    TRY(picture_card_png(call->arena, &card, &bytes, call->fault));
    call->response->status = 200;
    call->response->body = bytes;
    http_response_header(call->response, "Content-Type", TEXT("image/png"));
    http_response_header(call->response, "Cache-Control", TEXT("public, max-age=3600"));
    http_response_header(call->response, "Vary", TEXT("Accept-Language, Cookie"));
    call->is_rendered = true;
    return RC_OK;
}
