// SPDX-License-Identifier: Apache-2.0
// tributary demo: a network to look at. Makes one when the data folder holds none, then fills it.
#include "demo/demo.h"

#include "cli.h"
#include "crypto/crypto.h"
#include "format/encode.h"
#include "link/link.h"
#include "user/token_write.h"
#include "user/user_write.h"

#define DEMO_EMAIL "demo@example.com"
#define DEMO_PARTNER_EMAIL "partner@example.com"
#define PASSWORD_RANDOM_BYTES 10
#define PROGRESS_NS ((int64_t)1000000000)

static const struct config_option options[] = {
    OPTION_DATA,
    OPTION_DATABASE,
    {"partners", "N", "40", "how many partners"},
    {"days", "N", "90", "how many days of traffic, up to yesterday"},
    {"seed", "N", "1", "the same seed, size and day give the same network"},
};

static enum rc network_make(struct cli *cli, struct cli_network *ret_network, struct text *ret_password)
{
    uint8_t bytes[PASSWORD_RANDOM_BYTES];
    char *password = arena_many(cli->arena, char, BASE32_LENGTH(PASSWORD_RANDOM_BYTES));
    random_bytes(bytes, sizeof(bytes));
    base32_encode(bytes, sizeof(bytes), password);
    *ret_password = (struct text){.p = password, .n = BASE32_LENGTH(PASSWORD_RANDOM_BYTES)};
    struct network_init_input input = {.name = TEXT("Tributary Demo"),
                                       .time_zone = TEXT_NONE,
                                       .fallback_url = TEXT_NONE,
                                       .email = TEXT(DEMO_EMAIL),
                                       .password = *ret_password};
    TRY(currency_parse(TEXT("EUR"), &input.currency));
    return cli_network_make(cli, &input, ret_network);
}

struct progress {
    int64_t told_ns;
};

static void tell_progress(void *user, int64_t days_done, int64_t days)
{
    struct progress *progress = user;
    int64_t now_ns = clock_monotonic_ns();
    if (now_ns - progress->told_ns >= PROGRESS_NS) {
        fprintf(stderr, "demo: day %lld of %lld\n", (long long)days_done, (long long)days);
        progress->told_ns = now_ns;
    }
}

static enum rc print_made(struct cli *cli, const struct demo_made *made, struct text token, struct text password)
{
    TRY(cli_print(cli, "%lld advertisers, %lld programs, %lld offers, %lld partners, %lld links, %lld coupons\n",
                  (long long)made->advertisers, (long long)made->programs, (long long)made->offers,
                  (long long)made->partners, (long long)made->links, (long long)made->coupons));
    TRY(cli_print(cli,
                  "%lld clicks (and %lld refused), %lld leads, %lld sales (%lld of both unattributed), %lld decisions, "
                  "%lld refunds\n",
                  (long long)made->clicks, (long long)made->refused, (long long)made->leads, (long long)made->sales,
                  (long long)made->unattributed, (long long)made->decisions, (long long)made->refunds));
    TRY(cli_print(cli, "%lld commissions released, %lld payout runs\n", (long long)made->released,
                  (long long)made->payout_runs));
    if (text_is(password)) {
        TRY(cli_print(cli, "sign in: %s %.*s\n", DEMO_EMAIL, TEXT_PRINT(password)));
        TRY(cli_print(cli, "sign in as a partner: %s %.*s\n", DEMO_PARTNER_EMAIL, TEXT_PRINT(password)));
    }
    TRY(cli_print(cli, "API token: %.*s\n", TEXT_PRINT(token)));
    TRY(cli_print(cli, "postback token of %.*s: %.*s\n", TEXT_PRINT(made->program_name),
                  TEXT_PRINT(made->postback_token)));
    return cli_print(cli, "link: /c/%.*s\n", TEXT_PRINT(made->link_code));
}

// The partner whose link is told signs in too.
static enum rc partner_user_make(struct flow *flow, struct text link_code, struct text password)
{
    struct link link;
    TRY(flow_stored(flow, link_find(flow->db, flow->arena, link_code, &link)));
    struct user_create_input input = {
        .email = TEXT(DEMO_PARTNER_EMAIL), .password = password, .role = ROLE_PARTNER, .owner_id = link.partner_id.v};
    struct identity_user user;
    return user_create(flow, &input, &user);
}

static enum rc fill(struct cli *cli, struct cli_network *network, struct text password)
{
    struct flow flow = cli_flow(cli, network);
    struct progress progress = {clock_monotonic_ns()};
    struct demo_options demo = {.user = &progress, .progress = tell_progress};
    TRY(config_int64(&cli->config, "partners", DEMO_PARTNERS_MIN, DEMO_PARTNERS_MAX, &demo.partner_count, cli->fault));
    TRY(config_int64(&cli->config, "days", DEMO_DAYS_MIN, DEMO_DAYS_MAX, &demo.day_count, cli->fault));
    TRY(config_int64(&cli->config, "seed", 0, INT64_MAX, &demo.seed, cli->fault));
    struct demo_made made;
    TRY(demo_fill(&flow, &demo, &made));
    if (text_is(password)) {
        TRY(partner_user_make(&flow, made.link_code, password));
    }
    struct token_create_input input = {.name = TEXT("demo"), .role = ROLE_OPERATOR};
    struct token_created token;
    TRY(token_create(&flow, &input, &token));
    return print_made(cli, &made, token.secret, password);
}

static enum rc run(struct cli *cli)
{
    struct cli_network network;
    struct text password = TEXT_NONE;
    enum rc rc = cli_open(cli, &network);
    if (rc == RC_NOT_FOUND) { // no folder, or no network in it
        fault_clear(cli->fault);
        rc = network_make(cli, &network, &password);
    }
    TRY(rc);
    rc = fill(cli, &network, password);
    cli_close(&network);
    return rc;
}

const struct command command_demo = {
    .name = "demo",
    .arguments = "",
    .summary = "Fills an empty network with invented partners, traffic and sales; makes one when there is none.",
    .run = run,
    COMMAND_OPTIONS(options),
};
