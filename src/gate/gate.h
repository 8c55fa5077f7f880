// SPDX-License-Identifier: Apache-2.0
// The one door. In this order: route (404, 405), actor from the bearer token or, for pages, the session's cookie (401),
// capability (403), the form's origin and token (403), path ids (404), query and body by their descriptors (400, 422),
// Idempotency-Key (409 or the first answer again), handler, answer.
//
// Repeats. An answer to an Idempotency-Key is written in the transaction of the flow that it tells of
// (flow.before_commit), so effect and answer are on disk together or not at all: a repeat after any crash either finds
// the answer or does the work for the first time. Two repeats at once: the second one's insert meets the first one's
// key, its flow is undone, and it is given the first answer. Refusals are not kept: nothing happened, and the repeat
// may succeed. Answers are sealed, because some hold a secret that is shown once.
#pragma once

#include "call.h"

// Runs a request through the door; `worker` is NULL on the event loop. Always leaves an answer.
void gate_handle(struct app *app, struct worker *worker, struct http_request *request, struct http_response *response,
                 const struct route_match *match);
// The error answer: {"error":{"code":"…","message":"…","field":"…"}}, with line, column and suggestion when place is
// given (NULL: none).
void gate_error(struct http_response *response, int status, const struct fault *fault,
                const struct refusal_place *place);
