# SPDX-License-Identifier: Apache-2.0
"""canary_checks.py: what stands where a person could be recognised is in no
answer, reason, table, message or log. Prints TAP.
"""
import itertools
import logging
import sys

import minzheng
from tap import FAMILY, QIANJIANG, main, raises, test

NAME, NUMBER = 'Li Hua', '420881199001011234'
CANARY = f'{NAME} {NUMBER}'
FACTS = {'area': 'rural', 'members': [{'income_items': []}]}
WRONG_OF_HOUSEHOLD = ('area', 'application_date', 'financial_assets',
                      'payment_paused', 'register_labels')
WRONG_OF_MEMBER = ('birth_date', 'disability_grade', 'statuses', 'tax_paid')
DEARER = {'dearer': {'dibao_standard': {'urban': '720', 'rural': '526'}}}


def silent(*told):
    for text in map(str, told):
        for word in NAME, NUMBER:
            assert word not in text, text[:400]


def told_of(error):
    """All that a program can print of an error."""
    record = logging.LogRecord('', logging.ERROR, '', 0, '%r', (error,), None)
    return (str(error), repr(error), record.getMessage(),
            [(d.message, d.message_zh, d.help, d.rendered, d.path)
             for d in error.diagnostics])


def wrong_facts():
    """A canary in each kind of place, for each of which it is no value."""
    for name in WRONG_OF_HOUSEHOLD + ('members',):
        yield {**FACTS, name: CANARY}
    for name in WRONG_OF_MEMBER + ('income_items',):
        yield {**FACTS, 'members': [{name: CANARY}]}
    yield {**FACTS, 'members': [CANARY]}
    yield {**FACTS, 'members': [{'id': CANARY}, {'id': CANARY}]}
    yield {**FACTS, 'members': [{'disability_grade': [
        {'value': CANARY, 'from': '2020-01-01'}]}]}


@test
def no_error_of_a_household_repeats_a_value():
    for facts, ask in itertools.product(
            wrong_facts(),
            (QIANJIANG.assess, QIANJIANG.subsidies, QIANJIANG.exit_check)):
        error = raises(minzheng.FactsError, ask, facts, month='2020-06')
        silent(*told_of(error))


@test
def no_error_of_a_timeline_repeats_a_value():
    for facts in wrong_facts():
        error = raises(minzheng.FactsError, QIANJIANG.timeline, facts,
                       '2020-05', '2020-07')
        silent(*told_of(error))


@test
def no_error_of_what_an_evaluation_is_told_repeats_a_value():
    for told in ({'assume': {'area': CANARY}},
                 {'given': {'dibao_income_met': CANARY}},
                 {'standing': {'dibao': {'state': CANARY}}},
                 {'standing': {'dibao': {'amount': CANARY}}}):
        error = raises(minzheng.MinzError, QIANJIANG.exit_check, FACTS,
                       month='2020-06', **told)
        silent(*told_of(error))


@test
def no_row_of_a_table_repeats_a_value():
    for name in WRONG_OF_HOUSEHOLD:
        answer = QIANJIANG.assess_table({name: [CANARY]}, month='2020-06')
        assert answer['error'][0].as_py()
        silent(answer.to_pylist(), answer)
    for name in WRONG_OF_MEMBER:
        answer = QIANJIANG.assess_table(
            {'area': ['rural'], 'members': [[{name: CANARY}]]},
            month='2020-06')
        assert answer['error'][0].as_py()
        silent(answer.to_pylist())


@test
def no_simulation_repeats_a_value():
    wrong = list(wrong_facts())
    tally = minzheng.Simulation(QIANJIANG, wrong + [FAMILY], month='2020-06'
                                ).run(reforms=DEARER)
    assert [number for number, _ in tally.refused] == list(range(len(wrong)))
    assert tally.households == 1
    for _, error in tally.refused:
        silent(*told_of(error))
    silent(tally.scenarios, tally)


@test
def no_answer_names_a_person():
    person = {**FAMILY['members'][0], 'id': CANARY}
    facts = {**FAMILY, 'members': [person]}
    result = QIANJIANG.assess(facts, month='2020-06')
    for lang, form in itertools.product(('en', 'zh'), ('text', 'html', 'json')):
        text = result.explain(lang=lang, format=form)
        assert len(text) > 100
        silent(text)
    silent(repr(result), [repr(p) for p in result.programmes()
                          if p.row_id is None])


if __name__ == '__main__':
    sys.exit(main())
