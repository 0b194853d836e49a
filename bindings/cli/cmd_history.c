/* SPDX-License-Identifier: Apache-2.0 */
/* minzheng history: the versions of a rule, or of all that a programme rests
 * on, each with what it changed. A version is compared with what was in force
 * on the day before it, or else with the last one that ended earlier.
 */
#include "rules.h"

#include <stdlib.h>

#include "explain/explain.h"
#include "table.h"

typedef struct entry {
    rule of;
    const dated *d;
    uint32_t position; /* as found: keeps the order of equal dates */
} entry;

typedef struct history {
    rule_book *b;
    rule of;
    rule_view view;
    VEC(entry) entries;
    json_writer w;
} history;

/* ---- gathering ---- */

static int by_date(const void *a, const void *b)
{
    const entry *x = a, *y = b;

    if (x->d->from != y->d->from)
        return x->d->from < y->d->from ? -1 : 1;
    return x->position < y->position ? -1 : x->position > y->position;
}

static bool is_asked_for(const history *h, rule r, const dated *d)
{
    return h->view.date == MINZ_ALL_DATES
               ? d->issued <= h->view.known
               : d == rules_in_force(h->b->m, r, &h->view);
}

static void gather_rule(history *h, rule r)
{
    for (uint32_t i = 0; i < rules_dated_count(h->b->m, r); i++) {
        entry e = {r, rules_dated(h->b->m, r, i), h->entries.len};
        if (is_asked_for(h, r, e.d))
            VEC_PUSH(h->b->a, h->entries, e);
    }
}

static void gather(history *h)
{
    rule_list roots = {0};

    VEC_PUSH(h->b->a, roots, h->of);
    if (h->of.kind == RULE_PROGRAMME)
        roots = rules_rests(&h->b->reader, &roots, &h->view);
    for (uint32_t i = 0; i < roots.len; i++)
        gather_rule(h, roots.at[i]);
    if (h->entries.len > 0)
        qsort(h->entries.at, h->entries.len, sizeof *h->entries.at, by_date);
}

/* ---- what changed ---- */

static const dated *version_before(const history *h, const entry *e)
{
    rule_view eve = {e->d->from - 1, h->view.known};
    const dated *best = NULL;

    if (e->d->from == DATE_MIN)
        return NULL;
    best = rules_in_force(h->b->m, e->of, &eve);
    if (best != NULL)
        return best;
    for (uint32_t i = 0; i < rules_dated_count(h->b->m, e->of); i++) {
        const dated *d = rules_dated(h->b->m, e->of, i);
        if (d->to < e->d->from && d->issued <= h->view.known &&
            (best == NULL || d->to > best->to))
            best = d;
    }
    return best;
}

static part_changes changes_of(const history *h, const entry *e)
{
    const dated *last = version_before(h, e);
    rule_parts before = {0}, after = rules_parts_of(h->b, e->of, e->d);

    if (last != NULL)
        before = rules_parts_of(h->b, e->of, last);
    return rules_compare(h->b, &before, &after);
}

/* ---- table ---- */

static text day_text(const history *h, int64_t date)
{
    char day[20];

    if (date == DATE_MIN || date == DATE_MAX)
        return TEXT("-");
    return arena_text(h->b->a, (text){day, date_format(date, day)});
}

static void print_text(text t)
{
    printf("%.*s", (int)t.len, t.len > 0 ? t.ptr : "");
}

static void print_head(const history *h)
{
    static const char *const words[2][5] = {
        {"自", "至", "确定程度", "层", "规则"},
        {"from", "to", "confidence", "layer", "rule"}};
    static const int cells[4] = {10, 10, 10, 14};
    uint32_t lang = h->b->c->o.lang == MINZ_LANG_ZH ? 0 : 1;

    for (uint32_t i = 0; i < 4; i++)
        table_cell(stdout, text_of(words[lang][i]), cells[i]);
    printf("%s\n", words[lang][4]);
    table_rule(stdout, 79);
}

static text label_in(const history *h, rule r)
{
    const label *l = rules_label(h->b->m, r);

    return h->b->c->o.lang == MINZ_LANG_ZH ? l->zh : l->en;
}

static void print_entry(const history *h, const entry *e)
{
    minz_lang lang = h->b->c->o.lang;
    explainer x = {.lang = lang, .a = h->b->a};
    part_changes changes = changes_of(h, e);
    text source = source_words(&x, &e->d->source);

    table_cell(stdout, day_text(h, e->d->from), 10);
    table_cell(stdout, day_text(h, e->d->to), 10);
    table_cell(stdout, rules_confidence_word(e->d->confidence, lang), 10);
    table_cell(stdout, h->b->m->layers.at[e->d->layer].id, 14);
    print_text(rules_id(h->b->m, e->of));
    printf("  ");
    print_text(label_in(h, e->of));
    printf("\n");
    if (source.len > 0) {
        printf("    ");
        print_text(source);
        printf("\n");
    }
    rules_print_changes(&changes);
    if (changes.len == 0)
        printf("    %s\n", lang == MINZ_LANG_ZH ? "内容不变" : "says the same");
}

static void print_table(const history *h)
{
    print_head(h);
    for (uint32_t i = 0; i < h->entries.len; i++)
        print_entry(h, &h->entries.at[i]);
}

/* ---- JSON ---- */

static void put_day(json_writer *w, const char *key, int64_t date)
{
    char day[20];

    json_put_key(w, text_of(key));
    if (date == DATE_MIN || date == DATE_MAX)
        json_put_null(w);
    else
        json_put_text(w, (text){day, date_format(date, day)});
}

static void put_source(json_writer *w, const source_ref *s)
{
    json_put_key(w, TEXT("source"));
    if (s->source == NULL) {
        json_put_null(w);
        return;
    }
    json_begin_object(w);
    rules_put(w, "id", s->source->id);
    rules_put(w, "title", s->source->title);
    rules_put(w, "number", s->source->number);
    rules_put(w, "article", s->article);
    json_end(w);
}

static void put_parts(json_writer *w, const rule_parts *parts)
{
    json_put_key(w, TEXT("says"));
    json_begin_object(w);
    for (uint32_t i = 0; i < parts->len; i++) {
        json_put_key(w, parts->at[i].at);
        json_put_text(w, parts->at[i].says);
    }
    json_end(w);
}

static void put_entry(history *h, const entry *e)
{
    json_writer *w = &h->w;
    rule_parts parts = rules_parts_of(h->b, e->of, e->d);
    part_changes changes = changes_of(h, e);

    json_begin_object(w);
    rules_put_names(w, h->b, e->of);
    put_day(w, "from", e->d->from);
    put_day(w, "to", e->d->to);
    put_day(w, "issued", e->d->issued);
    rules_put(w, "confidence",
        rules_confidence_word(e->d->confidence, MINZ_LANG_EN));
    rules_put(w, "layer", h->b->m->layers.at[e->d->layer].id);
    put_source(w, &e->d->source);
    rules_put(w, "note", e->d->note);
    put_parts(w, &parts);
    rules_put_changes(w, &changes);
    json_end(w);
}

static bool print_json(history *h)
{
    json_writer_init(&h->w, NULL, JSON_LAID_OUT);
    json_begin_object(&h->w);
    cli_put_origin(&h->w, h->b->policy);
    rules_put_names(&h->w, h->b, h->of);
    json_put_key(&h->w, TEXT("versions"));
    json_begin_array(&h->w);
    for (uint32_t i = 0; i < h->entries.len; i++)
        put_entry(h, &h->entries.at[i]);
    json_end(&h->w);
    json_end(&h->w);
    bool ok = json_writer_status(&h->w) == MINZ_OK;
    if (ok)
        printf("%s\n", json_written(&h->w).ptr);
    json_writer_free(&h->w);
    return ok;
}

int cmd_history(cli *c)
{
    rule_book b;
    history h = {.b = &b};
    bool ok;

    if (c->o.rest.len != 1)
        return cli_usage(c, "one programme, decision or parameter is needed");
    if (!rules_view(c, &h.view))
        return EXIT_USAGE;
    ok = rules_open(&b, c) && rules_find(&b, c->o.rest.at[0], &h.of);
    if (ok) {
        gather(&h);
        if (c->o.json)
            ok = print_json(&h);
        else
            print_table(&h);
    }
    rules_close(&b);
    return ok ? EXIT_OK : EXIT_USAGE;
}
