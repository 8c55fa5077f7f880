// SPDX-License-Identifier: Apache-2.0
// Settings from line, environment and file.
#include "config/config.h"

#include <stdlib.h>
#include <string.h>

#include "format/encode.h"

#define FILE_BYTES_MAX 65536
#define ENVIRONMENT_NAME_MAX 80

static const struct config_option *option_find(const struct config *config, struct text name)
{
    for (size_t i = 0; i < config->option_count; i++) {
        if (text_equal(name, text_of(config->options[i].name))) {
            return &config->options[i];
        }
    }
    return NULL;
}

static const struct config_entry *entry_find(const struct config *config, struct text name)
{
    for (size_t i = 0; i < config->count; i++) {
        if (text_equal(name, config->entries[i].name)) {
            return &config->entries[i];
        }
    }
    return NULL;
}

static enum rc entry_add(struct config *config, struct text name, struct text value, struct fault *fault)
{
    if (config->count == CONFIG_ENTRIES_MAX) {
        return fault_set(fault, RC_INVALID, "too_many_options", "", "there are too many options");
    }
    config->entries[config->count++] = (struct config_entry){.name = name, .value = value};
    return RC_OK;
}

// One "--name", "--name=value" or "--name value"; *index moves past what it took.
static enum rc line_option(struct config *config, int argument_count, char *const *arguments, int *index,
                           struct fault *fault)
{
    struct text value = text_of(arguments[*index] + 2);
    struct text name;
    text_split(&value, '=', &name);
    const struct config_option *option = option_find(config, name);
    if (option == NULL) {
        return fault_set(fault, RC_INVALID, "option_unknown", "", "there is no option --%.*s here: try --help",
                         TEXT_PRINT(name));
    }
    if (entry_find(config, name) != NULL) {
        return fault_set(fault, RC_INVALID, "option_repeated", "", "--%s is given twice: give it once", option->name);
    }
    if (option->value == NULL) {
        if (text_is(value)) {
            return fault_set(fault, RC_INVALID, "option_value", "", "--%s takes no value", option->name);
        }
        value = TEXT("true");
    } else if (!text_is(value)) {
        if (*index + 1 >= argument_count) {
            return fault_set(fault, RC_INVALID, "option_value_missing", "", "--%s wants a value: --%s %s", option->name,
                             option->name, option->value);
        }
        *index += 1;
        value = text_of(arguments[*index]);
    }
    return entry_add(config, text_of(option->name), value, fault);
}

// TRIBUTARY_PASSWORD_FILE for password-file.
static struct text environment_value(const char *name)
{
    char variable[ENVIRONMENT_NAME_MAX] = "TRIBUTARY_";
    size_t n = strlen(variable);
    for (const char *p = name; *p != '\0' && n + 1 < sizeof(variable); p++) {
        char c = *p == '-' ? '_' : *p;
        variable[n++] = (char)(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    }
    return text_of(getenv(variable));
}

static enum rc environment_read(struct config *config, struct fault *fault)
{
    for (size_t i = 0; i < config->option_count; i++) {
        struct text name = text_of(config->options[i].name);
        struct text value = environment_value(config->options[i].name);
        if (text_is(value) && entry_find(config, name) == NULL) {
            TRY(entry_add(config, name, value, fault));
        }
    }
    return RC_OK;
}

enum rc config_read(struct arena *arena, const struct config_option *options, size_t option_count, int argument_count,
                    char *const *arguments, struct config *ret_config, struct fault *fault)
{
    struct config config = {
        .arena = arena,
        .options = options,
        .option_count = option_count,
        .entries = arena_many(arena, struct config_entry, CONFIG_ENTRIES_MAX),
        .positions = arena_many(arena, struct text, (size_t)argument_count),
    };
    bool is_ended = false;
    for (int i = 0; i < argument_count; i++) {
        struct text argument = text_of(arguments[i]);
        if (!is_ended && text_equal(argument, TEXT("--"))) {
            is_ended = true;
        } else if (!is_ended && text_starts_with(argument, TEXT("--"))) {
            TRY(line_option(&config, argument_count, arguments, &i, fault));
        } else {
            config.positions[config.position_count++] = argument;
        }
    }
    TRY(environment_read(&config, fault));
    *ret_config = config;
    return RC_OK;
}

static enum rc file_line(struct config *config, struct text line, int number, bool (*is_known)(struct text name),
                         struct fault *fault)
{
    line = text_trim(line);
    if (line.n == 0 || line.p[0] == '#') {
        return RC_OK;
    }
    struct text value = line;
    struct text name;
    text_split(&value, '=', &name);
    name = text_trim(name);
    if (!text_is(value)) {
        return fault_set(fault, RC_INVALID, "config_malformed", "", "tributary.conf: line %d: write NAME = VALUE",
                         number);
    }
    if (option_find(config, name) == NULL) {
        if (is_known(name)) {
            return RC_OK;
        }
        return fault_set(fault, RC_INVALID, "option_unknown", "", "tributary.conf: line %d: there is no option %.*s",
                         number, TEXT_PRINT(text_slice(name, 0, 40)));
    }
    return entry_find(config, name) != NULL ? RC_OK : entry_add(config, name, text_trim(value), fault);
}

enum rc config_file(struct config *config, const char *path, bool (*is_known)(struct text name), struct fault *fault)
{
    struct text rest;
    struct fault absent = {.rc = RC_OK};
    enum rc rc = file_read(config->arena, path, FILE_BYTES_MAX, &rest, &absent);
    if (rc == RC_NOT_FOUND) {
        return RC_OK;
    }
    if (rc != RC_OK) {
        return fault_set(fault, rc, absent.code, "", "%s", absent.message);
    }
    struct text line;
    for (int number = 1; text_split(&rest, '\n', &line); number++) {
        TRY(file_line(config, line, number, is_known, fault));
    }
    return RC_OK;
}

struct text config_get(const struct config *config, const char *name)
{
    const struct config_entry *entry = entry_find(config, text_of(name));
    if (entry != NULL) {
        return entry->value;
    }
    const struct config_option *option = option_find(config, text_of(name));
    return option == NULL ? TEXT_NONE : text_of(option->by_default);
}

bool config_is(const struct config *config, const char *name)
{
    struct text value = config_get(config, name);
    return text_equal(value, TEXT("true")) || text_equal(value, TEXT("1")) || text_equal(value, TEXT("yes"));
}

enum rc config_need(const struct config *config, const char *name, struct text *ret_value, struct fault *fault)
{
    *ret_value = config_get(config, name);
    if (!text_is_empty(*ret_value)) {
        return RC_OK;
    }
    const struct config_option *option = option_find(config, text_of(name));
    return fault_set(fault, RC_INVALID, "option_missing", "", "--%s is missing: give --%s %s", name, name,
                     option == NULL || option->value == NULL ? "" : option->value);
}

enum rc config_int64(const struct config *config, const char *name, int64_t min, int64_t max, int64_t *ret_value,
                     struct fault *fault)
{
    if (int64_parse(config_get(config, name), min, max, ret_value) != RC_OK) {
        return fault_set(fault, RC_INVALID, "option_malformed", "", "--%s must be a whole number from %lld to %lld",
                         name, (long long)min, (long long)max);
    }
    return RC_OK;
}

static bool line_names(struct text line, struct text name)
{
    struct text rest = line;
    struct text key;
    text_split(&rest, '=', &key);
    return text_equal(text_trim(key), name);
}

enum rc config_file_set(struct arena *arena, const char *path, struct text name, struct text value, struct fault *fault)
{
    struct text rest = TEXT("");
    struct fault absent = {.rc = RC_OK};
    enum rc rc = file_read(arena, path, FILE_BYTES_MAX, &rest, &absent);
    if (rc != RC_OK && rc != RC_NOT_FOUND) {
        return fault_set(fault, rc, absent.code, "", "%s", absent.message);
    }
    struct buf buf = buf_new(arena, 2 * FILE_BYTES_MAX);
    struct text line;
    while (rest.n > 0 && text_split(&rest, '\n', &line)) {
        if (!line_names(line, name)) {
            buf_format(&buf, "%.*s\n", TEXT_PRINT(line));
        }
    }
    buf_format(&buf, "%.*s = %.*s\n", TEXT_PRINT(name), TEXT_PRINT(value));
    return file_replace(arena, path, buf_text(&buf), fault);
}
