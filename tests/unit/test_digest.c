/* SPDX-License-Identifier: Apache-2.0 */
/* SHA-256 against the examples of FIPS 180-4 and the edges of a block. */
#include "support.h"

#include "base/digest.h"

static void assert_sum(const char *bytes, size_t size, size_t part,
                       const char *hex)
{
    unsigned char sum[DIGEST_SIZE];
    char got[2 * DIGEST_SIZE + 1];
    digest d;

    digest_start(&d);
    for (size_t at = 0; at < size; at += part)
        digest_add(&d, bytes + at, size - at < part ? size - at : part);
    digest_end(&d, sum);
    digest_hex(sum, got);
    assert_string_equal(got, hex);
}

static void the_standard_examples_hold(void **state)
{
    const char *two_blocks =
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
    const char *four_blocks =
        "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
        "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu";

    (void)state;
    assert_sum("", 0, 1,
               "e3b0c44298fc1c149afbf4c8996fb924"
               "27ae41e4649b934ca495991b7852b855");
    assert_sum("abc", 3, 3,
               "ba7816bf8f01cfea414140de5dae2223"
               "b00361a396177a9cb410ff61f20015ad");
    assert_sum(two_blocks, 56, 56,
               "248d6a61d20638b8e5c026930c3e6039"
               "a33ce45964ff2167f6ecedd419db06c1");
    assert_sum(four_blocks, 112, 112,
               "cf5b16a778af8380036ce59e7b049237"
               "0b249b11e8f07a51afac45037afee9d1");
}

static void a_million_letters_in_odd_parts(void **state)
{
    size_t size = 1000000;
    char *letters = malloc(size);

    (void)state;
    memset(letters, 'a', size);
    assert_sum(letters, size, 997,
               "cdc76e5c9914fb9281a1c7e284d73e67"
               "f1809a48a497200e046d39ccc7112cd0");
    free(letters);
}

static void the_padding_is_right_on_both_sides_of_a_block(void **state)
{
    static const struct {
        size_t size;
        const char *hex;
    } sums[] = {
        {55, "9f4390f8d30c2dd92ec9f095b65e2b9a"
             "e9b0a925a5258e241c9f1e910f734318"},
        {56, "b35439a4ac6f0948b6d6f9e3c6af0f5f"
             "590ce20f1bde7090ef7970686ec6738a"},
        {63, "7d3e74a05d7db15bce4ad9ec0658ea98"
             "e3f06eeecf16b4c6fff2da457ddc2f34"},
        {64, "ffe054fe7ae0cb6dc65c3af9b61d5209"
             "f439851db43d0ba5997337df154668eb"},
        {65, "635361c48bb9eab14198e76ea8ab7f1a"
             "41685d6ad62aa9146d301d4f17eb0ae0"},
        {119, "31eba51c313a5c08226adf18d4a359cf"
              "dfd8d2e816b13f4af952f7ea6584dcfb"},
        {120, "2f3d335432c70b580af0e8e1b3674a7c"
              "020d683aa5f73aaaedfdc55af904c21c"},
        {128, "6836cf13bac400e9105071cd6af47084"
              "dfacad4e5e302c94bfed24e013afb73e"},
    };
    char letters[130];

    (void)state;
    memset(letters, 'a', sizeof letters);
    for (size_t i = 0; i < sizeof sums / sizeof *sums; i++)
        for (size_t part = 1; part <= sums[i].size; part += 21)
            assert_sum(letters, sums[i].size, part, sums[i].hex);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_standard_examples_hold),
        cmocka_unit_test(a_million_letters_in_odd_parts),
        cmocka_unit_test(the_padding_is_right_on_both_sides_of_a_block),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
