/* SPDX-License-Identifier: Apache-2.0 */
/* Decision tables.
 *
 * Cells become intervals or boolean terms (check_tests.c). The outputs of a
 * column are brought to one type: the declared one, else the smallest that all
 * fit. A cell that null does not pass guards its input in the rule's outputs.
 * Several outputs make a context; list policies make a list of the output.
 */
#include "feel/check_inner.h"

typedef struct table_check {
    const check_env *e;
    const ast *n;
    const ast_table *from;
    term_table *to;
    const type **columns; /* wanted type of each output, or NULL */
    term *failed;         /* an error that was met */
} table_check;

static void note(table_check *c, term *t)
{
    if (c->failed == NULL && t != NULL && check_is_error(t))
        c->failed = t;
}

/* --- inputs and cells ---------------------------------------------------- */

static void check_inputs(table_check *c)
{
    check_unit *u = c->e->u;

    for (uint32_t i = 0; i < c->from->input_count; i++) {
        text name = c->from->input_types != NULL ? c->from->input_types[i]
                                                 : (text){0};
        const type *t = name.len > 0 ? check_named_type(u, name) : NULL;
        term *x = check_node(c->e, c->from->inputs[i], t);
        if (u->lenient && t != NULL)
            x = check_coerce(u, x, t);
        note(c, x);
        c->to->inputs[i] = x;
    }
}

static bool excludes_null(const term_cell *cell)
{
    return cell->kind == CELL_TEST ||
           (cell->kind == CELL_INTERVALS && !cell->null_matches);
}

/* The cells of a rule; returns what they tell about the inputs. */
static check_env check_cells(table_check *c, uint32_t rule)
{
    check_env inner = *c->e;
    term_rule *r = &c->to->rules[rule];

    for (uint32_t i = 0; i < c->to->input_count; i++) {
        term *input = c->to->inputs[i];
        r->cells[i] = check_cell(c->e, input, c->from->rules[rule].cells[i]);
        note(c, r->cells[i].test);
        if (input->type->nullable && !c->e->u->lenient &&
            excludes_null(&r->cells[i]))
            inner = check_guarded(&inner, input, false);
    }
    return inner;
}

/* --- outputs ------------------------------------------------------------- */

static bool gives_list(const ast_table *t)
{
    return t->fold == FOLD_NONE &&
           (t->hit == HIT_COLLECT || t->hit == HIT_RULE_ORDER ||
            t->hit == HIT_OUTPUT_ORDER);
}

static const type *column_of_hint(const table_check *c, const type *hint,
                                  uint32_t o)
{
    uint32_t i;

    if (hint != NULL && gives_list(c->from))
        hint = hint->kind == TYPE_LIST ? hint->item : NULL;
    if (hint == NULL || c->from->output_count == 1)
        return hint;
    if (hint->kind != TYPE_CONTEXT)
        return NULL;
    i = type_field_index(hint, c->from->output_names[o]);
    return i == UINT32_MAX ? NULL : hint->fields[i].of;
}

static void find_columns(table_check *c, const type *hint)
{
    for (uint32_t o = 0; o < c->from->output_count; o++) {
        text name = c->from->output_types != NULL ? c->from->output_types[o]
                                                  : (text){0};
        if (name.len > 0)
            c->columns[o] = check_named_type(c->e->u, name);
        if (c->columns[o] == NULL && c->from->fold != FOLD_COUNT)
            c->columns[o] = column_of_hint(c, hint, o);
    }
}

static term *check_output(table_check *c, const check_env *e, const ast *n,
                          uint32_t o)
{
    const type *want = c->columns[o];
    term *x = check_node(e, n, want);

    if (want != NULL && e->u->lenient)
        x = check_coerce(e->u, x, want);
    else if (want != NULL)
        x = check_expect(e, n, x, want);
    note(c, x);
    return x;
}

static void check_rules(table_check *c)
{
    for (uint32_t r = 0; r < c->to->rule_count; r++) {
        const ast_rule *from = &c->from->rules[r];
        term_rule *to = &c->to->rules[r];
        check_env inner = check_cells(c, r);
        to->id = from->id;
        to->reason = from->reason;
        to->source_ref = from->source_ref;
        for (uint32_t o = 0; o < c->to->output_count; o++)
            to->outputs[o] = check_output(c, &inner, from->outputs[o], o);
    }
}

static bool has_defaults(const ast_table *t)
{
    return t->defaults != NULL && t->output_count > 0 &&
           t->defaults[0] != NULL;
}

/* In a model a default may be missing for some outputs: then it is null. */
static void check_defaults(table_check *c)
{
    const ast_table *from = c->from;

    if (!has_defaults(from))
        return;
    c->to->defaults =
        ARENA_ARRAY(c->e->u->arena, term *, from->output_count);
    for (uint32_t o = 0; o < from->output_count; o++)
        c->to->defaults[o] =
            from->defaults[o] != NULL
                ? check_output(c, c->e, from->defaults[o], o)
                : check_null(c->e, c->n,
                             c->columns[o] != NULL ? c->columns[o]
                                                   : type_simple(TYPE_NULL));
}

/* All terms of one output, in a row. */
static term **column(const table_check *c, uint32_t o, uint32_t *out_count)
{
    uint32_t n = 0;
    term **all = ARENA_ARRAY(c->e->u->arena, term *,
                             (size_t)c->to->rule_count + 1);

    for (uint32_t r = 0; r < c->to->rule_count; r++)
        all[n++] = c->to->rules[r].outputs[o];
    if (c->to->defaults != NULL)
        all[n++] = c->to->defaults[o];
    *out_count = n;
    return all;
}

static void fail_column(table_check *c, uint32_t o)
{
    if (c->e->u->lenient)
        note(c, check_unsupported(c->e, c->n, "table of mixed outputs"));
    else
        note(c, check_fail(c->e, c->n, MSG_TABLE_OUTPUTS,
                           c->from->output_names != NULL
                               ? c->from->output_names[o]
                               : (text){0},
                           (text){0}, (text){0}));
}

static const type *unify_column(table_check *c, uint32_t o)
{
    uint32_t n;
    term **all = column(c, o, &n);
    const type *t = check_unify_terms(c->e, all, n);

    if (t == NULL) {
        fail_column(c, o);
        return type_simple(TYPE_ERROR);
    }
    for (uint32_t i = 0; i < n; i++) {
        term *x = check_convert(c->e, all[i], t);
        if (x == NULL) {
            fail_column(c, o);
            return type_simple(TYPE_ERROR);
        }
        if (i < c->to->rule_count)
            c->to->rules[i].outputs[o] = x;
        else
            c->to->defaults[o] = x;
    }
    return t;
}

/* --- priorities ---------------------------------------------------------- */

static bool same_const(const term *a, const term *b)
{
    return check_is_const(a) && check_is_const(b) && term_equal(a, b);
}

static int32_t rank_of(const term *output, term *const *order, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (same_const(output, order[i]))
            return (int32_t)i;
    return -1;
}

/* The list of allowed values, converted to the column's type. */
static term **check_order(table_check *c, uint32_t o, const type *t,
                          uint32_t *out_count)
{
    const ast *tests =
        c->from->output_allowed != NULL ? c->from->output_allowed[o] : NULL;
    term **order;

    *out_count = 0;
    if (tests == NULL)
        return NULL;
    order = ARENA_ARRAY(c->e->u->arena, term *, tests->count + 1);
    for (uint32_t i = 0; i < tests->count; i++) {
        term *x = check_node(c->e, tests->kids[i], t);
        term *k = check_is_error(x) ? NULL : check_convert(c->e, x, t);
        if (k != NULL)
            order[(*out_count)++] = k;
    }
    return order;
}

static void check_ranks(table_check *c, const type *const *columns)
{
    uint32_t outputs = c->to->output_count;
    int32_t *ranks;

    if (c->from->hit != HIT_PRIORITY && c->from->hit != HIT_OUTPUT_ORDER)
        return;
    ranks = ARENA_ARRAY(c->e->u->arena, int32_t,
                        (size_t)c->to->rule_count * outputs + 1);
    for (uint32_t o = 0; o < outputs; o++) {
        uint32_t n;
        term **order = check_order(c, o, columns[o], &n);
        for (uint32_t r = 0; r < c->to->rule_count; r++) {
            term *x = c->to->rules[r].outputs[o];
            int32_t rank = rank_of(x, order, n);
            ranks[(size_t)r * outputs + o] = rank;
            if (rank < 0 && n > 0 && !c->e->u->lenient)
                note(c, check_fail(c->e, x->origin, MSG_NO_PRIORITY,
                                   check_source(x->origin), (text){0},
                                   (text){0}));
        }
    }
    c->to->ranks = ranks;
}

/* --- the result ---------------------------------------------------------- */

static const type *output_type(const table_check *c,
                               const type *const *columns)
{
    arena *a = c->e->u->arena;
    uint32_t n = c->to->output_count;
    type *t;
    type_field *fields;

    if (n == 1)
        return columns[0];
    t = ARENA_NEW(a, type);
    fields = ARENA_ARRAY(a, type_field, n);
    *t = *check_type(c->e, TYPE_CONTEXT);
    for (uint32_t o = 0; o < n; o++)
        fields[o] = (type_field){c->from->output_names[o], columns[o]};
    t->fields = fields;
    t->field_count = n;
    return t;
}

static const type *folded_type(table_check *c, const type *t)
{
    const check_env *e = c->e;

    if (c->from->fold == FOLD_COUNT)
        return check_type_int(e, 0, c->to->rule_count);
    if (c->from->fold == FOLD_NONE)
        return gives_list(c->from) ? check_list_of(e, t, false) : t;
    if (c->from->fold != FOLD_SUM)
        return t;
    if (!check_numeric(t)) {
        note(c, check_fail(e, c->n, MSG_TYPE_EXPECTED, TEXT("number"),
                           check_describe(e, t), (text){0}));
        return t;
    }
    if (t->kind != TYPE_NUMBER)
        return t;
    return type_number(e->u->arena, t->scale, (type_unit)t->unit, INT64_MIN,
                       INT64_MAX);
}

static void new_table(table_check *c)
{
    const ast_table *from = c->from;
    arena *a = c->e->u->arena;
    term_table *to = ARENA_NEW(a, term_table);

    to->hit = from->hit;
    to->fold = from->fold;
    to->input_count = from->input_count;
    to->output_count = from->output_count;
    to->rule_count = from->rule_count;
    to->inputs = ARENA_ARRAY(a, term *, from->input_count + 1);
    to->rules = ARENA_ARRAY(a, term_rule, from->rule_count + 1);
    for (uint32_t r = 0; r < from->rule_count; r++) {
        to->rules[r].cells = ARENA_ARRAY(a, term_cell, from->input_count + 1);
        to->rules[r].outputs = ARENA_ARRAY(a, term *, from->output_count + 1);
    }
    c->to = to;
    c->columns = ARENA_ARRAY(a, const type *, from->output_count + 1);
}

static const type *check_columns(table_check *c)
{
    const type **columns = ARENA_ARRAY(c->e->u->arena, const type *,
                                       c->to->output_count + 1);

    for (uint32_t o = 0; o < c->to->output_count; o++)
        columns[o] = unify_column(c, o);
    if (c->failed == NULL)
        check_ranks(c, columns);
    return folded_type(c, output_type(c, columns));
}

term *check_table(const check_env *e, const ast *n, const type *hint)
{
    table_check c = {.e = e, .n = n, .from = n->table};
    term *t;

    new_table(&c);
    check_inputs(&c);
    find_columns(&c, hint);
    check_rules(&c);
    check_defaults(&c);
    if (c.failed != NULL)
        return c.failed;
    c.to->result = check_columns(&c);
    if (c.failed != NULL)
        return c.failed;
    c.to->gap_is_review = !e->u->lenient && c.to->defaults == NULL;
    t = check_new(e, TERM_TABLE, c.to->result, n, 0);
    t->table = c.to;
    if (e->u->lenient && t->type->kind == TYPE_NUMBER)
        return check_decimal(e, t);
    return t;
}
