/* SPDX-License-Identifier: Apache-2.0 */
/* Text into the caller's memory; `len` runs on where the memory ends. */
#include "base/sink.h"

sink sink_open(char *out, size_t capacity)
{
    return (sink){.out = out, .capacity = out == NULL ? 0 : capacity};
}

void sink_text(sink *s, text t)
{
    if (s->len < s->capacity && t.len != 0) {
        size_t room = s->capacity - s->len;
        memcpy(s->out + s->len, t.ptr, t.len < room ? t.len : room);
    }
    s->len += t.len;
}

void sink_string(sink *s, const char *nul_terminated)
{
    sink_text(s, text_of(nul_terminated));
}

void sink_repeat(sink *s, char c, uint32_t times)
{
    while (times-- > 0)
        sink_text(s, (text){&c, 1});
}

void sink_number(sink *s, uint32_t n, uint32_t width)
{
    char digits[10];
    uint32_t at = sizeof digits;

    do {
        digits[--at] = (char)('0' + n % 10);
        n /= 10;
    } while (n != 0);

    uint32_t len = (uint32_t)sizeof digits - at;
    sink_repeat(s, ' ', width > len ? width - len : 0);
    sink_text(s, (text){digits + at, len});
}

/* Where to cut text of `len` bytes so that no code point is halved. */
static size_t whole_code_points(const char *out, size_t len)
{
    size_t tail = len < 3 ? len : 3;

    for (size_t back = 1; back <= tail; back++) {
        unsigned char c = (unsigned char)out[len - back];
        if (c < 0x80)
            return len;
        if (c >= 0xC0) {
            size_t full = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : 2;
            return full > back ? len - back : len;
        }
    }
    return len;
}

size_t sink_close(sink *s)
{
    if (s->len < s->capacity)
        s->out[s->len] = '\0';
    else if (s->capacity != 0)
        s->out[whole_code_points(s->out, s->capacity - 1)] = '\0';
    return s->len;
}
