/* SPDX-License-Identifier: Apache-2.0 */
/* What the tests of the public functions share: the pack beside them, and a
 * household evaluated in one call. Only public headers.
 */
#ifndef API_API_H
#define API_API_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <minzheng/minzheng.h>

/* Everything that one evaluation needs. */
typedef struct api {
    char pack[16384];
    minz_policy *policy;
    minz_subject *subject;
    minz_evaluator *evaluator;
    const minz_result *result;
    minz_diag *diag;
} api;

static inline minz_pack_text api_pack(api *t)
{
    FILE *file = fopen(TESTS_DIR "/api/pack.json", "rb");

    assert_non_null(file);
    size_t len = fread(t->pack, 1, sizeof t->pack - 1, file);
    fclose(file);
    assert_true(len < sizeof t->pack - 1);
    t->pack[len] = '\0';
    return (minz_pack_text){"pack.json", t->pack, len};
}

static inline int api_set_up(void **state)
{
    api *t = calloc(1, sizeof *t);
    minz_pack_text pack;

    assert_non_null(t);
    pack = api_pack(t);
    t->diag = minz_diag_new(NULL);
    assert_int_equal(minz_policy_compile(&pack, 1, NULL, &t->policy, t->diag),
                     MINZ_OK);
    assert_int_equal(minz_subject_new(t->policy, NULL, &t->subject), MINZ_OK);
    assert_int_equal(minz_evaluator_new(t->policy, NULL, &t->evaluator),
                     MINZ_OK);
    *state = t;
    return 0;
}

static inline int api_tear_down(void **state)
{
    api *t = *state;

    minz_evaluator_free(t->evaluator);
    minz_subject_free(t->subject);
    minz_policy_release(t->policy);
    minz_diag_free(t->diag);
    free(t);
    return 0;
}

static inline minz_status api_read(api *t, const char *facts)
{
    minz_diag_clear(t->diag);
    return minz_subject_read_json(t->subject, facts, strlen(facts), t->diag);
}

/* `when`: "2020-06-15" or "2020-06". */
static inline minz_request api_when(const char *when)
{
    minz_request q = MINZ_REQUEST_INIT;

    q.by_month = strlen(when) == 7;
    assert_int_equal(minz_date_parse(when, &q.as_of), MINZ_OK);
    return q;
}

static inline minz_status api_request(api *t, const minz_request *q)
{
    return minz_evaluate(t->evaluator, t->subject, q, &t->result, t->diag);
}

static inline void api_evaluate(api *t, const char *when, const char *facts)
{
    minz_request q = api_when(when);

    assert_int_equal(api_read(t, facts), MINZ_OK);
    assert_int_equal(api_request(t, &q), MINZ_OK);
}

static inline minz_outcome api_outcome(const api *t, const char *programme)
{
    minz_outcome o = -1;

    assert_int_equal(minz_result_outcome(t->result, programme, 0, &o), MINZ_OK);
    return o;
}

static inline minz_value api_value(const api *t, const char *name, uint32_t row)
{
    minz_value v = {0};

    assert_int_equal(minz_result_value(t->result, name, row, &v), MINZ_OK);
    return v;
}

/* The result as JSON; free it. */
static inline char *api_json(const minz_result *result)
{
    size_t n = minz_result_json(result, NULL, 0);
    char *out = malloc(n + 1);

    assert_true(n > 0);
    assert_non_null(out);
    assert_int_equal(minz_result_json(result, out, n + 1), n);
    assert_int_equal(strlen(out), n);
    return out;
}

static inline char *api_explain(const minz_result *result,
                                const char *programme, minz_lang lang,
                                minz_format format)
{
    size_t n = minz_explain(result, programme, lang, format, NULL, 0);
    char *out = malloc(n + 1);

    assert_true(n > 0);
    assert_non_null(out);
    assert_int_equal(minz_explain(result, programme, lang, format, out, n + 1),
                     n);
    assert_int_equal(strlen(out), n);
    return out;
}

/* One person of the city with that income a month, and what else is told. */
static inline const char *api_single(char out[256], const char *amount,
                                     const char *more)
{
    snprintf(out, 256,
             "{\"area\": \"urban\", %s \"members\": [{\"id\": \"m1\", "
             "\"incomes\": [{\"amount\": %s}]}]}",
             more, amount);
    return out;
}

#endif
