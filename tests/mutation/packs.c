/* SPDX-License-Identifier: Apache-2.0 */
/* The pack and case files of a folder, in place of the built-in ones.
 *
 * The library asks builtin_packs() for the layers of a stack; as this program
 * defines it, the archive's own data are not linked, and a changed text is
 * compiled like the built-in one.
 */
#define _POSIX_C_SOURCE 200809L
#include "mutation.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "packs/builtin.h"

#define PACKS_MAX 64

static builtin_pack packs[PACKS_MAX], originals[PACKS_MAX], cases[PACKS_MAX];
static builtin_pack overlays[PACKS_MAX];
static json_doc *docs[PACKS_MAX], *overlay_docs[PACKS_MAX];
static source_text sources[PACKS_MAX], overlay_sources[PACKS_MAX];
static text folders[PACKS_MAX]; /* of the case files */
static uint32_t pack_count, case_count, overlay_count;

const builtin_pack *builtin_packs(uint32_t *count)
{
    *count = pack_count;
    return packs;
}

const builtin_pack *builtin_cases(uint32_t *count)
{
    *count = case_count;
    return cases;
}

bool file_read(arena *a, const char *path, text *out)
{
    FILE *from = fopen(path, "rb");
    VEC(char) v = {0};
    char block[65536];
    size_t n;

    if (from == NULL) {
        fprintf(stderr, "%s: %s\n", path, strerror(errno));
        return false;
    }
    while ((n = fread(block, 1, sizeof block, from)) > 0) {
        v.at = arena_grow(a, v.at, v.len, v.len + n + 1);
        memcpy(v.at + v.len, block, n);
        v.len += (uint32_t)n;
    }
    fclose(from);
    *out = v.len > 0 ? (text){v.at, v.len} : TEXT("");
    return true;
}

static bool ends_with(text t, text end)
{
    return t.len > end.len &&
           memcmp(t.ptr + t.len - end.len, end.ptr, end.len) == 0;
}

static json_doc *parse(const source_text *source)
{
    json_doc *doc = json_doc_new(NULL);

    if (doc != NULL && json_doc_parse(doc, source, NULL, NULL) == MINZ_OK)
        return doc;
    json_doc_free(doc);
    return NULL;
}

static bool add_pack(text name, text body)
{
    packs[pack_count] = originals[pack_count] = (builtin_pack){name, body};
    sources[pack_count] = (source_text){name, body, false};
    docs[pack_count] = parse(&sources[pack_count]);
    return docs[pack_count] != NULL && ++pack_count;
}

static bool add_overlay(text name, text body)
{
    overlays[overlay_count] = (builtin_pack){name, body};
    overlay_sources[overlay_count] = (source_text){name, body, false};
    overlay_docs[overlay_count] = parse(&overlay_sources[overlay_count]);
    return overlay_docs[overlay_count] != NULL && ++overlay_count;
}

static bool add_cases(arena *a, const char *folder, text name, text body)
{
    folders[case_count] = arena_printf(a, "%s/", folder);
    cases[case_count++] = (builtin_pack){name, body};
    return true;
}

static bool add_file(arena *a, const char *folder, text file, bool is_packs)
{
    text body, path = arena_printf(a, "%s/%s", folder, file.ptr);
    bool is_cases = ends_with(file, TEXT(".cases.json"));
    text name = {file.ptr,
                 file.len - (uint32_t)strlen(is_cases ? ".cases.json" : ".json")};

    name = arena_text(a, name);
    if (pack_count == PACKS_MAX || case_count == PACKS_MAX ||
        overlay_count == PACKS_MAX || !file_read(a, path.ptr, &body))
        return false;
    return is_cases   ? add_cases(a, folder, name, body)
           : is_packs ? add_pack(name, body)
                      : add_overlay(name, body);
}

static bool load(arena *a, const char *folder, bool is_packs)
{
    struct dirent **names;
    int n = scandir(folder, &names, NULL, alphasort);
    bool ok = n > 0;

    if (!ok)
        fprintf(stderr, "%s: %s\n", folder, strerror(errno));
    for (int i = 0; i < n; i++) {
        text name = arena_text(a, text_of(names[i]->d_name));
        free(names[i]);
        if (ok && ends_with(name, TEXT(".json")) &&
            !ends_with(name, TEXT(".schema.json")) &&
            !add_file(a, folder, name, is_packs)) {
            fprintf(stderr, "%s/%s: cannot be read\n", folder, name.ptr);
            ok = false;
        }
    }
    if (n >= 0)
        free(names);
    return ok;
}

bool packs_load(arena *a, const char *folder)
{
    return load(a, folder, true);
}

bool packs_load_cases(arena *a, const char *folder)
{
    return load(a, folder, false);
}

json_value packs_overlay(uint32_t index)
{
    return index < overlay_count ? json_doc_root(overlay_docs[index])
                                 : (json_value){0};
}

void packs_replace(uint32_t pack, text body)
{
    packs[pack].body = body.len > 0 ? body : originals[pack].body;
}

json_value packs_root(uint32_t pack)
{
    return json_doc_root(docs[pack]);
}

bool packs_stack_has(text top, uint32_t pack)
{
    for (uint32_t i = 0; i < pack_count; i++) {
        if (!text_equal(packs[i].name, top))
            continue;
        json_value below = json_get(packs_root(i), TEXT("extends"));
        bool found = i == pack;
        for (json_value b = json_first(below); json_has(b); b = json_next(b))
            found = found || packs_stack_has(json_text(b), pack);
        return found;
    }
    return false;
}

static void add_case(arena *a, uint32_t file, json_value at, pack_cases *out)
{
    span s = json_span(at);
    pack_case c = {.name = cases[file].name, .folder = folders[file]};

    c.id = arena_text(a, json_text(json_get(at, TEXT("id"))));
    c.pack = arena_text(a, json_text(json_get(at, TEXT("pack"))));
    c.body = arena_printf(a, "{\"cases\": [%.*s]}", (int)s.len,
                          s.source->body.ptr + s.offset);
    VEC_PUSH(a, *out, c);
}

bool packs_read_cases(arena *a, pack_cases *out)
{
    json_doc *doc = json_doc_new(NULL);
    bool ok = doc != NULL;

    for (uint32_t i = 0; ok && i < case_count; i++) {
        source_text source = {cases[i].name, cases[i].body, false};
        ok = json_doc_parse(doc, &source, NULL, NULL) == MINZ_OK;
        json_value list = json_get(json_doc_root(doc), TEXT("cases"));
        for (json_value c = json_first(list); json_has(c); c = json_next(c))
            add_case(a, i, c, out);
        if (!ok)
            fprintf(stderr, "%s.cases.json is no case file\n",
                    cases[i].name.ptr);
    }
    json_doc_free(doc);
    return ok;
}
