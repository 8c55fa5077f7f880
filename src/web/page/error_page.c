// SPDX-License-Identifier: Apache-2.0
// The page that stands for a refusal; see page.h.
#include "error_html.h"
#include "page/page.h"
#include "phrase/phrases.h"

static struct text title_of(const struct reader *reader, int status)
{
    switch (status) {
    case 404:
        return phrase_frame_error_missing(reader);
    case 401:
    case 403:
        return phrase_frame_error_forbidden(reader);
    default:
        return phrase_frame_error(reader);
    }
}

// A form that was sent after the session's end is not sent again by itself: from the sign-in one comes to its page.
static void lead_to_sign_in(struct call *call)
{
    bool is_read = call->request->method == HTTP_GET || call->request->method == HTTP_HEAD;
    struct buf buf = buf_new(call->arena, 32768);
    buf_add(&buf, TEXT("/sign-in"));
    if (is_read && !text_equal(call->request->target, TEXT("/home"))) {
        buf_add(&buf, TEXT("?return="));
        percent_encode(&buf, call->request->target);
    }
    DISCARD("it cannot fail", page_redirect(call, buf_text(&buf)));
}

void page_error(struct call *call, int status)
{
    if (status == 401) {
        lead_to_sign_in(call);
        return;
    }
    struct render render;
    struct fault ignored = {.rc = RC_OK};
    struct fault *fault = call->fault;
    call->fault = &ignored; // the fault that is shown stays what it is
    enum rc rc = page_open(call, &render);
    call->fault = fault;
    if (rc != RC_OK) {
        return;
    }
    struct text sentence = phrase_of_fault(&render.reader, text_of(fault->code));
    struct error_view view = {
        .title = title_of(&render.reader, status),
        .sentence = text_is(sentence) ? sentence : text_of(fault->message),
        .is_again = status >= 500 || status == 429 || status == 408,
    };
    call->response->status = status;
    error_html(&render, &view);
    DISCARD("the page is small", page_answer(call, &render));
}
