// SPDX-License-Identifier: Apache-2.0
// Rows as bytes, and records of the spool as bytes: the content of a backup's blocks.
#pragma once

#include "core/buf.h"
#include "db/db.h"
#include "spool/spool.h"

// A row: for each column 0 (NULL), 1 and eight bytes (a whole number, little endian), or 2, four bytes of length and
// the text.
void backup_row_add(struct buf *buf, const struct db_column *columns, size_t count, const struct db_value *values);
// The next row of *rest into values, which point into it; RC_INVALID when the bytes are no row of these columns.
enum rc backup_row_read(struct text *rest, const struct db_column *columns, size_t count,
                        struct db_value *ret_values) MUST_USE;

// A record: the mark behind it (two numbers of eight bytes), four bytes of length and the payload.
void backup_record_add(struct buf *buf, struct spool_mark after, struct text payload);
enum rc backup_record_read(struct text *rest, struct spool_mark *ret_after, struct text *ret_payload) MUST_USE;
