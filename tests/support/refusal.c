/* SPDX-License-Identifier: Apache-2.0 */
/* One state for the allocator that the job is given and for cJSON's hooks,
 * which take no context: one count over both.
 */
#include "refusal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cjson/cJSON.h>
#include <cmocka.h>

#include "failing_alloc.h"

static failing_alloc allocs;
static refusal_tally tally;

static void *hook_malloc(size_t size)
{
    return failing_alloc_resize(&allocs, NULL, size > 0 ? size : 1);
}

static void hook_free(void *ptr)
{
    failing_alloc_resize(&allocs, ptr, 0);
}

void refusal_begin(void)
{
    cJSON_Hooks hooks = {hook_malloc, hook_free};

    cJSON_InitHooks(&hooks);
}

static minz_status run(refusal_job job, uint64_t fail_at, bool and_all_after)
{
    allocs = (failing_alloc){.fail_at = fail_at, .and_all_after = and_all_after};
    minz_allocator alloc = failing_alloc_use(&allocs);
    minz_status status = job(&alloc);

    assert_int_equal(allocs.live, 0);
    assert_int_equal(allocs.live_bytes, 0);
    return status;
}

static void refuse_each(refusal_job job, uint64_t calls, bool and_all_after,
                        minz_status expected)
{
    for (uint64_t n = 1; n <= calls; n++) {
        minz_status status = run(job, n, and_all_after);
        assert_true(allocs.refused > 0);
        assert_true(status == MINZ_E_NOMEM || status == expected);
        *(and_all_after ? &tally.with_the_rest : &tally.alone) += 1;
        tally.told += status == MINZ_E_NOMEM;
    }
}

void refusal_run(refusal_job job, minz_status expected)
{
    assert_int_equal(run(job, 0, false), expected);
    uint64_t calls = allocs.calls;

    assert_true(calls > 0);
    refuse_each(job, calls, false, expected);
    refuse_each(job, calls, true, expected);
}

refusal_tally refusal_counted(void)
{
    return tally;
}
