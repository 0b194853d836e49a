/* SPDX-License-Identifier: Apache-2.0 */
/* Causes in words, and remedies with the time there is for them.
 *
 * Remedies of one id are versions of one remedy, as values are of a parameter:
 * a programme's own goes before that of all programmes, then the higher layer.
 * Nothing here is computed: a remedy is prose with a term, read by explain.
 */
#include "policy/read_remedies.h"

static const key remedy_keys[] = {{TEXT("id"), KEY_STRING | KEY_NEEDED},
                                  {TEXT("label"), KEY_OBJECT | KEY_NEEDED},
                                  {TEXT("text"), KEY_OBJECT | KEY_NEEDED},
                                  {TEXT("against"), KEY_ARRAY},
                                  {TEXT("from"), KEY_STRING},
                                  {TEXT("to"), KEY_STRING},
                                  {TEXT("issued"), KEY_STRING},
                                  {TEXT("deadline"), KEY_OBJECT},
                                  {TEXT("authority"), KEY_OBJECT},
                                  {TEXT("source"), KEY_STRING},
                                  {TEXT("confidence"), KEY_STRING},
                                  {TEXT("override"), KEY_BOOL},
                                  {TEXT("note"), KEY_STRING}};

static const key deadline_keys[] = {{TEXT("days"), KEY_NUMBER},
                                    {TEXT("workdays"), KEY_NUMBER},
                                    {TEXT("months"), KEY_NUMBER},
                                    {TEXT("since"), KEY_OBJECT}};

#define ADVERSE                                                                \
    ((1u << AGAINST_REFUSAL) | (1u << KIND_REDUCE) | (1u << KIND_SUSPEND) |    \
     (1u << KIND_STOP) | (1u << KIND_RECOVER))

/* ---- one remedy ---- */

/* What is "refuse" and the kinds of transitions. */
static uint32_t read_against(reader *r, json_value list)
{
    const char *words[KIND_COUNT + 2];
    uint32_t all = 0;

    for (uint32_t i = 0; i < KIND_COUNT; i++)
        words[i] = transition_kind_name((transition_kind)i);
    words[AGAINST_REFUSAL] = "refuse";
    words[AGAINST_REFUSAL + 1] = NULL;
    for (json_value v = json_first(list); json_has(v); v = json_next(v))
        all |= 1u << read_word(r, v, words, AGAINST_REFUSAL);
    return json_has(list) ? all : ADVERSE;
}

static int32_t read_count(reader *r, json_value v)
{
    int64_t n = 0;

    if (json_int(v, &n) == JSON_FINE && n > 0 && n < 10000)
        return (int32_t)n;
    read_fail(r, MSG_PACK_VALUE, json_span(v), TEXT("integer"), (text){0},
              (text){0});
    return 0;
}

static void read_deadline(reader *r, json_value v, remedy_decl *out)
{
    uint32_t found = 0;

    if (!json_has(v) || !READ_SHAPE(r, v, deadline_keys))
        return;
    for (uint32_t i = 0; i <= DEADLINE_MONTHS - DEADLINE_DAYS; i++) {
        json_value n = json_get(v, deadline_keys[i].name);
        if (!json_has(n))
            continue;
        found++;
        out->unit = (deadline_unit)(DEADLINE_DAYS + i);
        out->count = read_count(r, n);
    }
    if (found != 1)
        read_fail(r, MSG_PACK_FORM, read_head(v),
                  TEXT("days`, `workdays`, `months"), (text){0}, (text){0});
    out->since = read_label(r, json_get(v, TEXT("since")));
}

static bool together(const dated *a, const dated *b)
{
    return a->from <= b->to && b->from <= a->to;
}

/* Is there another of that id for the same programmes that is meant to be laid
 * over, and does this one say so? */
static void check_overlap(reader *r, const remedy_decl *made)
{
    const model *m = r->m;

    for (uint32_t i = 0; i < m->remedies.len; i++) {
        const remedy_decl *old = &m->remedies.at[i];
        bool lower = old->dated.layer < r->layer;
        if (old->programme != made->programme ||
            !text_equal(old->id, made->id) ||
            !together(&old->dated, &made->dated) ||
            (lower && made->dated.override))
            continue;
        read_fail_also(r, lower ? MSG_LAYER_OVERLAP : MSG_PACK_TWICE,
                       made->dated.where, old->dated.where, made->id,
                       m->layers.at[old->dated.layer].id);
        return;
    }
}

static void read_remedy(reader *r, json_value v, uint32_t programme)
{
    json_value id = json_get(v, TEXT("id"));
    remedy_decl made = {.programme = programme};

    if (!READ_SHAPE(r, v, remedy_keys) || json_kind_of(id) != JSON_STRING ||
        !read_id(r, json_text(id), read_inside(id)))
        return;
    made.id = read_text(r, id);
    made.label = read_label(r, json_get(v, TEXT("label")));
    made.words = read_label(r, json_get(v, TEXT("text")));
    made.authority = read_label(r, json_get(v, TEXT("authority")));
    made.against = read_against(r, json_get(v, TEXT("against")));
    read_deadline(r, json_get(v, TEXT("deadline")), &made);
    if (!read_dated(r, v, true, &made.dated))
        return;
    made.dated.where = read_inside(id);
    check_overlap(r, &made);
    VEC_PUSH(r->a, r->m->remedies, made);
}

void read_remedies(reader *r, json_value list, uint32_t programme)
{
    for (json_value v = json_first(list); json_has(v); v = json_next(v))
        read_remedy(r, v, programme);
}

/* ---- what is in force ---- */

static bool fits(const remedy_decl *a, uint32_t programme, uint32_t against,
                 int64_t date, int64_t known)
{
    return (a->programme == UINT32_MAX || a->programme == programme) &&
           ((a->against >> against) & 1) != 0 && a->dated.from <= date &&
           date <= a->dated.to && a->dated.issued <= known;
}

static bool goes_before(const remedy_decl *a, const remedy_decl *b)
{
    bool own = a->programme != UINT32_MAX;

    if (own != (b->programme != UINT32_MAX))
        return own;
    return a->dated.layer > b->dated.layer;
}

const remedy_decl *model_remedy(const model *m, uint32_t programme,
                                uint32_t against, int64_t date, int64_t known,
                                uint32_t *next)
{
    while (*next < m->remedies.len) {
        const remedy_decl *a = &m->remedies.at[(*next)++];
        bool best = fits(a, programme, against, date, known);
        for (uint32_t i = 0; best && i < m->remedies.len; i++) {
            const remedy_decl *b = &m->remedies.at[i];
            best = !text_equal(a->id, b->id) || !goes_before(b, a) ||
                   !fits(b, programme, against, date, known);
        }
        if (best)
            return a;
    }
    return NULL;
}

/* ---- the day of the notice ---- */

void read_notified(const maker *k, json_value v, programme_decl *p)
{
    reader *r = k->r;
    const symbol *elsewhere = NULL, *s;

    if (json_kind_of(v) != JSON_STRING)
        return;
    s = symbols_find(&r->m->symbols, json_text(v), p->level, &elsewhere);
    if (s == NULL || s->kind != SYM_FACT || s->type->kind != TYPE_DATE)
        read_fail(r, MSG_PACK_NOTIFIED, read_inside(v), json_text(v), p->id,
                  (text){0});
    else
        p->notified = s;
}

/* ---- causes ---- */

static bool replaces(reader *r, json_value v, const label *words)
{
    model *m = r->m;

    for (uint32_t i = 0; i < m->causes.len; i++) {
        cause_decl *old = &m->causes.at[i];
        if (!text_equal(old->code, json_key(v)))
            continue;
        if (old->layer == r->layer)
            read_fail(r, MSG_PACK_TWICE, json_key_span(v), json_key(v),
                      (text){0}, (text){0});
        old->label = *words;
        old->layer = r->layer;
        return true;
    }
    return false;
}

/* A later layer may call a cause by another name. */
void read_causes(reader *r, json_value causes)
{
    for (json_value v = json_first(causes); json_has(v); v = json_next(v)) {
        label words = read_label(r, v);
        cause_decl made = {read_key(r, v), words, r->layer};
        if (read_id(r, made.code, json_key_span(v)) && !replaces(r, v, &words))
            VEC_PUSH(r->a, r->m->causes, made);
    }
}
