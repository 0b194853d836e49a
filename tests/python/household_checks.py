# SPDX-License-Identifier: Apache-2.0
"""household_checks.py: households told step by step. Prints TAP."""
import datetime
import pickle
import sys
from decimal import Decimal

import minzheng
from tap import FAMILY, QIANJIANG, main, raises, test


def family():
    home = QIANJIANG.household(area='rural')
    home.add('members', id='m1', birth_date=datetime.date(1955, 3, 1)).add(
        'income_items', kind='wage', amount=Decimal('120.50'))
    return home


@test
def a_household_that_was_told_is_answered_as_its_facts():
    home = family()
    assert home.to_dict() == FAMILY, home.to_dict()
    told = QIANJIANG.assess(home, month='2020-06')
    assert told.to_dict() == QIANJIANG.assess(FAMILY, month='2020-06').to_dict()
    assert list(home) == ['area', 'members'] and len(home['members']) == 1
    tallies = [minzheng.Simulation(QIANJIANG, [facts], month='2020-06'
                                   ).run().to_dict()
               for facts in (home, FAMILY)]
    assert tallies[0] == tallies[1]


@test
def names_may_be_chinese_or_stand_in_a_mapping():
    home = QIANJIANG.household(家庭地域='农村')
    home.set({'financial_assets': '10'}).add('members', {'id': 'm1'})
    assert QIANJIANG.assess(home, month='2020-06')['dibao'].outcome == 'unknown'
    assert repr(home) == '<Household: 家庭地域, financial_assets, members>'
    assert repr(QIANJIANG.household()) == '<Household: nothing told>'


@test
def an_unknown_name_is_refused_with_the_nearest():
    home = family()
    error = raises(minzheng.FactsError, home.set, aera='urban')
    assert error.path == 'aera' and '`area`' in error.diagnostics[0].help
    error = raises(minzheng.FactsError, home.add, 'membrs', id='m2')
    assert '`members`' in error.diagnostics[0].help, error
    member = home.add('members', id='m2')
    error = raises(minzheng.FactsError, member.add, 'income_items', knd='wage')
    assert error.path == 'members[1].income_items[0].knd', error.path
    assert '`kind`' in error.diagnostics[0].help, error


@test
def a_value_that_does_not_fit_is_refused_and_not_kept():
    home = family()
    before = home.to_dict()
    for facts in ({'area': 'mars'}, {'financial_assets': '-1'},
                  {'application_date': '2020-02-30'}, {'members': 'two'}):
        raises(minzheng.FactsError, home.set, facts)
    raises(minzheng.FactsError, home.add, 'members', id='m1')
    raises(TypeError, home.set, financial_assets=1.5)
    raises(TypeError, home.add, 'members', id='m2',
           birth_date=datetime.datetime(2000, 1, 1))
    raises(ValueError, home.set, financial_assets=Decimal('NaN'))
    assert home.to_dict() == before


@test
def what_was_told_can_be_changed_and_taken_back():
    home = family()
    home.set(area='urban').set(area='rural', financial_assets='5')
    assert home.without('financial_assets').to_dict() == FAMILY
    raises(KeyError, home.without, 'financial_assets')
    home['members'][0].set(birth_date='unknown')
    assert any('birth_date' in path for path in QIANJIANG.assess(
        home, month='2020-06').missing)
    assert pickle.loads(pickle.dumps(home.to_dict())) == home.to_dict()


@test
def goals_may_read_what_is_held():
    home, held = family(), {'dibao': {'state': 'active', 'amount': '516.00'}}
    goals = ['dibao', 'standing.dibao.held']
    result = QIANJIANG.assess(home, month='2020-06', standing=held, goals=goals)
    assert list(result) == ['dibao'] and result['dibao'].eligible
    whole = QIANJIANG.assess(home, month='2020-06', standing=held)
    assert whole['dibao'].to_dict() == result['dibao'].to_dict()
    assert len(list(whole)) > 5
    for standing, value in (held, True), (None, False):
        told = QIANJIANG.eval('standing.dibao.held', home, month='2020-06',
                              standing=standing)
        assert told['standing.dibao.held']['value'] is value, told
    raises(TypeError, QIANJIANG.eval, 'standing.dibao.held', home,
           as_of='2020-06-30', standing=held)
    raises(minzheng.UnknownNameError, QIANJIANG.assess, home, month='2020-06',
           goals=['no_such'])


@test
def an_exit_check_tells_its_goals_and_hands_a_whole_standing_on():
    home, held = family(), {'dibao': {'state': 'active', 'amount': '516.00'}}
    goals = ['dibao', 'counted_members']
    whole = QIANJIANG.exit_check(home, month='2020-06', standing=held)
    told = QIANJIANG.exit_check(home, month='2020-06', standing=held,
                                goals=goals)
    assert told.standing == whole.standing and list(told) == ['dibao']
    assert told['dibao'].to_dict() == whole['dibao'].to_dict()
    assert told.transitions == [t for t in whole.transitions
                                if t['programme'] == 'dibao']
    assert told.decisions['counted_members']['value'] == 1, told.decisions
    assert whole.decisions == {}
    other = QIANJIANG.exit_check(home, month='2020-06', standing=held,
                                 goals=['margin_family'])
    assert whole.payments and other.payments == ()
    life = QIANJIANG.timeline(home, '2020-05', '2020-07', standing=held,
                              goals=goals)
    assert [list(life[m]) for m in life] == [['dibao']] * 3
    assert life['2020-06'].decisions == told.decisions
    assert life['2020-07'].standing == QIANJIANG.timeline(
        home, '2020-05', '2020-07', standing=held)['2020-07'].standing
    for ask in (QIANJIANG.exit_check, QIANJIANG.assess):
        raises(minzheng.UnknownNameError, ask, home, month='2020-06',
               goals=['no_such'])
        raises(TypeError, ask, home, month='2020-06', goals='dibao')


@test
def a_household_of_another_policy_has_its_names():
    pack = {'pack': 'clubs', 'title': {'zh': '社', 'en': 'clubs'},
            'sources': {'r': {'title': 'r', 'number': '1',
                              'issued': '2020-01-01'}},
            'subjects': {'club': {'label': {'zh': '社', 'en': 'club'},
                                  'facts': {'size': {
                                      'label': {'zh': '数', 'en': 'size'},
                                      'type': 'integer',
                                      'absent': 'unknown'}}}}}
    policy = minzheng.Policy.from_packs([pack])
    assert policy.household(size=3).to_dict() == {'size': 3}
    raises(minzheng.FactsError, policy.household, area='urban')


if __name__ == '__main__':
    sys.exit(main())
