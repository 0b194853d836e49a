/* SPDX-License-Identifier: Apache-2.0 */
/** @file minzheng.h
 * minzheng (民政): rules of civil affairs, evaluated for a household on a date.
 *
 * In layers:
 *   1. one household:   minz_policy_builtin, minz_subject_new,
 *                       minz_subject_read_json, minz_evaluator_new,
 *                       minz_evaluate, minz_result_outcome
 *   2. many households: keep the policy, the evaluator and the subject; only
 *                       minz_subject_read_json (or the typed setters after
 *                       minz_subject_clear) and minz_evaluate per household;
 *                       or minz_batch_add and one minz_evaluate_batch for some
 *                       hundred of them
 *   3. why:             minz_result_json, minz_explain
 *   4. what if:         minz_evaluator_set, _assume, _given; overlays
 *                       (minz_evaluator_parameters tells what is read then)
 *   5. month to month:  minz_standing_new, minz_exit_check, minz_timeline
 *   6. populations:     minz_simulation_new, minz_tally_add, minz_tally_merge
 *   7. columns:         minz_table_bind, minz_evaluate_table
 *   8. tests of rules:  minz_cases_read, minz_cases_run
 *   9. limits:          the options structs; an allocator for each object
 *
 * Immutable and shared by threads: minz_policy. One thread at a time:
 * minz_evaluator, minz_subject, minz_batch, minz_standing, minz_result,
 * minz_diag. The library has no globals, does no I/O, reads no clock and no
 * locale.
 */
#ifndef MINZHENG_MINZHENG_H
#define MINZHENG_MINZHENG_H

#include <minzheng/batch.h>
#include <minzheng/cases.h>
#include <minzheng/diag.h>
#include <minzheng/evaluator.h>
#include <minzheng/policy.h>
#include <minzheng/simulate.h>
#include <minzheng/standing.h>
#include <minzheng/status.h>
#include <minzheng/subject.h>
#include <minzheng/table.h>
#include <minzheng/version.h>

#endif
