/* SPDX-License-Identifier: Apache-2.0 */
/* Moving over tokens, reporting, and making nodes.
 *
 * Children of nodes with any number of them wait on one stack, whose first
 * memory is in the parser, so that a small expression allocates nothing but
 * its nodes and their arrays of children.
 */
#include "feel/parser.h"

#define DEFAULT_DEPTH 64
#define DEFAULT_NODES 100000
#define HEIGHT_FACTOR 4

void parser_init(parser *p, arena *a, const feel_source *source,
                 const parse_options *options, minz_diag *diag)
{
    /* Field by field: `room` is large and need not be cleared. */
    p->lex = (lexer){.arena = a,
                     .source = source,
                     .options = options,
                     .diag = diag,
                     .body = source->body};
    p->last_end = 0;
    p->depth = 0;
    p->max_depth = options->max_depth != 0 ? options->max_depth : DEFAULT_DEPTH;
    p->nodes = 0;
    p->max_nodes = options->max_nodes != 0 ? options->max_nodes : DEFAULT_NODES;
    p->closing = false;
    p->pending.at = p->room;
    p->pending.len = 0;
    p->pending.cap = PENDING_ROOM;
    p->tok = lex_next(&p->lex);
}

void parser_advance(parser *p)
{
    p->last_end = p->tok.end;
    p->tok = lex_next(&p->lex);
}

bool parser_accept(parser *p, token_kind kind)
{
    if (p->tok.kind != kind)
        return false;
    parser_advance(p);
    return true;
}

text parser_token_text(const parser *p)
{
    return (text){p->lex.body.ptr + p->tok.at, p->tok.end - p->tok.at};
}

static void fail_here(parser *p, msg_id id, text a0, text a1)
{
    lex_fail(&p->lex, id, p->tok.at, p->tok.end, a0, a1);
    parser_advance(p);
}

void parser_fail(parser *p, msg_id id, text a0)
{
    fail_here(p, id, a0, (text){0});
}

void parser_expect(parser *p, token_kind kind, const char *sign)
{
    if (parser_accept(p, kind))
        return;
    if (p->tok.kind == TOK_END)
        parser_fail(p, MSG_SYNTAX_TOKEN_END, text_of(sign));
    else
        fail_here(p, MSG_SYNTAX_TOKEN, text_of(sign), parser_token_text(p));
}

void parser_no_value(parser *p)
{
    if (p->tok.kind == TOK_END)
        parser_fail(p, MSG_SYNTAX_VALUE_END, (text){0});
    else
        parser_fail(p, MSG_SYNTAX_VALUE, parser_token_text(p));
}

static text number_text(parser *p, uint32_t n)
{
    return arena_printf(p->lex.arena, "%u", (unsigned)n);
}

static void too_deep(parser *p, uint32_t limit)
{
    parser_fail(p, MSG_SYNTAX_DEPTH, number_text(p, limit));
}

bool parser_enter(parser *p)
{
    if (p->depth == p->max_depth) {
        too_deep(p, p->max_depth);
        return false;
    }
    p->depth++;
    return true;
}

void parser_leave(parser *p)
{
    p->depth--;
}

static uint32_t highest(ast *const *kids, uint32_t count)
{
    uint32_t height = 0;

    for (uint32_t i = 0; i < count; i++)
        if (kids[i]->height > height)
            height = kids[i]->height;
    return height;
}

/* A node without its array of children. */
static ast *bare_node(parser *p, ast_kind kind, uint32_t start)
{
    ast *n = ARENA_NEW(p->lex.arena, ast);

    n->kind = kind;
    n->source = p->lex.source;
    n->offset = start;
    n->len = p->last_end > start ? p->last_end - start : 0;
    if (++p->nodes > p->max_nodes)
        parser_fail(p, MSG_SYNTAX_SIZE, number_text(p, p->max_nodes));
    return n;
}

static void set_kids(parser *p, ast *n, ast **kids, uint32_t count)
{
    n->kids = kids;
    n->count = count;
    n->height = highest(kids, count) + 1;
    if (n->height > p->max_depth * HEIGHT_FACTOR)
        too_deep(p, p->max_depth * HEIGHT_FACTOR);
}

ast *parser_node(parser *p, ast_kind kind, uint32_t start, uint32_t count,
                 ast *const *kids)
{
    ast *n = bare_node(p, kind, start);

    if (count == 0)
        return n;
    ast **own = ARENA_ARRAY(p->lex.arena, ast *, count);
    memcpy(own, kids, count * sizeof(ast *));
    set_kids(p, n, own, count);
    return n;
}

void parser_push(parser *p, ast *kid, text name)
{
    pending item = {kid, name};

    VEC_PUSH(p->lex.arena, p->pending, item);
}

ast *parser_collect(parser *p, ast_kind kind, uint32_t start, uint32_t mark,
                    bool named)
{
    ast *n = bare_node(p, kind, start);
    uint32_t count = p->pending.len - mark;
    ast **kids = ARENA_ARRAY(p->lex.arena, ast *, count);

    if (named)
        n->names = ARENA_ARRAY(p->lex.arena, text, count);
    for (uint32_t i = 0; i < count; i++) {
        kids[i] = p->pending.at[mark + i].kid;
        if (named)
            n->names[i] = p->pending.at[mark + i].name;
    }
    p->pending.len = mark;
    set_kids(p, n, kids, count);
    return n;
}

ast *parser_unsupported(parser *p, uint32_t start, const char *construct)
{
    ast *n = parser_node(p, AST_UNSUPPORTED, start, 0, NULL);

    n->name = text_of(construct);
    return n;
}
