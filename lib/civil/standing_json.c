/* SPDX-License-Identifier: Apache-2.0 */
/* Standings as JSON: what a host stores.
 *
 * Read strictly (an unknown state or slot would be lost silently otherwise),
 * but what is left out is as at the beginning, so that a bare state will do.
 */
#include "base/sink.h"
#include "civil/outcome.h"
#include "civil/standing.h"
#include "civil/write_value.h"

#define FORMAT 1

typedef struct reading {
    minz_standing *s;
    minz_diag *diag;
    minz_status status;
} reading;

static void fault(reading *r, msg_id id, json_value at, text a0, text a1)
{
    diag_add(r->diag, id, json_key_place(&r->s->arena, at), a0, a1, (text){0});
    r->status = MINZ_E_FACTS;
}

static uint32_t slot_of(const life_decl *life, text id)
{
    for (uint32_t i = 0; i < life->slot_count; i++)
        if (text_equal(life->slots[i].id, id) ||
            (id.len > 0 && text_equal(life->slots[i].was, id)))
            return i;
    return UINT32_MAX;
}

static bool read_slot_value(reading *r, const symbol *fact, json_value from,
                            value *out)
{
    term_const x = {0};

    if (json_kind_of(from) == JSON_NULL) {
        *out = (value){0, 0, ST_NULL};
        return fact->type->nullable;
    }
    if (!policy_read_value(r->s->model, fact->type, from, &r->s->arena, &x,
                           NULL))
        return false;
    *out = (value){x.v, x.w, ST_KNOWN};
    if (fact->type->kind == TYPE_STRING) {
        rt_text *box = ARENA_NEW(&r->s->arena, rt_text);
        text copy = arena_text(&r->s->arena, x.string);
        *box = (rt_text){copy.len, copy.ptr};
        out->v = value_of_pointer(box);
    }
    return true;
}

static void read_slot(reading *r, const programme_decl *p, json_value from,
                      value *slots)
{
    const life_decl *life = p->life;
    text key = json_key(from);
    uint32_t slot = slot_of(life, key);

    if (slot == UINT32_MAX) {
        fault(r, MSG_STANDING_UNKNOWN_SLOT, from, key, p->id);
    } else if (slot == SLOT_STATE) {
        uint32_t state = enum_find(life->states, json_text(from));
        if (state == UINT32_MAX)
            fault(r, MSG_STANDING_UNKNOWN_STATE, from, key, p->id);
        else
            slots[SLOT_STATE] = (value){state, 0, ST_KNOWN};
    } else if (!read_slot_value(r, life->slots[slot].fact, from,
                                &slots[slot])) {
        fault(r, MSG_STANDING_BAD_VALUE, from, key, p->id);
    }
}

static void read_record(reading *r, const programme_decl *p, text row_id,
                        json_value from)
{
    if (json_kind_of(from) != JSON_OBJECT) {
        fault(r, MSG_STANDING_BAD_VALUE, from, p->id, p->id);
        return;
    }
    standing_record *record = standing_put(r->s, p, row_id);
    for (json_value m = json_first(from); json_has(m); m = json_next(m))
        read_slot(r, p, m, record->slots);
    record->amount_open = !json_has(json_get(from, TEXT("amount"))) &&
                          p->life->state[record->slots[SLOT_STATE].v].held;
}

static void read_programme(reading *r, const programme_decl *p,
                           json_value from)
{
    json_value rows = json_get(from, TEXT("rows"));

    if (p->level == 0) {
        read_record(r, p, (text){0}, from);
        return;
    }
    if (json_kind_of(rows) != JSON_OBJECT || json_count(from) != 1) {
        fault(r, MSG_STANDING_NEEDS_ROWS, from, p->id, (text){0});
        return;
    }
    for (json_value m = json_first(rows); json_has(m); m = json_next(m))
        read_record(r, p, json_key(m), m);
}

/* Of a programme without states nothing is kept, so that a bare state tells
 * nothing. */
static bool tells_nothing(const programme_decl *p, json_value from)
{
    return p != NULL && p->life == NULL && json_count(from) == 1 &&
           json_has(json_get(from, TEXT("state")));
}

static const previous_decl *previous_named(const model *m, text name)
{
    for (uint32_t i = 0; i < m->previous.len; i++)
        if (text_equal(m->previous.at[i].decision->id, name))
            return &m->previous.at[i];
    return NULL;
}

static void remember_value(reading *r, const previous_decl *what, text row_id,
                           json_value from)
{
    remembered kept = {what, arena_text(&r->s->arena, row_id), {0, 0, ST_NULL}};

    if (json_kind_of(from) != JSON_NULL &&
        !read_slot_value(r, what->fact, from, &kept.value))
        fault(r, MSG_STANDING_BAD_VALUE, from, what->decision->id,
              TEXT("previous"));
    VEC_PUSH(&r->s->arena, r->s->previous, kept);
}

static void read_previous(reading *r, json_value all)
{
    for (json_value m = json_first(all); json_has(m); m = json_next(m)) {
        const previous_decl *what = previous_named(r->s->model, json_key(m));
        if (what == NULL) {
            fault(r, MSG_STANDING_UNKNOWN_SLOT, m, json_key(m),
                  TEXT("previous"));
        } else if (what->decision->level == 0) {
            remember_value(r, what, (text){0}, m);
        } else {
            for (json_value i = json_first(m); json_has(i); i = json_next(i))
                remember_value(r, what, json_key(i), i);
        }
    }
}

static void read_format(reading *r, json_value from)
{
    int64_t format;

    if (json_int(from, &format) != JSON_FINE || format < 1 || format > FORMAT)
        fault(r, MSG_STANDING_NEWER, from, (text){0}, (text){0});
}

/* A layer may have come or gone, but not all of them. */
static void read_packs(reading *r, json_value from)
{
    const model *m = r->s->model;
    bool one = json_count(from) == 0;

    for (json_value v = json_first(from); json_has(v); v = json_next(v))
        for (uint32_t i = 0; i < m->layers.len; i++)
            one = one || text_equal(m->layers.at[i].id, json_text(v));
    if (!one)
        fault(r, MSG_STANDING_OTHER_PACKS, from, (text){0}, (text){0});
}

static void read_month(reading *r, json_value from)
{
    if (json_kind_of(from) == JSON_STRING &&
        month_parse(json_text(from), &r->s->month))
        return;
    if (json_kind_of(from) != JSON_NULL)
        fault(r, MSG_STANDING_BAD_VALUE, from, TEXT("month"), TEXT("month"));
}

static void read_member(reading *r, json_value m)
{
    text key = json_key(m);
    result_name of;
    bool found = outcome_find(r->s->model, key, &of) && of.part.len == 0;
    const programme_decl *p = found ? of.programme : NULL;

    if (tells_nothing(p, m))
        return;
    if (p != NULL && p->life != NULL)
        read_programme(r, p, m);
    else if (text_equal(key, TEXT("previous")))
        read_previous(r, m);
    else if (text_equal(key, TEXT("month")))
        read_month(r, m);
    else if (text_equal(key, TEXT("format")))
        read_format(r, m);
    else if (text_equal(key, TEXT("packs")))
        read_packs(r, m);
    else
        fault(r, MSG_STANDING_UNKNOWN_PROGRAMME, m, key, (text){0});
}

minz_status standing_read_tree(minz_standing *s, json_value object,
                               minz_diag *diag)
{
    reading r = {s, diag, MINZ_OK};

    minz_standing_clear(s);
    if (json_kind_of(object) == JSON_NULL)
        return MINZ_OK;
    if (json_kind_of(object) != JSON_OBJECT) {
        bool unknown = text_equal(json_text(object), TEXT("unknown"));
        diag_add(diag, unknown ? MSG_STANDING_UNKNOWN : MSG_STANDING_NOT_OBJECT,
                 json_span(object), (text){0}, (text){0}, (text){0});
        return MINZ_E_FACTS;
    }
    minz_status st = ESCAPE_SET(&s->esc);
    if (st == MINZ_OK) {
        for (json_value m = json_first(object); json_has(m); m = json_next(m))
            read_member(&r, m);
        st = r.status;
    }
    if (st != MINZ_OK)
        minz_standing_clear(s);
    return st;
}

minz_status minz_standing_read_json(minz_standing *standing, const char *json,
                                    size_t json_len, minz_diag *diag)
{
    if (standing == NULL || json == NULL)
        return MINZ_E_MISUSE;
    if (json_len > UINT32_MAX)
        return MINZ_E_LIMIT;
    json_doc *doc = json_doc_new(&standing->arena.alloc);
    if (doc == NULL)
        return MINZ_E_NOMEM;
    source_text source = {
        TEXT("standing"), {json, (uint32_t)json_len}, true};
    minz_standing_clear(standing);
    minz_status st = json_doc_parse(doc, &source, NULL, diag);
    if (st == MINZ_OK)
        st = standing_read_tree(standing, json_doc_root(doc), diag);
    json_doc_free(doc);
    return st;
}

/* --- writing --------------------------------------------------------------- */

static void write_slots(json_writer *w, const standing_record *r)
{
    const life_decl *life = r->programme->life;

    json_begin_object(w);
    for (uint32_t i = 0; i < life->slot_count; i++) {
        if (i == SLOT_AMOUNT && r->amount_open)
            continue;
        json_put_key(w, life->slots[i].id);
        write_value(w, NULL, life->slots[i].fact->type, r->slots[i]);
    }
    json_end(w);
}

static bool is_written(const minz_standing *s, const standing_record *r,
                       const programme_decl *p, bool brief)
{
    return r->programme == p && !(brief && standing_is_first(s->model, r));
}

static void write_programme(json_writer *w, const minz_standing *s,
                            const programme_decl *p, bool brief)
{
    json_put_key(w, p->id);
    if (p->level != 0) {
        json_begin_object(w);
        json_put_key(w, TEXT("rows"));
        json_begin_object(w);
    }
    for (uint32_t i = 0; i < s->records.len; i++) {
        const standing_record *r = &s->records.at[i];
        if (!is_written(s, r, p, brief))
            continue;
        if (p->level != 0)
            json_put_key(w, r->row_id);
        write_slots(w, r);
    }
    if (p->level != 0) {
        json_end(w);
        json_end(w);
    }
}

static bool has_record(const minz_standing *s, const programme_decl *p,
                       bool brief)
{
    for (uint32_t i = 0; i < s->records.len; i++)
        if (is_written(s, &s->records.at[i], p, brief))
            return true;
    return false;
}

static void write_remembered(json_writer *w, const minz_standing *s,
                             const previous_decl *what)
{
    bool rows = what->decision->level != 0;

    json_put_key(w, what->decision->id);
    if (rows)
        json_begin_object(w);
    for (uint32_t i = 0; i < s->previous.len; i++) {
        const remembered *k = &s->previous.at[i];
        if (k->what != what)
            continue;
        if (rows)
            json_put_key(w, k->row_id);
        write_value(w, NULL, what->fact->type, k->value);
    }
    if (rows)
        json_end(w);
}

static bool is_remembered(const minz_standing *s, const previous_decl *what)
{
    for (uint32_t i = 0; i < s->previous.len; i++)
        if (s->previous.at[i].what == what)
            return true;
    return false;
}

static void write_standing(json_writer *w, const minz_standing *s, bool brief)
{
    char month[16];

    json_begin_object(w);
    json_put_key(w, TEXT("format"));
    json_put_int(w, FORMAT);
    json_put_key(w, TEXT("packs"));
    json_begin_array(w);
    for (uint32_t i = 0; i < s->model->layers.len; i++)
        json_put_text(w, s->model->layers.at[i].id);
    json_end(w);
    json_put_key(w, TEXT("month"));
    if (s->month == DATE_MIN)
        json_put_null(w);
    else
        json_put_text(w, (text){month, month_format(s->month, month)});
    for (uint32_t i = 0; i < s->model->programmes.len; i++)
        if (has_record(s, &s->model->programmes.at[i], brief))
            write_programme(w, s, &s->model->programmes.at[i], brief);
    json_put_key(w, TEXT("previous"));
    json_begin_object(w);
    for (uint32_t i = 0; i < s->model->previous.len; i++)
        if (is_remembered(s, &s->model->previous.at[i]))
            write_remembered(w, s, &s->model->previous.at[i]);
    json_end(w);
    json_end(w);
}

void standing_write(json_writer *w, const minz_standing *s)
{
    write_standing(w, s, false);
}

void standing_write_brief(json_writer *w, const minz_standing *s)
{
    write_standing(w, s, true);
}

size_t minz_standing_json(const minz_standing *standing, char *out_text,
                          size_t capacity)
{
    json_writer w;
    size_t len = 0;

    if (standing == NULL || (out_text == NULL && capacity > 0))
        return 0;
    json_writer_init(&w, &standing->arena.alloc, JSON_COMPACT);
    standing_write(&w, standing);
    if (json_writer_status(&w) == MINZ_OK) {
        sink s = sink_open(out_text, capacity);
        sink_text(&s, json_written(&w));
        len = sink_close(&s);
    }
    json_writer_free(&w);
    return len;
}
