/* SPDX-License-Identifier: Apache-2.0 */
/* The life of tables, and the binding of columns to facts. */
#include "base/options.h"
#include "table/table.h"

#include "base/names.h"

#define TABLE_MEMORY ((size_t)64 << 20)

static minz_status set_up(minz_table *t)
{
    minz_subject_options o = MINZ_SUBJECT_OPTIONS_INIT;

    o.allocator = t->options.allocator;
    return minz_subject_new(t->policy, &o, &t->names);
}

minz_status minz_table_new(minz_policy *policy,
                           const minz_table_options *options,
                           minz_table **out_table)
{
    minz_table_options o = MINZ_TABLE_OPTIONS_INIT;

    if (policy == NULL || out_table == NULL ||
        !options_read(&o, sizeof o, options) || o.money_ints < 0 ||
        o.money_ints > MINZ_INTS_FEN)
        return MINZ_E_MISUSE;
    minz_allocator alloc = allocator_or_default(&o.allocator);
    minz_table *t = alloc.fn(alloc.ctx, NULL, 0, sizeof *t);
    if (t == NULL)
        return MINZ_E_NOMEM;
    memset(t, 0, sizeof *t);
    arena_init(&t->arena, &alloc, TABLE_MEMORY);
    t->arena.esc = &t->esc;
    t->options = o;
    t->policy = minz_policy_retain(policy);
    t->model = policy_model(policy);
    minz_status st = set_up(t);
    if (st != MINZ_OK)
        minz_table_free(t);
    else
        *out_table = t;
    return st;
}

static void release(minz_table *t)
{
    if (t->schema.release != NULL)
        t->schema.release(&t->schema);
    if (t->array.release != NULL)
        t->array.release(&t->array);
    t->schema = (struct ArrowSchema){0};
    t->array = (struct ArrowArray){0};
    t->root = (table_column){0};
    t->dated = false;
}

void minz_table_free(minz_table *table)
{
    if (table == NULL)
        return;
    minz_allocator alloc = table->arena.alloc;
    release(table);
    minz_subject_free(table->names);
    arena_free(&table->arena);
    minz_policy_release(table->policy);
    alloc.fn(alloc.ctx, table, sizeof *table, 0);
}

int64_t minz_table_rows(const minz_table *table)
{
    return table == NULL ? 0 : table->root.length;
}

/* ---- binding ---- */

typedef struct binder {
    minz_table *t;
    arena *a;
    minz_diag *diag;
    minz_status status;
} binder;

/* What one column is bound as: its place among its parents. */
typedef struct spot {
    uint16_t level;
    text above; /* "members", or empty */
} spot;

static text path_of(const binder *b, spot at, text name)
{
    return arena_printf(b->a, "%.*s%s%.*s", (int)at.above.len, at.above.ptr,
                        at.above.len > 0 ? "." : "", (int)name.len, name.ptr);
}

/* Always false; the first fault of a table is the status of the call. */
static bool fault(binder *b, minz_status status, msg_id id, spot at, text name,
                  text a1, text a2)
{
    if (b->status == MINZ_OK)
        b->status = status;
    diag_add(b->diag, id, (span){.path = path_of(b, at, name)}, name, a1, a2);
    return false;
}

static bool unfit(binder *b, spot at, const struct ArrowSchema *schema,
                  text name, text wanted)
{
    return fault(b, MINZ_E_FACTS, MSG_TABLE_UNFIT, at, name,
                 text_of(schema->format), wanted);
}

static bool broken(binder *b, spot at, text name)
{
    return fault(b, MINZ_E_FACTS, MSG_TABLE_BROKEN, at, name, (text){0},
                 (text){0});
}

static void bind_column(binder *b, spot at, const struct ArrowSchema *schema,
                        const struct ArrowArray *array, table_column *c);

/* Integers that stand for texts, which are no such integers again. */
static bool dictionary_is_plain(const struct ArrowSchema *schema,
                                const table_column *c)
{
    return c->form == FORM_INTEGER && schema->dictionary->dictionary == NULL;
}

/* The form and the buffers of a column, and of a dictionary that it has. */
static bool read_column(binder *b, spot at, const struct ArrowSchema *schema,
                        const struct ArrowArray *array, table_column *c)
{
    const char *format = schema->format == NULL ? "" : schema->format;

    c->name = text_of(schema->name == NULL ? "" : schema->name);
    if (!form_read(format, c))
        return fault(b, MINZ_E_FACTS, MSG_TABLE_FORMAT, at, c->name,
                     text_of(format), (text){0});
    if (array == NULL || array->release == NULL || !buffers_read(array, c) ||
        array->n_children != schema->n_children ||
        (schema->dictionary != NULL) != (array->dictionary != NULL) ||
        (schema->dictionary != NULL && !dictionary_is_plain(schema, c)))
        return broken(b, at, c->name);
    if (schema->dictionary == NULL)
        return true;
    c->dictionary = ARENA_NEW(b->a, table_column);
    return read_column(b, at, schema->dictionary, array->dictionary,
                       c->dictionary);
}

static void bind_children(binder *b, uint16_t level, text above,
                          const struct ArrowSchema *schema,
                          const struct ArrowArray *array, table_column *c);

/* The only child of a list: structs of its rows, or texts of a set. */
static bool bind_items(binder *b, spot at, const struct ArrowSchema *schema,
                       const struct ArrowArray *array, table_column *c)
{
    int64_t first, end = 0;

    if (schema->n_children != 1)
        return broken(b, at, c->name);
    c->children = ARENA_NEW(b->a, table_column);
    c->child_count = 1;
    if (!read_column(b, at, schema->children[0], array->children[0],
                     c->children))
        return false;
    if (c->length > 0)
        cell_items(c, c->length - 1, &first, &end);
    return end <= c->children->length || broken(b, at, c->name);
}

/* Items without a type are rows of which nothing is told. */
static void bind_list(binder *b, spot at, const struct ArrowSchema *schema,
                      const struct ArrowArray *array, table_column *c)
{
    if (c->form == FORM_NOTHING ||
        (c->form == FORM_LIST && !bind_items(b, at, schema, array, c)))
        return;
    if (c->form == FORM_LIST && c->children->form == FORM_STRUCT)
        bind_children(b, c->list, path_of(b, at, c->name), schema->children[0],
                      array->children[0], c->children);
    else if (c->form != FORM_LIST || c->children->form != FORM_NOTHING)
        unfit(b, at, schema, c->name, TEXT("a list of structs"));
}

static void bind_fact(binder *b, spot at, const struct ArrowSchema *schema,
                      const struct ArrowArray *array, table_column *c)
{
    const type *of = b->t->model->facts.at[c->fact].symbol->type;
    bool whole = c->form == FORM_INTEGER && c->dictionary == NULL;

    if (c->form == FORM_LIST && !bind_items(b, at, schema, array, c))
        return;
    if (!cell_form_fits(c, of))
        unfit(b, at, schema, c->name, type_describe(b->a, of));
    else if (c->form == FORM_FLOAT && b->t->options.floats == 0)
        fault(b, MINZ_E_FACTS, MSG_TABLE_FLOATS, at, c->name, (text){0},
              (text){0});
    else if (whole && of->unit == UNIT_MONEY &&
             b->t->options.money_ints == MINZ_INTS_REFUSED)
        fault(b, MINZ_E_FACTS, MSG_TABLE_INTS, at, c->name, (text){0},
              (text){0});
}

static const text state_suffix = {":state", 6};

static bool is_state(text name)
{
    return name.len > state_suffix.len &&
           memcmp(name.ptr + name.len - state_suffix.len, state_suffix.ptr,
                  state_suffix.len) == 0;
}

/* Of a subject's columns, what tells of no fact. */
static bool find_other_use(binder *b, table_column *c)
{
    static const struct {
        text name;
        column_use use;
    } others[] = {{{"standing", 8}, USE_STANDING},
                  {{"month", 5}, USE_MONTH},
                  {{"as_of", 5}, USE_DAY}};

    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (text_equal(c->name, others[i].name)) {
            c->use = others[i].use;
            b->t->dated |= c->use != USE_STANDING;
            return true;
        }
    return false;
}

/* What a name means at a level; false: nothing. */
static bool find_use(binder *b, uint16_t level, table_column *c)
{
    uint32_t found;

    if (is_state(c->name)) {
        c->use = USE_STATE;
        return true;
    }
    if (level != 0 && (text_equal(c->name, TEXT("valid_from")) ||
                       text_equal(c->name, TEXT("valid_to")))) {
        c->use = text_equal(c->name, TEXT("valid_to")) ? USE_TO : USE_FROM;
        return true;
    }
    found = names_get(&b->t->names->schema.by_level[level], c->name);
    if (found == NAMES_NONE)
        return level == 0 && find_other_use(b, c);
    c->use = (found & SCHEMA_LIST) != 0 ? USE_LIST : USE_FACT;
    c->list = c->use == USE_LIST ? (uint16_t)(found & ~SCHEMA_LIST) : 0;
    c->fact = c->use == USE_FACT ? found : 0;
    return true;
}

/* Of a column that tells of no fact and no list. */
static void bind_other(binder *b, spot at, const struct ArrowSchema *schema,
                       table_column *c)
{
    if (c->use == USE_STATE) {
        if (c->form != FORM_INTEGER || c->dictionary != NULL)
            unfit(b, at, schema, c->name, TEXT("a small integer"));
    } else if (c->use == USE_STANDING) {
        if (!form_is_text(c))
            unfit(b, at, schema, c->name, TEXT("text"));
    } else if (!cell_form_fits(c, type_simple(TYPE_DATE))) {
        unfit(b, at, schema, c->name, TEXT("date"));
    }
}

static void bind_column(binder *b, spot at, const struct ArrowSchema *schema,
                        const struct ArrowArray *array, table_column *c)
{
    if (!read_column(b, at, schema, array, c))
        return;
    if (!find_use(b, at.level, c))
        fault(b, MINZ_E_NAME, MSG_FACTS_UNKNOWN_KEY, at, c->name,
              b->t->model->symbols.levels[at.level].id,
              facts_nearest(b->t->names, b->a, at.level, c->name));
    else if (c->use == USE_LIST)
        bind_list(b, at, schema, array, c);
    else if (c->use == USE_FACT)
        bind_fact(b, at, schema, array, c);
    else
        bind_other(b, at, schema, c);
}

/* Each state column to its own; and no column twice. */
static void join_states(binder *b, spot at, table_column *parent)
{
    for (uint32_t i = 0; i < parent->child_count; i++) {
        table_column *c = &parent->children[i];
        bool found = c->use != USE_STATE;
        for (uint32_t j = 0; j < parent->child_count; j++) {
            table_column *other = &parent->children[j];
            text stem = {c->name.ptr, c->name.len - state_suffix.len};
            if (j < i && c->use == other->use && c->fact == other->fact &&
                c->list == other->list &&
                (c->use != USE_STATE || text_equal(c->name, other->name)))
                fault(b, MINZ_E_FACTS, MSG_FACTS_KEY_TWICE, at, c->name,
                      (text){0}, (text){0});
            if (c->use == USE_STATE && other->use <= USE_LIST &&
                text_equal(other->name, stem)) {
                other->state = c;
                found = true;
            }
        }
        if (!found)
            fault(b, MINZ_E_NAME, MSG_TABLE_STATE, at, c->name, (text){0},
                  (text){0});
    }
}

static void bind_children(binder *b, uint16_t level, text above,
                          const struct ArrowSchema *schema,
                          const struct ArrowArray *array, table_column *c)
{
    spot at = {level, above};

    c->child_count = (uint32_t)schema->n_children;
    c->children = ARENA_ARRAY(b->a, table_column, c->child_count + 1);
    for (uint32_t i = 0; i < c->child_count; i++) {
        table_column *child = &c->children[i];
        bind_column(b, at, schema->children[i], array->children[i], child);
        if (b->status == MINZ_OK && child->length < c->offset + c->length)
            broken(b, at, child->name);
    }
    if (b->status == MINZ_OK)
        join_states(b, at, c);
}

static minz_status bind_root(minz_table *t, const struct ArrowSchema *schema,
                             const struct ArrowArray *array,
                             table_column *out, minz_diag *diag)
{
    binder b = {t, &t->arena, diag, MINZ_OK};
    spot top = {0, TEXT("")};
    minz_status st = ESCAPE_SET(&t->esc);

    if (st != MINZ_OK)
        return st;
    if (!read_column(&b, top, schema, array, out))
        return b.status;
    if (out->form != FORM_STRUCT || schema->n_children >= UINT16_MAX)
        unfit(&b, top, schema, TEXT("table"), TEXT("a struct of columns"));
    else
        bind_children(&b, 0, TEXT(""), schema, array, out);
    return b.status;
}

minz_status minz_table_bind(minz_table *table, struct ArrowSchema *schema,
                            struct ArrowArray *array, minz_diag *diag)
{
    table_column root = {0};

    if (table == NULL || schema == NULL || array == NULL ||
        schema->release == NULL || array->release == NULL)
        return MINZ_E_MISUSE;
    release(table);
    arena_reset(&table->arena);
    minz_status st = bind_root(table, schema, array, &root, diag);
    if (st != MINZ_OK)
        return st;
    table->schema = *schema;
    table->array = *array;
    schema->release = NULL;
    array->release = NULL;
    table->root = root;
    return MINZ_OK;
}
