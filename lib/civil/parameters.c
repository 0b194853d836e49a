/* SPDX-License-Identifier: Apache-2.0 */
/* All parameters on a day, with the values that `set` put there, as JSON.
 *
 * They are bound as rules would bind them, so that what is told is what rules
 * read: computed values too, also those that no rule in force asks for.
 */
#include "civil/write_value.h"

typedef struct teller {
    const model *m;
    const bind_request *request;
    const engine_block *block;
    json_writer *w;
} teller;

static void put_text(json_writer *w, const char *key, text t)
{
    if (t.len == 0)
        return;
    json_put_name(w, text_of(key));
    json_put_text(w, t);
}

static void put_day(json_writer *w, const char *key, int64_t date)
{
    char day[20];

    json_put_name(w, text_of(key));
    if (date == DATE_MIN || date == DATE_MAX)
        json_put_null(w);
    else
        json_put_text(w, (text){day, date_format(date, day)});
}

/* ---- values ---- */

static value cell_at(const teller *t, uint32_t at)
{
    return (value){t->block->cell_v[at], t->block->cell_w[at],
                   t->block->cell_st[at]};
}

static void put_cell(const teller *t, const type *of, uint32_t at)
{
    write_value(t->w, NULL, of, cell_at(t, at));
}

/* Keys from the d-th on; `at` is the first cell below them. */
static void put_keyed(const teller *t, const symbol *s, uint32_t d, uint32_t at)
{
    uint32_t below = 1;

    if (d == s->key_count) {
        put_cell(t, s->type, at);
        return;
    }
    for (uint32_t i = d + 1; i < s->key_count; i++)
        below *= s->keys[i]->count;
    json_begin_object(t->w);
    for (uint32_t i = 0; i < s->keys[d]->count; i++) {
        json_put_key(t->w, s->keys[d]->values[i].id);
        put_keyed(t, s, d + 1, at + i * below);
    }
    json_end(t->w);
}

static void put_record(const teller *t, const symbol *s, uint32_t at)
{
    json_begin_object(t->w);
    for (uint32_t i = 0; i < s->type->field_count; i++) {
        json_put_key(t->w, s->type->fields[i].name);
        put_cell(t, s->type->fields[i].of, at + i);
    }
    json_end(t->w);
}

/* [[lower bound, value], ...]: as many as are known to be there. */
static void put_steps(const teller *t, const symbol *s, const program_cells *c)
{
    json_begin_array(t->w);
    for (uint32_t i = 0; i < c->len; i++) {
        if (cell_at(t, c->bounds + i).st != ST_KNOWN)
            break;
        json_begin_array(t->w);
        put_cell(t, s->step_type, c->bounds + i);
        put_cell(t, s->type, c->offset + i);
        json_end(t->w);
    }
    json_end(t->w);
}

static void put_days(json_writer *w, const char *key, const int64_t *days,
                     uint32_t count)
{
    char day[20];

    json_put_name(w, text_of(key));
    json_begin_array(w);
    for (uint32_t i = 0; i < count; i++)
        json_put_text(w, (text){day, date_format(days[i], day)});
    json_end(w);
}

static uint8_t put_calendar(const teller *t, const param_decl *p)
{
    const param_value *v = policy_calendar(t->request, p);

    if (v == NULL) {
        json_put_null(t->w);
        return ST_REVIEW;
    }
    json_begin_object(t->w);
    put_days(t->w, "off", v->off, v->off_count);
    put_days(t->w, "worked", v->worked, v->worked_count);
    json_end(t->w);
    return ST_KNOWN;
}

static const program_cells *cells_of(const teller *t, const symbol *s)
{
    const program *p = t->block->program;

    for (uint32_t i = 0; i < p->cells.len; i++)
        if (p->cells.at[i].parameter == s)
            return &p->cells.at[i];
    return NULL;
}

/* The first status that is not known; of steps only the first one has to be. */
static uint8_t status_of(const teller *t, const program_cells *c)
{
    uint32_t first = c->steps ? c->bounds : c->offset;

    for (uint32_t i = 0; i < (c->steps ? 1 : c->len); i++)
        if (t->block->cell_st[first + i] != ST_KNOWN)
            return t->block->cell_st[first + i];
    return ST_KNOWN;
}

/* Returns its status. */
static uint8_t put_value(const teller *t, const param_decl *p)
{
    const symbol *s = p->symbol;

    json_put_name(t->w, TEXT("value"));
    if (s->shape == PARAM_CALENDAR)
        return put_calendar(t, p);
    const program_cells *c = cells_of(t, s);
    uint8_t st = status_of(t, c);
    if (s->shape == PARAM_STEPS && st == ST_KNOWN)
        put_steps(t, s, c);
    else if (s->shape == PARAM_KEYED)
        put_keyed(t, s, 0, c->offset);
    else if (s->shape == PARAM_RECORD)
        put_record(t, s, c->offset);
    else
        write_value(t->w, NULL, s->type,
                    st == ST_KNOWN ? cell_at(t, c->offset) : (value){.st = st});
    return st;
}

/* ---- where they are from ---- */

static void put_source(json_writer *w, const source_ref *s)
{
    json_put_name(w, TEXT("source"));
    if (s->source == NULL) {
        json_put_null(w);
        return;
    }
    json_begin_object(w);
    put_text(w, "id", s->source->id);
    put_text(w, "title", s->source->title);
    put_text(w, "number", s->source->number);
    put_text(w, "article", s->article);
    json_end(w);
}

static void put_dated(const teller *t, const param_value *v)
{
    static const char *const words[] = {"stated", "derived", "assumed"};
    const dated *d = &v->dated;

    put_day(t->w, "from", d->from);
    put_day(t->w, "to", d->to);
    put_day(t->w, "issued", d->issued);
    put_text(t->w, "layer", t->m->layers.at[d->layer].id);
    put_source(t->w, &d->source);
    put_text(t->w, "confidence", text_of(words[d->confidence]));
    put_text(t->w, "note", d->note);
    json_put_name(t->w, TEXT("computed"));
    json_put_bool(t->w, v->computed != NULL && !v->published);
}

static void put_parameter(const teller *t, const param_decl *p)
{
    const param_value *v =
        model_value_at(p, t->request->date, t->request->known);

    json_begin_object(t->w);
    put_text(t->w, "id", p->symbol->id);
    uint8_t st = put_value(t, p);
    put_text(t->w, "status", status_name(st));
    json_put_name(t->w, TEXT("set"));
    json_put_bool(t->w, policy_is_set(t->request, p));
    if (v != NULL)
        put_dated(t, v);
    json_end(t->w);
}

static void put_all(const teller *t)
{
    json_begin_array(t->w);
    for (uint32_t i = 0; i < t->m->params.len; i++)
        put_parameter(t, &t->m->params.at[i]);
    json_end(t->w);
}

minz_status minz_evaluator_parameters(minz_evaluator *evaluator, int64_t as_of,
                                      int64_t known_as_of,
                                      const char **out_json, minz_diag *diag)
{
    minz_evaluator *e = evaluator;
    engine_block *block = NULL;

    if (e == NULL || out_json == NULL)
        return MINZ_E_MISUSE;
    if (as_of < DATE_MIN || as_of > DATE_MAX ||
        !evaluator_covers(e->model, as_of, diag))
        return MINZ_E_RANGE;
    bind_request q = {as_of,
                      known_as_of == MINZ_ALL_KNOWN ? DATE_MAX : known_as_of,
                      e->scenario.set.at, e->scenario.set.len};
    minz_status st = policy_parameters(e->policy, &q, &e->arena.alloc, &block);
    if (st != MINZ_OK)
        return st;
    json_writer_reset(&e->writer);
    put_all(&(teller){e->model, &q, block, &e->writer});
    policy_parameters_free(block);
    st = json_writer_status(&e->writer);
    if (st == MINZ_OK)
        *out_json = json_written(&e->writer).ptr;
    return st;
}
