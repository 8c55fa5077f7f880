// SPDX-License-Identifier: Apache-2.0
// How pages name things: addresses, states, words of codes, names of partners and programs.
#pragma once

#include "call.h"
#include "commission/commission.h"
#include "component/basic.h"
#include "conversion/conversion.h"

// "/commissions/com_…"; TEXT_NONE for id 0.
struct text show_url(const struct call *call, const char *path, const char *prefix, int64_t id);
enum state show_conversion_state(struct text status);
enum state show_commission_state(enum commission_status status);
// "Owner", or with is_whole "Operator of the network, Owner".
struct text show_duty(const struct render *render, enum duty duty, bool is_whole);
// Of a code of document_words.h ("reason", "cause", "account", "goal") in the reader's language; the code itself when
// it has none.
struct text show_code(const struct render *render, const char *group, struct text code);
// What the reader calls a country; "" for an unknown code.
struct text show_country(const struct render *render, struct text code);
// Of a device by its word ("mobile"); "Other" for an unknown one.
struct text show_device(const struct render *render, struct text device);
// Empty for id 0.
enum rc show_partner_name(struct call *call, struct partner_id id, struct text *ret_name) MUST_USE;
enum rc show_program_name(struct call *call, struct program_id id, struct text *ret_name) MUST_USE;

// A word that a payout, an item of it or a request for a withdrawal stores as its status: "draft", "taken", "open" ….
enum state show_payout_state(struct text status);
// Of a payout method in the reader's language: "sepa", "bank_transfer"; the word itself when it is the operator's own.
struct text show_method(const struct render *render, struct text method);
// Who an actor is ("user:7", "token:3"): the e-mail of a person, the name of a token, else the word itself.
enum rc show_actor(struct call *call, struct text actor, struct text *ret_name) MUST_USE;
