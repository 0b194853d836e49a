/* SPDX-License-Identifier: Apache-2.0 */
/* Names with spaces: matching, declaring, and cutting them out of the text.
 *
 * Three lists are tried at the start of each word: the names given for the
 * expression, the locals declared in it so far, and the functions of the
 * standard, which are names only before `(`. Only models of the standard have
 * such locals. A local stays known to the end of the text, also where it is
 * out of scope: that a word belongs to a name is a matter of spelling, what
 * the name means is the checker's.
 */
#include "feel/lex_names.h"

#include "feel/chars.h"

static const text functions[] = {
    TEXT("context merge"), TEXT("context put"), TEXT("date and time"),
    TEXT("day of week"), TEXT("day of year"), TEXT("distinct values"),
    TEXT("ends with"), TEXT("finished by"), TEXT("get entries"),
    TEXT("get value"), TEXT("index of"), TEXT("insert before"),
    TEXT("list contains"), TEXT("list replace"), TEXT("lower case"),
    TEXT("met by"), TEXT("month of year"), TEXT("overlaps after"),
    TEXT("overlaps before"), TEXT("round down"), TEXT("round half down"),
    TEXT("round half up"), TEXT("round up"), TEXT("started by"),
    TEXT("starts with"), TEXT("string join"), TEXT("string length"),
    TEXT("substring after"), TEXT("substring before"), TEXT("upper case"),
    TEXT("week of year"), TEXT("years and months duration"),
};

static char byte_at(const lexer *l, uint32_t at)
{
    return at < l->body.len ? l->body.ptr[at] : '\0';
}

static bool in_word(char c)
{
    return char_is_letter(c) || char_is_digit(c) || (unsigned char)c >= 0x80;
}

static uint32_t skip_blanks(const lexer *l, uint32_t at)
{
    while (char_is_blank(byte_at(l, at)))
        at++;
    return at;
}

uint32_t lex_match(const lexer *l, uint32_t at, text name)
{
    uint32_t end = at;

    for (uint32_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        if (c == ' ') {
            if (!char_is_blank(byte_at(l, end)))
                return 0;
            end = skip_blanks(l, end);
        } else if (end < l->body.len && l->body.ptr[end] == c) {
            end++;
        } else {
            return 0;
        }
    }
    if (name.len == 0 ||
        (in_word(name.ptr[name.len - 1]) && in_word(byte_at(l, end))))
        return 0;
    return end - at;
}

static uint32_t longest_of(const lexer *l, uint32_t at, const text *names,
                           uint32_t count, uint32_t least, text *out_name)
{
    for (uint32_t i = 0; i < count; i++) {
        uint32_t len = lex_match(l, at, names[i]);
        if (len > least) {
            least = len;
            *out_name = names[i];
        }
    }
    return least;
}

static uint32_t longest_function(const lexer *l, uint32_t at, text *out_name)
{
    uint32_t best = 0;

    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        uint32_t len = lex_match(l, at, functions[i]);
        if (len > best && byte_at(l, skip_blanks(l, at + len)) == '(') {
            best = len;
            *out_name = functions[i];
        }
    }
    return best;
}

uint32_t lex_longest(const lexer *l, uint32_t at, text *out_name)
{
    uint32_t best = 0;

    if (char_is_letter(l->body.ptr[at]))
        best = longest_function(l, at, out_name);
    best = longest_of(l, at, l->options->names, l->options->name_count, best,
                      out_name);
    return longest_of(l, at, l->locals.at, l->locals.len, best, out_name);
}

void lex_declare(lexer *l, text name)
{
    if (!l->options->loose_names)
        return;
    for (uint32_t i = 0; i < name.len; i++)
        if (!in_word(name.ptr[i])) {
            VEC_PUSH(l->arena, l->locals, name);
            return;
        }
}

text lex_name(lexer *l, uint32_t at, uint32_t end)
{
    const char *from = l->body.ptr + at;
    uint32_t len = 0;
    char *out;

    while (end > at && char_is_blank(l->body.ptr[end - 1]))
        end--;
    out = arena_alloc(l->arena, (size_t)(end - at) + 1);
    for (uint32_t i = 0; i < end - at; i++) {
        bool blank = char_is_blank(from[i]);
        if (!blank)
            out[len++] = from[i];
        else if (len > 0 && out[len - 1] != ' ')
            out[len++] = ' ';
    }
    return (text){out, len};
}

/* May c stand in a label of a model? */
static bool in_label(char c)
{
    return in_word(c) || char_is_blank(c) || c == '+' || c == '-' ||
           c == '*' || c == '/' || c == '.' || c == '\'';
}

static text loose_label(lexer *l, uint32_t at)
{
    uint32_t end = at;

    if (char_is_digit(byte_at(l, at)) || !in_word(byte_at(l, at)))
        return (text){0};
    while (in_label(byte_at(l, end)))
        end++;
    if (byte_at(l, end) != ':')
        return (text){0};
    l->at = end + 1;
    return lex_name(l, at, end);
}

text lex_label(lexer *l, const token *t)
{
    if (l->options->loose_names) {
        text label = loose_label(l, t->at);
        if (label.len != 0)
            return label;
    }
    if ((t->kind != TOK_NAME && t->kind < TOK_AND) ||
        lex_peek(l).kind != TOK_COLON)
        return (text){0};
    lex_next(l);
    return t->name;
}
