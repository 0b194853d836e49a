/* SPDX-License-Identifier: Apache-2.0 */
/* The subject with its nested lists, facts and groups; of other subjects, the
 * names of lists, so that rules about them are known to belong elsewhere.
 *
 * Three walks over the section: levels first, so that types may refer to rows
 * of lists further down; then facts; then groups, whose keys may be decisions
 * and are looked up when all is declared (resolve.c). A later layer may add
 * facts, lists and groups to what a lower one declared.
 */
#include "policy/read_facts.h"

#include "policy/read_types.h"
#include "policy/value.h"

#define LEVEL_LIMIT 4096

static const key subject_keys[] = {
    {TEXT("name"), KEY_OBJECT},  {TEXT("label"), KEY_OBJECT},
    {TEXT("note"), KEY_STRING},  {TEXT("facts"), KEY_OBJECT},
    {TEXT("lists"), KEY_OBJECT}, {TEXT("groups"), KEY_OBJECT}};

static const key list_keys[] = {
    {TEXT("name"), KEY_OBJECT}, {TEXT("label"), KEY_OBJECT | KEY_NEEDED},
    {TEXT("note"), KEY_STRING}, {TEXT("absent"), KEY_STRING | KEY_NEEDED},
    {TEXT("min"), KEY_NUMBER},  {TEXT("facts"), KEY_OBJECT},
    {TEXT("lists"), KEY_OBJECT}};

/* What a later layer may write under a list that there is. */
static const key more_keys[] = {{TEXT("facts"), KEY_OBJECT},
                                {TEXT("lists"), KEY_OBJECT}};

static const key fact_keys[] = {{TEXT("name"), KEY_OBJECT},
                                {TEXT("label"), KEY_OBJECT | KEY_NEEDED},
                                {TEXT("type"), KEY_STRING | KEY_NEEDED},
                                {TEXT("absent"), KEY_ANY | KEY_NEEDED},
                                {TEXT("min"), KEY_STRING | KEY_NUMBER},
                                {TEXT("max"), KEY_STRING | KEY_NUMBER},
                                {TEXT("step"), KEY_STRING | KEY_NUMBER},
                                {TEXT("unit"), KEY_STRING},
                                {TEXT("personal"), KEY_STRING},
                                {TEXT("copies"), KEY_STRING},
                                {TEXT("note"), KEY_STRING}};

static const key group_keys[] = {{TEXT("name"), KEY_OBJECT},
                                 {TEXT("label"), KEY_OBJECT},
                                 {TEXT("note"), KEY_STRING},
                                 {TEXT("of"), KEY_STRING | KEY_NEEDED},
                                 {TEXT("by"), KEY_STRING | KEY_NEEDED}};

/* ---- levels ---- */

static uint16_t add_level(reader *r, const level_decl *decl)
{
    symbols *s = &r->m->symbols;
    size_t size = sizeof *s->levels;
    uint32_t level = s->level_count;

    if (level >= LEVEL_LIMIT)
        escape_throw(r->a->esc, MINZ_E_LIMIT);
    s->levels = arena_grow(r->a, s->levels, level * size, (level + 1) * size);
    s->levels[level] = *decl;
    s->level_count++;
    names_put(r->work->scratch, &r->work->levels, decl->id, level);
    if (decl->name.len > 0)
        names_put(r->work->scratch, &r->work->levels, decl->name, level);
    return (uint16_t)level;
}

static const symbol *declare_list(reader *r, const level_decl *decl,
                                  uint16_t level, span where)
{
    type *t = ARENA_NEW(r->a, type);

    *t = *type_list(r->a, type_row(r->a, level));
    t->min_one = decl->min_one;
    symbol s = {.id = decl->id,
                .name = decl->name,
                .kind = SYM_LIST,
                .level = decl->parent,
                .index = level,
                .type = t};
    return read_declare(r, &s, where);
}

/* Every row has a fact `id`, given or not. */
static const symbol *declare_row_id(reader *r, uint16_t level, span where)
{
    const type *t = type_nullable(r->a, type_simple(TYPE_STRING), true);
    symbol s = {.id = TEXT("id"),
                .kind = SYM_FACT,
                .level = level,
                .index = r->m->facts.len,
                .type = t};
    fact_decl fact = {.absent = ABSENT_NULL, .layer = r->layer};

    fact.symbol = read_declare(r, &s, where);
    VEC_PUSH(r->a, r->m->facts, fact);
    return fact.symbol;
}

static void read_min_one(reader *r, json_value v, level_decl *decl)
{
    int64_t min = 1;

    if (json_kind_of(v) != JSON_NUMBER)
        return;
    if (json_int(v, &min) != JSON_FINE || min < 0 || min > 1)
        read_fail(r, MSG_PACK_WORD, json_span(v), json_number_text(v),
                  TEXT("0`, `1"), (text){0});
    decl->min_one = min == 1;
}

static void new_list(reader *r, json_value v, uint16_t parent)
{
    static const char *const absents[] = {"unknown", "empty", NULL};
    level_decl decl = {.id = read_key(r, v), .parent = parent};
    list_decl list = {0};

    READ_SHAPE(r, v, list_keys);
    read_id(r, decl.id, json_key_span(v));
    if (names_get(&r->work->other_levels, decl.id) != NAMES_NONE)
        read_fail(r, MSG_PACK_TWICE, json_key_span(v), decl.id, (text){0},
                  (text){0});
    decl.name = read_name(r, json_get(v, TEXT("name")));
    read_min_one(r, json_get(v, TEXT("min")), &decl);
    list.label = read_label(r, json_get(v, TEXT("label")));
    list.absent_empty =
        read_word(r, json_get(v, TEXT("absent")), absents, 0) == 1;
    if (decl.min_one && list.absent_empty)
        read_fail(r, MSG_PACK_BESIDE, json_key_span(json_get(v, TEXT("min"))),
                  TEXT("min"), TEXT("\"absent\": \"empty\""), (text){0});
    list.level = add_level(r, &decl);
    list.symbol = declare_list(r, &decl, list.level, json_key_span(v));
    list.row_id = declare_row_id(r, list.level, json_key_span(v));
    VEC_PUSH(r->a, list.facts, list.row_id->index);
    VEC_PUSH(r->a, r->m->lists, list);
}

static void read_levels(reader *r, json_value lists, uint16_t parent)
{
    for (json_value v = json_first(lists); json_has(v); v = json_next(v)) {
        uint32_t level = names_get(&r->work->levels, json_key(v));
        if (level == NAMES_NONE) {
            level = r->m->symbols.level_count;
            new_list(r, v, parent);
        } else {
            READ_SHAPE(r, v, more_keys);
            if (r->m->symbols.levels[level].parent != parent || level == 0)
                read_fail(r, MSG_PACK_TWICE, json_key_span(v), json_key(v),
                          (text){0}, (text){0});
        }
        read_levels(r, json_get(v, TEXT("lists")), (uint16_t)level);
    }
}

/* ---- facts ---- */

static bool read_bound(reader *r, const type *t, json_value v, int64_t *out)
{
    value_reader values = {r->m, r->a, r->diag};
    term_const c = {0};

    if (!json_has(v) || t->kind == TYPE_ERROR)
        return false;
    if (t->kind != TYPE_NUMBER && t->kind != TYPE_DATE) {
        read_fail(r, MSG_PACK_BOUND, json_key_span(v), json_key(v),
                  type_describe(r->work->scratch, t), (text){0});
        return false;
    }
    if (!value_read(&values, t, v, &c))
        return false;
    *out = c.v;
    return true;
}

static void read_step(reader *r, const type *t, json_value v, fact_decl *fact)
{
    if (!read_bound(r, t, v, &fact->step))
        return;
    if (t->kind == TYPE_NUMBER && fact->step > 0)
        return;
    read_fail(r, MSG_PACK_BOUND, json_key_span(v), json_key(v),
              type_describe(r->work->scratch, t), (text){0});
    fact->step = 0;
}

/* The type with the declared bounds, which the checker uses. */
static const type *bounded(reader *r, json_value v, const type *t,
                           fact_decl *fact)
{
    fact->has_min = read_bound(r, t, json_get(v, TEXT("min")), &fact->min);
    fact->has_max = read_bound(r, t, json_get(v, TEXT("max")), &fact->max);
    if (fact->has_min && fact->has_max && fact->min > fact->max)
        read_fail(r, MSG_PACK_EMPTY_RANGE, json_span(json_get(v, TEXT("max"))),
                  (text){0}, (text){0}, (text){0});
    read_step(r, t, json_get(v, TEXT("step")), fact);
    if (t->kind != TYPE_NUMBER || (!fact->has_min && !fact->has_max))
        return t;

    const type *narrow = type_number(r->a, t->scale, (type_unit)t->unit,
                                     fact->has_min ? fact->min : t->lo,
                                     fact->has_max ? fact->max : t->hi);
    return t->nullable ? type_nullable(r->a, narrow, true) : narrow;
}

static void read_absent(reader *r, json_value v, const type *t, fact_decl *fact)
{
    value_reader values = {r->m, r->a, r->diag};

    if (!json_has(v) || t->kind == TYPE_ERROR)
        return;
    if (json_kind_of(v) == JSON_STRING &&
        text_equal(json_text(v), TEXT("unknown")))
        return;
    if (json_kind_of(v) != JSON_NULL) {
        fact->absent = ABSENT_VALUE;
        value_read(&values, t, v, &fact->absent_value);
        return;
    }
    fact->absent = ABSENT_NULL;
    if (!t->nullable)
        read_fail(r, MSG_PACK_NOT_NULL, json_span(v),
                  type_describe(r->work->scratch, t), (text){0}, (text){0});
}

/* "copies": a fact of the same list, declared before, that is never null. */
static void read_copies(reader *r, json_value v, uint16_t level, const type *t,
                        fact_decl *fact)
{
    const list_decl *list = &r->m->lists.at[level];
    uint32_t self = r->m->facts.len;

    if (json_kind_of(v) != JSON_STRING || t->kind == TYPE_ERROR)
        return;
    for (uint32_t i = 0; i < list->facts.len; i++) {
        fact_decl *from = &r->m->facts.at[list->facts.at[i]];
        const type *own = from->symbol->type;
        if (from->copy != 0 || from->is_copy || own->nullable ||
            !text_equal(from->symbol->id, json_text(v)) ||
            !type_equal(type_nullable(r->a, own, true), t))
            continue;
        from->copy = self;
        fact->is_copy = true;
        return;
    }
    read_fail(r, MSG_PACK_COPIES, read_inside(v), json_text(v),
              r->m->symbols.levels[level].id,
              type_describe(r->work->scratch, type_nullable(r->a, t, false)));
}

static bool reserved_fact(text id)
{
    return text_equal(id, TEXT("id")) || text_equal(id, TEXT("key")) ||
           text_equal(id, TEXT("valid_from")) ||
           text_equal(id, TEXT("valid_to"));
}

static void read_fact(reader *r, json_value v, uint16_t level)
{
    static const char *const classes[] = {
        "none", "identity", "name", "address", "health", "finance", NULL};
    fact_decl fact = {.layer = r->layer};
    bool is_id = false;

    READ_SHAPE(r, v, fact_keys);
    const type *t =
        read_type(r, json_get(v, TEXT("type")), TYPE_OF_FACT, &is_id);
    t = bounded(r, v, t, &fact);
    fact.is_id = is_id;
    fact.label = read_label(r, json_get(v, TEXT("label")));
    fact.unit = read_text(r, json_get(v, TEXT("unit")));
    fact.note = read_text(r, json_get(v, TEXT("note")));
    fact.personal =
        (personal)read_word(r, json_get(v, TEXT("personal")), classes, 0);
    read_absent(r, json_get(v, TEXT("absent")), t, &fact);
    read_copies(r, json_get(v, TEXT("copies")), level, t, &fact);

    symbol s = {.id = read_key(r, v),
                .kind = SYM_FACT,
                .level = level,
                .name = read_name(r, json_get(v, TEXT("name"))),
                .index = r->m->facts.len,
                .type = t};
    if (read_id(r, s.id, json_key_span(v)) && reserved_fact(s.id))
        read_fail(r, MSG_PACK_RESERVED, json_key_span(v), s.id, (text){0},
                  (text){0});
    fact.symbol = read_declare(r, &s, json_key_span(v));
    VEC_PUSH(r->a, r->m->facts, fact);
    VEC_PUSH(r->a, r->m->lists.at[level].facts, s.index);
}

static void read_facts(reader *r, json_value v, uint16_t level)
{
    json_value facts = json_get(v, TEXT("facts"));
    json_value lists = json_get(v, TEXT("lists"));

    for (json_value f = json_first(facts); json_has(f); f = json_next(f))
        read_fact(r, f, level);
    for (json_value l = json_first(lists); json_has(l); l = json_next(l)) {
        uint32_t below = names_get(&r->work->levels, json_key(l));
        read_facts(r, l, (uint16_t)below);
    }
}

/* ---- groups ---- */

static void read_group(reader *r, json_value v)
{
    level_decl decl = {.id = read_key(r, v), .derived = true};
    list_decl list = {.derived = true};
    uint16_t of = UINT16_MAX;

    if (READ_SHAPE(r, v, group_keys))
        of = read_level(r, json_get(v, TEXT("of")));
    read_id(r, decl.id, json_key_span(v));
    decl.name = read_name(r, json_get(v, TEXT("name")));
    list.label = read_label(r, json_get(v, TEXT("label")));
    if (names_get(&r->work->levels, decl.id) != NAMES_NONE ||
        names_get(&r->work->other_levels, decl.id) != NAMES_NONE) {
        read_fail(r, MSG_PACK_TWICE, json_key_span(v), decl.id, (text){0},
                  (text){0});
        return;
    }
    if (of == 0 || (of != UINT16_MAX && r->m->symbols.levels[of].derived))
        read_fail(r, MSG_PACK_LEVEL, read_inside(json_get(v, TEXT("of"))),
                  json_text(json_get(v, TEXT("of"))), (text){0}, (text){0});
    if (of != UINT16_MAX)
        decl.parent = r->m->symbols.levels[of].parent;
    decl.grouped = of;
    list.level = add_level(r, &decl);
    list.symbol = declare_list(r, &decl, list.level, json_key_span(v));
    VEC_PUSH(r->a, r->m->lists, list);

    json_value by = json_get(v, TEXT("by"));
    if (json_kind_of(by) == JSON_STRING && of != UINT16_MAX) {
        name_task task = {NAME_GROUP, list.level, 0,
                          read_expression_source(r, by)};
        VEC_PUSH(r->work->scratch, r->work->names, task);
    }
}

/* ---- the subject ---- */

static void new_subject(reader *r, json_value v)
{
    level_decl decl = {.id = read_key(r, v)};
    list_decl list = {0};

    read_id(r, decl.id, json_key_span(v));
    decl.name = read_name(r, json_get(v, TEXT("name")));
    list.label = read_label(r, json_get(v, TEXT("label")));
    add_level(r, &decl);
    VEC_PUSH(r->a, r->m->lists, list);
}

static void read_subject(reader *r, json_value v)
{
    json_value groups = json_get(v, TEXT("groups"));

    if (r->m->symbols.level_count == 0)
        new_subject(r, v);
    read_levels(r, json_get(v, TEXT("lists")), 0);
    read_facts(r, v, 0);
    for (json_value g = json_first(groups); json_has(g); g = json_next(g))
        read_group(r, g);
}

/* ---- other subjects ---- */

/* Lists have their names once in a stack: `for` then says whose they are. */
static bool other_level(reader *r, json_value v, uint32_t subject)
{
    names *others = &r->work->other_levels;
    text id = read_key(r, v), name = json_text(json_get(
                                  json_get(v, TEXT("name")), TEXT("zh")));
    uint32_t known = names_get(others, id);

    if (names_get(&r->work->levels, id) != NAMES_NONE ||
        (known != NAMES_NONE && known != subject))
        read_fail(r, MSG_PACK_TWICE, json_key_span(v), id, (text){0},
                  (text){0});
    names_put(r->work->scratch, others, id, subject);
    if (name.len > 0)
        names_put(r->work->scratch, others, arena_text(r->a, name), subject);
    return known == NAMES_NONE;
}

static void other_facts(reader *r, json_value facts)
{
    for (json_value v = json_first(facts); json_has(v); v = json_next(v))
        READ_SHAPE(r, v, fact_keys);
}

static void other_lists(reader *r, json_value lists, uint32_t subject)
{
    for (json_value v = json_first(lists); json_has(v); v = json_next(v)) {
        if (other_level(r, v, subject))
            READ_SHAPE(r, v, list_keys);
        else
            READ_SHAPE(r, v, more_keys);
        other_facts(r, json_get(v, TEXT("facts")));
        other_lists(r, json_get(v, TEXT("lists")), subject);
    }
}

static void read_other(reader *r, json_value v, uint32_t subject)
{
    json_value groups = json_get(v, TEXT("groups"));

    other_level(r, v, subject);
    other_facts(r, json_get(v, TEXT("facts")));
    other_lists(r, json_get(v, TEXT("lists")), subject);
    for (json_value g = json_first(groups); json_has(g); g = json_next(g)) {
        READ_SHAPE(r, g, group_keys);
        other_level(r, g, subject);
    }
}

static uint32_t subject_index(const model *m, text id)
{
    uint32_t i = 0;

    while (i < m->subjects.len && !text_equal(m->subjects.at[i].id, id))
        i++;
    return i;
}

void read_subjects(reader *r, json_value subjects)
{
    for (json_value v = json_first(subjects); json_has(v); v = json_next(v)) {
        if (!READ_SHAPE(r, v, subject_keys))
            continue;
        if (text_equal(json_key(v), r->m->subject))
            read_subject(r, v);
        else
            read_other(r, v, subject_index(r->m, json_key(v)));
    }
}
