// SPDX-License-Identifier: Apache-2.0
// Rows and records to bytes and back.
#include "backup/backup_rows.h"

enum tag { TAG_NULL = 0, TAG_NUMBER = 1, TAG_TEXT = 2 };

static void add_le(struct buf *buf, uint64_t value, size_t n)
{
    unsigned char bytes[8];
    for (size_t i = 0; i < n; i++) {
        bytes[i] = (unsigned char)(value >> (8 * i));
    }
    buf_add_bytes(buf, bytes, n);
}

static bool take(struct text *rest, size_t n, struct text *ret_bytes)
{
    if (rest->n < n) {
        return false;
    }
    *ret_bytes = (struct text){.p = rest->p, .n = n};
    *rest = (struct text){.p = rest->p + n, .n = rest->n - n};
    return true;
}

static bool take_le(struct text *rest, size_t n, uint64_t *ret_value)
{
    struct text bytes;
    if (!take(rest, n, &bytes)) {
        return false;
    }
    *ret_value = 0;
    for (size_t i = 0; i < n; i++) {
        *ret_value |= (uint64_t)(unsigned char)bytes.p[i] << (8 * i);
    }
    return true;
}

static bool take_text(struct text *rest, struct text *ret_text)
{
    uint64_t n = 0;
    return take_le(rest, 4, &n) && take(rest, (size_t)n, ret_text);
}

void backup_row_add(struct buf *buf, const struct db_column *columns, size_t count, const struct db_value *values)
{
    for (size_t i = 0; i < count; i++) {
        if (values[i].is_null) {
            add_le(buf, TAG_NULL, 1);
        } else if (columns[i].type == DB_TYPE_INT64) {
            add_le(buf, TAG_NUMBER, 1);
            add_le(buf, (uint64_t)values[i].i, 8);
        } else {
            add_le(buf, TAG_TEXT, 1);
            add_le(buf, values[i].t.n, 4);
            buf_add(buf, values[i].t);
        }
    }
}

static enum rc value_read(struct text *rest, const struct db_column *column, struct db_value *ret_value)
{
    uint64_t tag = 0;
    uint64_t number = 0;
    *ret_value = (struct db_value){.t = TEXT_NONE};
    if (!take_le(rest, 1, &tag)) {
        return RC_INVALID;
    }
    if (tag == TAG_NULL) {
        ret_value->is_null = true;
        return column->is_optional ? RC_OK : RC_INVALID;
    }
    if (column->type == DB_TYPE_INT64) {
        if (tag != TAG_NUMBER || !take_le(rest, 8, &number)) {
            return RC_INVALID;
        }
        ret_value->i = (int64_t)number;
        return RC_OK;
    }
    return tag == TAG_TEXT && take_text(rest, &ret_value->t) ? RC_OK : RC_INVALID;
}

enum rc backup_row_read(struct text *rest, const struct db_column *columns, size_t count, struct db_value *ret_values)
{
    for (size_t i = 0; i < count; i++) {
        TRY(value_read(rest, &columns[i], &ret_values[i]));
    }
    return RC_OK;
}

void backup_record_add(struct buf *buf, struct spool_mark after, struct text payload)
{
    add_le(buf, (uint64_t)after.segment, 8);
    add_le(buf, (uint64_t)after.position, 8);
    add_le(buf, payload.n, 4);
    buf_add(buf, payload);
}

enum rc backup_record_read(struct text *rest, struct spool_mark *ret_after, struct text *ret_payload)
{
    uint64_t segment = 0;
    uint64_t position = 0;
    if (!take_le(rest, 8, &segment) || !take_le(rest, 8, &position) || !take_text(rest, ret_payload)) {
        return RC_INVALID;
    }
    *ret_after = (struct spool_mark){.segment = (int64_t)segment, .position = (int64_t)position};
    return RC_OK;
}
