/* SPDX-License-Identifier: Apache-2.0 */
/* What is in force at a date, and the checks that make it unambiguous.
 *
 * Values of parameters and versions of decisions are both arrays of structs
 * that start with `dated`; everything here goes over such an array by stride.
 * "Beats" is a total order on what may be in force together: higher layer, then
 * later issued; layers_settle refuses what would be equal.
 */
#include "policy/layers.h"
#include "policy/policy.h"

#include <assert.h>

typedef struct series {
    char *first;
    size_t stride;
    uint32_t count;
} series;

static_assert(offsetof(rule_version, dated) == 0, "dated comes first");
static_assert(offsetof(param_value, dated) == 0, "dated comes first");

static dated *item(const series *s, uint32_t i)
{
    return (dated *)(void *)(s->first + i * s->stride);
}

static series versions_of(const decision_decl *d)
{
    return (series){(char *)d->versions.at, sizeof *d->versions.at,
                    d->versions.len};
}

static series values_of(const param_decl *p)
{
    return (series){(char *)p->values.at, sizeof *p->values.at, p->values.len};
}

static bool beats(const dated *a, const dated *b)
{
    return a->layer != b->layer ? a->layer > b->layer : a->issued > b->issued;
}

/* ---- in force ---- */

static const dated *in_force(series s, int64_t date, int64_t known)
{
    const dated *best = NULL;

    for (uint32_t i = 0; i < s.count; i++) {
        const dated *d = item(&s, i);
        if (d->from <= date && date <= d->to && d->issued <= known &&
            (best == NULL || beats(d, best)))
            best = d;
    }
    return best;
}

const rule_version *model_version_at(const decision_decl *d, int64_t date,
                                     int64_t known)
{
    return (const rule_version *)in_force(versions_of(d), date, known);
}

const param_value *model_value_at(const param_decl *p, int64_t date,
                                  int64_t known)
{
    return (const param_value *)in_force(values_of(p), date, known);
}

/* What is in force ends where it ends, or where something that beats it
 * begins; and likewise backwards. */
static void narrow(series s, int64_t date, int64_t known, int64_t *from,
                   int64_t *to)
{
    const dated *now = in_force(s, date, known);

    if (now != NULL && now->from > *from)
        *from = now->from;
    if (now != NULL && now->to < *to)
        *to = now->to;
    for (uint32_t i = 0; i < s.count; i++) {
        const dated *d = item(&s, i);
        if (d->issued > known || (now != NULL && !beats(d, now)))
            continue;
        if (d->from > date && d->from <= *to)
            *to = d->from - 1;
        if (d->to < date && d->to >= *from)
            *from = d->to + 1;
    }
}

void layers_version_span(const decision_decl *d, int64_t date, int64_t known,
                         int64_t *from, int64_t *to)
{
    narrow(versions_of(d), date, known, from, to);
}

void layers_value_span(const param_decl *p, int64_t date, int64_t known,
                       int64_t *from, int64_t *to)
{
    narrow(values_of(p), date, known, from, to);
}

static bool is_computed(const param_decl *p)
{
    for (uint32_t i = 0; i < p->values.len; i++)
        if (p->values.at[i].computed != NULL)
            return true;
    return false;
}

/* An expression of a parameter is a rule too: another one is another
 * prologue. */
void model_rule_edition(const model *m, int64_t date, int64_t known,
                        int64_t *out_from, int64_t *out_to)
{
    *out_from = DATE_MIN;
    *out_to = DATE_MAX;
    for (uint32_t i = 0; i < m->decisions.len; i++)
        layers_version_span(&m->decisions.at[i], date, known, out_from, out_to);
    for (uint32_t i = 0; i < m->params.len; i++)
        if (is_computed(&m->params.at[i]))
            layers_value_span(&m->params.at[i], date, known, out_from, out_to);
}

static bool cell_is_set(const param_override *o, uint32_t cell)
{
    return o->date == DATE_MIN &&
           (o->whole != NULL || o->cell == UINT32_MAX || o->cell == cell);
}

bool policy_sets_whole(const bind_request *request, const param_decl *p)
{
    uint32_t cells = p->cell_count == 0 ? 1 : p->cell_count, set = 0;

    for (uint32_t c = 0; c < cells && set == c; c++)
        for (uint32_t i = 0; i < request->override_count && set == c; i++)
            if (request->overrides[i].param == p &&
                cell_is_set(&request->overrides[i], c))
                set++;
    return set == cells;
}

void policy_value_edition(const model *m, const bind_request *request,
                          int64_t *out_from, int64_t *out_to)
{
    model_rule_edition(m, request->date, request->known, out_from, out_to);
    for (uint32_t i = 0; i < m->params.len; i++) {
        const param_decl *p = &m->params.at[i];
        /* A calendar is whole on all dates; its spans are of the days it
         * tells. */
        if (p->symbol->shape != PARAM_CALENDAR &&
            !policy_sets_whole(request, p))
            layers_value_span(p, request->date, request->known, out_from,
                              out_to);
    }
}

static void latest_issue(series s, int64_t known, int64_t *latest)
{
    for (uint32_t i = 0; i < s.count; i++) {
        int64_t issued = item(&s, i)->issued;
        if (issued <= known && issued > *latest)
            *latest = issued;
    }
}

int64_t layers_known(const model *m, int64_t known)
{
    int64_t latest = DATE_MIN;

    for (uint32_t i = 0; i < m->decisions.len; i++)
        latest_issue(versions_of(&m->decisions.at[i]), known, &latest);
    for (uint32_t i = 0; i < m->params.len; i++)
        latest_issue(values_of(&m->params.at[i]), known, &latest);
    return latest;
}

/* ---- order ---- */

static bool before(const dated *a, const dated *b)
{
    if (a->from != b->from)
        return a->from < b->from;
    if (a->layer != b->layer)
        return a->layer < b->layer;
    return a->issued < b->issued;
}

static void sift_down(const series *s, uint32_t root, uint32_t count,
                      char *moving)
{
    memcpy(moving, item(s, root), s->stride);
    for (uint32_t child; child = 2 * root + 1, child < count; root = child) {
        if (child + 1 < count && before(item(s, child), item(s, child + 1)))
            child++;
        if (!before((const dated *)(const void *)moving, item(s, child)))
            break;
        memcpy(item(s, root), item(s, child), s->stride);
    }
    memcpy(item(s, root), moving, s->stride);
}

static void sort(const series *s, arena *scratch)
{
    char *moving = arena_alloc(scratch, s->stride);
    char *last = arena_alloc(scratch, s->stride);

    for (uint32_t i = s->count / 2; i-- > 0;)
        sift_down(s, i, s->count, moving);
    for (uint32_t end = s->count; end-- > 1;) {
        memcpy(last, item(s, end), s->stride);
        memcpy(item(s, end), item(s, 0), s->stride);
        memcpy(item(s, 0), last, s->stride);
        sift_down(s, 0, end, moving);
    }
}

/* ---- overlaps ---- */

/* What of one layer reaches furthest among those that began so far. */
typedef struct reach {
    const dated *all;   /* that counts as something to override */
    const dated *claim; /* of those that do not say "override" */
} reach;

typedef struct overlap_check {
    const model *m;
    minz_diag *diag;
    text name;    /* of the parameter or decision */
    reach *reach; /* by layer */
    bool params;
} overlap_check;

static void refuse(const overlap_check *c, msg_id id, const dated *late,
                   const dated *early)
{
    const layer_decl *layers = c->m->layers.at;

    diag_add(c->diag, id, late->where, c->name, layers[early->layer].id,
             (text){0});
    diag_also(c->diag, early->where);
}

/* A period declared as not known may be filled without a word. */
static bool counts(const overlap_check *c, const dated *d)
{
    return !c->params || ((const param_value *)d)->known;
}

static bool further(const dated *a, const dated *b)
{
    return b == NULL || a->to > b->to;
}

/* `d` begins; the reaches are those of all that began before it. */
static void check_layers(overlap_check *c, const dated *d)
{
    for (uint32_t i = 0; i < c->m->layers.len; i++) {
        const reach *r = &c->reach[i];
        if (i < d->layer && !d->override && r->all != NULL &&
            r->all->to >= d->from)
            refuse(c, MSG_LAYER_OVERLAP, d, r->all);
        if (i > d->layer && counts(c, d) && r->claim != NULL &&
            r->claim->to >= d->from)
            refuse(c, MSG_LAYER_OVERLAP, r->claim, d);
    }
    reach *own = &c->reach[d->layer];
    if (counts(c, d) && further(d, own->all))
        own->all = d;
    if (!d->override && further(d, own->claim))
        own->claim = d;
}

static bool issued_before(const dated *a, const dated *b)
{
    if (a->layer != b->layer)
        return a->layer < b->layer;
    if (a->issued != b->issued)
        return a->issued < b->issued;
    return a->from < b->from;
}

static void sift_issued(const dated **at, uint32_t root, uint32_t count)
{
    const dated *moving = at[root];

    for (uint32_t child; child = 2 * root + 1, child < count; root = child) {
        if (child + 1 < count && issued_before(at[child], at[child + 1]))
            child++;
        if (!issued_before(moving, at[child]))
            break;
        at[root] = at[child];
    }
    at[root] = moving;
}

/* Of one layer and one date of issue no two may be in force together: sorted
 * by these and by their beginning, neighbours tell. */
static void check_equals(const overlap_check *c, const series *s,
                         arena *scratch)
{
    const dated **at = ARENA_ARRAY(scratch, const dated *, s->count);

    for (uint32_t i = 0; i < s->count; i++)
        at[i] = item(s, i);
    for (uint32_t i = s->count / 2; i-- > 0;)
        sift_issued(at, i, s->count);
    for (uint32_t end = s->count; end-- > 1;) {
        const dated *top = at[0];
        at[0] = at[end];
        at[end] = top;
        sift_issued(at, 0, end);
    }
    for (uint32_t i = 1, last = 0; i < s->count; i++) {
        const dated *a = at[last], *b = at[i];
        bool together = a->layer == b->layer && a->issued == b->issued;
        if (together && a->to >= b->from)
            refuse(c, MSG_LAYER_EQUAL, b, a);
        if (!together || b->to > a->to)
            last = i;
    }
}

static void settle(overlap_check *c, series s, arena *scratch)
{
    c->reach = ARENA_ARRAY(scratch, reach, c->m->layers.len);
    sort(&s, scratch);
    for (uint32_t i = 0; i < s.count; i++)
        check_layers(c, item(&s, i));
    check_equals(c, &s, scratch);
}

void layers_settle(model *m, arena *scratch, minz_diag *diag)
{
    overlap_check c = {.m = m, .diag = diag};

    for (uint32_t i = 0; i < m->decisions.len; i++) {
        c.name = m->decisions.at[i].symbol->id;
        settle(&c, versions_of(&m->decisions.at[i]), scratch);
    }
    c.params = true;
    for (uint32_t i = 0; i < m->params.len; i++) {
        c.name = m->params.at[i].symbol->id;
        settle(&c, values_of(&m->params.at[i]), scratch);
    }
}
