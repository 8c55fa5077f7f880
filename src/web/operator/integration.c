// SPDX-License-Identifier: Apache-2.0
// The integration check.
#include "operator/integration.h"

#include "access.h"
#include "commission/explain_words.h"
#include "identity/public_id.h"
#include "integration_html.h"
#include "link/link_form.h"
#include "page/page.h"
#include "phrase/phrases.h"
#include "portal/portal.h"
#include "portal/show.h"
#include "tracking/tracking.h"

#define REPORTS_SHOWN 50
#define REPORTS_LOOKED_AT 500 // for those of one door
#define CODE_BYTES 4096

// ---- what goes into the shop ----

// data-forms, when the program's link forms are not the tag's own.
static enum rc put_forms(struct call *call, const struct program *program, struct buf *buf)
{
    struct link_form *forms = NULL;
    size_t count = 0;
    if (text_equal(program->link_forms, TEXT(LINK_FORMS_DEFAULT))) {
        return RC_OK;
    }
    TRY(link_forms_parse(call->arena, program->link_forms, &forms, &count, call->fault));
    buf_add(buf, TEXT(" data-forms=\""));
    for (size_t i = 0; i < count; i++) {
        bool is_prefix = text_is(forms[i].prefix);
        struct text word = is_prefix ? forms[i].prefix : forms[i].parameter;
        buf_format(buf, "%s%.*s%s", i == 0 ? "" : " ", TEXT_PRINT(word), is_prefix ? "/" : "");
    }
    buf_add(buf, TEXT("\""));
    return RC_OK;
}

static enum rc tag_code(struct call *call, const struct program *program, const struct offer *offer,
                        struct text *ret_code)
{
    struct text url = call->app->public_url;
    struct text id = public_id_text(call->arena, call->keyring, PREFIX_PROGRAM, program->id.v);
    struct program_terms terms;
    TRY(flow_stored(&call->flow, program_terms_latest(call->db, call->arena, program->id, &terms)));
    struct buf buf = buf_new(call->arena, CODE_BYTES);
    buf_format(&buf, "<script async src=\"%.*s/t.js\" data-program=\"%.*s\" data-days=\"%lld\"", TEXT_PRINT(url),
               TEXT_PRINT(id), (long long)((terms.window_ms + DAY_MS - 1) / DAY_MS));
    if (offer != NULL && !text_equal(offer->click_id_parameter, TEXT("click_id"))) {
        buf_format(&buf, " data-parameter=\"%.*s\"", TEXT_PRINT(offer->click_id_parameter));
    }
    TRY(put_forms(call, program, &buf));
    buf_add(&buf, TEXT("></script>"));
    *ret_code = buf_text(&buf);
    return RC_OK;
}

enum rc integration_codes(struct call *call, const struct render *render, const struct program *program,
                          const struct offer *offer, struct shop_codes *ret_codes)
{
    const struct reader *r = &render->reader;
    struct text url = call->app->public_url;
    struct shop_codes codes = {
        .tag = {.name = TEXT("tag"), .label = phrase_integration_tag_code(r)},
        .order = {.name = TEXT("order"),
                  .label = phrase_integration_order_code(r),
                  .code =
                      text_format(call->arena,
                                  "<script type=\"application/json\" data-tributary=\"sale\">\n"
                                  "{\"order_id\": \"1001\", \"amount\": \"59.90\", \"currency\": \"%s\"}\n</script>",
                                  program->currency.code)},
        .policy = {.name = TEXT("policy"),
                   .label = phrase_integration_policy_code(r),
                   .code =
                       text_format(call->arena, "script-src %.*s; connect-src %.*s", TEXT_PRINT(url), TEXT_PRINT(url))},
        .postback = {.name = TEXT("postback"),
                     .label = phrase_integration_postback_code(r),
                     .code = text_format(call->arena,
                                         "%.*s/postback?token=TOKEN&click_id=CLICK_ID&order_id=1001&amount=59.90"
                                         "&currency=%s",
                                         TEXT_PRINT(url), program->currency.code)},
    };
    TRY(tag_code(call, program, offer, &codes.tag.code));
    // A destination with macros is no address to open.
    if (offer != NULL && text_find_char(offer->destination_url, '{', 0) == SIZE_MAX) {
        bool has_query = text_find_char(offer->destination_url, '?', 0) != SIZE_MAX;
        codes.check_url =
            text_format(call->arena, "%.*s%strb_check=1", TEXT_PRINT(offer->destination_url), has_query ? "&" : "?");
    }
    *ret_codes = codes;
    return RC_OK;
}

enum rc integration_offer(struct call *call, struct program_id id, struct offer *ret_offer)
{
    struct offer_filter filter = {.program_id = id, .status = TEXT(""), .before_id = INT64_MAX, .limit = 1};
    struct offer *offers = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, offer_list(call->db, call->arena, &filter, &offers, &count)));
    if (count == 0) {
        return RC_NOT_FOUND;
    }
    *ret_offer = offers[0];
    return RC_OK;
}

// ---- what came in ----

// The first two are for everybody; the others are shown once something came in there.
static const struct {
    const char *door;
    enum phrase name;
} doors[] = {
    {"tag", PHRASE_INTEGRATION_TAG},
    {"postback", PHRASE_INTEGRATION_POSTBACK},
    {"webhook", PHRASE_INTEGRATION_WEBHOOK},
    {"pixel", PHRASE_INTEGRATION_PIXEL},
};
#define DOORS (sizeof(doors) / sizeof(doors[0]))
#define DOORS_ALWAYS 2

static struct text door_name(const struct render *render, struct text door)
{
    for (size_t i = 0; i < DOORS; i++) {
        if (text_equal(door, text_of(doors[i].door))) {
            return phrase_text(&render->reader, doors[i].name);
        }
    }
    return door;
}

static struct door_light light_of(const struct render *render, struct text name, const struct tracking_door *door)
{
    const struct reader *r = &render->reader;
    struct door_light light = {
        .name = name, .tone = TONE_INFO, .icon = ICON_PENDING, .state = phrase_integration_nothing(r)};
    if (door == NULL) {
        return light;
    }
    bool is_all_refused = door->refused == door->count;
    light.tone = is_all_refused ? TONE_DANGER : TONE_SUCCESS;
    light.icon = is_all_refused ? ICON_DANGER : ICON_SUCCESS;
    light.state = is_all_refused ? phrase_integration_refused_all(r) : phrase_integration_last(r);
    light.at = door->last_at;
    light.is_seen = true;
    if (door->refused > 0) {
        light.refused = phrase_integration_refused(
            r, (struct phrase_integration_refused){.n = door->refused, .count = door->count});
    }
    return light;
}

enum rc integration_doors(struct call *call, const struct render *render, const struct program *program,
                          struct door_light_list *ret_doors)
{
    struct tracking_filter filter = {.advertiser_id = program->advertiser_id, .program_id = program->id};
    struct tracking_door *found = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, tracking_doors(call->db, call->arena, &filter, &found, &count)));
    struct door_light *items = arena_many(call->arena, struct door_light, DOORS);
    size_t shown = 0;
    for (size_t i = 0; i < DOORS; i++) {
        const struct tracking_door *door = NULL;
        for (size_t k = 0; k < count; k++) {
            door = text_equal(found[k].door, text_of(doors[i].door)) ? &found[k] : door;
        }
        if (door != NULL || i < DOORS_ALWAYS) {
            items[shown++] = light_of(render, phrase_text(&render->reader, doors[i].name), door);
        }
    }
    *ret_doors = (struct door_light_list){.items = items, .count = shown};
    return RC_OK;
}

static const struct {
    const char *outcome;
    enum phrase word;
    enum tone tone;
} outcomes[] = {
    {"seen", PHRASE_INTEGRATION_OUTCOME_SEEN, TONE_SUCCESS},
    {"approved", PHRASE_STATE_APPROVED, TONE_SUCCESS},
    {"pending", PHRASE_STATE_PENDING, TONE_SUCCESS},
    {"rejected", PHRASE_STATE_REJECTED, TONE_WARNING},
    {"duplicate", PHRASE_INTEGRATION_OUTCOME_DUPLICATE, TONE_INFO},
    {"refunded", PHRASE_WEBHOOKS_OUTCOME_REFUNDED, TONE_SUCCESS},
    {"refund_reversed", PHRASE_WEBHOOKS_OUTCOME_REFUND_REVERSED, TONE_SUCCESS},
    {"churned", PHRASE_WEBHOOKS_OUTCOME_CHURNED, TONE_SUCCESS},
    {"named", PHRASE_INTEGRATION_OUTCOME_SEEN, TONE_SUCCESS},
    {"waiting", PHRASE_WEBHOOKS_OUTCOME_WAITING, TONE_INFO},
    {"ignored", PHRASE_WEBHOOKS_OUTCOME_IGNORED, TONE_INFO},
    {"unattributed", PHRASE_INTEGRATION_OUTCOME_UNATTRIBUTED, TONE_WARNING},
    {"refused", PHRASE_INTEGRATION_OUTCOME_REFUSED, TONE_DANGER},
};

static struct text cause_of(const struct render *render, const struct tracking_event *event)
{
    const struct reader *r = &render->reader;
    enum explain_words words;
    enum explain_language language;
    if (text_is_empty(event->code)) {
        return TEXT_NONE;
    }
    if (explain_words_of_code("outcome", event->code, &words) &&
        explain_language_parse(reader_language(r), &language)) {
        return text_of(explain_template(language, words));
    }
    struct text sentence = phrase_of_fault(r, event->code);
    return text_is(sentence) ? sentence : event->code;
}

static struct heard_row row_of(const struct call *call, const struct render *render, const struct tracking_event *event)
{
    const struct reader *r = &render->reader;
    struct heard_row row = {.at = event->received_at,
                            .door = door_name(render, event->door),
                            .kind = text_equal(event->kind, TEXT("arrival")) ? phrase_integration_arrival(r)
                                    : text_equal(event->kind, TEXT("check")) ? phrase_integration_checked(r)
                                                                             : show_code(render, "goal", event->kind),
                            .outcome = event->outcome,
                            .tone = TONE_INFO,
                            .cause = cause_of(render, event),
                            .request = event->request,
                            .url = show_url(call, "/conversions/", PREFIX_CONVERSION, event->conversion_id.v)};
    for (size_t i = 0; i < sizeof(outcomes) / sizeof(outcomes[0]); i++) {
        if (text_equal(event->outcome, text_of(outcomes[i].outcome))) {
            row.outcome = phrase_text(r, outcomes[i].word);
            row.tone = outcomes[i].tone;
        }
    }
    return row;
}

enum rc integration_reports(struct call *call, const struct render *render, const struct program *program,
                            struct text door, struct heard_row_list *ret_reports)
{
    struct tracking_filter filter = {.advertiser_id = program->advertiser_id,
                                     .program_id = program->id,
                                     .limit = text_is(door) ? REPORTS_LOOKED_AT : REPORTS_SHOWN};
    struct tracking_event *events = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, tracking_event_list(call->db, call->arena, &filter, &events, &count)));
    struct heard_row *rows = arena_many(call->arena, struct heard_row, count);
    size_t shown = 0;
    for (size_t i = 0; i < count && shown < REPORTS_SHOWN; i++) {
        if (!text_is(door) || text_equal(events[i].door, door)) {
            rows[shown++] = row_of(call, render, &events[i]);
        }
    }
    *ret_reports = (struct heard_row_list){.items = rows, .count = shown};
    return RC_OK;
}

enum rc web_integration(struct call *call)
{
    struct render render;
    struct program program;
    struct offer offer;
    TRY(page_open(call, &render));
    TRY(access_program(call, (struct program_id){call->ids[0]}, &program));
    struct integration_view view = {.frame = portal_frame(call, &render, PLACE_NONE), .here = call->request->path};
    view.frame.title = phrase_integration_title(&render.reader);
    view.frame.lead = program.name;
    enum rc rc = integration_offer(call, program.id, &offer);
    if (rc != RC_OK && rc != RC_NOT_FOUND) {
        return rc;
    }
    TRY(integration_codes(call, &render, &program, rc == RC_OK ? &offer : NULL, &view.codes));
    TRY(integration_doors(call, &render, &program, &view.doors));
    TRY(integration_reports(call, &render, &program, TEXT_NONE, &view.reports));
    view.webhooks_url =
        text_format(call->arena, "/programs/%.*s/webhooks",
                    TEXT_PRINT(public_id_text(call->arena, call->keyring, PREFIX_PROGRAM, program.id.v)));
    integration_html(&render, &view);
    return page_answer(call, &render);
}
