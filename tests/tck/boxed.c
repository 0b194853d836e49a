/* SPDX-License-Identifier: Apache-2.0 */
/* One function a kind of boxed expression. Names of several words are told to
 * the parser: those of all elements and parameters, and of all fields that may
 * follow a dot. That a name is spelled so does not make it visible; that is the
 * checker's. */
#include "boxed.h"

#define NAME(v) json_text(json_get((v), TEXT("name")))

/* ---- Names and types ---- */

static bool is_word(text name)
{
    for (uint32_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
            !(c >= '0' && c <= '9') && c != '_')
            return false;
    }
    return true;
}

void boxed_name(boxed *b, text name)
{
    if (!is_word(name))
        VEC_PUSH(b->arena, b->names, name);
}

void boxed_fields(boxed *b, const type *t)
{
    if (t == NULL)
        return;
    if (t->kind == TYPE_LIST)
        boxed_fields(b, t->item);
    for (uint32_t i = 0; t->kind == TYPE_CONTEXT && i < t->field_count; i++) {
        boxed_name(b, t->fields[i].name);
        boxed_fields(b, t->fields[i].of);
    }
}

void boxed_type(boxed *b, text name)
{
    const type *t;

    if (types_find(b->types, name, &t) == TYPE_STATE_OUTSIDE)
        b->unsupported = true;
    boxed_fields(b, t);
}

/* ---- Nodes ---- */

static ast *node(boxed *b, ast_kind kind, uint32_t count, ast *const *kids)
{
    ast *n = ARENA_NEW(b->arena, ast);

    n->kind = kind;
    n->count = count;
    n->kids = ARENA_ARRAY(b->arena, ast *, count);
    for (uint32_t i = 0; i < count; i++) {
        n->kids[i] = kids[i];
        if (kids[i]->height >= n->height)
            n->height = kids[i]->height + 1;
    }
    return n;
}

static ast *outside(boxed *b)
{
    b->unsupported = true;
    return node(b, AST_NULL, 0, NULL);
}

ast *boxed_declared(boxed *b, ast *x, text name)
{
    const type *t;

    boxed_type(b, name);
    if (types_find(b->types, name, &t) != TYPE_STATE_KNOWN)
        return x;
    x = node(b, AST_DECLARED, 1, &x);
    x->name = name;
    return x;
}

/* ---- Texts ---- */

/* Keys of contexts that are written as text. */
static void learn_keys(boxed *b, const ast *n)
{
    for (uint32_t i = 0; i < n->count; i++) {
        if (n->kind == AST_CONTEXT)
            boxed_name(b, n->names[i]);
        learn_keys(b, n->kids[i]);
    }
}

typedef ast *parse_fn(arena *a, const feel_source *source,
                      const parse_options *options, bool *out_unsupported,
                      minz_diag *diag);

static ast *parsed(boxed *b, text feel, parse_fn *parse)
{
    feel_source *source = ARENA_NEW(b->arena, feel_source);
    parse_options options = {
        .names = b->names.at, .name_count = b->names.len, .loose_names = true};
    bool unsupported;

    source->body = feel;
    source->raw_len = feel.len;
    ast *n = parse(b->arena, source, &options, &unsupported, NULL);
    if (unsupported || n == NULL)
        return outside(b);
    learn_keys(b, n);
    return n;
}

static ast *expression(boxed *b, json_value feel)
{
    return parsed(b, json_text(feel), parse_expression);
}

static ast *tests(boxed *b, json_value feel)
{
    return parsed(b, json_text(feel), parse_tests);
}

/* ---- Tables ---- */

static table_hit hit_of(text name)
{
    static const char *const names[HIT_COUNT_OF] = {
        "UNIQUE",     "ANY",          "FIRST",  "PRIORITY",
        "RULE ORDER", "OUTPUT ORDER", "COLLECT"};
    uint32_t hit = 0;

    while (hit < HIT_COLLECT && !text_equal(name, text_of(names[hit])))
        hit++;
    return (table_hit)hit;
}

static table_fold fold_of(text name)
{
    static const char *const names[] = {"", "SUM", "MIN", "MAX", "COUNT"};
    uint32_t fold = 0;

    while (fold < FOLD_COUNT && !text_equal(name, text_of(names[fold])))
        fold++;
    return (table_fold)fold;
}

/* A type that asks for nothing is left out. */
static text column_type(boxed *b, json_value column)
{
    text name = json_text(json_get(column, TEXT("type")));
    const type *t;

    boxed_type(b, name);
    return types_find(b->types, name, &t) == TYPE_STATE_KNOWN ? name
                                                              : (text){0};
}

static void table_inputs(boxed *b, ast_table *t, json_value inputs)
{
    uint32_t n = json_count(inputs), i = 0;

    t->input_count = n;
    t->inputs = ARENA_ARRAY(b->arena, ast *, n);
    t->input_types = ARENA_ARRAY(b->arena, text, n);
    for (json_value in = json_first(inputs); json_has(in); in = json_next(in)) {
        t->inputs[i] = expression(b, json_get(in, TEXT("feel")));
        t->input_types[i++] = column_type(b, in);
    }
}

static void table_outputs(boxed *b, ast_table *t, json_value outputs)
{
    uint32_t n = json_count(outputs), i = 0;

    t->output_count = n;
    t->output_names = ARENA_ARRAY(b->arena, text, n);
    t->output_types = ARENA_ARRAY(b->arena, text, n);
    t->output_allowed = ARENA_ARRAY(b->arena, ast *, n);
    for (json_value o = json_first(outputs); json_has(o);
         o = json_next(o), i++) {
        json_value allowed = json_get(o, TEXT("allowed"));
        json_value otherwise = json_get(o, TEXT("default"));
        t->output_names[i] = NAME(o);
        t->output_types[i] = column_type(b, o);
        boxed_name(b, t->output_names[i]);
        if (json_has(allowed))
            t->output_allowed[i] = tests(b, allowed);
        if (!json_has(otherwise))
            continue;
        if (t->defaults == NULL)
            t->defaults = ARENA_ARRAY(b->arena, ast *, n);
        t->defaults[i] = expression(b, otherwise);
    }
}

static ast_rule table_rule(boxed *b, const ast_table *t, json_value rule)
{
    ast_rule r = {.cells = ARENA_ARRAY(b->arena, ast *, t->input_count),
                  .outputs = ARENA_ARRAY(b->arena, ast *, t->output_count)};
    uint32_t i = 0;

    for (json_value c = json_first(json_get(rule, TEXT("if"))); json_has(c);
         c = json_next(c))
        r.cells[i++] = tests(b, c);
    i = 0;
    for (json_value c = json_first(json_get(rule, TEXT("then"))); json_has(c);
         c = json_next(c))
        r.outputs[i++] = expression(b, c);
    return r;
}

static ast *table(boxed *b, json_value logic)
{
    ast_table *t = ARENA_NEW(b->arena, ast_table);
    json_value rules = json_get(logic, TEXT("rules"));
    ast *n = node(b, AST_TABLE, 0, NULL);

    n->table = t;
    t->hit = hit_of(json_text(json_get(logic, TEXT("hit"))));
    t->fold = fold_of(json_text(json_get(logic, TEXT("aggregation"))));
    table_inputs(b, t, json_get(logic, TEXT("inputs")));
    table_outputs(b, t, json_get(logic, TEXT("outputs")));
    t->rules = ARENA_ARRAY(b->arena, ast_rule, json_count(rules));
    for (json_value r = json_first(rules); json_has(r); r = json_next(r))
        t->rules[t->rule_count++] = table_rule(b, t, r);
    return n;
}

/* ---- The other kinds ---- */

/* Entries, then the result if there is one. */
static ast *context(boxed *b, json_value logic)
{
    json_value entries = json_get(logic, TEXT("entries"));
    json_value result = json_get(logic, TEXT("result"));
    uint32_t n = json_count(entries), i = 0;
    ast **kids = ARENA_ARRAY(b->arena, ast *, n + 1);
    text *names = ARENA_ARRAY(b->arena, text, n + 1);

    for (json_value e = json_first(entries); json_has(e);
         e = json_next(e), i++) {
        kids[i] = boxed_declared(b, boxed_logic(b, json_get(e, TEXT("logic"))),
                                 json_text(json_get(e, TEXT("type"))));
        names[i] = NAME(e);
        boxed_name(b, names[i]);
    }
    if (json_has(result))
        kids[i++] = boxed_logic(b, result);
    ast *made = node(b, json_has(result) ? AST_LET : AST_CONTEXT, i, kids);
    made->names = names;
    return made;
}

static ast *list(boxed *b, json_value items)
{
    uint32_t n = json_count(items), i = 0;
    ast **kids = ARENA_ARRAY(b->arena, ast *, n);

    for (json_value it = json_first(items); json_has(it); it = json_next(it))
        kids[i++] = boxed_logic(b, it);
    return node(b, AST_LIST, n, kids);
}

static ast *relation(boxed *b, json_value logic)
{
    json_value columns = json_get(logic, TEXT("columns"));
    json_value rows = json_get(logic, TEXT("rows"));
    uint32_t n = 0, made = 0;
    text *names = ARENA_ARRAY(b->arena, text, json_count(columns));
    ast **contexts = ARENA_ARRAY(b->arena, ast *, json_count(rows));

    for (json_value c = json_first(columns); json_has(c); c = json_next(c)) {
        names[n] = json_text(c);
        boxed_name(b, names[n++]);
    }
    for (json_value r = json_first(rows); json_has(r); r = json_next(r)) {
        ast *row = list(b, r);
        row->kind = AST_CONTEXT;
        row->names = names;
        contexts[made++] = row;
    }
    return node(b, AST_LIST, made, contexts);
}

static ast *invocation(boxed *b, json_value logic)
{
    json_value args = json_get(logic, TEXT("args"));
    uint32_t n = json_count(args), i = 0;
    ast **kids = ARENA_ARRAY(b->arena, ast *, n);
    text *names = ARENA_ARRAY(b->arena, text, n);

    for (json_value a = json_first(args); json_has(a); a = json_next(a)) {
        names[i] = NAME(a);
        kids[i++] =
            boxed_declared(b, boxed_logic(b, json_get(a, TEXT("logic"))),
                           json_text(json_get(a, TEXT("type"))));
    }
    ast *call = node(b, AST_CALL, n, kids);
    call->name = json_text(json_get(logic, TEXT("function")));
    call->names = n > 0 ? names : NULL;
    return call;
}

static ast *conditional(boxed *b, json_value logic)
{
    ast *kids[3] = {boxed_logic(b, json_get(logic, TEXT("if"))),
                    boxed_logic(b, json_get(logic, TEXT("then"))),
                    boxed_logic(b, json_get(logic, TEXT("else")))};

    return node(b, AST_IF, 3, kids);
}

static ast *filter(boxed *b, json_value logic)
{
    ast *kids[2] = {boxed_logic(b, json_get(logic, TEXT("in"))),
                    boxed_logic(b, json_get(logic, TEXT("match")))};

    return node(b, AST_FILTER, 2, kids);
}

static ast *iteration(boxed *b, json_value logic, ast_kind kind)
{
    ast *kids[2] = {boxed_logic(b, json_get(logic, TEXT("in"))), NULL};
    text *names = ARENA_ARRAY(b->arena, text, 2);

    names[0] = json_text(json_get(logic, TEXT("variable")));
    boxed_name(b, names[0]);
    kids[1] = boxed_logic(b, json_get(logic, TEXT("body")));
    ast *made = node(b, kind, 2, kids);
    made->names = names;
    return made;
}

static ast *by_kind(boxed *b, json_value logic)
{
    text kind = json_text(json_get(logic, TEXT("kind")));

    if (text_equal(kind, TEXT("literal")))
        return expression(b, json_get(logic, TEXT("feel")));
    if (text_equal(kind, TEXT("table")))
        return table(b, logic);
    if (text_equal(kind, TEXT("context")))
        return context(b, logic);
    if (text_equal(kind, TEXT("list")))
        return list(b, json_get(logic, TEXT("items")));
    if (text_equal(kind, TEXT("relation")))
        return relation(b, logic);
    if (text_equal(kind, TEXT("invocation")))
        return invocation(b, logic);
    if (text_equal(kind, TEXT("conditional")))
        return conditional(b, logic);
    if (text_equal(kind, TEXT("filter")))
        return filter(b, logic);
    if (text_equal(kind, TEXT("for")))
        return iteration(b, logic, AST_FOR);
    if (text_equal(kind, TEXT("some")))
        return iteration(b, logic, AST_SOME);
    if (text_equal(kind, TEXT("every")))
        return iteration(b, logic, AST_EVERY);
    return outside(b); /* a function as a value */
}

ast *boxed_logic(boxed *b, json_value logic)
{
    if (json_kind_of(logic) != JSON_OBJECT)
        return node(b, AST_NULL, 0, NULL);
    return boxed_declared(b, by_kind(b, logic),
                          json_text(json_get(logic, TEXT("type"))));
}
