/* SPDX-License-Identifier: Apache-2.0 */
/* Decisions that a programme makes. Each has one version; whoever replaces it
 * writes over that version, and of the tasks for it the last one counts.
 */
#include "policy/read_made.h"

#include "policy/read_decisions.h"

/* ---- trees ---- */

ast *made_node(reader *r, ast_kind kind, const feel_source *at,
               uint32_t count)
{
    ast *n = ARENA_NEW(r->a, ast);

    *n = (ast){.kind = kind, .source = at, .len = at->body.len, .count = count};
    n->kids = ARENA_ARRAY(r->a, ast *, count);
    return n;
}

ast *made_name(reader *r, text name, const feel_source *at)
{
    ast *n = made_node(r, AST_NAME, at, 0);

    n->name = name;
    return n;
}

ast *made_nothing(reader *r, const type *t, const feel_source *at)
{
    ast *n;

    if (t->nullable)
        return made_node(r, AST_NULL, at, 0);
    if (t->kind == TYPE_BOOLEAN)
        return made_node(r, AST_BOOL, at, 0);
    n = made_node(r, AST_NUMBER, at, 0);
    n->name = TEXT("0");
    return n;
}

ast *made_tree(reader *r, text body, const feel_source *at)
{
    feel_source *s = ARENA_NEW(r->a, feel_source);
    parse_options options = {.max_depth = r->work->max_depth};
    bool unsupported = false;

    *s = *at;
    s->body = body;
    return parse_expression(r->a, s, &options, &unsupported, r->diag);
}

/* ---- decisions ---- */

text made_id(const maker *k, const char *part)
{
    return arena_printf(k->r->a, "%.*s.%s", (int)k->p->id.len, k->p->id.ptr,
                        part);
}

/* The decision that `rule` takes the place of, or NULL. */
static decision_decl *replaced(const maker *k, const made_rule *rule)
{
    uint32_t index = names_get(&k->r->work->decisions, rule->id);

    if (index == NAMES_NONE)
        return NULL;
    decision_decl *d = &k->r->m->decisions.at[index];
    return d->programme == (int32_t)k->index && d->layer < k->r->layer ? d
                                                                       : NULL;
}

static decision_decl *declare(const maker *k, const made_rule *rule)
{
    reader *r = k->r;
    rule_version version = {.tree = NULL};
    symbol s = {.id = rule->id,
                .name = rule->name,
                .kind = SYM_DECISION,
                .level = k->p->level,
                .type = rule->type,
                .index = r->m->decisions.len};
    decision_decl d = {.reason = rule->id, .programme = (int32_t)k->index};
    uint32_t index = read_new_decision(r, &s, &d, rule->where);
    decision_decl *added = &r->m->decisions.at[index];

    VEC_PUSH(r->a, added->versions, version);
    return added;
}

const symbol *made_declare(const maker *k, const made_rule *rule)
{
    reader *r = k->r;
    decision_decl *d = replaced(k, rule);

    if (d == NULL)
        d = declare(k, rule);
    d->label = rule->label;
    d->layer = r->layer;
    d->versions.at[0] = (rule_version){.dated = rule->when, .tree = rule->tree};

    uint32_t index = (uint32_t)(d - r->m->decisions.at);
    if (rule->tree != NULL) {
        version_task task = {rule->tree, index, 0};
        VEC_PUSH(r->work->scratch, r->work->versions, task);
    }
    if (rule->otherwise != NULL) {
        term_task task = {rule->otherwise, rule->type, NULL, index,
                          k->p->level};
        VEC_PUSH(r->work->scratch, r->work->terms, task);
    }
    return d->symbol;
}
