// SPDX-License-Identifier: Apache-2.0
// What the environment asks of the long tests of this folder (./dev model).
#pragma once

#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "format/encode.h"
#include "test_database.h"

// A whole number from 1, or the other one when the variable is not set; anything else fails.
static inline int64_t model_option_number(const char *name, int64_t otherwise)
{
    const char *value = getenv(name);
    int64_t number = otherwise;
    if (value != NULL && int64_parse(text_of(value), 1, INT64_MAX, &number) != RC_OK) {
        print_error("%s: \"%s\" is no number\n", name, value);
        fail();
    }
    return number;
}

// TRIBUTARY_MODEL_DATABASE=postgres: only that one.
static inline bool model_option_has_database(enum db_kind kind)
{
    const char *value = getenv("TRIBUTARY_MODEL_DATABASE");
    return value == NULL || strcmp(value, kind == DB_SQLITE ? "sqlite" : "postgres") == 0;
}
