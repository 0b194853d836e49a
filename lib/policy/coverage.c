/* SPDX-License-Identifier: Apache-2.0 */
/* Coverage of rules by values.
 *
 * Each version is cut into the spans in which it is the one in force; each
 * parameter that it reads is walked over each span, from one value to the
 * next. Decisions outside their versions are gaps by design (`rule_gap` at run
 * time), and so is a parameter read at a date of its own by at().
 */
#include "policy/coverage.h"

#include "policy/layers.h"
#include "policy/reads.h"

typedef struct coverage {
    const model *m;
    minz_diag *diag;
    arena *a;
    reads reads;
} coverage;

static text day(const coverage *c, int64_t date)
{
    char out[20];

    if (date == DATE_MAX || date == DATE_MIN)
        return TEXT("...");
    date_format(date, out);
    return arena_printf(c->a, "%s", out);
}

static void report(coverage *c, const param_decl *p, const dated *reader,
                   int64_t from, int64_t to)
{
    diag_add(c->diag, MSG_NO_VALUE, reader->where, p->symbol->id, day(c, from),
             day(c, to));
}

static void check_param(coverage *c, const param_decl *p, const dated *reader,
                        int64_t from, int64_t to)
{
    for (int64_t date = from; date <= to;) {
        int64_t first = from, last = to;
        layers_value_span(p, date, DATE_MAX, &first, &last);
        if (model_value_at(p, date, DATE_MAX) == NULL)
            report(c, p, reader, first, last);
        date = last + 1;
    }
}

/* What was read since reads_start, by what is in force from `from` to `to`. */
static void check_reads(coverage *c, const dated *reader, int64_t from,
                        int64_t to)
{
    for (uint32_t i = 0; i < c->reads.params.len; i++) {
        const symbol *s = c->reads.params.at[i];
        check_param(c, &c->m->params.at[s->index], reader, from, to);
    }
}

static void check_version(coverage *c, const decision_decl *d,
                          const rule_version *v)
{
    reads_start(&c->reads);
    reads_add_version(&c->reads, v);
    for (uint32_t i = 0; i < d->flag_count; i++)
        reads_add(&c->reads, d->flags[i].when);
    for (int64_t date = v->dated.from; date <= v->dated.to;) {
        int64_t from = v->dated.from, to = v->dated.to;
        layers_version_span(d, date, DATE_MAX, &from, &to);
        if (model_version_at(d, date, DATE_MAX) == v)
            check_reads(c, &v->dated, from, to);
        date = to + 1;
    }
}

static void check_value(coverage *c, const param_decl *p, const param_value *v)
{
    reads_start(&c->reads);
    for (uint32_t i = 0; i < p->cell_count; i++)
        reads_add(&c->reads, v->computed[i]);
    for (int64_t date = v->dated.from; date <= v->dated.to;) {
        int64_t from = v->dated.from, to = v->dated.to;
        layers_value_span(p, date, DATE_MAX, &from, &to);
        if (model_value_at(p, date, DATE_MAX) == v)
            check_reads(c, &v->dated, from, to);
        date = to + 1;
    }
}

void coverage_check(const model *m, arena *scratch, minz_diag *diag)
{
    coverage c = {.m = m, .diag = diag, .a = scratch};

    reads_init(&c.reads, m, scratch);
    for (uint32_t i = 0; i < m->decisions.len; i++)
        for (uint32_t k = 0; k < m->decisions.at[i].versions.len; k++)
            check_version(&c, &m->decisions.at[i],
                          &m->decisions.at[i].versions.at[k]);
    for (uint32_t i = 0; i < m->params.len; i++)
        for (uint32_t k = 0; k < m->params.at[i].values.len; k++)
            if (m->params.at[i].values.at[k].computed != NULL &&
                !m->params.at[i].values.at[k].published)
                check_value(&c, &m->params.at[i],
                            &m->params.at[i].values.at[k]);
}
