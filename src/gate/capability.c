// SPDX-License-Identifier: Apache-2.0
// The table of capabilities.
#include "capability.h"

static const struct {
    const char *name;
    unsigned roles;
} capabilities[CAPABILITY_COUNT] = {
#define CAPABILITY_ROW(name_, roles_) [CAP_##name_] = {.name = #name_, .roles = (roles_)},
    CAPABILITIES(CAPABILITY_ROW)
#undef CAPABILITY_ROW
};

bool capability_is_of(enum capability capability, enum role role)
{
    return capability == CAP_PUBLIC || (capabilities[capability].roles & (1U << role)) != 0;
}

const char *capability_text(enum capability capability)
{
    return capabilities[capability].name;
}
