// SPDX-License-Identifier: Apache-2.0
// The program's entry: wires the layers together and runs one command.
#include "cli.h"
#include "jobs.h"
#include "jobs_part.h"
#include "mail_part.h"
#include "portal/live_part.h"
#include "postback_part.h"
#include "routes.h"
#include "visitor/routes.h"
#include "visitor/visitor_part.h"
#include "web_routes.h"

int main(int argument_count, char **arguments)
{
    // Visitors first: they are asked for most. Link forms last: their paths fit almost anything.
    static const struct route_table *const tables[] = {&visitor_routes, &api_routes, &web_routes, &visitor_form_routes};
    static const struct app_part *const parts[] = {&visitor_part,  &jobs_part, &mail_part,
                                                   &postback_part, &web_part,  &live_part};
    static const struct cli_wiring wiring = {
        .parts = parts,
        .part_count = sizeof(parts) / sizeof(parts[0]),
        .tables = tables,
        .table_count = sizeof(tables) / sizeof(tables[0]),
        .jobs_run = jobs_run_report,
        .version = TRIBUTARY_VERSION,
    };
    return cli_main(argument_count, arguments, &wiring);
}
