// SPDX-License-Identifier: Apache-2.0
// The program's entry: wires the layers together and runs one command.
#include <stdio.h>
#include <string.h>

#include "core/rc.h"

static const char usage[] = "tributary " TRIBUTARY_VERSION "\n"
                            "usage: tributary COMMAND [--data DIR] ...\n";

int main(int argument_count, char **arguments)
{
    if (argument_count == 2 && (strcmp(arguments[1], "help") == 0 || strcmp(arguments[1], "--help") == 0)) {
        (void)fputs(usage, stdout);
        return 0;
    }
    (void)fputs(usage, stderr);
    return rc_exit_code(RC_INVALID);
}
