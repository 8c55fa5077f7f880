// SPDX-License-Identifier: Apache-2.0
// The audit log: who changed what and when, filtered, and as a file.
#pragma once

#include "call.h"
#include "component/basic.h"
#include "component/form.h"
#include "component/list.h"
#include "page/frame.h"

struct audit_page_view {
    struct frame_view frame;
    struct tabs_view tabs;
    struct input_view actor, object, from, to; // the filters
    struct list_view list;
};
extern const struct schema schema_audit_page_query;

// GET /operator/audit?actor=&object=&action=&from=&to=
enum rc web_audit(struct call *call) MUST_USE;
