// SPDX-License-Identifier: Apache-2.0
// Rows of click_node, and what follows from them.
#include "click/click_node.h"

#include "click/click_sql.h"

enum rc click_node_claim(struct db *db, int node, int64_t identity, struct instant now)
{
    struct sql_click_node_start_in start = {.node = node, .spool_number = identity, .at = now};
    TRY(sql_click_node_start(db, &start, NULL));
    struct sql_click_node_claim_in in = {
        .node = node, .spool_number = identity, .heard_at = now, .silent_since = {now.ms - CLICK_NODE_SILENT_MS}};
    int64_t changed = 0;
    TRY(sql_click_node_claim(db, &in, &changed));
    return changed == 1 ? RC_OK : RC_CONFLICT;
}

enum rc click_node_beat(struct db *db, const struct click_node *node)
{
    struct sql_click_node_beat_in in = {.node = node->node,
                                        .spool_number = node->identity,
                                        .heard_at = node->heard_at,
                                        .through_at =
                                            instant_is_none(node->through_at) ? (struct instant){0} : node->through_at,
                                        .is_stopped = node->is_stopped};
    int64_t changed = 0;
    TRY(sql_click_node_beat(db, &in, &changed));
    return changed == 1 ? RC_OK : RC_CONFLICT;
}

enum rc click_node_list(struct db *db, struct arena *arena, struct click_node **ret_nodes, size_t *ret_count)
{
    struct sql_click_node_list_row *rows = NULL;
    size_t count = 0;
    TRY(sql_click_node_list(db, arena, &rows, &count));
    struct click_node *nodes = arena_many(arena, struct click_node, count + 1);
    for (size_t i = 0; i < count; i++) {
        nodes[i] = (struct click_node){.node = rows[i].node,
                                       .identity = rows[i].spool_number,
                                       .heard_at = rows[i].heard_at,
                                       .through_at = rows[i].through_at,
                                       .is_stopped = rows[i].is_stopped};
    }
    *ret_nodes = nodes;
    *ret_count = count;
    return RC_OK;
}

enum rc click_node_forget(struct db *db)
{
    return sql_click_node_forget(db, NULL);
}

bool click_node_is_taken(const struct click_node *node, int64_t identity, struct instant now)
{
    return node->identity != identity && !node->is_stopped && now.ms - node->heard_at.ms <= CLICK_NODE_SILENT_MS;
}

struct instant click_nodes_through(const struct click_node *nodes, size_t count, int own, bool is_own_shipped,
                                   struct instant now)
{
    struct instant through = now;
    for (size_t i = 0; i < count; i++) {
        bool is_whole = nodes[i].node == own ? is_own_shipped : nodes[i].is_stopped;
        bool is_gone = nodes[i].node != own && now.ms - nodes[i].heard_at.ms > CLICK_NODE_GONE_MS;
        if (!is_whole && !is_gone && nodes[i].through_at.ms < through.ms) {
            through = nodes[i].through_at;
        }
    }
    return through;
}
