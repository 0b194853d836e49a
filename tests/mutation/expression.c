/* SPDX-License-Identifier: Apache-2.0 */
/* The mutants of one expression, found by its tokens.
 *
 * The text is that of a JSON string: a quote within it is written \". Names
 * with digits and members such as `a.b` are one token, so that no part of a
 * name is taken for a number or a word.
 */
#include "mutation.h"

typedef struct scanner {
    const place *p;
    uint32_t at, to;
    bool coded; /* the string before it is a code: review("...") */
} scanner;

static char byte_at(const scanner *s, uint32_t at)
{
    return at < s->to ? s->p->body.ptr[at] : '\0';
}

static bool looks_at(const scanner *s, const char *what)
{
    size_t n = strlen(what);

    return s->at + n <= s->to && memcmp(s->p->body.ptr + s->at, what, n) == 0;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           ((unsigned char)c & 0x80) != 0;
}

/* A duration's numbers, "P15D". */
static void duration(scanner *s, uint32_t from, uint32_t to)
{
    for (uint32_t i = from; i < to;) {
        uint32_t end = i;
        while (end < to && is_digit(byte_at(s, end)))
            end++;
        if (end > i)
            place_number(s->p, i, (text){s->p->body.ptr + i, end - i}, 0);
        i = end + 1;
    }
}

static void string(scanner *s)
{
    uint32_t from = s->at + 2;

    for (s->at = from; s->at < s->to && !looks_at(s, "\\\"");)
        s->at++;
    text inside = {s->p->body.ptr + from, s->at - from};
    s->at += 2;
    if (s->coded || inside.len == 0)
        return;
    if (inside.ptr[0] == 'P' && inside.len > 2 && is_digit(inside.ptr[1]))
        duration(s, from, from + inside.len);
    else if (!place_date(s->p, from, inside))
        place_word(s->p, from, inside);
}

static void number(scanner *s)
{
    uint32_t from = s->at;

    while (is_digit(byte_at(s, s->at)))
        s->at++;
    if (byte_at(s, s->at) == '.' && is_digit(byte_at(s, s->at + 1)))
        for (s->at++; is_digit(byte_at(s, s->at));)
            s->at++;
    place_number(s->p, from, (text){s->p->body.ptr + from, s->at - from}, 0);
}

static void name(scanner *s)
{
    uint32_t from = s->at;
    char c;

    while (is_name(c = byte_at(s, s->at)) || is_digit(c) ||
           (c == '.' && is_name(byte_at(s, s->at + 1))))
        s->at++;
    text t = {s->p->body.ptr + from, s->at - from};
    s->coded = text_equal(t, TEXT("review"));
    if (text_equal(t, TEXT("and")))
        place_add(s->p, MUT_LOGIC, from, t.len, TEXT("or"));
    else if (text_equal(t, TEXT("or")))
        place_add(s->p, MUT_LOGIC, from, t.len, TEXT("and"));
    else if (text_equal(t, TEXT("true")))
        place_add(s->p, MUT_BOOLEAN, from, t.len, TEXT("false"));
    else if (text_equal(t, TEXT("false")))
        place_add(s->p, MUT_BOOLEAN, from, t.len, TEXT("true"));
}

static void bracket(const place *p, uint32_t at)
{
    static const char from[] = "[]()", with[] = "()[]";
    const char *found = memchr(from, p->body.ptr[at], 4);

    if (found != NULL)
        place_add(p, MUT_COMPARISON, at, 1, (text){with + (found - from), 1});
}

/* The brackets around a `..`: the nearest that are not closed on the way. */
static void range(scanner *s, uint32_t from)
{
    const char *body = s->p->body.ptr;
    int depth = 0;
    uint32_t i;

    for (i = s->at; i-- > from;) {
        depth += (body[i] == ')' || body[i] == ']');
        if ((body[i] == '(' || body[i] == '[') && depth-- == 0) {
            bracket(s->p, i);
            break;
        }
    }
    depth = 0;
    for (i = s->at; i < s->to; i++) {
        depth += (body[i] == '(' || body[i] == '[');
        if ((body[i] == ')' || body[i] == ']') && depth-- == 0) {
            bracket(s->p, i);
            break;
        }
    }
    s->at += 2;
}

static bool comparison(scanner *s)
{
    static const char *const pairs[][2] = {{"<=", "<"}, {">=", ">"},
                                           {"!=", "="}, {"<", "<="},
                                           {">", ">="}, {"=", "!="}};

    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        if (!looks_at(s, pairs[i][0]))
            continue;
        uint32_t len = (uint32_t)strlen(pairs[i][0]);
        place_add(s->p, MUT_COMPARISON, s->at, len, text_of(pairs[i][1]));
        s->at += len;
        return true;
    }
    return false;
}

static bool comment(scanner *s)
{
    const char *end = looks_at(s, "//")   ? "\\n"
                      : looks_at(s, "/*") ? "*/"
                                          : NULL;

    if (end == NULL)
        return false;
    for (s->at += 2; s->at < s->to && !looks_at(s, end);)
        s->at++;
    s->at += 2;
    return true;
}

void expression_mutants(const place *p, uint32_t from, uint32_t to)
{
    scanner s = {.p = p, .at = from, .to = to};

    while (s.at < to) {
        char c = byte_at(&s, s.at);
        if (looks_at(&s, "\\\"")) {
            string(&s);
        } else if (is_digit(c)) {
            number(&s);
        } else if (is_name(c)) {
            name(&s);
            continue; /* `coded` is for what follows */
        } else if (looks_at(&s, "..")) {
            range(&s, from);
        } else if (!comment(&s) && !comparison(&s)) {
            s.at++;
            if (c == '(' || c == ' ')
                continue;
        }
        s.coded = false;
    }
}
