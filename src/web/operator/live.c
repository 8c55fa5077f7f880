// SPDX-License-Identifier: Apache-2.0
// Live.
#include "operator/live.h"

#include <stdlib.h>

#include "access.h"
#include "click/click_id.h"
#include "format/url.h"
#include "identity/public_id.h"
#include "live_html.h"
#include "live_rows_html.h"
#include "phrase/phrases.h"
#include "portal/address.h"
#include "portal/live_part.h"
#include "portal/portal.h"
#include "portal/show.h"
#include "report/live.h"
#include "report/report.h"

#define PATH "/operator/live"
#define SHOWN 50
#define OLDEST_MS (30 * DAY_MS) // how far back the list goes
#define FACTS_MAX 8
#define COMMAND_BYTES_MAX 8192

struct live_query {
    struct text kind;
    struct partner_id partner_id;
    struct program_id program_id;
    struct opt_int64 before, after; // milliseconds
};
static const struct field query_fields[] = {
    FIELD_CHOICE(struct live_query, kind, "click,conversion,refused", FIELD_BLANK, "Only events of this kind."),
    FIELD_ID(struct live_query, partner_id, PREFIX_PARTNER, FIELD_BLANK, "Only this partner's."),
    FIELD_ID(struct live_query, program_id, PREFIX_PROGRAM, FIELD_BLANK, "Only this program's."),
    FIELD_INT64(struct live_query, before, 0, INSTANT_MAX_MS, FIELD_BLANK, "Older than this instant, in milliseconds."),
    FIELD_INT64(struct live_query, after, 0, INSTANT_MAX_MS, FIELD_BLANK, "Newer than this instant, in milliseconds."),
};
const struct schema schema_live_query = SCHEMA("LiveQuery", struct live_query, query_fields);

struct facts {
    struct definition items[FACTS_MAX];
    size_t count;
};

static void add_fact(struct facts *facts, struct text term, struct text value)
{
    if (!text_is_empty(value) && facts->count < FACTS_MAX) {
        facts->items[facts->count++] = (struct definition){.term = term, .value = value};
    }
}

static struct definition_list facts_list(const struct facts *facts)
{
    return (struct definition_list){.items = facts->items, .count = facts->count};
}

// For a shell: in single quotes, whatever it holds.
static void put_quoted(struct buf *buf, struct text t)
{
    buf_add_char(buf, '\'');
    for (size_t i = 0; i < t.n; i++) {
        if (t.p[i] == '\'') {
            buf_add(buf, TEXT("'\\''"));
        } else {
            buf_add_char(buf, t.p[i]);
        }
    }
    buf_add_char(buf, '\'');
}

static struct text joined(struct arena *arena, struct text a, struct text b)
{
    return text_is_empty(a) ? b : text_format(arena, "%.*s · %.*s", TEXT_PRINT(a), TEXT_PRINT(b));
}

// ---- one event ----

static struct live_event click_event(struct call *call, struct render *render, const struct live_click *c)
{
    const struct reader *r = &render->reader;
    struct text id = click_id_text(call->arena, call->keyring, c->id);
    struct facts *facts = arena_one(call->arena, struct facts);
    add_fact(facts, phrase_word_partner(r), c->partner);
    add_fact(facts, phrase_word_program(r), c->program);
    add_fact(facts, phrase_word_country(r), show_country(render, c->country));
    add_fact(facts, phrase_explore_device(r), show_device(render, text_of(report_device_text(c->device))));
    add_fact(facts, phrase_explore_unique(r), c->is_unique ? phrase_live_yes(r) : phrase_live_no(r));
    struct text link = call_link_url(call, c->code);
    struct text url = text_is_empty(c->parameters)
                          ? link
                          : text_format(call->arena, "%.*s?%.*s", TEXT_PRINT(link), TEXT_PRINT(c->parameters));
    struct buf command = buf_new(call->arena, COMMAND_BYTES_MAX);
    buf_add(&command, TEXT("curl -i "));
    put_quoted(&command, url);
    return (struct live_event){
        .id = text_format(call->arena, "click-%.*s", TEXT_PRINT(id)),
        .kind = phrase_word_click(r),
        .icon = ICON_CLICK,
        .tone = TONE_INFO,
        .at = click_id_instant(c->id),
        .title = c->partner,
        .about = joined(call->arena, c->code, c->program),
        .facts = facts_list(facts),
        .has_request = true,
        .request = {.name = text_format(call->arena, "request-%.*s", TEXT_PRINT(id)),
                    .label = phrase_live_request(r),
                    .code = text_format(call->arena, "GET %.*s", TEXT_PRINT(url))},
        .has_command = true,
        .command = {.name = text_format(call->arena, "command-%.*s", TEXT_PRINT(id)),
                    .label = phrase_live_curl(r),
                    .code = buf_text(&command)},
    };
}

// How long after the event its report came, where that says something.
static struct text delay_words(const struct reader *r, const struct live_conversion *c)
{
    int64_t seconds = (c->received_at.ms - c->occurred_at.ms) / 1000;
    return seconds < 0 ? TEXT_NONE : phrase_live_seconds(r, (struct phrase_live_seconds){.n = seconds});
}

// The postback that would report the same; the token is the advertiser's secret and not shown.
static struct text postback_command(struct call *call, const struct live_conversion *c)
{
    struct buf buf = buf_new(call->arena, COMMAND_BYTES_MAX);
    buf_format(&buf, "curl -i %.*s/postback -d token=TOKEN", TEXT_PRINT(call->app->public_url));
    const struct {
        const char *name;
        struct text value;
    } parts[] = {{"goal", c->goal_kind},
                 {"order_id", c->order_id},
                 {"amount", money_text(call->arena, c->amount)},
                 {"currency", text_copy(call->arena, currency_text(&c->amount.currency))}};
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        buf_add(&buf, TEXT(" --data-urlencode "));
        put_quoted(&buf, text_format(call->arena, "%s=%.*s", parts[i].name, TEXT_PRINT(parts[i].value)));
    }
    return buf_text(&buf);
}

static struct live_event conversion_event(struct call *call, struct render *render, const struct live_conversion *c,
                                          const struct live *live)
{
    const struct reader *r = &render->reader;
    struct text id = public_id_text(call->arena, call->keyring, PREFIX_CONVERSION, c->id.v);
    struct facts *facts = arena_one(call->arena, struct facts);
    struct text nobody = show_code(render, "cause", c->cause);
    add_fact(facts, phrase_word_order(r), c->order_id);
    add_fact(facts, phrase_word_partner(r), text_is_empty(c->partner) ? nobody : c->partner);
    add_fact(facts, phrase_word_program(r), c->program);
    add_fact(facts, phrase_word_state(r), render_state_word(render, show_conversion_state(c->status)));
    add_fact(facts, phrase_live_door(r), c->source);
    add_fact(facts, phrase_live_delay(r), delay_words(r, c));
    bool is_rejected = text_equal(c->status, TEXT("rejected"));
    struct live_event event = {
        .id = text_format(call->arena, "event-%.*s", TEXT_PRINT(id)),
        .kind = show_code(render, "goal", c->goal_kind),
        .icon = text_equal(c->goal_kind, TEXT("lead")) ? ICON_LEAD : ICON_SALE,
        .tone = is_rejected ? TONE_DANGER : TONE_SUCCESS,
        .at = c->received_at,
        .title = c->order_id,
        .about = joined(call->arena, text_is_empty(c->partner) ? phrase_conversions_nobody(r) : c->partner,
                        render_money(render, c->amount)),
        .url = show_url(call, "/conversions/", PREFIX_CONVERSION, c->id.v),
        .facts = facts_list(facts),
        .has_command = true,
        .command = {.name = text_format(call->arena, "command-%.*s", TEXT_PRINT(id)),
                    .label = phrase_live_curl(r),
                    .code = postback_command(call, c)},
    };
    for (size_t i = 0; i < live->report_count; i++) {
        if (live->reports[i].conversion_id.v == c->id.v) {
            event.has_request = true;
            event.request = (struct code_block_view){.name = text_format(call->arena, "request-%.*s", TEXT_PRINT(id)),
                                                     .label = phrase_live_request(r),
                                                     .code = live->reports[i].request};
        }
    }
    return event;
}

static struct live_event report_event(struct call *call, struct render *render, const struct live_report *report)
{
    const struct reader *r = &render->reader;
    struct facts *facts = arena_one(call->arena, struct facts);
    struct text words = phrase_of_fault(r, report->code);
    add_fact(facts, phrase_live_door(r), report->door);
    add_fact(facts, phrase_word_reason(r), text_is_empty(words) ? report->code : words);
    add_fact(facts, phrase_live_field(r), report->field);
    struct text name = text_format(call->arena, "report-%lld", (long long)report->id);
    return (struct live_event){.id = name,
                               .kind = phrase_live_refused(r),
                               .icon = ICON_REJECT,
                               .tone = TONE_DANGER,
                               .at = report->received_at,
                               .title = report->kind,
                               .about = joined(call->arena, report->door, report->code),
                               .facts = facts_list(facts),
                               .has_request = true,
                               .request = {.name = text_format(call->arena, "request-%.*s", TEXT_PRINT(name)),
                                           .label = phrase_live_request(r),
                                           .code = report->request}};
}

// ---- the list ----

static int compare_events(const void *left, const void *right)
{
    const struct live_event *a = left;
    const struct live_event *b = right;
    if (a->at.ms != b->at.ms) {
        return a->at.ms > b->at.ms ? -1 : 1;
    }
    return text_compare(a->id, b->id);
}

static bool is_wanted(const struct live_query *query, const char *kind)
{
    return text_is_empty(query->kind) || text_equal(query->kind, text_of(kind));
}

// The newest of all kinds together.
static enum rc read_events(struct call *call, struct render *render, const struct live_query *query,
                           struct live_event_list *ret_events)
{
    struct live_question question = {
        .after = {query->after.has ? query->after.v : call->now.ms - OLDEST_MS},
        .before = {query->before.has ? query->before.v : call->now.ms + DAY_MS},
        .partner_id = query->partner_id,
        .program_id = query->program_id,
        .limit = SHOWN + 1,
    };
    struct live live;
    TRY(flow_stored(&call->flow, live_read(call->db, call->arena, &question, &live)));
    size_t most = live.click_count + live.conversion_count + live.report_count;
    struct live_event *events = arena_many(call->arena, struct live_event, most);
    size_t count = 0;
    for (size_t i = 0; i < live.click_count && is_wanted(query, "click"); i++) {
        events[count++] = click_event(call, render, &live.clicks[i]);
    }
    for (size_t i = 0; i < live.conversion_count && is_wanted(query, "conversion"); i++) {
        events[count++] = conversion_event(call, render, &live.conversions[i], &live);
    }
    bool has_reports = query->partner_id.v == 0 && query->program_id.v == 0 && is_wanted(query, "refused");
    for (size_t i = 0; i < live.report_count && has_reports; i++) {
        if (text_equal(live.reports[i].outcome, TEXT("refused"))) {
            events[count++] = report_event(call, render, &live.reports[i]);
        }
    }
    if (count > 1) {
        qsort(events, count, sizeof(*events), compare_events);
    }
    *ret_events = (struct live_event_list){.items = events, .count = count > SHOWN + 1 ? SHOWN + 1 : count};
    return RC_OK;
}

static enum rc fill_chips(struct call *call, const struct render *render, const struct address *address,
                          struct live_view *view)
{
    const struct live_query *query = call->query;
    struct filter_chip *chips = arena_many(call->arena, struct filter_chip, 2);
    size_t count = 0;
    if (query->partner_id.v != 0) {
        struct partner partner;
        struct address_change change = {"partner_id", TEXT_NONE};
        TRY(access_partner(call, query->partner_id, &partner));
        chips[count++] = (struct filter_chip){.name = phrase_word_partner(&render->reader),
                                              .value = partner.name,
                                              .remove_url = address_url(address, &change, 1)};
    }
    if (query->program_id.v != 0) {
        struct program program;
        struct address_change change = {"program_id", TEXT_NONE};
        TRY(access_program(call, query->program_id, &program));
        chips[count++] = (struct filter_chip){.name = phrase_word_program(&render->reader),
                                              .value = program.name,
                                              .remove_url = address_url(address, &change, 1)};
    }
    view->chips = (struct filter_bar_view){.chips = {.items = chips, .count = count}, .clear_url = TEXT(PATH)};
    return RC_OK;
}

static void fill_tabs(const struct call *call, const struct render *render, const struct address *address,
                      struct live_view *view)
{
    const struct live_query *query = call->query;
    const struct reader *r = &render->reader;
    const struct text values[] = {TEXT_NONE, TEXT("click"), TEXT("conversion"), TEXT("refused")};
    const struct text labels[] = {phrase_conversions_all(r), phrase_word_clicks(r), phrase_word_conversions(r),
                                  phrase_live_refused(r)};
    struct tab_item *items = arena_many(call->arena, struct tab_item, 4);
    for (size_t i = 0; i < 4; i++) {
        const struct address_change changes[] = {{"kind", values[i]}, {"before", TEXT_NONE}};
        items[i] = (struct tab_item){
            .label = labels[i],
            .url = address_url(address, changes, 2),
            .is_current = i == 0 ? text_is_empty(query->kind) : text_equal(values[i], query->kind),
        };
    }
    view->tabs = (struct tabs_view){.label = phrase_word_kind(r), .tabs = {.items = items, .count = 4}};
}

enum rc web_operator_live(struct call *call)
{
    const struct live_query *query = call->query;
    struct render render;
    TRY(page_open(call, &render));
    const struct reader *r = &render.reader;
    struct live_view view = {.frame = portal_frame(call, &render, PLACE_LIVE)};
    struct address address;
    view.frame.title = phrase_live_title(r);
    TRY(flow_stored(&call->flow, db_read_begin(call->db)));
    AUTO_TRANSACTION(call->db);
    TRY(address_open(call, PATH, &address));
    fill_tabs(call, &render, &address, &view);
    TRY(fill_chips(call, &render, &address, &view));
    TRY(read_events(call, &render, query, &view.rows.events));
    const struct address_change now[] = {{"before", TEXT_NONE}, {"after", TEXT_NONE}};
    view.here = address_url(&address, now, 2);
    struct text rest = address_query(&address, now, 2);
    view.rows_url = text_format(call->arena, PATH "/rows?%.*s%safter=", TEXT_PRINT(rest), rest.n > 0 ? "&" : "");
    if (view.rows.events.count > SHOWN) {
        view.rows.events.count = SHOWN;
        struct text before = text_format(call->arena, "%lld", (long long)view.rows.events.items[SHOWN - 1].at.ms);
        const struct address_change older[] = {{"before", before}, {"after", TEXT_NONE}};
        view.older_url = address_url(&address, older, 2);
    }
    bool is_filtered = view.here.n > sizeof(PATH) - 1;
    view.empty = (struct empty_view){.kind = is_filtered ? EMPTY_NO_MATCH : EMPTY_NOTHING_YET,
                                     .icon = ICON_ACTIVITY,
                                     .title = phrase_live_empty(r),
                                     .message = phrase_live_empty_text(r),
                                     .action = is_filtered ? phrase_filter_clear(r) : phrase_word_partners(r),
                                     .url = is_filtered ? TEXT(PATH) : TEXT("/operator/partners")};
    live_html(&render, &view);
    return page_answer(call, &render);
}

enum rc web_operator_live_rows(struct call *call)
{
    struct render render;
    TRY(page_open(call, &render));
    struct live_rows_view rows;
    TRY(flow_stored(&call->flow, db_read_begin(call->db)));
    AUTO_TRANSACTION(call->db);
    TRY(read_events(call, &render, call->query, &rows.events));
    live_rows_html(&render, &rows);
    return page_answer(call, &render);
}

enum rc web_operator_live_stream(struct call *call)
{
    return live_stream(call);
}

enum rc web_partner_live_stream(struct call *call)
{
    return live_stream(call);
}
