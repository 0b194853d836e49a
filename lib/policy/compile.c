/* SPDX-License-Identifier: Apache-2.0 */
/* From texts to a policy: gathers the stack of layers, reads them, checks the
 * whole, and keeps it with a count of references.
 *
 * The policy owns one arena; documents and scratch belong to the compile and
 * end with it, also when it is left by an escape. All steps go on after an
 * error as long as what follows can still say something true.
 */
#include "base/options.h"
#include "base/digest.h"
#include "packs/builtin.h"
#include "policy/coverage.h"
#include "policy/limits.h"
#include "policy/graph.h"
#include "policy/layers.h"
#include "policy/policy_inner.h"
#include "policy/resolve.h"

#define MEMORY_DEFAULT (UINT64_C(256) << 20)
#define LAYER_LIMIT 256

typedef struct layer_doc {
    source_text source;
    json_doc *doc;
} layer_doc;

typedef struct compiler {
    minz_allocator alloc;
    minz_policy *policy;
    arena scratch;
    work work;
    json_limits limits;
    minz_diag *diag;
    minz_status status;           /* of texts: MINZ_E_TEXT or MINZ_E_LIMIT */
    names started;                /* layer id -> 1; stacked: 2 */
    layer_doc *docs[LAYER_LIMIT]; /* in the order they were met */
    uint32_t doc_count;
    const layer_doc *stack[LAYER_LIMIT];
    uint32_t stack_count;
} compiler;

enum { LAYER_STARTED = 1, LAYER_STACKED = 2 };

/* ---- the stack ---- */

static const builtin_pack *find_builtin(text name)
{
    uint32_t count;
    const builtin_pack *packs = builtin_packs(&count);

    for (uint32_t i = 0; i < count; i++)
        if (text_equal(packs[i].name, name))
            return &packs[i];
    return NULL;
}

static void stack_text(compiler *c, text name, text body);

/* A layer that is named must lie below, or is taken from the built-in ones. */
static void stack_below(compiler *c, json_value v)
{
    text id = json_text(v);
    uint32_t state = names_get(&c->started, id);
    const builtin_pack *pack = find_builtin(id);

    if (json_kind_of(v) != JSON_STRING) {
        diag_add(c->diag, MSG_PACK_KIND, json_span(v), TEXT("string"),
                 (text){0}, (text){0});
    } else if (state == LAYER_STARTED) {
        diag_add(c->diag, MSG_LAYER_ROUND, json_span(v), id, (text){0},
                 (text){0});
    } else if (state == NAMES_NONE && pack != NULL) {
        stack_text(
            c, arena_printf(&c->policy->arena, "packs/%s.json", pack->name.ptr),
            pack->body);
    } else if (state == NAMES_NONE) {
        diag_add(c->diag, MSG_LAYER_UNKNOWN, json_span(v), id, (text){0},
                 (text){0});
    }
}

static void stack_doc(compiler *c, const layer_doc *layer)
{
    json_value root = json_doc_root(layer->doc);
    json_value id = json_get(root, TEXT("pack"));
    json_value below = json_get(root, TEXT("extends"));
    text name = arena_text(&c->scratch, json_text(id));

    if (name.len > 0 && names_get(&c->started, name) != NAMES_NONE) {
        diag_add(c->diag, MSG_LAYER_TWICE, json_span(id), name, (text){0},
                 (text){0});
        return;
    }
    names_put(&c->scratch, &c->started, name, LAYER_STARTED);
    if (json_kind_of(below) == JSON_ARRAY)
        for (json_value v = json_first(below); json_has(v); v = json_next(v))
            stack_below(c, v);
    names_put(&c->scratch, &c->started, name, LAYER_STACKED);
    c->stack[c->stack_count++] = layer;
}

/* `name` and `body` live as long as the policy. */
static void stack_text(compiler *c, text name, text body)
{
    layer_doc *layer = ARENA_NEW(&c->policy->arena, layer_doc);

    if (c->doc_count == LAYER_LIMIT)
        escape_throw(c->scratch.esc, MINZ_E_LIMIT);
    layer->source = (source_text){.name = name, .body = body};
    layer->doc = json_doc_new(&c->alloc);
    if (layer->doc == NULL)
        escape_throw(c->scratch.esc, MINZ_E_NOMEM);
    c->docs[c->doc_count++] = layer;

    minz_status st =
        json_doc_parse(layer->doc, &layer->source, &c->limits, c->diag);
    if (st == MINZ_E_NOMEM)
        escape_throw(c->scratch.esc, st);
    if (st != MINZ_OK)
        c->status = st;
    else
        stack_doc(c, layer);
}

static void stack_given(compiler *c, const minz_pack_text *pack)
{
    arena *a = &c->policy->arena;
    text body = {pack->text, (uint32_t)pack->text_len};

    if (pack->text_len > JSON_BYTES_MAX)
        escape_throw(c->scratch.esc, MINZ_E_LIMIT);
    stack_text(c, arena_text(a, text_of(pack->name)), arena_text(a, body));
}

/* ---- the model ---- */

static void add_input(model *m, text id, uint32_t index)
{
    symbol s = {.id = id,
                .kind = SYM_INPUT,
                .level = LEVEL_CONST,
                .index = index,
                .type = type_simple(TYPE_DATE)};

    symbols_add(&m->symbols, &s);
}

static void start_model(compiler *c)
{
    model *m = &c->policy->model;
    arena *a = &c->policy->arena;
    uint32_t sources = 0;

    m->arena = m->symbols.arena = a;
    check_unit_init(&m->unit, a, &m->symbols, c->diag, false);
    add_input(m, TEXT("as_of"), 0);
    add_input(m, TEXT("month"), 1);
    check_code(&m->unit, CODE_PARAMETER_UNSET);
    check_code(&m->unit, CODE_RULE_GAP);
    check_code(&m->unit, CODE_EXCEPTION_CONFLICT);
    for (int e = 0; e < ENGINE_ERROR_COUNT; e++)
        check_code(&m->unit, text_of(engine_error_name((engine_error)e)));

    /* References to sources are pointers: the array must not move. */
    for (uint32_t i = 0; i < c->stack_count; i++)
        sources += json_count(
            json_get(json_doc_root(c->stack[i]->doc), TEXT("sources")));
    m->sources.at = ARENA_ARRAY(a, pack_source, sources);
    m->sources.cap = sources;
}

/* ---- the subject ---- */

static bool is_named(const subject_decl *s, text name)
{
    return text_equal(s->id, name) || (s->name.len > 0 &&
                                       text_equal(s->name, name));
}

static void add_subject(model *m, json_value v)
{
    json_value name = json_get(json_get(v, TEXT("name")), TEXT("zh"));
    subject_decl decl = {.id = arena_text(m->arena, json_key(v))};

    for (uint32_t i = 0; i < m->subjects.len; i++)
        if (text_equal(m->subjects.at[i].id, decl.id))
            return;
    if (json_kind_of(name) == JSON_STRING)
        decl.name = arena_text(m->arena, json_text(name));
    VEC_PUSH(m->arena, m->subjects, decl);
}

static void no_subject(compiler *c, text wanted)
{
    const model *m = &c->policy->model;
    text all = {"", 0};

    for (uint32_t i = 0; i < m->subjects.len; i++)
        all = arena_printf(&c->scratch, "%s%s%s", all.ptr,
                           i == 0 ? "" : "`, `", m->subjects.at[i].id.ptr);
    diag_add(c->diag, MSG_PACK_SUBJECT, (span){0}, wanted, all, (text){0});
    if (c->status == MINZ_OK)
        c->status = MINZ_E_NAME;
}

/* The one that is wanted, or the first. */
static void choose_subject(compiler *c, const char *wanted)
{
    model *m = &c->policy->model;

    for (uint32_t i = 0; i < c->stack_count; i++) {
        json_value all =
            json_get(json_doc_root(c->stack[i]->doc), TEXT("subjects"));
        for (json_value v = json_first(all); json_has(v); v = json_next(v))
            add_subject(m, v);
    }
    if (m->subjects.len > 0)
        m->subject = m->subjects.at[0].id;
    if (wanted == NULL)
        return;
    for (uint32_t i = 0; i < m->subjects.len; i++)
        if (is_named(&m->subjects.at[i], text_of(wanted))) {
            m->subject = m->subjects.at[i].id;
            return;
        }
    no_subject(c, text_of(wanted));
}

/* A stack of parameters only still has a subject, without facts. */
static void need_subject(model *m)
{
    list_decl list = {0};

    if (m->symbols.level_count > 0)
        return;
    if (m->subject.len == 0)
        m->subject = TEXT("subject");
    m->symbols.levels = ARENA_NEW(m->arena, level_decl);
    m->symbols.levels[0] = (level_decl){.id = m->subject};
    m->symbols.level_count = 1;
    VEC_PUSH(m->arena, m->lists, list);
}

static void digest_stack(compiler *c)
{
    unsigned char sum[DIGEST_SIZE];
    json_writer w;
    digest d;

    digest_start(&d);
    json_writer_init(&w, &c->alloc, JSON_COMPACT);
    for (uint32_t i = 0; i < c->stack_count; i++) {
        json_put_value(&w, json_doc_root(c->stack[i]->doc));
        json_put_raw(&w, TEXT("\n"));
        digest_add(&d, json_written(&w).ptr, json_written(&w).len);
        if (json_writer_status(&w) == MINZ_OK)
            json_writer_reset(&w);
    }
    minz_status st = json_writer_status(&w);
    json_writer_free(&w);
    if (st != MINZ_OK)
        escape_throw(c->scratch.esc, st);
    digest_end(&d, sum);
    digest_hex(sum, c->policy->model.digest);
}

static void build_model(compiler *c, const char *subject)
{
    model *m = &c->policy->model;

    start_model(c);
    choose_subject(c, subject);
    for (uint32_t i = 0; i < c->stack_count; i++)
        read_pack(m, &c->work, json_doc_root(c->stack[i]->doc),
                  &c->stack[i]->source, c->diag);
    need_subject(m);
    resolve_model(m, &c->work, c->diag);
    layers_settle(m, &c->scratch, c->diag);
    digest_stack(c);
}

/* These speak of the whole; what is wrong in its parts would be told twice. */
static void check_model(compiler *c)
{
    graph_order(&c->policy->model, &c->work, c->diag);
    coverage_check(&c->policy->model, &c->scratch, c->diag);
    limits_check(&c->policy->model, &c->scratch, c->diag);
}

/* ---- compiling ---- */

static minz_policy *policy_new(const minz_policy_options *options)
{
    minz_allocator a = allocator_or_default(&options->allocator);
    uint64_t limit =
        options->max_memory != 0 ? options->max_memory : MEMORY_DEFAULT;
    minz_policy *p = a.fn(a.ctx, NULL, 0, sizeof *p);

    if (p == NULL)
        return NULL;
    memset(p, 0, sizeof *p);
    p->alloc = a;
    atomic_init(&p->references, 1);
    arena_init(&p->arena, &a, limit > SIZE_MAX ? SIZE_MAX : (size_t)limit);
    return p;
}

static void run(compiler *c, const builtin_pack *base,
                const minz_pack_text *packs, size_t count,
                const char *subject)
{
    uint32_t before = diag_errors(c->diag);

    c->work.scratch = &c->scratch;
    if (base != NULL)
        stack_text(
            c, arena_printf(&c->policy->arena, "packs/%s.json", base->name.ptr),
            base->body);
    for (size_t i = 0; i < count; i++)
        stack_given(c, &packs[i]);
    build_model(c, subject);
    if (diag_errors(c->diag) == before)
        check_model(c);
    if (c->status == MINZ_OK && diag_errors(c->diag) != before)
        c->status = MINZ_E_PACK;
    if (c->status == MINZ_OK) {
        c->policy->editions = ARENA_NEW(&c->policy->arena, edition_list);
        atomic_init(&c->policy->editions->first, NULL);
    }
}

static void finish(compiler *c)
{
    for (uint32_t i = 0; i < c->doc_count; i++)
        json_doc_free(c->docs[i]->doc);
    arena_free(&c->scratch);
    c->policy->model.unit.diag = NULL;
    c->policy->arena.esc = NULL;
}

static minz_status compile(compiler *c, const builtin_pack *base,
                           const minz_pack_text *packs, size_t count,
                           const char *subject)
{
    escape esc;

    c->policy->arena.esc = c->scratch.esc = &esc;
    minz_status st = ESCAPE_SET(&esc);
    if (st == MINZ_OK) {
        run(c, base, packs, count, subject);
        st = c->status;
    }
    finish(c);
    if (st == MINZ_E_LIMIT && diag_errors(c->diag) == 0)
        diag_add(c->diag, MSG_LAYER_LIMIT, (span){0}, (text){0}, (text){0},
                 (text){0});
    return st;
}

static bool read_options(const minz_policy_options *given,
                         minz_policy_options *out)
{
    *out = (minz_policy_options)MINZ_POLICY_OPTIONS_INIT;
    if (!options_read(out, sizeof *out, given))
        return false;
    return out->max_bytes <= JSON_BYTES_MAX;
}

static bool are_packs(const minz_pack_text *packs, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (packs == NULL || packs[i].name == NULL || packs[i].text == NULL)
            return false;
    return count < LAYER_LIMIT;
}

static minz_status compile_with(const builtin_pack *base,
                                const minz_pack_text *packs, size_t count,
                                const minz_policy_options *given,
                                minz_policy **out_policy, minz_diag *diag)
{
    minz_policy_options options;

    if (out_policy == NULL || !read_options(given, &options) ||
        !are_packs(packs, count))
        return MINZ_E_MISUSE;

    minz_allocator alloc = allocator_or_default(&options.allocator);
    compiler *c = alloc.fn(alloc.ctx, NULL, 0, sizeof *c);
    minz_policy *policy = policy_new(&options);
    minz_diag *own = diag == NULL ? minz_diag_new(&alloc) : NULL;
    minz_status st = MINZ_E_NOMEM;

    if (c != NULL && policy != NULL && (diag != NULL || own != NULL)) {
        memset(c, 0, sizeof *c);
        c->alloc = alloc;
        c->policy = policy;
        c->diag = diag != NULL ? diag : own;
        c->limits.depth = options.max_depth;
        c->limits.bytes = (uint32_t)options.max_bytes;
        c->work.max_depth = options.max_depth;
        arena_init(&c->scratch, &alloc, policy->arena.limit);
        st = compile(c, base, packs, count, options.subject);
    }
    if (c != NULL)
        alloc.fn(alloc.ctx, c, sizeof *c, 0);
    minz_diag_free(own);
    if (st != MINZ_OK)
        minz_policy_release(policy);
    else
        *out_policy = policy;
    return st;
}

/* ---- the interface ---- */

void minz_policy_options_init(minz_policy_options *options)
{
    if (options != NULL)
        *options = (minz_policy_options)MINZ_POLICY_OPTIONS_INIT;
}

minz_status minz_policy_compile(const minz_pack_text *packs, size_t pack_count,
                                const minz_policy_options *options,
                                minz_policy **out_policy, minz_diag *diag)
{
    if (pack_count == 0)
        return MINZ_E_MISUSE;
    return compile_with(NULL, packs, pack_count, options, out_policy, diag);
}

minz_status minz_policy_builtin(const char *name,
                                const minz_pack_text *overlays,
                                size_t overlay_count,
                                const minz_policy_options *options,
                                minz_policy **out_policy, minz_diag *diag)
{
    const builtin_pack *pack =
        name == NULL ? NULL : find_builtin(text_of(name));

    if (name == NULL)
        return MINZ_E_MISUSE;
    if (pack == NULL) {
        diag_add(diag, MSG_LAYER_NO_BUILTIN, (span){0}, text_of(name),
                 (text){0}, (text){0});
        return MINZ_E_NAME;
    }
    return compile_with(pack, overlays, overlay_count, options, out_policy,
                        diag);
}

uint32_t minz_builtin_count(void)
{
    uint32_t count;

    builtin_packs(&count);
    return count;
}

const char *minz_builtin_name(uint32_t index)
{
    uint32_t count;
    const builtin_pack *packs = builtin_packs(&count);

    return index < count ? packs[index].name.ptr : NULL;
}

minz_policy *minz_policy_retain(minz_policy *policy)
{
    if (policy != NULL)
        atomic_fetch_add_explicit(&policy->references, 1, memory_order_relaxed);
    return policy;
}

static void free_policy(minz_policy *p)
{
    minz_allocator a = p->alloc;
    edition *e = p->editions == NULL ? NULL : atomic_load(&p->editions->first);

    while (e != NULL) {
        edition *next = e->next;
        program_free(e->program);
        a.fn(a.ctx, e, sizeof *e, 0);
        e = next;
    }
    arena_free(&p->arena);
    a.fn(a.ctx, p, sizeof *p, 0);
}

void minz_policy_release(minz_policy *policy)
{
    if (policy != NULL && atomic_fetch_sub_explicit(&policy->references, 1,
                                                    memory_order_acq_rel) == 1)
        free_policy(policy);
}

const char *minz_policy_digest(const minz_policy *policy)
{
    return policy == NULL ? NULL : policy->model.digest;
}

uint32_t minz_policy_layer_count(const minz_policy *policy)
{
    return policy == NULL ? 0 : policy->model.layers.len;
}

const char *minz_policy_layer(const minz_policy *policy, uint32_t index)
{
    if (policy == NULL || index >= policy->model.layers.len)
        return NULL;
    return policy->model.layers.at[index].id.ptr;
}
