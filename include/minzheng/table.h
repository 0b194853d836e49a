/* SPDX-License-Identifier: Apache-2.0 */
/** @file table.h
 * Tables: facts of many subjects in columns, as data frames and databases hold
 * them, and answers as columns again.
 *
 * A table is an Arrow array of structs, a row a subject. Its columns have the
 * names of facts, by id or in Chinese; a list such as `members` is a column of
 * lists of structs. What a column may hold:
 *
 *   money, numbers  decimal128, text, integers; see `money_ints`, `floats`
 *   dates           date32, date64, timestamps at midnight without a zone, text
 *   booleans        boolean
 *   enumerations    text, plain or dictionary-coded; so strings and ids
 *   sets            lists of text, or text with commas between
 *
 * A null is a fact that is not given: it is as its declaration's `absent` says.
 * A column `FACT:state` of small integers may stand beside one: 0 the value, 1
 * null, 2 unknown. Facts with dated values are told in JSON only.
 *
 * A column `standing` of text holds each subject's standing at the end of last
 * month, as minz_standing_read_json reads it; a null is one in which nothing is
 * held. It goes with requests for a month.
 *
 * A column `month` ("2020-06", or any day of it) or `as_of`, of dates, says for
 * which month or day a row is answered; a null leaves it to the request. Rows of
 * one date that follow each other are evaluated together, so a table sorted by
 * date is answered at the speed of one date. A row whose date is none, or lies
 * outside what the packs cover, is refused.
 *
 * The columns of the example are static, so that letting go of them frees
 * nothing.
 *
 * @code
 * #include <stdio.h>
 * #include <minzheng/minzheng.h>
 *
 * static void keep_schema(struct ArrowSchema *s) { s->release = NULL; }
 * static void keep_array(struct ArrowArray *a) { a->release = NULL; }
 *
 * int main(void)
 * {
 *     static const int32_t ends[] = {0, 5, 10};
 *     const void *texts[] = {NULL, ends, "urbanrural"}, *none[] = {NULL};
 *     struct ArrowSchema area = {
 *         .format = "u", .name = "area", .release = keep_schema};
 *     struct ArrowArray areas = {
 *         .length = 2, .n_buffers = 3, .buffers = texts, .release = keep_array};
 *     struct ArrowSchema *types[] = {&area}, schema = {
 *         .format = "+s", .n_children = 1, .children = types,
 *         .release = keep_schema};
 *     struct ArrowArray *columns[] = {&areas}, rows = {
 *         .length = 2, .n_buffers = 1, .buffers = none, .n_children = 1,
 *         .children = columns, .release = keep_array};
 *     minz_policy *policy = NULL;
 *     minz_evaluator *evaluator = NULL;
 *     minz_table *table = NULL;
 *     minz_request request = MINZ_REQUEST_INIT;
 *     struct ArrowSchema type;
 *     struct ArrowArray answer;
 *
 *     if (minz_policy_builtin("qianjiang", NULL, 0, NULL, &policy, NULL) ||
 *         minz_evaluator_new(policy, NULL, &evaluator) ||
 *         minz_table_new(policy, NULL, &table) ||
 *         minz_table_bind(table, &schema, &rows, NULL) ||
 *         minz_date_parse("2020-06-30", &request.as_of) ||
 *         minz_evaluate_table(evaluator, table, 0, minz_table_rows(table),
 *                             &request, &type, &answer, NULL))
 *         return 1;
 *     printf("%lld rows, first column %s\n", (long long)answer.length,
 *            type.children[0]->name);
 *     answer.release(&answer);
 *     type.release(&type);
 *     minz_table_free(table);
 *     minz_evaluator_free(evaluator);
 *     minz_policy_release(policy);
 *     return 0;
 * }
 * @endcode
 */
#ifndef MINZHENG_TABLE_H
#define MINZHENG_TABLE_H

#include <minzheng/arrow.h>
#include <minzheng/evaluator.h>
#include <minzheng/simulate.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Bound columns; immutable while they are read. */
typedef struct minz_table minz_table;

/** What an integer column of money counts: nothing says so but its maker. */
typedef int32_t minz_money_ints;
enum {
    MINZ_INTS_REFUSED = 0, /**< such a column is refused */
    MINZ_INTS_YUAN = 1,
    MINZ_INTS_FEN = 2
};

/** How columns are read; start from MINZ_TABLE_OPTIONS_INIT. */
typedef struct minz_table_options {
    uint32_t struct_size;       /**< as MINZ_TABLE_OPTIONS_INIT sets it */
    minz_money_ints money_ints; /**< 0: refused */
    uint32_t floats;            /**< 1: binary floats are read as numbers where
                                     they lie within a millionth of the fact's
                                     last decimal (of a fen); 0: refused */
    uint32_t max_rows;          /**< of all lists of one subject; 0: 1,000,000 */
    uint64_t max_memory;        /**< of what a call holds besides its answer;
                                     0: 256 MiB */
    minz_allocator allocator;   /**< zeroed: the C library's */
} minz_table_options;

/** Defaults, as an initializer. */
#define MINZ_TABLE_OPTIONS_INIT                                               \
    {                                                                         \
        sizeof(minz_table_options), 0, 0, 0, 0, { NULL, NULL }                \
    }

/**
 * Makes a table without columns.
 *
 * @param policy     retained until the table is freed; not NULL
 * @param options    NULL: defaults
 * @param out_table  free with minz_table_free; unchanged on failure; not NULL
 * @return MINZ_OK; MINZ_E_NOMEM; MINZ_E_MISUSE: a NULL, a wrong `struct_size`,
 *         an unknown `money_ints`
 *
 * Thread safety: safe.  Since 0.1.
 */
MINZ_NODISCARD MINZ_API minz_status
minz_table_new(minz_policy *policy, const minz_table_options *options,
               minz_table **out_table);

/**
 * Frees a table and releases its columns.
 *
 * @param table  may be NULL
 *
 * Thread safety: one thread at a time.  Since 0.1.
 */
MINZ_API void minz_table_free(minz_table *table);

/**
 * Binds columns to facts by their names, in place of those bound before.
 *
 * Lengths and offsets are checked here, values as they are read, so that no
 * array, however it was made, is read beyond what it says of itself. That its
 * buffers are as long as it says is the maker's word.
 *
 * @param table   not NULL
 * @param schema  type of `array`; taken over on success, its `release` is NULL
 *                then; as it was on failure; not NULL
 * @param array   an array of structs; taken over like `schema`; not NULL
 * @param diag    may be NULL; paths are names of columns, `members.birth_date`
 * @return MINZ_OK; MINZ_E_NAME: a column that is no fact; MINZ_E_FACTS: a type
 *         that cannot hold the fact, a broken array; MINZ_E_NOMEM;
 *         MINZ_E_LIMIT; MINZ_E_MISUSE: a NULL, or what was released before
 *
 * Thread safety: one thread at a time.  Since 0.1.
 */
MINZ_NODISCARD MINZ_API minz_status minz_table_bind(minz_table *table,
                                                    struct ArrowSchema *schema,
                                                    struct ArrowArray *array,
                                                    minz_diag *diag);

/**
 * Rows of the bound array: subjects.
 *
 * @param table  may be NULL: then 0
 *
 * Thread safety: safe while no thread binds.  Since 0.1.
 */
MINZ_API int64_t minz_table_rows(const minz_table *table);

/**
 * Reads one row over a subject's facts.
 *
 * @param table    not NULL
 * @param row      from 0
 * @param subject  of the same policy; empty after a failure; not NULL
 * @param diag     may be NULL; paths are those of facts, as minz_result_missing
 *                 has them
 * @return MINZ_OK; MINZ_E_FACTS, with `diag`; MINZ_E_RANGE: no such row;
 *         MINZ_E_LIMIT; MINZ_E_NOMEM; MINZ_E_MISUSE: a NULL, or another policy
 *
 * Thread safety: safe while no thread binds; one thread at a time for each
 * subject.  Since 0.1.
 */
MINZ_NODISCARD MINZ_API minz_status minz_table_read(const minz_table *table,
                                                    int64_t row,
                                                    minz_subject *subject,
                                                    minz_diag *diag);

/**
 * Evaluates rows of a table, in batches, into columns.
 *
 * The answer is an array of structs with `count` rows:
 *
 *   for a programme of the subject   `dibao.outcome` (dictionary-coded text),
 *       `dibao.amount` (decimal128 in yuan, null where it is not known),
 *       `dibao.reasons` and `dibao.missing` (codes and paths, by commas; null
 *       where there are none)
 *   for a programme of a list's rows `tekun`, a list of structs with `id` and
 *       the same, a struct a row; `id` is null where the row has none, and
 *       where it is a key that says who somebody is
 *   for a decision                   its name, and `NAME:state`: 0 a value, 1
 *       null, 2 unknown, 3 for a person to decide, 4 an error; in a struct with
 *       the members `id`, `value` and `state` for a list's rows. Numbers are
 *       decimal128, dates date32; what is no plain value is JSON text.
 *   always `error`: null, or why the row was refused, in one line; all other
 *       columns of that row are null. No value of a fact is in it.
 *
 * @param evaluator   one for each thread; not NULL
 * @param table       of the same policy; not NULL
 * @param first       row
 * @param count       rows
 * @param request     when, and which programmes and decisions; not NULL
 * @param out_schema  to be released by the host, in any order with `out_array`;
 *                    unchanged on failure; not NULL
 * @param out_array   the same
 * @param diag        may be NULL; about the request, not about rows
 * @return as minz_evaluate; MINZ_E_INTERRUPTED: the evaluator's `interrupt`,
 *         which is asked within a chunk too, said stop, and nothing is handed
 *         out; MINZ_E_RANGE: rows that there are not;
 *         MINZ_E_LIMIT also for an answer with more than 2 GiB in one column
 *
 * Thread safety: one thread at a time for each evaluator; any number of them
 * for one table.  Since 0.1.
 */
MINZ_NODISCARD MINZ_API minz_status minz_evaluate_table(
    minz_evaluator *evaluator, const minz_table *table, int64_t first,
    int64_t count, const minz_request *request, struct ArrowSchema *out_schema,
    struct ArrowArray *out_array, minz_diag *diag);

/**
 * The exit check of rows of a table: what must change this month.
 *
 * Standings come in the column `standing`; without one nothing is held. The
 * answer is that of minz_evaluate_table, for the programmes and decisions that
 * are asked for, with two columns before `error`:
 *
 *   `transitions`  a list of structs with `programme`, `row` (id, null for the
 *                  subject), `kind`, `id` (of the rule), `from`, `to` (states),
 *                  `cause`, `effective` (date32, first of a month), `amount` (a
 *                  month from then on, null where it is not known), `recover`,
 *                  `missing` (paths of facts, by commas, where the answer is
 *                  open) and `duties`, a list of structs with `what` the office
 *                  has to do and the day it is `due` (date32, null where it has
 *                  none or it is not known). What is kept as it is has no
 *                  struct.
 *   `standing`     JSON, to be kept for next month; it leaves out what is as at
 *                  the beginning
 *
 * All programmes are checked, whatever is asked for: a standing is whole.
 *
 * @param evaluator   one for each thread; not NULL
 * @param table       of the same policy; not NULL
 * @param first       row
 * @param count       rows
 * @param request     with `by_month`; no goals, with `goals` other than NULL,
 *                    gives the two columns alone; not NULL
 * @param out_schema  as in minz_evaluate_table; not NULL
 * @param out_array   the same
 * @param diag        may be NULL; about the request, not about rows
 * @return as minz_evaluate_table; MINZ_E_MISUSE also where `by_month` is 0
 *
 * Thread safety: as minz_evaluate_table.  Since 0.1.
 */
MINZ_NODISCARD MINZ_API minz_status minz_exit_check_table(
    minz_evaluator *evaluator, const minz_table *table, int64_t first,
    int64_t count, const minz_request *request, struct ArrowSchema *out_schema,
    struct ArrowArray *out_array, minz_diag *diag);

/**
 * Adds a row of a table to a tally, as minz_tally_add adds facts in JSON: the
 * same facts count the same and give the same digest.
 *
 * @param tally        not NULL
 * @param tables       with the same rows: one of the simulation's policy, then
 *                     one for each that minz_simulation_add_policy added, in
 *                     that order; not NULL
 * @param table_count  of them; 1 where all reforms set values
 * @param row          from 0
 * @param id           key of the household, for the digest; need not outlive
 *                     the call; not NULL
 * @param weight       how many households it stands for
 * @param diag         may be NULL; as of minz_table_read
 * @return as minz_table_read and minz_tally_add: after a failure this household
 *         is left out and counted as refused; MINZ_E_MISUSE: a NULL, tables of
 *         other policies or with columns of dates, no such row, and nothing is
 *         counted
 *
 * Thread safety: one thread at a time for each tally; any number of them for
 * one table.  Since 0.1.
 */
MINZ_NODISCARD MINZ_API minz_status
minz_tally_add_row(minz_tally *tally, const minz_table *const *tables,
                   uint32_t table_count, int64_t row, const char *id,
                   uint32_t weight, minz_diag *diag);

#ifdef __cplusplus
}
#endif

#endif
