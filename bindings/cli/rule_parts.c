/* SPDX-License-Identifier: Apache-2.0 */
/* What rules say: the packs' own JSON, taken apart into places and texts.
 *
 * The model remembers where each version and value begins in its pack, so the
 * packs are read once more and every object of that kind is kept with its
 * offset. Keys and values of enumerations become ids and amounts get their
 * usual decimals, so that two ways to write the same thing compare equal.
 */
#include "rules.h"

#include <stdlib.h>

typedef struct written {
    uint32_t offset;
    json_value value;
} written;

typedef struct written_layer {
    json_doc *doc;
    VEC(written) dated; /* by offset */
} written_layer;

typedef struct splitter {
    const rule_book *b;
    const symbol *param; /* NULL: not the value of a parameter */
    int64_t date;        /* of parts with `in_force`; or MINZ_ALL_DATES */
    text before;         /* goes before each place */
    rule_parts *to;
} splitter;

/* ---- opening ---- */

static int by_offset(const void *a, const void *b)
{
    uint32_t x = ((const written *)a)->offset;
    uint32_t y = ((const written *)b)->offset;

    return x < y ? -1 : x > y;
}

static void keep_dated(const rule_book *b, written_layer *l, json_value list)
{
    for (json_value v = json_first(list); json_has(v); v = json_next(v)) {
        written w = {json_span(v).offset, v};
        VEC_PUSH(b->a, l->dated, w);
    }
}

static bool open_layer(const rule_book *b, uint32_t layer)
{
    written_layer *l = &b->layers[layer];

    l->doc = json_doc_new(NULL);
    if (l->doc == NULL || json_doc_parse(l->doc, b->m->layers.at[layer].source,
                                         NULL, b->c->diag) != MINZ_OK)
        return false;
    json_value root = json_doc_root(l->doc);
    json_value v = json_first(json_get(root, TEXT("decisions")));
    for (; json_has(v); v = json_next(v))
        keep_dated(b, l, json_get(v, TEXT("versions")));
    v = json_first(json_get(root, TEXT("parameters")));
    for (; json_has(v); v = json_next(v))
        keep_dated(b, l, json_get(v, TEXT("values")));
    if (l->dated.len > 0)
        qsort(l->dated.at, l->dated.len, sizeof *l->dated.at, by_offset);
    return true;
}

bool rules_open(rule_book *b, cli *c)
{
    *b = (rule_book){.c = c, .a = &c->arena, .policy = cli_policy(c)};
    if (b->policy == NULL)
        return false;
    b->m = policy_model(b->policy);
    b->layers = ARENA_ARRAY(b->a, written_layer, b->m->layers.len);
    rules_reader_init(&b->reader, b->m, b->a);
    for (uint32_t i = 0; i < b->m->layers.len; i++)
        if (!open_layer(b, i)) {
            cli_report(c);
            return false;
        }
    return true;
}

void rules_close(rule_book *b)
{
    for (uint32_t i = 0; b->layers != NULL && i < b->m->layers.len; i++)
        json_doc_free(b->layers[i].doc);
    minz_policy_release(b->policy);
    *b = (rule_book){0};
}

/* ---- texts of values ---- */

static text enum_id(const enum_decl *e, text value)
{
    uint32_t i = e != NULL ? enum_find(e, value) : UINT32_MAX;

    return i != UINT32_MAX ? e->values[i].id : value;
}

/* An amount such as "690" with the decimals that are usual. */
static bool amount_text(const splitter *s, json_value v, text *out)
{
    const type *t = s->param != NULL ? s->param->type : NULL;
    char *digits;
    int64_t x;

    if (t == NULL || t->kind != TYPE_NUMBER || s->param->shape > PARAM_STEPS ||
        json_decimal(v, t->scale, &x) != JSON_FINE)
        return false;
    digits = arena_alloc(s->b->a, 24);
    out->len = number_format(x, t->scale, t->unit == UNIT_MONEY ? 2 : 0,
                             digits);
    out->ptr = digits;
    return true;
}

static text scalar_text(const splitter *s, json_value v)
{
    text out;

    if (amount_text(s, v, &out))
        return out;
    switch (json_kind_of(v)) {
    case JSON_BOOL:
        return json_bool(v) ? TEXT("true") : TEXT("false");
    case JSON_NUMBER:
        return json_number_text(v);
    case JSON_STRING:
        return enum_id(s->param != NULL ? s->param->type->of : NULL,
                       json_text(v));
    default:
        return TEXT("null");
    }
}

static bool is_scalar(json_value v)
{
    return json_kind_of(v) != JSON_ARRAY && json_kind_of(v) != JSON_OBJECT;
}

static bool all_scalar(json_value array)
{
    json_value v = json_first(array);

    while (json_has(v) && is_scalar(v))
        v = json_next(v);
    return !json_has(v);
}

static text row_text(const splitter *s, json_value array)
{
    text out = TEXT("");

    for (json_value v = json_first(array); json_has(v); v = json_next(v)) {
        text one = scalar_text(s, v);
        out = arena_printf(s->b->a, "%.*s%s%.*s", (int)out.len, out.ptr,
                           out.len > 0 ? ", " : "", (int)one.len, one.ptr);
    }
    return out;
}

/* ---- splitting ---- */

static text below(const splitter *s, text at, text key)
{
    return arena_printf(s->b->a, "%.*s%s%.*s", (int)at.len, at.ptr,
                        at.len > 0 ? "." : "", (int)key.len, key.ptr);
}

static void add_part(const splitter *s, text at, text says)
{
    bool both = s->before.len > 0 && at.len > 0;
    rule_part part = {at, says};

    if (s->before.len > 0)
        part.at = arena_printf(s->b->a, "%.*s%s%.*s", (int)s->before.len,
                               s->before.ptr, both ? " " : "", (int)at.len,
                               at.len > 0 ? at.ptr : "");
    for (uint32_t i = 0; i < s->to->len; i++)
        if (text_equal(s->to->at[i].at, part.at)) {
            s->to->at[i].says = says;
            return;
        }
    VEC_PUSH(s->b->a, *s->to, part);
}

static bool is_one_of(text key, const char *const *words)
{
    while (*words != NULL && !text_equal(key, text_of(*words)))
        words++;
    return *words != NULL;
}

/* Is it outside of its own period on the date of the view? */
static bool is_out(const splitter *s, json_value v)
{
    json_value period = json_get(v, TEXT("in_force"));
    int64_t from = DATE_MIN, to = DATE_MAX;

    if (s->date == MINZ_ALL_DATES || !json_has(period))
        return false;
    date_parse(json_text(json_get(period, TEXT("from"))), &from);
    if (json_has(json_get(period, TEXT("to"))))
        date_parse(json_text(json_get(period, TEXT("to"))), &to);
    return s->date < from || s->date > to;
}

static void split(const splitter *s, text at, json_value v, uint32_t depth);

static void split_object(const splitter *s, text at, json_value v,
                         uint32_t depth)
{
    static const char *const no_parts[] = {
        "id", "label", "name", "note", "source", "override", NULL};
    bool keyed = s->param != NULL && depth < s->param->key_count;

    for (json_value m = json_first(v); json_has(m); m = json_next(m)) {
        text key = json_key(m);
        if (s->param != NULL)
            key = keyed ? enum_id(s->param->keys[depth], key) : key;
        else if (is_one_of(key, no_parts))
            continue;
        split(s, below(s, at, key), m, depth + 1);
    }
}

/* What a lower layer said is replaced as a whole. */
static void drop_below(const splitter *s, text at)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < s->to->len; i++) {
        text old = s->to->at[i].at;
        if (old.len <= at.len || memcmp(old.ptr, at.ptr, at.len) != 0 ||
            old.ptr[at.len] != '.')
            s->to->at[kept++] = s->to->at[i];
    }
    s->to->len = kept;
}

static void split_array(const splitter *s, text at, json_value v,
                        uint32_t depth)
{
    uint32_t n = 0;

    for (json_value item = json_first(v); json_has(item);
         item = json_next(item)) {
        text key = json_text(json_get(item, TEXT("id")));
        if (s->param != NULL && s->param->shape == PARAM_STEPS) {
            json_value bound = json_first(item);
            key = json_kind_of(bound) == JSON_NUMBER ? json_number_text(bound)
                                                     : json_text(bound);
            split(s, below(s, at, key), json_next(bound), depth + 1);
            continue;
        }
        if (json_kind_of(item) == JSON_STRING) /* a name among objects */
            key = json_text(item);
        if (key.len == 0)
            key = arena_printf(s->b->a, "%u", n + 1);
        if (json_bool(json_get(item, TEXT("override"))))
            drop_below(s, below(s, at, key));
        split(s, below(s, at, key), item, depth + 1);
        n++;
    }
}

static void split(const splitter *s, text at, json_value v, uint32_t depth)
{
    if (is_scalar(v))
        add_part(s, at, scalar_text(s, v));
    else if (json_kind_of(v) == JSON_ARRAY && all_scalar(v))
        add_part(s, at, row_text(s, v));
    else if (json_kind_of(v) == JSON_ARRAY)
        split_array(s, at, v, depth);
    else if (!is_out(s, v))
        split_object(s, at, v, depth);
}

/* ---- versions and declarations ---- */

static json_value written_at(const rule_book *b, const dated *d)
{
    const written_layer *l = &b->layers[d->layer];
    written key = {.offset = d->where.offset};
    const written *found =
        l->dated.len == 0 ? NULL
                          : bsearch(&key, l->dated.at, l->dated.len,
                                    sizeof *l->dated.at, by_offset);

    return found != NULL ? found->value : (json_value){0};
}

static void split_dated(const rule_book *b, rule r, const dated *d,
                        text before, rule_parts *to)
{
    static const char *const frame[] = {"from",     "to",     "issued",
                                        "override", "source", "confidence",
                                        "note",     NULL};
    splitter s = {b, NULL, MINZ_ALL_DATES, before, to};
    json_value v = json_first(written_at(b, d));

    for (; json_has(v); v = json_next(v)) {
        text key = json_key(v);
        bool value = text_equal(key, TEXT("value"));
        if (is_one_of(key, frame))
            continue;
        s.param = value && r.kind == RULE_PARAMETER
                      ? b->m->params.at[r.index].symbol
                      : NULL;
        split(&s, value ? TEXT("") : key, v, 0);
    }
}

rule_parts rules_parts_of(const rule_book *b, rule r, const dated *d)
{
    rule_parts parts = {0};

    split_dated(b, r, d, TEXT(""), &parts);
    return parts;
}

/* What is said of it beside its versions, by the layer that declares it or by
 * several: a later one replaces and adds. */
static void split_declaration(const splitter *s, json_value v)
{
    static const char *const others[] = {
        "id",   "name",   "label",    "note",   "source", "confidence",
        "versions", "values", "before", "override", NULL};

    if (is_out(s, v))
        return;
    for (v = json_first(v); json_has(v); v = json_next(v))
        if (!is_one_of(json_key(v), others))
            split(s, json_key(v), v, 0);
}

static json_value item_named(json_value list, text id, text name)
{
    json_value v = json_first(list);

    for (; json_has(v); v = json_next(v)) {
        text own = json_key(v).len > 0 ? json_key(v)
                                       : json_text(json_get(v, TEXT("id")));
        if (text_equal(own, id) || (own.len > 0 && text_equal(own, name)))
            break;
    }
    return v;
}

static void add_declarations(const rule_book *b, rule r, int64_t date,
                             rule_parts *to)
{
    static const char *const lists[] = {"programmes", "decisions",
                                        "parameters"};
    splitter s = {b, NULL, date, TEXT(""), to};
    text name = r.kind == RULE_PROGRAMME ? b->m->programmes.at[r.index].name
                : r.kind == RULE_DECISION
                    ? b->m->decisions.at[r.index].symbol->name
                    : b->m->params.at[r.index].symbol->name;

    for (uint32_t i = 0; i < b->m->layers.len; i++) {
        json_value root = json_doc_root(b->layers[i].doc);
        split_declaration(&s, item_named(json_get(root, text_of(lists[r.kind])),
                                         rules_id(b->m, r), name));
    }
}

static text day_text(const rule_book *b, int64_t date)
{
    char day[20];

    return arena_text(b->a, (text){day, date_format(date, day)});
}

static void add_all_versions(const rule_book *b, rule r, int64_t known,
                             rule_parts *to)
{
    for (uint32_t i = 0; i < rules_dated_count(b->m, r); i++) {
        const dated *d = rules_dated(b->m, r, i);
        text from = day_text(b, d->from);
        splitter s = {b, NULL, MINZ_ALL_DATES, from, to};
        if (d->issued > known)
            continue;
        split_dated(b, r, d, from, to);
        if (d->to != DATE_MAX)
            add_part(&s, TEXT(".."), day_text(b, d->to));
    }
}

rule_parts rules_parts(const rule_book *b, rule r, const rule_view *view)
{
    bool all = view->date == MINZ_ALL_DATES;
    rule_parts parts = {0};

    if (r.kind == RULE_PROGRAMME) {
        const programme_decl *p = &b->m->programmes.at[r.index];
        if (all || (p->from <= view->date && view->date <= p->to))
            add_declarations(b, r, view->date, &parts);
        return parts;
    }
    const dated *now = all ? NULL : rules_in_force(b->m, r, view);
    if (!all && now == NULL)
        return parts;
    add_declarations(b, r, view->date, &parts);
    if (all)
        add_all_versions(b, r, view->known, &parts);
    else
        split_dated(b, r, now, TEXT(""), &parts);
    return parts;
}
