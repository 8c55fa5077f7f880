// SPDX-License-Identifier: Apache-2.0
// GET /programs and GET /programs/{slug}: what may be promoted here, and the page of a program (mission S1-12 … S1-20,
// S3B-11, S3C-2, S3E-14): generated from the plan in force and the books.
#pragma once

#include "public/program_statistics.h"
#include "public/site.h"

struct directory_row {
    struct text name, headline, advertiser;
    struct text url;
    struct text first_sentence; // of the plan
    bool is_open;
};
struct directory_row_list {
    const struct directory_row *items;
    size_t count;
};
struct directory_view {
    struct site_view site;
    struct directory_row_list rows;
    struct text next_url;
};

struct program_page_view {
    struct site_view site;
    struct text name, advertiser, headline;
    struct text apply_url;
    bool is_open, is_closed, has_plan, is_preview;
    struct plan_words_view words;
    struct plan_samples_view samples;
    struct calculator_view calculator;
    struct program_statistics_view statistics;
    struct text about, audience, requirements;
    struct question_row_list questions;
    struct text since; // "Version 3, in force since …"
};

enum rc web_programs(struct call *call) MUST_USE;
enum rc web_program(struct call *call) MUST_USE;
