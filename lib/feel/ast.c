/* SPDX-License-Identifier: Apache-2.0 */
/* Places of nodes, and the tree as text.
 *
 * The printed form is FEEL again, with parentheses around every operation, so
 * that it parses to the same tree; only tables, boxed contexts with a result,
 * declared types and unsupported constructs have no such form and stand in < >. The depth of
 * a tree is bounded by the parser.
 */
#include "feel/ast.h"

/* Bytes of the JSON text at `at` that stand for `*out_len` bytes of the
 * string: one character or one escape. */
static uint32_t raw_step(text raw, uint32_t at, uint32_t *out_len)
{
    uint32_t code = 0;

    *out_len = 1;
    if (raw.ptr[at] != '\\')
        return 1;
    if (at + 6 > raw.len || raw.ptr[at + 1] != 'u')
        return 2;
    for (uint32_t i = at + 2; i < at + 6; i++) {
        unsigned char c = (unsigned char)raw.ptr[i];
        code = code << 4 | (c <= '9' ? c - (uint32_t)'0' : (c & 7u) + 9);
    }
    *out_len = code < 0x80 ? 1 : code < 0x800 ? 2 : 3;
    if (code < 0xD800 || code > 0xDBFF)
        return 6;
    *out_len = 4; /* a pair of surrogates */
    return 12;
}

/* Offset in the file of byte `offset` of the expression. */
static uint32_t file_offset(const feel_source *source, uint32_t offset)
{
    text raw = source->source->body;
    uint32_t at = source->base, seen = 0, len;

    if (source->raw_len == source->body.len || raw.ptr == NULL)
        return source->base + offset;
    while (seen < offset && at < raw.len) {
        at += raw_step(raw, at, &len);
        seen += len;
    }
    return at < raw.len ? at : raw.len;
}

span feel_span(const feel_source *source, uint32_t offset, uint32_t len)
{
    if (source->source == NULL)
        return (span){NULL, offset, len, source->path};

    uint32_t start = file_offset(source, offset);
    uint32_t end = file_offset(source, offset + len);
    return (span){source->source, start, end - start, source->path};
}

span ast_span(const ast *node)
{
    return feel_span(node->source, node->offset, node->len);
}

typedef struct printer {
    arena *arena;
    VEC(char) out;
} printer;

static void put(printer *p, text t)
{
    for (uint32_t i = 0; i < t.len; i++)
        VEC_PUSH(p->arena, p->out, t.ptr[i]);
}

static void put_word(printer *p, const char *word)
{
    put(p, text_of(word));
}

static void put_string(printer *p, text t)
{
    put_word(p, "\"");
    for (uint32_t i = 0; i < t.len; i++) {
        char c = t.ptr[i];
        if (c == '\n')
            put_word(p, "\\n");
        else if (c == '\t')
            put_word(p, "\\t");
        else if (c == '\r')
            put_word(p, "\\r");
        else {
            if (c == '"' || c == '\\')
                put_word(p, "\\");
            VEC_PUSH(p->arena, p->out, c);
        }
    }
    put_word(p, "\"");
}

static void put_node(printer *p, const ast *n);

/* kids first to last, each with its name if they have names. */
static void put_kids(printer *p, const ast *n, uint32_t first, uint32_t last,
                     const char *after_name, const char *between)
{
    for (uint32_t i = first; i < last; i++) {
        if (i > first)
            put_word(p, between);
        if (n->names != NULL) {
            put(p, n->names[i]);
            put_word(p, after_name);
        }
        put_node(p, n->kids[i]);
    }
}

static void put_list(printer *p, const ast *n, const char *open,
                     const char *close)
{
    put_word(p, open);
    put_kids(p, n, 0, n->count, ": ", ", ");
    put_word(p, close);
}

/* for, some, every: sources, then the body. */
static void put_loop(printer *p, const ast *n)
{
    put_word(p, n->kind == AST_FOR    ? "(for "
                : n->kind == AST_SOME ? "(some "
                                      : "(every ");
    put_kids(p, n, 0, n->count - 1, " in ", ", ");
    put_word(p, n->kind == AST_FOR ? " return " : " satisfies ");
    put_node(p, n->kids[n->count - 1]);
    put_word(p, ")");
}

static void put_if(printer *p, const ast *n)
{
    put_word(p, "(if ");
    put_node(p, n->kids[0]);
    put_word(p, " then ");
    put_node(p, n->kids[1]);
    put_word(p, " else ");
    put_node(p, n->kids[2]);
    put_word(p, ")");
}

static void put_between(printer *p, const ast *n)
{
    put_word(p, "(");
    put_node(p, n->kids[0]);
    put_word(p, " between ");
    put_node(p, n->kids[1]);
    put_word(p, " and ");
    put_node(p, n->kids[2]);
    put_word(p, ")");
}

static void put_context(printer *p, const ast *n)
{
    put_word(p, "{");
    for (uint32_t i = 0; i < n->count; i++) {
        put_word(p, i == 0 ? "" : ", ");
        put_string(p, n->names[i]);
        put_word(p, ": ");
        put_node(p, n->kids[i]);
    }
    put_word(p, "}");
}

static void put_let(printer *p, const ast *n)
{
    put_word(p, "<let ");
    put_kids(p, n, 0, n->count - 1, ": ", ", ");
    put_word(p, " in ");
    put_node(p, n->kids[n->count - 1]);
    put_word(p, ">");
}

static void put_declared(printer *p, const ast *n)
{
    put_word(p, "<");
    put(p, n->name);
    put_word(p, " ");
    put_node(p, n->kids[0]);
    put_word(p, ">");
}

static void put_rule(printer *p, const ast_table *t, const ast_rule *r)
{
    for (uint32_t i = 0; i < t->input_count; i++) {
        put_word(p, i == 0 ? "; " : ", ");
        put_node(p, r->cells[i]);
    }
    for (uint32_t i = 0; i < t->output_count; i++) {
        put_word(p, i == 0 ? " -> " : ", ");
        put_node(p, r->outputs[i]);
    }
}

static void put_table(printer *p, const ast_table *t)
{
    put_word(p, "<table ");
    for (uint32_t i = 0; i < t->input_count; i++) {
        put_word(p, i == 0 ? "" : ", ");
        put_node(p, t->inputs[i]);
    }
    for (uint32_t i = 0; i < t->rule_count; i++)
        put_rule(p, t, &t->rules[i]);
    put_word(p, ">");
}

static const char *operator_word(ast_kind kind)
{
    static const char *const words[AST_KIND_COUNT] = {
        [AST_ADD] = " + ",     [AST_SUB] = " - ",  [AST_MUL] = " * ",
        [AST_DIV] = " / ",     [AST_POW] = " ** ", [AST_EQ] = " = ",
        [AST_NE] = " != ",     [AST_LT] = " < ",   [AST_LE] = " <= ",
        [AST_GT] = " > ",      [AST_GE] = " >= ",  [AST_AND] = " and ",
        [AST_OR] = " or ",     [AST_IN] = " in ",  [AST_RANGE] = "..",
        [AST_INTERVAL] = "..",
    };

    return words[kind];
}

static void put_joined(printer *p, const ast *n, const char *open,
                       const char *close)
{
    put_word(p, open);
    put_kids(p, n, 0, n->count, "", operator_word(n->kind));
    put_word(p, close);
}

/* Leaves, and what is written as a mark and a name. */
static void put_leaf(printer *p, const ast *n)
{
    switch (n->kind) {
    case AST_NULL:
        put_word(p, "null");
        break;
    case AST_BOOL:
        put_word(p, n->flag ? "true" : "false");
        break;
    case AST_STRING:
        put_string(p, n->name);
        break;
    case AST_TEMPORAL:
        put_word(p, "@");
        put_string(p, n->name);
        break;
    case AST_TEST_ANY:
        put_word(p, "-");
        break;
    case AST_UNSUPPORTED:
        put_word(p, "<unsupported ");
        put(p, n->name);
        put_word(p, ">");
        break;
    default:
        put(p, n->name);
    }
}

static void put_postfix(printer *p, const ast *n)
{
    if (n->kind == AST_CALL) {
        put(p, n->name);
        put_list(p, n, "(", ")");
        return;
    }
    put_node(p, n->kids[0]);
    put_word(p, n->kind == AST_PATH ? "." : "[");
    if (n->kind == AST_PATH)
        put(p, n->name);
    else
        put_node(p, n->kids[1]);
    put_word(p, n->kind == AST_PATH ? "" : "]");
}

static void put_node(printer *p, const ast *n)
{
    switch (n->kind) {
    case AST_NEG:
        put_list(p, n, "(-", ")");
        break;
    case AST_TEST_CMP:
        put_word(p, operator_word(n->op) + 1);
        put_node(p, n->kids[0]);
        break;
    case AST_BETWEEN:
        put_between(p, n);
        break;
    case AST_TESTS:
        put_list(p, n, n->flag ? "not(" : "(", ")");
        break;
    case AST_LIST:
        put_list(p, n, "[", "]");
        break;
    case AST_INTERVAL:
        put_joined(p, n, n->flag ? "]" : "[", n->flag2 ? ")" : "]");
        break;
    case AST_RANGE:
        put_joined(p, n, "", "");
        break;
    case AST_IF:
        put_if(p, n);
        break;
    case AST_FOR:
    case AST_SOME:
    case AST_EVERY:
        put_loop(p, n);
        break;
    case AST_FILTER:
    case AST_PATH:
    case AST_CALL:
        put_postfix(p, n);
        break;
    case AST_CONTEXT:
        put_context(p, n);
        break;
    case AST_TABLE:
        put_table(p, n->table);
        break;
    case AST_LET:
        put_let(p, n);
        break;
    case AST_DECLARED:
        put_declared(p, n);
        break;
    default:
        if (operator_word(n->kind) != NULL)
            put_joined(p, n, "(", ")");
        else
            put_leaf(p, n);
    }
}

text ast_print(arena *a, const ast *node)
{
    printer p = {.arena = a};

    put_node(&p, node);
    VEC_PUSH(a, p.out, '\0');
    return (text){p.out.at, p.out.len - 1};
}
