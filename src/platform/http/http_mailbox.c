// SPDX-License-Identifier: Apache-2.0
// What other threads publish to the streams, on its way to the loop: a list under a lock, which the loop takes whole.
#include <stdlib.h>
#include <string.h>
#include <uv.h>

#include "core/bug.h"
#include "http/http_private.h"

struct message {
    struct message *next;
    struct text topic, bytes; // behind it
};

struct http_mailbox {
    uv_mutex_t lock;
    struct message *first, *last;
};

struct http_mailbox *http_mailbox_new(void)
{
    struct http_mailbox *box = calloc(1, sizeof(*box));
    BUG_ON(box == NULL || uv_mutex_init(&box->lock) != 0);
    return box;
}

void http_mailbox_put(struct http_mailbox *box, struct text topic, struct text bytes)
{
    struct message *message = malloc(sizeof(*message) + topic.n + bytes.n);
    BUG_ON(message == NULL);
    char *at = (char *)(message + 1);
    memcpy(at, topic.p, topic.n);
    memcpy(at + topic.n, bytes.p, bytes.n);
    *message = (struct message){.topic = {.p = at, .n = topic.n}, .bytes = {.p = at + topic.n, .n = bytes.n}};
    uv_mutex_lock(&box->lock);
    *(box->last != NULL ? &box->last->next : &box->first) = message;
    box->last = message;
    uv_mutex_unlock(&box->lock);
}

void http_mailbox_deliver(struct http_mailbox *box, struct http_core *core)
{
    uv_mutex_lock(&box->lock);
    struct message *message = box->first;
    box->first = NULL;
    box->last = NULL;
    uv_mutex_unlock(&box->lock);
    while (message != NULL) {
        struct message *next = message->next;
        http_streams_publish(core, message->topic, message->bytes);
        free(message);
        message = next;
    }
}

void http_mailbox_free(struct http_mailbox *box)
{
    while (box->first != NULL) {
        struct message *next = box->first->next;
        free(box->first);
        box->first = next;
    }
    uv_mutex_destroy(&box->lock);
    free(box);
}
