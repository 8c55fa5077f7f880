// SPDX-License-Identifier: Apache-2.0
// Findings as they are kept.
#include "program/plan_kept.h"

#include "core/buf.h"
#include "format/json.h"

#define PARAMETERS_BYTES 16384

static struct plan_kept_finding *room(struct arena *arena, struct plan_kept *kept)
{
    if (kept->count == kept->capacity) {
        size_t capacity = kept->capacity == 0 ? 16 : kept->capacity * 2;
        struct plan_kept_finding *items = arena_many(arena, struct plan_kept_finding, capacity);
        for (size_t i = 0; i < kept->count; i++) {
            items[i] = kept->items[i];
        }
        kept->items = items;
        kept->capacity = capacity;
    }
    return &kept->items[kept->count++];
}

static struct text parameters_of(struct arena *arena, struct arena *scratch, const struct check_finding *finding)
{
    struct buf buf = buf_new(scratch, PARAMETERS_BYTES);
    struct json_writer json = json_writer_new(&buf);
    json_begin_array(&json);
    for (size_t i = 0; i < finding->parameter_count; i++) {
        json_begin_object(&json);
        json_put_text(&json, "name", text_of(finding->parameters[i].name));
        json_put_text(&json, "value", check_parameter_text(scratch, &finding->parameters[i]));
        json_end_object(&json);
    }
    json_end_array(&json);
    return buf.is_overflown ? TEXT("[]") : text_copy(arena, buf_text(&buf));
}

static void add(struct arena *arena, struct plan_kept *kept, struct plan_id against,
                const struct check_finding *finding)
{
    AUTO_ARENA scratch = arena_new(ARENA_JOB_BYTES);
    struct plan_kept_finding *row = room(arena, kept);
    *row = (struct plan_kept_finding){
        .against_id = against,
        .subject = text_of(check_subject_text(finding->subject)),
        .outcome = text_of(check_outcome_text(finding->outcome)),
        .code = text_of(check_code_text(finding->code)),
        .line = finding->line,
        .level = finding->level,
        .parameters = parameters_of(arena, scratch, finding),
        .text_en = text_copy(arena, plan_finding_text(scratch, finding, EXPLAIN_EN)),
        .text_ru = text_copy(arena, plan_finding_text(scratch, finding, EXPLAIN_RU)),
        .text_fr = text_copy(arena, plan_finding_text(scratch, finding, EXPLAIN_FR)),
        .text_ja = text_copy(arena, plan_finding_text(scratch, finding, EXPLAIN_JA)),
    };
    if (finding->has_facts) {
        row->amount_minor = (struct opt_int64){.has = true, .v = finding->facts.amount.minor};
        row->paid_minor = (struct opt_int64){.has = true, .v = finding->paid.minor};
    }
}

void plan_kept_add(struct arena *arena, struct plan_kept *kept, struct plan_id against,
                   const struct check_result *result)
{
    for (size_t i = 0; i < result->finding_count; i++) {
        add(arena, kept, against, &result->findings[i]);
    }
    kept->evaluations += result->evaluations;
}

void plan_kept_say(struct arena *arena, struct plan_kept *kept, struct plan_id against, enum check_outcome outcome,
                   enum check_code code)
{
    struct check_finding finding = {.subject = CHECK_RATCHET, .outcome = outcome, .code = code};
    add(arena, kept, against, &finding);
}

void plan_kept_join(struct arena *arena, struct plan_kept *kept, const struct plan_kept *other)
{
    for (size_t i = 0; i < other->count; i++) {
        *room(arena, kept) = other->items[i];
    }
    kept->evaluations += other->evaluations;
}

enum rc plan_kept_write(struct flow *flow, struct plan_id id, const struct plan_kept *kept, int64_t hold_days,
                        int64_t work_max)
{
    struct plan_proof proof = {.hold_days = hold_days,
                               .work_max = work_max,
                               .evaluations = kept->evaluations,
                               .findings = kept->items,
                               .finding_count = kept->count};
    return flow_stored(flow, plan_proof_insert(flow->db, flow->arena, id, &proof));
}
