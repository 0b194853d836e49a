/* SPDX-License-Identifier: Apache-2.0 */
/* Which cases can notice a change, told by names and dates alone.
 *
 * Every parameter, decision and programme is a node; it reads whatever is named
 * in its text, in any layer. A case reaches what its expectations name, and
 * whatever that reads. Too many are reached rather than too few: a label that
 * happens to hold a name counts too. Likewise a version matters to a case only
 * if some date in the case lies within a year of the version's days.
 */
#include "mutation.h"

#include "base/date.h"
#include "packs/builtin.h"

enum { NODES_MAX = 4096, WORDS = NODES_MAX / 64 };
enum { FIRST_YEAR = 1900, MONTHS = 12 * 200, MONTH_WORDS = MONTHS / 64 + 1 };

typedef struct node {
    text name;
    uint32_t number; /* names of one declaration share it */
} node;

typedef struct graph {
    arena *a;
    VEC(node) names;
    uint32_t count;
    uint64_t (*reads)[WORDS];
    uint64_t always[WORDS]; /* read by the facts and groups of subjects */
} graph;

/* Kept for reach_has. */
static graph g;

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           (c >= '0' && c <= '9') || ((unsigned char)c & 0x80) != 0;
}

static uint32_t number_of(text name)
{
    for (uint32_t i = 0; i < g.names.len; i++)
        if (text_equal(g.names.at[i].name, name))
            return g.names.at[i].number;
    return UINT32_MAX;
}

static void add_name(text name, uint32_t number)
{
    if (name.len > 0 && number_of(name) == UINT32_MAX)
        VEC_PUSH(g.a, g.names, ((node){arena_text(g.a, name), number}));
}

static void declare(json_value at, text id)
{
    uint32_t number = number_of(id);
    json_value name = json_get(at, TEXT("name"));

    if (number == UINT32_MAX)
        number = g.count++;
    add_name(id, number);
    add_name(json_text(json_get(name, TEXT("zh"))), number);
    json_value aliases = json_get(at, TEXT("aliases"));
    for (json_value i = json_first(aliases); json_has(i); i = json_next(i))
        add_name(json_text(i), number);
}

/* All names of a dotted word: each run of its parts. */
static void mark_word(text word, uint64_t *set)
{
    for (uint32_t from = 0; from < word.len; from++) {
        if (from > 0 && word.ptr[from - 1] != '.')
            continue;
        for (uint32_t to = from + 1; to <= word.len; to++) {
            if (to < word.len && word.ptr[to] != '.')
                continue;
            uint32_t n = number_of((text){word.ptr + from, to - from});
            if (n < NODES_MAX)
                set[n / 64] |= UINT64_C(1) << n % 64;
        }
    }
}

static void mark_text(text t, uint64_t *set)
{
    for (uint32_t i = 0; i < t.len; i++) {
        uint32_t from = i;
        while (i < t.len && (is_word(t.ptr[i]) || t.ptr[i] == '.'))
            i++;
        if (i > from)
            mark_word((text){t.ptr + from, i - from}, set);
    }
}

static void mark(json_value v, uint64_t *set)
{
    span s = json_span(v);

    if (json_has(v))
        mark_text((text){s.source->body.ptr + s.offset, s.len}, set);
}

typedef void (*visitor)(json_value at, text id);

static void each_of(json_value root, visitor visit)
{
    static const char *const lists[] = {"decisions", "programmes"};
    json_value params = json_get(root, TEXT("parameters"));

    for (json_value p = json_first(params); json_has(p); p = json_next(p))
        visit(p, json_key(p));
    for (size_t l = 0; l < sizeof lists / sizeof *lists; l++) {
        json_value list = json_get(root, text_of(lists[l]));
        for (json_value d = json_first(list); json_has(d); d = json_next(d))
            visit(d, json_text(json_get(d, TEXT("id"))));
    }
}

static void each_declaration(visitor visit)
{
    uint32_t packs;

    builtin_packs(&packs);
    for (uint32_t i = 0; i < packs; i++)
        each_of(packs_root(i), visit);
    for (uint32_t i = 0; json_has(packs_overlay(i)); i++)
        each_of(packs_overlay(i), visit);
}

static void read_names(json_value at, text id)
{
    mark(at, g.reads[number_of(id)]);
}

static bool join(uint64_t *to, const uint64_t *from)
{
    bool more = false;

    for (uint32_t w = 0; w < WORDS; w++) {
        more = more || (from[w] & ~to[w]) != 0;
        to[w] |= from[w];
    }
    return more;
}

static bool has(const uint64_t *set, uint32_t n)
{
    return (set[n / 64] >> n % 64 & 1) != 0;
}

static void close_all(void)
{
    bool more = true;

    while (more) {
        more = false;
        for (uint32_t i = 0; i < g.count; i++)
            for (uint32_t n = 0; n < g.count; n++)
                if (n != i && has(g.reads[i], n))
                    more = join(g.reads[i], g.reads[n]) || more;
    }
}

/* --- dates --- */

static int32_t month_number(int64_t day)
{
    civil_day c = date_to_civil(day);

    if (c.year < FIRST_YEAR)
        return 0;
    return c.year < FIRST_YEAR + MONTHS / 12
               ? (c.year - FIRST_YEAR) * 12 + c.month - 1
               : MONTHS - 1;
}

static void mark_months(uint64_t *set, int32_t from, int32_t to)
{
    for (int32_t i = from < 0 ? 0 : from; i <= to && i < MONTHS; i++)
        set[i / 64] |= UINT64_C(1) << i % 64;
}

static void mark_range(uint64_t *set, json_value months)
{
    int64_t from, to;
    json_value first = json_first(months);

    if (month_parse(json_text(first), &from) &&
        month_parse(json_text(json_next(first)), &to))
        mark_months(set, month_number(from), month_number(to));
}

static void mark_dates(uint64_t *set, text t)
{
    int64_t day;

    for (uint32_t i = 0; i + 7 <= t.len; i++)
        if (month_parse((text){t.ptr + i, 7}, &day)) {
            int32_t n = month_number(day);
            mark_months(set, n - 13, n + 13);
        }
}

static bool in_time(const pack_case *c, const mutant *m)
{
    int32_t from = month_number(m->first) - 1, to = month_number(m->last) + 1;

    for (int32_t i = from < 0 ? 0 : from; i <= to && i < MONTHS; i++)
        if ((c->months[i / 64] >> i % 64 & 1) != 0)
            return true;
    return false;
}

/* --- cases --- */

static void reach_of_case(pack_case *c, json_doc *doc)
{
    source_text source = {c->name, c->body, true};
    uint64_t *named = c->named = ARENA_ARRAY(g.a, uint64_t, WORDS);

    c->months = ARENA_ARRAY(g.a, uint64_t, MONTH_WORDS);
    if (json_doc_parse(doc, &source, NULL, NULL) != MINZ_OK)
        return;
    json_value list = json_get(json_doc_root(doc), TEXT("cases"));
    json_value expect = json_get(json_first(list), TEXT("expect"));
    mark_range(c->months, json_get(json_first(list), TEXT("months")));
    mark_dates(c->months, c->body);
    span s = json_span(expect);
    text t = {s.source->body.ptr + s.offset, s.len};
    mark_text(t, named);
    /* Of what all programmes do, no name need be told; an overlay that is no
     * file may read anything. */
    if (json_kind_of(json_first(json_get(json_first(list), TEXT("overlay")))) ==
            JSON_OBJECT ||
        json_kind_of(json_get(json_first(list), TEXT("overlay"))) == JSON_OBJECT)
        return;
    for (uint32_t i = 0; i + 13 < t.len; i++)
        if (memcmp(t.ptr + i, "\"transitions\"", 13) == 0 ||
            memcmp(t.ptr + i, "\"error\"", 7) == 0)
            return;
    c->reach = ARENA_ARRAY(g.a, uint64_t, WORDS);
    join(c->reach, g.always);
    for (uint32_t n = 0; n < g.count; n++)
        if (has(named, n) || has(g.always, n)) {
            c->reach[n / 64] |= UINT64_C(1) << n % 64;
            join(c->reach, g.reads[n]);
        }
}

void reach_of_cases(arena *a, pack_cases *cases)
{
    json_doc *doc = json_doc_new(NULL);
    uint32_t packs;

    g = (graph){.a = a};
    each_declaration(declare);
    if (doc == NULL || g.count > NODES_MAX)
        return;
    g.reads = arena_array(a, g.count, sizeof *g.reads);
    each_declaration(read_names);
    builtin_packs(&packs);
    for (uint32_t i = 0; i < packs; i++)
        mark(json_get(packs_root(i), TEXT("subjects")), g.always);
    close_all();
    for (uint32_t i = 0; i < cases->len; i++)
        reach_of_case(&cases->at[i], doc);
    json_doc_free(doc);
}

int reach_rank(const pack_case *c, const mutant *m)
{
    uint32_t n = number_of(m->owner);

    if (n == UINT32_MAX)
        return 1;
    if ((c->reach != NULL && !has(c->reach, n)) || !in_time(c, m))
        return 0;
    return has(c->named, n) ? RANKS : c->reach != NULL ? 2 : 1;
}
