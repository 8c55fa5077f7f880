// SPDX-License-Identifier: Apache-2.0
// Views that tell something: receipt, timeline, steps, and what pages give people to take along: a field to copy, a QR
// code, a code snippet; toast and dialog.
#pragma once

#include <stdbool.h>

#include "chart/chart.h"
#include "component/basic.h"

// A drawing with its sentence and its numbers: every chart is said in words first.
struct chart_view {
    struct text title;   // TEXT_NONE: none
    struct text caption; // "Up 12 % on the previous period. Highest: 1,234 on 4 Nov."
    struct text note;    // zone, "so far"; TEXT_NONE: none
    struct chart_drawing drawing;
};

enum receipt_line_kind { RECEIPT_PLAIN, RECEIPT_SUBTOTAL, RECEIPT_TOTAL };

struct receipt_line {
    struct text label;
    struct text detail; // the rule in words, the rate, the source; TEXT_NONE: none
    struct text amount; // formatted; TEXT_NONE: a line of words
    enum receipt_line_kind kind;
};
struct receipt_line_list {
    const struct receipt_line *items;
    size_t count;
};
struct receipt_view {
    struct text title;
    struct receipt_line_list lines;
};

struct timeline_item {
    struct text title;
    struct text detail; // TEXT_NONE: none
    struct text actor;  // who; TEXT_NONE: not said
    struct instant at;
    enum tone tone;
};
struct timeline_list {
    const struct timeline_item *items;
    size_t count;
};
struct timeline_view {
    struct timeline_list events;
};

enum step_state { STEP_TO_COME, STEP_CURRENT, STEP_DONE };
struct step {
    struct text label;
    struct text url; // TEXT_NONE: not to be reached yet
    enum step_state state;
};
struct step_list {
    const struct step *items;
    size_t count;
};
struct stepper_view {
    struct text label;
    struct step_list steps;
};

struct copy_field_view {
    struct text name; // unique in the page
    struct text label;
    struct text value;
};

struct qr_view {
    struct text url;       // what it holds, for people who cannot scan it
    struct safe_html code; // the SVG, made by the documents part
};

struct code_block_view {
    struct text name; // unique in the page
    struct text label;
    struct text code;
};

// How much has happened since the page was opened; inside an element with data-stream. Only with a script.
struct live_counter_view {
    bool is_unused;
};

struct toast_view {
    enum tone tone;
    struct text message;
    struct text undo_url;   // a POST form leads there; TEXT_NONE: cannot be undone
    struct text undo_id;    // its field "id": what is undone; TEXT_NONE: the address says it
    struct text return_url; // its field "return": where it leads back to; TEXT_NONE: the page knows
};

// Wraps what the dialog shows. Opens by a link to #id and closes by a link: without a script too.
struct dialog_view {
    struct text id;
    struct text title;
    struct text close_url; // "#"
};

// Wraps what is shown on demand.
struct disclosure_view {
    struct text summary;
    bool is_open;
};
