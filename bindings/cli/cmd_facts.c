/* SPDX-License-Identifier: Apache-2.0 */
/* minzheng facts: every name of a policy, as a table, JSON, a JSON Schema of a
 * subject's facts, or header lines for CSV.
 */
#include "cli.h"
#include "explain/describe.h"
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
        describe_policy(&l.w, &c->arena, l.m);
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
