/* SPDX-License-Identifier: Apache-2.0 */
/* From text to tree.
 *
 * FEEL names may hold spaces and, in TCK models, operators; so the parser is
 * told which names of more than one token are in scope and matches the longest
 * first. It adds local names (for, some, every, context keys, parameters)
 * itself. In packs names are single tokens and the set is empty but for the
 * functions.
 */
#ifndef FEEL_PARSE_H
#define FEEL_PARSE_H

#include "base/names.h"
#include "feel/ast.h"

typedef struct parse_options {
    const text *names;    /* names in scope that are more than one token */
    uint32_t name_count;
    bool loose_names;     /* TCK: names may contain . + - * / ' and emoji */
    uint32_t max_depth;   /* of nesting; 0: 64. Trees are at most 4 times as
                             high (long chains of `+`) */
    uint32_t max_nodes;   /* 0: 100,000 */
} parse_options;

/* An expression. NULL after diagnostics E02xx. Unsupported syntax is an
 * AST_UNSUPPORTED node where it can be skipped over; what the parser does not
 * know is NULL with *out_unsupported set if names are loose: a model of the
 * standard is never wrong, only beyond us. *out_unsupported is always set. The
 * tree points into source->body and to *source. */
ast *parse_expression(arena *a, const feel_source *source,
                      const parse_options *options, bool *out_unsupported,
                      minz_diag *diag);
/* A cell of a decision table or what follows `in`: TESTS or TEST_ANY. `?` is
 * AST_NAME "?". */
ast *parse_tests(arena *a, const feel_source *source,
                 const parse_options *options, bool *out_unsupported,
                 minz_diag *diag);

#endif
