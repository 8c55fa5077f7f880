// SPDX-License-Identifier: Apache-2.0
// Internet addresses. An IPv4 address is held in its IPv6 form (::ffff:a.b.c.d, RFC 4291 §2.5.5.2), so that both ways
// of writing it are equal.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/text.h"

struct address {
    uint8_t bytes[16];
};
#define ADDRESS_TEXT_MAX 46 // bytes of a printed address and a closing zero

// "203.0.113.7" (four numbers without leading zeros), "2001:db8::1" (RFC 4291 §2.2, no zone). False for all else.
bool address_parse(struct text t, struct address *ret_address);
// IPv4 as four numbers, IPv6 by RFC 5952; returns the length.
size_t address_print(const struct address *address, char ret_text[ADDRESS_TEXT_MAX]);
bool address_is_v4(const struct address *address);
