/* SPDX-License-Identifier: Apache-2.0 */
/* Strict JSON scanner: one pass, no recursion, no table to load.
 *
 * The outer loop reads a value; the inner one closes what can be closed and
 * finds the next member. `open` is the stack of containers, as indexes of
 * their marks. Functions that scan return false after the first fault, which
 * has then been reported and stands in `status`.
 * Hot path: every fact document and every line of NDJSON; strings go eight
 * bytes at a time.
 */
#include "json/scan.h"

#include "base/number.h"
#include "json/eight.h"

typedef struct scanner {
    const uint8_t *at, *end, *start;
    const uint8_t *comma; /* the last one read */
    json_tape *tape;
    const source_text *source;
    minz_diag *diag;
    json_limits max;
    minz_status status;
    uint32_t depth;
    uint32_t open[JSON_DEPTH_MAX];
    uint32_t last[JSON_DEPTH_MAX]; /* the newest member of each of them */
    uint8_t close[JSON_DEPTH_MAX]; /* the bracket that ends it */
    bool escaped; /* the last string has a backslash */
} scanner;

/* ---- faults ---- */

static uint32_t offset_of(const scanner *s, const uint8_t *p)
{
    return (uint32_t)(p - s->start);
}

static bool fail(scanner *s, msg_id id, const uint8_t *from, const uint8_t *to,
                 text arg)
{
    span where = {
        s->source, offset_of(s, from), (uint32_t)(to - from), {NULL, 0}};

    s->status = MINZ_E_TEXT;
    diag_add(s->diag, id, where, arg, (text){0}, (text){0});
    return false;
}

static bool fail_byte(scanner *s, msg_id id)
{
    return fail(s, id, s->at, s->at + 1, (text){0});
}

static bool over_limit(scanner *s, msg_id id, const uint8_t *from,
                       const uint8_t *to, uint32_t limit)
{
    char digits[24];
    uint32_t len = number_format(limit, 0, 0, digits);

    fail(s, id, from, to, (text){digits, len});
    s->status = MINZ_E_LIMIT;
    return false;
}

static inline json_mark *top(const scanner *s)
{
    return &s->tape->at[s->open[s->depth - 1]];
}

static inline uint8_t closer(const scanner *s)
{
    return s->close[s->depth - 1];
}

static text closer_text(const scanner *s)
{
    return closer(s) == '}' ? TEXT("}") : TEXT("]");
}

static bool fail_at_end(scanner *s)
{
    if (s->depth == 0)
        return fail(s, MSG_JSON_EMPTY, s->at, s->at, (text){0});
    fail(s, MSG_JSON_UNCLOSED, s->at, s->at, closer_text(s));
    diag_also(s->diag, (span){s->source, top(s)->offset, 1, {NULL, 0}});
    return false;
}

/* The message for a sign that belongs to Chinese text; MSG_COUNT: none. */
static msg_id foreign_punctuation(uint32_t code)
{
    static const uint16_t full_width[] = {0x3000, 0x3001, 0xff0c, 0xff1a,
                                          0xff1b, 0xff3b, 0xff3d, 0xff5b,
                                          0xff5d, 0x3010, 0x3011, 0xff0d};
    static const uint16_t quotes[] = {0x2018, 0x2019, 0x201c, 0x201d,
                                      0x300c, 0x300d, 0xff02, 0xff07};

    for (size_t i = 0; i < sizeof full_width / sizeof *full_width; i++)
        if (code == full_width[i])
            return MSG_JSON_FULL_WIDTH;
    for (size_t i = 0; i < sizeof quotes / sizeof *quotes; i++)
        if (code == quotes[i])
            return MSG_JSON_QUOTE;
    return MSG_COUNT;
}

static uint32_t decode(const uint8_t *p, const uint8_t *end, uint32_t *code)
{
    uint32_t rest = end - p < 4 ? (uint32_t)(end - p) : 4;

    return utf8_decode((text){(const char *)p, rest}, 0, code);
}

/* Reports the byte at hand, where `expected` says what should stand there;
 * common slips get their own message. */
static bool unexpected(scanner *s, msg_id expected, text arg)
{
    uint32_t code = 0;

    if (s->at == s->end)
        return fail_at_end(s);
    switch (*s->at) {
    case 0:
        return fail_byte(s, MSG_JSON_NUL);
    case '/':
    case '#':
        return fail_byte(s, MSG_JSON_COMMENT);
    case '\'':
        return fail_byte(s, MSG_JSON_QUOTE);
    default:
        break;
    }
    if (*s->at < 0x80)
        return fail(s, expected, s->at, s->at + 1, arg);
    uint32_t len = decode(s->at, s->end, &code);
    if (len == 0)
        return fail_byte(s, MSG_JSON_UTF8);
    if (code == 0xfeff && s->at == s->start)
        return fail(s, MSG_JSON_BOM, s->at, s->at + len, (text){0});
    msg_id id = foreign_punctuation(code);
    if (id == MSG_COUNT)
        id = expected == MSG_JSON_VALUE ? MSG_JSON_WORD : expected;
    return fail(s, id, s->at, s->at + len, arg);
}

/* ---- the tape ---- */

static bool tape_grow(scanner *s)
{
    json_tape *t = s->tape;
    uint32_t cap = t->cap == 0 ? 256 : t->cap * 2;
    void *at = t->alloc.fn(t->alloc.ctx, t->at, t->cap * sizeof *t->at,
                           cap * sizeof *t->at);

    if (at == NULL) {
        s->status = MINZ_E_NOMEM;
        return false;
    }
    t->at = at;
    t->cap = cap;
    return true;
}

static inline void join_sibling(scanner *s, uint32_t mark)
{
    if (s->depth == 0)
        return;
    uint32_t *last = &s->last[s->depth - 1];
    if (top(s)->count > 1)
        s->tape->at[*last].next = mark;
    *last = mark;
}

static json_kind kind_at(const uint8_t *p)
{
    switch (*p) {
    case '{': return JSON_OBJECT;
    case '[': return JSON_ARRAY;
    case '"': return JSON_STRING;
    case 't': case 'f': return JSON_BOOL;
    case 'n': return JSON_NULL;
    default: return JSON_NUMBER;
    }
}

/* A mark for the value at hand. */
static inline bool push_mark(scanner *s, uint32_t key_offset, uint32_t key_len)
{
    json_tape *t = s->tape;

    if (t->len == s->max.values)
        return over_limit(s, MSG_JSON_LIMIT_VALUES, s->at, s->at + 1,
                          s->max.values);
    if (t->len == t->cap && !tape_grow(s))
        return false;
    t->at[t->len++] = (json_mark){.offset = offset_of(s, s->at),
                                  .key_offset = key_offset,
                                  .key_len = key_len,
                                  .key_escaped = key_len > 0 && s->escaped,
                                  .kind = (uint8_t)kind_at(s->at)};
    join_sibling(s, t->len - 1);
    return true;
}

/* ---- strings ---- */

#define SIXTEEN 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1
const bool eight_plain_byte[256] = {
    [0x20] = 1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, /* 0x22: quote */
    SIXTEEN, SIXTEEN,
    [0x50] = 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 1, 1, 1, /* 0x5c */
    SIXTEEN, SIXTEEN};

static bool eight_plain(const uint8_t *p)
{
    uint64_t x = eight_load(p);

    return (x & EIGHT_HIGH) == 0 && !eight_special(x);
}

static int hex_digit(uint8_t c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The code of "\u1234" at p; false if it is no such escape. */
static bool read_u_escape(const uint8_t *p, const uint8_t *end, uint32_t *out)
{
    uint32_t code = 0;

    if (end - p < 6 || p[0] != '\\' || p[1] != 'u')
        return false;
    for (int i = 2; i < 6; i++) {
        int digit = hex_digit(p[i]);
        if (digit < 0)
            return false;
        code = code << 4 | (uint32_t)digit;
    }
    *out = code;
    return true;
}

static bool scan_u_escape(scanner *s)
{
    const uint8_t *p = s->at;
    uint32_t code, low;

    if (!read_u_escape(p, s->end, &code))
        return fail(s, MSG_JSON_ESCAPE, p, p + 2, (text){0});
    if (code == 0)
        return fail(s, MSG_JSON_NUL, p, p + 6, (text){0});
    s->at += 6;
    if (code < 0xd800 || code > 0xdfff)
        return true;
    if (code >= 0xdc00 || !read_u_escape(s->at, s->end, &low) || low < 0xdc00 ||
        low > 0xdfff)
        return fail(s, MSG_JSON_SURROGATE, p, p + 6, (text){0});
    s->at += 6;
    return true;
}

static bool scan_escape(scanner *s)
{
    if (s->end - s->at < 2) {
        s->at = s->end;
        return true; /* the caller finds that the string is not closed */
    }
    if (s->at[1] == 'u')
        return scan_u_escape(s);
    if (s->at[1] == 0 || strchr("\"\\/bfnrt", s->at[1]) == NULL)
        return fail(s, MSG_JSON_ESCAPE, s->at, s->at + 1, (text){0});
    s->at += 2;
    return true;
}

static bool scan_wide(scanner *s)
{
    const uint8_t *p = s->at;
    uint32_t code;
    uint32_t len;

    /* Most Chinese characters, without a call. */
    if (s->end - p >= 3 && p[0] >= 0xe1 && p[0] <= 0xec &&
        (p[1] & 0xc0) == 0x80 && (p[2] & 0xc0) == 0x80) {
        s->at += 3;
        return true;
    }
    len = decode(p, s->end, &code);
    s->at += len;
    return len != 0 || fail_byte(s, MSG_JSON_UTF8);
}

static bool scan_special(scanner *s)
{
    if (*s->at == '\\') {
        s->escaped = true;
        return scan_escape(s);
    }
    if (*s->at >= 0x80)
        return scan_wide(s);
    return fail_byte(s, *s->at == 0 ? MSG_JSON_NUL : MSG_JSON_CONTROL);
}

/* From the opening quote to behind the closing one. */
static bool scan_string(scanner *s)
{
    const uint8_t *from = s->at++;

    s->escaped = false;
    for (;;) {
        const uint8_t *p = s->at;
        while (s->end - p >= 8 && eight_plain(p))
            p += 8;
        while (p < s->end && eight_plain_byte[*p])
            p++;
        s->at = p;
        if (s->at == s->end)
            return fail(s, MSG_JSON_STRING_OPEN, from, from + 1, (text){0});
        if (*s->at == '"')
            break;
        if (!scan_special(s))
            return false;
    }
    s->at++;
    if ((uint32_t)(s->at - from) - 2 > s->max.string_bytes)
        return over_limit(s, MSG_JSON_LIMIT_STRING, from, s->at,
                          s->max.string_bytes);
    return true;
}

/* ---- numbers and words ---- */

static bool at_digit(const scanner *s)
{
    return s->at < s->end && *s->at >= '0' && *s->at <= '9';
}

static inline bool at_byte(const scanner *s, uint8_t c)
{
    return s->at < s->end && *s->at == c;
}

static bool scan_digits(scanner *s)
{
    const uint8_t *to = s->at < s->end ? s->at + 1 : s->at;

    if (!at_digit(s))
        return fail(s, MSG_JSON_NUMBER_DIGIT, s->at, to, (text){0});
    while (at_digit(s))
        s->at++;
    return true;
}

static bool scan_exponent(scanner *s)
{
    s->at++;
    if (at_byte(s, '+') || at_byte(s, '-'))
        s->at++;
    return scan_digits(s);
}

static bool scan_number(scanner *s)
{
    const uint8_t *from = s->at;

    if (*s->at == '-')
        s->at++;
    const uint8_t *first = s->at;
    if (!scan_digits(s))
        return false;
    if (*first == '0' && s->at - first > 1)
        return fail(s, MSG_JSON_NUMBER_ZERO, from, s->at, (text){0});
    if (at_byte(s, '.')) {
        s->at++;
        if (!scan_digits(s))
            return false;
    }
    if ((at_byte(s, 'e') || at_byte(s, 'E')) && !scan_exponent(s))
        return false;
    if ((uint32_t)(s->at - from) > s->max.number_bytes)
        return over_limit(s, MSG_JSON_LIMIT_NUMBER, from, s->at,
                          s->max.number_bytes);
    return true;
}

static bool is_word_byte(uint8_t c)
{
    return (c >= '0' && c <= '9') || c == '_' ||
           ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

static bool scan_word(scanner *s)
{
    const uint8_t *from = s->at;

    while (s->at < s->end && is_word_byte(*s->at))
        s->at++;
    text word = {(const char *)from, (uint32_t)(s->at - from)};
    if (text_equal(word, TEXT("true")) || text_equal(word, TEXT("false")) ||
        text_equal(word, TEXT("null")))
        return true;
    return fail(s, MSG_JSON_WORD, from, s->at, (text){0});
}

/* ---- values and containers ---- */

static inline void skip_space(scanner *s)
{
    if (s->at < s->end && *s->at > ' ')
        return;
    while (s->at < s->end && (*s->at == ' ' || *s->at == '\n' ||
                              *s->at == '\r' || *s->at == '\t'))
        s->at++;
}

static bool open_container(scanner *s)
{
    if (s->depth == s->max.depth)
        return over_limit(s, MSG_JSON_LIMIT_DEPTH, s->at, s->at + 1,
                          s->max.depth);
    s->close[s->depth] = *s->at == '{' ? '}' : ']';
    s->open[s->depth++] = s->tape->len - 1;
    s->at++;
    return true;
}

static bool scan_bare(scanner *s)
{
    if (at_digit(s) || *s->at == '-')
        return scan_number(s);
    if (is_word_byte(*s->at))
        return scan_word(s);
    if (*s->at == '+')
        return fail_byte(s, MSG_JSON_NUMBER_PLUS);
    if (*s->at == '.')
        return fail_byte(s, MSG_JSON_NUMBER_DIGIT);
    return unexpected(s, MSG_JSON_VALUE, (text){0});
}

/* A scalar as a whole; of a container only the bracket. */
static bool scan_value(scanner *s, uint32_t key_offset, uint32_t key_len)
{
    if (s->at == s->end)
        return fail_at_end(s);
    uint32_t mark = s->tape->len;
    if (!push_mark(s, key_offset, key_len))
        return false;
    json_mark *m = &s->tape->at[mark];
    if (m->kind == JSON_OBJECT || m->kind == JSON_ARRAY)
        return open_container(s);
    if (!(m->kind == JSON_STRING ? scan_string(s) : scan_bare(s)))
        return false;
    m->len = offset_of(s, s->at) - m->offset;
    m->escaped = m->kind == JSON_STRING && s->escaped;
    return true;
}

static void close_container(scanner *s)
{
    json_mark *m = top(s);

    s->at++;
    m->len = offset_of(s, s->at) - m->offset;
    s->depth--;
}

/* Behind a value: closes containers until one has a further member, which is
 * then at hand. False at the end of the text's value too; see `depth`. */
static bool find_member(scanner *s)
{
    while (s->depth > 0) {
        skip_space(s);
        if (at_byte(s, closer(s))) {
            close_container(s);
            continue;
        }
        if (top(s)->count == 0)
            return true;
        if (!at_byte(s, ','))
            return unexpected(s, MSG_JSON_COMMA, closer_text(s));
        s->comma = s->at++;
        skip_space(s);
        if (at_byte(s, closer(s)))
            return fail(s, MSG_JSON_LAST_COMMA, s->comma, s->comma + 1,
                        closer_text(s));
        return true;
    }
    return false;
}

static bool count_member(scanner *s)
{
    bool object = closer(s) == '}';
    uint32_t limit = object ? s->max.keys : s->max.items;

    if (top(s)->count++ < limit)
        return true;
    return over_limit(s, object ? MSG_JSON_LIMIT_KEYS : MSG_JSON_LIMIT_ITEMS,
                      s->at, s->at, limit);
}

static bool scan_member(scanner *s)
{
    uint32_t key = offset_of(s, s->at);

    if (!count_member(s))
        return false;
    if (closer(s) == ']')
        return scan_value(s, 0, 0);
    if (!at_byte(s, '"'))
        return unexpected(s, MSG_JSON_KEY, (text){0});
    if (!scan_string(s))
        return false;
    uint32_t key_len = offset_of(s, s->at) - key;
    skip_space(s);
    if (!at_byte(s, ':'))
        return unexpected(s, MSG_JSON_COLON, (text){0});
    s->at++;
    skip_space(s);
    return scan_value(s, key, key_len);
}

static void scan_document(scanner *s)
{
    skip_space(s);
    if (!scan_value(s, 0, 0))
        return;
    while (find_member(s))
        if (!scan_member(s))
            return;
    if (s->status != MINZ_OK)
        return;
    skip_space(s);
    if (s->at < s->end)
        unexpected(s, MSG_JSON_TRAILING, (text){0});
}

static uint32_t limit_or(uint32_t wanted, uint32_t standard, uint32_t most)
{
    uint32_t limit = wanted == 0 ? standard : wanted;

    return limit < most ? limit : most;
}

static json_limits full_limits(const json_limits *given)
{
    json_limits l = given != NULL ? *given : (json_limits){0};

    l.bytes = limit_or(l.bytes, 16u << 20, JSON_BYTES_MAX);
    l.depth = limit_or(l.depth, 64, JSON_DEPTH_MAX);
    l.values = limit_or(l.values, 1000000, JSON_BYTES_MAX);
    l.keys = limit_or(l.keys, 65536, JSON_BYTES_MAX);
    l.items = limit_or(l.items, 1000000, JSON_BYTES_MAX);
    l.string_bytes = limit_or(l.string_bytes, 65536, JSON_BYTES_MAX);
    l.number_bytes = limit_or(l.number_bytes, 64, JSON_BYTES_MAX);
    return l;
}

minz_status json_scan(json_tape *tape, const source_text *source,
                      const json_limits *limits, minz_diag *diag)
{
    scanner s;

    tape->alloc = allocator_or_default(&tape->alloc);
    tape->len = 0;
    s.start = (const uint8_t *)source->body.ptr;
    if (s.start == NULL)
        s.start = (const uint8_t *)"";
    s.at = s.start;
    s.end = s.start + source->body.len;
    s.comma = NULL;
    s.tape = tape;
    s.source = source;
    s.diag = diag;
    s.max = full_limits(limits);
    s.status = MINZ_OK;
    s.depth = 0;
    s.escaped = false;
    if (source->body.len > s.max.bytes)
        over_limit(&s, MSG_JSON_LIMIT_BYTES, s.at, s.at, s.max.bytes);
    else
        scan_document(&s);
    return s.status;
}

void json_tape_free(json_tape *tape)
{
    if (tape->at != NULL)
        tape->alloc.fn(tape->alloc.ctx, tape->at, tape->cap * sizeof *tape->at,
                       0);
    tape->at = NULL;
    tape->len = tape->cap = 0;
}
