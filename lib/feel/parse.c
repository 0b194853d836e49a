/* SPDX-License-Identifier: Apache-2.0 */
/* Entry points, and operators by precedence.
 *
 * From weakest to strongest: or; and; comparisons, between, in, instance of;
 * + -; * /; **; unary minus; postfixes. All are left-associative. `and` and
 * `or` become one node of all their operands. In `a between b and c` the ends
 * are read above the rank of `and`, so that the word is left for the parser.
 */
#include "feel/parse.h"

#include "feel/parser.h"

static int rank_of(token_kind kind)
{
    switch (kind) {
    case TOK_OR:
        return RANK_OR;
    case TOK_AND:
        return RANK_AND;
    case TOK_EQ:
    case TOK_NE:
    case TOK_LT:
    case TOK_LE:
    case TOK_GT:
    case TOK_GE:
    case TOK_BETWEEN:
    case TOK_IN:
    case TOK_INSTANCE:
        return RANK_COMPARE;
    case TOK_PLUS:
    case TOK_MINUS:
        return RANK_SUM;
    case TOK_STAR:
    case TOK_SLASH:
        return RANK_PRODUCT;
    case TOK_POWER:
        return RANK_POWER;
    default:
        return 0;
    }
}

static ast_kind arithmetic_kind(token_kind kind)
{
    switch (kind) {
    case TOK_PLUS:
        return AST_ADD;
    case TOK_MINUS:
        return AST_SUB;
    case TOK_STAR:
        return AST_MUL;
    case TOK_SLASH:
        return AST_DIV;
    default:
        return AST_POW;
    }
}

ast *parse_unary(parser *p)
{
    uint32_t start = p->tok.at;
    ast *n;

    if (!parser_enter(p))
        return parser_unsupported(p, start, "");
    if (parser_accept(p, TOK_MINUS)) {
        n = parse_unary(p);
        n = parser_node(p, AST_NEG, start, 1, &n);
    } else {
        n = parse_postfix(p, parse_primary(p), start);
    }
    parser_leave(p);
    return n;
}

/* `and` and `or`: all operands of a chain in one node. */
static ast *parse_chain(parser *p, ast *first, uint32_t start, int rank)
{
    token_kind word = p->tok.kind;
    uint32_t mark = p->pending.len;

    parser_push(p, first, (text){0});
    while (parser_accept(p, word))
        parser_push(p, parse_binary(p, rank + 1), (text){0});
    return parser_collect(p, word == TOK_AND ? AST_AND : AST_OR, start, mark,
                          false);
}

static ast *parse_between(parser *p, ast *value, uint32_t start)
{
    parser_advance(p);
    ast *low = parse_binary(p, RANK_SUM);
    parser_expect(p, TOK_AND, "and");
    ast *high = parse_binary(p, RANK_SUM);
    return parser_node(p, AST_BETWEEN, start, 3, (ast *[]){value, low, high});
}

static ast *parse_comparison(parser *p, ast *left, uint32_t start)
{
    ast_kind kind;

    if (p->tok.kind == TOK_BETWEEN)
        return parse_between(p, left, start);
    if (p->tok.kind == TOK_IN)
        return parse_in(p, left, start);
    if (!parse_is_comparison(p->tok.kind, &kind))
        return parse_instance(p, start);
    parser_advance(p);
    ast *right = parse_binary(p, RANK_SUM);
    return parser_node(p, kind, start, 2, (ast *[]){left, right});
}

static ast *parse_arithmetic(parser *p, ast *left, uint32_t start, int rank)
{
    ast_kind kind = arithmetic_kind(p->tok.kind);

    parser_advance(p);
    ast *right = parse_binary(p, rank + 1);
    return parser_node(p, kind, start, 2, (ast *[]){left, right});
}

ast *parse_binary(parser *p, int least)
{
    uint32_t start = p->tok.at;
    ast *left = parse_unary(p);

    for (;;) {
        int rank = rank_of(p->tok.kind);
        if (rank == 0 || rank < least)
            return left;
        if (rank <= RANK_AND)
            left = parse_chain(p, left, start, rank);
        else if (rank == RANK_COMPARE)
            left = parse_comparison(p, left, start);
        else
            left = parse_arithmetic(p, left, start, rank);
    }
}

ast *parse_inner(parser *p)
{
    bool closing = p->closing;

    p->closing = false;
    ast *n = parse_binary(p, RANK_ANY);
    p->closing = closing;
    return n;
}

/* The tree if the whole text was one and nothing was wrong with it. */
static ast *finish(parser *p, ast *n, bool *out_unsupported)
{
    if (p->tok.kind != TOK_END)
        parser_fail(p, MSG_SYNTAX_EXTRA, parser_token_text(p));
    *out_unsupported = p->lex.wrong && p->lex.options->loose_names;
    return p->lex.wrong ? NULL : n;
}

static ast *parse(arena *a, const feel_source *source,
                  const parse_options *options, bool *out_unsupported,
                  minz_diag *diag, ast *(*whole)(parser *))
{
    parser p;

    parser_init(&p, a, source, options, diag);
    if (p.tok.kind == TOK_END)
        parser_fail(&p, MSG_SYNTAX_EMPTY, (text){0});
    return finish(&p, whole(&p), out_unsupported);
}

ast *parse_expression(arena *a, const feel_source *source,
                      const parse_options *options, bool *out_unsupported,
                      minz_diag *diag)
{
    return parse(a, source, options, out_unsupported, diag, parse_inner);
}

ast *parse_tests(arena *a, const feel_source *source,
                 const parse_options *options, bool *out_unsupported,
                 minz_diag *diag)
{
    return parse(a, source, options, out_unsupported, diag, parse_cell);
}
