# SPDX-License-Identifier: Apache-2.0
"""checks.py MINZHENG: the installed package against the command line, on the
same facts and cases; errors, threads, pickling, memory. Prints TAP.
"""
import concurrent.futures
import dataclasses
import datetime
import json
import os
import pathlib
import pickle
import re
import resource
import subprocess
import sys
import tempfile
from decimal import Decimal

import numpy
import pandas
import pyarrow
import pyarrow.compute

import minzheng
import minzheng.testing
from tap import FAMILY, PROGRAM, QIANJIANG, ROOT, main, raises, test, test_with

SAMPLE = ROOT / 'examples/register/sample.ndjson'


def command(verb, *options, given):
    """The lines that the command line answers, by id."""
    done = subprocess.run([PROGRAM, verb, '--json', *options, '-'],
                          input=given, capture_output=True, text=True,
                          check=False)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return {line['id']: line for line in lines if 'id' in line}


def households():
    """Those lines of the sample that are JSON."""
    for line in SAMPLE.read_text().splitlines():
        try:
            yield json.loads(line)
        except ValueError:
            continue


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
    raises(minzheng.MinzError, QIANJIANG.assess, FAMILY, month='2020-13')
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
def a_reform_changes_what_it_says_and_nothing_else():
    more = QIANJIANG.reform({'dibao_standard': {'urban': '690', 'rural': '600'}})
    before = QIANJIANG.assess(FAMILY, month='2020-06')['dibao'].amount
    after = more.assess(FAMILY, month='2020-06')['dibao'].amount
    assert after - before == Decimal('74.00'), (before, after)
    assert QIANJIANG.assess(FAMILY, month='2020-06')['dibao'].amount == before
    assert more.digest == QIANJIANG.digest


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
def calls_leave_nothing_behind():
    facts = json.dumps({'area': 'mars'})

    def many(count):
        for _ in range(count):
            QIANJIANG.eval('hukou_met', {'members': []}, as_of='2020-06-30')
            try:
                QIANJIANG.eval('hukou_met', facts, as_of='2020-06-30')
            except minzheng.FactsError:
                pass

    many(2000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    many(50000)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 2048, f'{grown} kB more after 100,000 calls'


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
        simulation = minzheng.Simulation(QIANJIANG, '2020-06', by='area')
        tally = simulation.run(iter(facts), reforms={'more': reform},
                               threads=threads, progress=seen.append)
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
    for _ in range(20):
        raises(TypeError, simulation.run, [FAMILY, {'area': 1.5}], threads=2)
    raises(ValueError, minzheng.Simulation, QIANJIANG.reform(reform), '2020-06')


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


# ---- tables ----

def table_of(facts):
    """Columns of dictionaries that have only values, lists and no nulls."""
    names = dict.fromkeys(name for f in facts for name in f)
    return pyarrow.table({n: pyarrow.array([f.get(n) for f in facts])
                          for n in names})


def tellable():
    """Households of the sample that one table can tell: known keys, no dated
    values, no names in Chinese beside those in English."""
    seen = []
    for line in households():
        text = json.dumps(line['facts'])
        if not any(word in text for word in (
                '"value"', '"hoseholds"', 'null', '\\u5bb6\\u5ead')):
            seen.append(line['facts'])
    return seen


def row_of(policy, facts, **day):
    """What a row of the answer has to hold, from the household alone."""
    try:
        result = policy.assess(facts, **day)
    except minzheng.FactsError as error:
        return error.id
    told = {}

    def columns(p):
        return {'outcome': p.outcome, 'amount': p.amount,
                'reasons': ','.join(p.reasons) or None,
                'missing': ','.join(p.missing) or None}

    for name in result:
        answer = result[name]
        if isinstance(answer, list):
            told[name] = [{'id': p.row_id, **columns(p)} for p in answer]
        else:
            told.update((f'{name}.{k}', v) for k, v in columns(answer).items())
    return {**told, 'error': None}


def compare_rows(answer, facts, **day):
    for got, household in zip(answer, facts):
        wanted = row_of(QIANJIANG, household, **day)
        if isinstance(wanted, str):
            assert got['error'].startswith(wanted), (wanted, got['error'])
            assert set(got.values()) == {None, got['error']}, got
        else:
            assert got == wanted, (got, wanted)


@test
def tables_are_answered_as_their_rows():
    facts = tellable()
    assert len(facts) > 25, len(facts)
    for day in {'month': '2020-06'}, {'as_of': datetime.date(2022, 8, 1)}:
        seen = []
        answer = QIANJIANG.assess_table(table_of(facts), money_ints='yuan',
                                        progress=seen.append, **day)
        answer.validate(full=True)
        assert answer.num_rows == seen[-1] == len(facts)
        compare_rows(answer.to_pylist(), facts, **day)


@test
def parts_and_chunks_of_a_table_are_answered():
    facts = tellable()
    table = table_of(facts)
    chunks = pyarrow.concat_tables([table.slice(7, 5), table.slice(0, 9),
                                    table.slice(3, 0)])
    answer = QIANJIANG.assess_table(chunks, month='2020-06', threads=3,
                                    money_ints='yuan')
    compare_rows(answer.to_pylist(), facts[7:12] + facts[:9], month='2020-06')
    empty = QIANJIANG.assess_table(table.slice(0, 0), month='2020-06',
                                   money_ints='yuan', goals=['dibao'])
    assert empty.num_rows == 0
    assert empty.column_names == ['dibao.outcome', 'dibao.amount',
                                  'dibao.reasons', 'dibao.missing', 'error']


@test
def many_rows_are_answered_by_threads():
    households_of = [{'area': 'rural', 'members': [
        {'id': 'm', 'birth_date': datetime.date(1955, 3, 1), 'income_items': [
            {'kind': 'wage', 'amount': Decimal(n)}]}]} for n in range(0, 700)]
    table = table_of(households_of * 20)
    answers = [QIANJIANG.assess_table(table, month='2020-06', goals=['dibao'],
                                      threads=n) for n in (1, 3)]
    assert answers[0].equals(answers[1])
    amounts = answers[0]['dibao.amount'].to_pylist()
    assert amounts[:700] == amounts[700:1400] == [
        QIANJIANG.assess(h, month='2020-06')['dibao'].amount
        for h in households_of]


@test
def data_frames_come_back_as_data_frames():
    frame = pandas.DataFrame(
        {'area': pandas.Categorical(['urban', 'rural', 'urban']),
         'household': [7, 8, 9],
         'financial_assets': [Decimal('10.50'), None, Decimal('1e3')],
         'application_date': pandas.to_datetime(['2020-05-01'] * 3)},
        index=['x', 'y', 'z'])
    members = pandas.DataFrame(
        {'household': [9, 7, 7], 'id': ['a', 'b', 'c'],
         'birth_date': [datetime.date(1950, 1, 1)] * 3})
    answer = QIANJIANG.assess_table(
        frame, month='2020-06', lists={'members': members}, on='household',
        goals=['dibao', 'counted_members'])
    assert list(answer.index) == ['x', 'y', 'z']
    assert list(answer['household']) == [7, 8, 9]
    assert list(answer['counted_members']) == [2, 0, 1]
    assert isinstance(answer, pandas.DataFrame)
    raises(ValueError, QIANJIANG.assess_table, frame, month='2020-06',
           lists={'members': members.assign(household=1)}, on='household')
    raises(ValueError, QIANJIANG.assess_table, frame.assign(household=7),
           month='2020-06', lists={'members': members}, on='household')
    raises(TypeError, QIANJIANG.assess_table, frame, month='2020-06',
           lists={'members': members})


@test
def arrays_are_columns():
    answer = QIANJIANG.assess_table(
        {'area': numpy.array(['urban', 'rural']),
         'financial_assets': numpy.array([100, 10**9])[::-1]},
        month='2020-06', money_ints='fen', goals=['dibao'])
    assert answer['error'].to_pylist() == [None, None]


@test_with('polars')
def polars_frames_come_back_as_polars_frames():
    import polars
    facts = tellable()
    frame = polars.from_arrow(table_of(facts))
    answer = QIANJIANG.assess_table(frame, month='2020-06', money_ints='yuan')
    assert isinstance(answer, polars.DataFrame)
    compare_rows(answer.to_arrow().to_pylist(), facts, month='2020-06')
    simulation = minzheng.Simulation(QIANJIANG, '2020-06')
    assert (simulation.run(frame).to_dict()
            == simulation.run(facts).to_dict())


@test_with('duckdb')
def relations_of_duckdb_are_tables():
    import duckdb
    facts = tellable()
    held = table_of(facts)
    answer = QIANJIANG.assess_table(duckdb.sql('select * from held'),
                                    month='2020-06', money_ints='yuan')
    compare_rows(answer.to_pylist(), facts, month='2020-06')
    paid = duckdb.sql('select sum("dibao.amount") from answer').fetchall()[0][0]
    assert paid == pyarrow.compute.sum(answer['dibao.amount']).as_py()


@test_with('matplotlib')
def a_reform_can_be_drawn():
    tally = minzheng.Simulation(QIANJIANG, '2020-06').run(
        tellable(), reforms={'more': {'dibao_standard': {
            'urban': '720', 'rural': '526'}}})
    with tempfile.NamedTemporaryFile(suffix='.png') as picture:
        tally.plot().savefig(picture.name)
        assert pathlib.Path(picture.name).stat().st_size > 10000


@test
def columns_that_cannot_be_read_are_told():
    def refused(columns, kind=minzheng.FactsError, **named):
        return raises(kind, QIANJIANG.assess_table, columns, month='2020-06',
                      **named)

    error = refused({'aera': ['urban']}, minzheng.UnknownNameError)
    assert error.id == 'E0602' and error.path == 'aera'
    assert 'area' in error.diagnostics[0].help
    assert refused({'financial_assets': [1.5]}).id == 'E0623'
    assert refused({'financial_assets': [1]}).id == 'E0624'
    assert refused({'area': [1]}).id == 'E0622'
    assert refused({'members': [[{'id': 'a', 'birth_date': 1}]]}
                   ).path == 'members.birth_date'
    refused({'area': ['urban']}, ValueError, money_ints='jiao')
    refused({'area': ['urban']}, minzheng.UnknownNameError, goals=['no_such'])
    answer = QIANJIANG.assess_table(
        {'financial_assets': [690.1, 690.105, float('nan'), -1.0]},
        month='2020-06', floats=True, goals=['dibao'])
    assert [e and e[:5] for e in answer['error'].to_pylist()] == [
        None, 'E0607', 'E0604', 'E0608'], answer['error']
    answer = QIANJIANG.assess_table(
        {'members': [[{'id': str(i)} for i in range(1000001)], []]},
        month='2020-06', goals=['dibao'])
    assert answer['error'].to_pylist()[0] == 'MINZ_E_LIMIT'
    assert answer['error'].to_pylist()[1] is None


@test
def a_population_may_come_as_a_table():
    facts = tellable()
    simulation = minzheng.Simulation(QIANJIANG, '2020-06')
    one = simulation.run(facts)
    for table in table_of(facts), table_of(facts).to_pandas(
            types_mapper=pandas.ArrowDtype):
        assert simulation.run(table).to_dict() == one.to_dict()


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
