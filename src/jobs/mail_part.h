// SPDX-License-Identifier: Apache-2.0
// Sending letters as a part of the server: a thread of its own, so that a slow mail server delays nothing else. Without
// SMTP settings (app->smtp) there is no thread, and letters wait in the outbox.
#pragma once

#include "app.h"

#define MAIL_WAKE_MS (2 * SECOND_MS) // how soon a queued letter leaves

extern const struct app_part mail_part;
