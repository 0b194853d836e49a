/* SPDX-License-Identifier: Apache-2.0 */
/* Reading JSON when memory runs out at any point. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "json/json.h"
#include "refusal.h"

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

static minz_status read_a_key_twice(const minz_allocator *alloc)
{
    return read_json(alloc, TEXT("{\"a\": 1, \"b\": 2, \"\\u0061\": 3}"));
}

static void facts_are_read_or_memory_ran_out(void **state)
{
    (void)state;
    refusal_run(read_facts, MINZ_OK);
}

static void broken_facts_are_refused_or_memory_ran_out(void **state)
{
    (void)state;
    refusal_run(read_broken_facts, MINZ_E_TEXT);
    refusal_run(read_a_key_twice, MINZ_E_TEXT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(facts_are_read_or_memory_ran_out),
        cmocka_unit_test(broken_facts_are_refused_or_memory_ran_out),
    };

    refusal_begin();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
