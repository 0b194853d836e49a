/* SPDX-License-Identifier: Apache-2.0 */
/* run_tck --models DIR --cases FILE [--misses FILE] [--list-failures]
 *         [--stage N..M] [--case MODEL/CASE] [--together]
 *
 * Runs the cases of the DMN TCK through the parser, the checker, the lowering
 * and the executor that packs use. The exit status is 1 if a case of stages 1
 * to 4 fails that is not listed in the misses file, or one passes that is; 2 if
 * the command or a file is wrong. With --case that one runs in this process,
 * for a debugger; with --together all do, for a tool that counts.
 */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>

#include "tally.h"

#define SECONDS 20 /* for one case */

typedef struct options {
    const char *models, *cases, *misses, *only;
    uint32_t first, last;
    bool list_failures, together;
} options;

typedef struct model_file {
    source_text source;
    json_doc *doc;
} model_file;

typedef struct runner {
    arena arena;
    options options;
    tally tally;
    names known;
    VEC(model_file *) models;
} runner;

_Noreturn static void stop(const char *what, const char *about)
{
    fprintf(stderr, "run_tck: %s%s%s\n", what, about[0] == '\0' ? "" : ": ",
            about);
    exit(2);
}

/* ---- Files ---- */

static text read_file(arena *a, const char *path)
{
    FILE *in = fopen(path, "rb");
    size_t size = 0, room = 1 << 16, got;
    char *bytes = arena_alloc(a, room);

    if (in == NULL)
        return (text){0};
    while ((got = fread(bytes + size, 1, room - size, in)) > 0) {
        size += got;
        if (size == room) {
            bytes = arena_grow(a, bytes, room, room * 2);
            room *= 2;
        }
    }
    fclose(in);
    return (text){bytes, (uint32_t)size};
}

static json_doc *parse(const source_text *source)
{
    json_doc *doc = json_doc_new(NULL);

    if (doc == NULL || json_doc_parse(doc, source, NULL, NULL) != MINZ_OK)
        stop("no JSON", source->name.ptr);
    return doc;
}

/* Read once; the doc is empty if there is no such file. */
static model_file *load_model(runner *r, text name)
{
    uint32_t at = names_get(&r->known, name);
    model_file *m;

    if (at != NAMES_NONE)
        return r->models.at[at];
    m = ARENA_NEW(&r->arena, model_file);
    m->source.name = arena_printf(&r->arena, "%s/%.*s.json", r->options.models,
                                  (int)name.len, name.ptr);
    m->source.body = read_file(&r->arena, m->source.name.ptr);
    if (m->source.body.ptr == NULL)
        stop("cannot read", m->source.name.ptr);
    m->doc = parse(&m->source);
    names_put(&r->arena, &r->known, arena_text(&r->arena, name), r->models.len);
    VEC_PUSH(&r->arena, r->models, m);
    return m;
}

/* ---- Cases ---- */

static uint32_t get_int(json_value v, text key, uint32_t most)
{
    int64_t n;

    if (json_int(json_get(v, key), &n) != JSON_FINE || n < 1 || n > most)
        stop("a case has no good", key.ptr);
    return (uint32_t)n;
}

static test_case case_of(runner *r, json_value v)
{
    text model = json_text(json_get(v, TEXT("model")));
    text name = json_text(json_get(v, TEXT("case")));

    if (model.ptr == NULL || name.ptr == NULL)
        stop("a case has no name", "");
    return (test_case){
        .json = v,
        .id = arena_printf(&r->arena, "%s/%s", model.ptr, name.ptr),
        .stage = get_int(v, TEXT("stage"), STAGES),
        .level = get_int(v, TEXT("level"), 3),
        .null =
            text_equal(json_text(json_get(v, TEXT("expects"))), TEXT("null"))};
}

static bool is_wanted(const options *o, const test_case *c)
{
    if (o->only != NULL)
        return text_equal(c->id, text_of(o->only));
    return c->stage >= o->first && c->stage <= o->last;
}

static void run_case(runner *r, json_value v)
{
    test_case c = case_of(r, v);
    attempt out;

    if (!is_wanted(&r->options, &c))
        return;
    model_file *m = load_model(r, json_text(json_get(v, TEXT("model"))));
    if (r->options.only != NULL || r->options.together)
        attempt_run(json_doc_root(m->doc), v, &out);
    else
        attempt_apart(json_doc_root(m->doc), v, SECONDS, &out);
    tally_add(&r->tally, &c, &out);
}

static void run_cases(runner *r)
{
    FILE *in = fopen(r->options.cases, "r");
    char *line = NULL;
    size_t room = 0;
    ssize_t len;

    if (in == NULL)
        stop("cannot read", r->options.cases);
    while ((len = getline(&line, &room, in)) > 0) {
        source_text source = {.name = text_of(r->options.cases),
                              .body = {line, (uint32_t)len}};
        json_doc *doc = parse(&source);
        run_case(r, json_doc_root(doc));
        json_doc_free(doc);
    }
    free(line);
    fclose(in);
}

/* ---- The command ---- */

static void read_stages(options *o, const char *range)
{
    char *at;

    o->first = (uint32_t)strtoul(range, &at, 10);
    o->last = o->first;
    if (strncmp(at, "..", 2) == 0)
        o->last = (uint32_t)strtoul(at + 2, &at, 10);
    if (*at != '\0' || o->first < 1 || o->last > STAGES)
        stop("no range of stages", range);
}

static options read_options(int argc, char **argv)
{
    options o = {.first = 1, .last = STAGES};

    for (int i = 1; i < argc; i++) {
        const char *next = i + 1 < argc ? argv[i + 1] : NULL;
        if (strcmp(argv[i], "--list-failures") == 0) {
            o.list_failures = true;
            continue;
        }
        if (strcmp(argv[i], "--together") == 0) {
            o.together = true;
            continue;
        }
        if (next == NULL)
            stop("unknown, or without its value", argv[i]);
        if (strcmp(argv[i], "--models") == 0)
            o.models = next;
        else if (strcmp(argv[i], "--cases") == 0)
            o.cases = next;
        else if (strcmp(argv[i], "--misses") == 0)
            o.misses = next;
        else if (strcmp(argv[i], "--case") == 0)
            o.only = next;
        else if (strcmp(argv[i], "--stage") == 0)
            read_stages(&o, next);
        else
            stop("unknown option", argv[i]);
        i++;
    }
    if (o.models == NULL || o.cases == NULL)
        stop("--models DIR and --cases FILE are needed", "");
    return o;
}

static int run(runner *r)
{
    r->tally.arena = &r->arena;
    r->tally.list_failures = r->options.list_failures;
    if (r->options.misses != NULL &&
        !tally_read_misses(&r->tally, r->options.misses))
        stop("cannot read", r->options.misses);
    run_cases(r);
    if (r->tally.cases == 0)
        stop("no case was read", r->options.cases);
    tally_print(&r->tally);
    for (uint32_t i = 0; i < r->models.len; i++)
        json_doc_free(r->models.at[i]->doc);
    return r->tally.surprises > 0 ? 1 : 0;
}

int main(int argc, char **argv)
{
    runner r = {.options = read_options(argc, argv)};
    escape esc;

    arena_init(&r.arena, NULL, 0);
    r.arena.esc = &esc;
    if (ESCAPE_SET(&esc) != MINZ_OK)
        stop("out of memory", "");
    int status = run(&r);
    arena_free(&r.arena);
    return status;
}
