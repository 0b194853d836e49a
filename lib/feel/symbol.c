/* SPDX-License-Identifier: Apache-2.0 */
/* The symbol table: a hash from each name to a chain of meanings.
 *
 * Only facts, keys and decisions belong to a level; a name may mean one of
 * them at each of several levels, or one thing that has no level. Seen from a
 * level, the nearest meaning counts: steps up the parents are numbered 0, 2,
 * 4 ..., and a derived list that groups the list of step n is n + 1, since
 * each of its rows lies below exactly one group.
 */
#include "feel/symbol.h"

#define NOT_ABOVE UINT32_MAX
#define NO_LEVEL (UINT32_MAX - 1)

static bool has_level(const symbol *s)
{
    return s->kind == SYM_FACT || s->kind == SYM_DECISION || s->kind == SYM_KEY;
}

static bool clash(const symbol *a, const symbol *b)
{
    return !has_level(a) || !has_level(b) || a->level == b->level;
}

/* Is `name` free for `s`, or does it mean `s` already? */
static bool is_free(const symbols *all, text name, const symbol *s)
{
    uint32_t at = names_get(&all->by_name, name);

    for (; at != NAMES_NONE; at = all->links.at[at].next)
        if (all->links.at[at].symbol != s && clash(all->links.at[at].symbol, s))
            return false;
    return true;
}

static void link_name(symbols *all, text name, const symbol *s)
{
    uint32_t first = names_get(&all->by_name, name);

    for (uint32_t at = first; at != NAMES_NONE; at = all->links.at[at].next)
        if (all->links.at[at].symbol == s)
            return;
    symbol_link link = {s, first};
    VEC_PUSH(all->arena, all->links, link);
    names_put(all->arena, &all->by_name, name, all->links.len - 1);
}

symbol *symbols_add(symbols *s, const symbol *decl)
{
    if (!is_free(s, decl->id, decl) ||
        (decl->name.len != 0 && !is_free(s, decl->name, decl)))
        return NULL;

    symbol *added = ARENA_NEW(s->arena, symbol);
    *added = *decl;
    added->position = s->all.len;
    VEC_PUSH(s->arena, s->all, added);
    link_name(s, added->id, added);
    if (added->name.len != 0)
        link_name(s, added->name, added);
    return added;
}

bool symbols_alias(symbols *s, text alias, const symbol *target)
{
    if (!is_free(s, alias, target))
        return false;
    link_name(s, alias, target);
    return true;
}

static uint32_t distance(const symbols *s, uint16_t level, uint16_t ancestor)
{
    uint32_t steps = 0;

    if (level >= s->level_count || ancestor >= s->level_count)
        return NOT_ABOVE;

    const level_decl *above = &s->levels[ancestor];
    for (;; steps += 2) {
        if (level == ancestor)
            return steps;
        if (above->derived && above->grouped == level)
            return steps + 1;
        if (level == 0)
            return NOT_ABOVE;
        level = s->levels[level].parent;
    }
}

bool level_within(const symbols *s, uint16_t level, uint16_t ancestor)
{
    return distance(s, level, ancestor) != NOT_ABOVE;
}

const symbol *symbols_find(const symbols *s, text name, uint16_t level,
                           const symbol **out_elsewhere)
{
    const symbol *best = NULL, *elsewhere = NULL;
    uint32_t nearest = NOT_ABOVE;

    for (uint32_t at = names_get(&s->by_name, name); at != NAMES_NONE;
         at = s->links.at[at].next) {
        const symbol *found = s->links.at[at].symbol;
        uint32_t steps =
            has_level(found) ? distance(s, level, found->level) : NO_LEVEL;
        if (steps == NOT_ABOVE) {
            elsewhere = found;
        } else if (steps < nearest) {
            best = found;
            nearest = steps;
        }
    }
    if (out_elsewhere != NULL)
        *out_elsewhere = elsewhere;
    return best;
}
