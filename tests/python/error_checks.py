# SPDX-License-Identifier: Apache-2.0
"""error_checks.py: the bridge given what it does not expect, in each place of
each function. Prints TAP. Meant for a build with sanitizers too.
"""
import gc
import sys

import minzheng
from minzheng import native
from tap import FAMILY, QIANJIANG, main, raises, test

BAD = [None, 0, -1, 2**70, 1.5, '', 'x', 'a\0b', '\ud800', b'\xff', b'{', [],
       (), [None], [('x', None)], (1,), (1, 2, 3, 4, 5), {}, object(), type,
       memoryview(bytearray(9))[::2]]
#: Whatever is wrong, one of these says so.
TOLD = (TypeError, ValueError, OverflowError, BufferError, minzheng.MinzError)
FACTS = b'{"area": "rural", "members": [{"id": "m1", "income_items": []}]}'
DAY, KNOWN = 18414, 2**63 - 1
REQUEST = (1, DAY, KNOWN, ['dibao'])


class Handles:
    """One of each, anew: what is handed in wrongly must not spoil the next."""

    def __init__(self):
        self.policy = native.minz_policy_builtin('qianjiang', (), None)
        self.subject = native.minz_subject_new(self.policy)
        self.evaluator = native.minz_evaluator_new(self.policy)
        self.standing = native.minz_standing_new(self.policy)
        self.after = native.minz_standing_new(self.policy)
        self.batch = native.minz_batch_new(self.policy)
        self.table = native.minz_table_new(self.policy, (0, 0, 0))
        self.cases = native.minz_cases_new(lambda name: b'{}')
        self.simulation = native.minz_simulation_new(
            self.policy, (0, 0, 0, DAY, None))
        self.tally = native.minz_tally_new(self.simulation)
        native.minz_subject_read_json(self.subject, FACTS)
        native.minz_batch_add(self.batch, self.subject)


def calls(h):
    """Every function of the bridge that takes something, rightly called."""
    e, s, p = h.evaluator, h.subject, h.policy
    asked = (e, s, h.standing, DAY, KNOWN)
    return {
        'minz_date_parse': ('2020-06-30',), 'minz_builtin_name': (0,),
        'minz_policy_compile': ([('a', b'{}')], None),
        'minz_policy_builtin': ('cn', [('a', b'{}')], 'household'),
        'minz_policy_digest': (p,), 'minz_policy_layer_count': (p,),
        'minz_policy_layer': (p, 0), 'minz_policy_json': (p, 9),
        'minz_policy_graph': (p, 'dibao', DAY, KNOWN, 0, 9),
        'minz_policy_find_list': (p, 'members'),
        'minz_policy_find_fact': (p, 0, 'area'), 'minz_subject_new': (p,),
        'minz_subject_clear': (s,), 'minz_subject_read_json': (s, FACTS),
        'minz_evaluator_new': (p,), 'minz_evaluator_set': (e, b'{}'),
        'minz_evaluator_set_text': (e, 'adult_age=18'),
        'minz_evaluator_assume': (e, b'{}'),
        'minz_evaluator_given': (e, b'{}'),
        'minz_evaluator_parameters': (e, DAY, KNOWN),
        'minz_evaluator_reset': (e,), 'minz_evaluate': (e, s, REQUEST),
        'minz_evaluate_standing': (e, s, h.standing, REQUEST),
        'minz_assess': asked, 'minz_subsidies': asked,
        'minz_exit_check': (*asked, h.after),
        'minz_timeline': (e, s, h.standing, DAY, DAY, KNOWN,
                          lambda *told: None),
        'minz_evaluate_exit': (e, s, h.standing, REQUEST, h.after),
        'minz_evaluate_timeline': (e, s, h.standing, REQUEST, DAY,
                                   lambda *told: None),
        'minz_standing_new': (p,), 'minz_standing_clear': (h.standing,),
        'minz_standing_read_json': (h.standing, b'{}'),
        'minz_standing_json': (h.standing, 9),
        'minz_standing_state': (h.standing, 'dibao', None),
        'minz_batch_new': (p,), 'minz_batch_clear': (h.batch,),
        'minz_batch_add': (h.batch, s), 'minz_batch_count': (h.batch,),
        'minz_batch_first_row': (h.batch, 0, 0),
        'minz_evaluate_batch': (e, h.batch, REQUEST),
        'minz_table_new': (p, (0, 0, 0)),
        'minz_table_bind': (h.table, None, None),
        'minz_table_rows': (h.table,), 'minz_table_read': (h.table, 0, s),
        'minz_evaluate_table': (e, h.table, 0, 0, REQUEST),
        'minz_exit_check_table': (e, h.table, 0, 0, REQUEST),
        'minz_cases_new': (len,), 'minz_cases_count': (h.cases,),
        'minz_cases_read': (h.cases, 'a', b'{"cases": []}'),
        'minz_cases_run': (h.cases, 0),
        'minz_simulation_new': (p, (0, 0, 0, DAY, 'area')),
        'minz_simulation_add_values': (h.simulation, 'a', b'{}'),
        'minz_simulation_add_policy': (h.simulation, 'a', p),
        'minz_tally_new': (h.simulation,),
        'minz_tally_add': (h.tally, 'a', FACTS, 1),
        'minz_tally_add_row': (h.tally, [h.table], 0, 'a', 1),
        'minz_tally_finish': (h.tally,), 'minz_tally_merge': (h.tally, h.tally),
        'minz_tally_json': (h.tally, 9)}


def results(h):
    """Those that read a result, which is borrowed from the evaluator."""
    r = native.minz_evaluate(h.evaluator, h.subject, REQUEST)
    return {
        'minz_outcome_name': (0,), 'minz_result_rows': (r, 'dibao'),
        'minz_result_outcome': (r, 'dibao', 0),
        'minz_result_value': (r, 'dibao', 0),
        'minz_result_reason': (r, 'dibao', 0, 0),
        'minz_result_flag': (r, 'dibao', 0, 0),
        'minz_result_missing': (r, 'dibao', 0, 0),
        'minz_result_payment': (r, 0), 'minz_result_transition_count': (r,),
        'minz_result_transition': (r, 0), 'minz_result_json': (r, 9),
        'minz_explain': (r, 'dibao', 0, 0, 9)}


def is_told(call, args):
    """Any answer is good, and of exceptions those that say what is wrong."""
    try:
        call(*args)
    except TOLD:
        return True
    return False


def misuse(make):
    refused = 0
    for name in make(Handles()):
        for place in range(len(make(Handles())[name])):
            h = Handles()
            for bad in BAD:
                args = list(make(h)[name])
                args[place] = bad
                refused += is_told(getattr(native, name), args)
        refused += is_told(getattr(native, name), (None,) * 40)
    gc.collect()
    return refused


@test
def every_function_is_given_what_it_does_not_expect():
    refused = misuse(calls)
    assert refused > 1000, refused
    refused = misuse(results)
    assert refused > 200, refused
    known = set(calls(Handles())) | set(results(Handles()))
    functions = {n for n in dir(native) if n.startswith('minz_')
                 and type(getattr(native, n)).__name__ in (
                     'function', 'builtin_function_or_method')}
    assert functions - known == {'minz_builtin_count', 'minz_version_number',
                                 'minz_version_string'}, functions - known


@test
def what_a_callback_raises_comes_through():
    def fail(*told):
        raise LookupError('a callback')

    h = Handles()
    for _ in range(3):
        raises(LookupError, native.minz_timeline, h.evaluator, h.subject,
               h.standing, DAY, DAY + 40, KNOWN, fail)
        raises(LookupError, native.minz_evaluate_timeline, h.evaluator,
               h.subject, h.standing, REQUEST, DAY + 40, fail)
    cases = native.minz_cases_new(fail)
    native.minz_cases_read(cases, 'a', b'{"cases": [{"pack": "none.json", '
                           b'"month": "2020-06", "facts": {}, "expect": {}}]}')
    raises(LookupError, native.minz_cases_run, cases, 0)


@test
def a_buffer_is_held_while_it_is_read():
    h = Handles()
    facts = bytearray(FACTS)
    native.minz_subject_read_json(h.subject, facts)
    facts += b' '  # nobody holds it now
    facts[0:1] = b'x'
    for _ in range(100):
        raises(minzheng.TextError, native.minz_subject_read_json, h.subject,
               facts)
    facts += b' '


@test
def a_tally_and_its_simulation_may_be_garbage_together():
    policy = Handles().policy
    for _ in range(20):
        simulation = native.minz_simulation_new(policy, (0, 0, 0, DAY, None))
        held = [simulation, native.minz_tally_new(simulation)]
        simulation.cycle = held[1].cycle = held
        del simulation, held
        gc.collect()


@test
def after_all_of_it_the_next_question_is_answered():
    assert QIANJIANG.assess(FAMILY, month='2020-06')['dibao'].eligible


if __name__ == '__main__':
    sys.exit(main())
