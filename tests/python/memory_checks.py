# SPDX-License-Identifier: Apache-2.0
"""memory_checks.py: calls, whether they are answered or refused, leave nothing
behind. Prints TAP. Meant for a build with sanitizers too, which counts every
byte; else what glibc and Python have handed out is counted.
"""
import ctypes
import gc
import json
import pathlib
import pickle
import sys
import tempfile
import warnings

import minzheng
import minzheng.testing
from minzheng import native
from tap import FAMILY, QIANJIANG, main, raises, test

HELD = {'dibao': {'state': 'active', 'amount': '516.00'}}
REFUSED = json.dumps({'area': 'mars'})
MORE = {'dibao_standard': {'urban': '720', 'rural': '600'}}


class Mallinfo2(ctypes.Structure):
    """Of malloc.h: bytes in use are `uordblks` and, mapped, `hblkhd`."""

    _fields_ = [(name, ctypes.c_size_t) for name in (
        'arena', 'ordblks', 'smblks', 'hblks', 'hblkhd', 'usmblks', 'fsmblks',
        'uordblks', 'fordblks', 'keepcost')]


def byte_counter():
    """What tells the bytes in use; None on a C library that does not."""
    process = ctypes.CDLL(None)
    if hasattr(process, '__sanitizer_get_current_allocated_bytes'):
        count = process.__sanitizer_get_current_allocated_bytes
        count.restype = ctypes.c_size_t
        return count
    if not hasattr(process, 'mallinfo2'):
        return None
    process.mallinfo2.restype = Mallinfo2

    def count():
        told = process.mallinfo2()
        return told.uordblks + told.hblkhd

    return count


COUNTER = byte_counter()


def in_use():
    gc.collect()
    return (COUNTER() if COUNTER else 0), sys.getallocatedblocks()


def leaves_nothing(call, times, slack=4096):
    """Half a pointer lost by each call is seen, or an object by one in two.
    What grows a few times is no loss: it settles, while a loss grows each
    time. With threads glibc counts what a thread keeps for its next call,
    which needs more slack."""
    for _ in range(20 + times // 20): # the heap of a policy settles slowly
        call()
    for _ in range(8):
        before = in_use()
        for _ in range(times):
            call()
        grown = [b - a for a, b in zip(before, in_use())]
        if (grown[0] < slack + 4 * times
                and grown[1] < slack / 16 + times / 2):
            return
    raise AssertionError(f'{grown[0]} bytes, {grown[1]} objects more after '
                         f'{times:,} calls, each time')


def refused(call, *args, **named):
    try:
        call(*args, **named)
    except (minzheng.MinzError, TypeError, ValueError):
        return
    raise AssertionError('nothing was refused')


@test
def what_is_lost_is_seen():
    kept = []
    if COUNTER:
        raises(AssertionError, leaves_nothing,
               lambda: kept.append(ctypes.create_string_buffer(1000)), 5000)
    if sys.getallocatedblocks():
        raises(AssertionError, leaves_nothing, lambda: kept.append(object()),
               5000)


@test
def a_hundred_thousand_calls_leave_nothing_behind():
    def one():
        QIANJIANG.eval('hukou_met', {'members': []}, as_of='2020-06-30')
        refused(QIANJIANG.eval, 'hukou_met', REFUSED, as_of='2020-06-30')

    leaves_nothing(one, 50000)


@test
def each_question_leaves_nothing_behind():
    month = {'month': '2020-06'}
    for call in (
            lambda: QIANJIANG.assess(FAMILY, **month).to_dict(),
            lambda: QIANJIANG.assess(FAMILY, **month).explain('zh', 'dibao'),
            lambda: QIANJIANG.subsidies(FAMILY, **month).payments,
            lambda: QIANJIANG.exit_check(FAMILY, standing=HELD, **month),
            lambda: QIANJIANG.household(area='rural').add(
                'members', id='m1').set(birth_date='1955-03-01'),
            lambda: refused(QIANJIANG.household, aera='rural'),
            lambda: refused(QIANJIANG.assess, '{', **month),
            lambda: refused(QIANJIANG.assess, FAMILY, goals=['no'], **month),
            lambda: refused(QIANJIANG.exit_check, FAMILY, standing='{', **month),
            lambda: refused(QIANJIANG.assess, {'area': 1.5}, **month)):
        leaves_nothing(call, 2000)


@test
def months_leave_nothing_behind():
    leaves_nothing(lambda: QIANJIANG.timeline(
        FAMILY, '2020-01', '2020-12', standing=HELD, goals=['dibao']), 200)
    leaves_nothing(lambda: refused(QIANJIANG.timeline, FAMILY, '2020-01',
                                   '2020-12', goals=['no_such']), 500)


@test
def policies_and_reforms_leave_nothing_behind():
    stored = pickle.dumps(QIANJIANG.reform(MORE))
    for call, times in (
            (lambda: QIANJIANG.reform(MORE).assess(FAMILY, month='2020-06'), 200),
            (lambda: pickle.loads(stored).parameters('2020-06-30'), 20),
            (lambda: QIANJIANG.graph('dibao'), 20),
            (lambda: refused(minzheng.Policy.from_packs, [{'pack': 'p'}]), 500),
            (lambda: refused(minzheng.Policy.load, 'nowhere'), 500)):
        leaves_nothing(call, times)


@test
def populations_and_cases_leave_nothing_behind():
    case = {'id': 'one', 'pack': 'qianjiang', 'month': '2020-06',
            'facts': {'area': 'urban', 'members': []},
            'expect': {'dibao.outcome': 'eligible'}}
    simulation = minzheng.Simulation(QIANJIANG, [FAMILY, REFUSED],
                                     month='2020-06', by='area')
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / 'one.cases.json'
        path.write_text(json.dumps({'cases': [case]}))
        leaves_nothing(lambda: [c.run() for c in minzheng.testing.cases(path)],
                       20)
    leaves_nothing(lambda: simulation.run(threads=2, reforms=[MORE]), 200,
                   65536)
    table = minzheng.Simulation(QIANJIANG, {'area': ['urban', 'mars']},
                                month='2020-06')
    leaves_nothing(lambda: table.run(reforms=[MORE]), 200, 65536)
    native_table = native.minz_table_new(QIANJIANG._handle, (0, 0, 0))
    tally = native.minz_tally_new(native.minz_simulation_new(
        QIANJIANG._handle, (0, 0, 0, 18414, None)))
    leaves_nothing(lambda: refused(native.minz_tally_add_row, tally,
                                   [native_table], 0, 'a', 1), 2000)


@test
def columns_leave_nothing_behind():
    columns = {'area': ['urban', 'rural', 'mars'], 'household': ['a', 'b', 'c']}
    leaves_nothing(lambda: QIANJIANG.assess_table(
        columns, month='2020-06', keep=['household']), 300)
    leaves_nothing(lambda: QIANJIANG.assess_table(
        columns, month='2020-06', keep=['household'], threads=2), 200, 65536)
    leaves_nothing(lambda: refused(QIANJIANG.assess_table, {'aera': ['urban']},
                                   month='2020-06'), 500)
    leaves_nothing(lambda: refused(QIANJIANG.assess_table, columns,
                                   month='2020-06'), 500)


if __name__ == '__main__':
    warnings.simplefilter('ignore')
    sys.exit(main())
