/* SPDX-License-Identifier: Apache-2.0 */
/* What is wrapped, for every language: the declarations of the public headers
 * that a binding needs, by hand. How they look in a language is said by the
 * typemaps of its own lang.i, which match on the names of parameters: `diag`,
 * `out_...`, a text and its `..._len`; `untold` is a diag whose entries the
 * call's own answer has.
 *
 * Not wrapped: filling options (typemaps make them), entries of a diag (the
 * exception carries them), setting facts one by one (a binding gives JSON).
 */
%module(package="minzheng") native

%{
#include <minzheng/minzheng.h>
%}

%include <stdint.i>
%include "lang.i"

enum { MINZ_LANG_EN = 0, MINZ_LANG_ZH = 1 };
enum { MINZ_INTS_REFUSED = 0, MINZ_INTS_YUAN = 1, MINZ_INTS_FEN = 2 };
enum { MINZ_FORMAT_TEXT = 0, MINZ_FORMAT_JSON = 1, MINZ_FORMAT_HTML = 2 };

const char *minz_version_string(void);
int32_t minz_version_number(void);
minz_status minz_date_parse(const char *text, int64_t *out_days);

/* ---- Policies ---- */

uint32_t minz_builtin_count(void);
const char *minz_builtin_name(uint32_t index);
minz_status minz_policy_compile(const minz_pack_text *packs, size_t pack_count,
                                const minz_policy_options *options,
                                minz_policy **out_policy, minz_diag *diag);
minz_status minz_policy_builtin(const char *name,
                                const minz_pack_text *overlays,
                                size_t overlay_count,
                                const minz_policy_options *options,
                                minz_policy **out_policy, minz_diag *diag);
const char *minz_policy_digest(const minz_policy *policy);
uint32_t minz_policy_layer_count(const minz_policy *policy);
const char *minz_policy_layer(const minz_policy *policy, uint32_t index);
size_t minz_policy_json(const minz_policy *policy, char *out_text,
                        size_t capacity);
size_t minz_policy_graph(const minz_policy *policy, const char *name,
                         int64_t as_of, int64_t known_as_of, int32_t lang,
                         char *out_text, size_t capacity);
minz_status minz_policy_find_list(const minz_policy *policy, const char *name,
                                  uint32_t *out_list);
minz_status minz_policy_find_fact(const minz_policy *policy, uint32_t list,
                                  const char *name, uint32_t *out_fact);

/* ---- Facts ---- */

minz_status minz_subject_new(minz_policy *policy,
                             const minz_subject_options *options,
                             minz_subject **out_subject);
void minz_subject_clear(minz_subject *subject);
minz_status minz_subject_read_json(minz_subject *subject, const char *json,
                                   size_t json_len, minz_diag *diag);

/* ---- Evaluation ---- */

minz_status minz_evaluator_new(minz_policy *policy,
                               const minz_evaluator_options *options,
                               minz_evaluator **out_evaluator);
minz_status minz_evaluator_set(minz_evaluator *evaluator, const char *json,
                               size_t json_len, minz_diag *diag);
minz_status minz_evaluator_set_text(minz_evaluator *evaluator,
                                    const char *assignment, minz_diag *diag);
minz_status minz_evaluator_assume(minz_evaluator *evaluator, const char *json,
                                  size_t json_len, minz_diag *diag);
minz_status minz_evaluator_given(minz_evaluator *evaluator, const char *json,
                                 size_t json_len, minz_diag *diag);
minz_status minz_evaluator_parameters(minz_evaluator *evaluator, int64_t as_of,
                                      int64_t known_as_of,
                                      const char **out_json, minz_diag *diag);
void minz_evaluator_reset(minz_evaluator *evaluator);
minz_status minz_evaluate(minz_evaluator *evaluator, minz_subject *subject,
                          const minz_request *request,
                          const minz_result **out_result, minz_diag *diag);
minz_status minz_evaluate_standing(minz_evaluator *evaluator,
                                   minz_subject *subject,
                                   const minz_standing *standing,
                                   const minz_request *request,
                                   const minz_result **out_result,
                                   minz_diag *diag);
minz_status minz_assess(minz_evaluator *evaluator, minz_subject *subject,
                        const minz_standing *standing, int64_t month,
                        int64_t known_as_of, const minz_result **out_result,
                        minz_diag *diag);
minz_status minz_subsidies(minz_evaluator *evaluator, minz_subject *subject,
                           const minz_standing *standing, int64_t month,
                           int64_t known_as_of, const minz_result **out_result,
                           minz_diag *diag);
minz_status minz_exit_check(minz_evaluator *evaluator, minz_subject *subject,
                            const minz_standing *standing, int64_t month,
                            int64_t known_as_of, minz_standing *out_standing,
                            const minz_result **out_result, minz_diag *diag);
minz_status minz_timeline(minz_evaluator *evaluator, minz_subject *subject,
                          minz_standing *standing, int64_t first, int64_t last,
                          int64_t known_as_of, minz_month_fn on_month,
                          void *ctx, minz_diag *diag);
minz_status minz_evaluate_exit(minz_evaluator *evaluator, minz_subject *subject,
                               const minz_standing *standing,
                               const minz_request *request,
                               minz_standing *out_standing,
                               const minz_result **out_result, minz_diag *diag);
minz_status minz_evaluate_timeline(minz_evaluator *evaluator,
                                   minz_subject *subject,
                                   minz_standing *standing,
                                   const minz_request *request, int64_t last,
                                   minz_month_fn on_month, void *ctx,
                                   minz_diag *diag);

/* ---- Results ---- */

const char *minz_outcome_name(int32_t outcome);
minz_status minz_result_rows(const minz_result *result, const char *name,
                             uint32_t *out_rows);
minz_status minz_result_outcome(const minz_result *result,
                                const char *programme, uint32_t row,
                                int32_t *out_outcome);
minz_status minz_result_value(const minz_result *result, const char *name,
                              uint32_t row, minz_value *out_value);
minz_status minz_result_reason(const minz_result *result, const char *name,
                               uint32_t row, uint32_t index,
                               const char **out_code);
minz_status minz_result_flag(const minz_result *result, const char *name,
                             uint32_t row, uint32_t index,
                             const char **out_code);
minz_status minz_result_missing(const minz_result *result, const char *name,
                                uint32_t row, uint32_t index,
                                const char **out_path);
minz_status minz_result_payment(const minz_result *result, uint32_t index,
                                minz_payment *out_payment);
uint32_t minz_result_transition_count(const minz_result *result);
minz_status minz_result_transition(const minz_result *result, uint32_t index,
                                   minz_transition *out_transition);
size_t minz_result_json(const minz_result *result, char *out_text,
                        size_t capacity);
size_t minz_explain(const minz_result *result, const char *programme,
                    int32_t lang, int32_t format, char *out_text,
                    size_t capacity);

/* ---- Standings ---- */

minz_status minz_standing_new(minz_policy *policy, const minz_allocator *alloc,
                              minz_standing **out_standing);
void minz_standing_clear(minz_standing *standing);
minz_status minz_standing_read_json(minz_standing *standing, const char *json,
                                    size_t json_len, minz_diag *diag);
size_t minz_standing_json(const minz_standing *standing, char *out_text,
                          size_t capacity);
minz_status minz_standing_state(const minz_standing *standing,
                                const char *programme, const char *row_id,
                                const char **out_state);

/* ---- Many subjects ---- */

minz_status minz_batch_new(minz_policy *policy,
                           const minz_subject_options *options,
                           minz_batch **out_batch);
void minz_batch_clear(minz_batch *batch);
minz_status minz_batch_add(minz_batch *batch, minz_subject *subject,
                           minz_diag *diag);
uint32_t minz_batch_count(const minz_batch *batch);
minz_status minz_batch_first_row(const minz_batch *batch, uint32_t list,
                                 uint32_t subject, uint32_t *out_row);
minz_status minz_evaluate_batch(minz_evaluator *evaluator, minz_batch *batch,
                                const minz_request *request,
                                const minz_result **out_result,
                                minz_diag *diag);

/* ---- Columns ---- */

minz_status minz_table_new(minz_policy *policy,
                           const minz_table_options *options,
                           minz_table **out_table);
minz_status minz_table_bind(minz_table *table, struct ArrowSchema *schema,
                            struct ArrowArray *array, minz_diag *diag);
int64_t minz_table_rows(const minz_table *table);
minz_status minz_table_read(const minz_table *table, int64_t row,
                            minz_subject *subject, minz_diag *diag);
minz_status minz_evaluate_table(minz_evaluator *evaluator,
                                const minz_table *table, int64_t first,
                                int64_t count, const minz_request *request,
                                struct ArrowSchema *out_schema,
                                struct ArrowArray *out_array, minz_diag *diag);
minz_status minz_exit_check_table(minz_evaluator *evaluator,
                                  const minz_table *table, int64_t first,
                                  int64_t count, const minz_request *request,
                                  struct ArrowSchema *out_schema,
                                  struct ArrowArray *out_array,
                                  minz_diag *diag);

/* ---- Case files ---- */

minz_status minz_cases_new(const minz_case_options *options,
                           minz_cases **out_cases);
minz_status minz_cases_read(minz_cases *cases, const char *name,
                            const char *json, size_t json_len,
                            minz_diag *diag);
uint32_t minz_cases_count(const minz_cases *cases);
minz_status minz_cases_run(minz_cases *cases, uint32_t index,
                           minz_case_verdict *out_verdict,
                           minz_diag *untold);

/* ---- Populations ---- */

minz_status minz_simulation_new(minz_policy *policy,
                                const minz_simulation_options *options,
                                minz_simulation **out_simulation,
                                minz_diag *diag);
minz_status minz_simulation_add_values(minz_simulation *simulation,
                                       const char *name, const char *json,
                                       size_t json_len, minz_diag *diag);
minz_status minz_simulation_add_policy(minz_simulation *simulation,
                                       const char *name, minz_policy *policy);
minz_status minz_tally_new(minz_simulation *simulation,
                           minz_tally **out_tally);
minz_status minz_tally_add(minz_tally *tally, const char *id, const char *json,
                           size_t json_len, uint32_t weight, minz_diag *diag);
minz_status minz_tally_add_row(minz_tally *tally,
                               const minz_table *const *tables,
                               uint32_t table_count, int64_t row,
                               const char *id, uint32_t weight,
                               minz_diag *diag);
minz_status minz_tally_finish(minz_tally *tally, minz_diag *diag);
minz_status minz_tally_merge(minz_tally *into, const minz_tally *from);
size_t minz_tally_json(const minz_tally *tally, char *out_text,
                       size_t capacity);
