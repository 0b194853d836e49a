/* SPDX-License-Identifier: Apache-2.0 */
/* Which rows of a level belong to a row of another, for reductions.
 *
 * A pinned level is seen at one row: then its descendants are in range as
 * usual, and of any other list the rows below the nearest common ancestor (a
 * row of members sees all members of its household).
 */
#include "engine/exec.h"

static const level_decl *decl_of(const engine_frame *f, uint16_t level)
{
    return &f->program->symbols->levels[level];
}

/* The nearest level that is above both. */
static uint16_t common_ancestor(const engine_frame *f, uint16_t a, uint16_t b)
{
    while (a != 0) {
        a = level_parent(f, a);
        if (a == b || level_below(f, b, a))
            return a;
    }
    return 0;
}

static uint32_t *slice_room(engine_frame *f, uint32_t rows)
{
    engine_state *s = f->state;

    if (rows > s->slice_room) {
        s->slice = ARENA_ARRAY(&f->arena, uint32_t, 2 * (size_t)rows);
        s->slice_room = 2 * rows;
    }
    return s->slice;
}

/* The rows of a group and those that may be of it, in their order: there may
 * be too many groups to look at all rows for each. */
static void slice_by_id(engine_frame *f, const engine_group *g, uint16_t above,
                        level_slice *s)
{
    uint32_t row = (uint32_t)s->wanted;
    uint32_t parent = level_parent_row(f, above, row), n = 0;
    row_window sure = {g->first[row], g->first[row + 1]};
    row_window open = {g->open_first[parent], g->open_first[parent + 1]};
    uint32_t *rows = slice_room(f, f->levels[s->level].rows);

    while (sure.lo < sure.hi || open.lo < open.hi) {
        bool first = open.lo == open.hi ||
                     (sure.lo < sure.hi &&
                      g->rows[sure.lo] < g->open[open.lo]);
        uint32_t at = first ? g->rows[sure.lo++] : g->open[open.lo++];
        row_window below = level_range(f, s->grouped, (row_window){at, at + 1},
                                       s->level);
        for (; below.lo < below.hi; below.lo++)
            rows[n++] = below.lo;
    }
    s->rows = rows;
    s->lo = 0;
    s->hi = n;
}

level_slice level_slice_of(engine_frame *f, uint16_t above, uint32_t row,
                           uint16_t level)
{
    level_slice s = {.level = level};
    uint16_t base = above;
    uint32_t group = REG_NONE;

    if (decl_of(f, above)->derived && level != above) {
        uint16_t grouped = decl_of(f, above)->grouped;
        if (level == grouped || level_below(f, level, grouped)) {
            group = f->state->group_reg[above];
            s.grouped = grouped;
            s.wanted = row;
            base = level_parent(f, above);
        }
    }
    if (base == above && (level == above || !level_below(f, level, above)))
        base = common_ancestor(f, above, level);
    row = level_climb(f, above, row, base);

    row_window w = level_range(f, base, (row_window){row, row + 1}, level);
    s.lo = w.lo;
    s.hi = w.hi;
    if (group == REG_NONE)
        return s;
    s.group = &f->regs[group];
    if (f->levels[above].group != NULL)
        slice_by_id(f, f->levels[above].group, above, &s);
    return s;
}
