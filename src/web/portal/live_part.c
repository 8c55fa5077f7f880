// SPDX-License-Identifier: Apache-2.0
// Streams of the portals; see live_part.h.
#include "portal/live_part.h"

#include "click/click_id.h"
#include "core/map.h"
#include "db/db_within.h"
#include "log/log.h"
#include "report/live.h"
#include "thread/thread.h"

#define LOOK_MS 250
#define BACK_MS 4000 // clicks of other servers may come that late into the database
#define OWNERS_MAX 65536

// What is new for one topic.
struct news {
    enum role role;
    int64_t owner_id;
    int64_t clicks, conversions, refused;
};

static struct watcher {
    struct app *app;
    struct thread thread;
    struct lock lock;
    struct signal signal;
    bool is_stopping; // under lock
    bool is_running;
    struct db *db;
    struct arena *arena; // of one look
    bool has_marks;
    struct live_marks marks;
    struct map64 seen;   // clicks of the last BACK_MS
    struct map64 places; // of owners, from 1, in news
    struct news *news;
    size_t count;
} watcher; // one server a process

static struct text topic_of(struct arena *arena, enum role role, int64_t owner_id)
{
    if (role == ROLE_OPERATOR) {
        return TEXT("operator");
    }
    return text_format(arena, "%s:%lld", role == ROLE_PARTNER ? "partner" : "advertiser", (long long)owner_id);
}

// ---- counting ----

static struct news *news_of(struct watcher *w, enum role role, int64_t owner_id)
{
    uint64_t key = ((uint64_t)owner_id << 2) + (role == ROLE_OPERATOR ? 1U : role == ROLE_PARTNER ? 2U : 3U);
    bool is_new = false;
    uint64_t *place = map64_slot(&w->places, key, &is_new);
    if (is_new && w->count < OWNERS_MAX) {
        w->news[w->count++] = (struct news){.role = role, .owner_id = owner_id};
        *place = w->count;
    }
    return *place == 0 ? NULL : &w->news[*place - 1];
}

static void count_one(struct watcher *w, const struct live_mark *mark, const struct news *one)
{
    const struct news owners[] = {{.role = ROLE_OPERATOR},
                                  {.role = ROLE_PARTNER, .owner_id = mark->partner_id},
                                  {.role = ROLE_ADVERTISER, .owner_id = mark->advertiser_id}};
    for (size_t i = 0; i < sizeof(owners) / sizeof(owners[0]); i++) {
        bool is_somebody = owners[i].role == ROLE_OPERATOR || owners[i].owner_id != 0;
        struct news *news = is_somebody ? news_of(w, owners[i].role, owners[i].owner_id) : NULL;
        if (news != NULL) {
            news->clicks += one->clicks;
            news->conversions += one->conversions;
            news->refused += one->refused;
        }
    }
}

static void publish(struct watcher *w)
{
    for (size_t i = 0; i < w->count; i++) {
        const struct news *n = &w->news[i];
        struct text event =
            text_format(w->arena, "event: live\ndata: {\"clicks\":%lld,\"conversions\":%lld,\"refused\":%lld}\n\n",
                        (long long)n->clicks, (long long)n->conversions, (long long)n->refused);
        http_server_publish(w->app->server, topic_of(w->arena, n->role, n->owner_id), event);
    }
}

// ---- looking ----

static struct click_id clicks_since(struct instant at)
{
    return click_id_at((struct instant){at.ms - BACK_MS});
}

static enum rc look(struct watcher *w)
{
    struct instant now = clock_now(w->app->clock);
    struct live_mark_list clicks;
    struct live_mark_list conversions;
    struct live_mark_list refused;
    w->marks.click_id = clicks_since(now);
    TRY(live_marks_read(w->db, w->arena, &w->marks, &clicks, &conversions, &refused));
    bool is_first = !w->has_marks; // what is there already is not new
    w->has_marks = true;
    w->news = arena_many(w->arena, struct news, OWNERS_MAX);
    w->count = 0;
    map64_clear(&w->places);
    struct map64 seen;
    map64_init(&seen);
    for (size_t i = 0; i < clicks.count; i++) {
        uint64_t value = 0;
        uint64_t key = (uint64_t)clicks.items[i].id;
        if (!is_first && !map64_get(&w->seen, key, &value)) {
            count_one(w, &clicks.items[i], &(struct news){.clicks = 1});
        }
        map64_put(&seen, key, 1);
    }
    map64_release(&w->seen);
    w->seen = seen;
    for (size_t i = 0; i < conversions.count; i++) {
        count_one(w, &conversions.items[i], &(struct news){.conversions = 1});
        w->marks.conversion_id.v = conversions.items[i].id;
    }
    for (size_t i = 0; i < refused.count; i++) {
        count_one(w, &refused.items[i], &(struct news){.refused = 1});
        w->marks.report_id = refused.items[i].id;
    }
    publish(w);
    return RC_OK;
}

static void forget(struct watcher *w)
{
    if (w->db != NULL) {
        db_close(w->db);
        w->db = NULL;
    }
    w->has_marks = false;
    map64_clear(&w->seen);
}

// Nobody listens: nothing is looked at, and what happens meanwhile is not news to who comes then.
static void look_if_wanted(struct watcher *w)
{
    struct fault fault = {.rc = RC_OK};
    if (w->app->server == NULL || http_server_counters(w->app->server).streams_open == 0) {
        forget(w);
        return;
    }
    enum rc rc = w->db != NULL ? RC_OK : db_open_within(w->app->database, DB_ANSWER_MS, &w->db, &fault);
    if (rc == RC_OK && !w->has_marks) {
        rc = live_marks_newest(w->db, w->arena, &w->marks);
    }
    rc = rc == RC_OK ? look(w) : rc;
    if (rc != RC_OK) {
        log_message("live_failed", fault.rc == RC_OK && w->db != NULL ? db_failure(w->db) : fault.message);
        forget(w);
    }
    arena_reset(w->arena);
}

static void run(void *user)
{
    struct watcher *w = user;
    lock_take(&w->lock);
    while (!w->is_stopping) {
        lock_give(&w->lock);
        look_if_wanted(w);
        lock_take(&w->lock);
        if (!w->is_stopping) {
            (void)signal_wait_ms(&w->signal, &w->lock, LOOK_MS);
        }
    }
    lock_give(&w->lock);
    forget(w);
}

// ---- life ----

static void stop(struct app *app)
{
    struct watcher *w = &watcher;
    app->before_server_ends = NULL;
    if (!w->is_running) {
        return;
    }
    lock_take(&w->lock);
    w->is_stopping = true;
    signal_all(&w->signal);
    lock_give(&w->lock);
    thread_join(&w->thread);
    w->is_running = false;
    map64_release(&w->seen);
    map64_release(&w->places);
    arena_free(w->arena);
    signal_end(&w->signal);
    lock_end(&w->lock);
}

static enum rc start(struct app *app, struct db *db, const struct app_part_options *options, struct fault *fault)
{
    (void)db;
    (void)options;
    struct watcher *w = &watcher;
    *w = (struct watcher){.app = app, .arena = arena_new(ARENA_REQUEST_BYTES)};
    lock_init(&w->lock);
    signal_init(&w->signal);
    map64_init(&w->seen);
    map64_init(&w->places);
    app->before_server_ends = stop;
    if (thread_start(&w->thread, "live", run, w) != RC_OK) {
        return fault_internal(fault, RC_FAULT, "no thread for the streams");
    }
    w->is_running = true;
    return RC_OK;
}

const struct app_part live_part = {.start = start, .stop = stop};

enum rc live_stream(struct call *call)
{
    struct http_response *response = call->response;
    http_response_header(response, "Content-Type", TEXT("text/event-stream"));
    http_response_header(response, "Cache-Control", TEXT("no-store"));
    http_response_header(response, "X-Accel-Buffering", TEXT("no")); // nginx: bytes go on as they come
    response->body = TEXT("retry: 2000\n\n");
    if (call->app->server != NULL) { // without a server there is nothing to publish by
        response->stream_topic = topic_of(call->arena, call->actor.role, call->actor.owner_id);
    }
    call->is_rendered = true;
    return RC_OK;
}
