# SPDX-License-Identifier: Apache-2.0
"""checks.py MINZHENG: the installed package against the command line, on the
same facts and cases; errors, threads, pickling. Prints TAP.
"""
import concurrent.futures
import dataclasses
import datetime
import enum
import json
import os
import pathlib
import pickle
import re
import subprocess
import sys
import tempfile
from decimal import Decimal

import numpy

import minzheng
import minzheng.testing
from tap import (FAMILY, PROGRAM, QIANJIANG, ROOT, SAMPLE, households, main,
                 raises, test)


def command(verb, *options, given):
    """The lines that the command line answers, by id."""
    done = subprocess.run([PROGRAM, verb, '--json', *options, '-'],
                          input=given, capture_output=True, text=True,
                          check=False)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return {line['id']: line for line in lines if 'id' in line}


def ask(call, told, errors):
    try:
        return call()
    except minzheng.MinzError as error:
        assert not told['ok'], (told['id'], error)
        assert error.id == told['error']['code'], (error.id, told)
        errors.append(error)
        return None


@test
def the_sample_is_answered_as_by_the_command_line():
    text, paid = SAMPLE.read_text(), 0
    for verb in 'assess', 'subsidies', 'exit-check':
        told, errors, same = command(verb, '--month', '2020-06', given=text), [], 0
        method = getattr(QIANJIANG, verb.replace('-', '_'))
        for line in households():
            result = ask(lambda: method(line['facts'], month='2020-06'),
                         told[line['id']], errors)
            if result is None:
                continue
            wanted = told[line['id']]['result']
            got = result.to_dict()
            for key in got:
                assert got[key] == wanted[key], (verb, line['id'], key)
            if verb == 'subsidies':
                compare_payments(result.payments, wanted['payments'])
                paid += len(result.payments)
            same += 1
        assert same > 30 and errors, (verb, same, len(errors))
    assert paid > 10, paid


def compare_payments(got, wanted):
    assert len(got) == len(wanted), (got, wanted)
    for payment, line in zip(got, wanted):
        assert payment == minzheng.Payment(
            line['programme'], line.get('row'), line.get('entitlement'),
            line['payee'] or None, Decimal(line['amount']),
            datetime.date.fromisoformat(line['first_month'] + '-01')
            if 'first_month' in line else None), line


@test
def the_cases_of_the_packs_are_answered_as_by_the_command_line():
    compared = 0
    for path in sorted((ROOT / 'lib/packs').glob('*.cases.json')):
        compared += compare_cases(json.loads(path.read_text())['cases'])
    assert compared > 300, compared


def compare_cases(cases):
    """Those that one stream can ask: the household of Qianjiang, no more told
    than facts and a standing."""
    plain = [c for c in cases
             if c.get('pack') == 'qianjiang' and c.get('subject') == 'household'
             and not {'set', 'given', 'assume', 'overlay', 'known_as_of',
                      'months', 'standing'} & set(c)]
    lines = ''.join(json.dumps({
        'id': c['id'], 'facts': c['facts'],
        **{k: c[k] for k in ('month', 'as_of') if k in c}}) + '\n'
        for c in plain)
    told = command('assess', given=lines) if plain else {}
    for c in plain:
        day = {k: c[k] for k in ('month', 'as_of') if k in c}
        result = ask(lambda: QIANJIANG.assess(c['facts'], **day),
                     told[c['id']], [])
        if result is not None:
            assert result.to_dict() == told[c['id']]['result'], c['id']
    return len(plain)


@test
def what_a_policy_declares_is_told():
    done = subprocess.run([PROGRAM, 'facts', '--json'], capture_output=True,
                          text=True, check=False)
    assert QIANJIANG.describe() == json.loads(done.stdout)
    facts = {(f.get('list'), f['id']): f for f in QIANJIANG.facts()}
    assert facts['household', 'area']['absent'] == 'unknown'
    assert 'dibao' in [p['id'] for p in QIANJIANG.programmes()]
    assert 'hukou_met' in [d['id'] for d in QIANJIANG.decisions()]
    assert 'dibao_standard' in [p['id'] for p in QIANJIANG.parameters()]


@test
def money_and_days_are_exact_both_ways():
    result = QIANJIANG.assess(FAMILY, month='2020-06')
    assert result['dibao'].amount == Decimal('516.00'), result['dibao']
    assert result['dibao'].eligible
    raises(TypeError, QIANJIANG.assess, {'area': 'urban',
                                         'financial_assets': 1.5},
           month='2020-06')
    raises(ValueError, QIANJIANG.assess,
           {'area': 'urban', 'financial_assets': Decimal('NaN')},
           month='2020-06')
    raises(TypeError, QIANJIANG.assess,
           {'members': [{'birth_date': datetime.datetime(2000, 1, 1)}]},
           month='2020-06')


@test
def a_dataclass_is_a_household():
    @dataclasses.dataclass
    class Family:
        area: str
        members: list

    same = QIANJIANG.assess(Family(**FAMILY), month='2020-06')
    assert same.to_dict() == QIANJIANG.assess(FAMILY, month='2020-06').to_dict()


@test
def what_is_wrong_is_told_with_its_place():
    error = raises(minzheng.FactsError, QIANJIANG.assess,
                   {'area': 'mars'}, month='2020-06')
    assert (error.id, error.path) == ('E0606', 'area') and 'mars' not in str(error)
    assert error.diagnostics[0].message_zh and error.diagnostics[0].help
    error = raises(minzheng.FactsError, QIANJIANG.assess,
                   {'area': 'urban', 'financial_assets': '-1'}, month='2020-06')
    assert error.path == 'financial_assets'
    raises(minzheng.TextError, QIANJIANG.assess, '{"area":', month='2020-06')
    raises(minzheng.UnknownNameError, minzheng.Policy.load, 'nowhere')
    raises(minzheng.UnknownNameError, QIANJIANG.eval, 'no_such', FAMILY,
           as_of='2020-06-30')
    raises(minzheng.PackError, minzheng.Policy.from_packs, [{'pack': 'p'}])
    raises(minzheng.UnknownNameError,
           QIANJIANG.reform({'dibao_standard': {'mars': '1'}}).assess, FAMILY,
           month='2020-06')
    raises(TypeError, QIANJIANG.assess, FAMILY)
    raises(TypeError, QIANJIANG.assess, FAMILY, month='2020-06',
           as_of='2020-06-30')
    error = raises(minzheng.DayError, QIANJIANG.assess, FAMILY,
                   month='2020-13')
    assert "'2020-13' is no day" in str(error) and '"2020-06"' in str(error)
    raises(TypeError, QIANJIANG.assess, FAMILY, month=202006)
    result = QIANJIANG.assess(FAMILY, month='2020-06')
    assert "'dibaoo'" in str(raises(minzheng.UnknownNameError, result.explain,
                                    'zh', 'dibaoo'))
    assert 'margin_family' in str(raises(KeyError, result.__getitem__, 'no'))
    # and the next question is answered
    assert QIANJIANG.assess(FAMILY, month='2020-06')['dibao'].eligible


@test
def months_hand_their_standing_on():
    held = {'dibao': {'state': 'active', 'amount': '516.00'}}
    life = QIANJIANG.timeline(FAMILY, '2020-05', '2020-07', standing=held)
    assert list(life) == ['2020-05', '2020-06', '2020-07'] and len(life) == 3
    standing = held
    for month in life:
        result = QIANJIANG.exit_check(FAMILY, month=month, standing=standing)
        assert result.transitions == life[month].transitions, month
        standing = result.standing
        assert standing == life[month].standing, month
        assert result.payments == life[month].payments, month
    assert [(p.programme, p.amount) for p in life['2020-06'].payments] == [
        ('dibao', Decimal('516.00'))], life['2020-06'].payments


@test
def answers_say_in_a_line_what_they_are():
    result = QIANJIANG.assess(FAMILY, month='2020-06')
    assert repr(result).startswith('<Result 2020-06: dibao, '), result
    assert len(result) == len(list(result)) and 'dibao' in result
    nothing = QIANJIANG.assess({'members': []}, as_of='2020-06-30')
    assert repr(nothing) == '<Result 2020-06-30: eligible for nothing>'
    life = QIANJIANG.timeline(FAMILY, '2020-05', '2020-07')
    assert repr(life) == '<Timeline 2020-05 to 2020-07>', life
    assert life[datetime.date(2020, 6, 9)] is life['2020-06']
    assert '2020-05 to 2020-07' in str(raises(KeyError, life.__getitem__,
                                              '2021-01'))


@test
def values_of_numpy_and_enumerations_are_facts():
    class Area(enum.Enum):
        RURAL = 'rural'

    facts = {**FAMILY, 'area': Area.RURAL, 'fraud_proved': numpy.bool_(False),
             'financial_assets': numpy.int64(3000)}
    told = QIANJIANG.assess(facts, month='2020-06')
    assert told['dibao'].amount == Decimal('516.00')
    for number in numpy.float64(1), numpy.float32(1), numpy.array([1]):
        raises(TypeError, QIANJIANG.assess,
               {**facts, 'financial_assets': number}, month='2020-06')


@test
def a_reform_changes_what_it_says_and_nothing_else():
    more = QIANJIANG.reform({'dibao_standard': {'urban': '690', 'rural': '600'}})
    before = QIANJIANG.assess(FAMILY, month='2020-06')['dibao'].amount
    after = more.assess(FAMILY, month='2020-06')['dibao'].amount
    assert after - before == Decimal('74.00'), (before, after)
    assert QIANJIANG.assess(FAMILY, month='2020-06')['dibao'].amount == before
    assert more.digest == QIANJIANG.digest
    both = more.reform('{"dibao_standard": {"urban": 720.5}}').reform(
        {'adult_age': 16})
    told = both.parameters('2020-06-30')
    assert told['dibao_standard'].value == {'urban': Decimal('720.50'),
                                            'rural': Decimal('600')}, told
    assert told['adult_age'].value == 16
    assert repr(both).endswith(', reformed>') and both != more
    assert minzheng.Policy.load('qianjiang') == QIANJIANG != more
    assert len({QIANJIANG, minzheng.Policy.load('qianjiang'), more}) == 2


@test
def reasons_are_told_in_both_languages():
    result = QIANJIANG.assess(FAMILY, month='2020-06')
    assert 'Eligible' in result.explain('en', 'dibao')
    assert '低保' in result.explain('zh') or '最低生活' in result.explain('zh')
    assert json.loads(result.explain('zh', 'dibao', 'json'))
    raises(ValueError, result.explain, 'fr')
    card = minzheng.Result(result.to_json().replace(
        '"dibao"', '"<b>"'))._repr_html_()
    assert '&lt;b&gt;' in card and '<b>' not in card
    card = QIANJIANG.assess({'area': 'urban', 'members': [
        {'id': 'm1', 'income_items': [{'kind': 'wage', 'amount': '8400'}]}]},
        month='2020-06')._repr_html_()
    for words in ('最低生活保障 · minimum living guarantee',
                  '低保收入条件 · dibao income test', '不符合 · not eligible'):
        assert words in card, (words, card)
    life = QIANJIANG.timeline(FAMILY, '2020-05', '2020-06')
    assert '最低生活保障 · ' in life['2020-06']._repr_html_()


@test
def policies_and_results_are_stored_and_come_back():
    reform = QIANJIANG.reform({'dibao_standard': {'urban': '1', 'rural': '600'}})
    again = pickle.loads(pickle.dumps(reform))
    result = pickle.loads(pickle.dumps(again.assess(FAMILY, month='2020-06')))
    assert result.to_dict() == reform.assess(FAMILY, month='2020-06').to_dict()
    raises(ValueError, result.explain)
    made, values, _ = again.__getstate__()
    raises(ValueError, again.__setstate__, (made, values, '0' * 64))


@test
def threads_share_a_policy():
    lines = [line['facts'] for line in households()] * 4

    def answer(facts):
        try:
            return QIANJIANG.assess(facts, month='2020-06').to_json()
        except minzheng.MinzError as error:
            return error.id

    alone = [answer(facts) for facts in lines]
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        assert list(pool.map(answer, lines)) == alone


@test
def populations_are_counted_as_by_the_command_line():
    facts = [line['facts'] for line in households()]
    reform = {'dibao_standard': {'urban': '720', 'rural': '526'}}
    lines = ''.join(json.dumps({'id': str(i), 'facts': f}) + '\n'
                    for i, f in enumerate(facts))
    done = subprocess.run(
        [PROGRAM, 'simulate', '--month', '2020-06', '--by', 'area', '--json',
         '--reform', json.dumps(reform), '-'], input=lines, text=True,
        capture_output=True, check=False)
    wanted, seen = json.loads(done.stdout.splitlines()[0]), []
    for threads in 1, 3:
        simulation = minzheng.Simulation(QIANJIANG, iter(facts),
                                         month='2020-06', by='area')
        tally = simulation.run(reforms={'more': reform}, threads=threads,
                               progress=seen.append)
        assert tally.households == wanted['households'] > 30
        assert len(tally.refused) == wanted['refused']
        for got, scenario in zip(tally.scenarios, wanted['scenarios']):
            for key in 'outlay', 'change', 'programmes':
                assert got[key] == scenario[key], (threads, key)
    assert seen[-1] == len(facts)
    rows = {(r['scenario'], r['programme'], r['group']): r
            for r in tally.programmes()}
    assert rows['more', 'dibao', 'all']['outlay'] == Decimal(
        tally.scenarios[1]['programmes'][0]['outlay'])
    assert (rows['', 'dibao', 'urban']['households']
            + rows['', 'dibao', 'rural']['households']
            == rows['', 'dibao', 'all']['households'])
    gained = sum(r['change'] for r in tally.bands())
    assert gained == Decimal(tally.scenarios[1]['change']), gained
    wrong = minzheng.Simulation(QIANJIANG, [FAMILY, {'area': 1.5}],
                                month='2020-06')
    for _ in range(20):
        raises(TypeError, wrong.run, threads=2)
    raises(ValueError, minzheng.Simulation, QIANJIANG.reform(reform), facts,
           month='2020-06')
    nobody = minzheng.Simulation(QIANJIANG, [], month='2020-06')
    for one in '{}', QIANJIANG.reform(reform):
        assert 'a list' in str(raises(TypeError, nobody.run, reforms=one))
    assert nobody.run(reforms=[reform]).households == 0


# ---- case files ----

@test
def case_files_pass_as_by_the_command_line():
    done = subprocess.run([PROGRAM, 'test', '--json'], capture_output=True,
                          text=True, check=False)
    wanted = [json.loads(line) for line in done.stdout.splitlines()[:-1]]
    got = [case.run() for path in sorted((ROOT / 'lib/packs').glob(
               '*.cases.json')) for case in minzheng.testing.cases(path)]
    assert len(got) == len(wanted) > 2000
    by_id = {line['id']: line for line in wanted}
    for verdict in got:
        line = by_id[verdict.id]
        assert verdict.passed == line['ok'], verdict
        assert verdict.got == line.get('got'), verdict


CASES = {'cases': [
    {'id': 'right', 'pack': 'qianjiang', 'subject': 'household',
     'month': '2020-06', 'facts': {'area': 'urban', 'members': [
         {'id': 'm1', 'income_items': []}]},
     'expect': {'dibao.amount': '690'}},
    {'id': 'wrong', 'title': 'a yuan more', 'pack': 'qianjiang',
     'subject': 'household', 'month': '2020-06',
     'facts': {'area': 'urban', 'members': [{'id': 'm1', 'income_items': []}]},
     'expect': {'dibao.outcome': 'eligible', 'dibao.amount': '691'}},
    {'id': 'nowhere', 'pack': 'none.json', 'month': '2020-06',
     'expect': {'dibao.amount': '690'}}]}


@test
def a_case_that_fails_says_what_it_wanted():
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / 'my.cases.json'
        path.write_text(json.dumps(CASES))
        right, wrong, nowhere = minzheng.testing.cases(path)
        assert right.run().passed and right.id == 'right'
        told = str(wrong.run())
        assert 'a yuan more' in told and 'expected "691", got "690.00"' in told
        raises(FileNotFoundError, nowhere.run)
        path.write_text('{}')
        raises(minzheng.PackError, minzheng.testing.CaseFile, path)
        path.write_text('{')
        raises(minzheng.TextError, minzheng.testing.CaseFile, path)


@test
def pytest_takes_each_case_for_a_test():
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / 'my.cases.json'
        path.write_text(json.dumps({'cases': CASES['cases'][:2]}))
        done = subprocess.run(
            [sys.executable, '-m', 'pytest', '-q', '-p', 'no:cacheprovider',
             folder], capture_output=True, text=True, check=False)
    assert '1 failed, 1 passed' in done.stdout, done.stdout
    assert 'expected "691", got "690.00"' in done.stdout, done.stdout


@test
def what_is_not_wrapped_is_known():
    declared = set()
    for header in (ROOT / 'include/minzheng').glob('*.h'):
        declared |= set(re.findall(r'\b(minz_[a-z_]+)\(', header.read_text()))
    text = (ROOT / 'bindings/swig/minzheng.i').read_text()
    wrapped = set(re.findall(r'\b(minz_[a-z_]+)\(', text))
    assert wrapped <= declared, wrapped - declared
    known = set((ROOT / 'tests/python/unwrapped.txt').read_text().split())
    assert declared - wrapped == known, (declared - wrapped) ^ known


@test
def the_program_of_the_readme_runs():
    text = (ROOT / 'README.md').read_text()
    program = re.search('```python\n(.*?)```', text, re.S).group(1)
    done = subprocess.run([sys.executable, '-c', program], check=False,
                          capture_output=True, text=True)
    assert done.returncode == 0 and 'Eligible' in done.stdout, done


@test
def the_examples_run():
    for path in sorted((ROOT / 'examples/python').glob('[!t]*.py')):
        done = subprocess.run([sys.executable, path], capture_output=True,
                              text=True, check=False, env={**os.environ})
        wanted = path.with_suffix('.txt').read_text()
        assert (done.returncode, done.stdout) == (0, wanted), (
            path.name, done.stdout, done.stderr)


@test
def the_example_of_a_policy_change_passes():
    done = subprocess.run(
        [sys.executable, '-m', 'pytest', '-q', '-p', 'no:cacheprovider',
         ROOT / 'examples/python/test_policy_change.py'], capture_output=True,
        text=True, check=False)
    assert done.returncode == 0 and '13 passed' in done.stdout, done.stdout


if __name__ == '__main__':
    sys.exit(main())
