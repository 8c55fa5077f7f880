// SPDX-License-Identifier: Apache-2.0
// The statement of a month, of the partner who is signed in.
#pragma once

#include "call.h"

extern const struct schema schema_statement_file_query;

// GET /partner/statement?month=2026-11&format=pdf|xlsx|csv: a file.
enum rc web_partner_statement(struct call *call) MUST_USE;
