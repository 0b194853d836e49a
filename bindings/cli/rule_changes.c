/* SPDX-License-Identifier: Apache-2.0 */
/* Differences between what rules say, as lines and as JSON. See rules.h. */
#include "rules.h"

static const rule_part *part_at(const rule_parts *parts, text at)
{
    for (uint32_t i = 0; i < parts->len; i++)
        if (text_equal(parts->at[i].at, at))
            return &parts->at[i];
    return NULL;
}

part_changes rules_compare(const rule_book *b, const rule_parts *before,
                           const rule_parts *after)
{
    part_changes list = {0};

    for (uint32_t i = 0; i < before->len; i++) {
        const rule_part *old = &before->at[i];
        const rule_part *new = part_at(after, old->at);
        part_change change = {old->at, &old->says,
                              new != NULL ? &new->says : NULL};
        if (new == NULL || !text_equal(old->says, new->says))
            VEC_PUSH(b->a, list, change);
    }
    for (uint32_t i = 0; i < after->len; i++) {
        part_change change = {after->at[i].at, NULL, &after->at[i].says};
        if (part_at(before, change.at) == NULL)
            VEC_PUSH(b->a, list, change);
    }
    return list;
}

static void print_text(const char *before, text t, const char *after)
{
    printf("%s%.*s%s", before, (int)t.len, t.len > 0 ? t.ptr : "", after);
}

/* Both sides on one line if they are short. */
static void print_change(const part_change *c)
{
    bool both = c->before != NULL && c->after != NULL;

    print_text("    ", c->at, c->at.len > 0 ? ":" : "");
    if (!both) {
        print_text(c->at.len > 0 ? " " : "",
                   c->before != NULL ? TEXT("- ") : TEXT("+ "), "");
        print_text("", c->before != NULL ? *c->before : *c->after, "\n");
    } else if (text_width(*c->before) + text_width(*c->after) <= 48) {
        print_text(c->at.len > 0 ? " " : "", *c->before, " -> ");
        print_text("", *c->after, "\n");
    } else {
        print_text(c->at.len > 0 ? "\n    - " : "- ", *c->before, "\n");
        print_text("    + ", *c->after, "\n");
    }
}

/* That something is no longer unknown is told by its values. */
static bool is_silent(const part_change *c)
{
    text known = TEXT("known");

    return c->after == NULL && c->at.len >= known.len &&
           text_equal((text){c->at.ptr + c->at.len - known.len, known.len},
                      known);
}

void rules_print_changes(const part_changes *list)
{
    for (uint32_t i = 0; i < list->len; i++)
        if (list->len == 1 || !is_silent(&list->at[i]))
            print_change(&list->at[i]);
}

void rules_put(json_writer *w, const char *key, text t)
{
    json_put_key(w, text_of(key));
    json_put_text(w, t);
}

void rules_put_names(json_writer *w, const rule_book *b, rule r)
{
    const label *l = rules_label(b->m, r);

    rules_put(w, "kind", rules_kind_word(r.kind, MINZ_LANG_EN));
    rules_put(w, "id", rules_id(b->m, r));
    json_put_key(w, TEXT("label"));
    json_begin_object(w);
    rules_put(w, "zh", l->zh);
    rules_put(w, "en", l->en);
    json_end(w);
}

static void put_side(json_writer *w, const char *key, const text *side)
{
    json_put_key(w, text_of(key));
    if (side != NULL)
        json_put_text(w, *side);
    else
        json_put_null(w);
}

void rules_put_changes(json_writer *w, const part_changes *list)
{
    json_put_key(w, TEXT("changes"));
    json_begin_array(w);
    for (uint32_t i = 0; i < list->len; i++) {
        json_begin_object(w);
        json_put_key(w, TEXT("at"));
        json_put_text(w, list->at[i].at);
        put_side(w, "before", list->at[i].before);
        put_side(w, "after", list->at[i].after);
        json_end(w);
    }
    json_end(w);
}
