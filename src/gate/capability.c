// SPDX-License-Identifier: Apache-2.0
// The table of capabilities.
#include "capability.h"

static const struct {
    const char *name;
    unsigned duties;
} capabilities[CAPABILITY_COUNT] = {
#define CAPABILITY_ROW(name_, duties_) [CAP_##name_] = {.name = #name_, .duties = (duties_)},
    CAPABILITIES(CAPABILITY_ROW)
#undef CAPABILITY_ROW
};

bool capability_is_for(enum capability capability, enum duty duty)
{
    return capability == CAP_PUBLIC || (capabilities[capability].duties & (1U << duty)) != 0;
}

bool capability_is_of(enum capability capability, enum role role)
{
    return capability_is_for(capability, duty_whole(role));
}

const char *capability_text(enum capability capability)
{
    return capabilities[capability].name;
}
