/* SPDX-License-Identifier: Apache-2.0 */
/* The catalogue, and labels, sources and values as words of one language. */
#include "explain/explain.h"

static const char *const catalogue[WORDS_COUNT][2] = {
#define WORDS(id, en, zh) {en, zh},
#include "explain/words.def"
#undef WORDS
};

static const text nothing = {"", 0};

text words_get(const explainer *x, words_id id)
{
    return text_of(catalogue[id][x->lang == MINZ_LANG_ZH ? 1 : 0]);
}

static text joined(const explainer *x, text a, text b)
{
    return arena_printf(x->a, "%.*s%.*s", (int)a.len, a.len > 0 ? a.ptr : "",
                        (int)b.len, b.len > 0 ? b.ptr : "");
}

text words_join(const explainer *x, text all, words_id separator, text more)
{
    if (all.len == 0 || more.len == 0)
        return all.len == 0 ? more : all;
    return joined(x, joined(x, all, words_get(x, separator)), more);
}

text words_fill(const explainer *x, words_id id, text a0, text a1, text a2)
{
    text form = words_get(x, id), args[3] = {a0, a1, a2};
    VEC(char) v = {0};

    for (uint32_t i = 0; i < form.len; i++) {
        bool hole = form.ptr[i] == '{' && i + 2 < form.len &&
                    form.ptr[i + 2] == '}' && form.ptr[i + 1] >= '0' &&
                    form.ptr[i + 1] <= '2';
        if (!hole) {
            VEC_PUSH(x->a, v, form.ptr[i]);
            continue;
        }
        text arg = args[form.ptr[i + 1] - '0'];
        for (uint32_t k = 0; k < arg.len; k++)
            VEC_PUSH(x->a, v, arg.ptr[k]);
        i += 2;
    }
    return arena_text(x->a, (text){v.len > 0 ? v.at : "", v.len});
}

text label_text(const explainer *x, const label *l, text fallback)
{
    text t = x->lang == MINZ_LANG_ZH ? l->zh : l->en;

    return t.len > 0 ? t : fallback;
}

/* ---- Sources ---- */

/* 1 to 999 as 一 to 九百九十九. */
static text chinese_number(const explainer *x, uint32_t n)
{
    static const char *const digit[] = {"",   "一", "二", "三", "四",
                                        "五", "六", "七", "八", "九"};
    uint32_t hundreds = n / 100, tens = n / 10 % 10, ones = n % 10;
    const char *ten =
        tens > 1 || (tens == 1 && hundreds > 0) ? digit[tens] : "";

    return arena_printf(x->a, "%s%s%s%s%s", digit[hundreds],
                        hundreds > 0 ? "百" : "",
                        hundreds > 0 && tens == 0 && ones > 0 ? "零" : ten,
                        tens > 0 ? "十" : "", digit[ones]);
}

text count_words(const explainer *x, uint32_t n)
{
    return x->lang == MINZ_LANG_ZH && n > 0 && n < 1000
               ? chinese_number(x, n)
               : arena_printf(x->a, "%u", (unsigned)n);
}

/* "17(一)" is article 17 with the rest as it is; "三(一)" has no article. */
static text article_words(const explainer *x, text source, text article)
{
    uint32_t digits = 0, n = 0, rest;

    while (digits < article.len && digits < 4 && article.ptr[digits] >= '0' &&
           article.ptr[digits] <= '9')
        n = n * 10 + (uint32_t)(article.ptr[digits++] - '0');
    if (n == 0 || n > 999)
        return words_fill(x, WORDS_PLACE, source, article, nothing);
    for (rest = digits; rest < article.len && article.ptr[rest] == ' '; rest++)
        continue;
    text number = {article.ptr, digits};
    text more = {article.ptr + rest, article.len - rest};
    return words_fill(x, WORDS_ARTICLE, source,
                      x->lang == MINZ_LANG_ZH ? chinese_number(x, n) : number,
                      more);
}

text source_words(const explainer *x, const source_ref *s)
{
    const pack_source *p = s->source;

    if (p == NULL)
        return nothing;
    text words = words_fill(x, WORDS_SOURCE_TITLE, p->title, nothing, nothing);
    if (p->number.len > 0)
        words = words_fill(x, WORDS_SOURCE_NUMBER, words, p->number, nothing);
    return s->article.len > 0 ? article_words(x, words, s->article) : words;
}

/* ---- Values ---- */

static text money_or_number(const explainer *x, const type *t, int64_t v)
{
    char digits[24];
    bool money = t->unit == UNIT_MONEY;
    uint32_t n = number_format(v, t->scale, money ? 2 : 0, digits);
    text plain = arena_text(x->a, (text){digits, n});

    return money ? words_fill(x, WORDS_YUAN, plain, nothing, nothing) : plain;
}

static text quotient_words(const explainer *x, const type *t, value v,
                           bool *rounded)
{
    char digits[24];
    bool exact;
    int64_t cents;

    if (!quotient_about((quotient){v.v, v.w}, 2, digits, &exact))
        return words_get(x, WORDS_NO_VALUE);
    if (t->unit == UNIT_MONEY &&
        quotient_round((quotient){v.v, v.w}, 1, 2, ROUND_HALF_UP, &cents))
        number_format(cents, 2, 2, digits);
    text plain = arena_text(x->a, text_of(digits));
    if (t->unit == UNIT_MONEY)
        plain = words_fill(x, WORDS_YUAN, plain, nothing, nothing);
    if (exact)
        return plain;
    *rounded = true;
    return words_fill(x, WORDS_ROUNDED, plain, nothing, nothing);
}

text enum_words(const explainer *x, const enum_value *v)
{
    if (x->lang == MINZ_LANG_ZH && v->name.len > 0)
        return v->name;
    return x->lang == MINZ_LANG_EN && v->label_en.len > 0 ? v->label_en : v->id;
}

static text set_words(const explainer *x, const enum_decl *e, int64_t bits)
{
    text all = nothing;

    for (uint32_t i = 0; i < e->count && i < 64; i++)
        if ((((uint64_t)bits >> i) & 1) != 0)
            all = words_join(x, all, WORDS_LIST_COMMA,
                             enum_words(x, &e->values[i]));
    return all;
}

text value_words(const explainer *x, const type *t, value v, bool *rounded)
{
    char day[20];

    if (v.st != ST_KNOWN)
        return words_get(x, WORDS_NO_VALUE);
    switch (t->kind) {
    case TYPE_BOOLEAN:
        return words_get(x, v.v != 0 ? WORDS_YES : WORDS_NO);
    case TYPE_NUMBER:
        return money_or_number(x, t, v.v);
    case TYPE_QUOTIENT:
        return quotient_words(x, t, v, rounded);
    case TYPE_DATE:
        date_format(v.v, day);
        return arena_text(x->a, text_of(day));
    case TYPE_ENUM:
        return enum_words(x, &t->of->values[v.v]);
    case TYPE_SET:
        return set_words(x, t->of, v.v);
    default:
        return words_get(x, WORDS_HIDDEN);
    }
}

/* ---- Places ---- */

/* The label of the list or fact of that id; the id itself if there is none. */
static text name_words(const explainer *x, text id, bool list)
{
    const model *m = x->r->model;

    for (uint32_t i = 1; list && i < m->lists.len; i++) {
        const list_decl *l = &m->lists.at[i];
        if (l->symbol != NULL && text_equal(l->symbol->id, id))
            return label_text(x, &l->label, id);
    }
    for (uint32_t i = 0; i < m->facts.len; i++)
        if (text_equal(m->facts.at[i].symbol->id, id))
            return label_text(x, &m->facts.at[i].label, id);
    return list ? id : name_words(x, id, true);
}

static text row_words(const explainer *x, text id, text number)
{
    return words_fill(x, WORDS_ROW, name_words(x, id, true), number, nothing);
}

text place_words(const explainer *x, text path)
{
    text above = nothing;
    uint32_t from = 0, open = 0;

    for (uint32_t i = 0; i < path.len; i++) {
        text id = {path.ptr + from, open - from};
        if (path.ptr[i] == '[')
            open = i;
        if (path.ptr[i] != ']')
            continue;
        id.len = open - from;
        text number = {path.ptr + open + 1, i - open - 1};
        above = words_join(x, above, WORDS_INSIDE, row_words(x, id, number));
        from = i + 2;
    }
    if (from >= path.len)
        return above;
    text name = name_words(x, (text){path.ptr + from, path.len - from}, false);
    return above.len == 0 ? name
                          : words_fill(x, WORDS_AT_PLACE, name, above, nothing);
}

/* ---- Codes ---- */

static bool starts(text t, text head)
{
    return t.len > head.len && memcmp(t.ptr, head.ptr, head.len) == 0;
}

static text declared_words(const explainer *x, text code)
{
    const model *m = x->r->model;

    for (uint32_t i = 0; i < m->decisions.len; i++) {
        const decision_decl *d = &m->decisions.at[i];
        if (text_equal(d->reason, code) || text_equal(d->symbol->id, code))
            return label_text(x, &d->label, code);
        for (uint32_t f = 0; f < d->flag_count; f++)
            if (text_equal(d->flags[f].code, code))
                return label_text(x, &d->flags[f].label, code);
    }
    for (uint32_t i = 0; i < m->causes.len; i++)
        if (text_equal(m->causes.at[i].code, code))
            return label_text(x, &m->causes.at[i].label, code);
    return code;
}

text code_words(const explainer *x, text code)
{
    text unknowable = TEXT("unknowable:"), error = TEXT("error:");

    if (text_equal(code, TEXT("parameter_unset")))
        return words_get(x, WORDS_CODE_PARAMETER_UNSET);
    if (text_equal(code, TEXT("rule_gap")))
        return words_get(x, WORDS_CODE_RULE_GAP);
    if (text_equal(code, TEXT("not_in_force")))
        return words_get(x, WORDS_CODE_NOT_IN_FORCE);
    if (starts(code, unknowable)) {
        text id = {code.ptr + unknowable.len, code.len - unknowable.len};
        return words_fill(x, WORDS_CODE_UNKNOWABLE, name_words(x, id, false),
                          nothing, nothing);
    }
    if (starts(code, error)) {
        text id = {code.ptr + error.len, code.len - error.len};
        return words_fill(x, WORDS_CODE_ERROR, id, nothing, nothing);
    }
    return declared_words(x, code);
}

/* As the packs call it, or as a value of an enumeration. */
text cause_words(const explainer *x, text code)
{
    const model *m = x->r->model;
    text words = declared_words(x, code);

    for (uint32_t i = 0; text_equal(words, code) && i < m->enums.len; i++) {
        uint32_t v = enum_find(m->enums.at[i], code);
        if (v != UINT32_MAX)
            return enum_words(x, &m->enums.at[i]->values[v]);
    }
    return words;
}
