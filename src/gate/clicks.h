// SPDX-License-Identifier: Apache-2.0
// The application's hooks of the visitor side: clicks are synced before their answers leave, a new link works at once,
// counters go to the metrics.
#pragma once

#include "app.h"
#include "click/click_service.h"

// The service must outlive the server. When a click can no longer be synced, the answers of that round become 503, and
// the server is told to stop: only a restart finds out what reached the disk.
void app_serve_clicks(struct app *app, struct click_service *service);
