/* SPDX-License-Identifier: Apache-2.0 */
/* The arena: blocks, growth, reset, and the two ways out. */
#include "support.h"

static bool is_zero(const void *ptr, size_t size)
{
    const unsigned char *bytes = ptr;

    for (size_t i = 0; i < size; i++)
        if (bytes[i] != 0)
            return false;
    return true;
}

/* Blocks of 0 to 299 bytes, each filled to its ends. */
static void use_blocks(arena *a)
{
    unsigned char *blocks[300];

    for (size_t size = 0; size < 300; size++) {
        blocks[size] = arena_alloc(a, size);
        assert_non_null(blocks[size]);
        assert_int_equal((uintptr_t)blocks[size] % 16, 0);
        assert_true(is_zero(blocks[size], size));
        memset(blocks[size], (int)size, size);
    }
    for (size_t size = 1; size < 300; size++) {
        assert_int_equal(blocks[size][0], size & 0xFF);
        assert_int_equal(blocks[size][size - 1], size & 0xFF);
    }
}

static void blocks_are_zeroed_aligned_and_apart(void **state)
{
    ledger l = {0};
    minz_allocator from = ledger_allocator(&l);
    arena a;
    minz_status st;

    (void)state;
    arena_init(&a, &from, 0);
    CATCH(st, &a, use_blocks(&a));
    assert_int_equal(st, MINZ_OK);
    arena_reset(&a); /* leaves used memory behind */
    CATCH(st, &a, use_blocks(&a));
    assert_int_equal(st, MINZ_OK);
    arena_free(&a);
    assert_int_equal(l.blocks, 0);
    assert_int_equal(l.bytes, 0);
}

/* Columns, between blocks that are none, each filled to its ends. */
static void use_columns(arena *a)
{
    unsigned char *blocks[100];

    for (size_t i = 0; i < 100; i++) {
        size_t size = i % 2 == 0 ? 4096 + 8 * i : 24;
        blocks[i] = arena_alloc(a, size);
        assert_int_equal((uintptr_t)blocks[i] % (i % 2 == 0 ? 64 : 16), 0);
        assert_true(is_zero(blocks[i], size));
        memset(blocks[i], (int)i + 1, size);
    }
    for (size_t i = 0; i < 100; i++) {
        assert_int_equal(blocks[i][0], i + 1);
        assert_int_equal(blocks[i][i % 2 == 0 ? 4095 + 8 * i : 23], i + 1);
    }
}

static void columns_start_on_lines_of_the_cache(void **state)
{
    arena a;
    minz_status st;

    (void)state;
    arena_init(&a, NULL, 0);
    CATCH(st, &a, use_columns(&a));
    assert_int_equal(st, MINZ_OK);
    arena_reset(&a);
    CATCH(st, &a, use_columns(&a));
    assert_int_equal(st, MINZ_OK);
    arena_free(&a);
}

static void held_is_what_the_allocator_gave(void **state)
{
    ledger l = {0};
    minz_allocator from = ledger_allocator(&l);
    arena a;
    minz_status st;

    (void)state;
    arena_init(&a, &from, 0);
    assert_int_equal(l.calls, 0); /* an unused arena costs nothing */
    CATCH(st, &a, {
        arena_alloc(&a, 10);
        arena_alloc(&a, 100000);
        arena_alloc(&a, 10);
    });
    assert_int_equal(st, MINZ_OK);
    assert_int_equal(a.held, l.bytes);
    assert_true(a.used >= 100020 && a.used <= a.held);
    arena_free(&a);
    assert_int_equal(a.held, 0);
    arena_free(&a); /* again does no harm */
    assert_int_equal(l.blocks, 0);
}

static void fill(arena *a)
{
    for (size_t i = 0; i < 200; i++) {
        char *block = arena_alloc(a, 64);
        arena_grow(a, block, 64, 1000);
    }
}

static minz_status fill_and_reset(arena *a)
{
    minz_status st;

    CATCH(st, a, fill(a));
    arena_reset(a);
    return st;
}

static void a_warm_arena_does_not_allocate(void **state)
{
    ledger l = {0};
    minz_allocator from = ledger_allocator(&l);
    arena a;

    (void)state;
    arena_init(&a, &from, 0);
    assert_int_equal(fill_and_reset(&a), MINZ_OK);
    assert_true(l.calls > 2); /* there was something to join */
    assert_int_equal(l.blocks, 1);
    assert_int_equal(a.used, 0);
    assert_int_equal(a.held, l.bytes);

    size_t calls = l.calls;
    for (int round = 0; round < 5; round++)
        assert_int_equal(fill_and_reset(&a), MINZ_OK);
    assert_int_equal(l.calls, calls);
    arena_free(&a);
}

static void a_reset_that_gets_no_memory_starts_from_nothing(void **state)
{
    ledger l = {0};
    minz_allocator from = ledger_allocator(&l);
    arena a;
    minz_status st;

    (void)state;
    arena_init(&a, &from, 0);
    CATCH(st, &a, fill(&a));
    l.refuse_at = l.calls + 1;
    arena_reset(&a);
    assert_int_equal(l.blocks, 0);
    assert_int_equal(a.held, 0);

    CATCH(st, &a, arena_alloc(&a, 1));
    assert_int_equal(st, MINZ_E_NOMEM);
    l.refuse_at = 0;
    CATCH(st, &a, arena_alloc(&a, 1));
    assert_int_equal(st, MINZ_OK);
    arena_free(&a);
    assert_int_equal(l.blocks, 0);
}

static void the_last_block_grows_in_place(void **state)
{
    arena a;
    minz_status st;

    (void)state;
    arena_init(&a, NULL, 0);
    CATCH(st, &a, {
        char *block = arena_alloc(&a, 10);
        memcpy(block, "0123456789", 10);
        char *grown = arena_grow(&a, block, 10, 500);
        assert_ptr_equal(grown, block);
        assert_memory_equal(grown, "0123456789", 10);
        assert_true(is_zero(grown + 10, 490));
        assert_ptr_equal(arena_grow(&a, grown, 500, 20), grown);

        char *after = arena_alloc(&a, 1);
        assert_true(after >= grown + 500);
        char *moved = arena_grow(&a, grown, 500, 600);
        assert_ptr_not_equal(moved, grown);
        assert_memory_equal(moved, "0123456789", 10);
        assert_true(is_zero(moved + 10, 590));

        assert_non_null(arena_grow(&a, NULL, 0, 7));
    });
    assert_int_equal(st, MINZ_OK);
    arena_free(&a);
}

static void the_limit_is_on_the_memory_held(void **state)
{
    ledger l = {0};
    minz_allocator from = ledger_allocator(&l);
    arena a;
    minz_status st;

    (void)state;
    arena_init(&a, &from, 20000);
    CATCH(st, &a, {
        for (;;)
            arena_alloc(&a, 100);
    });
    assert_int_equal(st, MINZ_E_LIMIT);
    assert_true(l.bytes <= 20000);
    assert_true(a.used > 15000); /* and not much of it is wasted */

    arena_reset(&a);
    CATCH(st, &a, arena_alloc(&a, 15000));
    assert_int_equal(st, MINZ_OK);
    CATCH(st, &a, arena_alloc(&a, 15000));
    assert_int_equal(st, MINZ_E_LIMIT);
    arena_free(&a);

    arena_init(&a, &from, 300); /* below the usual first chunk */
    CATCH(st, &a, arena_alloc(&a, 100));
    assert_int_equal(st, MINZ_OK);
    arena_free(&a);
    assert_int_equal(l.blocks, 0);
}

static void absurd_sizes_are_over_the_limit(void **state)
{
    arena a;
    minz_status st;
    char block[16];
    uint32_t cap = UINT32_MAX / 2 + 1;

    (void)state;
    arena_init(&a, NULL, 0);
    CATCH(st, &a, arena_alloc(&a, SIZE_MAX));
    assert_int_equal(st, MINZ_E_LIMIT);
    CATCH(st, &a, arena_array(&a, SIZE_MAX / 2, 3));
    assert_int_equal(st, MINZ_E_LIMIT);
    CATCH(st, &a, arena_grow(&a, block, 16, SIZE_MAX - 8));
    assert_int_equal(st, MINZ_E_LIMIT);
    CATCH(st, &a, vec_grow(&a, block, &cap, 1));
    assert_int_equal(st, MINZ_E_LIMIT);
    assert_int_equal(cap, UINT32_MAX / 2 + 1);
    arena_free(&a);
}

static minz_status fill_without_end(arena *a)
{
    minz_status st;

    CATCH(st, a, {
        for (;;)
            arena_alloc(a, 1000);
    });
    return st;
}

static void a_refusal_is_out_of_memory_and_leaks_nothing(void **state)
{
    (void)state;
    for (size_t refuse_at = 1; refuse_at < 8; refuse_at++) {
        ledger l = {.refuse_at = refuse_at};
        minz_allocator from = ledger_allocator(&l);
        arena a;

        arena_init(&a, &from, 0);
        assert_int_equal(fill_without_end(&a), MINZ_E_NOMEM);
        arena_free(&a);
        assert_int_equal(l.blocks, 0);
    }
}

static void a_smaller_chunk_will_do_where_memory_is_short(void **state)
{
    ledger l = {.most = 5000};
    minz_allocator from = ledger_allocator(&l);
    arena a;
    minz_status st;

    (void)state;
    arena_init(&a, &from, 0);
    CATCH(st, &a, {
        for (int i = 0; i < 10; i++)
            arena_alloc(&a, 3000);
    });
    assert_int_equal(st, MINZ_OK);
    arena_free(&a);
    assert_int_equal(l.blocks, 0);
}

static void a_vector_keeps_its_items(void **state)
{
    arena a;
    minz_status st;
    VEC(uint32_t) v = {0};

    (void)state;
    arena_init(&a, NULL, 0);
    CATCH(st, &a, {
        for (uint32_t i = 0; i < 10000; i++) {
            VEC_PUSH(&a, v, i * 7);
            if (i % 100 == 0)
                arena_alloc(&a, 1); /* so that it has to move */
        }
    });
    assert_int_equal(st, MINZ_OK);
    assert_int_equal(v.len, 10000);
    for (uint32_t i = 0; i < 10000; i++)
        assert_int_equal(v.at[i], i * 7);
    arena_free(&a);
}

static void texts_are_copied_with_their_end(void **state)
{
    arena a;
    minz_status st;

    (void)state;
    arena_init(&a, NULL, 0);
    CATCH(st, &a, {
        text copy = arena_text(&a, (text){"低保x", 6});
        assert_string_equal(copy.ptr, "低保");
        assert_int_equal(copy.len, 6);
        assert_string_equal(arena_text(&a, (text){0}).ptr, "");

        text made = arena_printf(&a, "%s[%d]", "members", 2);
        assert_string_equal(made.ptr, "members[2]");
        assert_int_equal(made.len, 10);
    });
    assert_int_equal(st, MINZ_OK);
    arena_free(&a);
}

static void a_zeroed_allocator_means_the_default(void **state)
{
    ledger l = {0};
    minz_allocator zeroed = {0}, own = ledger_allocator(&l);

    (void)state;
    assert_non_null(allocator_or_default(NULL).fn);
    assert_true(allocator_or_default(&zeroed).fn ==
                allocator_or_default(NULL).fn);
    assert_true(allocator_or_default(&own).fn == own.fn);
    assert_ptr_equal(allocator_or_default(&own).ctx, &l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_are_zeroed_aligned_and_apart),
        cmocka_unit_test(columns_start_on_lines_of_the_cache),
        cmocka_unit_test(held_is_what_the_allocator_gave),
        cmocka_unit_test(a_warm_arena_does_not_allocate),
        cmocka_unit_test(a_reset_that_gets_no_memory_starts_from_nothing),
        cmocka_unit_test(the_last_block_grows_in_place),
        cmocka_unit_test(the_limit_is_on_the_memory_held),
        cmocka_unit_test(absurd_sizes_are_over_the_limit),
        cmocka_unit_test(a_refusal_is_out_of_memory_and_leaks_nothing),
        cmocka_unit_test(a_smaller_chunk_will_do_where_memory_is_short),
        cmocka_unit_test(a_vector_keeps_its_items),
        cmocka_unit_test(texts_are_copied_with_their_end),
        cmocka_unit_test(a_zeroed_allocator_means_the_default),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
