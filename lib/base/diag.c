/* SPDX-License-Identifier: Apache-2.0 */
/* Collection of diagnostics, the catalogue, and how an entry is printed.
 *
 * A diag has an arena of its own, with an escape of its own: adding never
 * jumps out of the caller. An entry is counted last, when all of it is there,
 * so running out of memory half-way leaves no half entry.
 */
#include "base/diag.h"

#include "base/quote.h"
#include "base/sink.h"

#define PLACE_LIMIT 16u
#define ARGUMENT_CELLS 200u
#define GUTTER 5u /* cells for the line number */

typedef struct place {
    const char *source, *path;
    uint32_t offset, len;
    text_place at; /* line 0: not known */
    quoted_line quote;
    bool quoted;
} place;

typedef struct entry {
    const message *message;
    text args[3];
    place *places;
    uint32_t place_count;
} entry;

struct minz_diag {
    arena arena;
    VEC(entry) entries;
    uint32_t errors;
    uint32_t dropped;
    bool newest_kept; /* else diag_also has nothing to add to */
};

static const message catalogue[] = {
#define MSG(id, name, severity, en, en_help, zh, zh_help)                      \
    [MSG_##name] = {id, severity, {en, zh}, {en_help, zh_help}},
#include "base/messages.def"
#undef MSG
    [MSG_COUNT] = {"E0000", MINZ_ERROR, {"", ""}, {"", ""}},
};

const message *msg_get(msg_id id)
{
    return &catalogue[id];
}

const char *msg_code(msg_id id)
{
    return catalogue[id].code;
}

/* ---- Life ---- */

minz_diag *minz_diag_new(const minz_allocator *alloc)
{
    minz_allocator from = allocator_or_default(alloc);
    minz_diag *d = from.fn(from.ctx, NULL, 0, sizeof *d);

    if (d != NULL) {
        *d = (minz_diag){.errors = 0};
        arena_init(&d->arena, &from, 0);
    }
    return d;
}

void minz_diag_free(minz_diag *diag)
{
    if (diag == NULL)
        return;
    minz_allocator from = diag->arena.alloc;
    arena_free(&diag->arena);
    from.fn(from.ctx, diag, sizeof *diag, 0);
}

void minz_diag_clear(minz_diag *diag)
{
    if (diag == NULL)
        return;
    arena kept = diag->arena;
    arena_reset(&kept);
    *diag = (minz_diag){.arena = kept};
}

/* ---- Adding ---- */

static place copy_place(arena *a, span where)
{
    const source_text *s = where.source;
    place p = {.source = "", .offset = where.offset, .len = where.len};

    p.path = quote_text(a, where.path, ARGUMENT_CELLS).ptr;
    if (s == NULL)
        return p;
    p.source = quote_text(a, s->name, ARGUMENT_CELLS).ptr;
    if (s->body.ptr == NULL)
        return p;
    p.at = quote_place(s->body, where.offset);
    p.quoted = !s->personal;
    if (p.quoted)
        p.quote = quote_line(a, s->body, where.offset, where.len);
    return p;
}

static void append_entry(minz_diag *d, const message *m, span where,
                         const text args[3])
{
    entry e = {.message = m, .place_count = 1};

    for (int i = 0; i < 3; i++)
        e.args[i] = quote_text(&d->arena, args[i], ARGUMENT_CELLS);
    e.places = ARENA_NEW(&d->arena, place);
    *e.places = copy_place(&d->arena, where);
    VEC_PUSH(&d->arena, d->entries, e);
}

bool diag_is_full(const minz_diag *d)
{
    return d == NULL || d->entries.len == DIAG_LIMIT;
}

void diag_add_message(minz_diag *d, const message *m, span where,
                      const text args[3])
{
    escape esc;

    if (d == NULL)
        return;
    d->newest_kept = false;
    d->errors += m->severity == MINZ_ERROR;
    d->dropped++;
    if (d->entries.len == DIAG_LIMIT)
        return;

    d->arena.esc = &esc;
    if (ESCAPE_SET(&esc) == MINZ_OK) {
        append_entry(d, m, where, args);
        d->dropped--;
        d->newest_kept = true;
    }
    d->arena.esc = NULL;
}

void diag_add(minz_diag *d, msg_id id, span where, text a0, text a1, text a2)
{
    const text args[3] = {a0, a1, a2};

    diag_add_message(d, msg_get(id), where, args);
}

void diag_also(minz_diag *d, span where)
{
    escape esc;

    if (d == NULL || !d->newest_kept)
        return;
    entry *e = &d->entries.at[d->entries.len - 1];
    if (e->place_count == PLACE_LIMIT)
        return;

    d->arena.esc = &esc;
    if (ESCAPE_SET(&esc) == MINZ_OK) {
        place p = copy_place(&d->arena, where);
        e->places = arena_grow(&d->arena, e->places, e->place_count * sizeof p,
                               (e->place_count + 1) * sizeof p);
        e->places[e->place_count++] = p;
    }
    d->arena.esc = NULL;
}

/* ---- Reading ---- */

uint32_t diag_errors(const minz_diag *d)
{
    return d == NULL ? 0 : d->errors;
}

uint32_t minz_diag_count(const minz_diag *diag)
{
    return diag == NULL ? 0 : diag->entries.len;
}

uint32_t minz_diag_dropped(const minz_diag *diag)
{
    return diag == NULL ? 0 : diag->dropped;
}

static const entry *entry_at(const minz_diag *diag, uint32_t index)
{
    return index < minz_diag_count(diag) ? &diag->entries.at[index] : NULL;
}

const char *minz_diag_id(const minz_diag *diag, uint32_t index)
{
    const entry *e = entry_at(diag, index);

    return e == NULL ? NULL : e->message->code;
}

minz_severity minz_diag_severity(const minz_diag *diag, uint32_t index)
{
    const entry *e = entry_at(diag, index);

    return e == NULL ? MINZ_ERROR : e->message->severity;
}

uint32_t minz_diag_place_count(const minz_diag *diag, uint32_t index)
{
    const entry *e = entry_at(diag, index);

    return e == NULL ? 0 : e->place_count;
}

minz_status minz_diag_place(const minz_diag *diag, uint32_t index,
                            uint32_t place, minz_place *out_place)
{
    const entry *e = entry_at(diag, index);

    if (e == NULL || place >= e->place_count || out_place == NULL)
        return MINZ_E_MISUSE;
    *out_place = (minz_place){
        .source = e->places[place].source,
        .path = e->places[place].path,
        .offset = e->places[place].offset,
        .length = e->places[place].len,
        .line = e->places[place].at.line,
        .column = e->places[place].at.column,
    };
    return MINZ_OK;
}

/* ---- Words ---- */

static uint32_t lang_index(minz_lang lang)
{
    return lang == MINZ_LANG_ZH ? 1 : 0;
}

/* The index of the argument that "{0}" names at `at`, or -1. */
static int argument_at(const char *at)
{
    return at[0] == '{' && at[1] >= '0' && at[1] <= '2' && at[2] == '}'
               ? at[1] - '0'
               : -1;
}

static void write_pattern(sink *s, const char *pattern, const text args[3])
{
    while (*pattern != '\0') {
        int i = argument_at(pattern);
        if (i >= 0) {
            sink_text(s, args[i]);
            pattern += 3;
        } else {
            sink_text(s, (text){pattern, 1});
            pattern++;
        }
    }
}

/* The help, or "" where an argument that it names is empty. */
static const char *help_of(const entry *e, minz_lang lang)
{
    const char *help = e->message->help[lang_index(lang)];

    for (const char *at = help; *at != '\0'; at++) {
        int i = argument_at(at);
        if (i >= 0 && e->args[i].len == 0)
            return "";
    }
    return help;
}

size_t minz_diag_message(const minz_diag *diag, uint32_t index, minz_lang lang,
                         char *out_text, size_t capacity)
{
    const entry *e = entry_at(diag, index);
    sink s = sink_open(out_text, capacity);

    if (e != NULL)
        write_pattern(&s, e->message->words[lang_index(lang)], e->args);
    return sink_close(&s);
}

size_t minz_diag_help(const minz_diag *diag, uint32_t index, minz_lang lang,
                      char *out_text, size_t capacity)
{
    const entry *e = entry_at(diag, index);
    sink s = sink_open(out_text, capacity);

    if (e != NULL)
        write_pattern(&s, help_of(e, lang), e->args);
    return sink_close(&s);
}

/* ---- Printing ---- */

static const char *severity_word(minz_severity severity, minz_lang lang)
{
    static const char *const words[3][2] = {
        [MINZ_NOTE] = {"note", "提示"},
        [MINZ_WARNING] = {"warning", "警告"},
        [MINZ_ERROR] = {"error", "错误"},
    };

    return words[severity][lang_index(lang)];
}

/* "packs/a.json:41:38: ", as much of it as is known; the path stands in for
 * a source without a name. */
static void write_where(sink *s, const place *p)
{
    const char *name = p->source[0] != '\0' ? p->source : p->path;

    if (name[0] == '\0')
        return;
    sink_string(s, name);
    if (p->at.line != 0) {
        sink_text(s, TEXT(":"));
        sink_number(s, p->at.line, 0);
        sink_text(s, TEXT(":"));
        sink_number(s, p->at.column, 0);
    }
    sink_text(s, TEXT(": "));
}

static void write_quote(sink *s, const place *p)
{
    if (!p->quoted || p->quote.shown.len == 0)
        return;
    sink_text(s, TEXT("\n"));
    sink_number(s, p->at.line, GUTTER);
    sink_text(s, TEXT(" | "));
    sink_text(s, p->quote.shown);
    sink_text(s, TEXT("\n"));
    sink_repeat(s, ' ', GUTTER);
    sink_text(s, TEXT(" | "));
    sink_repeat(s, ' ', p->quote.indent);
    sink_repeat(s, '^', p->quote.width);
}

static void write_path(sink *s, const place *p, minz_lang lang)
{
    if (p->path[0] == '\0' || p->source[0] == '\0')
        return;
    sink_string(s, lang_index(lang) ? "\n   位于：" : "\n   at: ");
    sink_string(s, p->path);
}

static void write_further(sink *s, const place *p, minz_lang lang)
{
    sink_text(s, TEXT("\n"));
    write_where(s, p);
    sink_string(s, severity_word(MINZ_NOTE, lang));
    sink_string(s, lang_index(lang) ? ": 另见此处" : ": and here");
    write_quote(s, p);
    write_path(s, p, lang);
}

static void write_entry(sink *s, const entry *e, minz_lang lang)
{
    const char *help = help_of(e, lang);

    write_where(s, &e->places[0]);
    sink_string(s, severity_word(e->message->severity, lang));
    sink_text(s, TEXT("["));
    sink_string(s, e->message->code);
    sink_text(s, TEXT("]: "));
    write_pattern(s, e->message->words[lang_index(lang)], e->args);
    write_quote(s, &e->places[0]);
    write_path(s, &e->places[0], lang);
    if (help[0] != '\0') {
        sink_string(s, lang_index(lang) ? "\n   帮助：" : "\n   help: ");
        write_pattern(s, help, e->args);
    }
    for (uint32_t i = 1; i < e->place_count; i++)
        write_further(s, &e->places[i], lang);
}

size_t minz_diag_render(const minz_diag *diag, uint32_t index, minz_lang lang,
                        char *out_text, size_t capacity)
{
    const entry *e = entry_at(diag, index);
    sink s = sink_open(out_text, capacity);

    if (e != NULL)
        write_entry(&s, e, lang);
    return sink_close(&s);
}
