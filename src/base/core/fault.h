// SPDX-License-Identifier: Apache-2.0
// Which rule refused and what a person can do about it. A function that returns anything but RC_OK to an edge (HTTP,
// command line, import) has filled one. The first fault set wins: later ones on the same structure are ignored, so
// that the innermost cause is what is reported. Call fault_clear before using the structure again.
#pragma once

#include "core/rc.h"
#include "core/text.h"

#define FAULT_TEXT_MAX 256

struct fault {
    enum rc rc;
    char code[64];                // stable, lower_snake_case, for programs: "amount_too_precise"
    char field[64];               // the input's field that is at fault, "" when none
    char message[FAULT_TEXT_MAX]; // English, one sentence, what and why, for people
    char detail[FAULT_TEXT_MAX];  // for the log only: never sent to a client
};

void fault_clear(struct fault *fault);
bool fault_is_set(const struct fault *fault);
// Fills the fault (unless it is NULL or set already) and returns rc, so that a refusal is one line:
//     return fault_set(fault, RC_INVALID, "amount_negative", "amount", "amount must not be negative");
enum rc fault_set(struct fault *fault, enum rc rc, const char *code, const char *field, const char *message, ...)
    __attribute__((format(printf, 5, 6))) MUST_USE;
// For faults of the world: code "internal", the message tells nothing; the detail goes to the log.
enum rc fault_internal(struct fault *fault, enum rc rc, const char *detail, ...)
    __attribute__((format(printf, 3, 4))) MUST_USE;
