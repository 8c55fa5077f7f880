// SPDX-License-Identifier: Apache-2.0
// The directory and the page of a program.
#include "public/program_view.h"

#include "advertiser/advertiser.h"
#include "commission/plan_sentences.h"
#include "directory_html.h"
#include "format/json.h"
#include "identity/public_id.h"
#include "phrase/phrases.h"
#include "program_page_html.h"
#include "public/site_data.h"

#define DIRECTORY_ROWS 24
#define PUBLIC_SECONDS 60

static enum rc advertiser_name(struct call *call, struct advertiser_id id, struct text *ret_name)
{
    struct advertiser advertiser;
    TRY(flow_stored(&call->flow, advertiser_get(call->db, call->arena, id, &advertiser)));
    *ret_name = advertiser.name;
    return RC_OK;
}

// ---- directory ----

static enum rc fill_row(struct call *call, const struct render *render, struct program_id id, struct directory_row *row)
{
    struct program_public about;
    TRY(program_public_read(call, render, id, (struct partner_id){0}, &about));
    *row = (struct directory_row){.name = about.program.name,
                                  .headline = about.said.headline,
                                  .url = about.path,
                                  .is_open = text_equal(about.program.enrollment, TEXT("open"))};
    TRY(advertiser_name(call, about.program.advertiser_id, &row->advertiser));
    if (about.has_plan) {
        struct plan_words_view words =
            plan_words(render, about.plan, i18n_language_of(render->reader.i18n), /* is_numbered= */ false);
        row->first_sentence = words.sentences.count > 0 ? words.sentences.items[0].sentence : TEXT_NONE;
    }
    return RC_OK;
}

enum rc web_programs(struct call *call)
{
    struct render render;
    TRY(page_open(call, &render));
    struct parameters query;
    TRY(call_parse_parameters(call, call->request->query, &query));
    struct program_id before = {0};
    struct text cursor = parameters_get(&query, TEXT("before"));
    if (text_is(cursor) && public_id_parse(call->keyring, PREFIX_PROGRAM, cursor, &before.v) != RC_OK) {
        before.v = 0;
    }
    TRY(flow_stored(&call->flow, db_read_begin(call->db)));
    AUTO_TRANSACTION(call->db);
    struct program_page *pages = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, program_page_list(call->db, call->arena, before, DIRECTORY_ROWS + 1, &pages, &count)));
    const struct reader *r = &render.reader;
    struct directory_view view = {
        .site = site_of(call, phrase_directory_title(r), phrase_directory_lead(r), TEXT("/programs"))};
    if (count > DIRECTORY_ROWS) {
        count = DIRECTORY_ROWS;
        view.next_url = text_format(
            call->arena, "/programs?before=%.*s",
            TEXT_PRINT(public_id_text(call->arena, call->keyring, PREFIX_PROGRAM, pages[count - 1].program_id.v)));
    }
    struct directory_row *rows = arena_many(call->arena, struct directory_row, count);
    for (size_t i = 0; i < count; i++) {
        TRY(fill_row(call, &render, pages[i].program_id, &rows[i]));
    }
    view.rows = (struct directory_row_list){.items = rows, .count = count};
    directory_html(&render, &view);
    return page_answer_public(call, &render, PUBLIC_SECONDS);
}

// ---- one program ----

static enum rc fill_terms(struct call *call, struct render *render, const struct program_public *about,
                          struct program_page_view *view)
{
    view->has_plan = about->has_plan;
    if (!about->has_plan) {
        return RC_OK;
    }
    const struct reader *r = &render->reader;
    view->words = plan_words(render, about->plan, i18n_language_of(r->i18n), /* is_numbered= */ false);
    struct money order = about->has_figures && about->figures.median_order.minor > 0
                             ? about->figures.median_order
                             : plan_sample_order(about->program.currency);
    view->samples = plan_samples_of(render, about->plan, order);
    view->since = about->plan_since.ms <= INSTANT_MIN_MS
                      ? phrase_offer_page_version(r, (struct phrase_offer_page_version){.number = about->plan_number})
                      : phrase_offer_page_since(
                            r, (struct phrase_offer_page_since){.number = about->plan_number,
                                                                .date = render_date(render, about->plan_since)});
    struct calculator_terms terms = program_public_terms(about, (struct partner_id){0});
    return calculator_fill(call, render, &terms, about->path, &view->calculator);
}

enum rc web_program(struct call *call)
{
    struct render render;
    TRY(page_open(call, &render));
    TRY(flow_stored(&call->flow, db_read_begin(call->db)));
    AUTO_TRANSACTION(call->db);
    struct program_public about;
    TRY(program_public_find(call, &render, call->texts[0], &about));
    TRY(program_public_measure(call, &about));
    struct program_page_view view = {
        .site = site_of(call, about.program.name, about.said.headline, about.path),
        .name = about.program.name,
        .headline = about.said.headline,
        .apply_url = text_format(call->arena, "%.*s/apply", TEXT_PRINT(about.path)),
        .is_open = text_equal(about.program.enrollment, TEXT("open")),
        .is_closed = text_equal(about.program.enrollment, TEXT("closed")),
        .is_preview = !about.program.is_public || !text_equal(about.program.status, TEXT("active")),
        .about = about.said.about,
        .audience = about.said.audience,
        .requirements = about.said.requirements,
    };
    TRY(advertiser_name(call, about.program.advertiser_id, &view.advertiser));
    TRY(fill_terms(call, &render, &about, &view));
    view.statistics = program_statistics(&render, &about);
    view.questions = program_public_questions(&render, &about);
    view.site.image = site_url(call, text_format(call->arena, "%.*s/preview.png", TEXT_PRINT(about.path)));
    view.site.data = site_program_data(call, &about, view.advertiser, &view.questions);
    view.site.canonical = view.is_preview ? TEXT_NONE : view.site.canonical;
    program_page_html(&render, &view);
    return view.is_preview ? page_answer(call, &render) : page_answer_public(call, &render, PUBLIC_SECONDS);
}
