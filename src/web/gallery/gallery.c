// SPDX-License-Identifier: Apache-2.0
// What the gallery shows: invented people and sums, words from the catalogue. See gallery.h.
#include "gallery/gallery.h"

#include <string.h>

#include "core/bug.h"
#include "gallery_html.h"
#include "phrase/phrases.h"

#define EUR ((struct currency){.code = "EUR"})
#define SAMPLE_AT ((struct instant){.ms = 1764410582000}) // 2025-11-29T10:03:02Z

// A copy in the page's memory.
#define KEEP(arena, ...) memcpy(arena_bytes((arena), sizeof(__VA_ARGS__)), (__VA_ARGS__), sizeof(__VA_ARGS__))

static struct money eur(int64_t minor)
{
    return (struct money){.minor = minor, .currency = EUR};
}

static void fill_frame(struct arena *arena, const struct reader *r, struct gallery_view *view)
{
    struct menu_item items[] = {
        {.label = phrase_word_today(r), .url = TEXT("/gallery"), .icon = ICON_HOME, .is_current = true},
        {.label = phrase_word_reports(r), .url = TEXT("#table"), .icon = ICON_CHART},
        {.label = phrase_word_partners(r), .url = TEXT("#table"), .icon = ICON_PARTNERS, .count = 12},
        {.label = phrase_word_commissions(r), .url = TEXT("#receipt"), .icon = ICON_RECEIPT, .count = 1234},
        {.label = phrase_word_payouts(r), .url = TEXT("#story"), .icon = ICON_PAYOUT},
        {.label = phrase_word_links(r), .url = TEXT("#form"), .icon = ICON_LINK},
        {.label = phrase_word_settings(r), .url = TEXT("#form"), .icon = ICON_SETTINGS},
    };
    view->menu = (struct menu_list){.items = KEEP(arena, items), .count = sizeof(items) / sizeof(items[0])};
    struct breadcrumb_item path[] = {
        {.label = phrase_word_partners(r), .url = TEXT("#table")},
        {.label = TEXT("Anna Keller")},
    };
    view->path = (struct breadcrumb_list){.items = KEEP(arena, path), .count = 2};
    struct tab_item tabs[] = {
        {.label = phrase_word_links(r), .url = TEXT("#a"), .is_current = true},
        {.label = phrase_word_leads(r), .url = TEXT("#b"), .count = 3},
        {.label = phrase_word_commissions(r), .url = TEXT("#c"), .count = 1284},
        {.label = phrase_word_payouts(r), .url = TEXT("#d")},
    };
    view->tabs = (struct tab_list){.items = KEEP(arena, tabs), .count = 4};
    struct definition pairs[] = {
        {.term = phrase_word_email(r), .value = TEXT("anna.keller@a-rather-long-company-name.example")},
        {.term = phrase_word_country(r), .value = TEXT("DE")},
        {.term = phrase_word_program(r), .value = TEXT("Shoes and Socks")},
    };
    view->pairs = (struct definition_list){.items = KEEP(arena, pairs), .count = 3};
}

// The words of the trade, as they stand alone.
static void fill_words(struct arena *arena, const struct reader *r, struct gallery_view *view)
{
    static const enum phrase words[] = {
        PHRASE_WORD_PARTNER,    PHRASE_WORD_ADVERTISER, PHRASE_WORD_PROGRAM,    PHRASE_WORD_OFFER,
        PHRASE_WORD_LINK,       PHRASE_WORD_CLICK,      PHRASE_WORD_LEAD,       PHRASE_WORD_SALE,
        PHRASE_WORD_ORDER,      PHRASE_WORD_CUSTOMER,   PHRASE_WORD_CONVERSION, PHRASE_WORD_CONVERSIONS,
        PHRASE_WORD_COMMISSION, PHRASE_WORD_PAYOUT,     PHRASE_WORD_AMOUNT,     PHRASE_WORD_DATE,
        PHRASE_WORD_NAME,       PHRASE_WORD_COUNTRY,    PHRASE_WORD_STATE,
    };
    size_t count = sizeof(words) / sizeof(words[0]);
    struct definition *pairs = arena_many(arena, struct definition, count);
    for (size_t i = 0; i < count; i++) {
        pairs[i] = (struct definition){.term = phrase_text(r, words[i])};
    }
    view->words = (struct definition_list){.items = pairs, .count = count};
}

static void fill_figures(const struct reader *r, struct render *render, struct gallery_view *view)
{
    struct gallery_state *states = arena_many(render->arena, struct gallery_state, STATE_COUNT);
    for (size_t i = 0; i < STATE_COUNT; i++) {
        states[i].state = (enum state)i;
    }
    view->states = (struct gallery_state_list){.items = states, .count = STATE_COUNT};
    view->amount = eur(123456);
    view->yen = (struct money){.minor = 1234567, .currency = {.code = "JPY"}};
    view->loss = eur(-1250);
    view->up = (struct change_view){.ppm = 124000, .is_known = true};
    view->down = (struct change_view){.ppm = -63000, .is_known = true};
    view->same = (struct change_view){.ppm = 0, .is_known = true};
    view->available = render_money(render, eur(841205));
    view->revenue = render_money(render, eur(9876543210));
    view->total = eur(8931870);
    view->confirm = phrase_gallery_confirm(
        r, (struct phrase_gallery_confirm){.amount = render_money(render, eur(184230)), .n = 37});
    view->hold = phrase_gallery_hold(r, (struct phrase_gallery_hold){.date = render_date(render, SAMPLE_AT)});
    view->level = phrase_gallery_level(r, (struct phrase_gallery_level){.percent = render_percent(render, 640000)});
}

static void fill_table(struct arena *arena, const struct reader *r, struct gallery_view *view)
{
    struct column columns[] = {
        {.label = phrase_word_partner(r), .sort_url = TEXT("?sort=name")},
        {.label = phrase_word_state(r)},
        {.label = phrase_word_clicks(r), .sort_url = TEXT("?sort=clicks"), .is_figure = true},
        {.label = phrase_word_sales(r), .sort_url = TEXT("?sort=sales"), .is_figure = true},
        {.label = phrase_word_commission(r),
         .sort_url = TEXT("?sort=-commission"),
         .sort = SORT_DOWN,
         .is_figure = true},
    };
    view->columns = (struct column_list){.items = KEEP(arena, columns), .count = 5};
    static const struct {
        const char *name, *detail;
        enum state state;
        int64_t clicks, sales, minor, ppm;
    } people[] = {
        {"Anna Keller", "prt_8f2k3m", STATE_ACTIVE, 18432, 412, 3481250, 82000},
        {"Société Générale du Partenariat et des Recommandations", "prt_1c9x7a", STATE_ACTIVE, 9120, 231, 2210000,
         -41000},
        {"Ольга Воскресенская-Белозёрова", "prt_5v0q2d", STATE_PAUSED, 7781, 180, 1690420, 0},
        {"株式会社さくらマーケティング", "prt_7j4h6n", STATE_ACTIVE, 5210, 96, 903300, 310000},
        {"Tomás Ó Súilleabháin", "prt_2b8w5t", STATE_PENDING, 1204, 31, 402100, 12000},
        {"max", "prt_9m1z0c", STATE_REJECTED, 3, 0, 0, 0},
        {"Rosa & Paul <b>Blog</b>", "prt_4d6r8y", STATE_ARCHIVED, 880, 12, 244800, -560000},
    };
    size_t count = sizeof(people) / sizeof(people[0]);
    struct gallery_row *rows = arena_many(arena, struct gallery_row, count);
    for (size_t i = 0; i < count; i++) {
        rows[i] = (struct gallery_row){
            .partner = text_of(people[i].name),
            .detail = text_of(people[i].detail),
            .state = people[i].state,
            .clicks = people[i].clicks,
            .sales = people[i].sales,
            .commission = eur(people[i].minor),
            .receipt_url = TEXT("#receipt"),
            .change = {.ppm = people[i].ppm, .is_known = people[i].ppm != 0},
        };
    }
    view->rows = (struct gallery_row_list){.items = rows, .count = count};
    view->one_row = (struct gallery_row_list){.items = rows, .count = 1};
    struct choice actions[] = {
        {.value = TEXT("approve"), .label = phrase_partners_approve(r)},
        {.value = TEXT("reject"), .label = phrase_partners_reject(r)},
    };
    view->actions = (struct choice_list){.items = KEEP(arena, actions), .count = 2};
    struct filter_chip chips[] = {
        {.name = phrase_word_state(r), .value = TEXT("active"), .remove_url = TEXT("?a")},
        {.name = phrase_word_country(r), .value = TEXT("DE, FR, JP"), .remove_url = TEXT("?b")},
    };
    view->chips = (struct filter_chip_list){.items = KEEP(arena, chips), .count = 2};
}

static void fill_dates(struct arena *arena, const struct reader *r, struct gallery_view *view)
{
    struct period_choice periods[] = {
        {.label = phrase_period_today(r), .url = TEXT("?period=today")},
        {.label = phrase_period_yesterday(r), .url = TEXT("?period=yesterday")},
        {.label = phrase_period_days(r, (struct phrase_period_days){.n = 7}), .url = TEXT("?period=7d")},
        {.label = phrase_period_days(r, (struct phrase_period_days){.n = 28}),
         .url = TEXT("?period=28d"),
         .is_current = true},
        {.label = phrase_period_days(r, (struct phrase_period_days){.n = 90}), .url = TEXT("?period=90d")},
        {.label = phrase_period_month(r), .url = TEXT("?period=month")},
        {.label = phrase_period_last_month(r), .url = TEXT("?period=last_month")},
        {.label = phrase_period_quarter(r), .url = TEXT("?period=quarter")},
        {.label = phrase_period_year(r), .url = TEXT("?period=year")},
        {.label = phrase_period_all(r), .url = TEXT("?period=all")},
    };
    view->dates = (struct date_bar_view){
        .periods = {.items = KEEP(arena, periods), .count = sizeof(periods) / sizeof(periods[0])},
        .action = TEXT("/gallery"),
        .from = TEXT("2025-11-02"),
        .to = TEXT("2025-11-29"),
        .shown = phrase_period_custom(r),
        .compare = COMPARE_PREVIOUS,
        .is_by_weekday = true,
        .zone = TEXT("Europe/Paris"),
        .until = TEXT("14:03"),
    };
}

static void fill_forms(struct arena *arena, const struct reader *r, struct gallery_view *view)
{
    view->email = (struct field_view){.name = TEXT("email"), .label = phrase_word_email(r)};
    view->email_wrong = (struct field_view){
        .name = TEXT("email-wrong"),
        .label = phrase_word_email(r),
        .error = phrase_of_fault(r, TEXT("email_malformed")),
    };
    view->site = (struct field_view){.name = TEXT("site"), .label = phrase_gallery_site(r), .is_optional = true};
    view->rate = (struct field_view){
        .name = TEXT("rate"),
        .label = phrase_gallery_rate(r),
        .hint = phrase_of_fault(r, TEXT("percent_malformed")),
    };
    view->note = (struct field_view){.name = TEXT("note"), .label = phrase_word_note(r), .is_optional = true};
    view->method = (struct field_view){.name = TEXT("method"), .label = phrase_gallery_method(r)};
    view->country = (struct field_view){.name = TEXT("country"), .label = phrase_word_country(r)};
    view->terms = (struct field_view){
        .name = TEXT("terms"),
        .label = phrase_gallery_terms(r),
        .error = phrase_of_fault(r, TEXT("field_missing")),
    };
    struct choice methods[] = {
        {.value = TEXT("bank"),
         .label = phrase_gallery_bank(r),
         .hint = phrase_gallery_bank_hint(r),
         .is_chosen = true},
        {.value = TEXT("paypal"), .label = phrase_gallery_paypal(r), .hint = phrase_gallery_paypal_hint(r)},
    };
    view->methods = (struct choice_list){.items = KEEP(arena, methods), .count = 2};
    struct choice countries[] = {
        {.value = TEXT("DE"), .label = TEXT("Deutschland"), .is_chosen = true},
        {.value = TEXT("JP"), .label = TEXT("日本")},
    };
    view->countries = (struct choice_list){.items = KEEP(arena, countries), .count = 2};
    struct form_error errors[] = {
        {.field = TEXT("email-wrong"), .message = phrase_of_fault(r, TEXT("email_malformed"))},
        {.field = TEXT("terms"), .message = phrase_of_fault(r, TEXT("field_missing"))},
        {.message = phrase_of_fault(r, TEXT("busy"))},
    };
    view->errors = (struct form_error_list){.items = KEEP(arena, errors), .count = 3};
}

static void fill_stories(struct arena *arena, const struct reader *r, struct render *render, struct gallery_view *view)
{
    struct text rule = phrase_receipt_rule(r, (struct phrase_receipt_rule){.percent = render_percent(render, 200000)});
    struct receipt_line lines[] = {
        {.label = phrase_receipt_order(r), .amount = render_money(render, eur(12000))},
        {.label = phrase_receipt_vat(r), .amount = render_money(render, eur(-2000))},
        {.label = phrase_receipt_base(r), .amount = render_money(render, eur(10000)), .kind = RECEIPT_SUBTOTAL},
        {.label = rule, .amount = render_money(render, eur(2000))},
        {.label = phrase_receipt_commission(r),
         .detail = view->hold,
         .amount = render_money(render, eur(2000)),
         .kind = RECEIPT_TOTAL},
    };
    view->receipt = (struct receipt_line_list){.items = KEEP(arena, lines), .count = 5};
    struct timeline_item events[] = {
        {.title = phrase_event_clicked(r), .at = SAMPLE_AT, .tone = TONE_INFO},
        {.title = phrase_event_sold(r),
         .detail = render_money(render, eur(12000)),
         .actor = TEXT("shop.example"),
         .at = SAMPLE_AT,
         .tone = TONE_SUCCESS},
        {.title = phrase_event_approved(r), .actor = TEXT("Paul Dupont"), .at = SAMPLE_AT, .tone = TONE_SUCCESS},
        {.title = phrase_event_refunded(r),
         .detail = render_money(render, eur(-3000)),
         .at = SAMPLE_AT,
         .tone = TONE_DANGER},
    };
    view->events = (struct timeline_list){.items = KEEP(arena, events), .count = 4};
    struct step steps[] = {
        {.label = phrase_gallery_step_offer(r), .url = TEXT("#1"), .state = STEP_DONE},
        {.label = phrase_gallery_step_plan(r), .url = TEXT("#2"), .state = STEP_DONE},
        {.label = phrase_gallery_step_tag(r), .state = STEP_CURRENT},
        {.label = phrase_gallery_step_test(r), .state = STEP_TO_COME},
    };
    view->steps = (struct step_list){.items = KEEP(arena, steps), .count = 4};
    view->qr = (struct safe_html){
        .markup = TEXT("<svg viewBox=\"0 0 5 5\" role=\"presentation\"><path d=\"M0 0h2v2h-2zM3 0h2v2h-2zM0 3h2v2h-2z"
                       "M3 3h1v1h-1zM4 4h1v1h-1z\"></path></svg>")};
}

static void fill_plan(struct render *render, struct gallery_view *view)
{
    struct currency currency = {.code = "EUR"};
    struct plan *plan = NULL;
    struct plan_error error;
    struct text source = TEXT("pay 30% on sale\n  from 11 sales a month 35%\n  from 51 sales a month 40%\n"
                              "pay 5 EUR on lead when country in (FR, DE)\nlevel 1 pays 5% of sale\nhold 14 days");
    enum rc rc = plan_parse(render->arena, source, currency, &plan, &error);
    BUG_ON(rc != RC_OK);
    view->plan = plan_words(render, plan, i18n_language_of(render->reader.i18n), /* is_numbered= */ true);
    view->samples = plan_samples_of(render, plan, plan_sample_order(currency));
}

enum rc web_gallery(struct call *call)
{
    struct render render;
    TRY(page_open(call, &render));
    const struct reader *r = &render.reader;
    struct gallery_view view = {.no_errors = {.count = 0}};
    fill_frame(call->arena, r, &view);
    fill_words(call->arena, r, &view);
    fill_figures(r, &render, &view);
    fill_table(call->arena, r, &view);
    fill_dates(call->arena, r, &view);
    fill_forms(call->arena, r, &view);
    fill_stories(call->arena, r, &render, &view);
    fill_plan(&render, &view);
    gallery_fill_charts(&render, &view);
    gallery_html(&render, &view);
    return page_answer(call, &render);
}
