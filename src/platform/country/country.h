// SPDX-License-Identifier: Apache-2.0
// The country of an internet address, by a file that the operator brings in the MaxMind DB format (version 2.0):
// GeoLite2 or GeoIP2 Country and City, DB-IP, IPinfo. A country is what an entry says in country → iso_code, else in
// country_code, else in a country of two letters.
//
// The file is read whole and looked through from end to end before it counts: a damaged one, or one without any
// country, is refused. What was read is a copy in memory, so that nothing happens when the file is overwritten in its
// place. Looking up takes about a microsecond and no memory; any thread may.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "core/fault.h"
#include "format/address.h"

#define COUNTRY_FILE_MAX ((int64_t)512 << 20)

struct country_book;

// Reads the file. RC_INVALID with a fault that says what is wrong with it and what to do.
enum rc country_book_new(const char *path, struct country_book **ret_book, struct fault *fault) MUST_USE;
// NULL is allowed. Ends the watch.
void country_book_free(struct country_book *book);

// Two letters of ISO 3166-1 and a zero, "" when the file does not know. Counts what it answers.
bool country_book_find(struct country_book *book, const struct address *address, char ret_country[3]);

// Looks whether the file is another one than when it was last looked at, and has stood still since the look before;
// then reads it. A bad file is refused with the fault and what was read before goes on being used. One thread at a
// time.
enum rc country_book_refresh(struct country_book *book, bool *ret_is_read, struct fault *fault) MUST_USE;
// A thread that refreshes so often, and says in the log what it read or refused.
enum rc country_book_watch(struct country_book *book, int64_t interval_ms) MUST_USE;

struct country_counters {
    uint64_t found;
    uint64_t unknown;
    int64_t networks; // in the file that is used
    int64_t built_s;  // when it was made, seconds since 1970, as itself says
};
struct country_counters country_book_counters(struct country_book *book);
