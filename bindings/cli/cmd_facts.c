/* SPDX-License-Identifier: Apache-2.0 */
/* minzheng facts: every name of a policy, as a table, JSON, a JSON Schema of a
 * subject's facts, or header lines for CSV.
 */
#include "cli.h"
#include "policy/policy.h"
#include "table.h"

typedef struct lister {
    cli *c;
    const model *m;
    json_writer w;
} lister;

static text level_name(const model *m, uint16_t level)
{
    return level == LEVEL_CONST ? TEXT("") : m->symbols.levels[level].id;
}

static void put(json_writer *w, const char *key, text t)
{
    if (t.len == 0)
        return;
    json_put_key(w, text_of(key));
    json_put_text(w, t);
}

static void put_label(json_writer *w, const label *l)
{
    json_put_key(w, TEXT("label"));
    json_begin_object(w);
    put(w, "zh", l->zh);
    put(w, "en", l->en);
    json_end(w);
}

static void put_values(json_writer *w, const type *t)
{
    if (t->of == NULL)
        return;
    json_put_key(w, TEXT("values"));
    json_begin_array(w);
    for (uint32_t i = 0; i < t->of->count; i++) {
        json_begin_object(w);
        put(w, "id", t->of->values[i].id);
        put(w, "name", t->of->values[i].name);
        put(w, "label", t->of->values[i].label_en);
        json_end(w);
    }
    json_end(w);
}

static void put_bound(json_writer *w, const char *key, const type *t, bool has,
                      int64_t bound)
{
    char day[20];

    if (!has)
        return;
    json_put_key(w, text_of(key));
    if (t->kind == TYPE_DATE)
        json_put_text(w, (text){day, date_format(bound, day)});
    else
        json_put_decimal(w, bound, t->scale, 0);
}

static void put_absent(json_writer *w, const fact_decl *f)
{
    const type *t = f->symbol->type;

    json_put_key(w, TEXT("absent"));
    if (f->absent == ABSENT_UNKNOWN)
        json_put_text(w, TEXT("unknown"));
    else if (f->absent == ABSENT_NULL)
        json_put_null(w);
    else if (t->kind == TYPE_BOOLEAN)
        json_put_bool(w, f->absent_value.v != 0);
    else if (t->kind == TYPE_ENUM)
        json_put_text(w, t->of->values[f->absent_value.v].id);
    else if (t->kind == TYPE_NUMBER)
        json_put_decimal(w, f->absent_value.v, t->scale,
                         t->unit == UNIT_MONEY ? 2 : 0);
    else
        json_put_text(w, f->absent_value.string);
}

static void begin(lister *l, const symbol *s)
{
    json_begin_object(&l->w);
    put(&l->w, "id", s->id);
    put(&l->w, "name", s->name);
    put(&l->w, "list", level_name(l->m, s->level));
    put(&l->w, "type", type_describe(&l->c->arena, s->type));
}

static void put_facts(lister *l)
{
    json_put_key(&l->w, TEXT("facts"));
    json_begin_array(&l->w);
    for (uint32_t i = 0; i < l->m->facts.len; i++) {
        const fact_decl *f = &l->m->facts.at[i];
        if (f->standing || f->is_copy)
            continue;
        begin(l, f->symbol);
        put(&l->w, "unit", f->unit);
        put_bound(&l->w, "min", f->symbol->type, f->has_min, f->min);
        put_bound(&l->w, "max", f->symbol->type, f->has_max, f->max);
        put_bound(&l->w, "step", f->symbol->type, f->step != 0, f->step);
        put_values(&l->w, f->symbol->type);
        put_absent(&l->w, f);
        json_put_key(&l->w, TEXT("personal"));
        json_put_bool(&l->w, f->personal != PERSONAL_NONE);
        put_label(&l->w, &f->label);
        json_end(&l->w);
    }
    json_end(&l->w);
}

static void put_lists(lister *l)
{
    json_put_key(&l->w, TEXT("lists"));
    json_begin_array(&l->w);
    for (uint32_t i = 0; i < l->m->symbols.level_count; i++) {
        const level_decl *d = &l->m->symbols.levels[i];
        json_begin_object(&l->w);
        put(&l->w, "id", d->id);
        put(&l->w, "name", d->name);
        if (i > 0)
            put(&l->w, "below", level_name(l->m, d->parent));
        if (d->derived)
            put(&l->w, "groups", level_name(l->m, d->grouped));
        else if (i > 0)
            put(&l->w, "absent",
                l->m->lists.at[i].absent_empty ? TEXT("empty")
                                               : TEXT("unknown"));
        json_end(&l->w);
    }
    json_end(&l->w);
}

static void put_codes(lister *l, const decision_decl *d)
{
    json_put_key(&l->w, TEXT("flags"));
    json_begin_array(&l->w);
    for (uint32_t f = 0; f < d->flag_count; f++)
        json_put_text(&l->w, d->flags[f].code);
    json_end(&l->w);
    put(&l->w, "reason", d->reason);
}

/* The parts of a programme's life are told with its transitions. */
static bool is_listed(const model *m, const decision_decl *d)
{
    if (d->programme < 0)
        return true;
    const programme_decl *p = &m->programmes.at[d->programme];
    return d->symbol == p->eligible || d->symbol == p->amount ||
           d->symbol == p->first_month ||
           (p->life != NULL && d->symbol == p->life->held);
}

static void put_decisions(lister *l)
{
    json_put_key(&l->w, TEXT("decisions"));
    json_begin_array(&l->w);
    for (uint32_t i = 0; i < l->m->decisions.len; i++) {
        const decision_decl *d = &l->m->decisions.at[i];
        if (!is_listed(l->m, d))
            continue;
        begin(l, d->symbol);
        put(&l->w, "unit", d->unit);
        put_values(&l->w, d->symbol->type);
        put_codes(l, d);
        put_label(&l->w, &d->label);
        json_end(&l->w);
    }
    json_end(&l->w);
}

static void put_params(lister *l)
{
    json_put_key(&l->w, TEXT("parameters"));
    json_begin_array(&l->w);
    for (uint32_t i = 0; i < l->m->params.len; i++) {
        const param_decl *p = &l->m->params.at[i];
        begin(l, p->symbol);
        put(&l->w, "per", p->per);
        put(&l->w, "unit", p->unit);
        json_put_key(&l->w, TEXT("keys"));
        json_begin_array(&l->w);
        for (uint32_t k = 0; k < p->symbol->key_count; k++)
            json_put_text(&l->w, p->symbol->keys[k]->id);
        json_end(&l->w);
        put_values(&l->w, p->symbol->type);
        put_label(&l->w, &p->label);
        json_end(&l->w);
    }
    json_end(&l->w);
}

static void put_states(lister *l, const life_decl *life)
{
    json_put_key(&l->w, TEXT("states"));
    json_begin_array(&l->w);
    for (uint32_t i = 0; i < life->state_count; i++) {
        json_begin_object(&l->w);
        put(&l->w, "id", life->state[i].id);
        put(&l->w, "name", life->states->values[i].name);
        json_put_key(&l->w, TEXT("initial"));
        json_put_bool(&l->w, life->state[i].initial);
        json_put_key(&l->w, TEXT("held"));
        json_put_bool(&l->w, life->state[i].held);
        put_label(&l->w, &life->state[i].label);
        json_end(&l->w);
    }
    json_end(&l->w);
}

static void put_slots(lister *l, const life_decl *life)
{
    json_put_key(&l->w, TEXT("slots"));
    json_begin_array(&l->w);
    for (uint32_t i = 0; i < life->slot_count; i++) {
        const slot_decl *s = &life->slots[i];
        json_begin_object(&l->w);
        put(&l->w, "id", s->id);
        put(&l->w, "read_as", s->fact->id);
        put(&l->w, "type", type_describe(&l->c->arena, s->fact->type));
        put(&l->w, "was", s->was);
        put_values(&l->w, s->fact->type);
        put_absent(&l->w, &l->m->facts.at[s->fact->index]);
        put_label(&l->w, &s->label);
        json_end(&l->w);
    }
    json_end(&l->w);
}

static void put_transitions(lister *l, const life_decl *life)
{
    json_put_key(&l->w, TEXT("transitions"));
    json_begin_array(&l->w);
    for (uint32_t i = 0; i < life->transition_count; i++) {
        const transition_decl *t = &life->transitions[i];
        json_begin_object(&l->w);
        put(&l->w, "id", t->id);
        put(&l->w, "kind", text_of(transition_kind_name(t->kind)));
        put(&l->w, "to", life->state[t->to].id);
        put(&l->w, "cause", t->cause);
        put_label(&l->w, &t->label);
        json_end(&l->w);
    }
    json_end(&l->w);
}

static void put_life(lister *l, const life_decl *life)
{
    if (life == NULL)
        return;
    put_states(l, life);
    put_slots(l, life);
    put_transitions(l, life);
}

static void put_previous(lister *l)
{
    json_put_key(&l->w, TEXT("previous"));
    json_begin_array(&l->w);
    for (uint32_t i = 0; i < l->m->previous.len; i++) {
        begin(l, l->m->previous.at[i].fact);
        json_end(&l->w);
    }
    json_end(&l->w);
}

static void put_programmes(lister *l)
{
    json_put_key(&l->w, TEXT("programmes"));
    json_begin_array(&l->w);
    for (uint32_t i = 0; i < l->m->programmes.len; i++) {
        const programme_decl *p = &l->m->programmes.at[i];
        json_begin_object(&l->w);
        put(&l->w, "id", p->id);
        put(&l->w, "name", p->name);
        put(&l->w, "list", level_name(l->m, p->level));
        json_put_key(&l->w, TEXT("tests"));
        json_begin_array(&l->w);
        for (uint32_t t = 0; t < p->test_count; t++)
            json_put_text(&l->w, p->tests[t]->id);
        json_end(&l->w);
        json_put_key(&l->w, TEXT("entitlements"));
        json_begin_array(&l->w);
        for (uint32_t e = 0; e < p->entitlement_count; e++)
            json_put_text(&l->w, p->entitlements[e].id);
        json_end(&l->w);
        put_life(l, p->life);
        put_label(&l->w, &p->label);
        json_end(&l->w);
    }
    json_end(&l->w);
}

static void put_review_codes(lister *l)
{
    json_put_key(&l->w, TEXT("codes"));
    json_begin_array(&l->w);
    for (uint32_t i = 0; i < l->m->unit.codes.len; i++)
        json_put_text(&l->w, l->m->unit.codes.at[i]);
    json_end(&l->w);
}

static void list_json(lister *l)
{
    json_begin_object(&l->w);
    put(&l->w, "subject", l->m->subject);
    put_lists(l);
    put_facts(l);
    put_decisions(l);
    put_params(l);
    put_programmes(l);
    put_previous(l);
    put_review_codes(l);
    json_end(&l->w);
}

/* --- JSON Schema ----------------------------------------------------------- */

static void put_word(json_writer *w, const char *key, const char *word)
{
    json_put_key(w, text_of(key));
    json_put_text(w, text_of(word));
}

/* "unknown" and "unknowable" stand for any value; so every fact is anyOf. */
static void put_scalar_schema(json_writer *w, const type *t)
{
    json_begin_object(w);
    switch (t->kind) {
    case TYPE_BOOLEAN:
        put_word(w, "type", "boolean");
        break;
    case TYPE_NUMBER:
        json_put_key(w, TEXT("type"));
        json_begin_array(w);
        json_put_text(w, t->scale == 0 ? TEXT("integer") : TEXT("number"));
        json_put_text(w, TEXT("string"));
        json_end(w);
        put_word(w, "pattern", "^-?[0-9]+(\\.[0-9]+)?$");
        break;
    case TYPE_DATE:
        put_word(w, "type", "string");
        put_word(w, "format", "date");
        break;
    case TYPE_ENUM:
        json_put_key(w, TEXT("enum"));
        json_begin_array(w);
        for (uint32_t i = 0; i < t->of->count; i++) {
            json_put_text(w, t->of->values[i].id);
            if (t->of->values[i].name.len > 0)
                json_put_text(w, t->of->values[i].name);
        }
        json_end(w);
        break;
    case TYPE_SET:
        put_word(w, "type", "array");
        break;
    default:
        put_word(w, "type", "string");
    }
    json_end(w);
}

static void put_fact_schema(json_writer *w, const fact_decl *f)
{
    json_begin_object(w);
    put(w, "title", f->label.zh);
    put(w, "description", f->label.en);
    json_put_key(w, TEXT("anyOf"));
    json_begin_array(w);
    put_scalar_schema(w, f->symbol->type);
    json_begin_object(w);
    json_put_key(w, TEXT("enum"));
    json_begin_array(w);
    json_put_text(w, TEXT("unknown"));
    json_put_text(w, TEXT("unknowable"));
    if (f->symbol->type->nullable)
        json_put_null(w);
    json_end(w);
    json_end(w);
    json_begin_object(w);
    put_word(w, "type", "array");
    put_word(w, "description", "dated: [{value, from, to, known, source, as_of}]");
    json_end(w);
    json_end(w);
    json_end(w);
}

static void put_level_schema(lister *l, uint16_t level);

static void put_level_properties(lister *l, uint16_t level)
{
    const symbols *all = &l->m->symbols;

    for (uint32_t i = 0; i < l->m->facts.len; i++) {
        const fact_decl *f = &l->m->facts.at[i];
        if (f->symbol->level != level || f->standing || f->is_copy)
            continue;
        json_put_key(&l->w, f->symbol->id);
        put_fact_schema(&l->w, f);
    }
    for (uint32_t n = 1; n < all->level_count; n++) {
        if (all->levels[n].derived || all->levels[n].parent != level)
            continue;
        json_put_key(&l->w, all->levels[n].id);
        json_begin_object(&l->w);
        put_word(&l->w, "type", "array");
        json_put_key(&l->w, TEXT("items"));
        put_level_schema(l, (uint16_t)n);
        json_end(&l->w);
    }
}

static void put_level_schema(lister *l, uint16_t level)
{
    json_begin_object(&l->w);
    put_word(&l->w, "type", "object");
    json_put_key(&l->w, TEXT("properties"));
    json_begin_object(&l->w);
    put_level_properties(l, level);
    json_end(&l->w);
    json_end(&l->w);
}

/* --- table and CSV --------------------------------------------------------- */

static void print_symbol(lister *l, const char *kind, const symbol *s,
                         const label *label)
{
    bool zh = l->c->o.lang == MINZ_LANG_ZH;

    table_cell(stdout, text_of(kind), 9);
    table_cell(stdout, level_name(l->m, s->level), 12);
    table_cell(stdout, s->id, 34);
    table_cell(stdout, s->name, 22);
    table_cell(stdout, type_describe(&l->c->arena, s->type), 18);
    text t = zh ? label->zh : label->en;
    printf("%.*s\n", (int)t.len, t.ptr == NULL ? "" : t.ptr);
}

static void list_table(lister *l)
{
    const model *m = l->m;

    for (uint32_t i = 0; i < m->facts.len; i++)
        if (!m->facts.at[i].is_copy)
            print_symbol(l, m->facts.at[i].standing ? "standing" : "fact",
                         m->facts.at[i].symbol, &m->facts.at[i].label);
    for (uint32_t i = 0; i < m->decisions.len; i++)
        if (is_listed(m, &m->decisions.at[i]))
            print_symbol(l, "decision", m->decisions.at[i].symbol,
                         &m->decisions.at[i].label);
    for (uint32_t i = 0; i < m->params.len; i++)
        print_symbol(l, "parameter", m->params.at[i].symbol,
                     &m->params.at[i].label);
    for (uint32_t i = 0; i < m->programmes.len; i++) {
        const programme_decl *p = &m->programmes.at[i];
        table_cell(stdout, TEXT("programme"), 9);
        table_cell(stdout, level_name(m, p->level), 12);
        printf("%.*s\n", (int)p->id.len, p->id.ptr);
    }
}

/* A header line a list; the first columns say whose row it is. */
static void list_csv(const lister *l)
{
    const model *m = l->m;

    for (uint32_t n = 0; n < m->symbols.level_count; n++) {
        if (m->symbols.levels[n].derived)
            continue;
        text id = m->symbols.levels[n].id;
        printf("# %.*s\nsubject_id", (int)id.len, id.ptr);
        if (n > 0 && m->symbols.levels[n].parent > 0)
            printf(",parent_id");
        for (uint32_t i = 0; i < m->facts.len; i++) {
            const symbol *s = m->facts.at[i].symbol;
            if (s->level == n && !m->facts.at[i].standing &&
                !m->facts.at[i].is_copy)
                printf(",%.*s", (int)s->id.len, s->id.ptr);
        }
        printf("\n");
    }
}

int cmd_facts(cli *c)
{
    minz_policy *p = cli_policy(c);
    lister l = {.c = c};

    if (p == NULL)
        return EXIT_USAGE;
    l.m = policy_model(p);
    json_writer_init(&l.w, NULL, JSON_LAID_OUT);
    if (c->o.csv) {
        list_csv(&l);
    } else if (c->o.schema) {
        put_level_schema(&l, 0);
    } else if (c->o.json) {
        list_json(&l);
    } else {
        list_table(&l);
    }
    if (json_written(&l.w).len > 0)
        printf("%s\n", json_written(&l.w).ptr);
    bool ok = json_writer_status(&l.w) == MINZ_OK;
    json_writer_free(&l.w);
    minz_policy_release(p);
    return ok ? EXIT_OK : EXIT_USAGE;
}
