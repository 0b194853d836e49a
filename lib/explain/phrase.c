/* SPDX-License-Identifier: Apache-2.0 */
/* Terms and comparisons as a person reads them: labels, × and ÷ for symbols and
 * signs, sentences for both sides of a test.
 */
#include "explain/explain.h"

static const text nothing = {"", 0};

/* ---- Terms ---- */

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

text symbol_words(const explainer *x, const symbol *s)
{
    const label *l = symbol_label(x, s);

    if (s->kind == SYM_INPUT)
        return words_get(x, s->index == 0 ? WORDS_AS_OF : WORDS_MONTH);
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

static const term *unconverted(const term *t)
{
    while (t->kind == TERM_OP && is_conversion(t->op))
        t = t->kids[0];
    return t;
}

/* As the rule's author wrote it, where words would not do. */
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
    bool sum =
        t->kind == TERM_OP && (t->op == FEEL_N_ADD || t->op == FEEL_N_SUB ||
                               t->op == FEEL_Q_ADD || t->op == FEEL_Q_SUB);

    return sum ? arena_printf(x->a, "(%.*s)", (int)words.len, words.ptr)
               : words;
}

static text signed_words(const explainer *x, const term *t)
{
    const char *sign = sign_of(t->op);
    text a = operand_words(x, t->kids[0]), b = operand_words(x, t->kids[1]);

    return arena_printf(x->a, "%.*s %s %.*s", (int)a.len, a.ptr, sign,
                        (int)b.len, b.ptr);
}

static text pair_words(const explainer *x, const term *t, words_id id,
                       uint32_t first)
{
    return words_fill(x, id, term_words(x, t->kids[first]),
                      term_words(x, t->kids[1 - first]), nothing);
}

static text chain_words(const explainer *x, const term *t, words_id link)
{
    text all = nothing;

    for (uint32_t i = 0; i < t->count; i++)
        all = words_join(x, all, link, term_words(x, t->kids[i]));
    return all;
}

static text op_words(const explainer *x, const term *t)
{
    if (is_conversion(t->op))
        return term_words(x, t->kids[0]);
    if (sign_of(t->op) != NULL && t->count == 2)
        return signed_words(x, t);
    switch (t->op) {
    case FEEL_B_AND:
        return chain_words(x, t, WORDS_AND);
    case FEEL_B_OR:
        return chain_words(x, t, WORDS_OR);
    case FEEL_B_NOT:
        return words_fill(x, WORDS_NOT, term_words(x, t->kids[0]), nothing,
                          nothing);
    case FEEL_I_EQ:
        return pair_words(x, t, WORDS_SAME, 0);
    case FEEL_Z_HAS:
        return pair_words(x, t, WORDS_IN, 1);
    default:
        return source_of_term(t);
    }
}

static text rows_words(const explainer *x, const term *t)
{
    if (t->kind == TERM_ROWS) {
        const list_decl *l = &x->r->model->lists.at[t->level];
        return l->symbol == NULL ? source_of_term(t)
                                 : label_text(x, &l->label, l->symbol->id);
    }
    if (t->kind == TERM_FILTER)
        return words_fill(x, WORDS_WHERE, rows_words(x, t->kids[0]),
                          term_words(x, t->kids[1]), nothing);
    return t->kind == TERM_MAP ? term_words(x, t->kids[1]) : source_of_term(t);
}

static text fold_words(const explainer *x, const term *t)
{
    if (t->fn == LISTFN_COUNT)
        return words_fill(x, WORDS_COUNT_OF, rows_words(x, t->kids[0]), nothing,
                          nothing);
    if (t->fn == LISTFN_TOTAL || t->fn == LISTFN_SUM)
        return words_fill(x, WORDS_TOTAL_OF, rows_words(x, t->kids[0]), nothing,
                          nothing);
    return source_of_term(t);
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
    case TERM_FOLD:
        return fold_words(x, t);
    default:
        return source_of_term(t);
    }
}

/* ---- Comparisons ---- */

/* What a comparison says: as a sign and as words, where it holds, where it does
 * not, and where it is not known. */
typedef struct said {
    const char *sign;
    words_id is, must;
} said;

typedef enum relation { LESS, LESS_EQUAL, EQUAL } relation;

static relation relation_of(feel_op op)
{
    switch (op) {
    case FEEL_I_LT:
    case FEEL_Q_LT:
    case FEEL_X_LT:
    case FEEL_S_LT:
        return LESS;
    case FEEL_I_LE:
    case FEEL_Q_LE:
    case FEEL_X_LE:
    case FEEL_S_LE:
        return LESS_EQUAL;
    default:
        return EQUAL;
    }
}

/* Numbers are below and above, dates before and after. */
static said of_dates(said s)
{
    static const words_id pairs[][2] = {
        {WORDS_BELOW, WORDS_BEFORE},
        {WORDS_NOT_BELOW, WORDS_NOT_BEFORE},
        {WORDS_ABOVE, WORDS_AFTER},
        {WORDS_NOT_ABOVE, WORDS_NOT_AFTER},
        {WORDS_MUST_BE_BELOW, WORDS_MUST_BE_BEFORE},
        {WORDS_MUST_NOT_BE_BELOW, WORDS_MUST_NOT_BE_BEFORE},
        {WORDS_MUST_BE_ABOVE, WORDS_MUST_BE_AFTER},
        {WORDS_MUST_NOT_BE_ABOVE, WORDS_MUST_NOT_BE_AFTER}};

    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        s.is = s.is == pairs[i][0] ? pairs[i][1] : s.is;
        s.must = s.must == pairs[i][0] ? pairs[i][1] : s.must;
    }
    return s;
}

/* `holds`: said of sides that are as the rule wants them. */
static said said_of(const program_comparison *c, bool holds)
{
    static const said below = {"<", WORDS_BELOW, WORDS_MUST_BE_BELOW};
    static const said not_below = {"≥", WORDS_NOT_BELOW,
                                   WORDS_MUST_NOT_BE_BELOW};
    static const said above = {">", WORDS_ABOVE, WORDS_MUST_BE_ABOVE};
    static const said not_above = {"≤", WORDS_NOT_ABOVE,
                                   WORDS_MUST_NOT_BE_ABOVE};
    static const said equal = {"=", WORDS_EQUALS, WORDS_MUST_BE};
    static const said differs = {"≠", WORDS_DIFFERS, WORDS_MUST_NOT_BE};
    bool unequal =
        c->op == FEEL_I_NE || c->op == FEEL_Q_NE || c->op == FEEL_X_NE;

    switch (relation_of(c->op)) {
    case LESS:
        return c->swapped ? (holds ? above : not_above)
                          : (holds ? below : not_below);
    case LESS_EQUAL:
        return c->swapped ? (holds ? not_below : below)
                          : (holds ? not_above : above);
    default:
        return holds != unequal ? equal : differs;
    }
}

static bool is_private(const explainer *x, const term *t)
{
    return t->symbol != NULL && result_is_private(x->r, t->symbol);
}

static const term *side_term(const program_comparison *c, bool right)
{
    if (c->rhs == REG_NONE)
        return right ? NULL : unconverted(c->term->kids[0]);
    return c->term->count != 2
               ? NULL
               : unconverted(c->term->kids[right != c->swapped]);
}

static value side_value(const explainer *x, const program_comparison *c,
                        bool right, uint32_t row)
{
    uint32_t reg = right != c->swapped && c->rhs != REG_NONE ? c->rhs : c->lhs;

    return result_register(x->r, reg, row);
}

/* Values with words of their own. */
static bool is_of_words(const explainer *x, const program_comparison *c)
{
    type_kind kind = x->r->program->regs.at[c->lhs].type->kind;

    return kind == TYPE_ENUM || kind == TYPE_SET || kind == TYPE_STRING;
}

static text interval_words(const explainer *x, const type *t, interval i)
{
    bool rounded = false;
    text lo = value_words(x, t, (value){i.lo, 0, ST_KNOWN}, &rounded);
    text hi = value_words(x, t, (value){i.hi, 0, ST_KNOWN}, &rounded);

    if (i.lo == i.hi)
        return lo;
    if (i.lo == INT64_MIN)
        return words_fill(x, WORDS_UP_TO, hi, nothing, nothing);
    if (i.hi == INT64_MAX)
        return words_fill(x, WORDS_FROM_ON, lo, nothing, nothing);
    return words_fill(x, WORDS_BETWEEN, lo, hi, nothing);
}

/* What the value of `in` may be. */
static text among_words(const explainer *x, const program_comparison *c)
{
    const interval_set *set = &x->r->model->unit.interval_sets.at[c->term->imm];
    const type *t = x->r->program->regs.at[c->lhs].type;
    text all = nothing;

    for (uint32_t i = 0; i < set->count; i++) {
        interval one = set->at[i];
        int64_t v = one.lo > 0 ? one.lo : 0;
        if (t->kind != TYPE_ENUM)
            all = words_join(x, all, WORDS_LIST_COMMA,
                             interval_words(x, t, one));
        for (; t->kind == TYPE_ENUM && v <= one.hi && v < t->of->count; v++)
            all = words_join(x, all, WORDS_LIST_COMMA,
                             enum_words(x, &t->of->values[v]));
    }
    return all;
}

static void say_side(const explainer *x, const program_comparison *c,
                     bool right, uint32_t row, shown_comparison *out)
{
    const term *t = side_term(c, right);
    uint32_t reg = right != c->swapped ? c->rhs : c->lhs;
    text value = value_words(x, x->r->program->regs.at[reg].type,
                             side_value(x, c, right, row), &out->rounded);

    if (t != NULL && is_private(x, t))
        value = words_get(x, WORDS_HIDDEN);
    if (t != NULL && t->kind == TERM_CONST)
        out->literal = true;
    *(right ? &out->right_value : &out->left_value) = value;
    *(right ? &out->right : &out->left) =
        t == NULL || t->kind == TERM_CONST ? nothing : term_words(x, t);
}

/* "the" where English wants an article. */
static text with_article(const explainer *x, text name)
{
    static const char *const own[] = {"the ", "a ", "an ", "own "};
    bool plain = name.len > 0 && name.ptr[0] >= 'a' && name.ptr[0] <= 'z';

    for (size_t i = 0; plain && i < sizeof own / sizeof *own; i++)
        plain = name.len < strlen(own[i]) ||
                memcmp(name.ptr, own[i], strlen(own[i])) != 0;
    return plain ? words_fill(x, WORDS_THE, name, nothing, nothing) : name;
}

/* A name with its value; of what is composed, the value first. */
static text side_words(const explainer *x, const program_comparison *c,
                       bool right, const shown_comparison *s)
{
    text name = right ? s->right : s->left;
    text value = right ? s->right_value : s->left_value;
    const term *t = side_term(c, right);

    if (name.len == 0 || (t->kind == TERM_OP && sign_of(t->op) == NULL))
        return value;
    if (is_private(x, t))
        return with_article(x, name);
    if (t->kind == TERM_OP)
        return words_fill(x, WORDS_COMPOUND, name, value, nothing);
    return words_fill(x, right ? WORDS_RIGHT : WORDS_LEFT,
                      with_article(x, name), value, nothing);
}

static text name_or_value(const explainer *x, text name, text value)
{
    return name.len > 0 ? with_article(x, name) : value;
}

/* A space goes before it, but not between Chinese characters. */
static text spaced(const explainer *x, text t)
{
    bool wide = t.len > 0 && (unsigned char)t.ptr[0] >= 0x80;

    return wide && x->lang == MINZ_LANG_ZH
               ? t
               : arena_printf(x->a, " %.*s", (int)t.len, t.ptr);
}

/* "The area is rural, not urban": of what is no number, and of `in`. */
static text sentence_of_words(const explainer *x, const program_comparison *c,
                              uint32_t row, const shown_comparison *s)
{
    bool list = c->rhs == REG_NONE;
    bool known = side_value(x, c, false, row).st == ST_KNOWN;
    said what = said_of(c, true);
    text name = name_or_value(x, s->left, s->left_value);
    words_id must = list ? WORDS_MUST_BE_AMONG : what.must;

    if (!known || s->st != ST_KNOWN)
        return words_fill(x, WORDS_OPEN_COMPARED, name, words_get(x, must),
                          spaced(x, s->right_value));
    if (list)
        return words_fill(x, s->holds ? WORDS_IS_AMONG : WORDS_IS_NOT_AMONG,
                          name, s->left_value, s->right_value);
    bool equal = text_equal(s->left_value, s->right_value);
    return words_fill(x, equal ? WORDS_IS_WORD : WORDS_IS_OTHER_WORD, name,
                      s->left_value, s->right_value);
}

static text sentence(const explainer *x, const program_comparison *c,
                     uint32_t row, const shown_comparison *s)
{
    if (c->rhs == REG_NONE || (s->literal && s->left.len > 0 &&
                               s->right.len == 0 && is_of_words(x, c)))
        return sentence_of_words(x, c, row, s);

    bool left = side_value(x, c, false, row).st == ST_KNOWN;
    bool right = side_value(x, c, true, row).st == ST_KNOWN;
    said what = said_of(c, s->st != ST_KNOWN || s->holds);
    if (x->r->program->regs.at[c->lhs].type->kind == TYPE_DATE)
        what = of_dates(what);
    text a = left ? side_words(x, c, false, s)
                  : name_or_value(x, s->left, s->left_value);
    text b = right ? side_words(x, c, true, s)
                   : name_or_value(x, s->right, s->right_value);

    if (left && right)
        return words_fill(x, WORDS_COMPARED, a, words_get(x, what.is),
                          spaced(x, b));
    if (left)
        return words_fill(x, WORDS_OPEN_LINE, a, words_get(x, what.must), b);
    return words_fill(x, WORDS_OPEN_COMPARED, a, words_get(x, what.must),
                      spaced(x, b));
}

static text sign_words(const program_comparison *c, bool holds)
{
    if (c->rhs == REG_NONE)
        return holds ? TEXT("∈") : TEXT("∉");
    return text_of(said_of(c, holds).sign);
}

void phrase_comparison(const explainer *x, const program_comparison *c,
                       uint32_t row, shown_comparison *out)
{
    value v = result_register(x->r, c->dst, row);

    type_kind kind = x->r->program->regs.at[c->lhs].type->kind;

    *out =
        (shown_comparison){.st = v.st, .holds = v.st == ST_KNOWN && v.v != 0};
    out->wordy = kind != TYPE_NUMBER && kind != TYPE_QUOTIENT &&
                 kind != TYPE_DATE && !is_of_words(x, c);
    say_side(x, c, false, row, out);
    if (c->rhs == REG_NONE)
        out->right_value = among_words(x, c);
    else
        say_side(x, c, true, row, out);
    out->sign = sign_words(c, v.st != ST_KNOWN || out->holds);
    out->sentence = sentence(x, c, row, out);
}

static text value_basis(const explainer *x, const shown_comparison *c,
                        const shown_value *v)
{
    bool named =
        text_equal(v->label, c->right) || text_equal(v->label, c->left);
    bool valued = text_equal(v->value, c->right_value) ||
                  text_equal(v->value, c->left_value);
    text all = named ? nothing : v->label;

    if (!valued)
        all = words_fill(x, WORDS_NAMED, v->label, v->value, nothing);
    all = words_join(x, all, WORDS_PART, v->layer);
    all = words_join(x, all, WORDS_PART, v->since);
    return words_join(x, all, WORDS_PART, v->confidence);
}

text phrase_with_basis(const explainer *x, const shown_comparison *c,
                       const shown_values *basis)
{
    text all = nothing;

    for (uint32_t i = 0; i < basis->len; i++)
        all =
            words_join(x, all, WORDS_CLAUSE, value_basis(x, c, &basis->at[i]));
    return all.len == 0
               ? c->sentence
               : words_fill(x, WORDS_WITH_BASIS, c->sentence, all, nothing);
}
