/* SPDX-License-Identifier: Apache-2.0 */
/* Decision tables: one output, cells in the order of the inputs.
 *
 * Tables are the large part of a pack (10,000 rows), so a row costs no search:
 * ids are compared through a map, and places have no JSON path.
 */
#include "policy/read_table.h"

static const key table_keys[] = {{TEXT("hit"), KEY_STRING | KEY_NEEDED},
                                 {TEXT("fold"), KEY_STRING},
                                 {TEXT("inputs"), KEY_ARRAY | KEY_NEEDED},
                                 {TEXT("rules"), KEY_ARRAY | KEY_NEEDED},
                                 {TEXT("default"), KEY_STRING},
                                 {TEXT("order"), KEY_ARRAY},
                                 {TEXT("note"), KEY_STRING}};

static const key rule_keys[] = {{TEXT("id"), KEY_STRING | KEY_NEEDED},
                                {TEXT("when"), KEY_ARRAY | KEY_NEEDED},
                                {TEXT("then"), KEY_STRING | KEY_NEEDED},
                                {TEXT("reason"), KEY_STRING},
                                {TEXT("source"), KEY_STRING},
                                {TEXT("label"), KEY_OBJECT},
                                {TEXT("note"), KEY_STRING}};

static ast *own(const ast *tree)
{
    return (ast *)(uintptr_t)tree;
}

static bool read_cells(reader *r, json_value when, const ast_table *t,
                       ast_rule *rule)
{
    uint32_t count = 0;
    bool good = true;

    if (json_kind_of(when) != JSON_ARRAY)
        return false;
    if (json_count(when) != t->input_count) {
        read_fail(r, MSG_PACK_CELLS, read_head(when),
                  arena_printf(r->work->scratch, "%u", json_count(when)),
                  arena_printf(r->work->scratch, "%u", t->input_count),
                  (text){0});
        return false;
    }
    rule->cells = ARENA_ARRAY(r->a, ast *, t->input_count);
    for (json_value c = json_first(when); json_has(c); c = json_next(c)) {
        ast *cell = read_is_string(r, c) ? read_tests(r, c) : NULL;
        rule->cells[count++] = cell;
        good = cell != NULL && good;
    }
    return good;
}

static bool read_rule(reader *r, json_value v, const ast_table *t,
                      ast_rule *rule, names *seen)
{
    json_value id = json_get(v, TEXT("id"));
    json_value source = json_get(v, TEXT("source"));
    source_ref ref;

    if (!READ_SHAPE(r, v, rule_keys))
        return false;
    rule->id = read_text(r, id);
    if (json_has(id) && read_id(r, rule->id, read_inside(id))) {
        if (names_get(seen, rule->id) != NAMES_NONE)
            read_fail(r, MSG_PACK_TWICE, read_inside(id), rule->id, (text){0},
                      (text){0});
        names_put(r->work->scratch, seen, rule->id, 0);
    }
    rule->reason = read_text(r, json_get(v, TEXT("reason")));
    rule->source_ref = read_text(r, source);
    read_source_ref(r, source, &ref);
    read_label(r, json_get(v, TEXT("label")));

    bool good = read_cells(r, json_get(v, TEXT("when")), t, rule);
    rule->outputs = ARENA_ARRAY(r->a, ast *, 1);
    rule->outputs[0] = own(read_expression(r, json_get(v, TEXT("then"))));
    return rule->outputs[0] != NULL && good;
}

static bool read_inputs(reader *r, json_value list, ast_table *t)
{
    bool good = json_kind_of(list) == JSON_ARRAY;

    if (good && json_count(list) == 0) {
        read_fail(r, MSG_PACK_EMPTY, json_span(list), TEXT("inputs"), (text){0},
                  (text){0});
        return false;
    }
    t->inputs = ARENA_ARRAY(r->a, ast *, json_count(list));
    t->input_types = ARENA_ARRAY(r->a, text, json_count(list));
    for (json_value v = json_first(list); json_has(v); v = json_next(v)) {
        const ast *input = read_is_string(r, v) ? read_expression(r, v) : NULL;
        t->inputs[t->input_count++] = own(input);
        good = input != NULL && good;
    }
    return good;
}

static bool read_rules(reader *r, json_value list, ast_table *t)
{
    bool good = json_kind_of(list) == JSON_ARRAY;
    names seen = {0};

    if (good && json_count(list) == 0) {
        read_fail(r, MSG_PACK_EMPTY, json_span(list), TEXT("rules"), (text){0},
                  (text){0});
        return false;
    }
    t->rules = ARENA_ARRAY(r->a, ast_rule, json_count(list));
    for (json_value v = json_first(list); json_has(v); v = json_next(v))
        good = read_rule(r, v, t, &t->rules[t->rule_count++], &seen) && good;
    return good;
}

/* Outputs by priority, as the tests of the output's allowed values. */
static bool read_order(reader *r, json_value list, ast_table *t)
{
    bool by_rank = t->hit == HIT_PRIORITY || t->hit == HIT_OUTPUT_ORDER;
    bool good = true;

    if (by_rank != json_has(list)) {
        if (by_rank)
            return false;
        read_fail(r, MSG_PACK_ORDER, json_key_span(list), (text){0}, (text){0},
                  (text){0});
        return false;
    }
    if (!by_rank)
        return true;

    ast *tests = ARENA_NEW(r->a, ast);
    *tests = (ast){.kind = AST_TESTS};
    tests->kids = ARENA_ARRAY(r->a, ast *, json_count(list));
    for (json_value v = json_first(list); json_has(v); v = json_next(v)) {
        const ast *output = read_is_string(r, v) ? read_expression(r, v) : NULL;
        if (output == NULL) {
            good = false;
            continue;
        }
        tests->kids[tests->count++] = own(output);
        tests->source = output->source;
    }
    t->output_allowed = ARENA_ARRAY(r->a, ast *, 1);
    t->output_allowed[0] = tests;
    return good;
}

static bool read_hit(reader *r, json_value v, ast_table *t)
{
    static const char *const hits[] = {"unique",   "any",        "first",
                                       "priority", "rule order", "output order",
                                       "collect",  NULL};
    static const char *const folds[] = {"sum", "min", "max", "count", NULL};
    json_value fold = json_get(v, TEXT("fold"));
    json_value hit = json_get(v, TEXT("hit"));

    t->hit = (table_hit)read_word(r, hit, hits, HIT_COUNT_OF);
    if (json_has(fold)) {
        t->fold = (table_fold)(read_word(r, fold, folds, 0) + 1);
        if (t->hit != HIT_COLLECT && t->hit != HIT_COUNT_OF) {
            read_fail(r, MSG_PACK_FOLD, json_key_span(fold), (text){0},
                      (text){0}, (text){0});
            return false;
        }
    }
    if ((t->hit == HIT_PRIORITY || t->hit == HIT_OUTPUT_ORDER) &&
        !json_has(json_get(v, TEXT("order"))))
        read_fail(r, MSG_PACK_MISSING, read_head(v), TEXT("order"), (text){0},
                  (text){0});
    return t->hit != HIT_COUNT_OF;
}

static bool read_default(reader *r, json_value v, ast_table *t)
{
    if (!json_has(v))
        return true;
    t->defaults = ARENA_ARRAY(r->a, ast *, 1);
    t->defaults[0] = own(read_expression(r, v));
    return t->defaults[0] != NULL;
}

const ast *read_table(reader *r, json_value v)
{
    ast_table *t = ARENA_NEW(r->a, ast_table);
    ast *tree = ARENA_NEW(r->a, ast);

    if (!READ_SHAPE(r, v, table_keys))
        return NULL;
    t->output_count = 1;
    t->output_names = ARENA_ARRAY(r->a, text, 1);
    t->output_types = ARENA_ARRAY(r->a, text, 1);
    bool good = read_hit(r, v, t);
    good = read_inputs(r, json_get(v, TEXT("inputs")), t) && good;
    good = read_rules(r, json_get(v, TEXT("rules")), t) && good;
    good = read_default(r, json_get(v, TEXT("default")), t) && good;
    good = read_order(r, json_get(v, TEXT("order")), t) && good;
    if (!good)
        return NULL;

    /* The table stands where its first input does. */
    *tree = (ast){.kind = AST_TABLE,
                  .table = t,
                  .source = t->inputs[0]->source,
                  .len = t->inputs[0]->len};
    return tree;
}
