/* SPDX-License-Identifier: Apache-2.0 */
/* Names and paths.
 *
 * A name means, innermost first: a local; a field of the item or a fact of the
 * row that a filter is about; a symbol seen from the level of the expression
 * (its own row, then the rows above it); a parameter or input. A dotted name
 * may be one symbol, so the longest that is one is taken; what follows are
 * fields: of a row its facts, of a list the same of each item, of dates and
 * durations their parts.
 */
#include "feel/check_inner.h"

/* --- symbols ------------------------------------------------------------- */

static bool is_visible(const check_env *e, const symbol *s)
{
    if (!e->restricted || s->kind == SYM_FUNCTION)
        return true;
    for (uint32_t i = 0; i < e->visible_count; i++)
        if (text_equal(e->visible[i], s->id))
            return true;
    return false;
}

const symbol *check_find(const check_env *e, text name, uint16_t level)
{
    const symbol *elsewhere;
    const symbol *s = symbols_find(e->u->symbols, name, level, &elsewhere);

    return s != NULL && is_visible(e, s) ? s : NULL;
}

static bool is_of_rows(const symbol *s)
{
    return s->kind == SYM_FACT || s->kind == SYM_DECISION ||
           s->kind == SYM_LIST || s->kind == SYM_KEY;
}

/* Are there rows of a list for sure: below `row`, or as seen from the level of
 * the expression? Each list on the way must have one; a group may have none,
 * but for one by an id, which is there because a row is. */
static bool never_empty(const check_env *e, uint16_t level, const type *row)
{
    const symbols *s = e->u->symbols;
    uint16_t from = row != NULL ? row->level : e->level;

    if (from < s->level_count && s->levels[from].derived && from != level &&
        level_within(s, level, from))
        return s->levels[from].by_id && s->levels[from].grouped == level;
    do {
        if (!s->levels[level].min_one)
            return false;
        level = s->levels[level].parent;
    } while (level != 0 &&
             !(row != NULL ? level == from : level_within(s, from, level)));
    return true;
}

static const type *rows_type(const check_env *e, uint32_t level,
                             const type *row)
{
    return check_list_of(e, type_row(e->u->arena, (uint16_t)level),
                         never_empty(e, (uint16_t)level, row));
}

/* Do the rows of the list hang below a row of this type? */
static bool is_below(const check_env *e, const symbol *list, const type *row)
{
    return list->index != row->level &&
           level_within(e->u->symbols, (uint16_t)list->index, row->level);
}

/* A row whose key may be null may be in no group, and has nothing of one. */
static const type *type_seen(const check_env *e, const symbol *s,
                             const term *row)
{
    const symbols *all = e->u->symbols;
    uint16_t from = row != NULL ? row->type->level : e->level;

    if (s->level >= all->level_count || !all->levels[s->level].derived ||
        from == s->level || s->type->nullable)
        return s->type;
    const level_decl *d = &all->levels[s->level];
    return d->key < all->all.len && all->all.at[d->key]->type->nullable
               ? check_nullable(e, s->type, true)
               : s->type;
}

/* The symbol of the row `row`, or of the row in scope if NULL. The subject is
 * above all rows alike, so its symbols are the same term everywhere, and a
 * guard outside a filter covers them inside. */
static term *of_row(const check_env *e, const ast *at, const symbol *s,
                    term *row)
{
    term *t;

    if (s->level == 0 && s->kind != SYM_LIST)
        row = NULL;
    if (s->kind == SYM_LIST) {
        bool below = row != NULL && is_below(e, s, row->type);
        t = check_new(e, TERM_ROWS, rows_type(e, s->index, below ? row->type : NULL),
                      at, below ? 1 : 0);
        t->level = (uint16_t)s->index;
        if (below)
            t->kids[0] = row;
        return t;
    }
    t = check_new(e, row == NULL ? TERM_SYMBOL : TERM_ITEM,
                  type_seen(e, s, row), at, row == NULL ? 0 : 1);
    t->symbol = s;
    if (row != NULL)
        t->kids[0] = row;
    return t;
}

static term *fail_shape(const check_env *e, const ast *at, const symbol *s)
{
    if (s->kind == SYM_FUNCTION)
        return check_fail(e, at, MSG_FUNCTION_VALUE, s->id, (text){0},
                          (text){0});
    return check_fail_keys(e, at, s);
}

static term *of_symbol(const check_env *e, const ast *at, const symbol *s)
{
    term *t;

    if (is_of_rows(s))
        return of_row(e, at, s, NULL);
    if (s->kind == SYM_INPUT) {
        t = check_new(e, TERM_SYMBOL, s->type, at, 0);
        t->symbol = s;
        return t;
    }
    if (s->kind == SYM_PARAMETER &&
        (s->shape == PARAM_SCALAR || s->shape == PARAM_RECORD)) {
        t = check_new(e, TERM_PARAM, s->type, at, 0);
        t->symbol = s;
        return t;
    }
    return fail_shape(e, at, s);
}

/* --- locals and open items ----------------------------------------------- */

static term *at_place(const check_env *e, const term *t, const ast *at)
{
    term *x = check_retype(e, t, t->type);

    x->origin = at;
    return x;
}

static term *of_open(const check_env *e, const ast *at, term *item, text name)
{
    const type *t = item->type;
    const symbol *s;

    if (t->kind == TYPE_CONTEXT && type_field_index(t, name) != UINT32_MAX)
        return check_field(e, at, item, name);
    if (t->kind != TYPE_ROW)
        return NULL;
    s = check_find(e, name, t->level);
    if (s == NULL || !is_of_rows(s) ||
        (s->kind == SYM_LIST && !is_below(e, s, t)))
        return NULL;
    return of_row(e, at, s, item);
}

/* NULL if no such name is in scope. */
static term *resolve(const check_env *e, const ast *at, text name)
{
    const symbol *s;
    term *t;

    for (const check_bind *b = e->binds; b != NULL; b = b->up) {
        t = b->open ? of_open(e, at, b->value, name) : NULL;
        if (t == NULL && text_equal(b->name, name) && b->value != NULL)
            t = at_place(e, b->value, at);
        if (t != NULL)
            return check_narrow(e, t);
    }
    s = check_find(e, name, e->level);
    return s == NULL ? NULL : check_narrow(e, of_symbol(e, at, s));
}

/* --- unknown names ------------------------------------------------------- */

text check_suggest(const check_env *e, text wanted)
{
    const symbols *s = e->u->symbols;
    text *all;
    uint32_t n = 0, binds = 0;

    if (diag_is_full(e->u->diag))
        return (text){0};
    for (const check_bind *b = e->binds; b != NULL; b = b->up)
        binds++;
    all = ARENA_ARRAY(e->u->arena, text, binds + 2 * s->all.len + 1);
    for (const check_bind *b = e->binds; b != NULL; b = b->up)
        all[n++] = b->name;
    for (uint32_t i = 0; i < s->all.len; i++) {
        const symbol *k = s->all.at[i];
        if (check_find(e, k->id, e->level) != k)
            continue;
        all[n++] = k->id;
        if (k->name.len > 0)
            all[n++] = k->name;
    }
    return names_suggest(wanted, all, n);
}

static text level_id(const check_env *e, uint16_t level)
{
    if (level >= e->u->symbols->level_count)
        return TEXT("parameters");
    return e->u->symbols->levels[level].id;
}

static term *fail_name(const check_env *e, const ast *at, text name)
{
    const symbol *elsewhere = NULL;

    if (e->u->lenient)
        return check_fail(e, at, MSG_UNDECLARED_NAME, name, (text){0},
                          (text){0});
    symbols_find(e->u->symbols, name, e->level, &elsewhere);
    if (elsewhere != NULL)
        return check_fail(e, at, MSG_NAME_OF_OTHER_LIST, name,
                          level_id(e, elsewhere->level),
                          level_id(e, e->level));
    return check_fail(e, at, MSG_UNDECLARED_NAME, name,
                      check_suggest(e, name), (text){0});
}

term *check_name(const check_env *e, const ast *n)
{
    term *t = resolve(e, n, n->name);

    if (t == NULL)
        return fail_name(e, n, n->name);
    if (e->u->lenient && t->type->kind == TYPE_NUMBER)
        return check_decimal(e, t);
    return t;
}

/* --- fields -------------------------------------------------------------- */

typedef struct part {
    type_kind of;
    const char *name;
    feel_op op;
    int64_t imm, lo, hi;
} part;

static const part parts[] = {
    {TYPE_DATE, "year", FEEL_T_PART, 0, -999999999, 999999999},
    {TYPE_DATE, "month", FEEL_T_PART, 1, 1, 12},
    {TYPE_DATE, "day", FEEL_T_PART, 2, 1, 31},
    {TYPE_DATE, "weekday", FEEL_T_PART, 3, 1, 7},
    {TYPE_DAYS, "days", FEEL_S_PART, 0, INT64_MIN, INT64_MAX},
    {TYPE_DAYS, "hours", FEEL_S_PART, 1, -23, 23},
    {TYPE_DAYS, "minutes", FEEL_S_PART, 2, -59, 59},
    {TYPE_DAYS, "seconds", FEEL_S_PART, 3, -59, 59},
    {TYPE_MONTHS, "years", FEEL_M_PART, 0, INT64_MIN, INT64_MAX},
    {TYPE_MONTHS, "months", FEEL_M_PART, 1, -11, 11}};

static const part *find_part(const type *t, text name)
{
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (parts[i].of == t->kind && text_equal(name, text_of(parts[i].name)))
            return &parts[i];
    return NULL;
}

static text suggest_field(const check_env *e, const type *t, text name)
{
    const symbols *s = e->u->symbols;
    uint32_t n = 0, rows = t->kind == TYPE_ROW ? s->all.len : 0;
    text *all = ARENA_ARRAY(e->u->arena, text,
                            t->field_count + 2 * (size_t)rows +
                                sizeof parts / sizeof *parts);

    for (uint32_t i = 0; i < t->field_count; i++)
        all[n++] = t->fields[i].name;
    for (uint32_t i = 0; i < rows; i++) {
        if (s->all.at[i]->level != t->level || !is_of_rows(s->all.at[i]))
            continue;
        all[n++] = s->all.at[i]->id;
        all[n++] = s->all.at[i]->name;
    }
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (parts[i].of == t->kind)
            all[n++] = text_of(parts[i].name);
    return names_suggest(name, all, n);
}

static term *fail_field(const check_env *e, const ast *at, const term *base,
                        text name)
{
    if (e->u->lenient)
        return check_fail(e, at, MSG_NO_FIELD, name, (text){0}, (text){0});
    return check_fail(e, at, MSG_NO_FIELD, check_describe(e, base->type),
                      name, suggest_field(e, base->type, name));
}

static term *field_of_context(const check_env *e, const ast *at, term *base,
                              text name)
{
    uint32_t i = type_field_index(base->type, name);
    term *t;

    if (i == UINT32_MAX)
        return fail_field(e, at, base, name);
    const type *of = base->type->fields[i].of;
    if (base->kind == TERM_PARAM && base->symbol->shape == PARAM_RECORD) {
        t = check_retype(e, base, of);
        t->origin = at;
        t->imm = i;
        return t;
    }
    if (base->kind == TERM_CONTEXT)
        return at_place(e, base->kids[i], at);
    of = check_nullable(e, of, of->nullable || base->type->nullable);
    t = check_new(e, TERM_FIELD, of, at, 1);
    t->kids[0] = base;
    t->imm = i;
    return t;
}

/* Of the first of some rows, the field: of the fields, the first. */
static term *field_of_row(const check_env *e, const ast *at, term *base,
                          text name)
{
    const symbol *s;
    term *list, *t;

    if (base->kind == TERM_OP && base->op == FEEL_L_INDEX) {
        list = check_field(e, at, base->kids[0], name);
        if (check_is_error(list))
            return list;
        return check_op2(e, FEEL_L_INDEX,
                         check_nullable(e, list->type->item, true), at, list,
                         base->kids[1]);
    }
    s = check_find(e, name, base->type->level);
    if (s == NULL || !is_of_rows(s) ||
        (s->kind == SYM_LIST && !is_below(e, s, base->type)))
        return fail_field(e, at, base, name);
    t = of_row(e, at, s, base);
    if (base->type->nullable && t->kind == TERM_ITEM)
        t->type = check_nullable(e, t->type, true);
    return t;
}

/* `members.income_items`: the rows of the inner list below these rows. */
static term *inner_rows(const check_env *e, const ast *at, const term *base,
                        const term *inner)
{
    if (base->kind != TERM_ROWS)
        return check_unsupported(e, at, "list of lists");
    term *t = check_new(e, TERM_ROWS,
                        check_list_of(e, inner->type->item,
                                      base->type->min_one &&
                                          inner->type->min_one),
                        at,
                        base->count);
    t->level = inner->level;
    if (base->count > 0)
        t->kids[0] = base->kids[0];
    return t;
}

static term *field_of_items(const check_env *e, const ast *at, term *base,
                            text name)
{
    uint32_t local = check_local_new(e);
    const type *item = base->type->item;
    term *body = check_field(e, at, check_local_of(e, local, item, at), name);

    if (check_is_error(body))
        return body;
    if (body->kind == TERM_ROWS)
        return inner_rows(e, at, base, body);
    return check_map(e, at, base, local, body);
}

term *check_field(const check_env *e, const ast *at, term *base, text name)
{
    const part *p;

    switch (base->type->kind) {
    case TYPE_ERROR:
    case TYPE_NULL:
        return base;
    case TYPE_CONTEXT:
        return field_of_context(e, at, base, name);
    case TYPE_ROW:
        return field_of_row(e, at, base, name);
    case TYPE_LIST:
        return field_of_items(e, at, base, name);
    default:
        break;
    }
    p = find_part(base->type, name);
    if (p == NULL)
        return fail_field(e, at, base, name);
    base = check_strict(e, base);
    if (check_is_error(base))
        return base;
    term *t = check_opn(e, p->op, check_type_int(e, p->lo, p->hi), at, &base,
                        1, p->imm);
    return e->u->lenient ? check_decimal(e, t) : t;
}

/* `[1..5].start` and its like, in models. */
static term *interval_field(const check_env *e, const ast *n)
{
    const ast *i = n->kids[0];

    if (text_equal(n->name, TEXT("start")))
        return check_node(e, i->kids[0], NULL);
    if (text_equal(n->name, TEXT("end")))
        return check_node(e, i->kids[1], NULL);
    if (text_equal(n->name, TEXT("start included")))
        return check_bool(e, n, !i->flag);
    if (text_equal(n->name, TEXT("end included")))
        return check_bool(e, n, !i->flag2);
    return check_fail(e, n, MSG_NO_FIELD, check_source(i), n->name,
                      (text){0});
}

/* --- paths --------------------------------------------------------------- */

/* "a.b.c" of a path of names; empty if its root is no name. */
static text dotted(const check_env *e, const ast *n)
{
    text head;

    if (n->kind == AST_NAME)
        return n->name;
    if (n->kind != AST_PATH)
        return (text){0};
    head = dotted(e, n->kids[0]);
    if (head.len == 0)
        return head;
    return arena_printf(e->u->arena, "%.*s.%.*s", (int)head.len, head.ptr,
                        (int)n->name.len, n->name.ptr);
}

/* Does no beginning of a path of names mean anything? */
static bool is_unknown(const check_env *e, const ast *n)
{
    minz_diag *diag = e->u->diag;
    bool known = false;

    e->u->diag = NULL;
    for (; n->kind == AST_PATH && !known; n = n->kids[0])
        known = resolve(e, n, dotted(e, n)) != NULL;
    known = known || resolve(e, n, n->name) != NULL;
    e->u->diag = diag;
    return !known;
}

term *check_path(const check_env *e, const ast *n)
{
    text whole = dotted(e, n);
    term *t = whole.len > 0 ? resolve(e, n, whole) : NULL;
    check_env inner = *e;

    if (t == NULL)
        t = check_parameter_use(e, n);
    if (t != NULL)
        return e->u->lenient && t->type->kind == TYPE_NUMBER
                   ? check_decimal(e, t)
                   : t;
    if (whole.len > 0 && is_unknown(e, n))
        return fail_name(e, n, whole);
    if (n->kids[0]->kind == AST_INTERVAL && e->u->lenient)
        return interval_field(e, n);
    inner.mixed = e->u->lenient;
    t = check_field(e, n, check_node(&inner, n->kids[0], NULL), n->name);
    return check_narrow(e, t);
}
