// SPDX-License-Identifier: Apache-2.0
// What the server asks of the system once. A system that does not know or allow it is slower, not wrong.
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include "http/http_private.h"

#define UNSENT_BYTES_MAX (128 << 10) // what the kernel takes of an answer before it has been sent

// Accepted sockets inherit both. Without the second the kernel takes megabytes for each client that does not read, and
// the loop spends its time on copying them.
void http_system_tune_listener(int listener)
{
    int unsent_max = UNSENT_BYTES_MAX;
    int is_on = 1;
    if (setsockopt(listener, IPPROTO_TCP, TCP_NODELAY, &is_on, sizeof(is_on)) != 0 ||
        setsockopt(listener, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &unsent_max, sizeof(unsent_max)) != 0) {
        return;
    }
}

// The usual limit is 1,024. With fewer than wanted, what cannot be accepted waits or is closed by libuv.
void http_system_raise_file_limit(int wanted)
{
    struct rlimit limit;
    rlim_t files = (rlim_t)wanted;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= files) {
        return;
    }
    limit.rlim_cur = limit.rlim_max < files ? limit.rlim_max : files;
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0) {
        return;
    }
}
