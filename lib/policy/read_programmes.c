/* SPDX-License-Identifier: Apache-2.0 */
/* Programmes, and the two decisions that each of them defines:
 *
 *     P.eligible   its tests, joined by `and`
 *     P.amount     if P.eligible then the sum of the entitlements else 0;
 *                  0 too before the first month, and while a programme that
 *                  goes first is eligible
 *
 * Both are ordinary decisions with one version, in force as long as the
 * programme is; outside they are false and 0. Their trees are built here; each
 * name in them has the place where the pack wrote it.
 */
#include "policy/read_programmes.h"

#include "policy/read_life.h"
#include "policy/read_remedies.h"

static const key programme_keys[] = {{TEXT("id"), KEY_STRING | KEY_NEEDED},
                                     {TEXT("name"), KEY_OBJECT},
                                     {TEXT("label"), KEY_OBJECT | KEY_NEEDED},
                                     {TEXT("for"), KEY_STRING | KEY_NEEDED},
                                     {TEXT("from"), KEY_STRING},
                                     {TEXT("to"), KEY_STRING},
                                     {TEXT("issued"), KEY_STRING},
                                     {TEXT("source"), KEY_STRING},
                                     {TEXT("confidence"), KEY_STRING},
                                     {TEXT("tests"), KEY_ARRAY | KEY_NEEDED},
                                     {TEXT("entitlements"), KEY_ARRAY},
                                     {TEXT("excludes"), KEY_ARRAY},
                                     {TEXT("first_month"), KEY_STRING},
                                     {TEXT("states"), KEY_ARRAY},
                                     {TEXT("slots"), KEY_ARRAY},
                                     {TEXT("transitions"), KEY_ARRAY},
                                     {TEXT("suppress"), KEY_ARRAY},
                                     {TEXT("notified"), KEY_STRING},
                                     {TEXT("remedies"), KEY_ARRAY},
                                     {TEXT("note"), KEY_STRING}};

/* What a later layer may write under a programme that there is. */
static const key more_keys[] = {{TEXT("id"), KEY_STRING | KEY_NEEDED},
                                {TEXT("transitions"), KEY_ARRAY},
                                {TEXT("suppress"), KEY_ARRAY},
                                {TEXT("notified"), KEY_STRING},
                                {TEXT("remedies"), KEY_ARRAY},
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

typedef VEC(const feel_source *) name_list;

/* a and b and c; `true` if there is nothing to join. */
static ast *join_tests(reader *r, const name_list *tests, const feel_source *at)
{
    ast *all;

    if (tests->len == 1)
        return made_name(r, tests->at[0]->body, tests->at[0]);
    all = made_node(r, tests->len == 0 ? AST_BOOL : AST_AND, at, tests->len);
    all->flag = true;
    for (uint32_t i = 0; i < tests->len; i++)
        all->kids[i] = made_name(r, tests->at[i]->body, tests->at[i]);
    return all;
}

static ast *choose(reader *r, ast *when, ast *then, ast *otherwise,
                   const feel_source *at)
{
    ast *choice = made_node(r, AST_IF, at, 3);

    choice->kids[0] = when;
    choice->kids[1] = then;
    choice->kids[2] = otherwise;
    return choice;
}

static ast *any_of(reader *r, const programme_decl *p, const feel_source *at)
{
    ast *any = made_node(r, AST_OR, at, p->exclude_count);

    for (uint32_t i = 0; i < p->exclude_count; i++)
        any->kids[i] = made_name(r, p->excludes[i]->id, at);
    return p->exclude_count == 1 ? any->kids[0] : any;
}

static ast *too_early(reader *r, const programme_decl *p,
                      const feel_source *at)
{
    const char *first = p->first_month->id.ptr;
    text body = arena_printf(r->a, "%s != null and month < month_start(%s)",
                             first, first);

    return made_tree(r, body, at);
}

/* if P.eligible then (if <too early, or one that goes first is eligible> then 0
 * else sum) else 0 */
static ast *sum_amounts(reader *r, const programme_decl *p,
                        const name_list *amounts, const type *money,
                        const feel_source *at)
{
    ast *sum = NULL;

    for (uint32_t i = 0; i < amounts->len; i++) {
        const feel_source *from = amounts->at[i];
        ast *one = made_name(r, from->body, from);
        if (sum != NULL) {
            ast *both = made_node(r, AST_ADD, from, 2);
            both->kids[0] = sum;
            both->kids[1] = one;
            one = both;
        }
        sum = one;
    }
    if (sum == NULL)
        return made_nothing(r, money, at);
    if (p->first_month != NULL)
        sum = choose(r, too_early(r, p, at), made_nothing(r, money, at), sum,
                     at);
    if (p->exclude_count > 0)
        sum = choose(r, any_of(r, p, at), made_nothing(r, money, at), sum, at);
    return choose(r, made_name(r, p->eligible->id, at), sum,
                  made_nothing(r, money, at), at);
}

/* ---- the two decisions ---- */

static const symbol *define(const maker *k, const char *part, const type *t,
                            const ast *tree, const dated *when,
                            const feel_source *at)
{
    made_rule rule = {.id = made_id(k, part),
                      .type = t,
                      .tree = tree,
                      .otherwise = made_nothing(k->r, t, at),
                      .label = k->p->label,
                      .when = *when,
                      .where = feel_span(at, 0, at->body.len)};

    if (k->p->name.len > 0)
        rule.name = arena_printf(k->r->a, "%.*s.%s", (int)k->p->name.len,
                                 k->p->name.ptr, part);
    return made_declare(k, &rule);
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
        if (read_is_string(r, v))
            add_name(r, v, out, (name_task){NAME_TEST, index, out->len, NULL});
    }
}

static void read_entitlement(reader *r, json_value v, programme_decl *p,
                             uint32_t index, name_list *amounts, names *seen)
{
    static const char *const periods[] = {"month", "year", "once", NULL};
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

static text near_programme(reader *r, text id)
{
    text *known = ARENA_ARRAY(r->work->scratch, text, r->m->programmes.len);

    for (uint32_t i = 0; i < r->m->programmes.len; i++)
        known[i] = r->m->programmes.at[i].id;
    return names_suggest(id, known, r->m->programmes.len);
}

/* The same rows, or those that they hang below. */
static bool is_above(const symbols *s, uint16_t level, uint16_t ancestor)
{
    while (level != ancestor && level != 0)
        level = s->levels[level].parent;
    return level == ancestor;
}

/* Those that go first are declared first: so no two can exclude each other. */
static void read_excludes(reader *r, json_value list, programme_decl *p)
{
    p->excludes = ARENA_ARRAY(r->a, const symbol *, json_count(list));
    for (json_value v = json_first(list); json_has(v); v = json_next(v)) {
        text id = json_text(v);
        uint32_t index = names_get(&r->work->programmes, id);
        if (!read_is_string(r, v))
            continue;
        if (index >= r->m->programmes.len) {
            read_fail(r, MSG_PACK_PROGRAMME, read_inside(v), id,
                      near_programme(r, id), (text){0});
        } else if (!is_above(&r->m->symbols, p->level,
                             r->m->programmes.at[index].level)) {
            read_fail(r, MSG_PACK_EXCLUDES, read_inside(v), id, p->id,
                      (text){0});
        } else {
            p->excludes[p->exclude_count++] =
                r->m->programmes.at[index].eligible;
        }
    }
}

static void read_tests_and_amounts(const maker *k, json_value v,
                                   programme_decl *p, const dated *when)
{
    reader *r = k->r;
    json_value list = json_get(v, TEXT("entitlements"));
    name_list tests = {0}, amounts = {0};
    names seen = {0};

    read_programme_tests(r, json_get(v, TEXT("tests")), k->index, &tests);
    p->tests = ARENA_ARRAY(r->a, const symbol *, tests.len);
    p->test_count = tests.len;
    p->entitlements = ARENA_ARRAY(r->a, entitlement_decl, json_count(list));
    for (json_value x = json_first(list); json_has(x); x = json_next(x))
        read_entitlement(r, x, p, k->index, &amounts, &seen);
    read_excludes(r, json_get(v, TEXT("excludes")), p);

    read_first_month(k, json_get(v, TEXT("first_month")), p, when);

    const feel_source *at = read_expression_source(r, json_get(v, TEXT("id")));
    const type *money = type_number(r->a, 2, UNIT_MONEY, INT64_MIN, INT64_MAX);
    p->eligible = define(k, "eligible", type_simple(TYPE_BOOLEAN),
                         join_tests(r, &tests, at), when, at);
    p->amount = define(k, "amount", money,
                       sum_amounts(r, p, &amounts, money, at), when, at);
}

static void read_programme(reader *r, json_value v)
{
    json_value id = json_get(v, TEXT("id"));
    programme_decl p = {0};
    maker k = {r, &p, r->m->programmes.len};
    dated when;

    if (!READ_SHAPE(r, v, programme_keys) || json_kind_of(id) != JSON_STRING)
        return;
    read_head_of(r, v, &p, &when);
    read_tests_and_amounts(&k, v, &p, &when);
    read_life(&k, v, &p);
    read_notified(&k, json_get(v, TEXT("notified")), &p);
    read_remedies(r, json_get(v, TEXT("remedies")), k.index);
    names_put(r->work->scratch, &r->work->programmes, p.id, k.index);
    VEC_PUSH(r->a, r->m->programmes, p);
}

/* A programme of a lower layer. */
static void read_more(reader *r, json_value v, uint32_t index)
{
    programme_decl *p = &r->m->programmes.at[index];
    maker k = {r, p, index};

    READ_SHAPE_AGAIN(r, v, more_keys, programme_keys, TEXT("programmes"),
                     p->id, p->name);
    read_life_more(&k, v, p);
    read_notified(&k, json_get(v, TEXT("notified")), p);
    read_remedies(r, json_get(v, TEXT("remedies")), index);
}

static void read_other_programme(reader *r, json_value v)
{
    if (json_has(json_get(v, TEXT("for"))))
        READ_SHAPE(r, v, programme_keys);
    else
        READ_SHAPE_AGAIN(r, v, more_keys, programme_keys, .id = {0});
}

void read_programmes(reader *r, json_value programmes)
{
    for (json_value v = json_first(programmes); json_has(v);
         v = json_next(v)) {
        json_value id = json_get(v, TEXT("id"));
        uint32_t index = names_get(&r->work->programmes, json_text(id));
        if (read_elsewhere(r, v, &r->work->programmes)) {
            read_other_programme(r, v);
            continue;
        }
        if (index == NAMES_NONE)
            read_programme(r, v);
        else if (r->m->programmes.at[index].layer < r->layer)
            read_more(r, v, index);
        else
            read_fail(r, MSG_PACK_TWICE, read_inside(id), json_text(id),
                      (text){0}, (text){0});
    }
}
