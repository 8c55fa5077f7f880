// SPDX-License-Identifier: Apache-2.0
// Fuzzes the HTTP layer through its loopback. Beyond crashes: the same bytes, whole, one by one, or cut where the input
// says, must give the same requests, the same statuses and the same end, since otherwise a proxy in front and this
// server could be made to disagree. The first byte chooses the cut and how requests run.
#include <string.h>

#include "core/arena.h"
#include "core/buf.h"
#include "core/bug.h"
#include "core/map.h"
#include "http/http.h"

struct run {
    struct buf log;   // the statuses of the answers, in order
    uint64_t handled; // what was handled
    uint8_t mode;
    bool is_open;
};

static bool has_workers(const struct run *run)
{
    return (run->mode & 1) != 0;
}

static enum http_run choose(void *user, struct http_request *request, size_t *ret_body_max)
{
    const struct run *run = user;
    *ret_body_max = request->path.n % 5 == 0 ? 64 : 0;
    return has_workers(run) && request->path.n % 2 == 0 ? HTTP_RUN_WORKER : HTTP_RUN_INLINE;
}

static void handle(void *user, int worker, struct http_request *request, struct http_response *response)
{
    struct run *run = user;
    BUG_ON(request->path.n == 0 || request->path.p[0] != '/');
    BUG_ON(text_find_char(request->target, '\0', 0) != SIZE_MAX || text_find_char(request->target, ' ', 0) != SIZE_MAX);
    for (size_t i = 0; i < request->header_count; i++) {
        BUG_ON(request->headers[i].name.n == 0);
        BUG_ON(text_find_char(request->headers[i].value, '\r', 0) != SIZE_MAX);
        BUG_ON(text_find_char(request->headers[i].value, '\n', 0) != SIZE_MAX);
        BUG_ON(text_find_char(request->headers[i].value, '\0', 0) != SIZE_MAX);
    }
    struct text line = text_format(request->arena, "%d %.*s %.*s %zu %.*s %.*s", (int)request->method,
                                   TEXT_PRINT(request->target), TEXT_PRINT(request->host), request->header_count,
                                   TEXT_PRINT(request->body), TEXT_PRINT(http_request_cookie(request, "a")));
    // A sum: requests that run beside each other may be handled in any order.
    run->handled += hash_bytes(line.p, line.n, 0);
    response->status = 200;
    response->body = request->target;
    response->is_durable_first = worker < 0 && (run->mode & 2) != 0;
    response->is_closing = !has_workers(run) && request->query.n == 3;
}

static enum rc before_answers(void *user)
{
    const struct run *run = user;
    return (run->mode & 4) != 0 ? RC_FAULT : RC_OK;
}

// What is both too large and malformed may be refused as either, depending on what is seen first.
static bool is_refusal(struct text status)
{
    return text_equal(status, TEXT("400")) || text_equal(status, TEXT("413")) || text_equal(status, TEXT("414")) ||
           text_equal(status, TEXT("431"));
}

// Adds the final statuses of all answers; heads must be whole and lengths right.
static void log_statuses(struct run *run, struct text answers)
{
    size_t at = 0;
    while (at < answers.n) {
        struct text rest = text_slice(answers, at, answers.n);
        BUG_ON(!text_starts_with(rest, TEXT("HTTP/1.1 ")));
        size_t head_n = text_find(rest, TEXT("\r\n\r\n"), 0);
        BUG_ON(head_n == SIZE_MAX);
        if (!text_starts_with(rest, TEXT("HTTP/1.1 100 "))) {
            buf_add(&run->log, is_refusal(text_slice(rest, 9, 12)) ? TEXT("4xx") : text_slice(rest, 9, 12));
        }
        // No body here has this followed by a digit: targets have no spaces, refusals no statuses.
        size_t next = head_n;
        do {
            next = text_find(rest, TEXT("HTTP/1.1 "), next + 1);
        } while (next != SIZE_MAX && (rest.p[next + 9] < '1' || rest.p[next + 9] > '5'));
        at = next == SIZE_MAX ? answers.n : at + next;
    }
}

static struct run play(struct arena *arena, uint8_t mode, struct text bytes, size_t step)
{
    struct run run = {.log = buf_new(arena, 4 << 20), .mode = mode, .is_open = true};
    struct http_options options = http_options_default();
    static const char *const proxies[] = {"127.0.0.1", NULL};
    options.head_bytes_max = 1024;
    options.body_bytes_max = 512;
    options.pipeline_max = 1 + (mode >> 6);
    options.proxies = proxies;
    struct http_handlers handlers = {
        .user = &run, .choose = choose, .handle = handle, .before_answers = before_answers};
    struct http_loopback *loopback = http_loopback_new(&options, &handlers);
    struct buf answers = buf_new(arena, 4 << 20);
    for (size_t at = 0; at < bytes.n && run.is_open; at += step) {
        size_t end = bytes.n - at > step ? at + step : bytes.n;
        run.is_open = http_loopback_send(loopback, text_slice(bytes, at, end), &answers);
    }
    http_loopback_free(loopback);
    log_statuses(&run, buf_text(&answers));
    return run;
}

static void check_equal(const struct run *a, const struct run *b)
{
    BUG_ON(a->handled != b->handled);
    BUG_ON(!text_equal(buf_text(&a->log), buf_text(&b->log)));
    BUG_ON(a->is_open != b->is_open);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1 || size > 8192) {
        return 0;
    }
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct text bytes = {.p = (const char *)data + 1, .n = size - 1};
    struct run whole = play(arena, data[0], bytes, size);
    struct run single = play(arena, data[0], bytes, 1);
    struct run pieces = play(arena, data[0], bytes, (size_t)3 + (data[0] >> 3) % 7);
    check_equal(&whole, &single);
    check_equal(&whole, &pieces);
    return 0;
}
