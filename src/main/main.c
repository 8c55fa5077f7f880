// SPDX-License-Identifier: Apache-2.0
// The program's entry: wires the layers together and runs one command.
#include "cli.h"
#include "routes.h"
#include "visitor/routes.h"

int main(int argument_count, char **arguments)
{
    // Visitors first: they are asked for most.
    static const struct route_table *const tables[] = {&visitor_routes, &api_routes};
    static const struct cli_wiring wiring = {
        .tables = tables,
        .table_count = sizeof(tables) / sizeof(tables[0]),
        .version = TRIBUTARY_VERSION,
    };
    return cli_main(argument_count, arguments, &wiring);
}
