/* SPDX-License-Identifier: Apache-2.0 */
/* From the keys of an expectation to what the result holds. */
#include "cases/result.h"

#include "civil/write_value.h"

typedef struct case_key {
    text name, row, part;
    bool has_row;
} case_key;

static bool is_general(text key)
{
    return text_equal(key, TEXT("missing")) ||
           text_equal(key, TEXT("entitlements")) ||
           text_equal(key, TEXT("transitions")) ||
           text_equal(key, TEXT("error"));
}

static bool is_part(text t)
{
    static const char *const parts[] = {
        "outcome", "amount", "reasons",      "flags", "missing",
        "status",  "value",  "entitlements", "state", "first_month"};

    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (text_equal(t, text_of(parts[i])))
            return true;
    return false;
}

static uint32_t find_byte(text t, char c)
{
    const char *at = t.len > 0 ? memchr(t.ptr, c, t.len) : NULL;

    return at == NULL ? t.len : (uint32_t)(at - t.ptr);
}

static void split_part(text rest, case_key *k)
{
    for (uint32_t i = rest.len; i > 0; i--) {
        text part = {rest.ptr + i, rest.len - i};
        if (rest.ptr[i - 1] != '.' || !is_part(part))
            continue;
        k->part = part;
        k->name = (text){rest.ptr, i - 1};
        return;
    }
    k->name = rest;
}

static void split_key(text key, case_key *k)
{
    uint32_t open = find_byte(key, '[');

    *k = (case_key){0};
    if (open == key.len) {
        split_part(key, k);
        return;
    }
    text inside = {key.ptr + open + 1, key.len - open - 1};
    uint32_t close = find_byte(inside, ']');
    k->name = (text){key.ptr, open};
    k->has_row = true;
    k->row = (text){inside.ptr, close};
    if (close + 2 < inside.len)
        k->part = (text){inside.ptr + close + 2, inside.len - close - 2};
}

text case_goal(text key)
{
    case_key k;

    if (is_general(key))
        return (text){0};
    split_key(key, &k);
    return k.name;
}

bool case_expects_life(json_value expect)
{
    case_key k;

    for (json_value m = json_first(expect); json_has(m); m = json_next(m)) {
        split_key(json_key(m), &k);
        if (text_equal(json_key(m), TEXT("transitions")) ||
            text_equal(k.part, TEXT("state")))
            return true;
    }
    return false;
}

static uint32_t find_row(const minz_result *r, uint16_t level, text row)
{
    int64_t number;
    uint32_t scale;

    if (row.len > 3 && memcmp(row.ptr, "id=", 3) == 0)
        return result_row_of_id(r, level, 0,
                                (text){row.ptr + 3, row.len - 3});
    if (number_parse(row, &number, &scale) && scale == 0)
        return number >= 1 && number <= result_row_count(r, level)
                   ? (uint32_t)number - 1
                   : UINT32_MAX;
    return result_row_of_id(r, level, 0, row);
}

static void put_list(json_writer *w, const texts *list)
{
    json_begin_array(w);
    for (uint32_t i = 0; i < list->len; i++)
        json_put_text(w, list->at[i]);
    json_end(w);
}

static bool put_why(json_writer *w, const minz_result *r,
                    const result_name *of, uint32_t row, text part)
{
    texts list = {0};

    if (text_equal(part, TEXT("reasons")))
        result_reasons(r, of, row, &list);
    else if (text_equal(part, TEXT("flags")))
        result_flags(r, of, row, &list);
    else if (text_equal(part, TEXT("missing")))
        result_missing(r, of, row, &list);
    else
        return false;
    put_list(w, &list);
    return true;
}

static void put_entitlements(json_writer *w, const minz_result *r,
                             const programme_decl *p, uint32_t row)
{
    bool due = result_outcome(r, p, row) == MINZ_ELIGIBLE &&
               result_excluded_by(r, p, row) == NULL;

    for (uint32_t i = 0; due && i < p->entitlement_count; i++) {
        const entitlement_decl *e = &p->entitlements[i];
        json_begin_object(w);
        json_put_key(w, TEXT("programme"));
        json_put_text(w, p->id);
        json_put_key(w, TEXT("id"));
        json_put_text(w, e->id);
        json_put_key(w, TEXT("amount"));
        write_value(w, r, e->amount->type, result_entitlement(r, p, e, row));
        json_put_key(w, TEXT("payee"));
        json_put_text(w, e->payee);
        json_end(w);
    }
}

static void put_first_month(json_writer *w, const minz_result *r,
                            const programme_decl *p, uint32_t row)
{
    value start;
    char month[16];

    if (result_first_month(r, p, row, &start) && start.st == ST_KNOWN)
        json_put_text(w, (text){month, month_format(start.v, month)});
    else
        json_put_null(w);
}

/* False: no state, since no exit check was made. */
static bool put_state(json_writer *w, const minz_result *r,
                      const programme_decl *p, uint32_t row)
{
    const taken *t = result_taken(r, p, row);

    if (t != NULL)
        json_put_text(w, p->life->state[t->to].id);
    return t != NULL;
}

static bool put_programme(json_writer *w, const minz_result *r,
                          const result_name *of, uint32_t row, text part)
{
    const programme_decl *p = of->programme;

    if (text_equal(part, TEXT("outcome"))) {
        json_put_text(w, text_of(minz_outcome_name(result_outcome(r, p, row))));
    } else if (text_equal(part, TEXT("amount"))) {
        write_value(w, r, p->amount->type, result_paid(r, p, row));
    } else if (text_equal(part, TEXT("first_month"))) {
        put_first_month(w, r, p, row);
    } else if (text_equal(part, TEXT("state"))) {
        return put_state(w, r, p, row);
    } else if (text_equal(part, TEXT("entitlements"))) {
        json_begin_array(w);
        put_entitlements(w, r, p, row);
        json_end(w);
    } else {
        return put_why(w, r, of, row, part);
    }
    return true;
}

static bool put_decision(json_writer *w, const minz_result *r,
                         const result_name *of, uint32_t row, text part)
{
    const symbol *s = of->decision->symbol;
    value x = result_decision_value(r, s, row);

    if (part.len == 0 || text_equal(part, TEXT("value")))
        write_value(w, r, s->type, x);
    else if (text_equal(part, TEXT("status")))
        json_put_text(w, status_name(x.st));
    else
        return put_why(w, r, of, row, part);
    return true;
}

static bool put_one(json_writer *w, const minz_result *r,
                    const result_name *of, uint32_t row, text part)
{
    return of->programme != NULL ? put_programme(w, r, of, row, part)
                                 : put_decision(w, r, of, row, part);
}

static msg_id put_key_value(json_writer *w, const minz_result *r, text key)
{
    case_key k;
    result_name of;
    bool ok = true;

    split_key(key, &k);
    if (!result_find(r, k.name, &of) || of.part.len > 0)
        return MSG_CASE_NO_EXPECTATION;
    uint16_t level = of.programme != NULL ? of.programme->level
                                          : of.decision->symbol->level;
    bool many = level != 0 && level != LEVEL_CONST;
    if (k.has_row || !many) {
        uint32_t row = k.has_row ? find_row(r, level, k.row) : 0;
        if (row == UINT32_MAX)
            return MSG_CASE_NO_ROW;
        return put_one(w, r, &of, row, k.part) ? MSG_COUNT
                                               : MSG_CASE_NO_EXPECTATION;
    }
    json_begin_array(w);
    for (uint32_t row = 0; ok && row < result_row_count(r, level); row++)
        if (!result_row_is_phantom(r, level, row))
            ok = put_one(w, r, &of, row, k.part);
    json_end(w);
    return ok ? MSG_COUNT : MSG_CASE_NO_EXPECTATION;
}

static void put_all_missing(json_writer *w, const minz_result *r)
{
    texts all = {0};

    for (uint32_t i = 0; i < r->model->programmes.len; i++) {
        result_name of = {.programme = &r->model->programmes.at[i]};
        uint32_t rows = result_row_count(r, of.programme->level);
        for (uint32_t row = 0; r->programmes[i] && row < rows; row++)
            result_missing(r, &of, row, &all);
    }
    for (uint32_t i = 0; i < r->decision_count; i++) {
        result_name of = {.decision =
                              &r->model->decisions.at[r->decisions[i]]};
        uint32_t rows = result_row_count(r, of.decision->symbol->level);
        for (uint32_t row = 0; row < rows; row++)
            result_missing(r, &of, row, &all);
    }
    put_list(w, &all);
}

static void put_all_entitlements(json_writer *w, const minz_result *r)
{
    json_begin_array(w);
    for (uint32_t i = 0; i < r->model->programmes.len; i++) {
        const programme_decl *p = &r->model->programmes.at[i];
        for (uint32_t row = 0;
             r->programmes[i] && row < result_row_count(r, p->level); row++)
            if (!result_row_is_phantom(r, p->level, row))
                put_entitlements(w, r, p, row);
    }
    json_end(w);
}

/* Where none is expected, those that keep all as it is do not count. */
static void put_transitions(json_writer *w, const minz_result *r,
                            json_value expected)
{
    bool none = json_count(expected) == 0;

    json_begin_array(w);
    for (uint32_t i = 0; i < r->taken.len; i++)
        if (!none || r->taken.at[i].kind != KIND_KEEP)
            write_transition(w, r, &r->taken.at[i]);
    json_end(w);
}

static bool put_expected(json_writer *w, const minz_result *r, json_value m,
                         minz_diag *diag)
{
    text key = json_key(m);

    json_put_key(w, key);
    if (text_equal(key, TEXT("error"))) {
        json_put_null(w);
        return true;
    }
    if (text_equal(key, TEXT("missing"))) {
        put_all_missing(w, r);
        return true;
    }
    if (text_equal(key, TEXT("entitlements"))) {
        put_all_entitlements(w, r);
        return true;
    }
    if (text_equal(key, TEXT("transitions"))) {
        put_transitions(w, r, m);
        return true;
    }
    msg_id fault = put_key_value(w, r, key);
    if (fault != MSG_COUNT)
        diag_add(diag, fault, json_key_span(m), key, (text){0}, (text){0});
    return fault == MSG_COUNT;
}

minz_status case_write_got(json_writer *w, const minz_result *r,
                           json_value expect, minz_diag *diag)
{
    minz_status st = ESCAPE_SET(&r->evaluator->esc);
    bool ok = true;

    if (st != MINZ_OK)
        return st;
    json_begin_object(w);
    for (json_value m = json_first(expect); ok && json_has(m);
         m = json_next(m))
        ok = put_expected(w, r, m, diag);
    json_end(w);
    return ok ? json_writer_status(w) : MINZ_E_NAME;
}
