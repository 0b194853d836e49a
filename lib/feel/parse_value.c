/* SPDX-License-Identifier: Apache-2.0 */
/* Values: literals, names, calls, everything in brackets, and postfixes.
 *
 * `[` is a list, a closed interval or, behind a value, a filter; at the upper
 * end of an interval it may close it: then it is a filter only if a value
 * follows. `(` is a grouping or an open interval, `]` an open interval.
 */
#include "feel/parser.h"

bool parse_starts_value(token_kind kind)
{
    switch (kind) {
    case TOK_NAME:
    case TOK_NUMBER:
    case TOK_STRING:
    case TOK_TEMPORAL:
    case TOK_QUESTION:
    case TOK_MINUS:
    case TOK_OPEN_ROUND:
    case TOK_OPEN_SQUARE:
    case TOK_OPEN_CURLY:
    case TOK_IF:
    case TOK_FOR:
    case TOK_SOME:
    case TOK_EVERY:
    case TOK_FUNCTION:
    case TOK_NULL:
    case TOK_TRUE:
    case TOK_FALSE:
        return true;
    default:
        return false;
    }
}

static ast *parse_leaf(parser *p, ast_kind kind)
{
    uint32_t start = p->tok.at;
    text name = p->tok.name;

    if (kind == AST_STRING || kind == AST_TEMPORAL)
        name = lex_string(&p->lex, &p->tok);
    else if (kind == AST_NULL || kind == AST_BOOL)
        name = (text){0};
    bool flag = p->tok.kind == TOK_TRUE;
    parser_advance(p);
    ast *n = parser_node(p, kind, start, 0, NULL);
    n->name = name;
    n->flag = flag;
    return n;
}

/* One argument; true if it was named. */
static bool parse_argument(parser *p)
{
    text label = lex_label(&p->lex, &p->tok);

    if (label.len != 0)
        parser_advance(p);
    parser_push(p, parse_inner(p), label);
    return label.len != 0;
}

/* Pushes the arguments, from `(` to behind `)`; true if they are named. */
static bool parse_arguments(parser *p)
{
    bool named = false;

    parser_advance(p);
    if (parser_accept(p, TOK_CLOSE_ROUND))
        return false;
    named = parse_argument(p);
    while (p->tok.kind == TOK_COMMA) {
        parser_advance(p);
        uint32_t at = p->tok.at;
        if (parse_argument(p) != named)
            lex_fail(&p->lex, MSG_SYNTAX_MIXED, at, p->last_end, (text){0},
                     (text){0});
    }
    parser_expect(p, TOK_CLOSE_ROUND, ")");
    return named;
}

static ast *parse_name(parser *p)
{
    uint32_t start = p->tok.at, mark = p->pending.len;
    ast *n = parse_leaf(p, AST_NAME);

    if (p->tok.kind != TOK_OPEN_ROUND)
        return n;

    text name = n->name;
    bool named = parse_arguments(p);
    n = parser_collect(p, AST_CALL, start, mark, named);
    n->name = name;
    return n;
}

ast *parse_interval(parser *p, ast *low, bool low_open, uint32_t start)
{
    bool closing = p->closing;

    parser_expect(p, TOK_DOTS, "..");
    p->closing = true;
    ast *high = parse_binary(p, RANK_SUM);
    p->closing = closing;

    bool high_open =
        p->tok.kind == TOK_CLOSE_ROUND || p->tok.kind == TOK_OPEN_SQUARE;
    if (high_open)
        parser_advance(p);
    else
        parser_expect(p, TOK_CLOSE_SQUARE, "]");
    ast *n = parser_node(p, AST_INTERVAL, start, 2, (ast *[]){low, high});
    n->flag = low_open;
    n->flag2 = high_open;
    return n;
}

/* `]1..5]` */
static ast *parse_open_interval(parser *p)
{
    uint32_t start = p->tok.at;

    parser_advance(p);
    ast *low = parse_binary(p, RANK_SUM);
    return parse_interval(p, low, true, start);
}

/* `(< 5)`: a range as a value. */
static ast *skip_range(parser *p, uint32_t start)
{
    parser_advance(p);
    parse_binary(p, RANK_SUM);
    parser_expect(p, TOK_CLOSE_ROUND, ")");
    return parser_unsupported(p, start, "range");
}

static ast *parse_round(parser *p)
{
    uint32_t start = p->tok.at;
    ast_kind op;

    parser_advance(p);
    if (parse_is_comparison(p->tok.kind, &op))
        return skip_range(p, start);
    ast *n = parse_inner(p);
    if (p->tok.kind == TOK_DOTS)
        return parse_interval(p, n, true, start);
    parser_expect(p, TOK_CLOSE_ROUND, ")");
    return n;
}

static ast *parse_square(parser *p)
{
    uint32_t start = p->tok.at, mark = p->pending.len;

    parser_advance(p);
    if (parser_accept(p, TOK_CLOSE_SQUARE))
        return parser_collect(p, AST_LIST, start, mark, false);
    ast *first = parse_inner(p);
    if (p->tok.kind == TOK_DOTS)
        return parse_interval(p, first, false, start);
    parser_push(p, first, (text){0});
    while (parser_accept(p, TOK_COMMA))
        parser_push(p, parse_inner(p), (text){0});
    parser_expect(p, TOK_CLOSE_SQUARE, "]");
    return parser_collect(p, AST_LIST, start, mark, false);
}

/* A key and its colon; the key is known from its value on. */
static text parse_key(parser *p)
{
    text key = lex_label(&p->lex, &p->tok);

    if (key.len != 0) {
        parser_advance(p);
    } else if (p->tok.kind == TOK_STRING) {
        key = lex_string(&p->lex, &p->tok);
        parser_advance(p);
        parser_expect(p, TOK_COLON, ":");
    } else if (p->tok.kind == TOK_NAME) {
        parser_advance(p);
        parser_expect(p, TOK_COLON, ":");
    } else {
        parser_fail(p, MSG_SYNTAX_NAME, parser_token_text(p));
    }
    return key;
}

static ast *parse_curly(parser *p)
{
    uint32_t start = p->tok.at, mark = p->pending.len;

    parser_advance(p);
    if (parser_accept(p, TOK_CLOSE_CURLY))
        return parser_collect(p, AST_CONTEXT, start, mark, true);
    do {
        text key = parse_key(p);
        ast *value = parse_inner(p);
        lex_declare(&p->lex, key);
        parser_push(p, value, key);
    } while (parser_accept(p, TOK_COMMA));
    parser_expect(p, TOK_CLOSE_CURLY, "}");
    return parser_collect(p, AST_CONTEXT, start, mark, true);
}

ast *parse_primary(parser *p)
{
    switch (p->tok.kind) {
    case TOK_NAME:
        return parse_name(p);
    case TOK_NUMBER:
        return parse_leaf(p, AST_NUMBER);
    case TOK_STRING:
        return parse_leaf(p, AST_STRING);
    case TOK_TEMPORAL:
        return parse_leaf(p, AST_TEMPORAL);
    case TOK_QUESTION:
        return parse_leaf(p, AST_NAME);
    case TOK_NULL:
        return parse_leaf(p, AST_NULL);
    case TOK_TRUE:
    case TOK_FALSE:
        return parse_leaf(p, AST_BOOL);
    case TOK_OPEN_ROUND:
        return parse_round(p);
    case TOK_OPEN_SQUARE:
        return parse_square(p);
    case TOK_CLOSE_SQUARE:
        return parse_open_interval(p);
    case TOK_OPEN_CURLY:
        return parse_curly(p);
    case TOK_IF:
        return parse_if(p);
    case TOK_FOR:
        return parse_loop(p, AST_FOR);
    case TOK_SOME:
        return parse_loop(p, AST_SOME);
    case TOK_EVERY:
        return parse_loop(p, AST_EVERY);
    case TOK_FUNCTION:
        return parse_function(p);
    default:
        parser_no_value(p);
        return parser_unsupported(p, p->tok.at, "");
    }
}

static ast *parse_path(parser *p, ast *node, uint32_t start)
{
    parser_advance(p);
    text name = p->tok.name;
    if (p->tok.kind != TOK_NAME && p->tok.kind < TOK_AND)
        parser_fail(p, MSG_SYNTAX_NAME, parser_token_text(p));
    else
        parser_advance(p);
    node = parser_node(p, AST_PATH, start, 1, &node);
    node->name = name;
    return node;
}

static ast *parse_filter(parser *p, ast *node, uint32_t start)
{
    parser_advance(p);
    ast *inside = parse_inner(p);
    parser_expect(p, TOK_CLOSE_SQUARE, "]");
    return parser_node(p, AST_FILTER, start, 2, (ast *[]){node, inside});
}

/* A call of something that is no name. */
static ast *skip_call(parser *p, uint32_t start)
{
    uint32_t mark = p->pending.len;

    parse_arguments(p);
    p->pending.len = mark;
    return parser_unsupported(p, start, "computed call");
}

static bool is_filter(const parser *p)
{
    return p->tok.kind == TOK_OPEN_SQUARE &&
           (!p->closing || parse_starts_value(lex_peek(&p->lex).kind));
}

ast *parse_postfix(parser *p, ast *node, uint32_t start)
{
    for (;;) {
        if (p->tok.kind == TOK_DOT)
            node = parse_path(p, node, start);
        else if (is_filter(p))
            node = parse_filter(p, node, start);
        else if (p->tok.kind == TOK_OPEN_ROUND)
            node = skip_call(p, start);
        else
            return node;
    }
}
