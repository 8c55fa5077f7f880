// SPDX-License-Identifier: Apache-2.0
// The page of a program's webhook sources.
#include "operator/webhooks.h"

#include "access.h"
#include "identity/public_id.h"
#include "phrase/phrases.h"
#include "portal/portal.h"
#include "portal/show.h"
#include "webhook/webhook_write.h"
#include "webhooks_html.h"

#define STEPS_MAX 3

struct webhooks_query {
    struct text done;
};
static const struct field query_fields[] = {
    FIELD_CHOICE(struct webhooks_query, done, "made,secret,archived", 0, "What was just done."),
};
const struct schema schema_webhooks_query = SCHEMA("WebhooksQuery", struct webhooks_query, query_fields);

// Names of products are the same in every language; what they are set up with stands as their own pages call it.
static const struct {
    const char *provider;
    const char *name; // NULL: a phrase
    enum phrase hint; // where the secret is found
    enum phrase steps[STEPS_MAX];
    const char *code; // what goes into the shop; NULL: nothing
} providers[] = {
    {"stripe",
     "Stripe",
     PHRASE_WEBHOOKS_STRIPE_SECRET,
     {PHRASE_WEBHOOKS_STRIPE_STEP_1, PHRASE_WEBHOOKS_STRIPE_STEP_2, PHRASE_WEBHOOKS_STRIPE_STEP_3},
     "client_reference_id: clickId,\n"
     "metadata: { click_id: clickId },\n"
     "subscription_data: { metadata: { click_id: clickId } }"},
    {"shopify",
     "Shopify",
     PHRASE_WEBHOOKS_SHOPIFY_SECRET,
     {PHRASE_WEBHOOKS_SHOPIFY_STEP_1, PHRASE_WEBHOOKS_SHOPIFY_STEP_2, PHRASE_WEBHOOKS_SHOPIFY_STEP_3},
     NULL},
    {"woocommerce",
     "WooCommerce",
     PHRASE_WEBHOOKS_WOOCOMMERCE_SECRET,
     {PHRASE_WEBHOOKS_WOOCOMMERCE_STEP_1, PHRASE_WEBHOOKS_WOOCOMMERCE_STEP_2, PHRASE_WEBHOOKS_WOOCOMMERCE_STEP_3},
     NULL},
    {"standard",
     "Standard Webhooks",
     PHRASE_WEBHOOKS_STANDARD_SECRET,
     {PHRASE_WEBHOOKS_STANDARD_STEP_1, PHRASE_WEBHOOKS_STANDARD_STEP_2, PHRASE_WEBHOOKS_STANDARD_STEP_3},
     "{\"type\": \"conversion.created\",\n \"data\": {\"order_id\": \"1001\", \"amount\": \"59.90\", "
     "\"currency\": \"EUR\",\n          \"click_id\": \"CLICK_ID\"}}"},
};
#define PROVIDERS (sizeof(providers) / sizeof(providers[0]))

static bool may_write(const struct call *call)
{
    return capability_is_for(CAP_ADVERTISER_WRITE, call->actor.duty) && !text_is(call->actor.viewed);
}

static size_t provider_of(struct text provider)
{
    size_t at = 0;
    for (size_t i = 0; i < PROVIDERS; i++) {
        at = text_equal(provider, text_of(providers[i].provider)) ? i : at;
    }
    return at;
}

static struct text page_url(const struct call *call, struct program_id id)
{
    return text_format(call->arena, "%.*s/webhooks", TEXT_PRINT(show_url(call, "/programs/", PREFIX_PROGRAM, id.v)));
}

// ---- the page ----

static struct webhook_row row_of(const struct call *call, const struct render *render,
                                 const struct webhook_source *source)
{
    struct text id = public_id_text(call->arena, call->keyring, PREFIX_WEBHOOK_SOURCE, source->id.v);
    size_t provider = provider_of(source->provider);
    return (struct webhook_row){
        .provider = text_of(providers[provider].name),
        .name = id,
        .url = webhook_url(call->arena, call->app->public_url, source, id),
        .action = text_format(call->arena, "/webhook-sources/%.*s", TEXT_PRINT(id)),
        .archive = text_format(call->arena, "archive-%.*s", TEXT_PRINT(id)),
        .hint = phrase_text(&render->reader, providers[provider].hint),
        .previous_until = source->previous_until,
        .has_previous =
            source->previous_secret.n > 0 && call->now.ms<source->previous_until.ms, .has_secret = source->secret.n> 0,
        .is_ours = provider >= 2,
    };
}

static enum rc fill_rows(struct call *call, const struct render *render, const struct program *program,
                         struct webhooks_view *view)
{
    struct webhook_source_filter filter = {
        .program_id = program->id, .status = TEXT("active"), .limit = WEBHOOK_SOURCES_MAX};
    struct webhook_source *list = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, webhook_source_list(call->db, call->arena, &filter, &list, &count)));
    struct webhook_row *rows = arena_many(call->arena, struct webhook_row, count);
    for (size_t i = 0; i < count; i++) {
        rows[i] = row_of(call, render, &list[i]);
    }
    view->rows = (struct webhook_row_list){.items = rows, .count = count};
    return RC_OK;
}

static void fill_steps(const struct call *call, const struct render *render, struct webhooks_view *view)
{
    struct webhook_steps *list = arena_many(call->arena, struct webhook_steps, PROVIDERS);
    for (size_t i = 0; i < PROVIDERS; i++) {
        struct webhook_step *steps = arena_many(call->arena, struct webhook_step, STEPS_MAX);
        for (size_t k = 0; k < STEPS_MAX; k++) {
            steps[k].text = phrase_text(&render->reader, providers[i].steps[k]);
        }
        list[i] = (struct webhook_steps){
            .title = text_of(providers[i].name),
            .steps = {.items = steps, .count = STEPS_MAX},
            .code = {.name = text_of(providers[i].provider),
                     .label = phrase_webhooks_code(&render->reader),
                     .code = text_of(providers[i].code)},
        };
    }
    view->steps = (struct webhook_steps_list){.items = list, .count = PROVIDERS};
}

static void fill_form(const struct call *call, const struct render *render, const struct fault *fault,
                      struct webhooks_view *view)
{
    const struct reader *r = &render->reader;
    struct form_fill form = form_fill(call, render, fault);
    struct choice *choices = arena_many(call->arena, struct choice, PROVIDERS);
    for (size_t i = 0; i < PROVIDERS; i++) {
        choices[i] = (struct choice){.value = text_of(providers[i].provider), .label = text_of(providers[i].name)};
    }
    struct form_field provider = {.name = "provider", .label = phrase_webhooks_provider(r)};
    struct form_field secret = {.name = "secret",
                                .label = phrase_webhooks_secret(r),
                                .hint = phrase_webhooks_secret_hint(r),
                                .is_optional = true};
    view->provider =
        form_select(&form, provider, (struct choice_list){.items = choices, .count = PROVIDERS}, TEXT("stripe"));
    view->secret = form_input(&form, secret, INPUT_TEXT, TEXT(""));
    view->errors = form_errors(&form);
}

static struct text done_words(const struct call *call, const struct render *render)
{
    const struct webhooks_query *query = call->query;
    const struct reader *r = &render->reader;
    struct text done = query == NULL || call->request->method != HTTP_GET ? TEXT_NONE : query->done;
    return text_equal(done, TEXT("made"))       ? phrase_webhooks_done_made(r)
           : text_equal(done, TEXT("secret"))   ? phrase_webhooks_done_secret(r)
           : text_equal(done, TEXT("archived")) ? phrase_webhooks_done_archived(r)
                                                : TEXT_NONE;
}

static enum rc show(struct call *call, struct program_id id, const struct fault *fault, struct text made_secret)
{
    struct render render;
    struct program program;
    TRY(page_open(call, &render));
    TRY(access_program(call, id, &program));
    struct webhooks_view view = {
        .frame = portal_frame(call, &render, PLACE_NONE),
        .here = page_url(call, id),
        .integration_url = text_format(call->arena, "%.*s/integration",
                                       TEXT_PRINT(show_url(call, "/programs/", PREFIX_PROGRAM, id.v))),
        .done = done_words(call, &render),
        .made_secret = made_secret,
        .may_write = may_write(call),
    };
    view.frame.title = phrase_webhooks_title(&render.reader);
    view.frame.lead = program.name;
    TRY(fill_rows(call, &render, &program, &view));
    fill_form(call, &render, fault, &view);
    fill_steps(call, &render, &view);
    TRY(integration_reports(call, &render, &program, TEXT("webhook"), &view.reports));
    webhooks_html(&render, &view);
    return page_answer(call, &render);
}

enum rc web_webhooks(struct call *call)
{
    return show(call, (struct program_id){call->ids[0]}, NULL, TEXT_NONE);
}

// A secret that was made here is in this answer only; else the page is asked for anew.
static enum rc after(struct call *call, const struct webhook_source_made *made, const char *done)
{
    struct program_id id = made->source.program_id;
    return text_is(made->secret)
               ? show(call, id, NULL, made->secret)
               : page_redirect(call, text_format(call->arena, "%.*s?done=%s", TEXT_PRINT(page_url(call, id)), done));
}

enum rc web_webhook_make(struct call *call)
{
    struct program program;
    struct fault fault;
    struct webhook_source_made made;
    struct text provider = form_typed(call, "provider");
    TRY(access_program(call, (struct program_id){call->ids[0]}, &program));
    struct webhook_source_input input = {.program_id = program.id,
                                         .provider = text_is(provider) ? provider : TEXT(""),
                                         .secret = form_given(call, "secret")};
    enum rc rc = webhook_source_create(&call->flow, &input, &made);
    if (page_is_refused(call, rc, &fault)) {
        return show(call, program.id, &fault, TEXT_NONE);
    }
    TRY(rc);
    return after(call, &made, "made");
}

enum rc web_webhook_secret(struct call *call)
{
    struct fault fault;
    struct webhook_source_made made;
    TRY(access_webhook_source(call, (struct webhook_source_id){call->ids[0]}, &made.source));
    struct program_id program_id = made.source.program_id;
    enum rc rc = webhook_source_secret(&call->flow, made.source.id, form_given(call, "secret"), &made);
    if (page_is_refused(call, rc, &fault)) {
        return show(call, program_id, &fault, TEXT_NONE);
    }
    TRY(rc);
    return after(call, &made, "secret");
}

enum rc web_webhook_archive(struct call *call)
{
    struct webhook_source source;
    TRY(access_webhook_source(call, (struct webhook_source_id){call->ids[0]}, &source));
    TRY(webhook_source_archive(&call->flow, source.id, &source));
    return page_redirect(call,
                         text_format(call->arena, "%.*s?done=archived", TEXT_PRINT(page_url(call, source.program_id))));
}
