// SPDX-License-Identifier: Apache-2.0
// What the templates of the components call: words, icons and tones of states; figures as the reader writes them.
#include "asset/asset.h"
#include "component/basic.h"
#include "component/form.h"
#include "component/list.h"
#include "component/story.h"
#include "format/encode.h"
#include "page/frame.h"
#include "page/page.h"
#include "phrase/phrases.h"

struct text render_icon_url(struct render *render, enum icon icon)
{
    return text_of(icon_urls[icon]);
}

static const struct {
    enum phrase word;
    enum icon icon;
    const char *tone;
} states[STATE_COUNT] = {
    [STATE_PENDING] = {PHRASE_STATE_PENDING, ICON_HOLD, "warning"},
    [STATE_APPROVED] = {PHRASE_STATE_APPROVED, ICON_CHECK, "success"},
    [STATE_REJECTED] = {PHRASE_STATE_REJECTED, ICON_REJECT, "danger"},
    [STATE_AVAILABLE] = {PHRASE_STATE_AVAILABLE, ICON_BALANCE, "success"},
    [STATE_IN_PAYOUT] = {PHRASE_STATE_IN_PAYOUT, ICON_PAYOUT, "info"},
    [STATE_PAID] = {PHRASE_STATE_PAID, ICON_SUCCESS, "success"},
    [STATE_OWED_BACK] = {PHRASE_STATE_OWED_BACK, ICON_REVERSE, "danger"},
    [STATE_REVERSED] = {PHRASE_STATE_REVERSED, ICON_REVERSE, "danger"},
    [STATE_DRAFT] = {PHRASE_STATE_DRAFT, ICON_DOCUMENT, "plain"},
    [STATE_ACTIVE] = {PHRASE_STATE_ACTIVE, ICON_SUCCESS, "success"},
    [STATE_PAUSED] = {PHRASE_STATE_PAUSED, ICON_PAUSE, "warning"},
    [STATE_ARCHIVED] = {PHRASE_STATE_ARCHIVED, ICON_ARCHIVE, "plain"},
    [STATE_CANCELLED] = {PHRASE_STATE_CANCELLED, ICON_CLOSE, "plain"},
    [STATE_FAILED] = {PHRASE_STATE_FAILED, ICON_DANGER, "danger"},
    [STATE_LEFT_OUT] = {PHRASE_STATE_LEFT_OUT, ICON_REJECT, "plain"},
    [STATE_OPEN] = {PHRASE_STATE_OPEN, ICON_PENDING, "warning"},
    [STATE_ANSWERED] = {PHRASE_STATE_ANSWERED, ICON_MESSAGE, "info"},
    [STATE_DECIDED] = {PHRASE_STATE_DECIDED, ICON_SUCCESS, "success"},
    [STATE_DECLINED] = {PHRASE_STATE_DECLINED, ICON_REJECT, "danger"},
};

struct text render_state_word(struct render *render, enum state state)
{
    return phrase_text(&render->reader, states[state].word);
}

enum icon render_state_icon(struct render *render, enum state state)
{
    return states[state].icon;
}

struct text render_state_tone(struct render *render, enum state state)
{
    return text_of(states[state].tone);
}

static const struct {
    const char *name;
    enum icon icon;
} tones[] = {
    [TONE_INFO] = {"info", ICON_INFO},
    [TONE_SUCCESS] = {"success", ICON_SUCCESS},
    [TONE_WARNING] = {"warning", ICON_ALERT},
    [TONE_DANGER] = {"danger", ICON_DANGER},
};

struct text render_tone(struct render *render, enum tone tone)
{
    return text_of(tones[tone].name);
}

enum icon render_tone_icon(struct render *render, enum tone tone)
{
    return tones[tone].icon;
}

struct text render_button_kind(struct render *render, enum button_kind kind)
{
    static const char *const names[] = {
        [BUTTON_PLAIN] = "plain",
        [BUTTON_PRIMARY] = "primary",
        [BUTTON_DANGER] = "danger",
        [BUTTON_QUIET] = "quiet",
    };
    return text_of(names[kind]);
}

// ---- figures ----

struct text render_money(struct render *render, struct money amount)
{
    return i18n_money(render->reader.i18n, render->arena, amount);
}

struct text render_number(struct render *render, int64_t number)
{
    return i18n_integer(render->reader.i18n, render->arena, number);
}

int64_t render_int64(struct render *render, size_t number)
{
    return (int64_t)number;
}

struct text render_ordinal(struct render *render, size_t index)
{
    return render_number(render, (int64_t)index + 1);
}

// To a tenth below ten percent, to a whole percent above: more digits than anybody reads are noise.
struct text render_percent(struct render *render, int64_t ppm)
{
    int64_t size = ppm < 0 ? -ppm : ppm;
    int64_t step = size < 100000 ? 1000 : 10000;
    struct rate rate = {.ppm = (size + step / 2) / step * step};
    return i18n_percent(render->reader.i18n, render->arena, rate);
}

struct text render_date(struct render *render, struct instant instant)
{
    return i18n_time(render->reader.i18n, render->arena, instant, I18N_DATE);
}

struct text render_time(struct render *render, struct instant instant)
{
    return i18n_time(render->reader.i18n, render->arena, instant, I18N_DATE_TIME);
}

struct text render_clock_time(struct render *render, struct instant instant)
{
    struct text minute = render_time(render, instant);
    return text_format(render->arena, "%.*s:%02d", TEXT_PRINT(minute), (int)civil_of_instant(instant).second);
}

struct text render_machine_time(struct render *render, struct instant instant)
{
    return instant_text(render->arena, instant);
}

// The first letters of the first two words.
struct text render_initials(struct render *render, struct text name)
{
    struct buf buf = buf_new(render->arena, 64);
    struct text rest = name;
    struct text word;
    int count = 0;
    while (count < 2 && text_is(rest) && text_split(&rest, ' ', &word)) {
        size_t n = utf8_sequence(word.p, word.n);
        if (n > 0) {
            buf_add_bytes(&buf, word.p, n);
            count++;
        }
    }
    return buf_text(&buf);
}

struct text render_change_words(struct render *render, int64_t ppm)
{
    struct text percent = render_percent(render, ppm);
    if (ppm == 0) {
        return phrase_ui_same(&render->reader);
    }
    return ppm > 0 ? phrase_ui_up(&render->reader, (struct phrase_ui_up){.percent = percent})
                   : phrase_ui_down(&render->reader, (struct phrase_ui_down){.percent = percent});
}

struct text render_change_mood(struct render *render, int64_t ppm, bool is_fewer_good)
{
    if (ppm == 0) {
        return TEXT("same");
    }
    return (ppm > 0) != is_fewer_good ? TEXT("good") : TEXT("bad");
}

// ---- forms and lists ----

struct text render_input_type(struct render *render, enum input_kind kind)
{
    static const char *const names[] = {
        [INPUT_TEXT] = "text",         [INPUT_EMAIL] = "email",   [INPUT_URL] = "url",
        [INPUT_PASSWORD] = "password", [INPUT_NUMBER] = "text", // "12,5" is a number to a Frenchman, not to type=number
        [INPUT_DATE] = "date",         [INPUT_SEARCH] = "search",
    };
    return text_of(names[kind]);
}

struct text render_sort_word(struct render *render, enum sort sort)
{
    return sort == SORT_UP ? TEXT("ascending") : TEXT("descending");
}

// ---- frame ----

struct language_list render_page_languages(struct render *render)
{
    static const enum i18n_language order[] = {I18N_EN, I18N_FR, I18N_RU, I18N_JA};
    struct language_choice *items = arena_many(render->arena, struct language_choice, I18N_LANGUAGE_COUNT);
    for (size_t i = 0; i < I18N_LANGUAGE_COUNT; i++) {
        items[i] = (struct language_choice){
            .code = text_of(i18n_language_text(order[i])),
            .name = language_name(order[i]),
            .is_current = i18n_language_of(render->reader.i18n) == order[i] && !render->reader.is_pseudo,
        };
    }
    return (struct language_list){.items = items, .count = I18N_LANGUAGE_COUNT};
}
