// SPDX-License-Identifier: Apache-2.0
// The tables behind enum rc: names, HTTP statuses and exit codes.
#include "core/rc.h"

#include "core/bug.h"

static const struct {
    const char *name;
    int http_status;
    int exit_code;
} rc_table[] = {
    [RC_OK] = {"ok", 200, 0},
    [RC_INVALID] = {"invalid", 422, 2},
    [RC_REFUSED] = {"refused", 422, 3},
    [RC_FORBIDDEN] = {"forbidden", 403, 4},
    [RC_NOT_FOUND] = {"not_found", 404, 5},
    [RC_CONFLICT] = {"conflict", 409, 6},
    [RC_BUSY] = {"busy", 503, 7},
    [RC_UNCERTAIN] = {"uncertain", 503, 8},
    [RC_FAULT] = {"fault", 500, 9},
};

#define RC_COUNT (sizeof(rc_table) / sizeof(rc_table[0]))

const char *rc_name(enum rc rc)
{
    BUG_ON((unsigned)rc >= RC_COUNT);
    return rc_table[rc].name;
}

int rc_http_status(enum rc rc)
{
    BUG_ON((unsigned)rc >= RC_COUNT);
    return rc_table[rc].http_status;
}

int rc_exit_code(enum rc rc)
{
    BUG_ON((unsigned)rc >= RC_COUNT);
    return rc_table[rc].exit_code;
}
