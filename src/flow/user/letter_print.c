// SPDX-License-Identifier: Apache-2.0
// Letters in words.
#include "user/letter_print.h"

#include "application/application_token.h"
#include "core/buf.h"
#include "document/document_words.h"
#include "format/encode.h"
#include "format/json.h"
#include "format/url.h"
#include "identity/identity.h"
#include "identity/public_id.h"
#include "identity/ticket.h"
#include "phrase/phrases.h"
#include "user/device.h"
#include "user/letter.h"

#define PARTS_MAX 12
#define LETTER_BYTES_MAX ((size_t)256 << 10)

enum part_kind { PART_TEXT, PART_LIST, PART_ACTION };
struct part {
    enum part_kind kind;
    struct text words;
    struct text url; // PART_ACTION
};
// A letter while it is put together: paragraphs and at most one button.
struct printer {
    struct flow *flow;
    const struct letter_context *context;
    const struct mail *mail;
    const struct json *json;
    const struct reader *r;
    struct text subject;
    struct text unsubscribe_url; // TEXT_NONE: an obligatory letter
    struct part parts[PARTS_MAX];
    size_t count;
};

static struct text get(const struct printer *p, const char *name)
{
    struct text t = json_text(json_member(p->json, name));
    return text_is(t) ? t : TEXT("");
}

static void say(struct printer *p, struct text words)
{
    p->parts[p->count++] = (struct part){.kind = PART_TEXT, .words = words, .url = TEXT_NONE};
}

// A line each; none: nothing is said, nor what stands above it.
static void list(struct printer *p, struct text head, struct text lines)
{
    if (!text_is_empty(lines)) {
        say(p, head);
        p->parts[p->count++] = (struct part){.kind = PART_LIST, .words = lines, .url = TEXT_NONE};
    }
}

static void act(struct printer *p, struct text words, struct text url)
{
    p->parts[p->count++] = (struct part){.kind = PART_ACTION, .words = words, .url = url};
}

static struct text time_of(const struct printer *p, const char *name)
{
    struct instant instant;
    struct text t = get(p, name);
    return instant_parse(t, &instant) == RC_OK ? i18n_time(p->r->i18n, p->flow->arena, instant, I18N_DATE_TIME) : t;
}

static struct text amount_of(const struct printer *p)
{
    struct currency currency;
    struct money money;
    struct text amount = get(p, "amount");
    bool is_money =
        currency_parse(get(p, "currency"), &currency) == RC_OK && money_parse(amount, currency, &money) == MONEY_PARSED;
    return is_money ? i18n_money(p->r->i18n, p->flow->arena, money) : amount;
}

static struct text url(const struct printer *p, const char *path)
{
    return text_format(p->flow->arena, "%.*s%s", TEXT_PRINT(p->context->public_url), path);
}

// The link is made here, of the ticket's id: it stands nowhere before.
static struct text ticket_url(const struct printer *p, const char *path)
{
    struct ticket_id id = {0};
    DISCARD("a malformed id gives a link that opens nothing", int64_parse(get(p, "ticket"), 1, INT64_MAX, &id.v));
    struct text secret = ticket_secret(p->flow->arena, p->flow->keyring, id);
    return text_format(p->flow->arena, "%.*s%s%.*s", TEXT_PRINT(p->context->public_url), path, TEXT_PRINT(secret));
}

static struct text reason_of(const struct printer *p)
{
    return document_code(i18n_language_of(p->r->i18n), "reason", get(p, "reason"));
}

// ---- the letters ----

static void print_invitation(struct printer *p)
{
    struct text brand = p->context->brand;
    struct text sender = get(p, "sender");
    p->subject = phrase_mail_invitation_subject(p->r, (struct phrase_mail_invitation_subject){.network = brand});
    if (text_is_empty(sender)) {
        say(p, phrase_mail_invitation(p->r, (struct phrase_mail_invitation){.network = brand}));
    } else {
        say(p, phrase_mail_invitation_by(p->r, (struct phrase_mail_invitation_by){.network = brand, .sender = sender}));
    }
    act(p, phrase_mail_invitation_action(p->r), ticket_url(p, "/invitation/"));
    say(p, phrase_mail_until(p->r, (struct phrase_mail_until){.time = time_of(p, "expires_at")}));
}

static void print_password_reset(struct printer *p)
{
    p->subject = phrase_mail_reset_subject(p->r);
    say(p, phrase_mail_reset(p->r, (struct phrase_mail_reset){.network = p->context->brand}));
    act(p, phrase_mail_reset_action(p->r), ticket_url(p, "/password/"));
    say(p, phrase_mail_until(p->r, (struct phrase_mail_until){.time = time_of(p, "expires_at")}));
    say(p, phrase_mail_reset_ignore(p->r));
}

static void print_password_changed(struct printer *p)
{
    p->subject = phrase_mail_password_subject(p->r);
    say(p, phrase_mail_password(p->r, (struct phrase_mail_password){.time = time_of(p, "at")}));
    say(p, phrase_mail_not_you(p->r));
    act(p, phrase_mail_reset_action(p->r), url(p, "/password"));
}

static void print_email_confirm(struct printer *p)
{
    p->subject = phrase_mail_email_subject(p->r);
    say(p, phrase_mail_email(p->r, (struct phrase_mail_email){.network = p->context->brand}));
    act(p, phrase_mail_email_action(p->r), ticket_url(p, "/email/"));
    say(p, phrase_mail_until(p->r, (struct phrase_mail_until){.time = time_of(p, "expires_at")}));
}

static void print_email_change_asked(struct printer *p)
{
    p->subject = phrase_mail_email_asked_subject(p->r);
    say(p, phrase_mail_email_asked(
               p->r, (struct phrase_mail_email_asked){.time = time_of(p, "at"), .email = get(p, "email")}));
    say(p, phrase_mail_not_you(p->r));
    act(p, phrase_mail_account_action(p->r), url(p, "/account"));
}

static void print_sign_in_new(struct printer *p)
{
    struct text device = device_name(p->flow->arena, get(p, "agent"));
    if (!text_is(device)) {
        device = phrase_mail_sign_in_unknown(p->r);
    }
    struct text time = time_of(p, "at");
    struct text place = get(p, "place");
    p->subject = phrase_mail_sign_in_subject(p->r);
    say(p, phrase_mail_sign_in(p->r, (struct phrase_mail_sign_in){.time = time, .device = device, .place = place}));
    say(p, phrase_mail_sign_in_fine(p->r));
    act(p, phrase_mail_account_action(p->r), url(p, "/account#sessions"));
}

static void print_second_factor_on(struct printer *p)
{
    p->subject = phrase_mail_factor_on_subject(p->r);
    say(p, phrase_mail_factor_on(p->r, (struct phrase_mail_factor_on){.time = time_of(p, "at")}));
    say(p, phrase_mail_not_you(p->r));
    act(p, phrase_mail_account_action(p->r), url(p, "/account"));
}

static void print_second_factor_off(struct printer *p)
{
    p->subject = phrase_mail_factor_off_subject(p->r);
    say(p, phrase_mail_factor_off(p->r, (struct phrase_mail_factor_off){.time = time_of(p, "at")}));
    say(p, phrase_mail_not_you(p->r));
    act(p, phrase_mail_account_action(p->r), url(p, "/account"));
}

static void print_payout_details_saved(struct printer *p)
{
    p->subject = phrase_mail_details_subject(p->r, (struct phrase_mail_details_subject){.partner = get(p, "partner")});
    say(p, phrase_mail_details_saved(p->r, (struct phrase_mail_details_saved){.partner = get(p, "partner"),
                                                                              .time = time_of(p, "saved_at"),
                                                                              .account = get(p, "shown")}));
    say(p, phrase_mail_not_you(p->r));
    act(p, phrase_mail_account_action(p->r), url(p, "/home"));
}

static void print_payout_details_changed(struct printer *p)
{
    p->subject = phrase_mail_details_subject(p->r, (struct phrase_mail_details_subject){.partner = get(p, "partner")});
    say(p, phrase_mail_details_changed(p->r, (struct phrase_mail_details_changed){.partner = get(p, "partner"),
                                                                                  .time = time_of(p, "saved_at"),
                                                                                  .before = get(p, "shown_before"),
                                                                                  .account = get(p, "shown")}));
    say(p, phrase_mail_details_hold(p->r, (struct phrase_mail_details_hold){.time = time_of(p, "usable_at")}));
    say(p, phrase_mail_not_you(p->r));
    act(p, phrase_mail_account_action(p->r), url(p, "/home"));
}

static void print_payout_paid(struct printer *p)
{
    struct text amount = amount_of(p);
    p->subject = phrase_mail_paid_subject(p->r, (struct phrase_mail_paid_subject){.amount = amount});
    say(p, phrase_mail_paid(p->r, (struct phrase_mail_paid){.amount = amount, .reference = get(p, "end_to_end_id")}));
    act(p, phrase_mail_earnings_action(p->r), url(p, "/home"));
}

static void print_payout_failed(struct printer *p)
{
    struct text amount = amount_of(p);
    p->subject = phrase_mail_failed_subject(p->r, (struct phrase_mail_failed_subject){.amount = amount});
    say(p, phrase_mail_failed(p->r, (struct phrase_mail_failed){.amount = amount, .reason = reason_of(p)}));
    act(p, phrase_mail_earnings_action(p->r), url(p, "/home"));
}

static void print_withdrawal_declined(struct printer *p)
{
    struct text amount = amount_of(p);
    p->subject = phrase_mail_declined_subject(p->r, (struct phrase_mail_declined_subject){.amount = amount});
    say(p, phrase_mail_declined(p->r, (struct phrase_mail_declined){.amount = amount, .reason = get(p, "reason")}));
    act(p, phrase_mail_earnings_action(p->r), url(p, "/home"));
}

static void print_invoice_reminder(struct printer *p)
{
    struct text number = get(p, "number");
    struct instant due;
    struct text date = get(p, "due_on");
    if (instant_parse(date, &due) == RC_OK) {
        due.ms += DAY_MS / 2; // noon: the same day in (almost) every zone
        date = i18n_time(p->r->i18n, p->flow->arena, due, I18N_DATE);
    }
    p->subject = phrase_mail_reminder_subject(p->r, (struct phrase_mail_reminder_subject){.number = number});
    say(p, phrase_mail_reminder(p->r,
                                (struct phrase_mail_reminder){.amount = amount_of(p), .number = number, .date = date}));
    act(p, phrase_mail_reminder_action(p->r), url(p, "/home"));
}

// The applicant's own page: its address is made here too.
static struct text application_url(const struct printer *p)
{
    int64_t id = 0;
    struct text public = get(p, "application");
    if (public_id_parse(p->flow->keyring, PREFIX_APPLICATION, public, &id) != RC_OK) {
        return url(p, "/programs");
    }
    struct text token = application_token(p->flow->arena, p->flow->keyring, (struct application_id){id});
    return text_format(p->flow->arena, "%.*s/applications/%.*s", TEXT_PRINT(p->context->public_url), TEXT_PRINT(token));
}

static void say_words(struct printer *p)
{
    struct text words = get(p, "words");
    if (!text_is_empty(words)) {
        say(p, words);
    }
}

static void print_application_confirm(struct printer *p)
{
    struct text program = get(p, "program");
    p->subject =
        phrase_mail_apply_confirm_subject(p->r, (struct phrase_mail_apply_confirm_subject){.program = program});
    say(p, phrase_mail_apply_confirm(p->r, (struct phrase_mail_apply_confirm){.program = program}));
    act(p, phrase_mail_apply_confirm_action(p->r), application_url(p));
}

static void print_application_approved(struct printer *p)
{
    struct text program = get(p, "program");
    p->subject =
        phrase_mail_apply_approved_subject(p->r, (struct phrase_mail_apply_approved_subject){.program = program});
    say(p, phrase_mail_apply_approved(p->r, (struct phrase_mail_apply_approved){.program = program}));
    say_words(p);
    act(p, phrase_mail_apply_approved_action(p->r), application_url(p));
}

static void print_application_rejected(struct printer *p)
{
    struct text program = get(p, "program");
    p->subject =
        phrase_mail_apply_rejected_subject(p->r, (struct phrase_mail_apply_rejected_subject){.program = program});
    say(p, phrase_mail_apply_rejected(p->r, (struct phrase_mail_apply_rejected){.program = program}));
    say_words(p);
    act(p, phrase_mail_apply_page_action(p->r), application_url(p));
}

static void print_application_question(struct printer *p)
{
    struct text program = get(p, "program");
    p->subject =
        phrase_mail_apply_question_subject(p->r, (struct phrase_mail_apply_question_subject){.program = program});
    say(p, phrase_mail_apply_question(p->r));
    say_words(p);
    act(p, phrase_mail_apply_page_action(p->r), application_url(p));
}

static void dispute(struct printer *p, struct text subject)
{
    p->subject = subject;
    say(p, phrase_mail_dispute_message(p->r, (struct phrase_mail_dispute_message){.message = get(p, "message")}));
    act(p, phrase_mail_dispute_action(p->r), url(p, "/home"));
}

static void print_dispute_answered(struct printer *p)
{
    dispute(p, phrase_mail_dispute_answered_subject(p->r));
}

static void print_dispute_decided(struct printer *p)
{
    dispute(p, phrase_mail_dispute_decided_subject(p->r));
}

// What changes, as the version's publisher found it (program/plan_letter.c): in the reader's language.
static struct text in_language(const struct printer *p, const char *name)
{
    struct text word = text_format(p->flow->arena, "%s_%s", name, i18n_language_text(i18n_language_of(p->r->i18n)));
    return get(p, text_zero_terminated(p->flow->arena, word));
}

static struct text program_url(const struct printer *p, const char *place)
{
    struct text program = get(p, "program_id");
    return text_format(p->flow->arena, "%.*s/partner/programs/%.*s%s", TEXT_PRINT(p->context->public_url),
                       TEXT_PRINT(program), place);
}

static void say_changes(struct printer *p)
{
    list(p, phrase_mail_plan_new(p->r), in_language(p, "added"));
    list(p, phrase_mail_plan_gone(p->r), in_language(p, "removed"));
}

static void print_plan_published(struct printer *p)
{
    struct text program = get(p, "program");
    p->subject = phrase_mail_plan_subject(p->r, (struct phrase_mail_plan_subject){.program = program});
    say(p, phrase_mail_plan(p->r, (struct phrase_mail_plan){.program = program, .time = time_of(p, "effective_at")}));
    say(p, phrase_mail_plan_never_worse(p->r));
    say_changes(p);
    act(p, phrase_mail_plan_action(p->r), program_url(p, ""));
}

static void print_plan_withdrawn(struct printer *p)
{
    struct text program = get(p, "program");
    struct text time = time_of(p, "effective_at");
    bool is_own = text_equal(get(p, "own"), TEXT("yes")); // letters of before do not say: of the program's plan
    bool is_taken = text_equal(get(p, "taken"), TEXT("yes"));
    if (is_own) {
        p->subject =
            phrase_mail_withdrawn_own_subject(p->r, (struct phrase_mail_withdrawn_own_subject){.program = program});
        say(p, phrase_mail_withdrawn_own(p->r, (struct phrase_mail_withdrawn_own){.program = program, .time = time}));
    } else {
        p->subject = phrase_mail_withdrawn_subject(p->r, (struct phrase_mail_withdrawn_subject){.program = program});
        say(p, phrase_mail_withdrawn(p->r, (struct phrase_mail_withdrawn){.program = program, .time = time}));
    }
    say(p, !is_taken ? phrase_mail_withdrawn_stays(p->r)
           : is_own  ? phrase_mail_withdrawn_own_taken(p->r)
                     : phrase_mail_withdrawn_taken(p->r));
    if (!text_is_empty(get(p, "reason"))) {
        say(p, get(p, "reason"));
    }
    act(p, phrase_mail_plan_action(p->r), program_url(p, ""));
}

static void print_plan_worse(struct printer *p)
{
    struct text program = get(p, "program");
    struct text time = time_of(p, "effective_at");
    p->subject = phrase_mail_plan_worse_subject(p->r, (struct phrase_mail_plan_worse_subject){.program = program});
    say(p, phrase_mail_plan(p->r, (struct phrase_mail_plan){.program = program, .time = time}));
    say(p, phrase_mail_plan_worse(p->r));
    list(p, phrase_mail_plan_worse_list(p->r), in_language(p, "worse"));
    say_changes(p);
    act(p, phrase_mail_plan_answer_action(p->r), program_url(p, "#answer"));
}

static void print_terms_worse(struct printer *p)
{
    struct text program = get(p, "program");
    struct text time = time_of(p, "effective_at");
    p->subject = phrase_mail_terms_worse_subject(p->r, (struct phrase_mail_terms_worse_subject){.program = program});
    say(p, phrase_mail_terms_worse(p->r, (struct phrase_mail_terms_worse){.program = program, .time = time}));
    list(p, phrase_mail_plan_worse_list(p->r), in_language(p, "worse"));
    say_changes(p);
    act(p, phrase_mail_plan_action(p->r), program_url(p, ""));
}

static void print_contract_over(struct printer *p)
{
    struct text program = get(p, "program");
    struct text status = get(p, "status");
    p->subject = phrase_mail_contract_subject(p->r, (struct phrase_mail_contract_subject){.program = program});
    say(p, phrase_mail_contract_over(
               p->r, (struct phrase_mail_contract_over){.program = program, .time = time_of(p, "ends_at")}));
    say(p, text_equal(status, TEXT("renewed"))  ? phrase_mail_contract_renewed(p->r)
           : text_equal(status, TEXT("lapsed")) ? phrase_mail_contract_lapsed(p->r)
           : text_equal(status, TEXT("review")) ? phrase_mail_contract_review(p->r)
                                                : phrase_mail_contract_withdrawn(p->r));
    if (!text_is_empty(get(p, "note"))) {
        say(p, get(p, "note"));
    }
    act(p, phrase_mail_contract_action(p->r), program_url(p, "#contract"));
}

// ---- a week, a month ----

static struct text day_of(const struct printer *p, const char *name)
{
    struct instant day;
    struct text t = get(p, name);
    if (instant_parse(t, &day) != RC_OK) {
        return t;
    }
    day.ms += DAY_MS / 2; // noon: the same day in (almost) every zone
    return i18n_time(p->r->i18n, p->flow->arena, day, I18N_DATE);
}

static struct text number_of(const struct printer *p, const char *name)
{
    int64_t number = 0;
    struct text t = get(p, name);
    return int64_parse(t, 0, INT64_MAX, &number) == RC_OK ? i18n_integer(p->r->i18n, p->flow->arena, number) : t;
}

// "15.05 EUR", a line for each currency, as money is written in the reader's language.
static struct text commissions_of(const struct printer *p)
{
    struct buf out = buf_new(p->flow->arena, 4096);
    struct text rest = get(p, "commissions");
    struct text line;
    while (text_split(&rest, '\n', &line)) {
        struct text amount = TEXT_NONE;
        struct currency currency;
        struct money money;
        text_split(&line, ' ', &amount);
        if (currency_parse(line, &currency) == RC_OK && money_parse(amount, currency, &money) == MONEY_PARSED) {
            buf_add(&out, out.n == 0 ? TEXT("") : TEXT(" · "));
            buf_add(&out, i18n_money(p->r->i18n, p->flow->arena, money));
        }
    }
    return buf_text(&out);
}

static void summary(struct printer *p, struct text subject)
{
    struct arena *arena = p->flow->arena;
    const struct {
        struct text label, value;
    } rows[] = {{phrase_word_clicks(p->r), number_of(p, "clicks")},
                {phrase_mail_summary_leads(p->r), number_of(p, "leads")},
                {phrase_mail_summary_sales(p->r), number_of(p, "sales")},
                {phrase_mail_summary_rejected(p->r), number_of(p, "rejected")},
                {phrase_mail_summary_commission(p->r), commissions_of(p)}};
    struct buf lines = buf_new(arena, 8192);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (!text_is_empty(rows[i].value)) {
            buf_format(&lines, "%s%.*s: %.*s", lines.n == 0 ? "" : "\n", TEXT_PRINT(rows[i].label),
                       TEXT_PRINT(rows[i].value));
        }
    }
    p->subject = subject;
    struct text days = phrase_mail_summary_days(
        p->r, (struct phrase_mail_summary_days){.from = day_of(p, "from"), .to = day_of(p, "to")});
    list(p, days, buf_text(&lines));
    act(p, phrase_mail_summary_action(p->r),
        text_format(arena, "%.*s/partner/performance?from=%.*s&to=%.*s", TEXT_PRINT(p->context->public_url),
                    TEXT_PRINT(get(p, "from")), TEXT_PRINT(get(p, "to"))));
}

static void print_summary_week(struct printer *p)
{
    struct text brand = p->context->brand;
    summary(p, phrase_mail_summary_week(p->r, (struct phrase_mail_summary_week){.network = brand}));
}

static void print_summary_month(struct printer *p)
{
    struct text brand = p->context->brand;
    summary(p, phrase_mail_summary_month(p->r, (struct phrase_mail_summary_month){.network = brand}));
}

static void (*const printers[LETTER_COUNT])(struct printer *p) = {
#define LETTER_ROW(kind_, name_, topic_) [LETTER_##kind_] = print_##name_,
    LETTERS(LETTER_ROW)
#undef LETTER_ROW
};

static size_t letter_find(struct text template)
{
    size_t i = 0;
    while (i < LETTER_COUNT && !text_equal(template, text_of(letter_name((enum letter_kind)i)))) {
        i++;
    }
    return i;
}

bool letter_is_known(struct text template)
{
    return letter_find(template) < LETTER_COUNT;
}

// ---- whoever does not want them any more ----

// TEXT_NONE for an obligatory letter.
static struct text unsubscribe_url(const struct printer *p, size_t number)
{
    enum mail_topic topic = letter_topic((enum letter_kind)number);
    if (topic == MAIL_OBLIGATORY) {
        return TEXT_NONE;
    }
    struct arena *arena = p->flow->arena;
    struct text key = mail_unsubscribe_key(arena, p->flow->keyring, p->mail->recipient, topic);
    struct buf buf = buf_new(arena, 4096);
    buf_format(&buf, "%.*s/unsubscribe?topic=%s&key=%.*s&email=", TEXT_PRINT(p->context->public_url),
               mail_topic_text(topic), TEXT_PRINT(key));
    percent_encode(&buf, p->mail->recipient);
    return buf_text(&buf);
}

// ---- text and HTML ----

static struct text text_print(const struct printer *p)
{
    struct buf out = buf_new(p->flow->arena, LETTER_BYTES_MAX);
    for (size_t i = 0; i < p->count; i++) {
        const struct part *part = &p->parts[i];
        if (part->kind == PART_ACTION) {
            buf_format(&out, "%.*s:\n%.*s\n\n", TEXT_PRINT(part->words), TEXT_PRINT(part->url));
        } else if (part->kind == PART_LIST) {
            struct text rest = part->words;
            struct text line;
            while (text_split(&rest, '\n', &line)) {
                buf_format(&out, "  * %.*s\n", TEXT_PRINT(line));
            }
            buf_add_char(&out, '\n');
        } else {
            buf_format(&out, "%.*s\n\n", TEXT_PRINT(part->words));
        }
    }
    buf_format(&out, "-- \n%.*s\n%.*s\n", TEXT_PRINT(p->context->brand), TEXT_PRINT(p->context->public_url));
    if (text_is(p->unsubscribe_url)) {
        struct text words = phrase_mail_unsubscribe(p->r);
        buf_format(&out, "%.*s:\n%.*s\n", TEXT_PRINT(words), TEXT_PRINT(p->unsubscribe_url));
    }
    return buf_text(&out);
}

static void html_list(struct buf *out, struct text lines)
{
    struct text line;
    buf_add(out, TEXT("<ul style=\"margin:0 0 16px;padding-left:20px\">"));
    while (text_split(&lines, '\n', &line)) {
        buf_add(out, TEXT("<li>"));
        html_escape(out, line);
        buf_add(out, TEXT("</li>"));
    }
    buf_add(out, TEXT("</ul>"));
}

// Styles stand in the elements: mail programs take none from elsewhere.
static struct text html_print(const struct printer *p)
{
    struct buf out = buf_new(p->flow->arena, LETTER_BYTES_MAX);
    buf_format(&out, "<!doctype html><html lang=\"%.*s\"><head><meta charset=\"utf-8\"><title>",
               TEXT_PRINT(reader_language(p->r)));
    html_escape(&out, p->subject);
    buf_add(&out, TEXT("</title></head><body style=\"margin:0;padding:24px;background:#f8fafd;color:#151b24;"
                       "font:15px/1.6 system-ui,-apple-system,'Segoe UI',sans-serif\"><div style=\"max-width:560px;"
                       "margin:0 auto;padding:32px;background:#ffffff;border:1px solid #dbdee3;border-radius:8px\">"
                       "<p style=\"margin:0 0 24px;font-weight:600\">"));
    if (text_is(p->context->logo_id)) {
        buf_format(&out,
                   "<img src=\"cid:%.*s\" alt=\"\" height=\"24\" style=\"height:24px;width:auto;max-width:120px;"
                   "vertical-align:middle;margin-right:8px\">",
                   TEXT_PRINT(p->context->logo_id));
    }
    html_escape(&out, p->context->brand);
    buf_add(&out, TEXT("</p>"));
    for (size_t i = 0; i < p->count; i++) {
        const struct part *part = &p->parts[i];
        if (part->kind == PART_ACTION) {
            buf_add(&out, TEXT("<p style=\"margin:0 0 16px\"><a style=\"display:inline-block;padding:10px 18px;"
                               "background:#2858cd;color:#ffffff;border-radius:6px;text-decoration:none;"
                               "font-weight:600\" href=\""));
            html_escape(&out, part->url);
            buf_add(&out, TEXT("\">"));
            html_escape(&out, part->words);
            buf_add(&out, TEXT("</a></p>"));
        } else if (part->kind == PART_LIST) {
            html_list(&out, part->words);
        } else {
            buf_add(&out, TEXT("<p style=\"margin:0 0 16px\">"));
            html_escape(&out, part->words);
            buf_add(&out, TEXT("</p>"));
        }
    }
    if (text_is(p->unsubscribe_url)) {
        buf_add(&out, TEXT("<p style=\"margin:24px 0 0;font-size:13px\"><a style=\"color:#5b6470\" href=\""));
        html_escape(&out, p->unsubscribe_url);
        buf_add(&out, TEXT("\">"));
        html_escape(&out, phrase_mail_unsubscribe(p->r));
        buf_add(&out, TEXT("</a></p>"));
    }
    buf_add(&out, TEXT("</div></body></html>\n"));
    return buf_text(&out);
}

static enum rc put_together(struct printer *p, size_t number)
{
    struct fault unused = {.rc = RC_OK};
    if (json_parse(p->flow->arena, p->mail->parameters, &p->json, &unused) != RC_OK || !json_is_object(p->json)) {
        return fault_set(p->flow->fault, RC_INVALID, "letter_malformed", "", "the letter's parameters do not read");
    }
    printers[number](p);
    return RC_OK;
}

// The recipient's own zone, when he is known here and has chosen one.
static struct text zone_of(struct flow *flow, const struct letter_context *context, const struct mail *mail)
{
    struct identity_user user = {.time_zone = TEXT("")};
    bool is_known = identity_user_find(flow->db, flow->arena, mail->recipient, &user) == RC_OK;
    return is_known && !text_is_empty(user.time_zone) ? user.time_zone : context->zone;
}

static enum rc printer_run(struct flow *flow, const struct letter_context *context, const struct mail *mail,
                           struct letter_printed *ret_printed, bool is_whole)
{
    size_t number = letter_find(mail->template);
    if (number == LETTER_COUNT) {
        return fault_set(flow->fault, RC_NOT_FOUND, "letter_unknown", "", "there is no letter %.*s",
                         TEXT_PRINT(mail->template));
    }
    enum i18n_language language;
    if (!i18n_language_parse(mail->language, &language)) {
        language = I18N_EN;
    }
    struct i18n *i18n = NULL;
    TRY(i18n_open(language, zone_of(flow, context, mail), &i18n, flow->fault));
    struct reader reader = {.arena = flow->arena, .i18n = i18n};
    struct printer printer = {.flow = flow, .context = context, .mail = mail, .r = &reader};
    printer.unsubscribe_url = unsubscribe_url(&printer, number);
    enum rc rc = put_together(&printer, number);
    if (rc == RC_OK) {
        ret_printed->subject = printer.subject;
    }
    if (rc == RC_OK && is_whole) {
        ret_printed->unsubscribe_url = printer.unsubscribe_url;
        ret_printed->text = text_print(&printer);
        ret_printed->html = html_print(&printer);
    }
    i18n_close(i18n);
    return rc;
}

enum rc letter_print(struct flow *flow, const struct letter_context *context, const struct mail *mail,
                     struct letter_printed *ret_printed)
{
    return printer_run(flow, context, mail, ret_printed, /* is_whole= */ true);
}

struct text letter_subject(struct flow *flow, const struct letter_context *context, const struct mail *mail)
{
    struct fault unused = {.rc = RC_OK};
    struct flow quiet = *flow;
    quiet.fault = &unused;
    struct letter_printed printed = {.subject = TEXT_NONE};
    bool is_made = printer_run(&quiet, context, mail, &printed, /* is_whole= */ false) == RC_OK;
    return is_made ? printed.subject : mail->template;
}
