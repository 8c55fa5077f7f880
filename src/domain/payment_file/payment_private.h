// SPDX-License-Identifier: Apache-2.0
// The writers of single formats. Each appends a whole file to the buffer.
#pragma once

#include "payment_file/payment_file.h"

struct payment_writer {
    struct arena *arena;
    const struct payment_batch *batch;
    struct money total;
    struct buf *buf;
    struct fault *fault;
};

// RC_REFUSED payment_rows past `max` payments.
enum rc payment_rows_check(const struct payment_writer *writer, size_t max) MUST_USE;
enum rc pain_write(const struct payment_writer *writer, int version) MUST_USE; // 3, 9
enum rc nacha_write(const struct payment_writer *writer) MUST_USE;
enum rc one_c_write(const struct payment_writer *writer) MUST_USE;
enum rc paypal_write(const struct payment_writer *writer) MUST_USE;
enum rc wise_write(const struct payment_writer *writer) MUST_USE;
enum rc sheet_write(const struct payment_writer *writer) MUST_USE;
