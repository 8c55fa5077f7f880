// SPDX-License-Identifier: Apache-2.0
// Runs stories, each in a network of its own, and prints TAP, one case a story:
//
//     scenario [--database postgresql://…] [--taken-back] FILE…
//
// Without --database, or with "sqlite", on SQLite. --taken-back also says what refunds took back (taken_back.c). See
// docs/scenarios.md.
#include <stdio.h>
#include <stdlib.h>

#include "steps.h"

// The whole file; false when it cannot be read. One byte more than a story may have is enough to refuse it.
static bool read_file(struct arena *arena, const char *path, struct text *ret_bytes)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return false;
    }
    char *bytes = arena_bytes(arena, STORY_BYTES_MAX + 1);
    size_t n = fread(bytes, 1, STORY_BYTES_MAX + 1, file);
    bool is_read = ferror(file) == 0;
    (void)fclose(file);
    *ret_bytes = (struct text){.p = bytes, .n = n};
    return is_read;
}

struct options {
    enum db_kind kind;
    bool is_taken_back_told;
};

static bool run_file(const struct options *options, int number, const char *path)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct text bytes;
    struct story story;
    struct story_trouble trouble;
    if (!read_file(arena, path, &bytes)) {
        printf("not ok %d - %s cannot be read\n", number, path);
        return false;
    }
    if (!story_read(arena, text_of(path), bytes, &story, &trouble)) {
        printf("not ok %d - %s\n# %s:%d: %.*s\n", number, path, path, trouble.line, TEXT_PRINT(trouble.what));
        return false;
    }
    struct world world;
    world_open(&world, &story, options->kind);
    world.is_taken_back_told = options->is_taken_back_told;
    bool is_good = story_run(&world);
    printf("%sok %d - %s: %.*s\n%.*s", is_good ? "" : "not ", number, path, TEXT_PRINT(story.title),
           TEXT_PRINT(buf_text(&world.failures)));
    world_close(&world);
    return is_good;
}

int main(int argument_count, char **arguments)
{
    struct options options = {.kind = DB_SQLITE};
    int first = 1;
    if (argument_count > 2 && strcmp(arguments[1], "--database") == 0) {
        first = 3;
        if (strcmp(arguments[2], "sqlite") != 0) {
            options.kind = DB_POSTGRES;
            (void)setenv("TRIBUTARY_TEST_POSTGRES", arguments[2], /* overwrite= */ 1);
        }
    }
    if (first < argument_count && strcmp(arguments[first], "--taken-back") == 0) {
        options.is_taken_back_told = true;
        first++;
    }
    if (first >= argument_count || arguments[first][0] == '-') {
        (void)fputs("usage: scenario [--database postgresql://…] [--taken-back] FILE…\n", stderr);
        return 2;
    }
    struct fault fault = {0};
    if (crypto_start(&fault) != RC_OK) {
        (void)fprintf(stderr, "scenario: %s\n", fault.message);
        return 1;
    }
    (void)setvbuf(stdout, NULL, _IOLBF, 0);
    printf("1..%d\n", argument_count - first);
    bool is_good = true;
    for (int i = first; i < argument_count; i++) {
        is_good = run_file(&options, i - first + 1, arguments[i]) && is_good;
    }
    return is_good ? 0 : 1;
}
