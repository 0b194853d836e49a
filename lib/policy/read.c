/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a pack: the top of the file, sources, and the helpers that all
 * sections use.
 */
#include "policy/read.h"

#include "policy/read_decisions.h"
#include "policy/read_facts.h"
#include "policy/read_life.h"
#include "policy/read_params.h"
#include "policy/read_programmes.h"
#include "policy/read_remedies.h"
#include "policy/read_types.h"

/* ---- messages and places ---- */

void read_fail(reader *r, msg_id id, span where, text a0, text a1, text a2)
{
    diag_add(r->diag, id, where, a0, a1, a2);
}

void read_fail_also(reader *r, msg_id id, span where, span also, text a0,
                    text a1)
{
    diag_add(r->diag, id, where, a0, a1, (text){0});
    if (also.source != NULL)
        diag_also(r->diag, also);
}

bool read_is_string(reader *r, json_value v)
{
    if (json_kind_of(v) == JSON_STRING)
        return true;
    read_fail(r, MSG_PACK_KIND, read_head(v), TEXT("string"), (text){0},
              (text){0});
    return false;
}

span read_head(json_value v)
{
    span where = json_span(v);
    json_kind kind = json_kind_of(v);

    if (json_key(v).len > 0)
        return json_key_span(v);
    if (kind == JSON_OBJECT || kind == JSON_ARRAY)
        where.len = 1;
    return where;
}

span read_inside(json_value v)
{
    span where = json_span(v);

    if (json_kind_of(v) == JSON_STRING && where.len > 2) {
        where.offset++;
        where.len -= 2;
    }
    return where;
}

/* ---- texts, names, dates, words ---- */

text read_text(reader *r, json_value v)
{
    text t = json_text(v);

    return t.ptr == NULL ? (text){"", 0} : arena_text(r->a, t);
}

text read_key(reader *r, json_value member)
{
    return arena_text(r->a, json_key(member));
}

label read_label(reader *r, json_value v)
{
    static const key keys[] = {{TEXT("zh"), KEY_STRING},
                               {TEXT("en"), KEY_STRING}};
    label out = {{"", 0}, {"", 0}};

    if (!READ_SHAPE(r, v, keys))
        return out;
    out.zh = read_text(r, json_get(v, TEXT("zh")));
    out.en = read_text(r, json_get(v, TEXT("en")));
    if (out.zh.len == 0 && out.en.len == 0)
        read_fail(r, MSG_PACK_EMPTY, read_head(v), TEXT("label"), (text){0},
                  (text){0});
    return out;
}

static bool is_letter(uint32_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/* A name that the parser takes as one token. Full-width punctuation and
 * ideographic blanks are none, so that no name looks like an operator. */
static bool is_name(text t)
{
    uint32_t code, step;

    for (uint32_t i = 0; i < t.len; i += step) {
        step = utf8_decode(t, i, &code);
        if (step == 0)
            return false;
        bool digit = code >= '0' && code <= '9';
        bool wide = code >= 0x80 && !(code >= 0x2000 && code <= 0x206F) &&
                    !(code >= 0x3000 && code <= 0x303F) &&
                    !(code >= 0xFF00 && code <= 0xFF0F) &&
                    !(code >= 0xFF1A && code <= 0xFF20) &&
                    !(code >= 0xFF3B && code <= 0xFF40) &&
                    !(code >= 0xFF5B && code <= 0xFF65) && code != 0xA0 &&
                    code != 0xB7 && code != 0xFEFF;
        if (!is_letter(code) && !wide && (!digit || i == 0))
            return false;
    }
    return t.len > 0;
}

text read_name(reader *r, json_value v)
{
    static const key keys[] = {{TEXT("zh"), KEY_STRING | KEY_NEEDED}};
    text name = {"", 0};

    if (!READ_SHAPE(r, v, keys))
        return name;
    name = read_text(r, json_get(v, TEXT("zh")));
    if (json_kind_of(json_get(v, TEXT("zh"))) == JSON_STRING && !is_name(name)) {
        read_fail(r, MSG_PACK_NAME, read_inside(json_get(v, TEXT("zh"))), name,
                  (text){0}, (text){0});
        name = (text){"", 0};
    }
    return name;
}

/* Letters, digits, `_`; dots between; no digit first. */
bool read_id(reader *r, text id, span where)
{
    bool start = true, good = id.len > 0;

    for (uint32_t i = 0; i < id.len && good; i++) {
        char c = id.ptr[i];
        bool digit = c >= '0' && c <= '9';
        good = is_letter((unsigned char)c) || (digit && !start) ||
               (c == '.' && !start && i + 1 < id.len);
        start = c == '.';
    }
    if (!good)
        read_fail(r, MSG_PACK_ID, where, id, (text){0}, (text){0});
    return good;
}

bool read_date(reader *r, json_value v, int64_t *out)
{
    int64_t date;

    if (json_kind_of(v) != JSON_STRING)
        return !json_has(v);
    if (json_text(v).len != 10 || !date_parse(json_text(v), &date)) {
        read_fail(r, MSG_PACK_DATE, read_inside(v), json_text(v), (text){0},
                  (text){0});
        return false;
    }
    *out = date;
    return true;
}

uint32_t read_word(reader *r, json_value v, const char *const *words,
                   uint32_t otherwise)
{
    text known[16], list = {"", 0}, word = json_text(v);
    uint32_t count = 0;

    if (json_kind_of(v) != JSON_STRING)
        return otherwise;
    for (; words[count] != NULL && count < 16; count++) {
        known[count] = text_of(words[count]);
        if (text_equal(known[count], word))
            return count;
        list = arena_printf(r->work->scratch, "%s%s%s", list.ptr,
                            count == 0 ? "" : "`, `", words[count]);
    }
    read_fail(r, MSG_PACK_WORD, read_inside(v), word, list, (text){0});
    return otherwise;
}

/* ---- sources and dates ---- */

/* An instrument that a lower layer has too: by its number and day, or by its
 * title where it has no number. */
static bool is_same_source(const pack_source *there, const pack_source *s)
{
    return there->layer != s->layer && there->issued == s->issued &&
           text_equal(there->number, s->number) &&
           (s->number.len > 0 || text_equal(there->title, s->title));
}

static void read_source(reader *r, json_value v)
{
    static const key keys[] = {{TEXT("title"), KEY_STRING | KEY_NEEDED},
                               {TEXT("number"), KEY_STRING},
                               {TEXT("issued"), KEY_STRING},
                               {TEXT("page"), KEY_STRING},
                               {TEXT("note"), KEY_STRING}};
    pack_source s = {.issued = DATE_MIN, .layer = r->layer};

    if (!READ_SHAPE(r, v, keys))
        return;
    s.id = read_key(r, v);
    s.title = read_text(r, json_get(v, TEXT("title")));
    s.number = read_text(r, json_get(v, TEXT("number")));
    s.page = read_text(r, json_get(v, TEXT("page")));
    s.note = read_text(r, json_get(v, TEXT("note")));
    read_date(r, json_get(v, TEXT("issued")), &s.issued);

    uint32_t there = names_get(&r->work->sources, s.id);
    if (there != NAMES_NONE) {
        if (!is_same_source(&r->m->sources.at[there], &s))
            read_fail(r, MSG_PACK_TWICE, json_key_span(v), s.id, (text){0},
                      (text){0});
        return;
    }
    names_put(r->work->scratch, &r->work->sources, s.id, r->m->sources.len);
    VEC_PUSH(r->a, r->m->sources, s);
}

static text near_source(reader *r, text id)
{
    text *known = ARENA_ARRAY(r->work->scratch, text, r->m->sources.len);

    for (uint32_t i = 0; i < r->m->sources.len; i++)
        known[i] = r->m->sources.at[i].id;
    return names_suggest(id, known, r->m->sources.len);
}

bool read_source_ref(reader *r, json_value v, source_ref *out)
{
    text ref = json_text(v), id = ref;

    if (json_kind_of(v) != JSON_STRING)
        return false;
    for (id.len = 0; id.len < ref.len && ref.ptr[id.len] != '#';)
        id.len++;

    uint32_t index = names_get(&r->work->sources, id);
    if (index == NAMES_NONE) {
        span where = read_inside(v);
        where.len = id.len > 0 && id.len < where.len ? id.len : where.len;
        read_fail(r, MSG_PACK_SOURCE, where, id, near_source(r, id), (text){0});
        return false;
    }
    out->source = &r->m->sources.at[index];
    out->article = (text){"", 0};
    if (id.len + 1 < ref.len)
        out->article = arena_text(
            r->a, (text){ref.ptr + id.len + 1, ref.len - id.len - 1});
    return true;
}

bool read_dated(reader *r, json_value v, bool needs_source, dated *out)
{
    static const char *const words[] = {"stated", "derived", "assumed", NULL};
    json_value source = json_get(v, TEXT("source"));

    *out = (dated){.from = DATE_MIN, .to = DATE_MAX, .layer = r->layer};
    out->where = read_head(v);
    out->note = read_text(r, json_get(v, TEXT("note")));
    out->override = json_bool(json_get(v, TEXT("override")));
    out->confidence =
        (confidence)read_word(r, json_get(v, TEXT("confidence")), words, 0);
    if (!json_has(source) && needs_source)
        read_fail(r, MSG_PACK_NO_SOURCE, read_head(v), (text){0}, (text){0},
                  (text){0});
    read_source_ref(r, source, &out->source);

    bool good = read_date(r, json_get(v, TEXT("from")), &out->from);
    good = read_date(r, json_get(v, TEXT("to")), &out->to) && good;
    if (good && out->to < out->from) {
        read_fail(r, MSG_PACK_PERIOD, json_span(json_get(v, TEXT("to"))),
                  (text){0}, (text){0}, (text){0});
        good = false;
    }
    out->issued = out->from;
    if (out->source.source != NULL && out->source.source->issued != DATE_MIN)
        out->issued = out->source.source->issued;
    return read_date(r, json_get(v, TEXT("issued")), &out->issued) && good;
}

/* ---- declarations ---- */

static span first_place(reader *r, const symbol *decl)
{
    const symbol *there = NULL;

    for (int pass = 0; pass < 2; pass++) {
        text name = pass == 0 ? decl->id : decl->name;
        there = symbols_find(&r->m->symbols, name, decl->level, &there);
        for (uint32_t i = 0; there != NULL && i < r->work->declared.len; i++)
            if (r->work->declared.at[i].symbol == there)
                return r->work->declared.at[i].where;
    }
    return (span){0};
}

const symbol *read_declare(reader *r, const symbol *decl, span where)
{
    const symbol *added = symbols_add(&r->m->symbols, decl);

    if (added == NULL) {
        symbol *loose = ARENA_NEW(r->a, symbol);
        *loose = *decl;
        read_fail_also(r, MSG_PACK_TWICE, where, first_place(r, decl), decl->id,
                       (text){0});
        return loose;
    }
    declared entry = {added, where};
    VEC_PUSH(r->work->scratch, r->work->declared, entry);
    return added;
}

bool read_elsewhere(reader *r, json_value v, const names *own)
{
    json_value id = json_get(v, TEXT("id")), level = json_get(v, TEXT("for"));
    names *others = &r->work->other_rules;
    bool known = names_get(others, json_text(id)) != NAMES_NONE;
    bool other =
        json_kind_of(level) == JSON_STRING
            ? names_get(&r->work->other_levels, json_text(level)) != NAMES_NONE
            : known;

    if (json_kind_of(id) != JSON_STRING)
        return other;
    if (other ? names_get(own, json_text(id)) != NAMES_NONE : known)
        read_fail(r, MSG_PACK_TWICE, read_inside(id), json_text(id), (text){0},
                  (text){0});
    if (other)
        names_put(r->work->scratch, others, read_text(r, id), 0);
    return other;
}

uint16_t read_level(reader *r, json_value v)
{
    uint32_t level = names_get(&r->work->levels, json_text(v));
    const symbols *s = &r->m->symbols;

    if (json_kind_of(v) != JSON_STRING)
        return UINT16_MAX;
    if (level != NAMES_NONE)
        return (uint16_t)level;

    text *known = ARENA_ARRAY(r->work->scratch, text, s->level_count);
    for (uint32_t i = 0; i < s->level_count; i++)
        known[i] = s->levels[i].id;
    read_fail(r, MSG_PACK_LEVEL, read_inside(v), json_text(v),
              names_suggest(json_text(v), known, s->level_count), (text){0});
    return UINT16_MAX;
}

/* ---- expressions ---- */

feel_source *read_expression_source(reader *r, json_value v)
{
    feel_source *s = ARENA_NEW(r->a, feel_source);
    span where = read_inside(v);

    /* Without escapes the text stands in the source as it is. */
    s->body = where.len == json_text(v).len
                  ? (text){where.source->body.ptr + where.offset, where.len}
                  : read_text(r, v);
    s->source = where.source;
    s->base = where.offset;
    s->raw_len = where.len;
    s->path = (text){"", 0};
    return s;
}

static ast *parse(reader *r, json_value v,
                  ast *(*with)(arena *, const feel_source *,
                               const parse_options *, bool *, minz_diag *))
{
    parse_options options = {.max_depth = r->work->max_depth};
    bool unsupported = false;

    if (json_kind_of(v) != JSON_STRING)
        return NULL;
    if (json_text(v).len == 0) {
        read_fail(r, MSG_PACK_EMPTY, json_span(v), (text){0}, (text){0},
                  (text){0});
        return NULL;
    }
    return with(r->a, read_expression_source(r, v), &options, &unsupported,
                r->diag);
}

const ast *read_expression(reader *r, json_value v)
{
    return parse(r, v, parse_expression);
}

ast *read_tests(reader *r, json_value v)
{
    return parse(r, v, parse_tests);
}

void read_term(reader *r, json_value v, uint16_t level, const type *expected,
               term **slot)
{
    term_task task = {read_expression(r, v), expected, slot, 0, level};

    if (task.tree != NULL)
        VEC_PUSH(r->work->scratch, r->work->terms, task);
}

/* ---- the whole ---- */

/* A stack covers what all of its layers cover. */
static void read_valid(reader *r, json_value v)
{
    static const key keys[] = {{TEXT("from"), KEY_STRING},
                               {TEXT("to"), KEY_STRING},
                               {TEXT("note"), KEY_STRING}};
    int64_t from = DATE_MIN, to = DATE_MAX;
    model *m = r->m;

    if (m->layers.len == 1) {
        m->valid_from = DATE_MIN;
        m->valid_to = DATE_MAX;
    }
    if (!READ_SHAPE(r, v, keys) ||
        !read_date(r, json_get(v, TEXT("from")), &from) ||
        !read_date(r, json_get(v, TEXT("to")), &to))
        return;
    if (to < from)
        read_fail(r, MSG_PACK_PERIOD, json_span(json_get(v, TEXT("to"))),
                  (text){0}, (text){0}, (text){0});
    m->valid_from = from > m->valid_from ? from : m->valid_from;
    m->valid_to = to < m->valid_to ? to : m->valid_to;
}

static void read_sources(reader *r, json_value sources)
{
    for (json_value v = json_first(sources); json_has(v); v = json_next(v))
        read_source(r, v);
}

void read_pack(model *m, work *w, json_value root, const source_text *source,
               minz_diag *diag)
{
    static const key keys[] = {{TEXT("$schema"), KEY_STRING},
                               {TEXT("pack"), KEY_STRING | KEY_NEEDED},
                               {TEXT("extends"), KEY_ARRAY},
                               {TEXT("title"), KEY_OBJECT | KEY_NEEDED},
                               {TEXT("note"), KEY_STRING},
                               {TEXT("valid"), KEY_OBJECT},
                               {TEXT("sources"), KEY_OBJECT},
                               {TEXT("enums"), KEY_OBJECT},
                               {TEXT("subjects"), KEY_OBJECT},
                               {TEXT("parameters"), KEY_OBJECT},
                               {TEXT("decisions"), KEY_ARRAY},
                               {TEXT("programmes"), KEY_ARRAY},
                               {TEXT("previous"), KEY_ARRAY},
                               {TEXT("causes"), KEY_OBJECT},
                               {TEXT("remedies"), KEY_ARRAY}};
    reader r = {m, m->arena, diag, w, m->layers.len};
    layer_decl layer = {.source = source};
    bool is_object = READ_SHAPE(&r, root, keys);

    layer.id = read_text(&r, json_get(root, TEXT("pack")));
    if (layer.id.len > 0)
        read_id(&r, layer.id, read_inside(json_get(root, TEXT("pack"))));
    layer.title = read_label(&r, json_get(root, TEXT("title")));
    VEC_PUSH(m->arena, m->layers, layer);
    read_valid(&r, json_get(root, TEXT("valid")));
    if (!is_object)
        return;
    read_sources(&r, json_get(root, TEXT("sources")));
    read_enums(&r, json_get(root, TEXT("enums")));
    read_subjects(&r, json_get(root, TEXT("subjects")));
    read_params(&r, json_get(root, TEXT("parameters")));
    read_decisions(&r, json_get(root, TEXT("decisions")));
    read_programmes(&r, json_get(root, TEXT("programmes")));
    read_previous(&r, json_get(root, TEXT("previous")));
    read_causes(&r, json_get(root, TEXT("causes")));
    read_remedies(&r, json_get(root, TEXT("remedies")), UINT32_MAX);
    VEC_PUSH(w->scratch, w->roots, root);
}
