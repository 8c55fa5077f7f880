// SPDX-License-Identifier: Apache-2.0
// The report builder; see performance.h.
#include "portal/performance.h"

#include <stddef.h>
#include <string.h>

#include "access.h"
#include "identity/public_id.h"
#include "network/network.h"
#include "performance_html.h"
#include "phrase/phrases.h"
#include "portal/list.h"
#include "portal/performance_private.h"
#include "portal/show.h"

#define DIMENSION_WORDS                                                                                             \
    "partner,program,offer,link,day,hour,country,device,source,sub1,sub2,sub3,sub4,sub5,sub6,sub7,sub8,sub9,sub10," \
    "none"
#define PARAMETER_WORDS "source,sub1,sub2,sub3,sub4,sub5,sub6,sub7,sub8,sub9,sub10"

static const struct field query_fields[] = {
    PERIOD_QUERY_FIELDS(struct performance_query),
    FIELD_CHOICE(struct performance_query, by1, DIMENSION_WORDS, FIELD_BLANK, "Rows by this dimension."),
    FIELD_CHOICE(struct performance_query, by2, DIMENSION_WORDS, FIELD_BLANK, "And by this one."),
    FIELD_CHOICE(struct performance_query, by3, DIMENSION_WORDS, FIELD_BLANK, "And by this one."),
    FIELD_CHOICE(struct performance_query, metric,
                 "clicks,unique_clicks,leads,sales,rejected,refunded,revenue,commission", FIELD_BLANK,
                 "The measure that is drawn and sorted by."),
    FIELD_CHOICE(struct performance_query, view, "table,pivot,heat,map", FIELD_BLANK, "How it is shown."),
    FIELD_ID(struct performance_query, partner_id, PREFIX_PARTNER, FIELD_BLANK, "Only this partner."),
    FIELD_ID(struct performance_query, program_id, PREFIX_PROGRAM, FIELD_BLANK, "Only this program."),
    FIELD_ID(struct performance_query, offer_id, PREFIX_OFFER, FIELD_BLANK, "Only this offer."),
    FIELD_ID(struct performance_query, link_id, PREFIX_LINK, FIELD_BLANK, "Only this link."),
    FIELD_TEXT(struct performance_query, country, 0, 2, FIELD_BLANK, "Only from this country; '-' for unknown."),
    FIELD_CHOICE(struct performance_query, device, "other,desktop,mobile,tablet,bot", FIELD_BLANK, "Only this device."),
    FIELD_CHOICE(struct performance_query, parameter, PARAMETER_WORDS, FIELD_BLANK, "Only with this parameter …"),
    FIELD_TEXT(struct performance_query, value, 0, 500, 0, "… of this value."),
    FIELD_INT64(struct performance_query, page, 1, REPORT_ROWS_MAX / PERFORMANCE_ROWS, FIELD_BLANK,
                "Which page of rows."),
    FIELD_CHOICE(struct performance_query, format, "csv,xlsx", FIELD_BLANK, "Answers with a file."),
};
const struct schema schema_performance_page_query =
    SCHEMA("PerformancePageQuery", struct performance_query, query_fields);

const struct metric performance_metrics[METRICS] = {
    {"clicks", PHRASE_WORD_CLICKS, offsetof(struct report_counts, clicks), false},
    {"unique_clicks", PHRASE_EXPLORE_UNIQUE, offsetof(struct report_counts, unique_clicks), false},
    {"leads", PHRASE_WORD_LEADS, offsetof(struct report_counts, leads), false},
    {"sales", PHRASE_WORD_SALES, offsetof(struct report_counts, sales), false},
    {"rejected", PHRASE_STATE_REJECTED, offsetof(struct report_counts, rejected), false},
    {"refunded", PHRASE_EXPLORE_REFUNDED, offsetof(struct report_counts, refunded), false},
    {"revenue", PHRASE_WORD_REVENUE, offsetof(struct report_counts, revenue_minor), true},
    {"commission", PHRASE_WORD_COMMISSION, offsetof(struct report_counts, commission_minor), true},
};

int64_t performance_value(const struct report_counts *counts, size_t offset)
{
    int64_t value = 0;
    memcpy(&value, (const char *)counts + offset, sizeof(value));
    return value;
}

struct text performance_format(const void *user, struct arena *arena, int64_t value)
{
    const struct performance *p = user;
    struct i18n *i18n = p->render->reader.i18n;
    return p->metric->is_money ? i18n_money(i18n, arena, (struct money){value, p->currency})
                               : i18n_integer(i18n, arena, value);
}

// ---- dimensions ----

struct text performance_label(const struct reader *r, enum report_dimension dimension)
{
    static const enum phrase labels[] = {
        [REPORT_PARTNER] = PHRASE_WORD_PARTNER, [REPORT_PROGRAM] = PHRASE_WORD_PROGRAM,
        [REPORT_OFFER] = PHRASE_WORD_OFFER,     [REPORT_LINK] = PHRASE_WORD_LINK,
        [REPORT_DAY] = PHRASE_EXPLORE_DAY,      [REPORT_HOUR] = PHRASE_EXPLORE_HOUR,
        [REPORT_COUNTRY] = PHRASE_WORD_COUNTRY, [REPORT_DEVICE] = PHRASE_EXPLORE_DEVICE,
        [REPORT_SOURCE] = PHRASE_EXPLORE_SOURCE};
    if (dimension >= REPORT_SUB1) {
        return phrase_explore_sub(r, (struct phrase_explore_sub){.number = (int64_t)(dimension - REPORT_SUB1) + 1});
    }
    return phrase_text(r, labels[dimension]);
}

static bool dimension_of(const struct performance_scope *scope, struct text name, enum report_dimension *ret_dimension)
{
    for (size_t i = 0; i < scope->dimension_count; i++) {
        if (text_equal(name, text_of(report_dimension_text(scope->dimensions[i])))) {
            *ret_dimension = scope->dimensions[i];
            return true;
        }
    }
    return false;
}

// by1 to by3: different ones that the scope knows; without any, the scope's first.
static void choose_dimensions(struct performance *p)
{
    const struct text names[PERFORMANCE_GROUPS] = {p->query->by1, p->query->by2, p->query->by3};
    struct report_request *request = &p->request;
    request->dimension_count = 0;
    for (size_t i = 0; i < PERFORMANCE_GROUPS; i++) {
        enum report_dimension dimension = REPORT_PARTNER;
        bool is_new = dimension_of(p->scope, names[i], &dimension);
        for (size_t k = 0; k < request->dimension_count; k++) {
            is_new = is_new && request->dimensions[k] != dimension;
        }
        if (is_new) {
            request->dimensions[request->dimension_count++] = dimension;
        }
    }
    if (request->dimension_count == 0) {
        request->dimensions[request->dimension_count++] = p->scope->dimensions[0];
    }
    bool is_map = text_equal(p->query->view, TEXT("map"));
    if (is_map) { // the map's list
        request->dimensions[0] = REPORT_COUNTRY;
        request->dimension_count = 1;
    }
}

// Where a value leads: it becomes a filter, and the next dimension is shown.
static struct text lead_on(const struct performance *p, enum report_dimension dimension, const char *name,
                           struct text value)
{
    static const char *const by[] = {"by1", "by2", "by3"};
    struct address_change changes[8];
    size_t count = 0;
    size_t left = 0;
    for (size_t i = 0; i < p->request.dimension_count; i++) {
        if (p->request.dimensions[i] != dimension) {
            changes[count++] =
                (struct address_change){by[left++], text_of(report_dimension_text(p->request.dimensions[i]))};
        }
    }
    if (left == 0) {
        bool has_links = dimension == REPORT_PARTNER || dimension == REPORT_OFFER || dimension == REPORT_PROGRAM;
        enum report_dimension next = has_links                 ? REPORT_LINK
                                     : dimension == REPORT_DAY ? REPORT_HOUR
                                                               : p->scope->dimensions[0];
        next = next == dimension ? REPORT_DAY : next;
        changes[count++] = (struct address_change){by[left++], text_of(report_dimension_text(next))};
    }
    while (left < PERFORMANCE_GROUPS) {
        changes[count++] = (struct address_change){by[left++], TEXT_NONE};
    }
    changes[count++] = (struct address_change){"view", TEXT_NONE};
    changes[count++] = (struct address_change){name, value};
    if (dimension == REPORT_DAY) {
        changes[count++] = (struct address_change){"to", value};
        changes[count++] = (struct address_change){"period", TEXT_NONE};
    } else if (dimension >= REPORT_SOURCE) {
        changes[count++] = (struct address_change){"parameter", text_of(report_dimension_text(dimension))};
    }
    return address_url(&p->address, changes, count);
}

static struct cell_view noun_key(const struct performance *p, enum report_dimension dimension, int64_t id,
                                 struct text label)
{
    static const struct {
        const char *name, *prefix;
    } nouns[] = {[REPORT_PARTNER] = {"partner_id", PREFIX_PARTNER},
                 [REPORT_PROGRAM] = {"program_id", PREFIX_PROGRAM},
                 [REPORT_OFFER] = {"offer_id", PREFIX_OFFER},
                 [REPORT_LINK] = {"link_id", PREFIX_LINK}};
    if (id == 0) {
        const struct reader *r = &p->render->reader;
        struct text word = dimension == REPORT_PARTNER ? phrase_conversions_nobody(r) : phrase_explore_none(r);
        return (struct cell_view){.kind = CELL_TEXT, .text = word};
    }
    struct text public = public_id_text(p->call->arena, p->call->keyring, nouns[dimension].prefix, id);
    return (struct cell_view){
        .kind = CELL_NAME, .text = label, .url = lead_on(p, dimension, nouns[dimension].name, public)};
}

static struct cell_view time_key(const struct performance *p, enum report_dimension dimension, struct text key)
{
    struct instant local = {0};
    bool is_day = dimension == REPORT_DAY;
    struct text whole = is_day ? key : text_format(p->call->arena, "%.*s:00Z", TEXT_PRINT(key));
    if (instant_parse(whole, &local) != RC_OK) {
        return (struct cell_view){.kind = CELL_NAME, .text = key};
    }
    struct instant at = zone_instant_of_local(p->period.zone, local);
    return (struct cell_view){.kind = CELL_TEXT,
                              .text = is_day ? render_date(p->render, at) : render_time(p->render, at),
                              .url = is_day ? lead_on(p, dimension, "from", key) : TEXT_NONE};
}

struct cell_view performance_key(const struct performance *p, const struct report_row *row, size_t at)
{
    enum report_dimension dimension = p->request.dimensions[at];
    const struct reader *r = &p->render->reader;
    struct text key = row->keys[at];
    if (dimension <= REPORT_LINK) {
        return noun_key(p, dimension, row->ids[at], key);
    }
    if (dimension == REPORT_DAY || dimension == REPORT_HOUR) {
        return time_key(p, dimension, key);
    }
    if (dimension == REPORT_COUNTRY) {
        struct text name = show_country(p->render, key);
        return (struct cell_view){.kind = CELL_TEXT,
                                  .text = text_is_empty(name) ? phrase_explore_unknown(r) : name,
                                  .url = lead_on(p, dimension, "country", text_is_empty(key) ? TEXT("-") : key)};
    }
    if (dimension == REPORT_DEVICE) {
        return (struct cell_view){
            .kind = CELL_TEXT, .text = show_device(p->render, key), .url = lead_on(p, dimension, "device", key)};
    }
    bool is_none = text_is_empty(key);
    return (struct cell_view){.kind = is_none ? CELL_TEXT : CELL_NAME,
                              .text = is_none ? phrase_explore_none(r) : key,
                              .url = is_none ? TEXT_NONE : lead_on(p, dimension, "value", key)};
}

#define WAY_MAX 10 // parameters beside the days

// The partner and program of the row, as far as they are known and the list takes them.
static size_t narrow(const struct performance *p, const struct report_row *row, struct address_change *changes)
{
    struct call *call = p->call;
    struct partner_id partner = p->request.partner_id;
    struct program_id program = p->request.program_id;
    size_t count = 0;
    for (size_t i = 0; i < p->request.dimension_count; i++) {
        partner.v = p->request.dimensions[i] == REPORT_PARTNER ? row->ids[i] : partner.v;
        program.v = p->request.dimensions[i] == REPORT_PROGRAM ? row->ids[i] : program.v;
    }
    if ((p->scope->narrows & PERFORMANCE_BY_PARTNER) != 0 && partner.v != 0) {
        struct text id = public_id_text(call->arena, call->keyring, PREFIX_PARTNER, partner.v);
        changes[count++] = (struct address_change){"partner_id", id};
    }
    if ((p->scope->narrows & PERFORMANCE_BY_PROGRAM) != 0 && program.v != 0) {
        struct text id = public_id_text(call->arena, call->keyring, PREFIX_PROGRAM, program.v);
        changes[count++] = (struct address_change){"program_id", id};
    }
    return count;
}

// Offer, link, country and device likewise.
static size_t narrow_place(const struct performance *p, const struct report_row *row, struct address_change *changes)
{
    struct call *call = p->call;
    struct offer_id offer = p->request.offer_id;
    struct link_id link = p->request.link_id;
    struct text country = p->query->country;
    struct text device = p->query->device;
    size_t count = 0;
    if ((p->scope->narrows & PERFORMANCE_BY_PLACE) == 0) {
        return 0;
    }
    for (size_t i = 0; i < p->request.dimension_count; i++) {
        enum report_dimension dimension = p->request.dimensions[i];
        struct text key = row->keys[i]; // TEXT_NONE: of a total
        offer.v = dimension == REPORT_OFFER && row->ids[i] != 0 ? row->ids[i] : offer.v;
        link.v = dimension == REPORT_LINK && row->ids[i] != 0 ? row->ids[i] : link.v;
        if (dimension == REPORT_COUNTRY && text_is(key)) {
            country = text_is_empty(key) ? TEXT("-") : key;
        }
        device = dimension == REPORT_DEVICE && text_is(key) ? key : device;
    }
    if (offer.v != 0) {
        struct text id = public_id_text(call->arena, call->keyring, PREFIX_OFFER, offer.v);
        changes[count++] = (struct address_change){"offer_id", id};
    }
    if (link.v != 0) {
        struct text id = public_id_text(call->arena, call->keyring, PREFIX_LINK, link.v);
        changes[count++] = (struct address_change){"link_id", id};
    }
    if (!text_is_empty(country)) {
        changes[count++] = (struct address_change){"country", country};
    }
    if (!text_is_empty(device)) {
        changes[count++] = (struct address_change){"device", device};
    }
    return count;
}

// The days of a row: one of them when rows are days or hours.
static struct period days_of(const struct performance *p, const struct report_row *row)
{
    struct period days = p->period;
    struct instant day;
    for (size_t i = 0; i < p->request.dimension_count; i++) {
        bool is_time = p->request.dimensions[i] == REPORT_DAY || p->request.dimensions[i] == REPORT_HOUR;
        if (is_time && row->keys[i].n >= 10 && instant_parse(text_slice(row->keys[i], 0, 10), &day) == RC_OK) {
            days.name = TEXT("custom");
            days.first = day_number(day);
            days.last = days.first;
        }
    }
    return days;
}

// Where a figure of orders or of commission leads: to the events, as far as the list can be narrowed down to them.
static struct text events_url(const struct performance *p, const struct report_row *row, const struct metric *metric)
{
    const struct performance_scope *scope = p->scope;
    struct address_change changes[WAY_MAX];
    struct period days = days_of(p, row);
    struct text name = text_of(metric->name);
    bool is_commission = text_equal(name, TEXT("commission"));
    size_t count = narrow(p, row, changes);
    count += narrow_place(p, row, changes + count);
    if (!currency_is_none(row->currency)) {
        changes[count++] = (struct address_change){"currency", currency_text(&row->currency)};
    }
    if (is_commission && scope->commissions_path != NULL) {
        changes[count++] = (struct address_change){"origin", TEXT("event")};
        return period_url(p->render, &days, scope->commissions_path, changes, count);
    }
    bool is_kind = text_equal(name, TEXT("leads")) || text_equal(name, TEXT("sales"));
    if (text_equal(name, TEXT("rejected"))) {
        changes[count++] = (struct address_change){"status", TEXT("rejected")};
    } else if (is_kind || text_equal(name, TEXT("revenue"))) {
        changes[count++] = (struct address_change){"status", TEXT("counted")};
    }
    if (is_kind && (scope->narrows & PERFORMANCE_BY_KIND) != 0) {
        changes[count++] = (struct address_change){"kind", text_slice(name, 0, name.n - 1)}; // without the plural's s
    }
    return period_url(p->render, &days, scope->conversions_path, changes, count);
}

static struct text clicks_url(const struct performance *p, const struct report_row *row)
{
    if (p->scope->clicks_path == NULL) {
        return TEXT_NONE;
    }
    struct address_change changes[WAY_MAX];
    struct address address = {.arena = p->call->arena, .path = p->scope->clicks_path};
    size_t count = narrow(p, row, changes);
    return address_url(&address, changes, count);
}

struct cell_view performance_figure(const struct performance *p, const struct report_row *row,
                                    const struct metric *metric)
{
    int64_t value = performance_value(&row->counts, metric->offset);
    if (metric->is_money) {
        return (struct cell_view){
            .kind = CELL_MONEY, .money = {value, row->currency}, .url = events_url(p, row, metric), .is_figure = true};
    }
    bool is_clicks = metric->offset <= offsetof(struct report_counts, unique_clicks);
    struct text url = is_clicks ? clicks_url(p, row) : events_url(p, row, metric);
    return (struct cell_view){
        .kind = CELL_NUMBER, .number = value, .url = value == 0 ? TEXT_NONE : url, .is_figure = true};
}

// ---- the question ----

struct chips {
    struct filter_chip items[8];
    size_t count;
};

static void add_chip(const struct performance *p, struct chips *chips, const char *name, struct text label,
                     struct text value)
{
    const struct address_change changes[] = {{name, TEXT_NONE}, {"value", TEXT_NONE}};
    bool is_parameter = text_equal(text_of(name), TEXT("parameter"));
    chips->items[chips->count++] = (struct filter_chip){
        .name = label, .value = value, .remove_url = address_url(&p->address, changes, is_parameter ? 2 : 1)};
}

// Filters that name things: what cannot be reached is not there (404).
static enum rc filter_nouns(struct performance *p, struct chips *chips)
{
    const struct performance_query *query = p->query;
    struct call *call = p->call;
    const struct reader *r = &p->render->reader;
    struct report_request *request = &p->request;
    request->partner_id = p->scope->partner_id;
    request->advertiser_id = p->scope->advertiser_id;
    if (query->partner_id.v != 0 && p->scope->partner_id.v == 0) {
        struct partner partner;
        TRY(access_partner(call, query->partner_id, &partner));
        request->partner_id = partner.id;
        add_chip(p, chips, "partner_id", phrase_word_partner(r), partner.name);
    }
    if (query->program_id.v != 0) {
        struct program program;
        TRY(access_program(call, query->program_id, &program));
        request->program_id = program.id;
        add_chip(p, chips, "program_id", phrase_word_program(r), program.name);
    }
    if (query->offer_id.v != 0) {
        struct offer offer;
        TRY(access_offer(call, query->offer_id, &offer));
        request->offer_id = offer.id;
        add_chip(p, chips, "offer_id", phrase_word_offer(r), offer.name);
    }
    if (query->link_id.v != 0) {
        struct link link;
        TRY(access_link(call, query->link_id, &link));
        request->link_id = link.id;
        add_chip(p, chips, "link_id", phrase_word_link(r), link.code);
    }
    return RC_OK;
}

static enum rc choose_filters(struct performance *p, struct performance_view *view)
{
    const struct performance_query *query = p->query;
    const struct reader *r = &p->render->reader;
    struct chips *chips = arena_one(p->call->arena, struct chips);
    p->request.country = TEXT_NONE;
    TRY(filter_nouns(p, chips));
    if (!text_is_empty(query->country)) {
        bool is_unknown = text_equal(query->country, TEXT("-"));
        struct text name = show_country(p->render, query->country);
        p->request.country = is_unknown ? TEXT("") : query->country;
        name = is_unknown ? phrase_explore_unknown(r) : text_is_empty(name) ? query->country : name;
        add_chip(p, chips, "country", phrase_word_country(r), name);
    }
    if (!text_is_empty(query->device)) {
        p->request.device.has = report_device_parse(query->device, &p->request.device.v);
        add_chip(p, chips, "device", phrase_explore_device(r), show_device(p->render, query->device));
    }
    if (!text_is_empty(query->parameter)) {
        enum report_dimension dimension = REPORT_PARTNER;
        if (dimension_of(p->scope, query->parameter, &dimension)) {
            p->request.parameter = dimension;
            p->request.parameter_value = text_is(query->value) ? query->value : TEXT("");
            add_chip(p, chips, "parameter", performance_label(r, dimension), p->request.parameter_value);
        }
    }
    view->chips = (struct filter_bar_view){.chips = {.items = chips->items, .count = chips->count},
                                           .clear_url = text_of(p->scope->path)};
    return RC_OK;
}

static void choose_metric(struct performance *p)
{
    p->metric = &performance_metrics[METRICS - 2];
    for (size_t i = 0; i < METRICS; i++) {
        if (text_equal(p->query->metric, text_of(performance_metrics[i].name))) {
            p->metric = &performance_metrics[i];
        }
    }
}

// ---- the page ----

static struct select_view dimension_select(const struct performance *p, size_t at)
{
    static const char *const names[] = {"by1", "by2", "by3"};
    const struct reader *r = &p->render->reader;
    size_t count = p->scope->dimension_count;
    struct choice *items = arena_many(p->call->arena, struct choice, count + 1);
    items[0] = (struct choice){.value = TEXT("none"), .label = phrase_explore_no_group(r)};
    size_t first = at == 0 ? 1 : 0;
    for (size_t i = 0; i < count; i++) {
        enum report_dimension dimension = p->scope->dimensions[i];
        items[i + 1] = (struct choice){
            .value = text_of(report_dimension_text(dimension)),
            .label = performance_label(r, dimension),
            .is_chosen = at < p->request.dimension_count && p->request.dimensions[at] == dimension,
        };
    }
    static const enum phrase labels[] = {PHRASE_EXPLORE_BY, PHRASE_EXPLORE_THEN, PHRASE_EXPLORE_THEN};
    return (struct select_view){.field = {.name = text_of(names[at]),
                                          .label = phrase_text(r, labels[at]),
                                          .is_optional = true,
                                          .is_unmarked = true},
                                .choices = {.items = items + first, .count = count + 1 - first}};
}

static void fill_builder(const struct performance *p, struct performance_view *view)
{
    static const char *const own[] = {"by1", "by2", "by3", "metric"};
    const struct reader *r = &p->render->reader;
    struct select_view *selects = arena_many(p->call->arena, struct select_view, PERFORMANCE_GROUPS + 1);
    struct choice *metrics = arena_many(p->call->arena, struct choice, METRICS);
    for (size_t i = 0; i < METRICS; i++) {
        metrics[i] = (struct choice){.value = text_of(performance_metrics[i].name),
                                     .label = phrase_text(r, performance_metrics[i].label),
                                     .is_chosen = p->metric == &performance_metrics[i]};
    }
    selects[0] = (struct select_view){.field = {.name = TEXT("metric"), .label = phrase_explore_measure(r)},
                                      .choices = {.items = metrics, .count = METRICS}};
    for (size_t i = 0; i < PERFORMANCE_GROUPS; i++) {
        selects[i + 1] = dimension_select(p, i);
    }
    view->selects = (struct select_list){.items = selects, .count = PERFORMANCE_GROUPS + 1};
    view->kept = address_kept(&p->address, own, 4);
    view->path = text_of(p->scope->path);
    view->metric = phrase_text(r, p->metric->label);
}

static void fill_tabs(const struct performance *p, struct performance_view *view)
{
    static const struct {
        const char *name;
        enum phrase label;
    } views[] = {{"", PHRASE_EXPLORE_TABLE},
                 {"pivot", PHRASE_EXPLORE_PIVOT},
                 {"heat", PHRASE_EXPLORE_HEAT},
                 {"map", PHRASE_EXPLORE_MAP}};
    struct tab_item *items = arena_many(p->call->arena, struct tab_item, 4);
    struct text now = text_equal(p->query->view, TEXT("table")) ? TEXT("") : p->query->view;
    for (size_t i = 0; i < 4; i++) {
        struct address_change changes[] = {{"view", text_of(views[i].name)}, {"by2", TEXT("country")}};
        bool needs_second = i == 1 && p->request.dimension_count < 2;
        changes[1].value = p->request.dimensions[0] == REPORT_COUNTRY ? TEXT("device") : TEXT("country");
        items[i] = (struct tab_item){
            .label = phrase_text(&p->render->reader, views[i].label),
            .url = address_url(&p->address, changes, needs_second ? 2 : 1),
            .is_current = i == 0 ? text_is_empty(now) : text_equal(now, text_of(views[i].name)),
        };
    }
    view->tabs =
        (struct tabs_view){.label = phrase_explore_views(&p->render->reader), .tabs = {.items = items, .count = 4}};
}

// Questions to start from, as far as the scope has their dimensions.
static void fill_questions(const struct performance *p, struct performance_view *view)
{
    static const struct {
        enum phrase label;
        const char *query;
        enum report_dimension needs;
    } all[] = {
        {PHRASE_EXPLORE_Q_PARTNERS, "by1=partner&metric=revenue", REPORT_PARTNER},
        {PHRASE_EXPLORE_Q_FELL, "by1=partner&metric=clicks&compare=previous_weekdays", REPORT_PARTNER},
        {PHRASE_EXPLORE_Q_LINKS, "by1=link&metric=clicks", REPORT_LINK},
        {PHRASE_EXPLORE_Q_WHERE, "by1=country&metric=sales&view=map", REPORT_COUNTRY},
        {PHRASE_EXPLORE_Q_WHEN, "metric=clicks&view=heat", REPORT_HOUR},
        {PHRASE_EXPLORE_Q_CAMPAIGN, "by1=sub1&metric=commission", REPORT_SUB1},
        {PHRASE_EXPLORE_Q_DEVICE, "by1=device&by2=country&metric=clicks&view=pivot", REPORT_DEVICE},
    };
    size_t count = 0;
    struct question *items = arena_many(p->call->arena, struct question, sizeof(all) / sizeof(all[0]));
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        enum report_dimension needed = REPORT_PARTNER;
        if (dimension_of(p->scope, text_of(report_dimension_text(all[i].needs)), &needed)) {
            items[count++] = (struct question){
                .label = phrase_text(&p->render->reader, all[i].label),
                .url = text_format(p->call->arena, "%s?%s", p->scope->path, all[i].query),
                .is_current = text_equal(p->call->request->query, text_of(all[i].query)),
            };
        }
    }
    view->questions = (struct question_list){.items = items, .count = count};
}

static struct figure_view figure_of(const struct performance *p, const struct span *span, const struct metric *metric)
{
    int64_t now = performance_value(&span->now, metric->offset);
    int64_t before = performance_value(&span->before, metric->offset);
    struct address_change change = {"metric", text_of(metric->name)};
    struct figure_view figure = {
        .label = phrase_text(&p->render->reader, metric->label),
        .value = metric->is_money ? render_money(p->render, span_money(span, now)) : render_number(p->render, now),
        .url = address_url(&p->address, &change, 1),
        .change = span->is_compared ? span_change(now, before) : (struct change_view){.is_known = false},
        .is_hero = metric == p->metric,
    };
    if (metric->is_money) {
        figure.beside = span_money_figure(p->render, span, figure.label, metric->offset, NULL).beside;
    }
    bool is_bad = metric->offset == offsetof(struct report_counts, rejected) ||
                  metric->offset == offsetof(struct report_counts, refunded);
    figure.change.is_fewer_good = is_bad;
    return figure;
}

static enum rc fill_figures(struct performance *p, struct performance_view *view)
{
    static const size_t shown[] = {0, 2, 3, 6, 7}; // clicks, leads, sales, revenue, commission
    struct span *span = arena_one(p->call->arena, struct span);
    TRY(span_read(p->call, &p->period, &p->request, span));
    p->currency = span->currency;
    struct figure_view *items = arena_many(p->call->arena, struct figure_view, 6);
    size_t count = 0;
    items[count++] = figure_of(p, span, p->metric);
    for (size_t i = 0; i < sizeof(shown) / sizeof(shown[0]) && count < 5; i++) {
        if (&performance_metrics[shown[i]] != p->metric) {
            items[count++] = figure_of(p, span, &performance_metrics[shown[i]]);
        }
    }
    view->figures = (struct figure_views){.items = items, .count = count};
    view->converted = converted_note(p->render, &span->converted);
    view->chart = span_chart(p->render, span, phrase_text(&p->render->reader, p->metric->label), p->metric->offset,
                             p->metric->is_money);
    return RC_OK;
}

static enum rc fill_view(struct performance *p, struct performance_view *view)
{
    struct text shown = p->query->view;
    TRY(fill_figures(p, view));
    if (text_equal(shown, TEXT("heat"))) {
        return performance_heat(p, view);
    }
    if (text_equal(shown, TEXT("pivot")) && p->request.dimension_count > 1) {
        return performance_pivot(p, view);
    }
    if (text_equal(shown, TEXT("map"))) {
        TRY(performance_map(p, view));
    }
    return performance_table(p, view);
}

enum rc performance_page(struct call *call, const struct performance_scope *scope)
{
    struct render render;
    TRY(page_open(call, &render));
    const struct reader *r = &render.reader;
    TRY(flow_stored(&call->flow, db_read_begin(call->db)));
    AUTO_TRANSACTION(call->db);
    struct performance p = {.call = call, .render = &render, .scope = scope, .query = call->query};
    struct performance_view *view = arena_one(call->arena, struct performance_view);
    TRY(address_open(call, scope->path, &p.address));
    TRY(period_read(call, &render, &p.query->period, &p.period));
    choose_metric(&p);
    TRY(choose_filters(&p, view));
    choose_dimensions(&p);
    p.request.zone = p.period.zone;
    p.request.from = p.period.from;
    p.request.to = p.period.to;
    if (!text_is_empty(p.query->format)) {
        return performance_file(&p);
    }
    view->frame = portal_frame(call, &render, scope->place);
    view->frame.title = phrase_text(r, scope->title);
    view->dates = period_bar(&render, &p.period, &p.address);
    fill_questions(&p, view);
    fill_builder(&p, view);
    fill_tabs(&p, view);
    TRY(list_bar_fill(call, &render, &p.address, &view->bar));
    TRY(fill_view(&p, view));
    view->empty = (struct empty_view){.kind = EMPTY_NO_MATCH,
                                      .icon = ICON_CHART,
                                      .title = phrase_explore_empty(r),
                                      .message = phrase_explore_empty_text(r),
                                      .action = phrase_explore_all_time(r),
                                      .url = text_format(call->arena, "%s?period=all", scope->path)};
    performance_html(&render, view);
    return page_answer(call, &render);
}
