# SPDX-License-Identifier: Apache-2.0
"""table_checks.py: whole tables of households, as data frames and Arrow columns
hold them. Prints TAP. Meant for a build with sanitizers too.
"""
import datetime
import json
import pathlib
import sys
import tempfile
from decimal import Decimal

import numpy
import pandas
import pyarrow
import pyarrow.compute

import minzheng
from tap import QIANJIANG, households, main, raises, test, test_with


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
    lazy = QIANJIANG.assess_table(frame.lazy(), month='2020-06',
                                  money_ints='yuan')
    assert isinstance(lazy, polars.LazyFrame)
    assert lazy.collect().equals(answer)
    raises(TypeError, QIANJIANG.assess_table, frame['area'], month='2020-06')
    frames = [minzheng.Simulation(QIANJIANG, frame, month='2020-06',
                                  money_ints='yuan'),
              minzheng.Simulation(QIANJIANG, facts, month='2020-06')]
    assert frames[0].run().to_dict() == frames[1].run().to_dict()


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
    tally = minzheng.Simulation(QIANJIANG, tellable(), month='2020-06').run(
        reforms={'more': {'dibao_standard': {'urban': '720',
                                             'rural': '526'}}})
    with tempfile.NamedTemporaryFile(suffix='.png') as picture:
        tally.plot().savefig(picture.name)
        assert pathlib.Path(picture.name).stat().st_size > 10000


@test
def columns_of_every_type_are_read():
    day = datetime.datetime(2020, 5, 1)
    members = [[{'id': 'a', 'birth_date': datetime.date(1950, 1, 1)}], []]
    of = pyarrow.struct([('id', pyarrow.string()),
                         ('birth_date', pyarrow.date32())])
    areas = pyarrow.array(['urban', 'rural'])
    one = {'area': areas, 'financial_assets': pyarrow.array(
               [Decimal('1.50'), None], pyarrow.decimal128(12, 2)),
           'application_date': pyarrow.array([day.date(), None]),
           'members': pyarrow.array(members, pyarrow.list_(of))}
    others = {
        'area': [areas.cast(pyarrow.large_string()),
                 areas.cast(pyarrow.string_view()), areas.dictionary_encode(),
                 areas.cast(pyarrow.large_string()).dictionary_encode(),
                 pyarrow.chunked_array([['urban'], ['rural']])],
        'financial_assets': [
            pyarrow.array([Decimal('1.5'), None], kind) for kind in (
                pyarrow.decimal256(50, 2), pyarrow.decimal128(20, 4))],
        'application_date': [
            pyarrow.array([day, None], kind) for kind in (
                pyarrow.timestamp('s'), pyarrow.timestamp('ns'),
                pyarrow.date64())],
        'members': [pyarrow.array(members, pyarrow.large_list(of))]}
    ask = {'month': '2020-06', 'goals': ['dibao', 'counted_members']}
    wanted = QIANJIANG.assess_table(pyarrow.table(one), **ask)
    assert wanted['error'].null_count == 2
    assert wanted['counted_members'].to_pylist() == [1, 0]
    for name, columns in others.items():
        for column in columns:
            told = QIANJIANG.assess_table({**one, name: column}, **ask)
            assert told.to_pylist() == wanted.to_pylist(), column.type
    fixed = pyarrow.array([members[0]] * 2, pyarrow.list_(of, 1))
    told = QIANJIANG.assess_table({**one, 'members': fixed}, **ask)
    assert told['counted_members'].to_pylist() == [1, 1]
    raises(pyarrow.ArrowInvalid, QIANJIANG.assess_table, {
        **one, 'financial_assets': pyarrow.array([Decimal(10) ** 45, None],
                                                 pyarrow.decimal256(50, 2))},
           **ask)


@test
def frames_with_nulls_of_their_own_are_read():
    frame = pandas.DataFrame({
        'area': pandas.array(['urban', 'rural', None], dtype='string'),
        'financial_assets': pandas.array([100, None, 300], dtype='Int64'),
        'fraud_proved': pandas.array([True, None, False], dtype='boolean')})
    told = QIANJIANG.assess_table(frame, month='2020-06', money_ints='yuan',
                                  goals=['dibao'])
    assert told['error'].isna().all(), told['error']
    told = QIANJIANG.assess_table(
        pandas.DataFrame({'area': ['urban'] * 3, 'application_date':
                          pandas.to_datetime(['2020-05-01', None,
                                              '2020-05-01 10:00'],
                                             format='ISO8601')}),
        month='2020-06', goals=['dibao'])
    assert list(told['error'].isna()) == [True, True, False], told['error']


@test
def files_of_columns_are_tables():
    import pyarrow.feather
    import pyarrow.parquet
    facts = tellable()
    with tempfile.TemporaryDirectory() as folder:
        for kind in pyarrow.parquet, pyarrow.feather:
            path = f'{folder}/households'
            write = getattr(kind, 'write_table', None) or kind.write_feather
            write(table_of(facts), path)
            answer = QIANJIANG.assess_table(
                kind.read_table(path), month='2020-06', money_ints='yuan')
            write(answer, path)
            compare_rows(kind.read_table(path).to_pylist(), facts,
                         month='2020-06')


@test
def what_is_no_table_is_told():
    for given in (({'area': 'urban'} for _ in range(2)), [{'area': 'urban'}],
                  pandas.Series(['urban']), 'households.parquet', None, 7):
        error = raises(TypeError, QIANJIANG.assess_table, given,
                       month='2020-06')
        assert type(given).__name__ in str(error), error
    raises(ValueError, QIANJIANG.assess_table, {'area': ['urban']},
           month='2020-06', keep=['household'])
    answer = QIANJIANG.assess_table({'area': ['urban'], 'household': ['h']},
                                    month='2020-06', keep='household')
    assert answer['household'].to_pylist() == ['h']


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


REFORMS = {'more': {'dibao_standard': {'urban': '720', 'rural': '526'}},
           'children': QIANJIANG.reform({'adult_age': 16})}


def simulated(population, threads=1, **named):
    seen = []
    tally = minzheng.Simulation(QIANJIANG, population, month='2020-06',
                                by='area', **named).run(
        reforms=REFORMS, threads=threads, progress=seen.append)
    assert seen[-1] == tally.households + len(tally.refused)
    return tally


@test
def a_population_may_come_as_a_table():
    facts = tellable()
    one = simulated(facts)
    assert one.refused and one.households > 20
    chunks = pyarrow.concat_tables([table_of(facts[:9]), table_of(facts[9:])],
                                   promote_options='default')
    for table in table_of(facts), chunks, table_of(facts).to_pandas(
            types_mapper=pandas.ArrowDtype):
        for threads in 1, 3:
            told = simulated(table, threads, money_ints='yuan')
            assert told.to_dict() == one.to_dict()
            assert ([(n, e.id) for n, e in told.refused]
                    == [(n, e.id) for n, e in one.refused])
    raises(minzheng.FactsError, simulated, {'financial_assets': [1]})
    raises(minzheng.UnknownNameError, simulated, {'aera': ['urban']})


@test
def a_reform_may_be_a_policy_with_a_layer_more():
    layer = {'pack': 'later', 'extends': ['qianjiang'],
             'title': {'zh': '改', 'en': 'later'}, 'sources': {
                 'r': {'title': 'r', 'number': '1', 'issued': '2020-01-01'}},
             'parameters': {'dibao_standard': {'values': [
                 {'from': '2020-04-01', 'to': '2021-03-31', 'override': True,
                  'source': 'r#1', 'value': {'urban': '720.00',
                                             'rural': '526.00'}}]}}}
    more = minzheng.Policy.load('qianjiang', overlays=[layer])
    facts = tellable()
    told = [minzheng.Simulation(QIANJIANG, population, month='2020-06', **named
                                ).run(reforms=[reform], threads=2).to_dict()
            for population, named in (
                (facts, {}), (table_of(facts), {'money_ints': 'yuan'}))
            for reform in (more, REFORMS['more'])]
    for other in told[1:]:
        for key in 'outlay', 'change', 'winners':
            assert (other['scenarios'][1][key]
                    == told[0]['scenarios'][1][key]), key
    assert told[0]['scenarios'][1]['name'] == 'reform 1'
    assert Decimal(told[0]['scenarios'][1]['change']) > 0


@test
def households_of_a_table_stand_for_others():
    facts = [{'area': 'rural', 'members': [
        {'id': 'm', 'income_items': [{'kind': 'wage', 'amount': Decimal(n)}]}]}
        for n in (0, 300, 527)]
    weights = [3, 0, 2]
    many = [f for f, w in zip(facts, weights) for _ in range(w)]
    members = {'household': [], 'id': [], 'income_items': []}
    for n, household in enumerate(facts):
        members['household'].append(n)
        for name in 'id', 'income_items':
            members[name].append(household['members'][0][name])
    told = minzheng.Simulation(
        QIANJIANG, {'household': [0, 1, 2], 'area': ['rural'] * 3,
                    'w': weights, 'village': ['x', 'y', 'z']},
        month='2020-06', lists={'members': members}, on='household',
        keep=['village'], weight='w').run()
    one = minzheng.Simulation(QIANJIANG, many, month='2020-06').run()
    assert told.scenarios == one.scenarios and told.households == 5
    assert f">{told.scenarios[0]['outlay']}<" in told._repr_html_()
    for wrong, kind in (([1.5], TypeError), ([-1], ValueError),
                        ([None], TypeError), ([2**32], ValueError),
                        ([Decimal('0.00001')], TypeError)):
        raises(kind, minzheng.Simulation, QIANJIANG,
               {'area': ['urban'], 'w': wrong}, month='2020-06', weight='w')
    halves = minzheng.Simulation(
        QIANJIANG, {'area': ['rural'] * 2, 'members': [
            household['members'] for household in facts[:2]],
            'w': [Decimal('12.5'), Decimal('0.25')]},
        month='2020-06', weight='w').run(reforms=[REFORMS['more']])
    assert halves.households == Decimal('12.75'), halves.households
    dibao = halves.programmes()[0]
    assert dibao['households'] == Decimal('12.75')
    assert dibao['outlay'] == 526 * Decimal('12.5') + 501 * Decimal('0.25')
    assert '12.75 户' in halves._repr_html_()
    raises(ValueError, minzheng.Simulation, QIANJIANG, {'area': ['urban']},
           month='2020-06', weight='w')
    raises(TypeError, minzheng.Simulation, QIANJIANG, facts, month='2020-06',
           weight='w')
    for nothing in 'register.ndjson', QIANJIANG.household(), 7:
        raises(TypeError, minzheng.Simulation, QIANJIANG, nothing,
               month='2020-06')


@test
def a_register_in_a_table_is_checked_from_month_to_month():
    facts = [f for f in tellable() if f.get('area') in ('urban', 'rural')]
    standings = [None] * len(facts)
    changed = 0
    for month in '2020-05', '2020-06', '2020-07':
        wanted = [QIANJIANG.exit_check(household, month=month, standing=held)
                  for household, held in zip(facts, standings)]
        table = table_of(facts).append_column('standing', pyarrow.array(
            [held and json.dumps(held) for held in standings],
            pyarrow.string()))
        answer = QIANJIANG.exit_check_table(table, month=month, threads=2)
        assert answer.column_names == ['transitions', 'standing', 'error']
        assert answer['error'].null_count == len(facts), answer['error']
        standings = [json.loads(text) for text in
                     answer['standing'].to_pylist()]
        for result, told, held in zip(
                wanted, answer['transitions'].to_pylist(), standings):
            changes = [t for t in result.transitions if t['kind'] != 'keep']
            changed += len(changes)
            assert [(t['programme'], t['kind'], t['to'], t['effective'],
                     Decimal(t['amount']), [(d['what'], d['due'])
                                            for d in t['duties']])
                    for t in changes] == [
                (t['programme'], t['kind'], t['to'],
                 f"{t['effective']:%Y-%m}", t['amount'],
                 [(d['what'], d['due'] and d['due'].isoformat())
                  for d in t['duties']]) for t in told]
            for name, kept in held.items():
                whole = result.standing[name]
                if isinstance(kept, dict) and 'rows' in kept:
                    kept, whole = kept['rows'], whole['rows']
                    kept = {**whole, **kept}
                assert kept == whole, (name, kept, whole)
    assert changed > 20, changed
    answer = QIANJIANG.exit_check_table(
        {'area': ['urban', 'rural'], 'standing': ['{', None]}, month='2020-06',
        goals=['dibao'])
    assert answer['error'].to_pylist()[0].startswith('E0109 standing')
    assert answer['dibao.outcome'].to_pylist() == [None, 'unknown']


@test
def rows_may_have_dates_of_their_own():
    facts = [f for f in tellable() if f.get('area') in ('urban', 'rural')] * 3
    months = [None, '2020-06', '2017-05', '2026-08', '2020-06', '2020-02']
    told = [months[i % 6] if i % 4 else None for i in range(len(facts))]
    days = [datetime.date(2018, 1, 1 + i % 28) if i % 4 == 0 and i % 8 else None
            for i in range(len(facts))]
    table = table_of(facts).append_column('month', pyarrow.array(told)) \
        .append_column('as_of', pyarrow.array(days, pyarrow.date32()))
    plain = dict(zip(table.column_names, table.columns))
    plain['month'] = plain['month'].dictionary_encode()
    for asked in table, pyarrow.table(plain):
        answer = QIANJIANG.assess_table(asked, month='2020-03', threads=2,
                                        goals=['dibao', 'dibao_income_met'])
        assert answer['error'].null_count == len(facts), answer['error']
        for i, (household, month, day) in enumerate(zip(facts, told, days)):
            when = ({'as_of': day} if day is not None
                    else {'month': month or '2020-03'})
            one = QIANJIANG.assess(household, **when)['dibao']
            assert (one.outcome, one.amount) == (
                answer['dibao.outcome'][i].as_py(),
                answer['dibao.amount'][i].as_py()), (i, when)
    answer = QIANJIANG.exit_check_table(table.slice(0, 8), month='2020-03')
    refused = [e is not None for e in answer['error'].to_pylist()]
    assert refused == [d is not None for d in days[:8]], answer['error']
    raises(ValueError, simulated, table)
    simulated(table, keep=['month', 'as_of'])


if __name__ == '__main__':
    sys.exit(main())
