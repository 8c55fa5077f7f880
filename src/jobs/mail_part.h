// SPDX-License-Identifier: Apache-2.0
// Sending letters as a part of the server (courier.h). Without SMTP settings (app->smtp) there is no thread, and
// letters wait in the outbox.
#pragma once

#include "app.h"

extern const struct app_part mail_part;
