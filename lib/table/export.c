/* SPDX-License-Identifier: Apache-2.0 */
/* Handing columns out. */
#include <stdatomic.h>

#include "table/build.h"

/* What the arrays, or the schemas, of one answer share. */
typedef struct owner {
    arena arena;
    atomic_uint_least32_t left; /* of them to be released */
} owner;

static void let_go(owner *o)
{
    if (atomic_fetch_sub_explicit(&o->left, 1, memory_order_acq_rel) != 1)
        return;
    arena all = o->arena; /* which holds the owner too */
    arena_free(&all);
}

static void release_schema(struct ArrowSchema *s)
{
    for (int64_t i = 0; i < s->n_children; i++)
        if (s->children[i]->release != NULL)
            s->children[i]->release(s->children[i]);
    if (s->dictionary != NULL && s->dictionary->release != NULL)
        s->dictionary->release(s->dictionary);
    s->release = NULL;
    let_go(s->private_data);
}

static void release_array(struct ArrowArray *x)
{
    for (int64_t i = 0; i < x->n_children; i++)
        if (x->children[i]->release != NULL)
            x->children[i]->release(x->children[i]);
    if (x->dictionary != NULL && x->dictionary->release != NULL)
        x->dictionary->release(x->dictionary);
    x->release = NULL;
    let_go(x->private_data);
}

typedef struct maker {
    arena *a;
    owner *owner; /* in that arena */
    uint32_t made;
} maker;

static maker begin(arena *a)
{
    return (maker){a, ARENA_NEW(a, owner), 0};
}

/* The owner takes the arena that it lies in. */
static void hand_over(const maker *m)
{
    owner *o = m->owner;

    atomic_init(&o->left, m->made);
    o->arena = *m->a;
    o->arena.esc = NULL;
    arena_init(m->a, &o->arena.alloc, o->arena.limit);
}

/* ---- schemas ---- */

static const char *format_of(arena *a, const made_column *c)
{
    switch (c->form) {
    case MADE_CODE: case MADE_STATE:
        return "c";
    case MADE_BOOLEAN:
        return "b";
    case MADE_NUMBER:
        return arena_printf(a, "d:19,%u", (unsigned)c->scale).ptr;
    case MADE_DATE:
        return "tdD";
    case MADE_TEXT:
        return "u";
    case MADE_LIST:
        return "+l";
    default:
        return "+s";
    }
}

static void put_schema(maker *m, const char *format, text name,
                       struct ArrowSchema *out)
{
    *out = (struct ArrowSchema){
        .format = format,
        .name = arena_text(m->a, name).ptr,
        .flags = ARROW_FLAG_NULLABLE,
        .release = release_schema,
        .private_data = m->owner};
    m->made++;
}

static void make_schema(maker *m, const made_column *c,
                        struct ArrowSchema *out)
{
    arena *a = m->a;

    put_schema(m, format_of(a, c), c->name, out);
    if (c->form == MADE_CODE) {
        out->dictionary = ARENA_NEW(a, struct ArrowSchema);
        put_schema(m, "u", TEXT(""), out->dictionary);
    }
    if (c->child_count == 0)
        return;
    out->children = ARENA_ARRAY(a, struct ArrowSchema *, c->child_count);
    for (uint32_t i = 0; i < c->child_count; i++) {
        out->children[i] = ARENA_NEW(a, struct ArrowSchema);
        make_schema(m, &c->children[i], out->children[i]);
    }
    out->n_children = c->child_count;
}

/* ---- arrays ---- */

/* Of a column without rows there is no buffer yet, but an offset. */
static const void *data_of(arena *a, const made_column *c)
{
    return c->data != NULL ? c->data : arena_alloc(a, 16);
}

static void put_buffers(maker *m, const made_column *c, struct ArrowArray *out)
{
    arena *a = m->a;

    *out = (struct ArrowArray){.length = c->len,
                               .null_count = c->nulls,
                               .n_buffers = c->form == MADE_STRUCT ? 1
                                            : c->form == MADE_TEXT ? 3
                                                                   : 2,
                               .release = release_array,
                               .private_data = m->owner};
    out->buffers = ARENA_ARRAY(a, const void *, 3);
    out->buffers[0] = c->nulls > 0 ? c->valid : NULL;
    out->buffers[1] = c->form == MADE_STRUCT ? NULL : data_of(a, c);
    if (c->form == MADE_TEXT)
        out->buffers[2] = c->bytes != NULL ? c->bytes : arena_alloc(a, 16);
    m->made++;
}

static void make_dictionary(maker *m, const made_column *c,
                            struct ArrowArray *out)
{
    made_column codes = {.form = MADE_TEXT};

    for (uint32_t i = 0; i < c->code_count; i++)
        made_text(m->a, &codes, c->codes[i]);
    put_buffers(m, &codes, out);
}

static void make_array(maker *m, const made_column *c, struct ArrowArray *out)
{
    arena *a = m->a;

    put_buffers(m, c, out);
    if (c->form == MADE_CODE) {
        out->dictionary = ARENA_NEW(a, struct ArrowArray);
        make_dictionary(m, c, out->dictionary);
    }
    if (c->child_count == 0)
        return;
    out->children = ARENA_ARRAY(a, struct ArrowArray *, c->child_count);
    for (uint32_t i = 0; i < c->child_count; i++) {
        out->children[i] = ARENA_NEW(a, struct ArrowArray);
        make_array(m, &c->children[i], out->children[i]);
    }
    out->n_children = c->child_count;
}

/* ---- both ---- */

minz_status made_export(arena *a, const made_column *root,
                        struct ArrowSchema *out_schema,
                        struct ArrowArray *out_array)
{
    struct ArrowSchema schema;
    struct ArrowArray array;
    arena types;
    escape esc;

    arena_init(&types, &a->alloc, a->limit);
    types.esc = a->esc = &esc;
    minz_status st = ESCAPE_SET(&esc);
    if (st != MINZ_OK) {
        arena_free(&types);
        return st;
    }
    maker s = begin(&types), x = begin(a);
    make_schema(&s, root, &schema);
    make_array(&x, root, &array);
    hand_over(&s);
    hand_over(&x);
    *out_schema = schema;
    *out_array = array;
    return MINZ_OK;
}
