// SPDX-License-Identifier: Apache-2.0
// The webhook sources of a program, for the operator and its advertiser: where each sender delivers, its secret, the
// last deliveries with their outcome, and the steps by which each kind of sender is set up.
#pragma once

#include "call.h"
#include "component/basic.h"
#include "component/form.h"
#include "component/form_fill.h"
#include "component/list.h"
#include "component/story.h"
#include "operator/integration.h"
#include "page/frame.h"
#include "webhook/webhook.h"

struct webhook_row {
    struct text provider; // "Stripe"
    struct text name;     // unique in the page
    struct text url;      // where the sender delivers
    struct text action;   // of the source's forms, without their last step
    struct text archive;  // id of the question before it is archived
    struct text hint;     // where the secret is found
    struct instant previous_until;
    bool has_previous; // previous_until is known
    bool has_secret;
    bool is_ours; // an empty field makes a secret
};
struct webhook_row_list {
    const struct webhook_row *items;
    size_t count;
};
struct webhook_step {
    struct text text;
};
struct webhook_step_list {
    const struct webhook_step *items;
    size_t count;
};
// How a sender is set up.
struct webhook_steps {
    struct text title;
    struct webhook_step_list steps;
    struct code_block_view code; // code TEXT_NONE: none
};
struct webhook_steps_list {
    const struct webhook_steps *items;
    size_t count;
};

struct webhooks_view {
    struct frame_view frame;
    struct text integration_url;
    struct text here;
    struct text done;        // what was just done, in words; TEXT_NONE
    struct text made_secret; // shown in this answer only; TEXT_NONE: none
    struct webhook_row_list rows;
    bool may_write;
    struct form_error_list errors;
    struct select_view provider;
    struct input_view secret;
    struct webhook_steps_list steps;
    struct heard_row_list reports;
};

extern const struct schema schema_webhooks_query;
// GET and POST /programs/{program}/webhooks; POST /webhook-sources/{webhook_source}/secret and …/archive
enum rc web_webhooks(struct call *call) MUST_USE;
enum rc web_webhook_make(struct call *call) MUST_USE;
enum rc web_webhook_secret(struct call *call) MUST_USE;
enum rc web_webhook_archive(struct call *call) MUST_USE;
