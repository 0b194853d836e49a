/* SPDX-License-Identifier: Apache-2.0 */
/* Facts from JSON: one walk over the document, straight into the columns.
 *
 * A list is read depth first, so that the rows of each level come in the order
 * of their parents. The first fault of a document ends the reading of its
 * value only: all faults of a subject are reported together.
 */
#include "facts/fill.h"

typedef struct reader {
    minz_subject *s;
    minz_diag *diag;
    bool ok;
} reader;

static void read_object(reader *r, uint16_t level, uint32_t row,
                        json_value object);

static void fault(reader *r, msg_id id, span at, text a0, text a1, text a2)
{
    r->ok = false;
    diag_add(r->diag, id, at, a0, a1, a2);
}

/* The near name, or else some names, so that the help always helps. */
static text nearest(arena *a, text key, const text *known, uint32_t count)
{
    text near = names_suggest(key, known, count), all = {"", 0};

    if (near.len > 0)
        return arena_printf(a, "`%.*s`", (int)near.len, near.ptr);
    for (uint32_t i = 0; i < count && i < 6; i++)
        all = arena_printf(a, "%.*s%s`%.*s`", (int)all.len, all.ptr,
                           i > 0 ? ", " : "", (int)known[i].len, known[i].ptr);
    return all;
}

text facts_nearest(const minz_subject *s, arena *a, uint16_t level, text key)
{
    const model *m = s->model;
    VEC(text) known = {0};

    for (uint32_t f = 0; f < m->facts.len; f++) {
        const symbol *d = m->facts.at[f].symbol;
        if (d->level != level)
            continue;
        VEC_PUSH(a, known, d->id);
        if (d->name.len > 0)
            VEC_PUSH(a, known, d->name);
    }
    for (uint32_t l = 1; l < m->symbols.level_count; l++)
        if (m->symbols.levels[l].parent == level &&
            !m->symbols.levels[l].derived)
            VEC_PUSH(a, known, m->symbols.levels[l].id);
    return nearest(a, key, known.at, known.len);
}

static void unknown_key(reader *r, uint16_t level, json_value member)
{
    arena *a = &r->s->text_arena;
    text key = json_key(member);

    fault(r, MSG_FACTS_UNKNOWN_KEY, json_key_place(a, member), key,
          r->s->model->symbols.levels[level].id,
          facts_nearest(r->s, a, level, key));
}

static bool read_day(json_value from, int64_t fallback, int64_t *out)
{
    *out = fallback;
    if (!json_has(from) || json_kind_of(from) == JSON_NULL)
        return true;
    return json_kind_of(from) == JSON_STRING &&
           date_parse(json_text(from), out) && *out >= DATE_MIN &&
           *out <= DATE_MAX;
}

static bool is_period_key(text key)
{
    static const char *const keys[] = {"value", "from",   "to",
                                       "known", "source", "as_of"};

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (text_equal(key, text_of(keys[i])))
            return true;
    return false;
}

static bool period_keys_are_known(json_value item)
{
    for (json_value k = json_first(item); json_has(k); k = json_next(k))
        if (!is_period_key(json_key(k)))
            return false;
    return json_has(json_get(item, TEXT("value")));
}

static void read_period(reader *r, uint32_t fact, uint32_t row,
                        json_value item)
{
    fact_period p = {.fact = fact, .row = row};
    int64_t as_of;

    if (json_kind_of(item) != JSON_OBJECT || !period_keys_are_known(item) ||
        !read_day(json_get(item, TEXT("from")), DATE_MIN, &p.from) ||
        !read_day(json_get(item, TEXT("to")), DATE_MAX, &p.to) ||
        !read_day(json_get(item, TEXT("known")), DATE_MIN, &p.known) ||
        !read_day(json_get(item, TEXT("as_of")), DATE_MIN, &as_of) ||
        p.from > p.to) {
        fault(r, MSG_FACTS_BAD_PERIOD, json_place(&r->s->text_arena, item),
              r->s->model->facts.at[fact].symbol->id, (text){0}, (text){0});
        return;
    }
    if (!facts_read_value(r->s, fact, row, json_get(item, TEXT("value")),
                          &p.value, r->diag)) {
        r->ok = false;
        return;
    }
    VEC_PUSH(&r->s->text_arena, r->s->periods, p);
}

static bool periods_overlap(const fact_period *a, const fact_period *b)
{
    return a->from <= b->to && b->from <= a->to && a->known == b->known;
}

/* The first day after period p that is in none, or DATE_MAX. */
static int64_t day_after(const fact_period *all, uint32_t count, uint32_t p)
{
    int64_t day = all[p].to == DATE_MAX ? DATE_MAX : all[p].to + 1;

    for (uint32_t i = 0; i < count; i++)
        if (all[i].from <= day && all[i].to >= day)
            return DATE_MAX;
    return day;
}

/* On days between two periods that are in neither the fact is absent, which is
 * seldom meant: a warning, since it may be. */
static void look_for_gaps(const reader *r, uint32_t fact, uint32_t first,
                          json_value array)
{
    uint32_t count = r->s->periods.len - first;
    const fact_period *all = count > 0 ? r->s->periods.at + first : NULL;

    for (uint32_t p = 0; p < count; p++) {
        int64_t day = day_after(all, count, p);
        bool later = false;
        for (uint32_t i = 0; i < count; i++)
            later = later || (day != DATE_MAX && all[i].from > day);
        if (!later)
            continue;
        diag_add(r->diag, MSG_FACTS_PERIODS_GAP,
                 json_place(&r->s->text_arena, array),
                 r->s->model->facts.at[fact].symbol->id, (text){0}, (text){0});
        return;
    }
}

static void read_periods(reader *r, uint32_t fact, uint32_t row,
                         json_value array)
{
    uint32_t first = r->s->periods.len;

    r->s->dated = true;
    for (json_value i = json_first(array); json_has(i); i = json_next(i)) {
        uint32_t at = r->s->periods.len;
        read_period(r, fact, row, i);
        for (uint32_t p = first; p < at && r->s->periods.len > at; p++)
            if (periods_overlap(&r->s->periods.at[p], &r->s->periods.at[at]))
                fault(r, MSG_FACTS_PERIODS_OVERLAP,
                      json_place(&r->s->text_arena, i),
                      r->s->model->facts.at[fact].symbol->id, (text){0},
                      (text){0});
    }
    if (r->ok && r->diag != NULL)
        look_for_gaps(r, fact, first, array);
}

static bool is_dated(const fact_decl *d, json_value from)
{
    if (json_kind_of(from) != JSON_ARRAY)
        return false;
    return d->symbol->type->kind != TYPE_SET ||
           json_kind_of(json_first(from)) == JSON_OBJECT;
}

static void read_fact(reader *r, uint32_t fact, uint32_t row, json_value from)
{
    value x;

    if (r->s->schema.seen[fact] == row + 1) {
        fault(r, MSG_FACTS_KEY_TWICE, json_key_place(&r->s->text_arena, from),
              json_key(from), (text){0}, (text){0});
        return;
    }
    r->s->schema.seen[fact] = row + 1;
    if (is_dated(&r->s->model->facts.at[fact], from)) {
        read_periods(r, fact, row, from);
        if (r->s->model->facts.at[fact].copy != 0)
            read_periods(r, r->s->model->facts.at[fact].copy, row, from);
        return;
    }
    if (facts_read_value(r->s, fact, row, from, &x, r->diag))
        facts_give(r->s, fact, row, x);
    else
        r->ok = false;
}

static void read_span(reader *r, uint16_t level, uint32_t row, json_value from)
{
    bool start = text_equal(json_key(from), TEXT("valid_from"));
    int64_t day;

    if (!read_day(from, start ? DATE_MIN : DATE_MAX, &day)) {
        fault(r, MSG_FACTS_WRONG_TYPE, json_place(&r->s->text_arena, from),
              json_key(from), TEXT("date"), TEXT("\"2020-06-30\""));
        return;
    }
    fact_span *span = facts_row_span(r->s, level, row);
    *(start ? &span->from : &span->to) = day;
    r->s->dated = true;
}

/* The rest is not read: a limit ends the subject. */
static void need_room(reader *r, json_value row)
{
    arena *a = &r->s->text_arena;

    if (r->s->row_total < r->s->max_rows)
        return;
    fault(r, MSG_FACTS_TOO_MANY_ROWS, json_place(a, row),
          arena_printf(a, "%u", r->s->max_rows), (text){0}, (text){0});
    escape_throw(&r->s->esc, MINZ_E_LIMIT);
}

static void read_list(reader *r, uint16_t level, uint32_t parent,
                      json_value array)
{
    if (json_kind_of(array) == JSON_STRING &&
        text_equal(json_text(array), TEXT("unknown"))) {
        facts_add_phantom(r->s, level, parent);
        return;
    }
    if (json_kind_of(array) != JSON_ARRAY) {
        fault(r, MSG_FACTS_NOT_A_LIST, json_place(&r->s->text_arena, array),
              r->s->model->symbols.levels[level].id, (text){0}, (text){0});
        return;
    }
    r->s->levels[level].given = true;
    for (json_value i = json_first(array); json_has(i); i = json_next(i)) {
        if (json_kind_of(i) != JSON_OBJECT) {
            fault(r, MSG_FACTS_NOT_A_LIST, json_place(&r->s->text_arena, i),
                  r->s->model->symbols.levels[level].id, (text){0}, (text){0});
            continue;
        }
        need_room(r, i);
        read_object(r, level, facts_add_row(r->s, level, parent), i);
    }
}

/* A list of `level` that the object did not name. */
static void list_not_given(reader *r, uint16_t list, uint32_t parent)
{
    if (!r->s->model->lists.at[list].absent_empty)
        facts_add_phantom(r->s, list, parent);
}

static void read_member(reader *r, uint16_t level, uint32_t row,
                        json_value member)
{
    text key = json_key(member);
    uint32_t found = names_get_hashed(&r->s->schema.by_level[level], key,
                                      json_key_hash(member));

    if (found == NAMES_NONE) {
        if (level != 0 && (text_equal(key, TEXT("valid_from")) ||
                           text_equal(key, TEXT("valid_to"))))
            read_span(r, level, row, member);
        else
            unknown_key(r, level, member);
    } else if ((found & SCHEMA_LIST) == 0) {
        read_fact(r, found, row, member);
    } else {
        uint16_t list = (uint16_t)(found & ~SCHEMA_LIST);
        if (r->s->levels[list].read_for == row + 1)
            fault(r, MSG_FACTS_KEY_TWICE,
                  json_key_place(&r->s->text_arena, member), key, (text){0},
                  (text){0});
        else
            read_list(r, list, row, member);
        r->s->levels[list].read_for = row + 1;
    }
}

static void read_object(reader *r, uint16_t level, uint32_t row,
                        json_value object)
{
    const uint16_t *below = r->s->schema.below[level];

    for (json_value m = json_first(object); json_has(m); m = json_next(m))
        read_member(r, level, row, m);
    for (; *below != 0; below++)
        if (r->s->levels[*below].read_for != row + 1)
            list_not_given(r, *below, row);
}

static bool facts_read(minz_subject *s, json_value object, minz_diag *diag)
{
    reader r = {s, diag, true};

    facts_clear(s);
    memset(s->schema.seen, 0, s->model->facts.len * sizeof *s->schema.seen);
    if (json_kind_of(object) != JSON_OBJECT) {
        fault(&r, MSG_FACTS_NOT_OBJECT, json_place(&s->text_arena, object),
              (text){0}, (text){0}, (text){0});
        return false;
    }
    read_object(&r, 0, 0, object);
    return facts_seal(s, diag) && r.ok;
}

static minz_status facts_try(minz_subject *s, const json_value *object,
                             minz_diag *diag)
{
    minz_status st = ESCAPE_SET(&s->esc);

    if (st != MINZ_OK)
        return st;
    return facts_read(s, *object, diag) ? MINZ_OK : MINZ_E_FACTS;
}

minz_status facts_read_tree(minz_subject *s, json_value object,
                            minz_diag *diag)
{
    minz_status st = facts_try(s, &object, diag);

    if (st != MINZ_OK)
        facts_clear(s);
    return st;
}

static minz_status parse(minz_subject *s, const source_text *source,
                         minz_diag *diag)
{
    json_limits limits = {.bytes = (uint32_t)(s->max_bytes > UINT32_MAX
                                                  ? UINT32_MAX
                                                  : s->max_bytes)};

    if (s->doc == NULL)
        s->doc = json_doc_new(&s->arena.alloc);
    if (s->doc == NULL)
        return MINZ_E_NOMEM;
    return json_doc_parse_flat(s->doc, source, &limits, diag);
}

minz_status minz_subject_read_json(minz_subject *subject, const char *json,
                                   size_t json_len, minz_diag *diag)
{
    if (subject == NULL || json == NULL)
        return MINZ_E_MISUSE;
    if (json_len > UINT32_MAX)
        return MINZ_E_LIMIT;
    source_text source = {TEXT("facts"), {json, (uint32_t)json_len}, true};
    minz_status st = parse(subject, &source, diag);
    if (st != MINZ_OK) {
        facts_clear(subject);
        return st;
    }
    return facts_read_tree(subject, json_doc_root(subject->doc), diag);
}
