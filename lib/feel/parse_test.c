/* SPDX-License-Identifier: Apache-2.0 */
/* Unary tests: cells of decision tables, and what follows `in`.
 *
 * One test is a comparison without left side (`< 5`), an interval or an
 * expression; the checker decides whether an expression is a value to be equal
 * to, a list to be in, or a condition of its own. Behind `in` a bracket is
 * always that of tests: `x in (1, < 5)`, `x in (2..4]`.
 */
#include "feel/parser.h"

bool parse_is_comparison(token_kind kind, ast_kind *out_op)
{
    switch (kind) {
    case TOK_EQ:
        *out_op = AST_EQ;
        return true;
    case TOK_NE:
        *out_op = AST_NE;
        return true;
    case TOK_LT:
        *out_op = AST_LT;
        return true;
    case TOK_LE:
        *out_op = AST_LE;
        return true;
    case TOK_GT:
        *out_op = AST_GT;
        return true;
    case TOK_GE:
        *out_op = AST_GE;
        return true;
    default:
        return false;
    }
}

static ast *parse_test(parser *p, int least)
{
    uint32_t start = p->tok.at;
    ast_kind op;

    if (!parse_is_comparison(p->tok.kind, &op))
        return parse_binary(p, least);
    parser_advance(p);
    ast *operand = parse_binary(p, RANK_SUM);
    ast *n = parser_node(p, AST_TEST_CMP, start, 1, &operand);
    n->op = op;
    return n;
}

/* Tests behind a first one; no list of tests is one node of one kid. */
static ast *parse_test_list(parser *p, ast *first, uint32_t start)
{
    uint32_t mark = p->pending.len;

    if (p->tok.kind != TOK_COMMA)
        return parser_node(p, AST_TESTS, start, 1, &first);
    parser_push(p, first, (text){0});
    while (parser_accept(p, TOK_COMMA))
        parser_push(p, parse_test(p, RANK_ANY), (text){0});
    return parser_collect(p, AST_TESTS, start, mark, false);
}

/* `(1, < 5)` or `(1..5]`, at the bracket. */
static ast *parse_bracketed(parser *p)
{
    uint32_t start = p->tok.at;
    ast *tests;

    if (!parser_enter(p))
        return parser_unsupported(p, start, "");
    parser_advance(p);
    ast *first = parse_test(p, RANK_ANY);
    /* A comparison is no bound of a range: `(< 1..5]`. */
    if (p->tok.kind == TOK_DOTS && first->kind != AST_TEST_CMP) {
        first = parse_interval(p, first, true, start);
        tests = parser_node(p, AST_TESTS, start, 1, &first);
    } else {
        tests = parse_test_list(p, first, start);
        parser_expect(p, TOK_CLOSE_ROUND, ")");
        tests->len = p->last_end - start;
    }
    parser_leave(p);
    return tests;
}

ast *parse_in(parser *p, ast *value, uint32_t start)
{
    bool closing = p->closing;
    ast *tests;

    p->closing = false;
    parser_advance(p);
    if (p->tok.kind == TOK_OPEN_ROUND) {
        tests = parse_bracketed(p);
    } else {
        uint32_t at = p->tok.at;
        ast *test = parse_test(p, RANK_SUM);
        tests = parser_node(p, AST_TESTS, at, 1, &test);
    }
    p->closing = closing;
    return parser_node(p, AST_IN, start, 2, (ast *[]){value, tests});
}

/* `not(...)` as a whole cell; NULL, with the parser where it was, if the cell
 * goes on behind the bracket and so is an expression. Only at the start of a
 * text, where nothing is pending. */
static ast *parse_not(parser *p)
{
    parser before = *p;
    uint32_t start = p->tok.at;

    parser_advance(p);
    ast *tests = parse_bracketed(p);
    if (p->tok.kind == TOK_END || p->lex.wrong) {
        tests->flag = true;
        tests->offset = start;
        tests->len = p->last_end - start;
        return tests;
    }
    *p = before;
    p->pending.at = p->room;
    return NULL;
}

ast *parse_cell(parser *p)
{
    uint32_t start = p->tok.at;
    ast *n;

    if (p->tok.kind == TOK_MINUS && lex_peek(&p->lex).kind == TOK_END) {
        parser_advance(p);
        return parser_node(p, AST_TEST_ANY, start, 0, NULL);
    }
    if (p->tok.kind == TOK_NAME && text_equal(p->tok.name, TEXT("not")) &&
        lex_peek(&p->lex).kind == TOK_OPEN_ROUND && (n = parse_not(p)) != NULL)
        return n;
    return parse_test_list(p, parse_test(p, RANK_ANY), start);
}
