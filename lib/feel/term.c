/* SPDX-License-Identifier: Apache-2.0 */
/* Terms: which symbols and locals they read, and their text for tests and
 * dumps.
 *
 * Terms form a DAG, so the walk over them keeps the terms it has seen in a
 * hash set keyed by address.
 */
#include "feel/term.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/date.h"
#include "base/number.h"

/* --- symbols, locals ------------------------------------------------------------- */

typedef struct seen {
    arena *a;
    const void **slots;
    uint32_t cap, len;
} seen;

typedef struct walk {
    arena *a;
    seen terms, symbols;
    VEC(const symbol *) found;
    uint32_t local; /* that is looked for */
    bool uses_local;
} walk;

static uint32_t seen_slot(const seen *s, const void *p)
{
    uint64_t h = (uint64_t)(uintptr_t)p * UINT64_C(0x9E3779B97F4A7C15);
    uint32_t i = (uint32_t)(h >> 32) & (s->cap - 1);

    while (s->slots[i] != NULL && s->slots[i] != p)
        i = (i + 1) & (s->cap - 1);
    return i;
}

static void seen_grow(seen *s)
{
    seen old = *s;

    s->cap = old.cap == 0 ? 64 : old.cap * 2;
    s->slots = arena_array(s->a, s->cap, sizeof *s->slots);
    for (uint32_t i = 0; i < old.cap; i++)
        if (old.slots[i] != NULL)
            s->slots[seen_slot(s, old.slots[i])] = old.slots[i];
}

/* True if it was not there yet. */
static bool seen_add(seen *s, const void *p)
{
    if ((s->len + 1) * 2 > s->cap)
        seen_grow(s);
    uint32_t i = seen_slot(s, p);
    if (s->slots[i] != NULL)
        return false;
    s->slots[i] = p;
    s->len++;
    return true;
}

static void walk_term(walk *w, const term *t);

static void walk_table(walk *w, const term_table *t)
{
    for (uint32_t i = 0; i < t->input_count; i++)
        walk_term(w, t->inputs[i]);
    for (uint32_t r = 0; r < t->rule_count; r++) {
        for (uint32_t i = 0; i < t->input_count; i++)
            walk_term(w, t->rules[r].cells[i].test);
        for (uint32_t o = 0; o < t->output_count; o++)
            walk_term(w, t->rules[r].outputs[o]);
    }
    for (uint32_t o = 0; t->defaults != NULL && o < t->output_count; o++)
        walk_term(w, t->defaults[o]);
}

static void walk_term(walk *w, const term *t)
{
    if (t == NULL || !seen_add(&w->terms, t))
        return;
    w->uses_local |= t->kind == TERM_LOCAL && t->local == w->local;
    if (t->symbol != NULL && seen_add(&w->symbols, t->symbol))
        VEC_PUSH(w->a, w->found, t->symbol);
    for (uint32_t i = 0; i < t->count; i++)
        walk_term(w, t->kids[i]);
    walk_term(w, t->at);
    if (t->table != NULL)
        walk_table(w, t->table);
}

void term_symbols(const term *t, arena *a, const symbol ***out_symbols,
                  uint32_t *out_count)
{
    walk w = {.a = a,
              .terms = {.a = a},
              .symbols = {.a = a},
              .local = LOCAL_NONE};

    walk_term(&w, t);
    *out_symbols = w.found.at;
    *out_count = w.found.len;
}

bool term_uses_local(const term *t, uint32_t local, arena *a)
{
    walk w = {.a = a,
              .terms = {.a = a},
              .symbols = {.a = a},
              .local = local};

    walk_term(&w, t);
    return w.uses_local;
}

/* --- text ---------------------------------------------------------------- */

typedef struct printer {
    arena *a;
    VEC(char) out;
} printer;

static const char *const op_names[FEEL_OP_COUNT] = {
#define OP(name, operands, result, class_, synopsis) #name,
#include "feel/ops.def"
#undef OP
};

static const char *const fn_names[LISTFN_COUNT_OF] = {
#define LISTFN(name, feel, synopsis) #name,
#include "feel/listfn.def"
#undef LISTFN
};

static void put_text(printer *p, text t)
{
    for (uint32_t i = 0; i < t.len; i++)
        VEC_PUSH(p->a, p->out, t.ptr[i]);
}

static void put(printer *p, const char *s)
{
    put_text(p, text_of(s));
}

static void put_int(printer *p, int64_t x)
{
    char s[32];

    snprintf(s, sizeof s, "%" PRId64, x);
    put(p, s);
}

static void put_term(printer *p, const term *t);

static void put_kids(printer *p, const term *t)
{
    for (uint32_t i = 0; i < t->count; i++) {
        put(p, " ");
        put_term(p, t->kids[i]);
    }
}

static void put_number(printer *p, const type *t, int64_t v)
{
    char s[24];

    number_format(v, t->scale, t->scale, s);
    put(p, s);
    if (t->unit == UNIT_MONEY)
        put(p, "y");
}

static void put_set(printer *p, const type *t, int64_t v)
{
    bool first = true;

    put(p, "{");
    for (uint32_t i = 0; i < t->of->count; i++) {
        if (!((uint64_t)v >> i & 1))
            continue;
        put(p, first ? "" : " ");
        put_text(p, t->of->values[i].id);
        first = false;
    }
    put(p, "}");
}

static void put_date(printer *p, int64_t v)
{
    char s[20];

    date_format(v, s);
    put(p, s);
}

static void put_const(printer *p, const term *t)
{
    const term_const *c = &t->value;

    switch (t->type->kind) {
    case TYPE_BOOLEAN:
        put(p, c->v != 0 ? "true" : "false");
        break;
    case TYPE_NUMBER:
        put_number(p, t->type, c->v);
        break;
    case TYPE_STRING:
        put(p, "\"");
        put_text(p, c->string);
        put(p, "\"");
        break;
    case TYPE_DECIMAL:
        put_text(p, c->string);
        put(p, "d");
        break;
    case TYPE_DATE:
        put_date(p, c->v);
        break;
    case TYPE_ENUM:
        put(p, "'");
        put_text(p, t->type->of->values[c->v].id);
        break;
    case TYPE_SET:
        put_set(p, t->type, c->v);
        break;
    case TYPE_QUOTIENT:
        put_int(p, c->v);
        put(p, "/");
        put_int(p, c->w);
        break;
    case TYPE_DAYS:
        put_int(p, c->v);
        put(p, "s");
        break;
    case TYPE_MONTHS:
        put_int(p, c->v);
        put(p, "m");
        break;
    default:
        put(p, "?");
    }
}

static void put_cell(printer *p, const term_cell *c)
{
    if (c->kind == CELL_ANY)
        put(p, " -");
    if (c->kind == CELL_TEST) {
        put(p, " ");
        put_term(p, c->test);
    }
    if (c->kind != CELL_INTERVALS)
        return;
    put(p, " <");
    for (uint32_t i = 0; i < c->count; i++) {
        put(p, i == 0 ? "" : " ");
        if (c->at[i].lo != INT64_MIN)
            put_int(p, c->at[i].lo);
        if (c->at[i].hi == c->at[i].lo)
            continue;
        put(p, "..");
        if (c->at[i].hi != INT64_MAX)
            put_int(p, c->at[i].hi);
    }
    put(p, c->null_matches ? " null>" : ">");
}

static void put_table(printer *p, const term_table *t)
{
    static const char *const hits[HIT_COUNT_OF] = {
        "unique", "any", "first", "priority", "rule-order", "output-order",
        "collect"};
    static const char *const folds[] = {"", "-sum", "-min", "-max", "-count"};

    put(p, "(table ");
    put(p, hits[t->hit]);
    put(p, folds[t->fold]);
    for (uint32_t i = 0; i < t->input_count; i++) {
        put(p, " ");
        put_term(p, t->inputs[i]);
    }
    for (uint32_t r = 0; r < t->rule_count; r++) {
        put(p, " (");
        for (uint32_t i = 0; i < t->input_count; i++)
            put_cell(p, &t->rules[r].cells[i]);
        put(p, " =>");
        for (uint32_t o = 0; o < t->output_count; o++) {
            put(p, " ");
            put_term(p, t->rules[r].outputs[o]);
        }
        put(p, ")");
    }
    for (uint32_t o = 0; t->defaults != NULL && o < t->output_count; o++) {
        put(p, o == 0 ? " else " : " ");
        put_term(p, t->defaults[o]);
    }
    put(p, ")");
}

static void put_open(printer *p, const char *head)
{
    put(p, "(");
    put(p, head);
}

static void put_local(printer *p, uint32_t local)
{
    put(p, "%");
    put_int(p, local);
}

/* (head %local kids) */
static void put_binder(printer *p, const char *head, const term *t)
{
    put_open(p, head);
    put(p, " ");
    put_local(p, t->local);
    put_kids(p, t);
    put(p, ")");
}

static void put_operation(printer *p, const term *t)
{
    put_open(p, op_names[t->op]);
    if (t->op == FEEL_L_FN) {
        put(p, " ");
        put(p, fn_names[t->fn]);
    } else if (t->imm != 0) {
        put(p, "#");
        put_int(p, t->imm);
    }
    put_kids(p, t);
    put(p, ")");
}

static void put_parameter(printer *p, const term *t)
{
    put_open(p, "param ");
    put_text(p, t->symbol->id);
    if (t->symbol->shape == PARAM_RECORD) {
        put(p, ".");
        put_text(p, t->type->kind == TYPE_CONTEXT
                        ? TEXT("*")
                        : t->symbol->type->fields[t->imm].name);
    }
    put_kids(p, t);
    if (t->at != NULL) {
        put(p, " @");
        put_term(p, t->at);
    }
    put(p, ")");
}

static void put_context(printer *p, const term *t)
{
    put(p, "{");
    for (uint32_t i = 0; i < t->count; i++) {
        put(p, i == 0 ? "" : " ");
        put_text(p, t->type->fields[i].name);
        put(p, ": ");
        put_term(p, t->kids[i]);
    }
    put(p, "}");
}

static void put_head(printer *p, const char *head, const term *t)
{
    put_open(p, head);
    put_kids(p, t);
    put(p, ")");
}

static void put_rows(printer *p, const term *t)
{
    put_open(p, "rows ");
    put_int(p, t->level);
    put_kids(p, t);
    put(p, ")");
}

static void put_fold(printer *p, const term *t)
{
    put_open(p, "fold ");
    put(p, fn_names[t->fn]);
    put_kids(p, t);
    put(p, ")");
}

static void put_item(printer *p, const term *t)
{
    put_open(p, "item ");
    put_text(p, t->symbol->id);
    put_kids(p, t);
    put(p, ")");
}

static void put_field(printer *p, const term *t)
{
    put_open(p, "field ");
    put_int(p, t->imm);
    put_kids(p, t);
    put(p, ")");
}

static void put_term(printer *p, const term *t)
{
    switch (t->kind) {
    case TERM_CONST:   put_const(p, t); break;
    case TERM_SYMBOL:  put_text(p, t->symbol->id); break;
    case TERM_ITEM:    put_item(p, t); break;
    case TERM_PARAM:   put_parameter(p, t); break;
    case TERM_LOCAL:   put_local(p, t->local); break;
    case TERM_OP:      put_operation(p, t); break;
    case TERM_LET:     put_binder(p, "let", t); break;
    case TERM_ROWS:    put_rows(p, t); break;
    case TERM_FILTER:  put_binder(p, "filter", t); break;
    case TERM_MAP:     put_binder(p, "map", t); break;
    case TERM_SOME:    put_binder(p, "some", t); break;
    case TERM_EVERY:   put_binder(p, "every", t); break;
    case TERM_FOLD:    put_fold(p, t); break;
    case TERM_LIST:    put_head(p, "list", t); break;
    case TERM_CONTEXT: put_context(p, t); break;
    case TERM_FIELD:   put_field(p, t); break;
    case TERM_TABLE:   put_table(p, t->table); break;
    case TERM_REASON:  put_head(p, "reason", t); break;
    }
}

text term_print(arena *a, const term *t)
{
    printer p = {.a = a};

    put_term(&p, t);
    return arena_text(a, (text){p.out.at, p.out.len});
}
