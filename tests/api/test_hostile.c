/* SPDX-License-Identifier: Apache-2.0 */
/* Packs and facts made to be slow or large: each is refused or answered within
 * the memory limits, and within 100 ms of processor time in a release build on
 * a calm machine; three times that is allowed here.
 */
#define _POSIX_C_SOURCE 200809L
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>
#include <minzheng/minzheng.h>

/* A build that checks itself, or is not optimised, takes its time. */
#ifdef NDEBUG
#define MOST_MS 300
#else
#define MOST_MS 2000
#endif

#define PACK_MAX (1u << 20)
#define MEMORY_MAX (64u << 20)

static char pack[PACK_MAX];
static size_t len;

static void put(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    len += (size_t)vsnprintf(pack + len, sizeof pack - len, format, args);
    va_end(args);
    assert_true(len < sizeof pack);
}

static void begin(void)
{
    len = 0;
    put("{\"pack\":\"h\",\"title\":{\"en\":\"h\"},"
        "\"sources\":{\"s\":{\"title\":\"t\",\"issued\":\"2020-01-01\"}},"
        "\"subjects\":{\"case\":{\"label\":{\"en\":\"case\"},\"facts\":{"
        "\"x\":{\"label\":{\"en\":\"x\"},\"type\":\"integer\",\"absent\":0}},"
        "\"lists\":{\"rows\":{\"label\":{\"en\":\"rows\"},"
        "\"absent\":\"empty\",\"facts\":{\"y\":{\"label\":{\"en\":\"y\"},"
        "\"type\":\"integer\",\"absent\":0}}}}}},\"decisions\":[");
}

static void decision(unsigned i)
{
    put("%s{\"id\":\"d%u\",\"label\":{\"en\":\"d\"},\"for\":\"case\","
        "\"type\":\"integer\",\"versions\":[{\"from\":\"2020-01-01\","
        "\"source\":\"s\",\"value\":\"",
        i > 0 ? "," : "", i);
}

static void end_decision(void)
{
    put("\"}]}");
}

static minz_policy *compile(minz_status expected)
{
    minz_pack_text layer = {"hostile", pack, 0};
    minz_policy_options options = MINZ_POLICY_OPTIONS_INIT;
    minz_policy *policy = NULL;
    minz_diag *diag = minz_diag_new(NULL);

    put("]}");
    layer.text_len = len;
    options.max_memory = MEMORY_MAX;
    minz_status st = minz_policy_compile(&layer, 1, &options, &policy, diag);
    assert_int_equal(st, expected);
    assert_true(st == MINZ_OK || minz_diag_count(diag) > 0);
    minz_diag_free(diag);
    return policy;
}

static int64_t processor_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* The pack that stands written; NULL if it is to be refused. */
static minz_policy *soon(minz_status expected)
{
    int64_t start = processor_ms();
    minz_policy *policy = compile(expected);

    assert_true(processor_ms() - start <= MOST_MS);
    return policy;
}

static void thousands_of_names_that_are_not_there(void **state)
{
    (void)state;
    begin();
    for (unsigned i = 0; i < 3000; i++) {
        decision(i);
        put("no_such_name_%u + nor_this_one_%u", i, i);
        end_decision();
    }
    assert_null(soon(MINZ_E_PACK));
}

static void a_cycle_of_thousands(void **state)
{
    (void)state;
    begin();
    for (unsigned i = 0; i < 3000; i++) {
        decision(i);
        put("d%u + 1", (i + 1) % 3000);
        end_decision();
    }
    assert_null(soon(MINZ_E_PACK));
}

static void a_chain_that_doubles(void **state)
{
    (void)state;
    begin();
    decision(0);
    put("x");
    end_decision();
    for (unsigned i = 1; i < 1500; i++) {
        decision(i);
        put("d%u + d%u", i - 1, i - 1);
        end_decision();
    }
    minz_policy_release(soon(MINZ_OK));
}

static void parentheses_without_end(void **state)
{
    (void)state;
    begin();
    decision(0);
    for (int i = 0; i < 20000; i++)
        put("(");
    put("x");
    for (int i = 0; i < 20000; i++)
        put(")");
    end_decision();
    assert_null(soon(MINZ_E_PACK));
}

/* ---- Facts ---- */

static char *many_rows(unsigned rows, size_t *out_len)
{
    size_t cap = 64 + (size_t)rows * 16, n = 0;
    char *text = malloc(cap);

    assert_non_null(text);
    n += (size_t)snprintf(text + n, cap - n, "{\"rows\":[");
    for (unsigned i = 0; i < rows; i++)
        n += (size_t)snprintf(text + n, cap - n, "%s{\"y\":%u}",
                              i > 0 ? "," : "", i);
    n += (size_t)snprintf(text + n, cap - n, "]}");
    *out_len = n;
    return text;
}

static void rows_gone_through_inside_each_other(void **state)
{
    minz_evaluator *evaluator = NULL;
    minz_subject *subject = NULL;
    minz_request request = MINZ_REQUEST_INIT;
    minz_diag *diag = minz_diag_new(NULL);
    const minz_result *result = NULL;
    const char *goal = "d0";
    size_t text_len;
    char *text = many_rows(5000, &text_len);

    (void)state;
    begin();
    decision(0);
    put("total(for a in rows return total(for b in rows return "
        "if a.y < b.y then 1 else 0))");
    end_decision();
    minz_policy *policy = soon(MINZ_OK);
    assert_int_equal(minz_evaluator_new(policy, NULL, &evaluator), MINZ_OK);
    assert_int_equal(minz_subject_new(policy, NULL, &subject), MINZ_OK);
    assert_int_equal(minz_date_parse("2020-06-30", &request.as_of), MINZ_OK);
    request.goals = &goal;
    request.goal_count = 1;
    int64_t start = processor_ms();
    assert_int_equal(minz_subject_read_json(subject, text, text_len, diag),
                     MINZ_OK);
    assert_int_equal(
        minz_evaluate(evaluator, subject, &request, &result, diag),
        MINZ_E_LIMIT);
    assert_true(processor_ms() - start <= MOST_MS);
    assert_string_equal(minz_diag_id(diag, 0), "E0705");
    free(text);
    minz_diag_free(diag);
    minz_subject_free(subject);
    minz_evaluator_free(evaluator);
    minz_policy_release(policy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(thousands_of_names_that_are_not_there),
        cmocka_unit_test(a_cycle_of_thousands),
        cmocka_unit_test(a_chain_that_doubles),
        cmocka_unit_test(parentheses_without_end),
        cmocka_unit_test(rows_gone_through_inside_each_other),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
