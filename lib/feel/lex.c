/* SPDX-License-Identifier: Apache-2.0 */
/* One pass over the text, by the first byte of each token.
 *
 * Strings are only cut out here; their escapes are resolved when a node is
 * made (lex_text.c). Every function returns an offset between `at` and the
 * length of the text, and every token but TOK_END is at least one byte long,
 * so callers that loop over tokens end.
 */
#include "feel/lex.h"

#include "feel/chars.h"
#include "feel/lex_names.h"

void lex_fail(lexer *l, msg_id id, uint32_t at, uint32_t end, text a0, text a1)
{
    if (!l->wrong)
        diag_add(l->diag, id, feel_span(l->source, at, end - at), a0, a1,
                 (text){0});
    l->wrong = true;
    l->at = l->body.len;
}

static text slice(const lexer *l, uint32_t at, uint32_t end)
{
    return (text){l->body.ptr + at, end - at};
}

static char byte_at(const lexer *l, uint32_t at)
{
    return at < l->body.len ? l->body.ptr[at] : '\0';
}

/* Reports without ending the text: what was meant is clear. */
static void complain(lexer *l, msg_id id, uint32_t at, uint32_t end, text meant)
{
    diag_add(l->diag, id, feel_span(l->source, at, end - at), slice(l, at, end),
             meant, (text){0});
    l->wrong = true;
}

static token make(lexer *l, token_kind kind, uint32_t at, uint32_t end)
{
    l->at = end;
    return (token){kind, at, end, false, slice(l, at, end)};
}

static token make_end(lexer *l)
{
    l->at = l->body.len;
    return (token){.kind = TOK_END, .at = l->at, .end = l->at};
}

/* Behind the comment at `at`; `at` if there is none. */
static uint32_t skip_comment(lexer *l, uint32_t at)
{
    const char *body = l->body.ptr;
    uint32_t len = l->body.len, from = at;

    if (byte_at(l, at) != '/')
        return at;
    if (byte_at(l, at + 1) == '/') {
        while (at < len && body[at] != '\n' && body[at] != '\r')
            at++;
        return at;
    }
    if (byte_at(l, at + 1) != '*')
        return at;
    for (at += 2; at + 1 < len; at++)
        if (body[at] == '*' && body[at + 1] == '/')
            return at + 2;
    lex_fail(l, MSG_SYNTAX_COMMENT_OPEN, from, from + 2, (text){0}, (text){0});
    return len;
}

/* Behind a blank beyond ASCII; `at` if there is none. */
static uint32_t skip_odd_blank(lexer *l, uint32_t at)
{
    bool loose = l->options->loose_names;
    uint32_t code, len = utf8_decode(l->body, at, &code);

    if (len < 2)
        return at;
    if (char_classify(code, loose) == CHAR_BLANK)
        return at + len;
    if (!loose && text_equal(char_ascii_form(code), TEXT(" "))) {
        complain(l, MSG_SYNTAX_FULL_WIDTH, at, at + len, TEXT(" "));
        return at + len;
    }
    return at;
}

static uint32_t skip_blank(lexer *l, uint32_t at)
{
    for (;;) {
        uint32_t from = at;
        while (at < l->body.len && char_is_blank(l->body.ptr[at]))
            at++;
        if (byte_at(l, at) == '/')
            at = skip_comment(l, at);
        else if ((unsigned char)byte_at(l, at) >= 0x80)
            at = skip_odd_blank(l, at);
        if (at == from)
            return at;
    }
}

static uint32_t skip_digits(const lexer *l, uint32_t at)
{
    while (char_is_digit(byte_at(l, at)))
        at++;
    return at;
}

static token lex_number(lexer *l, uint32_t at)
{
    uint32_t end = skip_digits(l, at);

    if (byte_at(l, end) == '.' && char_is_digit(byte_at(l, end + 1)))
        end = skip_digits(l, end + 1);
    if (byte_at(l, end) == 'e' || byte_at(l, end) == 'E') {
        char sign = byte_at(l, end + 1);
        uint32_t digits = end + (sign == '+' || sign == '-' ? 2 : 1);
        if (char_is_digit(byte_at(l, digits)))
            end = skip_digits(l, digits);
    }
    return make(l, TOK_NUMBER, at, end);
}

/* `quote` is the offset of the opening quote, `at` that of the token. */
static token lex_quoted(lexer *l, token_kind kind, uint32_t at, uint32_t quote)
{
    bool escaped = false;

    for (uint32_t i = quote + 1; i < l->body.len; i++) {
        char c = l->body.ptr[i];
        if (c == '"') {
            l->at = i + 1;
            return (token){kind, at, i + 1, escaped, slice(l, quote + 1, i)};
        }
        if (c == '\\') {
            escaped = true;
            i++;
        }
    }
    lex_fail(l, MSG_SYNTAX_STRING_OPEN, at, quote + 1, (text){0}, (text){0});
    return make_end(l);
}

static const struct {
    text word;
    token_kind kind;
} words[] = {
    {TEXT("and"), TOK_AND},
    {TEXT("between"), TOK_BETWEEN},
    {TEXT("else"), TOK_ELSE},
    {TEXT("every"), TOK_EVERY},
    {TEXT("false"), TOK_FALSE},
    {TEXT("for"), TOK_FOR},
    {TEXT("function"), TOK_FUNCTION},
    {TEXT("if"), TOK_IF},
    {TEXT("in"), TOK_IN},
    {TEXT("instance"), TOK_INSTANCE},
    {TEXT("null"), TOK_NULL},
    {TEXT("or"), TOK_OR},
    {TEXT("return"), TOK_RETURN},
    {TEXT("satisfies"), TOK_SATISFIES},
    {TEXT("some"), TOK_SOME},
    {TEXT("then"), TOK_THEN},
    {TEXT("true"), TOK_TRUE},
};

/* `function` and `instance` are words only before `(` and `of`. */
static bool is_word_here(lexer *l, token_kind kind, uint32_t end)
{
    while (char_is_blank(byte_at(l, end)))
        end++;
    if (kind == TOK_FUNCTION)
        return byte_at(l, end) == '(';
    return kind != TOK_INSTANCE || lex_match(l, end, TEXT("of")) != 0;
}

static token_kind word_kind(lexer *l, uint32_t at, uint32_t end)
{
    text word = slice(l, at, end);

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (text_equal(words[i].word, word) &&
            is_word_here(l, words[i].kind, end))
            return words[i].kind;
    return TOK_NAME;
}

/* A character beyond ASCII in a word of a pack that is no letter. True if the
 * word goes on behind it. */
static bool mend_word(lexer *l, uint32_t at, uint32_t len, uint32_t code)
{
    char_class class = char_classify(code, false);

    if (class == CHAR_HIDDEN) {
        text hex = arena_printf(l->arena, "%04X", (unsigned)code);
        diag_add(l->diag, MSG_SYNTAX_HIDDEN, feel_span(l->source, at, len), hex,
                 (text){0}, (text){0});
        l->wrong = true;
    } else if (class == CHAR_OTHER) {
        complain(l, MSG_SYNTAX_CHARACTER, at, at + len, (text){0});
    }
    return class != CHAR_WIDE;
}

/* The end of the word that starts or goes on at `at`. */
static uint32_t word_end(lexer *l, uint32_t at)
{
    bool loose = l->options->loose_names;

    for (;;) {
        char c = byte_at(l, at);
        if (char_is_letter(c) || char_is_digit(c)) {
            at++;
            continue;
        }
        if ((unsigned char)c < 0x80)
            return at;

        uint32_t code, len = utf8_decode(l->body, at, &code);
        if (len == 0)
            return at;
        char_class class = char_classify(code, loose);
        if (class == CHAR_BLANK ||
            (class != CHAR_LETTER && !mend_word(l, at, len, code)))
            return at;
        at += len;
    }
}

static token lex_word(lexer *l, uint32_t at)
{
    text known;
    uint32_t end = at + lex_longest(l, at, &known);

    if (end != at) {
        l->at = end;
        return (token){TOK_NAME, at, end, false, known};
    }
    end = word_end(l, at);
    return make(l, word_kind(l, at, end), at, end);
}

typedef struct mark {
    char sign[3];
    token_kind kind;
    const char *meant; /* not FEEL: what to write instead */
} mark;

/* Longer marks before those they start with. */
static const mark marks[] = {
    {"**", TOK_POWER, NULL},      {"!=", TOK_NE, NULL},
    {"<=", TOK_LE, NULL},         {">=", TOK_GE, NULL},
    {"..", TOK_DOTS, NULL},       {"==", TOK_EQ, "="},
    {"<>", TOK_NE, "!="},         {"&&", TOK_AND, "and"},
    {"||", TOK_OR, "or"},         {"+", TOK_PLUS, NULL},
    {"-", TOK_MINUS, NULL},       {"*", TOK_STAR, NULL},
    {"/", TOK_SLASH, NULL},       {"=", TOK_EQ, NULL},
    {"<", TOK_LT, NULL},          {">", TOK_GT, NULL},
    {"(", TOK_OPEN_ROUND, NULL},  {")", TOK_CLOSE_ROUND, NULL},
    {"[", TOK_OPEN_SQUARE, NULL}, {"]", TOK_CLOSE_SQUARE, NULL},
    {"{", TOK_OPEN_CURLY, NULL},  {"}", TOK_CLOSE_CURLY, NULL},
    {",", TOK_COMMA, NULL},       {":", TOK_COLON, NULL},
    {".", TOK_DOT, NULL},         {"?", TOK_QUESTION, NULL},
    {"^", TOK_POWER, "**"},       {";", TOK_COMMA, ","},
};

static const mark *find_mark(text t)
{
    char first = t.len > 0 ? t.ptr[0] : '\0';
    char second = t.len > 1 ? t.ptr[1] : '\0';

    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        const char *sign = marks[i].sign;
        if (sign[0] == first && (sign[1] == '\0' || sign[1] == second))
            return &marks[i];
    }
    return NULL;
}

/* What is no token; the words of the help say what to write. */
static token lex_bad(lexer *l, uint32_t at, uint32_t len)
{
    char c = l->body.ptr[at];
    text meant = c == '%'    ? TEXT("modulo(a, b)")
                 : c == '!'  ? TEXT("not(...)")
                 : c == '\'' ? TEXT("\"")
                             : (text){0};

    if (meant.len != 0)
        lex_fail(l, MSG_SYNTAX_SIGN, at, at + len, slice(l, at, at + len),
                 meant);
    else
        lex_fail(l, MSG_SYNTAX_CHARACTER, at, at + len, slice(l, at, at + len),
                 (text){0});
    return make_end(l);
}

static token lex_mark(lexer *l, uint32_t at)
{
    const mark *m = find_mark(slice(l, at, l->body.len));

    if (m == NULL)
        return lex_bad(l, at, 1);

    uint32_t end = at + (uint32_t)strlen(m->sign);
    if (m->meant != NULL)
        complain(l, MSG_SYNTAX_SIGN, at, end, text_of(m->meant));
    return make(l, m->kind, at, end);
}

/* Full-width punctuation is read as what it looks like. */
static token lex_wide(lexer *l, uint32_t at, uint32_t len, uint32_t code)
{
    text ascii = char_ascii_form(code);
    const mark *m = find_mark(ascii);

    if (m != NULL && m->meant != NULL)
        ascii = text_of(m->meant);
    if (m == NULL) {
        lex_fail(l, MSG_SYNTAX_FULL_WIDTH, at, at + len, slice(l, at, at + len),
                 ascii);
        return make_end(l);
    }
    complain(l, MSG_SYNTAX_FULL_WIDTH, at, at + len, ascii);
    return make(l, m->kind, at, at + len);
}

static token lex_beyond_ascii(lexer *l, uint32_t at)
{
    uint32_t code, len = utf8_decode(l->body, at, &code);

    if (len == 0) {
        lex_fail(l, MSG_SYNTAX_CHARACTER, at, at + 1, TEXT("\xEF\xBF\xBD"),
                 (text){0});
        return make_end(l);
    }
    if (char_classify(code, l->options->loose_names) == CHAR_WIDE)
        return lex_wide(l, at, len, code);
    return lex_word(l, at);
}

token lex_next(lexer *l)
{
    uint32_t at = skip_blank(l, l->at);
    char c = byte_at(l, at), next = byte_at(l, at + 1);

    if (at >= l->body.len)
        return make_end(l);
    if (char_is_letter(c))
        return lex_word(l, at);
    if (char_is_digit(c) || (c == '.' && char_is_digit(next)))
        return lex_number(l, at);
    if (c == '"')
        return lex_quoted(l, TOK_STRING, at, at);
    if (c == '@' && next == '"')
        return lex_quoted(l, TOK_TEMPORAL, at, at + 1);
    if ((unsigned char)c >= 0x80)
        return lex_beyond_ascii(l, at);
    return lex_mark(l, at);
}

token lex_peek(const lexer *l)
{
    lexer ahead = *l;

    ahead.diag = NULL;
    return lex_next(&ahead);
}
