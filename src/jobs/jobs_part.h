// SPDX-License-Identifier: Apache-2.0
// The jobs as a part of the server: a thread that runs what is due, each minute.
#pragma once

#include "app.h"

extern const struct app_part jobs_part;
