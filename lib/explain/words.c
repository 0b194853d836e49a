/* SPDX-License-Identifier: Apache-2.0 */
/* Labels, values and terms as words of one language. */
#include "explain/explain.h"

static const char *const catalogue[WORDS_COUNT][2] = {
#define WORDS(id, en, zh) {en, zh},
#include "explain/words.def"
#undef WORDS
};

text words_get(const explainer *x, words_id id)
{
    return text_of(catalogue[id][x->lang == MINZ_LANG_ZH ? 1 : 0]);
}

text words_fill(const explainer *x, words_id id, text a0, text a1, text a2)
{
    text form = words_get(x, id), args[3] = {a0, a1, a2}, out = {0};
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
    out = (text){v.at, v.len};
    return arena_text(x->a, out);
}

text label_text(const explainer *x, const label *l, text fallback)
{
    text t = x->lang == MINZ_LANG_ZH ? l->zh : l->en;

    return t.len > 0 ? t : fallback;
}

text source_words(const explainer *x, const source_ref *s)
{
    const pack_source *p = s->source;

    if (p == NULL)
        return (text){0};
    if (s->article.len > 0 && p->number.len > 0)
        return words_fill(x, WORDS_ARTICLE, p->title, p->number, s->article);
    if (s->article.len > 0)
        return words_fill(x, WORDS_ARTICLE_NO_NUMBER, p->title, s->article,
                          (text){0});
    return words_fill(x,
                      p->number.len > 0 ? WORDS_SOURCE_WITH_NUMBER
                                        : WORDS_SOURCE_ONLY,
                      p->title, p->number, (text){0});
}

static text money_or_number(const explainer *x, const type *t, int64_t v)
{
    char digits[24];
    bool money = t->unit == UNIT_MONEY;
    uint32_t n = number_format(v, t->scale, money ? 2 : 0, digits);
    text plain = arena_text(x->a, (text){digits, n});

    return money ? words_fill(x, WORDS_YUAN, plain, (text){0}, (text){0})
                 : plain;
}

static text quotient_words(const explainer *x, const type *t, value v,
                           bool *rounded)
{
    char digits[24];
    bool exact;
    text plain;
    int64_t cents;

    if (!quotient_about((quotient){v.v, v.w}, 2, digits, &exact))
        return words_get(x, WORDS_NO_VALUE);
    plain = arena_text(x->a, text_of(digits));
    if (t->unit == UNIT_MONEY && quotient_round((quotient){v.v, v.w}, 1, 2,
                                                ROUND_HALF_UP, &cents)) {
        number_format(cents, 2, 2, digits);
        plain = arena_text(x->a, text_of(digits));
    }
    if (t->unit == UNIT_MONEY)
        plain = words_fill(x, WORDS_YUAN, plain, (text){0}, (text){0});
    if (exact)
        return plain;
    *rounded = true;
    return words_fill(x, WORDS_ROUNDED, plain, (text){0}, (text){0});
}

static text enum_words(const explainer *x, const enum_value *v)
{
    if (x->lang == MINZ_LANG_ZH && v->name.len > 0)
        return v->name;
    return x->lang == MINZ_LANG_EN && v->label_en.len > 0 ? v->label_en : v->id;
}

static text set_words(const explainer *x, const enum_decl *e, int64_t bits)
{
    text all = {"", 0};

    for (uint32_t i = 0; i < e->count && i < 64; i++) {
        if ((((uint64_t)bits >> i) & 1) == 0)
            continue;
        text one = enum_words(x, &e->values[i]);
        text comma = all.len > 0 ? words_get(x, WORDS_LIST_COMMA) : (text){"", 0};
        all = arena_printf(x->a, "%.*s%.*s%.*s", (int)all.len, all.ptr,
                           (int)comma.len, comma.ptr, (int)one.len, one.ptr);
    }
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
        return TEXT("…");
    }
}

static const label *symbol_label(const explainer *x, const symbol *s)
{
    const model *m = x->r->model;

    if (s->kind == SYM_FACT)
        return &m->facts.at[s->index].label;
    if (s->kind == SYM_DECISION)
        return &m->decisions.at[s->index].label;
    if (s->kind == SYM_PARAMETER)
        return &m->params.at[s->index].label;
    return NULL;
}

static text symbol_words(const explainer *x, const symbol *s)
{
    const label *l = symbol_label(x, s);
    text name = x->lang == MINZ_LANG_ZH && s->name.len > 0 ? s->name : s->id;

    return l == NULL ? name : label_text(x, l, name);
}

static const char *sign_of(feel_op op)
{
    switch (op) {
    case FEEL_N_ADD:
    case FEEL_Q_ADD:
        return "+";
    case FEEL_N_SUB:
    case FEEL_Q_SUB:
        return "−";
    case FEEL_N_MUL:
    case FEEL_Q_MUL:
        return "×";
    case FEEL_N_DIV:
    case FEEL_Q_DIV:
        return "÷";
    default:
        return NULL;
    }
}

static bool is_conversion(feel_op op)
{
    return op == FEEL_N_SCALE || op == FEEL_Q_OF_N || op == FEEL_D_OF_N;
}

/* As the rule's author wrote it, where signs would not do. */
static text source_of_term(const term *t)
{
    const ast *o = t->origin;

    if (o == NULL || o->source == NULL ||
        o->offset + o->len > o->source->body.len)
        return TEXT("…");
    return (text){o->source->body.ptr + o->offset, o->len};
}

static text operand_words(const explainer *x, const term *t)
{
    text words = term_words(x, t);
    bool sum = t->kind == TERM_OP && (t->op == FEEL_N_ADD || t->op == FEEL_N_SUB ||
                                      t->op == FEEL_Q_ADD || t->op == FEEL_Q_SUB);

    return sum ? arena_printf(x->a, "(%.*s)", (int)words.len, words.ptr)
               : words;
}

static text op_words(const explainer *x, const term *t)
{
    const char *sign = sign_of(t->op);

    if (is_conversion(t->op))
        return term_words(x, t->kids[0]);
    if (sign == NULL || t->count != 2)
        return source_of_term(t);
    text a = operand_words(x, t->kids[0]), b = operand_words(x, t->kids[1]);
    return arena_printf(x->a, "%.*s %s %.*s", (int)a.len, a.ptr, sign,
                        (int)b.len, b.ptr);
}

static text const_words(const explainer *x, const term *t)
{
    bool rounded = false;

    if (t->type->kind == TYPE_STRING)
        return t->value.string;
    return value_words(x, t->type, (value){t->value.v, t->value.w, ST_KNOWN},
                       &rounded);
}

text term_words(const explainer *x, const term *t)
{
    switch (t->kind) {
    case TERM_SYMBOL:
    case TERM_PARAM:
    case TERM_ITEM:
        return symbol_words(x, t->symbol);
    case TERM_CONST:
        return const_words(x, t);
    case TERM_OP:
        return op_words(x, t);
    default:
        return source_of_term(t);
    }
}

text code_words(const explainer *x, text code)
{
    if (text_equal(code, TEXT("parameter_unset")))
        return words_get(x, WORDS_CODE_PARAMETER_UNSET);
    if (text_equal(code, TEXT("rule_gap")))
        return words_get(x, WORDS_CODE_RULE_GAP);
    if (text_equal(code, TEXT("not_in_force")))
        return words_get(x, WORDS_CODE_NOT_IN_FORCE);
    return code;
}
