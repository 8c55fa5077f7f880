// SPDX-License-Identifier: Apache-2.0
// Advertisers: create, change, archive, a new postback token.
#pragma once

#include "advertiser/advertiser.h"
#include "flow.h"

struct advertiser_input {
    struct text name;         // TEXT_NONE: stays; needed to create
    struct currency currency; // none: stays; to create: the network's
    struct text status;       // active, archived; TEXT_NONE: stays; not for create
};
struct advertiser_created {
    struct advertiser advertiser;
    struct text postback_token; // shown once
};
enum rc advertiser_create(struct flow *flow, const struct advertiser_input *input,
                          struct advertiser_created *ret_created) MUST_USE;
enum rc advertiser_change(struct flow *flow, struct advertiser_id id, const struct advertiser_input *input,
                          struct advertiser *ret_advertiser) MUST_USE;
// The old postback token stops at the commit.
enum rc advertiser_token_renew(struct flow *flow, struct advertiser_id id,
                               struct advertiser_created *ret_created) MUST_USE;
