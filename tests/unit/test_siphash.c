/* SPDX-License-Identifier: Apache-2.0 */
/* SipHash-2-4-128 against the vectors of its reference implementation: key and
 * message are the bytes 0, 1, 2, ...
 */
#include "support.h"

#include "simulate/siphash.h"

static void assert_hash(size_t len, const uint8_t wanted[16])
{
    static const uint64_t key[2] = {UINT64_C(0x0706050403020100),
                                    UINT64_C(0x0f0e0d0c0b0a0908)};
    uint8_t message[64];
    uint64_t out[2];

    for (size_t i = 0; i < sizeof message; i++)
        message[i] = (uint8_t)i;
    siphash128(message, len, key, out);
    for (size_t i = 0; i < 16; i++)
        assert_int_equal((out[i / 8] >> (8 * (i % 8))) & 0xff, wanted[i]);
}

static void the_reference_vectors_come_out(void **state)
{
    static const uint8_t none[16] = {0xa3, 0x81, 0x7f, 0x04, 0xba, 0x25,
                                     0xa8, 0xe6, 0x6d, 0xf6, 0x72, 0x14,
                                     0xc7, 0x55, 0x02, 0x93};
    static const uint8_t one[16] = {0xda, 0x87, 0xc1, 0xd8, 0x6b, 0x99,
                                    0xaf, 0x44, 0x34, 0x76, 0x59, 0x11,
                                    0x9b, 0x22, 0xfc, 0x45};

    (void)state;
    assert_hash(0, none);
    assert_hash(1, one);
}

static void a_bit_more_is_another_hash(void **state)
{
    static const uint64_t key[2] = {0, 0};
    uint64_t a[2], b[2];

    (void)state;
    siphash128("household 17", 12, key, a);
    siphash128("household 18", 12, key, b);
    assert_true(a[0] != b[0] && a[1] != b[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_reference_vectors_come_out),
        cmocka_unit_test(a_bit_more_is_another_hash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
