/* SPDX-License-Identifier: Apache-2.0 */
/* Floors and ceilings: see limits.h. */
#include "policy/limits.h"

typedef struct limits {
    const model *m;
    arena *a;
    minz_diag *diag;
} limits;

static text source_words(const limits *l, const dated *d)
{
    const pack_source *s = d->source.source;
    text article = d->source.article;

    if (s == NULL)
        return l->m->layers.at[d->layer].id;
    text name = s->number.len > 0 ? s->number : s->title;
    return arena_printf(l->a, "%.*s%s%.*s", (int)name.len, name.ptr,
                        article.len > 0 ? " #" : "", (int)article.len,
                        article.len > 0 ? article.ptr : "");
}

/* "standard[urban]"; a scalar has no key. */
static text cell_name(const limits *l, const param_decl *p, uint32_t cell)
{
    const symbol *s = p->symbol;
    uint32_t index[3] = {0};
    text name = s->id;

    for (uint32_t k = s->key_count; k-- > 0;) {
        index[k] = cell % s->keys[k]->count;
        cell /= s->keys[k]->count;
    }
    for (uint32_t k = 0; k < s->key_count; k++) {
        text key = s->keys[k]->values[index[k]].id;
        name = arena_printf(l->a, "%.*s[%.*s]", (int)name.len, name.ptr,
                            (int)key.len, key.ptr);
    }
    return name;
}

static void check_cells(const limits *l, const param_decl *p,
                        const param_value *limit, const param_value *v,
                        bool floor)
{
    for (uint32_t i = 0; i < p->cell_count; i++) {
        bool good = floor ? v->cells[i].v >= limit->cells[i].v
                          : v->cells[i].v <= limit->cells[i].v;
        if (good)
            continue;
        diag_add(l->diag, floor ? MSG_BELOW_FLOOR : MSG_ABOVE_CEILING,
                 v->dated.where, cell_name(l, p, i),
                 source_words(l, &v->dated), source_words(l, &limit->dated));
        diag_also(l->diag, limit->dated.where);
    }
}

static void check_limit(const limits *l, const param_decl *p,
                        const param_value *limit, bool floor)
{
    for (uint32_t i = 0; i < p->values.len; i++) {
        const param_value *v = &p->values.at[i];
        if (v->known && v->published && v->dated.layer > limit->dated.layer &&
            v->dated.from <= limit->dated.to && limit->dated.from <= v->dated.to)
            check_cells(l, p, limit, v, floor);
    }
}

void limits_check(const model *m, arena *scratch, minz_diag *diag)
{
    limits l = {m, scratch, diag};

    for (uint32_t i = 0; i < m->params.len; i++) {
        const param_decl *p = &m->params.at[i];
        for (uint32_t k = 0; k < p->floors.len; k++)
            check_limit(&l, p, &p->floors.at[k], true);
        for (uint32_t k = 0; k < p->ceilings.len; k++)
            check_limit(&l, p, &p->ceilings.at[k], false);
    }
}
