/* SPDX-License-Identifier: Apache-2.0 */
/* Why an outcome is what it is, in codes: reasons, flags, missing facts. */
#include "civil/depends.h"
#include "civil/outcome.h"

static void put(const minz_result *r, texts *out, text code)
{
    for (uint32_t i = 0; i < out->len; i++)
        if (text_equal(out->at[i], code))
            return;
    VEC_PUSH(r->arena, *out, code);
}

/* The code of the ground or table row that decided; empty if none did. */
static text deciding_row(const minz_result *r, const decision_decl *d,
                         uint32_t row)
{
    const program_decision *p = result_decision(r, d->symbol);
    const rule_version *v = depends_version(r->binding, d);

    if (p == NULL || v == NULL || p->reason == REG_NONE)
        return (text){0};
    value x = result_register(r, p->reason, row);
    if (x.st != ST_KNOWN || x.v < 0)
        return (text){0};
    if (v->ground_count > 0 && x.v < v->ground_count) {
        const ground_decl *g = &v->grounds[x.v];
        return g->reason.len > 0 ? g->reason : g->id;
    }
    if (v->table != NULL && x.v < v->table->rule_count)
        return v->table->rules[x.v].reason;
    return (text){0};
}

static text failed_test(const minz_result *r, const decision_decl *d,
                        uint32_t row)
{
    text code = deciding_row(r, d, row);

    if (code.len > 0)
        return code;
    return d->reason.len > 0 ? d->reason : d->symbol->id;
}

static text fact_name(const minz_result *r, int64_t code)
{
    return r->model->symbols.all.at[code_index_of(code)]->id;
}

static void put_code(const minz_result *r, texts *out, int64_t code)
{
    uint32_t index = code_index_of(code);
    const text *known = r->model->unit.codes.at;
    text t;

    switch (code_kind_of(code)) {
    case CODE_REVIEW:
        put(r, out, known[index]);
        return;
    case CODE_ERROR:
        t = known[index];
        put(r, out, arena_printf(r->arena, "error:%.*s", (int)t.len, t.ptr));
        return;
    case CODE_UNKNOWABLE:
        t = fact_name(r, code);
        put(r, out,
            arena_printf(r->arena, "unknowable:%.*s", (int)t.len, t.ptr));
        return;
    default:
        return;
    }
}

void result_codes_of(const minz_result *r, value x, texts *out)
{
    int64_t *codes;
    uint32_t n;

    if (x.st != ST_REVIEW && x.st != ST_ERROR)
        return;
    engine_codes(r->frame, x.w, r->arena, &codes, &n);
    for (uint32_t i = 0; i < n; i++)
        put_code(r, out, codes[i]);
}

static const decision_decl *decision_at(const minz_result *r, const symbol *s)
{
    return &r->model->decisions.at[s->index];
}

static void programme_reasons(const minz_result *r, const programme_decl *p,
                              uint32_t row, texts *out)
{
    minz_outcome outcome = result_outcome(r, p, row);

    if (!result_in_force(r, p)) {
        put(r, out, TEXT("not_in_force"));
        return;
    }
    if (outcome == MINZ_MANUAL_REVIEW)
        result_codes_of(r, result_decision_value(r, p->eligible, row), out);
    for (uint32_t t = 0; t < p->test_count; t++) {
        const decision_decl *d = decision_at(r, p->tests[t]);
        uint32_t at = result_row_above(r, p->level, d->symbol->level, row);
        if (at == UINT32_MAX)
            continue;
        value x = result_decision_value(r, d->symbol, at);
        text code = deciding_row(r, d, at);
        if (outcome == MINZ_NOT_ELIGIBLE && x.st == ST_KNOWN && x.v == 0)
            put(r, out, failed_test(r, d, at));
        else if (outcome == MINZ_ELIGIBLE && code.len > 0)
            put(r, out, code);
    }
}

void result_reasons(const minz_result *r, const result_name *of, uint32_t row,
                    texts *out)
{
    const decision_decl *d = of->decision;

    if (of->programme != NULL) {
        programme_reasons(r, of->programme, row, out);
        return;
    }
    value x = result_decision_value(r, d->symbol, row);
    text code = deciding_row(r, d, row);
    if (x.st != ST_KNOWN)
        result_codes_of(r, x, out);
    else if (d->symbol->type->kind == TYPE_BOOLEAN && x.v == 0)
        put(r, out, failed_test(r, d, row));
    else if (code.len > 0)
        put(r, out, code);
}

void result_missing_of(const minz_result *r, value x, texts *out)
{
    int64_t *codes;
    uint32_t n;

    if (x.st != ST_UNKNOWN)
        return;
    engine_codes(r->frame, x.w, r->arena, &codes, &n);
    for (uint32_t i = 0; i < n; i++)
        if (code_kind_of(codes[i]) == CODE_MISSING)
            put(r, out,
                facts_path(r->model, r->subject, r->arena,
                           code_index_of(codes[i]), code_row_of(codes[i])));
}

void result_missing(const minz_result *r, const result_name *of, uint32_t row,
                    texts *out)
{
    const symbol *s = of->programme != NULL ? of->programme->eligible
                                            : of->decision->symbol;
    value x = result_decision_value(r, s, row);

    if (of->programme != NULL && !result_in_force(r, of->programme))
        return;
    if (of->programme != NULL && x.st == ST_KNOWN && x.v != 0)
        x = result_amount(r, of->programme, row);
    result_missing_of(r, x, out);
}

static bool flag_is_up(const minz_result *r, const decision_decl *d,
                       uint32_t flag, uint32_t row)
{
    const program_decision *p = result_decision(r, d->symbol);

    if (row == UINT32_MAX || p == NULL || flag >= p->flag_count ||
        p->flags[flag] == REG_NONE ||
        result_row_is_phantom(r, d->symbol->level, row))
        return false;
    value x = result_register(r, p->flags[flag], row);
    return x.st == ST_KNOWN && x.v != 0;
}

/* Rows of the decision's level that belong to the programme's row. */
static bool flag_in_rows(const minz_result *r, const decision_decl *d,
                         uint32_t flag, uint16_t level, uint32_t row)
{
    uint16_t own = d->symbol->level;

    if (level_within(&r->model->symbols, level, own))
        return flag_is_up(r, d, flag, result_row_above(r, level, own, row));
    for (uint32_t i = 0; i < result_row_count(r, own); i++)
        if ((!level_within(&r->model->symbols, own, level) ||
             result_row_above(r, own, level, i) == row) &&
            flag_is_up(r, d, flag, i))
            return true;
    return false;
}

static void put_flags(const minz_result *r, const decision_decl *d,
                      uint16_t level, uint32_t row, texts *out)
{
    for (uint32_t f = 0; f < d->flag_count; f++)
        if (flag_in_rows(r, d, f, level, row))
            put(r, out, d->flags[f].code);
}

/* Flags of all decisions that were reached. */
static void put_flags_of(const minz_result *r, const depends *d,
                         uint16_t level, uint32_t row, texts *out)
{
    for (uint32_t i = 0; i < d->flagged_count; i++)
        put_flags(r, d->flagged[i], level, row, out);
}

void result_flags(const minz_result *r, const result_name *of, uint32_t row,
                  texts *out)
{
    const programme_decl *p = of->programme;

    if (p == NULL) {
        put_flags_of(r, depends_of_decision(r->binding, r->model, of->decision),
                     of->decision->symbol->level, row, out);
        return;
    }
    if (!result_in_force(r, p))
        return;
    put_flags_of(r, depends_of_tests(r->binding, r->model, p), p->level, row,
                 out);
    if (result_outcome(r, p, row) == MINZ_ELIGIBLE)
        put_flags_of(r, depends_of_entitlements(r->binding, r->model, p),
                     p->level, row, out);
}
