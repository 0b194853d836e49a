/* SPDX-License-Identifier: Apache-2.0 */
/* Programmes, and the two decisions that each of them defines:
 *
 *     P.eligible   its tests, joined by `and`
 *     P.amount     if P.eligible then the sum of the entitlements else 0
 *
 * Both are ordinary decisions with one version, in force as long as the
 * programme is; outside they are false and 0. Their trees are built here; each
 * name in them has the place where the pack wrote it.
 */
#include "policy/read_programmes.h"

#include "policy/read_decisions.h"
#include "policy/read_types.h"

static const key programme_keys[] = {{TEXT("id"), KEY_STRING | KEY_NEEDED},
                                     {TEXT("name"), KEY_OBJECT},
                                     {TEXT("label"), KEY_OBJECT | KEY_NEEDED},
                                     {TEXT("for"), KEY_STRING | KEY_NEEDED},
                                     {TEXT("from"), KEY_STRING},
                                     {TEXT("to"), KEY_STRING},
                                     {TEXT("source"), KEY_STRING},
                                     {TEXT("confidence"), KEY_STRING},
                                     {TEXT("tests"), KEY_ARRAY | KEY_NEEDED},
                                     {TEXT("entitlements"), KEY_ARRAY},
                                     {TEXT("note"), KEY_STRING}};

static const key entitlement_keys[] = {
    {TEXT("id"), KEY_STRING | KEY_NEEDED},
    {TEXT("label"), KEY_OBJECT},
    {TEXT("amount"), KEY_STRING | KEY_NEEDED},
    {TEXT("payee"), KEY_STRING},
    {TEXT("per"), KEY_STRING | KEY_NEEDED},
    {TEXT("start_rule"), KEY_STRING},
    {TEXT("stop_rule"), KEY_STRING},
    {TEXT("raise_rule"), KEY_STRING},
    {TEXT("source"), KEY_STRING},
    {TEXT("note"), KEY_STRING}};

/* ---- trees ---- */

static ast *node(reader *r, ast_kind kind, const feel_source *at,
                 uint32_t count)
{
    ast *n = ARENA_NEW(r->a, ast);

    *n = (ast){.kind = kind, .source = at, .len = at->body.len, .count = count};
    n->kids = ARENA_ARRAY(r->a, ast *, count);
    return n;
}

static ast *name_node(reader *r, text name, const feel_source *at)
{
    ast *n = node(r, AST_NAME, at, 0);

    n->name = name;
    return n;
}

typedef VEC(const feel_source *) name_list;

/* a and b and c; `true` if there is nothing to join. */
static ast *join_tests(reader *r, const name_list *tests, const feel_source *at)
{
    ast *all;

    if (tests->len == 1)
        return name_node(r, tests->at[0]->body, tests->at[0]);
    all = node(r, tests->len == 0 ? AST_BOOL : AST_AND, at, tests->len);
    all->flag = true;
    for (uint32_t i = 0; i < tests->len; i++)
        all->kids[i] = name_node(r, tests->at[i]->body, tests->at[i]);
    return all;
}

static ast *zero(reader *r, const feel_source *at)
{
    ast *n = node(r, AST_NUMBER, at, 0);

    n->name = TEXT("0");
    return n;
}

static ast *sum_amounts(reader *r, const name_list *amounts, text eligible,
                        const feel_source *at)
{
    ast *sum = NULL;

    for (uint32_t i = 0; i < amounts->len; i++) {
        const feel_source *from = amounts->at[i];
        ast *one = name_node(r, from->body, from);
        if (sum != NULL) {
            ast *both = node(r, AST_ADD, from, 2);
            both->kids[0] = sum;
            both->kids[1] = one;
            one = both;
        }
        sum = one;
    }
    if (sum == NULL)
        return zero(r, at);

    ast *choice = node(r, AST_IF, at, 3);
    choice->kids[0] = name_node(r, eligible, at);
    choice->kids[1] = sum;
    choice->kids[2] = zero(r, at);
    return choice;
}

/* ---- the two decisions ---- */

static const symbol *define(reader *r, const programme_decl *p,
                            const char *part, const type *t, const ast *tree,
                            const dated *when, const feel_source *at)
{
    symbol s = {.kind = SYM_DECISION,
                .level = p->level,
                .type = t,
                .index = r->m->decisions.len};
    decision_decl d = {.label = p->label,
                       .layer = r->layer,
                       .programme = (int32_t)r->m->programmes.len};
    rule_version version = {.dated = *when, .tree = tree};

    s.id = arena_printf(r->a, "%.*s.%s", (int)p->id.len, p->id.ptr, part);
    if (p->name.len > 0)
        s.name =
            arena_printf(r->a, "%.*s.%s", (int)p->name.len, p->name.ptr, part);
    d.reason = s.id;

    uint32_t index =
        read_new_decision(r, &s, &d, feel_span(at, 0, at->body.len));
    decision_decl *added = &r->m->decisions.at[index];
    version_task task = {tree, index, 0};
    VEC_PUSH(r->work->scratch, r->work->versions, task);
    VEC_PUSH(r->a, added->versions, version);

    term_task otherwise = {zero(r, at), t, NULL, index, p->level};
    if (t->kind == TYPE_BOOLEAN)
        otherwise.tree = node(r, AST_BOOL, at, 0);
    VEC_PUSH(r->work->scratch, r->work->terms, otherwise);
    return added->symbol;
}

/* ---- reading ---- */

static void add_name(reader *r, json_value v, name_list *list, name_task task)
{
    task.at = read_expression_source(r, v);
    VEC_PUSH(r->work->scratch, *list, task.at);
    VEC_PUSH(r->work->scratch, r->work->names, task);
}

static void read_programme_tests(reader *r, json_value list, uint32_t index,
                                 name_list *out)
{
    if (json_kind_of(list) == JSON_ARRAY && json_count(list) == 0)
        read_fail(r, MSG_PACK_EMPTY, json_span(list), TEXT("tests"), (text){0},
                  (text){0});
    for (json_value v = json_first(list); json_has(v); v = json_next(v)) {
        if (json_kind_of(v) != JSON_STRING) {
            read_fail(r, MSG_PACK_KIND, read_head(v), TEXT("string"), (text){0},
                      (text){0});
            continue;
        }
        add_name(r, v, out, (name_task){NAME_TEST, index, out->len, NULL});
    }
}

static void read_entitlement(reader *r, json_value v, programme_decl *p,
                             uint32_t index, name_list *amounts, names *seen)
{
    static const char *const periods[] = {"month", NULL};
    entitlement_decl *e = &p->entitlements[p->entitlement_count];
    json_value amount = json_get(v, TEXT("amount"));
    name_task task = {NAME_AMOUNT, index, p->entitlement_count++, NULL};

    if (!READ_SHAPE(r, v, entitlement_keys))
        return;
    e->id = read_text(r, json_get(v, TEXT("id")));
    if (e->id.len > 0)
        read_id(r, e->id, read_inside(json_get(v, TEXT("id"))));
    if (names_get(seen, e->id) != NAMES_NONE)
        read_fail(r, MSG_PACK_TWICE, read_inside(json_get(v, TEXT("id"))),
                  e->id, (text){0}, (text){0});
    names_put(r->work->scratch, seen, e->id, 0);
    e->label = read_label(r, json_get(v, TEXT("label")));
    e->payee = read_text(r, json_get(v, TEXT("payee")));
    read_word(r, json_get(v, TEXT("per")), periods, 0);
    e->per = read_text(r, json_get(v, TEXT("per")));
    e->start_rule = read_text(r, json_get(v, TEXT("start_rule")));
    e->stop_rule = read_text(r, json_get(v, TEXT("stop_rule")));
    e->raise_rule = read_text(r, json_get(v, TEXT("raise_rule")));
    e->source = p->source;
    read_source_ref(r, json_get(v, TEXT("source")), &e->source);
    if (json_kind_of(amount) == JSON_STRING)
        add_name(r, amount, amounts, task);
}

static void read_head_of(reader *r, json_value v, programme_decl *p,
                         dated *when)
{
    json_value id = json_get(v, TEXT("id"));

    p->id = read_text(r, id);
    if (json_has(id))
        read_id(r, p->id, read_inside(id));
    p->name = read_name(r, json_get(v, TEXT("name")));
    p->label = read_label(r, json_get(v, TEXT("label")));
    p->level = read_level(r, json_get(v, TEXT("for")));
    if (p->level == UINT16_MAX)
        p->level = 0;
    p->layer = r->layer;
    read_dated(r, v, true, when);
    p->from = when->from;
    p->to = when->to;
    p->source = when->source;
}

static void read_programme(reader *r, json_value v)
{
    json_value id = json_get(v, TEXT("id"));
    json_value list = json_get(v, TEXT("entitlements"));
    uint32_t index = r->m->programmes.len;
    programme_decl p = {0};
    name_list tests = {0}, amounts = {0};
    names seen = {0};
    dated when;

    if (!READ_SHAPE(r, v, programme_keys) || json_kind_of(id) != JSON_STRING)
        return;
    if (names_get(&r->work->programmes, json_text(id)) != NAMES_NONE) {
        read_fail(r, MSG_PACK_TWICE, read_inside(id), json_text(id), (text){0},
                  (text){0});
        return;
    }
    read_head_of(r, v, &p, &when);
    names_put(r->work->scratch, &r->work->programmes, p.id, index);
    read_programme_tests(r, json_get(v, TEXT("tests")), index, &tests);
    p.tests = ARENA_ARRAY(r->a, const symbol *, tests.len);
    p.test_count = tests.len;
    p.entitlements = ARENA_ARRAY(r->a, entitlement_decl, json_count(list));
    for (json_value x = json_first(list); json_has(x); x = json_next(x))
        read_entitlement(r, x, &p, index, &amounts, &seen);

    const feel_source *at = read_expression_source(r, id);
    const type *money = type_number(r->a, 2, UNIT_MONEY, INT64_MIN, INT64_MAX);
    p.eligible = define(r, &p, "eligible", type_simple(TYPE_BOOLEAN),
                        join_tests(r, &tests, at), &when, at);
    p.amount = define(r, &p, "amount", money,
                      sum_amounts(r, &amounts, p.eligible->id, at), &when, at);
    VEC_PUSH(r->a, r->m->programmes, p);
}

void read_programmes(reader *r, json_value programmes)
{
    for (json_value v = json_first(programmes); json_has(v); v = json_next(v))
        read_programme(r, v);
}
