// SPDX-License-Identifier: Apache-2.0
// Telling partners of plan versions, and their answers.
#include "program/plan_letter.h"

#include "change.h"
#include "commission/plan_ratchet.h"
#include "commission/plan_sentences.h"
#include "identity/public_id.h"
#include "mail/mail_send.h"
#include "user/letter.h"
#include "validate.h"

#define WORDS_BYTES_MAX 16384
#define PARTNERS_AT_ONCE 500

static void put_line(struct buf *buf, struct text line)
{
    if (buf_text(buf).n > 0) {
        buf_add_char(buf, '\n');
    }
    buf_add(buf, line);
}

// The sentences of one plan that the other does not have.
static struct text only_in(struct arena *arena, const struct plan *one, const struct plan *other,
                           enum explain_language language)
{
    struct plan_sentence *list = NULL;
    struct plan_sentence *others = NULL;
    size_t count = 0;
    size_t other_count = 0;
    plan_sentences(arena, one, language, &list, &count);
    plan_sentences(arena, other, language, &others, &other_count);
    struct buf buf = buf_new(arena, WORDS_BYTES_MAX);
    for (size_t i = 0; i < count; i++) {
        bool is_there = false;
        for (size_t k = 0; k < other_count && !is_there; k++) {
            is_there = text_equal(list[i].text, others[k].text);
        }
        if (!is_there) {
            put_line(&buf, list[i].text);
        }
    }
    return buf.is_overflown ? TEXT("") : buf_text(&buf);
}

static struct text worse_of(struct arena *arena, const struct check_result *ratchet, enum explain_language language)
{
    struct buf buf = buf_new(arena, WORDS_BYTES_MAX);
    for (size_t i = 0; i < ratchet->finding_count; i++) {
        const struct check_finding *finding = &ratchet->findings[i];
        if (finding->outcome == CHECK_REFUTED || finding->outcome == CHECK_UNDECIDED) {
            put_line(&buf, plan_finding_text(arena, finding, language));
        }
    }
    return buf.is_overflown ? TEXT("") : buf_text(&buf);
}

// A side of the comparison; false when a text does not read.
struct side {
    struct plan *own; // NULL: none
    struct plan_terms terms;
};

static bool read_side(struct arena *arena, const struct plan_change_question *question, struct text own_text,
                      struct side *side)
{
    struct plan *behind = NULL;
    struct plan_error error;
    bool is_behind = text_is(question->behind_text);
    *side = (struct side){.own = NULL};
    if (!(is_behind && text_is_empty(text_trim(own_text)))) {
        if (plan_parse(arena, own_text, question->currency, &side->own, &error) != RC_OK) {
            return false;
        }
        side->terms.list[side->terms.count++] = side->own;
    }
    if (is_behind && !text_is_empty(text_trim(question->behind_text))) {
        if (plan_parse(arena, question->behind_text, question->currency, &behind, &error) != RC_OK) {
            return false;
        }
        side->terms.list[side->terms.count++] = behind;
    }
    return side->terms.count > 0;
}

void plan_change_tell(struct arena *arena, const struct plan_change_question *question, struct plan_change *ret_change)
{
    struct side before;
    struct side after;
    struct check_result ratchet;
    for (size_t i = 0; i < EXPLAIN_LANGUAGE_COUNT; i++) {
        ret_change->words[i] = (struct plan_change_words){TEXT(""), TEXT(""), TEXT("")};
    }
    AUTO_ARENA proof = arena_new(ARENA_JOB_BYTES);
    if (!read_side(proof, question, question->old_text, &before) ||
        !read_side(proof, question, question->new_text, &after)) {
        return;
    }
    plan_ratchet_terms(proof, &before.terms, &after.terms, question->hold_days, question->work_max, &ratchet);
    const struct plan none = {.currency = question->currency, .hold_days = -1};
    const struct plan *old_plan = before.own == NULL ? &none : before.own;
    const struct plan *new_plan = after.own == NULL ? &none : after.own;
    for (enum explain_language i = 0; i < EXPLAIN_LANGUAGE_COUNT; i++) {
        ret_change->words[i] =
            (struct plan_change_words){.added = text_copy(arena, only_in(proof, new_plan, old_plan, i)),
                                       .removed = text_copy(arena, only_in(proof, old_plan, new_plan, i)),
                                       .worse = text_copy(arena, worse_of(proof, &ratchet, i))};
    }
}

static struct text letter_key(struct arena *arena, const struct plan_version *version, struct partner_id partner_id)
{
    return text_format(arena, "plan:%lld:partner:%lld", (long long)version->id.v, (long long)partner_id.v);
}

static enum rc tell(struct flow *flow, const struct program *program, const struct plan_version *version,
                    const struct plan_change *change, struct partner_id partner_id)
{
    struct partner partner;
    struct letter letter;
    bool is_all = text_equal(version->binds, TEXT("all"));
    enum letter_kind worse = version->enrollment_id.v == 0 ? LETTER_PLAN_WORSE : LETTER_TERMS_WORSE;
    TRY(flow_stored(flow, partner_get(flow->db, flow->arena, partner_id, &partner)));
    letter_begin(flow, &letter, is_all ? LETTER_PLAN_PUBLISHED : worse);
    letter_text(&letter, "program", program->name);
    letter_text(&letter, "program_id", public_id_text(flow->arena, flow->keyring, PREFIX_PROGRAM, program->id.v));
    letter_text(&letter, "effective_at", instant_text(flow->arena, version->effective_at));
    for (size_t i = 0; i < EXPLAIN_LANGUAGE_COUNT; i++) {
        const struct plan_change_words *words = &change->words[i];
        const struct {
            const char *name;
            struct text lines;
        } parts[] = {{"added", words->added}, {"removed", words->removed}, {"worse", words->worse}};
        for (size_t k = 0; k < sizeof(parts) / sizeof(parts[0]); k++) {
            struct text name =
                text_format(flow->arena, "%s_%s", parts[k].name, explain_language_text((enum explain_language)i));
            letter_text(&letter, text_zero_terminated(flow->arena, name), parts[k].lines);
        }
    }
    return letter_queue(flow, &letter, letter_key(flow->arena, version, partner_id), partner.email);
}

enum rc plan_letter_step(struct flow *flow, const struct program *program, const struct plan_version *version,
                         const struct plan_change *change)
{
    struct enrollment_filter filter = {
        .program_id = program->id, .status = TEXT("approved"), .before_id = INT64_MAX, .limit = PARTNERS_AT_ONCE};
    struct enrollment *list = NULL;
    size_t count = PARTNERS_AT_ONCE;
    while (count == PARTNERS_AT_ONCE) {
        TRY(flow_stored(flow, enrollment_list(flow->db, flow->arena, &filter, &list, &count)));
        for (size_t i = 0; i < count; i++) {
            TRY(tell(flow, program, version, change, list[i].partner_id));
            filter.before_id = list[i].id.v;
        }
    }
    return RC_OK;
}

enum rc plan_letter_terms_step(struct flow *flow, const struct program *program, const struct plan_version *version,
                               const struct plan_change *change, struct partner_id partner_id)
{
    return tell(flow, program, version, change, partner_id);
}

// Whether he had a letter of it, whatever has become of his enrollment since. Letters are forgotten some time after
// they were sent: then whoever was in the program when it was announced.
static enum rc was_told(struct flow *flow, const struct plan_version *version, const struct enrollment *enrollment,
                        bool *ret_was)
{
    struct text told = letter_key(flow->arena, version, enrollment->partner_id);
    enum rc rc = mail_is_queued(flow->db, flow->arena, told);
    bool is_forgotten = version->created_at.ms + MAIL_FORGET_AFTER_MS <= flow->now.ms;
    bool was_in = !instant_is_none(enrollment->approved_at) && enrollment->approved_at.ms <= version->created_at.ms;
    *ret_was = rc == RC_OK || (is_forgotten && was_in);
    return rc == RC_NOT_FOUND ? RC_OK : flow_stored(flow, rc);
}

struct withdrawn {
    const struct program *program;
    const struct plan_version *version;
    struct text reason;
};

static enum rc tell_withdrawn(struct flow *flow, const struct withdrawn *withdrawn, const struct enrollment *enrollment)
{
    const struct plan_version *version = withdrawn->version;
    struct partner_id partner_id = enrollment->partner_id;
    struct plan_reply *replies = NULL;
    struct partner partner;
    struct letter letter;
    size_t count = 0;
    bool was;
    TRY(was_told(flow, version, enrollment, &was));
    if (!was) {
        return RC_OK;
    }
    TRY(flow_stored(flow, partner_get(flow->db, flow->arena, partner_id, &partner)));
    TRY(flow_stored(flow, plan_answer_list(flow->db, flow->arena, version->id, partner_id, &replies, &count)));
    bool is_taken = count > 0 && text_equal(replies[0].answer, TEXT("accepted"));
    letter_begin(flow, &letter, LETTER_PLAN_WITHDRAWN);
    letter_text(&letter, "program", withdrawn->program->name);
    letter_text(&letter, "program_id",
                public_id_text(flow->arena, flow->keyring, PREFIX_PROGRAM, withdrawn->program->id.v));
    letter_text(&letter, "effective_at", instant_text(flow->arena, version->effective_at));
    letter_text(&letter, "taken", is_taken ? TEXT("yes") : TEXT("no"));
    letter_text(&letter, "own", version->enrollment_id.v != 0 ? TEXT("yes") : TEXT("no"));
    letter_text(&letter, "reason", withdrawn->reason);
    struct text key =
        text_format(flow->arena, "%.*s:withdrawn", TEXT_PRINT(letter_key(flow->arena, version, partner_id)));
    return letter_queue(flow, &letter, key, partner.email);
}

enum rc plan_letter_withdrawn_step(struct flow *flow, const struct program *program, const struct plan_version *version,
                                   struct text reason)
{
    struct withdrawn withdrawn = {.program = program, .version = version, .reason = reason};
    struct enrollment_filter filter = {.program_id = program->id, .before_id = INT64_MAX, .limit = PARTNERS_AT_ONCE};
    struct enrollment *list = NULL;
    size_t count = PARTNERS_AT_ONCE;
    if (version->enrollment_id.v != 0) {
        struct enrollment own;
        TRY(change_found(flow, enrollment_get(flow->db, flow->arena, version->enrollment_id, &own), "enrollment"));
        return tell_withdrawn(flow, &withdrawn, &own);
    }
    while (count == PARTNERS_AT_ONCE) {
        TRY(flow_stored(flow, enrollment_list(flow->db, flow->arena, &filter, &list, &count)));
        for (size_t i = 0; i < count; i++) {
            TRY(tell_withdrawn(flow, &withdrawn, &list[i]));
            filter.before_id = list[i].id.v;
        }
    }
    return RC_OK;
}

// ---- answers ----

static enum rc find(struct flow *flow, const struct plan_answer_input *input, struct plan_version *ret_version)
{
    struct plan_version of = {.program_id = input->program_id};
    struct plan_version *list = NULL;
    size_t count = 0;
    if (input->is_individual) {
        struct enrollment enrollment;
        TRY(change_found(flow,
                         enrollment_find(flow->db, flow->arena, input->partner_id, input->program_id, &enrollment),
                         "enrollment"));
        of.enrollment_id = enrollment.id;
    }
    TRY(flow_stored(flow, program_plan_list(flow->db, flow->arena, &of, &list, &count)));
    for (size_t i = 0; i < count; i++) {
        bool is_asking = text_equal(list[i].binds, TEXT("new_customers")) && instant_is_none(list[i].withdrawn_at);
        if (list[i].number == input->number && is_asking) {
            *ret_version = list[i];
            return RC_OK;
        }
    }
    return change_found(flow, RC_NOT_FOUND, "version that asks for an answer");
}

// The same answer again changes nothing; what was taken is not given back.
static enum rc again(struct flow *flow, const struct plan_answer_input *input, const struct plan_version *version,
                     bool *ret_is_given)
{
    struct plan_reply *given = NULL;
    size_t count = 0;
    TRY(flow_stored(flow, plan_answer_list(flow->db, flow->arena, version->id, input->partner_id, &given, &count)));
    *ret_is_given = count > 0 && text_equal(given[0].answer, input->answer);
    if (count > 0 && !*ret_is_given && text_equal(given[0].answer, TEXT("accepted"))) {
        return fault_set(flow->fault, RC_REFUSED, "answer_final", "answer",
                         "these terms were taken already: they pay customers won since");
    }
    return RC_OK;
}

enum rc plan_answer_give(struct flow *flow, const struct plan_answer_input *input)
{
    struct plan_version version = {0};
    TRY(validate_choice(flow->fault, "answer", input->answer, PLAN_ANSWER_WORDS));
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(find(flow, input, &version));
    TRY(change_enrolled(flow, input->partner_id, input->program_id, "program_id"));
    bool is_given;
    TRY(again(flow, input, &version, &is_given));
    if (is_given) {
        return flow_commit(flow);
    }
    struct instant answered_at; // after what was judged without it
    TRY(change_versions(flow, input->program_id, &answered_at));
    struct plan_reply answer = {.plan_id = version.id,
                                .partner_id = input->partner_id,
                                .answer = input->answer,
                                .actor = flow->actor,
                                .answered_at = answered_at};
    TRY(flow_stored(flow, plan_answer_insert(flow->db, &answer)));
    struct change_note note;
    change_note_begin(flow, &note);
    json_put_int64(&note.json, "version", version.number);
    json_put_bool(&note.json, "is_individual", input->is_individual);
    json_put_int64(&note.json, "partner", input->partner_id.v);
    change_note_text(&note, "answer", input->answer);
    TRY(change_note_end(flow, &note, "program.plan_answer", input->program_id.v));
    return flow_commit(flow);
}
