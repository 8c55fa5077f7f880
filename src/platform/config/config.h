// SPDX-License-Identifier: Apache-2.0
// Settings of a command: from its own line ("--listen ADDRESS" or "--listen=ADDRESS"), else from the environment
// (TRIBUTARY_LISTEN), else from the data folder's tributary.conf ("listen = ADDRESS", '#' begins a comment), else the
// default. The only place that reads the environment.
#pragma once

#include <stdbool.h>

#include "core/arena.h"
#include "core/fault.h"
#include "core/text.h"

struct config_option {
    const char *name;       // "password-file"
    const char *value;      // what it takes, for the help: "FILE"; NULL: a flag, which is "true" when given
    const char *by_default; // NULL: none
    const char *help;
};

struct config_entry {
    struct text name;
    struct text value;
};

struct config {
    struct arena *arena;
    const struct config_option *options;
    size_t option_count;
    struct config_entry *entries; // from the line and the environment, then from the file
    size_t count;
    struct text *positions; // what is no option, in order
    size_t position_count;
};

#define CONFIG_ENTRIES_MAX 200

// Reads line and environment. RC_INVALID with a fault that says what to do: option_unknown, option_repeated,
// option_value_missing.
enum rc config_read(struct arena *arena, const struct config_option *options, size_t option_count, int argument_count,
                    char *const *arguments, struct config *ret_config, struct fault *fault) MUST_USE;
// Adds what the file says about options of this command; other names that `is_known` says yes to are passed over.
// An absent file is no error. RC_INVALID config_malformed or option_unknown with the line.
enum rc config_file(struct config *config, const char *path, bool (*is_known)(struct text name),
                    struct fault *fault) MUST_USE;
// The value, or the default, or TEXT_NONE.
struct text config_get(const struct config *config, const char *name);
bool config_is(const struct config *config, const char *name); // a flag
// As config_get; RC_INVALID option_missing when there is none.
enum rc config_need(const struct config *config, const char *name, struct text *ret_value,
                    struct fault *fault) MUST_USE;
// A whole number in [min, max]; RC_INVALID option_malformed.
enum rc config_int64(const struct config *config, const char *name, int64_t min, int64_t max, int64_t *ret_value,
                     struct fault *fault) MUST_USE;

// A whole file of at most max_bytes. RC_NOT_FOUND, RC_INVALID (too large), RC_FAULT, with a fault that names it.
enum rc file_read(struct arena *arena, const char *path, size_t max_bytes, struct text *ret_bytes,
                  struct fault *fault) MUST_USE;
// Appends to a file, made with mode 0600 when absent, and syncs it.
enum rc file_append(const char *path, struct text bytes, struct fault *fault) MUST_USE;
// Writes the bytes beside the file (mode 0600, synced) and gives them its name: the old content or the new, never a
// part.
enum rc file_replace(struct arena *arena, const char *path, struct text bytes, struct fault *fault) MUST_USE;
// Sets a line NAME = VALUE in a settings file, which is made when absent; the other lines stay as they are.
enum rc config_file_set(struct arena *arena, const char *path, struct text name, struct text value,
                        struct fault *fault) MUST_USE;
// Makes a folder with mode 0700 unless it is there. Parents must exist.
enum rc folder_ensure(const char *path, struct fault *fault) MUST_USE;
