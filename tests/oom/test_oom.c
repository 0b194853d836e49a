/* SPDX-License-Identifier: Apache-2.0 */
/* Every allocation of a job is refused in turn, alone and with all that come
 * after it: the job must say so, or succeed all the same, and free everything.
 *
 * The only program that sets cJSON's hooks: its trees count with the rest.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cjson/cJSON.h>
#include <cmocka.h>

#include "failing_alloc.h"
#include "json/json.h"

/* One whole use of the library; frees what it makes. */
typedef minz_status (*job)(const minz_allocator *alloc);

static minz_status run(job work, uint64_t fail_at, bool and_all_after)
{
    failing_alloc_global =
        (failing_alloc){.fail_at = fail_at, .and_all_after = and_all_after};
    minz_allocator alloc = failing_alloc_use(&failing_alloc_global);
    minz_status status = work(&alloc);

    assert_int_equal(failing_alloc_global.live, 0);
    assert_int_equal(failing_alloc_global.live_bytes, 0);
    return status;
}

static void refuse_each(job work, bool and_all_after)
{
    minz_status expected = run(work, 0, false);
    uint64_t calls = failing_alloc_global.calls;

    assert_true(calls > 0);
    for (uint64_t n = 1; n <= calls; n++) {
        minz_status status = run(work, n, and_all_after);
        assert_true(failing_alloc_global.refused > 0);
        assert_true(status == MINZ_E_NOMEM || status == expected);
    }
}

static void survives_every_refusal(job work)
{
    refuse_each(work, false);
    refuse_each(work, true);
}

static minz_status read_json(const minz_allocator *alloc, text body)
{
    source_text source = {.name = TEXT("facts"), .body = body};
    minz_diag *diag = minz_diag_new(alloc);
    json_doc *doc = json_doc_new(alloc);
    minz_status status = MINZ_E_NOMEM;

    if (doc != NULL)
        status = json_doc_parse(doc, &source, NULL, diag);
    json_doc_free(doc);
    minz_diag_free(diag);
    return status;
}

static minz_status read_facts(const minz_allocator *alloc)
{
    return read_json(
        alloc, TEXT("{\"area\": \"rural\", \"members\": [{\"id\": \"m1\", "
                    "\"income\": \"9468.00\"}, {\"id\": \"\\u4e8c\", "
                    "\"age\": 41, \"ill\": null, \"student\": true}]}"));
}

static minz_status read_broken_facts(const minz_allocator *alloc)
{
    return read_json(alloc, TEXT("{\"area\": \"rural\",\n \"members\": [}"));
}

static void reading_facts_survives_every_refusal(void **state)
{
    (void)state;
    assert_int_equal(run(read_facts, 0, false), MINZ_OK);
    survives_every_refusal(read_facts);
}

static void reading_broken_facts_survives_every_refusal(void **state)
{
    (void)state;
    assert_int_equal(run(read_broken_facts, 0, false), MINZ_E_TEXT);
    survives_every_refusal(read_broken_facts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reading_facts_survives_every_refusal),
        cmocka_unit_test(reading_broken_facts_survives_every_refusal),
    };
    cJSON_Hooks hooks = {failing_malloc, failing_free};

    cJSON_InitHooks(&hooks);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
