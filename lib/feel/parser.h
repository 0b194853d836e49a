/* SPDX-License-Identifier: Apache-2.0 */
/* The parser's state, and what its parts share.
 *
 *     parse.c        entry points, operators by precedence
 *     parse_value.c  literals, names, calls, brackets, postfixes
 *     parse_words.c  if, for, some, every, function, instance of
 *     parse_test.c   unary tests: cells and what follows `in`
 *
 * No function returns NULL: after an error every token is TOK_END, all loops
 * end, and the tree is thrown away by the entry point. Each cycle of calls
 * goes through a parser_enter, so the depth of recursion is bounded.
 */
#ifndef FEEL_PARSER_H
#define FEEL_PARSER_H

#include "feel/lex.h"

/* A child that waits for its parent's other children. */
typedef struct pending {
    ast *kid;
    text name;
} pending;

#define PENDING_ROOM 16

typedef struct parser {
    lexer lex;
    token tok;         /* the current one */
    uint32_t last_end; /* of the token before */
    uint32_t depth, max_depth;
    uint32_t nodes, max_nodes;
    bool closing;      /* at the upper end of an interval: `[` may close it */
    VEC(pending) pending;
    pending room[PENDING_ROOM]; /* first memory of `pending` */
} parser;

/* Binding strength of operators, weakest first. */
enum { RANK_ANY = 1, RANK_OR = 1, RANK_AND, RANK_COMPARE, RANK_SUM,
       RANK_PRODUCT, RANK_POWER };

/* parser.c */
void parser_init(parser *p, arena *a, const feel_source *source,
                 const parse_options *options, minz_diag *diag);
void parser_advance(parser *p);
bool parser_accept(parser *p, token_kind kind);
void parser_expect(parser *p, token_kind kind, const char *sign);
/* The current token is not what should stand here: a value. */
void parser_no_value(parser *p);
void parser_fail(parser *p, msg_id id, text a0);
/* One level deeper; false, and an error, if that is too deep. Each true needs a
 * parser_leave. */
bool parser_enter(parser *p);
void parser_leave(parser *p);
text parser_token_text(const parser *p); /* of the current token */
/* A node of the text from `start` to the end of the last token. */
ast *parser_node(parser *p, ast_kind kind, uint32_t start, uint32_t count,
                 ast *const *kids);
void parser_push(parser *p, ast *kid, text name);
/* A node of all that was pushed since `pending.len` was `mark`. */
ast *parser_collect(parser *p, ast_kind kind, uint32_t start, uint32_t mark,
                    bool named);
ast *parser_unsupported(parser *p, uint32_t start, const char *construct);

/* parse.c: an expression of operators of at least that rank. */
ast *parse_binary(parser *p, int least);
/* An expression between brackets, commas or words. */
ast *parse_inner(parser *p);
ast *parse_unary(parser *p);

/* parse_value.c */
ast *parse_primary(parser *p);
ast *parse_postfix(parser *p, ast *node, uint32_t start);
/* The rest of an interval behind its lower end, from `..` on. */
ast *parse_interval(parser *p, ast *low, bool low_open, uint32_t start);
bool parse_starts_value(token_kind kind);

/* parse_words.c */
ast *parse_if(parser *p);
ast *parse_loop(parser *p, ast_kind kind);
ast *parse_function(parser *p);
ast *parse_instance(parser *p, uint32_t start);

/* parse_test.c */
ast *parse_in(parser *p, ast *value, uint32_t start);
ast *parse_cell(parser *p);
bool parse_is_comparison(token_kind kind, ast_kind *out_op);

#endif
