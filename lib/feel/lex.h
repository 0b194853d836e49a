/* SPDX-License-Identifier: Apache-2.0 */
/* Tokens of an expression, one at a time, without allocation.
 *
 * A token is a kind and a slice of the text. Names of several words are one
 * token: at the start of a word the longest name in scope is tried first. The
 * first error ends the text (all further tokens are TOK_END) and is the only
 * one reported; characters with an obvious meaning, such as full-width
 * punctuation, are reported each and read as what was meant.
 */
#ifndef FEEL_LEX_H
#define FEEL_LEX_H

#include "feel/parse.h"

typedef enum token_kind {
    TOK_END,
    TOK_NAME,     /* `name`: as declared */
    TOK_NUMBER,   /* `name`: as written */
    TOK_STRING,   /* `name`: between the quotes, escapes unresolved */
    TOK_TEMPORAL, /* @"...", likewise */
    TOK_QUESTION,
    TOK_PLUS, TOK_MINUS, TOK_STAR, TOK_SLASH, TOK_POWER,
    TOK_EQ, TOK_NE, TOK_LT, TOK_LE, TOK_GT, TOK_GE,
    TOK_OPEN_ROUND, TOK_CLOSE_ROUND, TOK_OPEN_SQUARE, TOK_CLOSE_SQUARE,
    TOK_OPEN_CURLY, TOK_CLOSE_CURLY,
    TOK_COMMA, TOK_COLON, TOK_DOT, TOK_DOTS,
    /* words; `name`: as written */
    TOK_AND, TOK_BETWEEN, TOK_ELSE, TOK_EVERY, TOK_FALSE, TOK_FOR,
    TOK_FUNCTION, TOK_IF, TOK_IN, TOK_INSTANCE, TOK_NULL, TOK_OR, TOK_RETURN,
    TOK_SATISFIES, TOK_SOME, TOK_THEN, TOK_TRUE,
    TOK_COUNT
} token_kind;

typedef struct token {
    token_kind kind;
    uint32_t at, end; /* bytes in the text */
    bool escaped;     /* TOK_STRING, TOK_TEMPORAL: has a backslash */
    text name;
} token;

typedef struct lexer {
    arena *arena;
    const feel_source *source;
    const parse_options *options;
    minz_diag *diag; /* NULL while looking ahead */
    text body;
    uint32_t at;
    bool wrong;      /* an error was reported: no tree comes out of this */
    VEC(text) locals; /* names of several words declared in the text */
} lexer;

token lex_next(lexer *l);
/* The token after the current one, without side effects. */
token lex_peek(const lexer *l);
/* The value of a string: escapes resolved. */
text lex_string(lexer *l, const token *t);
/* If a name and a colon start with the current token, returns the name and
 * moves behind the colon; else an empty text. */
text lex_label(lexer *l, const token *t);
/* A slice of the text as a name: blanks trimmed, runs of them made one. */
text lex_name(lexer *l, uint32_t at, uint32_t end);
/* Bytes of the text at `at` that are the name, 0 if it does not stand there. */
uint32_t lex_match(const lexer *l, uint32_t at, text name);
/* From here on the name is known, if it is more than one word and names are
 * loose. */
void lex_declare(lexer *l, text name);
/* Reports an error and ends the text; silent if there was one already. */
void lex_fail(lexer *l, msg_id id, uint32_t at, uint32_t end, text a0,
              text a1);

#endif
