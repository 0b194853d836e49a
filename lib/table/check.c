/* SPDX-License-Identifier: Apache-2.0 */
/* Whether an array is what its format says, as far as it tells.
 *
 * Lengths are of whole arrays; a column's rows are its parent's, so that
 * `offset + length` of the parent must not go beyond its `length`.
 */
#include "table/whole.h"

/* Beyond it sums of offsets might not fit, and nobody has so many rows. */
#define LENGTH_MOST (INT64_MAX / 64)

static int64_t buffers_of(const table_column *c)
{
    switch (c->form) {
    case FORM_NOTHING:
        return 0;
    case FORM_STRUCT:
        return 1;
    case FORM_TEXT:
        return 3;
    default:
        return 2;
    }
}

static bool count_fits(const struct ArrowArray *a, const table_column *c)
{
    if (c->form == FORM_TEXT_VIEW)
        return a->n_buffers >= 3 && a->n_buffers < LENGTH_MOST;
    return a->n_buffers == buffers_of(c);
}

static int64_t offset_at(const table_column *c, int64_t i)
{
    int32_t small;
    int64_t large;

    if (c->width == 4) {
        memcpy(&small, c->data + i * 4, sizeof small);
        return small;
    }
    memcpy(&large, c->data + i * 8, sizeof large);
    return large;
}

/* From 0 on, and never back. */
static bool offsets_ascend(const table_column *c)
{
    int64_t last = 0;

    if (c->data == NULL)
        return c->offset + c->length == 0;
    if (c->width == 4)
        return offset_at(c, c->offset) >= 0 &&
               whole_here()->ascend(c->data + c->offset * 4, c->length);
    for (int64_t i = c->offset; i <= c->offset + c->length; i++) {
        int64_t next = offset_at(c, i);
        if (next < last || next > LENGTH_MOST)
            return false;
        last = next;
    }
    return true;
}

static void take_views(const struct ArrowArray *a, table_column *c)
{
    c->more = a->buffers + 2;
    c->more_count = a->n_buffers - 3;
    c->sizes = a->buffers[a->n_buffers - 1];
}

bool buffers_read(const struct ArrowArray *a, table_column *c)
{
    if (a->length < 0 || a->offset < 0 || a->length > LENGTH_MOST ||
        a->offset > LENGTH_MOST || !count_fits(a, c) ||
        (a->n_buffers > 0 && a->buffers == NULL))
        return false;
    c->offset = a->offset;
    c->length = a->length;
    if (a->n_buffers > 0)
        c->valid = a->buffers[0];
    if (a->n_buffers > 1)
        c->data = a->buffers[1];
    if (c->form == FORM_TEXT)
        c->bytes = a->buffers[2];
    if (c->form == FORM_TEXT_VIEW)
        take_views(a, c);
    if (c->form == FORM_TEXT || c->form == FORM_LIST)
        return offsets_ascend(c);
    return a->n_buffers < 2 || c->data != NULL || c->offset + c->length == 0;
}
