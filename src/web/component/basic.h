// SPDX-License-Identifier: Apache-2.0
// Views of the small components: icon, button, state, money, change, notice, progress, card and the like. Each
// structure is what the template of its name shows; docs/templates.md says how one is used, /gallery shows them all.
#pragma once

#include <stdbool.h>

#include "asset/assets.h"
#include "core/text.h"
#include "template/html.h"
#include "value/money.h"
#include "value/time.h"

struct icon_view {
    enum icon name; // ICON_NONE prints nothing
};

enum button_kind { BUTTON_PLAIN, BUTTON_PRIMARY, BUTTON_DANGER, BUTTON_QUIET };

struct button_view {
    struct text label;
    enum icon icon;
    enum button_kind kind;
    struct text url;  // a link that looks like a button; TEXT_NONE: a button of its form
    struct text name; // of the form field it sets, with value
    struct text value;
    bool is_disabled;
};

// What a thing's state is: always word, icon and colour together.
enum state {
    STATE_PENDING,
    STATE_APPROVED,
    STATE_REJECTED,
    STATE_AVAILABLE,
    STATE_IN_PAYOUT,
    STATE_PAID,
    STATE_OWED_BACK,
    STATE_REVERSED,
    STATE_DRAFT,
    STATE_ACTIVE,
    STATE_PAUSED,
    STATE_ARCHIVED,
    STATE_CANCELLED,
    STATE_FAILED,
    STATE_LEFT_OUT,
    STATE_OPEN,
    STATE_ANSWERED,
    STATE_DECIDED,
    STATE_DECLINED,
    STATE_COUNT
};

struct state_chip_view {
    enum state state;
};

// An amount, and the way to the receipt that explains it: no dead number anywhere.
struct money_view {
    struct money amount;
    struct text receipt_url; // TEXT_NONE: only where the receipt itself is shown
};

// How much a figure changed.
struct change_view {
    int64_t ppm;        // parts per million of the figure before: 120,000 is 12 percent more
    bool is_known;      // false: there is nothing to compare with, and nothing is shown
    bool is_fewer_good; // refunds, complaints
};

enum tone { TONE_INFO, TONE_SUCCESS, TONE_WARNING, TONE_DANGER };

struct notice_view {
    enum tone tone;
    struct text title; // TEXT_NONE: none
    struct text message;
};

struct progress_view {
    struct text label;
    int64_t value;
    int64_t max; // above 0
};

struct card_view {
    struct text title; // TEXT_NONE: no head
    struct text note;
    struct text id; // for links to it
};

// What belongs to a figure and cannot be added: "+ US$50.00".
struct figure_beside {
    struct text value;
    struct text url; // where it is explained
};
struct figure_beside_list {
    const struct figure_beside *items;
    size_t count;
};
// One of at most five figures on top of a page; is_hero: the one that matters.
struct figure_view {
    struct text label;
    struct text value;                // formatted
    struct text url;                  // where it is explained
    struct figure_beside_list beside; // amounts in other currencies
    struct change_view change;
    struct safe_html spark; // web/chart
    bool is_hero;
};

struct breadcrumb_item {
    struct text label;
    struct text url; // TEXT_NONE: here
};
struct breadcrumb_list {
    const struct breadcrumb_item *items;
    size_t count;
};
struct breadcrumbs_view {
    struct text label; // what the path leads through, for screen readers
    struct breadcrumb_list path;
};

struct tab_item {
    struct text label;
    struct text url;
    bool is_current;
    int64_t count;
};
struct tab_list {
    const struct tab_item *items;
    size_t count;
};
struct tabs_view {
    struct text label;
    struct tab_list tabs;
};

struct person_view {
    struct text name;
    struct text detail; // TEXT_NONE: none
};

struct definition {
    struct text term;
    struct text value;
};
struct definition_list {
    const struct definition *items;
    size_t count;
};
struct definitions_view {
    struct definition_list pairs;
};

// ---- what templates call ----

struct render;
struct text render_icon_url(struct render *render, enum icon icon);
struct text render_state_word(struct render *render, enum state state);
enum icon render_state_icon(struct render *render, enum state state);
struct text render_state_tone(struct render *render, enum state state); // "success", …
struct text render_money(struct render *render, struct money amount);
struct text render_number(struct render *render, int64_t number);
int64_t render_int64(struct render *render, size_t number);
struct text render_ordinal(struct render *render, size_t index); // "1" for index 0
struct text render_percent(struct render *render, int64_t ppm);  // without its sign
struct text render_date(struct render *render, struct instant instant);
struct text render_time(struct render *render, struct instant instant);
struct text render_clock_time(struct render *render, struct instant instant);   // with seconds, on the reader's clock
struct text render_machine_time(struct render *render, struct instant instant); // RFC 3339, for <time datetime>
struct text render_initials(struct render *render, struct text name);
struct text render_tone(struct render *render, enum tone tone);
struct text render_button_kind(struct render *render, enum button_kind kind);
enum icon render_tone_icon(struct render *render, enum tone tone);
// "up 12 % on the previous period"
struct text render_change_words(struct render *render, int64_t ppm);
// "good", "bad" or "same"
struct text render_change_mood(struct render *render, int64_t ppm, bool is_fewer_good);
