# SPDX-License-Identifier: Apache-2.0
"""policy_checks.py MINZHENG: what a policy tells of itself. Prints TAP."""
import ast
import datetime
import inspect
import json
import subprocess
import sys
from decimal import Decimal

import minzheng
from minzheng import native
from tap import PROGRAM, QIANJIANG, ROOT, main, raises, test


def flat(value, at=''):
    """A value's parts as `minzheng history` names them."""
    if isinstance(value, dict):
        return {k: v for key, below in value.items()
                for k, v in flat(below, f'{at}.{key}' if at else key).items()}
    if isinstance(value, bool) or value is None:
        return {at: json.dumps(value)}
    if isinstance(value, frozenset):
        return {at: ', '.join(sorted(value))}
    if isinstance(value, tuple):
        return {str(bound): str(one) for bound, one in value}
    return {at: str(value)}


def history(name, day):
    done = subprocess.run([PROGRAM, 'history', '--json', '--as-of', day, name],
                          capture_output=True, text=True, check=True)
    return json.loads(done.stdout)['versions']


def same_value(one, other):
    try:
        return Decimal(one) == Decimal(other)
    except ArithmeticError:
        return sorted(one.split(', ')) == sorted(other.split(', '))


@test
def a_parameter_has_its_value_and_its_source_on_a_day():
    standard = QIANJIANG.parameters('2020-06-30')['dibao_standard']
    assert standard.value == {'urban': Decimal('690.00'),
                              'rural': Decimal('526.00')}, standard
    assert (standard.unit, standard.per) == ('yuan', 'month')
    assert standard.known and standard.since == datetime.date(2020, 4, 1)
    assert standard.confidence == 'assumed' and standard.layer == 'qianjiang'
    assert standard.source.title and not standard.is_set
    assert QIANJIANG.parameters(datetime.date(2020, 6, 30))[
        'dibao_standard'] == standard
    unset = QIANJIANG.parameters('2018-06-30')['dibao_standard']
    assert unset.value == {'urban': None, 'rural': None} and not unset.known


@test
def parameters_of_every_type_are_exact():
    told = QIANJIANG.parameters('2020-06-30')
    assert list(told) == [p['id'] for p in QIANJIANG.parameters()]
    assert told['grace.taper'].value == ((0, Decimal('1')), (3, Decimal('0.5')))
    assert told['freeze.exempt_causes'].value == frozenset({'DEATH'})
    assert datetime.date(2020, 5, 1) in told['workdays'].value['off']
    assert told['adult_age'].value == 18 and told['adult_age'].unit == 'year'
    for parameter in told.values():
        assert parameter.value is not None or not parameter.known, parameter
        assert 'float' not in {type(v).__name__ for v in (
            parameter.value.values() if isinstance(parameter.value, dict)
            else [parameter.value])}, parameter


@test
def computed_parameters_follow_what_they_are_computed_from():
    line = QIANJIANG.parameters('2020-06-30')['low_income_line']
    more = QIANJIANG.reform({'dibao_standard': {
        'urban': '720', 'rural': '526'}})
    told = more.parameters('2020-06-30')
    assert told['dibao_standard'].is_set and not told['low_income_line'].is_set
    assert line.computed and line.value['urban'] == Decimal('1035.00'), line
    assert told['low_income_line'].value['urban'] == Decimal('1080.00')
    assert told['low_income_line'].value['rural'] == line.value['rural']


@test
def what_was_issued_later_is_not_seen():
    pack = {'pack': 'mine', 'title': {'zh': '试', 'en': 'trial'},
            'sources': {'r': {'title': 'r', 'number': '1',
                              'issued': '2020-01-01'}},
            'subjects': {'household': {'label': {'zh': '家', 'en': 'home'},
                                       'facts': {}}},
            'parameters': {'line': {
                'label': {'zh': '线', 'en': 'line'}, 'type': 'money',
                'values': [
                    {'from': '2020-01-01', 'value': '1.00', 'source': 'r#1'},
                    {'from': '2020-03-01', 'issued': '2020-05-01',
                     'value': '2.00', 'source': 'r#1'}]}}}
    policy = minzheng.Policy.from_packs([pack])
    seen = [policy.parameters('2020-04-01', known_as_of=known)['line'].value
            for known in ('2020-04-30', '2020-05-01', None)]
    assert seen == [Decimal('1'), Decimal('2'), Decimal('2')], seen
    assert not policy.parameters('2019-12-31')['line'].known
    assert policy.parameters('2019-12-31')['line'].source is None


@test
def published_values_are_those_of_the_command_line():
    told, compared = QIANJIANG.parameters('2021-08-01'), 0
    for name in list(told)[::3]:
        versions = history(name, '2021-08-01')
        parameter = told[name]
        assert len(versions) == (parameter.layer is not None), name
        if not versions or not parameter.known or 'expr' in versions[0]['says']:
            continue
        assert parameter.confidence == versions[0]['confidence'], name
        assert parameter.source.id == versions[0]['source']['id'], name
        says = versions[0]['says']
        if 'off' in says:
            continue
        for at, value in flat(parameter.value).items():
            assert same_value(says[at], value), (name, at, says, value)
        compared += 1
    assert compared > 40, compared


@test
def days_that_are_none_are_told():
    raises(minzheng.MinzError, QIANJIANG.parameters, '2020-13')
    raises(TypeError, QIANJIANG.parameters, datetime.datetime(2020, 6, 30))
    raises(minzheng.UnknownNameError,
           QIANJIANG.reform({'no_such': 1}).parameters, '2020-06-30')


# ---- graphs ----

def drawn(*options):
    return subprocess.run([PROGRAM, 'graph', *options], capture_output=True,
                          text=True, check=True).stdout


@test
def graphs_are_those_of_the_command_line():
    assert QIANJIANG.graph() == drawn('--lang', 'zh')
    assert QIANJIANG.graph('dibao', lang='en') == drawn('dibao', '--lang', 'en')
    day = '2020-06-30'
    assert QIANJIANG.graph('低保标准', as_of=day) == drawn(
        '低保标准', '--as-of', day, '--lang', 'zh')
    early = QIANJIANG.graph('dibao', as_of=day, known_as_of='2013-01-01')
    assert early == drawn('dibao', '--lang', 'zh', '--as-of', day,
                          '--known-as-of', '2013-01-01')
    assert early != QIANJIANG.graph('dibao', as_of=day)


@test
def a_name_that_is_not_there_is_no_graph():
    raises(minzheng.UnknownNameError, QIANJIANG.graph, 'nobody')
    raises(ValueError, QIANJIANG.graph, 'dibao', lang='fr')


# ---- words ----

@test
def every_public_name_is_described():
    for name in minzheng.__all__:
        told = getattr(minzheng, name)
        assert told.__doc__, name
        members = vars(told).items() if isinstance(told, type) else ()
        for member, what in members:
            if not member.startswith('_') and (
                    callable(what) or isinstance(what, (
                        property, classmethod, staticmethod))):
                assert getattr(what, '__doc__', None), (name, member)


@test
def the_stub_has_what_the_bridge_has():
    tree = ast.parse((ROOT / 'bindings/python/minzheng/native.pyi').read_text())
    told = {f.name: [a.arg for a in f.args.args] for f in tree.body
            if isinstance(f, ast.FunctionDef)}
    assert told == {
        name: list(inspect.signature(f).parameters)
        for name, f in vars(native).items()
        if name.startswith('minz_') and inspect.isfunction(f)}
    names = {n.name for n in tree.body if isinstance(n, ast.ClassDef)} | {
        n.target.id for n in tree.body if isinstance(n, ast.AnnAssign)}
    assert names == {n for n, what in vars(native).items() if n.startswith(
        ('minz_', 'MINZ_')) and not inspect.isfunction(what)}


if __name__ == '__main__':
    sys.exit(main())
