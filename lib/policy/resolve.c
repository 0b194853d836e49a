/* SPDX-License-Identifier: Apache-2.0 */
/* From trees to terms. Names come first, since keys of groups are names that
 * expressions may use; then the expressions, in the order of the packs, so
 * that messages come in that order too.
 */
#include "policy/resolve.h"

typedef struct resolver {
    model *m;
    work *work;
    minz_diag *diag;
} resolver;

static span place_of(const feel_source *at)
{
    return feel_span(at, 0, at->body.len);
}

static void fail(resolver *r, msg_id id, const feel_source *at, text a0)
{
    diag_add(r->diag, id, place_of(at), a0, (text){0}, (text){0});
}

/* ---- names ---- */

/* An enum, whose values are the rows; or a fact that the files of facts give as
 * a string, so that rows are there before rules run. */
static bool can_group(const model *m, const symbol *by, uint16_t grouped)
{
    if (by == NULL || by->level != grouped ||
        (by->kind != SYM_FACT && by->kind != SYM_DECISION))
        return false;
    return by->type->kind == TYPE_ENUM ||
           (by->type->kind == TYPE_STRING && by->kind == SYM_FACT &&
            !m->facts.at[by->index].standing);
}

/* The key's type becomes that of the name `key` in rows of the group. */
static void resolve_group(resolver *r, const name_task *task)
{
    model *m = r->m;
    level_decl *level = &m->symbols.levels[task->index];
    const symbol *by =
        symbols_find(&m->symbols, task->at->body, level->grouped, NULL);

    if (!can_group(m, by, level->grouped)) {
        if (by == NULL || by->type->kind != TYPE_ERROR)
            fail(r, MSG_PACK_GROUP, task->at, task->at->body);
        return;
    }
    level->key = by->position;
    level->by_id = by->type->kind == TYPE_STRING;

    symbol key = {.id = TEXT("key"),
                  .kind = SYM_KEY,
                  .level = (uint16_t)task->index,
                  .index = by->index,
                  .type = type_nullable(m->arena, by->type, false)};
    symbols_add(&m->symbols, &key);
}

static void resolve_clock(resolver *r, const name_task *task)
{
    decision_decl *d = &r->m->decisions.at[task->index];
    const symbol *s =
        symbols_find(&r->m->symbols, task->at->body, d->symbol->level, NULL);

    if (s == NULL || (s->kind != SYM_FACT && s->kind != SYM_DECISION) ||
        (s->type->kind != TYPE_DATE && s->type->kind != TYPE_ERROR))
        fail(r, MSG_PACK_CLOCK, task->at, task->at->body);
    d->clock_symbol = s;
}

/* What is not declared at all, or of a wrong type, is told by the checker when
 * it comes to P.eligible and P.amount. */
static void resolve_part(resolver *r, const name_task *task)
{
    programme_decl *p = &r->m->programmes.at[task->index];
    const symbol *s =
        symbols_find(&r->m->symbols, task->at->body, p->level, NULL);

    if (s != NULL && s->kind != SYM_DECISION)
        fail(r, MSG_PACK_DECISION, task->at, task->at->body);
    if (task->kind == NAME_TEST)
        p->tests[task->part] = s;
    else
        p->entitlements[task->part].amount = s;
}

static void resolve_name(resolver *r, const name_task *task)
{
    switch (task->kind) {
    case NAME_GROUP:
        resolve_group(r, task);
        break;
    case NAME_CLOCK:
        resolve_clock(r, task);
        break;
    default:
        resolve_part(r, task);
    }
}

/* ---- terms ---- */

/* What is wrong with a type was told where it stands. */
static term *check(resolver *r, const ast *tree, const check_scope *scope,
                   const type *expected)
{
    return check_expression(&r->m->unit, tree, scope,
                            expected->kind == TYPE_ERROR ? NULL : expected);
}

static void resolve_term(resolver *r, const term_task *task)
{
    check_scope scope = {.level = task->level};
    term *t = check(r, task->tree, &scope, task->expected);

    if (task->slot != NULL)
        *task->slot = t;
    else
        r->m->decisions.at[task->decision].otherwise = t;
}

/* ---- versions ---- */

static term *join_grounds(resolver *r, const rule_version *v)
{
    arena *a = r->m->arena;

    if (v->ground_count == 1)
        return v->grounds[0].when;

    term *all = ARENA_NEW(a, term);
    *all = (term){.kind = TERM_OP,
                  .op = FEEL_B_OR,
                  .type = type_simple(TYPE_BOOLEAN),
                  .local = LOCAL_NONE,
                  .local2 = LOCAL_NONE,
                  .count = v->ground_count};
    all->kids = ARENA_ARRAY(a, term *, v->ground_count);
    for (uint32_t i = 0; i < v->ground_count; i++) {
        all->kids[i] = v->grounds[i].when;
        if (all->kids[i] == NULL)
            return NULL; /* an error that was told */
    }
    all->origin = all->kids[0]->origin;
    return all;
}

static bool before(const exception_decl *a, const exception_decl *b)
{
    return a->priority > b->priority;
}

static void sift_down(exception_decl *at, uint32_t root, uint32_t count)
{
    exception_decl moving = at[root];

    for (uint32_t child; child = 2 * root + 1, child < count; root = child) {
        if (child + 1 < count && before(&at[child], &at[child + 1]))
            child++;
        if (!before(&moving, &at[child]))
            break;
        at[root] = at[child];
    }
    at[root] = moving;
}

static void sort_exceptions(exception_decl *at, uint32_t count)
{
    for (uint32_t i = count / 2; i-- > 0;)
        sift_down(at, i, count);
    for (uint32_t last = count; last-- > 1;) {
        exception_decl top = at[0];
        at[0] = at[last];
        at[last] = top;
        sift_down(at, 0, last);
    }
}

static void resolve_version(resolver *r, const version_task *task)
{
    decision_decl *d = &r->m->decisions.at[task->decision];
    rule_version *v = &d->versions.at[task->version];
    check_scope scope = {.level = d->symbol->level};

    if (task->tree == NULL) {
        v->value = join_grounds(r, v);
    } else {
        v->value = check(r, task->tree, &scope, d->symbol->type);
        if (v->value->kind == TERM_TABLE)
            v->table = v->value->table;
    }
    sort_exceptions(v->exceptions, v->exception_count);
}

/* ---- computed parameters ---- */

static const type *enum_type(resolver *r, const enum_decl *of)
{
    type *t = ARENA_NEW(r->m->arena, type);

    *t = *type_simple(TYPE_ENUM);
    t->of = of;
    return t;
}

static text chinese_name(const resolver *r, const enum_decl *e)
{
    for (uint32_t i = 0; i < r->m->enums.len; i++)
        if (r->m->enums.at[i] == e)
            return r->work->enum_names.at[i];
    return (text){0};
}

/* Each key is a local under the enum's id and its Chinese name; returns how
 * many names there are. */
static uint32_t key_locals(resolver *r, const symbol *s, check_local *out,
                           uint32_t *out_locals)
{
    uint32_t count = 0;

    for (uint32_t k = 0; k < s->key_count; k++) {
        const type *t = enum_type(r, s->keys[k]);
        text name = chinese_name(r, s->keys[k]);
        out_locals[k] = r->m->unit.locals++;
        out[count++] = (check_local){s->keys[k]->id, out_locals[k], t};
        if (name.len > 0)
            out[count++] = (check_local){name, out_locals[k], t};
    }
    return count;
}

/* let key1 = a in let key2 = b in body, for the keys of one cell. */
static term *bind_cell(resolver *r, const symbol *s, const uint32_t *locals,
                       uint32_t cell, term *body)
{
    for (uint32_t k = s->key_count; k-- > 0;) {
        const enum_decl *e = s->keys[k];
        term_const value = {.v = cell % e->count};
        term *let = ARENA_NEW(r->m->arena, term);
        *let = (term){.kind = TERM_LET,
                      .type = body->type,
                      .count = 2,
                      .local = locals[k],
                      .local2 = LOCAL_NONE,
                      .origin = body->origin};
        let->kids = ARENA_ARRAY(r->m->arena, term *, 2);
        let->kids[0] = check_constant(&r->m->unit, enum_type(r, e), value);
        let->kids[1] = body;
        body = let;
        cell /= e->count;
    }
    return body;
}

/* Only parameters: a value must not depend on who asks. */
static void check_reads(resolver *r, const param_task *task, const term *body)
{
    const symbol **found;
    uint32_t count;

    term_symbols(body, r->work->scratch, &found, &count);
    for (uint32_t i = 0; i < count; i++)
        if (found[i]->kind != SYM_PARAMETER)
            diag_add(r->diag, MSG_PACK_EXPR_READS, ast_span(task->tree),
                     found[i]->id, (text){0}, (text){0});
}

/* The term of one cell; NULL after an error. Each cell is checked by itself,
 * with locals of its own: a term means one thing wherever it stands. */
static term *check_cell(resolver *r, const param_task *task, uint32_t cell)
{
    const symbol *s = r->m->params.at[task->param].symbol;
    check_local keys[6];
    uint32_t locals[3];
    check_scope scope = {.level = LEVEL_CONST, .locals = keys};

    scope.local_count = key_locals(r, s, keys, locals);
    term *body = check(r, task->tree, &scope, s->type);
    if (body->type->kind == TYPE_ERROR)
        return NULL;
    if (cell == 0)
        check_reads(r, task, body);
    return bind_cell(r, s, locals, cell, body);
}

static void resolve_param(resolver *r, const param_task *task)
{
    param_decl *p = &r->m->params.at[task->param];
    term **computed = ARENA_ARRAY(r->m->arena, term *, p->cell_count);

    for (uint32_t cell = 0; cell < p->cell_count; cell++) {
        computed[cell] = check_cell(r, task, cell);
        if (computed[cell] == NULL)
            return;
    }
    p->values.at[task->value].computed = computed;
}

/* ---- all ---- */

void resolve_model(model *m, work *w, minz_diag *diag)
{
    resolver r = {m, w, diag};

    for (uint32_t i = 0; i < w->names.len; i++)
        resolve_name(&r, &w->names.at[i]);
    for (uint32_t i = 0; i < w->params.len; i++)
        resolve_param(&r, &w->params.at[i]);
    for (uint32_t i = 0; i < w->terms.len; i++)
        resolve_term(&r, &w->terms.at[i]);
    for (uint32_t i = 0; i < w->versions.len; i++)
        resolve_version(&r, &w->versions.at[i]);
}
