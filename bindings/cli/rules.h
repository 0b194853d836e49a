/* SPDX-License-Identifier: Apache-2.0 */
/* What the packs of a policy say, as they say it: for history, diff and graph.
 *
 * A rule is a programme, a decision or a parameter. What one version or value
 * of it says is a list of parts, each a place and a text: `urban` 690.00, or
 * `grounds.revoked.when` with its expression. A place is empty where there is
 * one expression or value and no more. Labels, notes and sources are no parts.
 */
#ifndef CLI_RULES_H
#define CLI_RULES_H

#include "cli.h"
#include "explain/rules.h"
#include "policy/policy.h"

typedef struct rule_part {
    text at, says;
} rule_part;

typedef VEC(rule_part) rule_parts;

/* A part that differs; a side that has no such part is NULL. */
typedef struct part_change {
    text at;
    const text *before, *after;
} part_change;

typedef VEC(part_change) part_changes;

typedef struct rule_book {
    cli *c;
    arena *a;
    minz_policy *policy;
    const model *m;
    struct written_layer *layers; /* as many as the model has */
    rule_reader reader;
} rule_book;

/* The packs of --pack and --overlay, for --subject; false after messages. What
 * was opened is closed, whether or not it could be opened. */
bool rules_open(rule_book *b, cli *c);
void rules_close(rule_book *b);

/* "2020-06-30", or a month, which means its last day: so all that came into
 * force in it counts. False if it is neither. */
bool rules_date(const char *from, int64_t *out);
/* From --month or --as-of, and --known-as-of; false after a message. */
bool rules_view(const cli *c, rule_view *out);

/* By id or Chinese name; false after a message. */
bool rules_find(const rule_book *b, const char *name, rule *out);
text rules_kind_word(rule_kind kind, minz_lang lang);
text rules_confidence_word(confidence c, minz_lang lang);

/* What one of them says. */
rule_parts rules_parts_of(const rule_book *b, rule r, const dated *d);
/* What the rule says in a view; without versions in force: nothing. Parts of
 * all versions go by their first day: `2020-04-01 urban`, and `2020-04-01 ..`
 * is the last day. */
rule_parts rules_parts(const rule_book *b, rule r, const rule_view *view);
part_changes rules_compare(const rule_book *b, const rule_parts *before,
                           const rule_parts *after);
/* Lines such as `  urban: 690.00 -> 720.00`. */
void rules_print_changes(const part_changes *list);
void rules_put_changes(json_writer *w, const part_changes *list);
void rules_put(json_writer *w, const char *key, text t);
/* Members kind, id and label. */
void rules_put_names(json_writer *w, const rule_book *b, rule r);

#endif
