// SPDX-License-Identifier: Apache-2.0
// What each role may do. A capability is asked for by a route; whose objects it reaches is decided by gate/access.h: an
// advertiser reaches its own programs and what hangs on them, a partner its own person and what it is enrolled in;
// everything else does not exist for them (404).
#pragma once

#include <stdbool.h>

#include "identity/identity.h"

#define BY_OPERATOR (1U << ROLE_OPERATOR)
#define BY_ADVERTISER (1U << ROLE_ADVERTISER)
#define BY_PARTNER (1U << ROLE_PARTNER)
#define BY_ALL (BY_OPERATOR | BY_ADVERTISER | BY_PARTNER)

//         name                  who
#define CAPABILITIES(CAPABILITY)                                                   \
    CAPABILITY(PUBLIC, 0)                                                          \
    CAPABILITY(METRICS_READ, BY_OPERATOR) /* and nobody from a loopback address */ \
    CAPABILITY(NETWORK_READ, BY_ALL)                                               \
    CAPABILITY(NETWORK_WRITE, BY_OPERATOR)                                         \
    CAPABILITY(TOKEN_MANAGE, BY_OPERATOR)                                          \
    CAPABILITY(USER_MANAGE, BY_OPERATOR)                                           \
    CAPABILITY(AUDIT_READ, BY_OPERATOR)                                            \
    CAPABILITY(ADVERTISER_CREATE, BY_OPERATOR)                                     \
    CAPABILITY(ADVERTISER_READ, BY_OPERATOR | BY_ADVERTISER)                       \
    CAPABILITY(ADVERTISER_WRITE, BY_OPERATOR | BY_ADVERTISER)                      \
    CAPABILITY(ADVERTISER_ARCHIVE, BY_OPERATOR)                                    \
    CAPABILITY(PROGRAM_READ, BY_ALL)                                               \
    CAPABILITY(PROGRAM_WRITE, BY_OPERATOR | BY_ADVERTISER)                         \
    CAPABILITY(PLAN_BACKTEST, BY_OPERATOR)                                         \
    CAPABILITY(OFFER_READ, BY_ALL)                                                 \
    CAPABILITY(OFFER_WRITE, BY_OPERATOR | BY_ADVERTISER)                           \
    CAPABILITY(PARTNER_READ, BY_ALL)                                               \
    CAPABILITY(PARTNER_WRITE, BY_OPERATOR)                                         \
    CAPABILITY(ENROLLMENT_READ, BY_ALL)                                            \
    CAPABILITY(ENROLLMENT_WRITE, BY_OPERATOR | BY_ADVERTISER)                      \
    CAPABILITY(LINK_READ, BY_ALL)                                                  \
    CAPABILITY(LINK_WRITE, BY_OPERATOR | BY_PARTNER)                               \
    CAPABILITY(COUPON_READ, BY_ALL)                                                \
    CAPABILITY(COUPON_WRITE, BY_OPERATOR | BY_ADVERTISER)                          \
    CAPABILITY(CUSTOMER_READ, BY_OPERATOR | BY_ADVERTISER)                         \
    CAPABILITY(CUSTOMER_WRITE, BY_OPERATOR | BY_ADVERTISER)                        \
    CAPABILITY(CUSTOMER_ERASE, BY_OPERATOR | BY_ADVERTISER)                        \
    CAPABILITY(BALANCE_READ, BY_OPERATOR | BY_PARTNER)                             \
    CAPABILITY(INVOICE_READ, BY_ALL)                                               \
    CAPABILITY(TAX_PROFILE_WRITE, BY_OPERATOR | BY_PARTNER)                        \
    CAPABILITY(ADVERTISER_TAX_PROFILE, BY_OPERATOR | BY_ADVERTISER)                \
    CAPABILITY(COMMISSION_READ, BY_ALL)                                            \
    CAPABILITY(CONVERSION_READ, BY_ALL)                                            \
    CAPABILITY(CONVERSION_WRITE, BY_OPERATOR | BY_ADVERTISER)                      \
    CAPABILITY(REPORT_READ, BY_ALL)                                                \
    CAPABILITY(PAYOUT_MANAGE, BY_OPERATOR)                                         \
    CAPABILITY(PAYOUT_READ, BY_OPERATOR | BY_PARTNER)                              \
    CAPABILITY(PAYOUT_DETAILS_WRITE, BY_OPERATOR | BY_PARTNER)                     \
    CAPABILITY(WITHDRAWAL_WRITE, BY_OPERATOR | BY_PARTNER)                         \
    CAPABILITY(DISPUTE_READ, BY_OPERATOR | BY_PARTNER)                             \
    CAPABILITY(DISPUTE_WRITE, BY_OPERATOR | BY_PARTNER)                            \
    CAPABILITY(DISPUTE_DECIDE, BY_OPERATOR)                                        \
    CAPABILITY(MAIL_READ, BY_OPERATOR)                                             \
    CAPABILITY(LEDGER_READ, BY_OPERATOR)                                           \
    CAPABILITY(SETTLEMENT_READ, BY_OPERATOR | BY_ADVERTISER)                       \
    CAPABILITY(SETTLEMENT_WRITE, BY_OPERATOR)                                      \
    CAPABILITY(ACCOUNT_READ, BY_OPERATOR | BY_ADVERTISER)                          \
    CAPABILITY(ACCOUNT_WRITE, BY_OPERATOR)                                         \
    CAPABILITY(BOOKS_WRITE, BY_OPERATOR)                                           \
    CAPABILITY(PENALTY_READ, BY_OPERATOR | BY_PARTNER)                             \
    CAPABILITY(PENALTY_WRITE, BY_OPERATOR)                                         \
    CAPABILITY(MARGIN_READ, BY_OPERATOR)                                           \
    CAPABILITY(ACCOUNT_OWN, BY_ALL) /* one's own sessions and settings */          \
    CAPABILITY(OPERATOR_PAGES, BY_OPERATOR)                                        \
    CAPABILITY(PARTNER_PAGES, BY_PARTNER)                                          \
    CAPABILITY(ADVERTISER_PAGES, BY_ADVERTISER)

enum capability {
#define CAPABILITY_NUMBER(name, roles) CAP_##name,
    CAPABILITIES(CAPABILITY_NUMBER)
#undef CAPABILITY_NUMBER
        CAPABILITY_COUNT
};

bool capability_is_of(enum capability capability, enum role role);
const char *capability_text(enum capability capability); // "PROGRAM_READ"
