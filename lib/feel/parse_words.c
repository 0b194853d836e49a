/* SPDX-License-Identifier: Apache-2.0 */
/* Constructs that start with a word, and those that are only skipped over.
 *
 * A body reaches as far as it can. Variables may be names of several words;
 * they are read up to `in` and then known to the lexer.
 */
#include "feel/parser.h"

ast *parse_if(parser *p)
{
    uint32_t start = p->tok.at;

    parser_advance(p);
    ast *condition = parse_inner(p);
    parser_expect(p, TOK_THEN, "then");
    ast *yes = parse_inner(p);
    parser_expect(p, TOK_ELSE, "else");
    ast *no = parse_inner(p);
    return parser_node(p, AST_IF, start, 3, (ast *[]){condition, yes, no});
}

static bool is_word(token_kind kind)
{
    return kind == TOK_NAME || kind >= TOK_AND;
}

/* The name before `in`; in packs it is one word. */
static text parse_variable(parser *p)
{
    uint32_t start = p->tok.at;
    text name = p->tok.name;

    if (p->tok.kind != TOK_NAME) {
        parser_fail(p, MSG_SYNTAX_NAME, parser_token_text(p));
        return TEXT("");
    }
    parser_advance(p);
    if (p->tok.kind == TOK_IN || !p->lex.options->loose_names)
        return name;
    while (p->tok.kind != TOK_IN &&
           (is_word(p->tok.kind) || p->tok.kind == TOK_NUMBER))
        parser_advance(p);
    return lex_name(&p->lex, start, p->last_end);
}

static ast *parse_source(parser *p, bool ranges)
{
    uint32_t start = p->tok.at;
    ast *source = parse_inner(p);

    if (!ranges || !parser_accept(p, TOK_DOTS))
        return source;
    ast *last = parse_inner(p);
    return parser_node(p, AST_RANGE, start, 2, (ast *[]){source, last});
}

ast *parse_loop(parser *p, ast_kind kind)
{
    uint32_t start = p->tok.at, mark = p->pending.len;

    do {
        parser_advance(p); /* over the word, then over commas */
        text name = parse_variable(p);
        parser_expect(p, TOK_IN, "in");
        ast *source = parse_source(p, kind == AST_FOR);
        lex_declare(&p->lex, name);
        parser_push(p, source, name);
    } while (p->tok.kind == TOK_COMMA);
    if (kind == AST_FOR)
        parser_expect(p, TOK_RETURN, "return");
    else
        parser_expect(p, TOK_SATISFIES, "satisfies");
    parser_push(p, parse_inner(p), (text){0});
    return parser_collect(p, kind, start, mark, true);
}

/* Over the name of a type: words and dots, or one of those with `and`. */
static void skip_type_name(parser *p)
{
    static const text spaced[] = {TEXT("days and time duration"),
                                  TEXT("years and months duration"),
                                  TEXT("date and time")};

    for (size_t i = 0; i < sizeof spaced / sizeof *spaced; i++) {
        uint32_t len = lex_match(&p->lex, p->tok.at, spaced[i]);
        if (len != 0) {
            p->tok.end = p->tok.at + len;
            p->lex.at = p->tok.end;
            parser_advance(p);
            return;
        }
    }
    if (!is_word(p->tok.kind))
        parser_fail(p, MSG_SYNTAX_NAME, parser_token_text(p));
    while (p->tok.kind == TOK_NAME || p->tok.kind == TOK_FUNCTION ||
           p->tok.kind == TOK_DOT)
        parser_advance(p);
}

static void skip_type(parser *p);

/* `<string>`, `<a: number, b: string>` */
static void skip_type_arguments(parser *p)
{
    do {
        parser_advance(p);
        if (lex_label(&p->lex, &p->tok).len != 0)
            parser_advance(p);
        skip_type(p);
    } while (p->tok.kind == TOK_COMMA);
    parser_expect(p, TOK_GT, ">");
}

static void skip_type(parser *p)
{
    if (!parser_enter(p))
        return;
    skip_type_name(p);
    if (p->tok.kind == TOK_LT)
        skip_type_arguments(p);
    if (p->tok.kind == TOK_MINUS && lex_peek(&p->lex).kind == TOK_GT) {
        parser_advance(p);
        parser_advance(p);
        skip_type(p);
    }
    parser_leave(p);
}

ast *parse_instance(parser *p, uint32_t start)
{
    parser_advance(p); /* instance */
    parser_advance(p); /* of */
    skip_type(p);
    return parser_unsupported(p, start, "instance of");
}

static void skip_parameter(parser *p)
{
    text label = lex_label(&p->lex, &p->tok);

    if (label.len != 0) {
        lex_declare(&p->lex, label);
        parser_advance(p);
        skip_type(p);
    } else if (is_word(p->tok.kind)) {
        parser_advance(p);
    } else {
        parser_fail(p, MSG_SYNTAX_NAME, parser_token_text(p));
    }
}

ast *parse_function(parser *p)
{
    uint32_t start = p->tok.at;

    parser_advance(p);
    parser_expect(p, TOK_OPEN_ROUND, "(");
    if (p->tok.kind != TOK_CLOSE_ROUND)
        skip_parameter(p);
    while (parser_accept(p, TOK_COMMA))
        skip_parameter(p);
    parser_expect(p, TOK_CLOSE_ROUND, ")");
    if (p->tok.kind == TOK_NAME && text_equal(p->tok.name, TEXT("external")))
        parser_advance(p);
    parse_inner(p);
    return parser_unsupported(p, start, "function");
}
