/* SPDX-License-Identifier: Apache-2.0 */
/* Public accessors of a result. Texts live until the evaluator's next run. */
#include "civil/outcome.h"

const char *minz_outcome_name(minz_outcome outcome)
{
    static const char *const names[] = {"not_eligible", "eligible", "unknown",
                                        "manual_review"};

    return outcome >= 0 && outcome <= MINZ_MANUAL_REVIEW ? names[outcome]
                                                         : "?";
}

static minz_status find_name(const minz_result *r, const char *name,
                             result_name *out)
{
    if (r == NULL || name == NULL || r->program == NULL)
        return MINZ_E_MISUSE;
    return result_find(r, text_of(name), out) ? MINZ_OK : MINZ_E_NAME;
}

static uint16_t level_of(const result_name *n)
{
    return n->programme != NULL ? n->programme->level
                                : n->decision->symbol->level;
}

/* Finds what was evaluated and checks the row against its level. */
static minz_status find(const minz_result *r, const char *name, uint32_t row,
                        result_name *out)
{
    minz_status st = find_name(r, name, out);

    if (st != MINZ_OK)
        return st;
    if (!result_was_computed(r, out))
        return MINZ_E_NAME;
    return row < result_row_count(r, level_of(out)) ? MINZ_OK : MINZ_E_MISUSE;
}

minz_status minz_result_rows(const minz_result *result, const char *name,
                             uint32_t *out_rows)
{
    result_name n;

    if (out_rows == NULL)
        return MINZ_E_MISUSE;
    minz_status st = find_name(result, name, &n);
    if (st == MINZ_OK)
        *out_rows = result_row_count(result, level_of(&n));
    return st;
}

minz_status minz_result_outcome(const minz_result *result,
                                const char *programme, uint32_t row,
                                minz_outcome *out_outcome)
{
    result_name n;
    minz_status st = find(result, programme, row, &n);

    if (st != MINZ_OK)
        return st;
    if (out_outcome == NULL)
        return MINZ_E_MISUSE;
    if (n.programme == NULL)
        return MINZ_E_NAME;
    st = ESCAPE_SET(&result->evaluator->esc);
    if (st != MINZ_OK)
        return st;
    *out_outcome = result_outcome(result, n.programme, row);
    return MINZ_OK;
}

static const char *value_name(const type *t, int64_t v)
{
    if (t->kind == TYPE_STRING)
        return value_text(v)->ptr;
    return t->kind == TYPE_ENUM ? t->of->values[v].id.ptr : NULL;
}

static minz_value of_value(const type *t, value x)
{
    minz_value out = {.status = x.st, .scale = t->scale, .denominator = 1};

    if (x.st != ST_KNOWN)
        return out;
    out.number = x.v;
    if (t->kind == TYPE_QUOTIENT)
        out.denominator = x.w;
    out.text = value_name(t, x.v);
    if (t->kind == TYPE_STRING)
        out.number = 0;
    return out;
}

minz_status minz_result_value(const minz_result *result, const char *name,
                              uint32_t row, minz_value *out_value)
{
    result_name n;
    minz_status st = find(result, name, row, &n);

    if (st != MINZ_OK)
        return st;
    if (out_value == NULL)
        return MINZ_E_MISUSE;
    st = ESCAPE_SET(&result->evaluator->esc);
    if (st != MINZ_OK)
        return st;
    if (n.decision != NULL && n.decision->programme >= 0) {
        n.programme = &result->model->programmes.at[n.decision->programme];
        if (n.decision->symbol == n.programme->amount)
            n.part = TEXT("amount");
    }
    if (n.programme != NULL && text_equal(n.part, TEXT("amount")))
        *out_value = of_value(n.programme->amount->type,
                              result_amount(result, n.programme, row));
    else if (n.decision != NULL && n.part.len == 0)
        *out_value = of_value(
            n.decision->symbol->type,
            result_decision_value(result, n.decision->symbol, row));
    else
        return MINZ_E_NAME;
    return MINZ_OK;
}

typedef void (*lister)(const minz_result *r, const result_name *of,
                       uint32_t row, texts *out);

static minz_status nth(const minz_result *r, const char *name, uint32_t row,
                       uint32_t index, lister list, const char **out)
{
    result_name n;
    texts all = {0};
    minz_status st = find(r, name, row, &n);

    if (st != MINZ_OK)
        return st;
    if (out == NULL)
        return MINZ_E_MISUSE;
    st = ESCAPE_SET(&r->evaluator->esc);
    if (st != MINZ_OK)
        return st;
    list(r, &n, row, &all);
    if (index >= all.len)
        return MINZ_E_RANGE;
    *out = all.at[index].ptr;
    return MINZ_OK;
}

minz_status minz_result_reason(const minz_result *result, const char *name,
                               uint32_t row, uint32_t index,
                               const char **out_code)
{
    return nth(result, name, row, index, result_reasons, out_code);
}

minz_status minz_result_flag(const minz_result *result, const char *name,
                             uint32_t row, uint32_t index,
                             const char **out_code)
{
    return nth(result, name, row, index, result_flags, out_code);
}

minz_status minz_result_missing(const minz_result *result, const char *name,
                                uint32_t row, uint32_t index,
                                const char **out_path)
{
    return nth(result, name, row, index, result_missing, out_path);
}
