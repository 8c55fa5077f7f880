// SPDX-License-Identifier: Apache-2.0
// What machines read: structured data of schema.org in the page, and files for search engines.
#pragma once

#include "public/program_public.h"

// An Offer by an Organization, and the questions as a FAQPage: JSON-LD (W3C) in a data block. '<' is written as \u003c,
// so nothing that a program says ends the block.
struct safe_html site_program_data(const struct call *call, const struct program_public *about, struct text advertiser,
                                   const struct question_row_list *questions);

// GET /robots.txt, GET /sitemap.xml, GET /manifest.webmanifest
enum rc web_robots(struct call *call) MUST_USE;
enum rc web_sitemap(struct call *call) MUST_USE;
enum rc web_manifest(struct call *call) MUST_USE;
