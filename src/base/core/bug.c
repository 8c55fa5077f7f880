// SPDX-License-Identifier: Apache-2.0
// The end of a process that found itself wrong: one line on standard error, then abort, so that a supervisor restarts
// it and a core file shows where.
#include "core/bug.h"

#include <stdio.h>
#include <stdlib.h>

void bug_abort(const char *condition, const char *file, int line)
{
    fprintf(stderr, "BUG: %s at %s:%d\n", condition, file, line);
    fflush(stderr);
    abort();
}
