/* SPDX-License-Identifier: Apache-2.0 */
/* minzheng diff: what two packs, or two days of one pack, say differently.
 *
 * Both sides are compiled for each subject in turn, since a policy holds the
 * rules of one; parameters are common to all and compared once.
 */
#include "rules.h"

typedef enum difference {
    ADDED,
    REMOVED,
    CHANGED,
    DIFFERENCE_COUNT
} difference;

typedef struct side {
    const char *pack;
    words overlays;
    rule_view view;
    rule_book book; /* of the subject at hand */
    bool open;
    VEC(text) subjects;
} side;

typedef struct differ {
    cli *c;
    side before, after;
    uint32_t count[DIFFERENCE_COUNT];
    json_writer w;
} differ;

static text difference_word(difference kind, minz_lang lang)
{
    static const char *const words[DIFFERENCE_COUNT][2] = {
        {"新增", "added"}, {"删除", "removed"}, {"变更", "changed"}};

    return text_of(words[kind][lang == MINZ_LANG_ZH ? 0 : 1]);
}

/* ---- one difference ---- */

static void print_difference(const differ *d, difference kind,
                             const rule_book *b, rule r,
                             const part_changes *list)
{
    minz_lang lang = d->c->o.lang;
    const label *l = rules_label(b->m, r);
    text id = rules_id(b->m, r), words = lang == MINZ_LANG_ZH ? l->zh : l->en;
    text kinds[2] = {difference_word(kind, lang),
                     rules_kind_word(r.kind, lang)};

    printf("%.*s %.*s %.*s  %.*s\n", (int)kinds[0].len, kinds[0].ptr,
           (int)kinds[1].len, kinds[1].ptr, (int)id.len, id.ptr,
           (int)words.len, words.len > 0 ? words.ptr : "");
    rules_print_changes(list);
}

static void put_difference(differ *d, difference kind, const rule_book *b,
                           rule r, const part_changes *list)
{
    json_begin_object(&d->w);
    rules_put(&d->w, "difference", difference_word(kind, MINZ_LANG_EN));
    rules_put_names(&d->w, b, r);
    rules_put_changes(&d->w, list);
    json_end(&d->w);
}

static void tell(differ *d, difference kind, const rule_book *b, rule r,
                 const part_changes *list)
{
    d->count[kind]++;
    if (d->c->o.json)
        put_difference(d, kind, b, r, list);
    else if (!d->c->o.quiet)
        print_difference(d, kind, b, r, list);
}

/* ---- comparing ---- */

static bool find_id(const rule_book *b, const rule_list *list, text id,
                    rule *out)
{
    for (uint32_t i = 0; i < list->len; i++)
        if (text_equal(rules_id(b->m, list->at[i]), id)) {
            *out = list->at[i];
            return true;
        }
    return false;
}

static rule_list side_rules(const side *s, rule_kind kind)
{
    return s->open ? rules_all(s->book.m, s->book.a, kind) : (rule_list){0};
}

static void compare_rule(differ *d, const rule *old, const rule *new)
{
    const rule_book *b = new != NULL ? &d->after.book : &d->before.book;
    rule_parts before = {0}, after = {0};

    if (old != NULL)
        before = rules_parts(&d->before.book, *old, &d->before.view);
    if (new != NULL)
        after = rules_parts(&d->after.book, *new, &d->after.view);
    part_changes list = rules_compare(b, &before, &after);
    if (list.len > 0)
        tell(d, before.len == 0 ? ADDED : after.len == 0 ? REMOVED : CHANGED,
             b, new != NULL ? *new : *old, &list);
}

static void compare_kind(differ *d, rule_kind kind)
{
    rule_list old = side_rules(&d->before, kind);
    rule_list new = side_rules(&d->after, kind);
    rule other;

    for (uint32_t i = 0; i < old.len; i++) {
        text id = rules_id(d->before.book.m, old.at[i]);
        bool both = find_id(&d->after.book, &new, id, &other);
        compare_rule(d, &old.at[i], both ? &other : NULL);
    }
    for (uint32_t i = 0; i < new.len; i++) {
        text id = rules_id(d->after.book.m, new.at[i]);
        if (!find_id(&d->before.book, &old, id, &other))
            compare_rule(d, NULL, &new.at[i]);
    }
}

/* ---- sides ---- */

static bool open_side(differ *d, side *s, const char *subject)
{
    d->c->o.pack = s->pack;
    d->c->o.overlays = s->overlays;
    d->c->o.subject = subject;
    s->open = rules_open(&s->book, d->c);
    if (!s->open)
        rules_close(&s->book);
    return s->open;
}

static void close_side(side *s)
{
    if (s->open)
        rules_close(&s->book);
    s->open = false;
}

static bool list_subjects(differ *d, side *s)
{
    if (!open_side(d, s, NULL))
        return false;
    cli_put_origin(&d->w, s->book.policy);
    for (uint32_t i = 0; i < s->book.m->subjects.len; i++) {
        text id = arena_text(&d->c->arena, s->book.m->subjects.at[i].id);
        VEC_PUSH(&d->c->arena, s->subjects, id);
    }
    close_side(s);
    return true;
}

static bool has_subject(const side *s, text id)
{
    for (uint32_t i = 0; i < s->subjects.len; i++)
        if (text_equal(s->subjects.at[i], id))
            return true;
    return false;
}

static bool compare_subject(differ *d, text id, bool with_parameters)
{
    bool ok = (!has_subject(&d->before, id) ||
               open_side(d, &d->before, id.ptr)) &&
              (!has_subject(&d->after, id) ||
               open_side(d, &d->after, id.ptr));

    if (ok) {
        compare_kind(d, RULE_PROGRAMME);
        compare_kind(d, RULE_DECISION);
    }
    if (ok && with_parameters)
        compare_kind(d, RULE_PARAMETER);
    close_side(&d->before);
    close_side(&d->after);
    return ok;
}

static bool compare_all(differ *d, const char *only)
{
    uint32_t done = 0;
    bool ok = true;

    for (uint32_t i = 0; ok && i < d->before.subjects.len; i++) {
        text id = d->before.subjects.at[i];
        if (only == NULL || text_equal(id, text_of(only)))
            ok = compare_subject(d, id, done++ == 0);
    }
    for (uint32_t i = 0; ok && i < d->after.subjects.len; i++) {
        text id = d->after.subjects.at[i];
        if (!has_subject(&d->before, id) &&
            (only == NULL || text_equal(id, text_of(only))))
            ok = compare_subject(d, id, done++ == 0);
    }
    if (ok && done == 0)
        cli_usage(d->c, "no subject `%s`", only);
    return ok && done > 0;
}

/* Two days of --pack; or two packs, or one, with the overlays on the second. */
static bool read_sides(differ *d)
{
    const words *rest = &d->c->o.rest;
    rule_view view;
    int64_t day;

    if (!rules_view(d->c, &view))
        return false;
    d->before.view = d->after.view = view;
    d->after.overlays = d->c->o.overlays;
    if (!rules_date(rest->at[0], &day)) {
        d->before.pack = rest->at[0];
        d->after.pack = rest->at[rest->len - 1];
        return true;
    }
    d->before.pack = d->after.pack = d->c->o.pack;
    d->before.overlays = d->c->o.overlays;
    d->before.view.date = day;
    if (d->c->o.when != NULL || rest->len != 2 ||
        !rules_date(rest->at[1], &d->after.view.date)) {
        cli_usage(d->c, "two packs or two days are needed, not one of each");
        return false;
    }
    return true;
}

static void print_sum(const differ *d)
{
    const uint32_t *n = d->count;

    if (d->c->o.quiet)
        return;
    printf(d->c->o.lang == MINZ_LANG_ZH
               ? "新增 %u 项，删除 %u 项，变更 %u 项\n"
               : "%u added, %u removed, %u changed\n",
           n[ADDED], n[REMOVED], n[CHANGED]);
}

static bool begin_side(differ *d, side *s, text name)
{
    bool ok;

    json_put_key(&d->w, name);
    json_begin_object(&d->w);
    ok = list_subjects(d, s);
    json_end(&d->w);
    return ok;
}

static bool print_all(differ *d, const char *only)
{
    json_writer_init(&d->w, NULL, JSON_LAID_OUT);
    json_begin_object(&d->w);
    bool ok = begin_side(d, &d->before, TEXT("before")) &&
              begin_side(d, &d->after, TEXT("after"));
    json_put_key(&d->w, TEXT("differences"));
    json_begin_array(&d->w);
    ok = ok && compare_all(d, only);
    json_end(&d->w);
    json_end(&d->w);
    ok = ok && json_writer_status(&d->w) == MINZ_OK;
    if (ok && d->c->o.json)
        printf("%s\n", json_written(&d->w).ptr);
    else if (ok)
        print_sum(d);
    json_writer_free(&d->w);
    return ok;
}

int cmd_diff(cli *c)
{
    differ d = {.c = c};

    if (c->o.rest.len != 2 &&
        (c->o.rest.len != 1 || c->o.overlays.len == 0))
        return cli_usage(c, "two packs or two days are needed");
    if (!read_sides(&d) || !print_all(&d, c->o.subject))
        return EXIT_USAGE;
    return d.count[ADDED] + d.count[REMOVED] + d.count[CHANGED] == 0
               ? EXIT_OK
               : EXIT_FINDINGS;
}
