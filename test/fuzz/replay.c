// SPDX-License-Identifier: Apache-2.0
// Runs every file of the given corpus folders through a fuzz target and prints TAP, so that seeds and once-found inputs
// are checked in every build, without libFuzzer. Each input is also cut short at up to 256 places: parsers break at
// ends.
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define CUTS_MAX 256

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
// Optional, as in libFuzzer.
__attribute__((weak)) int LLVMFuzzerInitialize(int *argc, char ***argv);

// The target gets memory of exactly the input's size, so that a sanitizer sees one byte too many.
static void run(const uint8_t *bytes, size_t n)
{
    uint8_t *copy = malloc(n > 0 ? n : 1);
    if (copy == NULL) {
        abort();
    }
    if (n > 0) {
        memcpy(copy, bytes, n);
    }
    LLVMFuzzerTestOneInput(copy, n);
    free(copy);
}

static uint8_t *read_file(const char *path, size_t *ret_n)
{
    struct stat status;
    FILE *file = fopen(path, "rb");
    if (file == NULL || fstat(fileno(file), &status) != 0) {
        return NULL;
    }
    size_t n = (size_t)status.st_size;
    uint8_t *bytes = malloc(n + 1);
    if (bytes == NULL || fread(bytes, 1, n, file) != n) {
        free(bytes);
        bytes = NULL;
    }
    fclose(file);
    *ret_n = n;
    return bytes;
}

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

// Returns the number of files that could not be read.
static int replay_folder(const char *folder, int *count)
{
    struct dirent **entries = NULL;
    int entry_count = scandir(folder, &entries, is_visible, alphasort);
    int failed = entry_count < 0;
    for (int i = 0; i < entry_count; i++) {
        char path[4096];
        int path_n = snprintf(path, sizeof(path), "%s/%s", folder, entries[i]->d_name);
        size_t n = 0;
        uint8_t *bytes = path_n > 0 && (size_t)path_n < sizeof(path) ? read_file(path, &n) : NULL;
        ++*count;
        printf("# %s\n", entries[i]->d_name); // before the run: names the input that crashes
        fflush(stdout);
        if (bytes != NULL) {
            run(bytes, n);
            for (size_t cut = 0; cut < CUTS_MAX; cut++) {
                run(bytes, n <= CUTS_MAX ? (cut < n ? cut : n) : n * cut / CUTS_MAX);
            }
        }
        failed += bytes == NULL;
        printf("%s %d - %s\n", bytes == NULL ? "not ok" : "ok", *count, entries[i]->d_name);
        free(bytes);
        free(entries[i]);
    }
    free(entries);
    return failed;
}

int main(int argc, char **argv)
{
    int count = 0;
    int failed = 0;
    if (LLVMFuzzerInitialize != NULL) {
        LLVMFuzzerInitialize(&argc, &argv);
    }
    for (int i = 1; i < argc; i++) {
        failed += replay_folder(argv[i], &count);
    }
    printf("1..%d\n", count);
    return failed == 0 && count > 0 ? 0 : 1;
}
