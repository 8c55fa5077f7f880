// SPDX-License-Identifier: Apache-2.0
// tributary user invite: a person, and the link by which he chooses a password. For the first one, and where no mail
// leaves; pages send the link by mail.
#include "cli.h"
#include "identity/public_id.h"
#include "user/invitation.h"

static const struct config_option options[] = {
    OPTION_DATA,
    OPTION_DATABASE,
    {"email", "ADDRESS", NULL, "the person's e-mail, to sign in with"},
    {"name", "NAME", NULL, "what the person is called"},
    {"role", "ROLE", "operator", "operator, advertiser:ID or partner:ID"},
    {"duty", "DUTY", NULL, "owner, manager, accountant, support; admin, member; owner, member: the first unless given"},
    {"lang", "LANGUAGE", "en", "en, fr, ja or ru: of the person's pages and letters"},
    OPTION_PUBLIC_URL,
    OPTION_LISTEN,
};

enum rc cli_role_read(struct cli *cli, const struct keyring *keyring, enum role *ret_role, int64_t *ret_owner_id)
{
    struct text id = config_get(&cli->config, "role");
    struct text word;
    text_split(&id, ':', &word);
    bool is_good = role_parse(word, ret_role) && text_is(id) == (*ret_role != ROLE_OPERATOR);
    *ret_owner_id = 0;
    if (is_good && text_is(id)) {
        const char *prefix = *ret_role == ROLE_ADVERTISER ? PREFIX_ADVERTISER : PREFIX_PARTNER;
        is_good = public_id_parse(keyring, prefix, id, ret_owner_id) == RC_OK;
    }
    if (!is_good) {
        return fault_set(cli->fault, RC_INVALID, "role_malformed", "role",
                         "--role must be operator, advertiser:adv_… or partner:prt_…");
    }
    return RC_OK;
}

static struct text link_of(struct cli *cli, const struct cli_network *network, struct ticket_id id)
{
    struct text url = cli_public_url(cli);
    struct text secret = ticket_secret(cli->arena, &network->keyring, id);
    return text_format(cli->arena, "%.*s/invitation/%.*s", TEXT_PRINT(url), TEXT_PRINT(secret));
}

enum rc cli_invitation(struct cli *cli, struct cli_network *network, struct text email, struct text *ret_link)
{
    struct flow flow = cli_flow(cli, network);
    struct identity_user user;
    struct invited invited;
    TRY(flow_stored(&flow, identity_user_find(network->db, cli->arena, email, &user)));
    TRY(user_invite_again(&flow, user.id, /* is_by_hand= */ true, TEXT_NONE, &invited));
    *ret_link = link_of(cli, network, invited.ticket_id);
    return RC_OK;
}

static enum rc invite(struct cli *cli, struct cli_network *network, struct flow *flow)
{
    struct invite_input input = {
        .name = config_get(&cli->config, "name"),
        .duty = config_get(&cli->config, "duty"),
        .language = config_get(&cli->config, "lang"),
        .is_by_hand = true,
    };
    struct invited invited;
    struct identity_user user;
    TRY(config_need(&cli->config, "email", &input.email, cli->fault));
    TRY(cli_role_read(cli, &network->keyring, &input.role, &input.owner_id));
    enum rc rc = identity_user_find(network->db, cli->arena, input.email, &user);
    if (rc == RC_OK && user.is_invited) { // again: the link before ends
        rc = user_invite_again(flow, user.id, input.is_by_hand, TEXT_NONE, &invited);
    } else if (rc == RC_OK || rc == RC_NOT_FOUND) {
        rc = user_invite(flow, &input, &invited);
    }
    TRY(flow_stored(flow, rc));
    struct text link = link_of(cli, network, invited.ticket_id);
    return cli_print(cli, "%.*s\n", TEXT_PRINT(link));
}

static enum rc run(struct cli *cli)
{
    return cli_with_network(cli, invite);
}

const struct command command_user_invite = {
    .name = "user invite",
    .arguments = "",
    .summary = "Invites a person and prints the link to choose a password, good once for seven days.",
    .run = run,
    COMMAND_OPTIONS(options),
};
