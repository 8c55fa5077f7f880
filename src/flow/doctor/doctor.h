// SPDX-License-Identifier: Apache-2.0
// What is wrong with a network, in words, and what to do: the checks that a person would make one after the other.
// Reads only.
#pragma once

#include "flow.h"

enum doctor_level { DOCTOR_GOOD, DOCTOR_WARNING, DOCTOR_BAD };

struct doctor_finding {
    enum doctor_level level;
    const char *subject; // "spool"
    struct text says;    // what was found
    struct text remedy;  // what to do; TEXT_NONE when good
};

struct doctor_input {
    const char *folder;    // the data folder
    const char *countries; // file that says the country of addresses; NULL: none
    bool is_deep;          // also derives all money anew, and counts all reports anew: minutes on large networks
    void *user;
    // For each finding, in the order of the checks; anything but RC_OK ends the examination with it.
    enum rc (*tell)(void *user, const struct doctor_finding *finding);
};

// The data folder: who may read it, what room is left; the file of countries. Needs no database.
enum rc doctor_folder(struct flow *flow, const struct doctor_input *input) MUST_USE;
// The database itself, its clock and ours, the spool, the jobs, the mails, the books. Key and schema are good already.
// Begins read transactions of its own. A check that cannot be made is a finding too.
enum rc doctor_examine(struct flow *flow, const struct doctor_input *input) MUST_USE;
