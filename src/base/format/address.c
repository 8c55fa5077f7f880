// SPDX-License-Identifier: Apache-2.0
// IPv4 is read and printed here, for every click does it several times; IPv6 by the C library.
#include "format/address.h"

#include <arpa/inet.h>
#include <string.h>

#include "core/bug.h"

static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

static bool v4_parse(struct text t, uint8_t ret_bytes[4])
{
    size_t at = 0;
    for (size_t part = 0; part < 4; part++) {
        unsigned number = 0;
        size_t from = at;
        while (at < t.n && t.p[at] >= '0' && t.p[at] <= '9' && at - from < 3) {
            number = number * 10 + (unsigned)(t.p[at++] - '0');
        }
        bool has_leading_zero = at - from > 1 && t.p[from] == '0';
        if (at == from || number > 255 || has_leading_zero || (part < 3 && (at == t.n || t.p[at++] != '.'))) {
            return false;
        }
        ret_bytes[part] = (uint8_t)number;
    }
    return at == t.n;
}

bool address_parse(struct text t, struct address *ret_address)
{
    struct address address;
    char terminated[ADDRESS_TEXT_MAX];
    memcpy(address.bytes, mapped, sizeof(mapped));
    if (!v4_parse(t, address.bytes + sizeof(mapped))) {
        if (t.n == 0 || t.n >= sizeof(terminated) || memchr(t.p, '\0', t.n) != NULL) {
            return false;
        }
        memcpy(terminated, t.p, t.n);
        terminated[t.n] = '\0';
        if (inet_pton(AF_INET6, terminated, address.bytes) != 1) {
            return false;
        }
    }
    *ret_address = address;
    return true;
}

bool address_is_v4(const struct address *address)
{
    return memcmp(address->bytes, mapped, sizeof(mapped)) == 0;
}

static size_t v4_print(const uint8_t bytes[4], char *ret_text)
{
    size_t n = 0;
    for (size_t part = 0; part < 4; part++) {
        uint8_t number = bytes[part];
        if (number >= 100) {
            ret_text[n++] = (char)('0' + number / 100);
        }
        if (number >= 10) {
            ret_text[n++] = (char)('0' + number / 10 % 10);
        }
        ret_text[n++] = (char)('0' + number % 10);
        ret_text[n++] = part < 3 ? '.' : '\0';
    }
    return n - 1;
}

size_t address_print(const struct address *address, char ret_text[ADDRESS_TEXT_MAX])
{
    if (address_is_v4(address)) {
        return v4_print(address->bytes + sizeof(mapped), ret_text);
    }
    BUG_ON(inet_ntop(AF_INET6, address->bytes, ret_text, ADDRESS_TEXT_MAX) == NULL);
    return strlen(ret_text);
}
