// SPDX-License-Identifier: Apache-2.0
// For generated code only (tools/gen_sql.py): typed fields of structures to and from the values that drivers carry.
// What stands for NULL in each type is told in README.md; whether NULL is allowed is checked in db.c for all alike.
#pragma once

#include <string.h>

#include "db/db.h"
#include "value/money.h"
#include "value/time.h"

static inline struct db_value db_value_int64(int64_t i)
{
    return (struct db_value){.i = i};
}

static inline struct db_value db_value_opt_int64(struct opt_int64 i)
{
    return (struct db_value){.is_null = !i.has, .i = i.has ? i.v : 0};
}

// is_optional: 0 stands for NULL.
static inline struct db_value db_value_id(int64_t v, bool is_optional)
{
    return (struct db_value){.is_null = is_optional && v == 0, .i = v};
}

static inline struct db_value db_value_bool(bool is_true)
{
    return (struct db_value){.i = is_true ? 1 : 0};
}

static inline struct db_value db_value_instant(struct instant i)
{
    bool is_none = instant_is_none(i);
    return (struct db_value){.is_null = is_none, .i = is_none ? 0 : i.ms};
}

// Text and blobs.
static inline struct db_value db_value_text(struct text t)
{
    return (struct db_value){.is_null = t.p == NULL, .t = t};
}

// The value points into *c.
static inline struct db_value db_value_currency(const struct currency *c)
{
    bool is_none = c->code[0] == '\0';
    return (struct db_value){.is_null = is_none, .t = {.p = is_none ? NULL : c->code, .n = is_none ? 0 : 3}};
}

static inline struct opt_int64 db_take_opt_int64(const struct db_value *value)
{
    return (struct opt_int64){.has = !value->is_null, .v = value->i};
}

static inline struct instant db_take_instant(const struct db_value *value)
{
    return value->is_null ? INSTANT_NONE : (struct instant){.ms = value->i};
}

// The length was checked by db.c.
static inline struct currency db_take_currency(const struct db_value *value)
{
    struct currency c = {{0}};
    if (!value->is_null) {
        memcpy(c.code, value->t.p, 3);
    }
    return c;
}
