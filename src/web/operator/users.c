// SPDX-License-Identifier: Apache-2.0
// The list of people, and inviting.
#include "operator/users.h"

#include "access.h"
#include "advertiser/advertiser.h"
#include "identity/public_id.h"
#include "operator/network_tabs.h"
#include "page/page.h"
#include "page/refusal.h"
#include "phrase/phrases.h"
#include "portal/list.h"
#include "portal/portal.h"
#include "portal/show.h"
#include "user/invitation.h"
#include "user_invite_html.h"
#include "users_html.h"

#define PATH "/operator/users"

struct users_query {
    struct list_query list;
    struct text role;
};
static const struct field query_fields[] = {
    LIST_QUERY_FIELDS(struct users_query),
    FIELD_CHOICE(struct users_query, role, "operator,advertiser,partner", FIELD_BLANK, "Only those of this role."),
};
const struct schema schema_users_query = SCHEMA("UsersQuery", struct users_query, query_fields);

enum { COLUMN_NAME, COLUMN_ROLE, COLUMN_OWNER, COLUMN_STATE, COLUMN_FACTOR, COLUMN_SEEN };
static const struct list_column columns[] = {
    [COLUMN_NAME] = {"name", PHRASE_WORD_NAME, 0, 0},
    [COLUMN_ROLE] = {"role", PHRASE_ACCOUNT_ROLE, 0, 0},
    [COLUMN_OWNER] = {"owner", PHRASE_USERS_FOR, 0, 0},
    [COLUMN_STATE] = {"state", PHRASE_WORD_STATE, 0, 0},
    [COLUMN_FACTOR] = {"factor", PHRASE_FACTOR_TITLE, 0, 0},
    [COLUMN_SEEN] = {"seen", PHRASE_USERS_SEEN, LIST_FIGURE, 0},
};

static enum rc read_rows(struct list *list, const struct list_slice *slice, const void **ret_rows, size_t *ret_count)
{
    const struct users_query *query = list->page;
    struct call *call = list->call;
    struct identity_user_filter filter = {
        .role = ROLE_NOBODY, .words = slice->words, .before_id = slice->after, .limit = slice->limit};
    if (!text_is_empty(query->role) && !role_parse(query->role, &filter.role)) {
        filter.role = ROLE_NOBODY;
    }
    struct identity_user *rows = NULL;
    TRY(flow_stored(&call->flow, identity_user_list(call->db, call->arena, &filter, &rows, ret_count)));
    *ret_rows = rows;
    return RC_OK;
}

static enum rc owner_name(struct call *call, const struct identity_user *user, struct text *ret_name)
{
    *ret_name = TEXT("");
    if (user->role == ROLE_PARTNER) {
        return show_partner_name(call, (struct partner_id){user->owner_id}, ret_name);
    }
    if (user->role == ROLE_ADVERTISER) {
        struct advertiser advertiser;
        TRY(access_advertiser(call, (struct advertiser_id){user->owner_id}, &advertiser));
        *ret_name = advertiser.name;
    }
    return RC_OK;
}

static struct cell_view cell_of(enum cell_kind kind, struct text text)
{
    return (struct cell_view){.kind = text_is_empty(text) ? CELL_NONE : kind, .text = text};
}

static enum rc show_row(struct list *list, const void *rows, size_t at, struct list_cells *row)
{
    const struct identity_user *user = (const struct identity_user *)rows + at;
    struct call *call = list->call;
    const struct reader *r = &list->render->reader;
    struct text owner;
    TRY(owner_name(call, user, &owner));
    bool has_name = !text_is_empty(user->name);
    row->id = user->id.v;
    row->value = public_id_text(call->arena, call->keyring, PREFIX_USER, user->id.v);
    row->label = has_name ? user->name : user->email;
    row->cells[COLUMN_NAME] = (struct cell_view){.kind = CELL_NAME,
                                                 .text = row->label,
                                                 .url = show_url(call, PATH "/", PREFIX_USER, user->id.v),
                                                 .note = has_name ? user->email : TEXT_NONE};
    row->cells[COLUMN_ROLE] = cell_of(CELL_TEXT, show_duty(list->render, user->duty, /* is_whole= */ true));
    row->cells[COLUMN_OWNER] = cell_of(CELL_NAME, owner);
    row->cells[COLUMN_FACTOR] = cell_of(CELL_TEXT, user->has_totp ? phrase_factor_on(r) : TEXT(""));
    if (!instant_is_none(user->seen_at)) {
        row->cells[COLUMN_SEEN] = (struct cell_view){.kind = CELL_TIME, .at = user->seen_at};
    }
    bool is_archived = !instant_is_none(user->archived_at);
    row->cells[COLUMN_STATE] =
        user->is_invited && !is_archived
            ? cell_of(CELL_TEXT, phrase_users_state_invited(r))
            : (struct cell_view){.kind = CELL_STATE, .state = is_archived ? STATE_ARCHIVED : STATE_ACTIVE};
    return RC_OK;
}

static const struct list_kind kind = {
    .path = PATH,
    .file = "users",
    .title = PHRASE_NETWORK_PEOPLE,
    .search = PHRASE_USERS_SEARCH,
    .is_searched = true,
    .columns = columns,
    .column_count = sizeof(columns) / sizeof(columns[0]),
    .sort = "",
    .read = read_rows,
    .show = show_row,
};

static struct choice_list roles(const struct list *list)
{
    const struct reader *r = &list->render->reader;
    struct choice *items = arena_many(list->call->arena, struct choice, 4);
    items[0] = (struct choice){.label = phrase_conversions_all(r)};
    items[1] = (struct choice){.value = TEXT("operator"), .label = phrase_account_operator(r)};
    items[2] = (struct choice){.value = TEXT("advertiser"), .label = phrase_word_advertiser(r)};
    items[3] = (struct choice){.value = TEXT("partner"), .label = phrase_word_partner(r)};
    return (struct choice_list){.items = items, .count = 4};
}

enum rc web_users(struct call *call)
{
    const struct users_query *query = call->query;
    struct render render;
    TRY(page_open(call, &render));
    const struct reader *r = &render.reader;
    TRY(flow_stored(&call->flow, db_read_begin(call->db)));
    AUTO_TRANSACTION(call->db);
    struct list list;
    TRY(list_open(call, &render, &kind, &query->list, query, &list));
    if (list_wants_file(&list)) {
        return list_answer_file(&list);
    }
    struct users_view view = {.frame = portal_frame(call, &render, PLACE_NETWORK)};
    view.frame.title = phrase_network_people(r);
    view.tabs = network_tabs(call, &render, NETWORK_PEOPLE);
    if (text_equal(query->list.done, TEXT("invited"))) {
        view.notice = (struct notice_view){.tone = TONE_SUCCESS, .message = phrase_users_invite_done(r)};
    }
    view.list.tabs = list_tabs(&list, "role", phrase_account_role(r), roles(&list));
    view.list.empty = (struct empty_view){.kind = EMPTY_NOTHING_YET,
                                          .icon = ICON_PARTNERS,
                                          .title = phrase_users_empty(r),
                                          .message = phrase_users_empty_text(r),
                                          .action = phrase_users_invite(r),
                                          .url = TEXT(PATH "/invite")};
    TRY(list_fill(&list, &view.list));
    users_html(&render, &view);
    return page_answer(call, &render);
}

// ---- inviting ----

struct invite_form {
    struct text email, name, as, owner, language;
};

static struct choice_list duty_choices(struct call *call, const struct render *render, struct text chosen)
{
    struct choice *items = arena_many(call->arena, struct choice, DUTY_COUNT);
    size_t count = 0;
    for (enum duty duty = DUTY_OWNER; duty < DUTY_COUNT; duty++) {
        struct text value = text_format(call->arena, "%s:%s", role_text(duty_role(duty)), duty_text(duty));
        items[count++] = (struct choice){.value = value,
                                         .label = show_duty(render, duty, /* is_whole= */ true),
                                         .is_chosen = text_equal(value, chosen)};
    }
    return (struct choice_list){.items = items, .count = count};
}

static struct choice_list language_choices(struct call *call, struct text chosen)
{
    static const enum i18n_language order[] = {I18N_EN, I18N_FR, I18N_RU, I18N_JA};
    struct choice *items = arena_many(call->arena, struct choice, I18N_LANGUAGE_COUNT);
    for (size_t i = 0; i < I18N_LANGUAGE_COUNT; i++) {
        struct text tag = text_of(i18n_language_text(order[i]));
        items[i] =
            (struct choice){.value = tag, .label = language_name(order[i]), .is_chosen = text_equal(tag, chosen)};
    }
    return (struct choice_list){.items = items, .count = I18N_LANGUAGE_COUNT};
}

static enum rc invite_show(struct call *call, const struct invite_form *form, const struct fault *fault)
{
    struct render render;
    TRY(page_open(call, &render));
    const struct reader *r = &render.reader;
    struct text language = text_is_empty(form->language) ? reader_language(r) : form->language;
    struct user_invite_view view = {
        .frame = portal_frame(call, &render, PLACE_NETWORK),
        .tabs = network_tabs(call, &render, NETWORK_PEOPLE),
        .email = {.field = {.name = TEXT("email"), .label = phrase_word_email(r)},
                  .kind = INPUT_EMAIL,
                  .value = form->email},
        .name = {.field = {.name = TEXT("name"), .label = phrase_word_name(r), .is_optional = true},
                 .kind = INPUT_TEXT,
                 .value = form->name},
        .as = {.field = {.name = TEXT("as"), .label = phrase_account_role(r), .hint = phrase_users_as_hint(r)},
               .choices = duty_choices(call, &render, form->as)},
        .owner = {.field = {.name = TEXT("owner"),
                            .label = phrase_users_owner(r),
                            .hint = phrase_users_owner_hint(r),
                            .is_optional = true},
                  .kind = INPUT_TEXT,
                  .value = form->owner,
                  .pattern_hint = TEXT("prt_…")},
        .language = {.field = {.name = TEXT("language"), .label = phrase_users_language(r)},
                     .choices = language_choices(call, language)},
    };
    view.frame.title = phrase_users_invite(r);
    if (call->app->smtp == NULL) {
        view.notice = (struct notice_view){.tone = TONE_WARNING, .message = phrase_mail_off_text(r)};
    }
    struct field_view *const fields[] = {&view.email.field, &view.name.field, &view.as.field, &view.owner.field,
                                         &view.language.field};
    view.errors = page_mark(&render, fault, fields, 5);
    user_invite_html(&render, &view);
    return page_answer(call, &render);
}

enum rc web_user_invite(struct call *call)
{
    struct parameters query;
    TRY(call_parse_parameters(call, call->request->query, &query));
    struct invite_form form = {.as = parameters_get(&query, TEXT("as")),
                               .owner = parameters_get(&query, TEXT("owner"))};
    return invite_show(call, &form, NULL);
}

// "partner:member" and the id of whom it is for.
static enum rc read_as(struct call *call, const struct invite_form *form, struct invite_input *input)
{
    struct text duty = text_is(form->as) ? form->as : TEXT("");
    struct text role = TEXT_NONE;
    text_split(&duty, ':', &role);
    if (!role_parse(role, &input->role)) {
        return fault_set(call->fault, RC_INVALID, "value_unknown", "as", "choose a role");
    }
    input->duty = duty;
    input->owner_id = 0;
    if (input->role == ROLE_OPERATOR) {
        return RC_OK;
    }
    bool is_partner = input->role == ROLE_PARTNER;
    const char *prefix = is_partner ? PREFIX_PARTNER : PREFIX_ADVERTISER;
    if (public_id_parse(call->keyring, prefix, form->owner, &input->owner_id) != RC_OK) {
        return is_partner ? fault_set(call->fault, RC_INVALID, "partner_unknown", "owner", "owner names no partner")
                          : fault_set(call->fault, RC_INVALID, "advertiser_unknown", "owner",
                                      "owner names no advertiser");
    }
    return RC_OK;
}

enum rc web_user_invite_send(struct call *call)
{
    const struct identity_user *who = &call->actor.person->user;
    struct invite_form form = {
        .email = text_trim(parameters_get(&call->form, TEXT("email"))),
        .name = text_trim(parameters_get(&call->form, TEXT("name"))),
        .as = parameters_get(&call->form, TEXT("as")),
        .owner = text_trim(parameters_get(&call->form, TEXT("owner"))),
        .language = parameters_get(&call->form, TEXT("language")),
    };
    struct invite_input input = {
        .email = form.email,
        .name = form.name,
        .language = form.language,
        .sender = text_is_empty(who->name) ? who->email : who->name,
    };
    struct invited invited;
    struct fault fault;
    enum rc rc = read_as(call, &form, &input);
    if (rc == RC_OK) {
        rc = user_invite(&call->flow, &input, &invited);
    }
    if (page_is_refused(call, rc, &fault)) {
        return invite_show(call, &form, &fault);
    }
    TRY(rc);
    return page_redirect(call, TEXT(PATH "?done=invited"));
}
