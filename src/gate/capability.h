// SPDX-License-Identifier: Apache-2.0
// What each duty of each role may do: one table. A capability is asked for by a route; whose objects it reaches is
// decided by gate/access.h: an advertiser reaches its own programs and what hangs on them, a partner its own person and
// what it is enrolled in; everything else does not exist for them (404). API tokens have the whole of their role
// (duty_whole). Pages tell the table in words (web/operator/users.c): a new capability has its place there too.
#pragma once

#include <stdbool.h>

#include "identity/identity.h"

// Of an operator: an owner may do everything; a manager works with partners, programs and conversions; an accountant
// with money; support reads, and sees what a partner sees.
#define BY_OWNER (1U << DUTY_OWNER)
#define BY_MANAGER (1U << DUTY_MANAGER)
#define BY_ACCOUNTANT (1U << DUTY_ACCOUNTANT)
#define BY_SUPPORT (1U << DUTY_SUPPORT)
#define BY_OPERATOR (BY_OWNER | BY_MANAGER | BY_ACCOUNTANT | BY_SUPPORT)
#define BY_TRADE (BY_OWNER | BY_MANAGER)    // who changes what is offered, and to whom
#define BY_MONEY (BY_OWNER | BY_ACCOUNTANT) // who moves money
// Of an advertiser: an admin may do everything, a member decides conversions and reads.
#define BY_ADVERTISER_ADMIN (1U << DUTY_ADVERTISER_ADMIN)
#define BY_ADVERTISER (BY_ADVERTISER_ADMIN | 1U << DUTY_ADVERTISER_MEMBER)
// Of a partner: an owner may do everything, a member makes links and reads.
#define BY_PARTNER_OWNER (1U << DUTY_PARTNER_OWNER)
#define BY_PARTNER (BY_PARTNER_OWNER | 1U << DUTY_PARTNER_MEMBER)
#define BY_ALL (BY_OPERATOR | BY_ADVERTISER | BY_PARTNER)

//         name                  who
#define CAPABILITIES(CAPABILITY)                                                   \
    CAPABILITY(PUBLIC, 0)                                                          \
    CAPABILITY(METRICS_READ, BY_OPERATOR) /* and nobody from a loopback address */ \
    CAPABILITY(NETWORK_READ, BY_ALL)                                               \
    CAPABILITY(NETWORK_WRITE, BY_OWNER)                                            \
    CAPABILITY(TOKEN_MANAGE, BY_OWNER)                                             \
    CAPABILITY(USER_MANAGE, BY_OWNER)                                              \
    CAPABILITY(AUDIT_READ, BY_OWNER | BY_MANAGER | BY_ACCOUNTANT)                  \
    CAPABILITY(ADVERTISER_CREATE, BY_TRADE)                                        \
    CAPABILITY(ADVERTISER_READ, BY_OPERATOR | BY_ADVERTISER)                       \
    CAPABILITY(ADVERTISER_WRITE, BY_TRADE | BY_ADVERTISER_ADMIN)                   \
    CAPABILITY(ADVERTISER_ARCHIVE, BY_TRADE)                                       \
    CAPABILITY(PROGRAM_READ, BY_ALL)                                               \
    CAPABILITY(PROGRAM_WRITE, BY_TRADE | BY_ADVERTISER_ADMIN)                      \
    CAPABILITY(PLAN_BACKTEST, BY_OWNER | BY_MANAGER | BY_ACCOUNTANT)               \
    CAPABILITY(OFFER_READ, BY_ALL)                                                 \
    CAPABILITY(OFFER_WRITE, BY_TRADE | BY_ADVERTISER_ADMIN)                        \
    CAPABILITY(PARTNER_READ, BY_ALL)                                               \
    CAPABILITY(PARTNER_WRITE, BY_TRADE)                                            \
    CAPABILITY(ENROLLMENT_READ, BY_ALL)                                            \
    CAPABILITY(ENROLLMENT_WRITE, BY_TRADE | BY_ADVERTISER_ADMIN)                   \
    CAPABILITY(LINK_READ, BY_ALL)                                                  \
    CAPABILITY(LINK_WRITE, BY_TRADE | BY_PARTNER)                                  \
    CAPABILITY(COUPON_READ, BY_ALL)                                                \
    CAPABILITY(COUPON_WRITE, BY_TRADE | BY_ADVERTISER_ADMIN)                       \
    CAPABILITY(CUSTOMER_READ, BY_OPERATOR | BY_ADVERTISER)                         \
    CAPABILITY(CUSTOMER_WRITE, BY_TRADE | BY_ADVERTISER)                           \
    CAPABILITY(CUSTOMER_ERASE, BY_TRADE | BY_ADVERTISER_ADMIN)                     \
    CAPABILITY(BALANCE_READ, BY_OPERATOR | BY_PARTNER)                             \
    CAPABILITY(INVOICE_READ, BY_ALL)                                               \
    CAPABILITY(TAX_PROFILE_WRITE, BY_MONEY | BY_PARTNER_OWNER)                     \
    CAPABILITY(ADVERTISER_TAX_PROFILE, BY_MONEY | BY_ADVERTISER_ADMIN)             \
    CAPABILITY(COMMISSION_READ, BY_ALL)                                            \
    CAPABILITY(CONVERSION_READ, BY_ALL)                                            \
    CAPABILITY(CONVERSION_WRITE, BY_TRADE | BY_ADVERTISER)                         \
    CAPABILITY(REPORT_READ, BY_ALL)                                                \
    CAPABILITY(PAYOUT_MANAGE, BY_MONEY)                                            \
    CAPABILITY(PAYOUT_READ, BY_OPERATOR | BY_PARTNER)                              \
    CAPABILITY(PAYOUT_DETAILS_WRITE, BY_MONEY | BY_PARTNER_OWNER)                  \
    CAPABILITY(WITHDRAWAL_WRITE, BY_MONEY | BY_PARTNER_OWNER)                      \
    CAPABILITY(DISPUTE_READ, BY_OPERATOR | BY_PARTNER)                             \
    CAPABILITY(DISPUTE_WRITE, BY_OPERATOR | BY_PARTNER)                            \
    CAPABILITY(DISPUTE_DECIDE, BY_OWNER | BY_MANAGER | BY_ACCOUNTANT)              \
    CAPABILITY(POSTBACK_READ, BY_PARTNER)                                          \
    CAPABILITY(POSTBACK_WRITE, BY_PARTNER_OWNER)                                   \
    CAPABILITY(LETTERS_CHOOSE, BY_PARTNER_OWNER)                                   \
    CAPABILITY(TERMS_ANSWER, BY_PARTNER_OWNER)                                     \
    CAPABILITY(MAIL_READ, BY_OPERATOR)                                             \
    CAPABILITY(MAIL_WRITE, BY_TRADE)                                               \
    CAPABILITY(LEDGER_READ, BY_OWNER | BY_MANAGER | BY_ACCOUNTANT)                 \
    CAPABILITY(SETTLEMENT_READ, BY_OPERATOR | BY_ADVERTISER)                       \
    CAPABILITY(SETTLEMENT_WRITE, BY_MONEY)                                         \
    CAPABILITY(ACCOUNT_READ, BY_OPERATOR | BY_ADVERTISER)                          \
    CAPABILITY(ACCOUNT_WRITE, BY_MONEY)                                            \
    CAPABILITY(BOOKS_WRITE, BY_MONEY)                                              \
    CAPABILITY(PENALTY_READ, BY_OPERATOR | BY_PARTNER)                             \
    CAPABILITY(PENALTY_WRITE, BY_MONEY)                                            \
    CAPABILITY(MARGIN_READ, BY_OWNER | BY_MANAGER | BY_ACCOUNTANT)                 \
    CAPABILITY(ACCOUNT_OWN, BY_ALL) /* one's own sessions and settings */          \
    CAPABILITY(TEAM_READ, BY_ADVERTISER | BY_PARTNER)                              \
    CAPABILITY(TEAM_WRITE, BY_ADVERTISER_ADMIN | BY_PARTNER_OWNER)                 \
    CAPABILITY(PARTNER_VIEW, BY_OPERATOR) /* reading as a partner does */          \
    CAPABILITY(OPERATOR_PAGES, BY_OPERATOR)                                        \
    CAPABILITY(PARTNER_PAGES, BY_PARTNER)                                          \
    CAPABILITY(ADVERTISER_PAGES, BY_ADVERTISER)

enum capability {
#define CAPABILITY_NUMBER(name, roles) CAP_##name,
    CAPABILITIES(CAPABILITY_NUMBER)
#undef CAPABILITY_NUMBER
        CAPABILITY_COUNT
};

bool capability_is_for(enum capability capability, enum duty duty);
// Of the whole of a role: what its API tokens may do.
bool capability_is_of(enum capability capability, enum role role);
const char *capability_text(enum capability capability); // "PROGRAM_READ"
