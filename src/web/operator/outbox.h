// SPDX-License-Identifier: Apache-2.0
// The outbox: letters that wait, were sent or failed, with the reason, and a way to send them now.
#pragma once

#include "call.h"
#include "component/basic.h"
#include "component/list.h"
#include "component/story.h"
#include "page/frame.h"

struct outbox_view {
    struct frame_view frame;
    struct tabs_view tabs;
    struct notice_view notice; // how mail is set up; message TEXT_NONE: it leaves
    struct code_block_view example;
    struct list_view list;
};
extern const struct schema schema_outbox_query;

// GET /operator/mail
enum rc web_outbox(struct call *call) MUST_USE;
// POST /operator/mail/retry: the selected letters, now.
enum rc web_outbox_retry(struct call *call) MUST_USE;
