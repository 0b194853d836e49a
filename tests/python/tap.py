# SPDX-License-Identifier: Apache-2.0
"""What the checks share: a list of them that prints TAP, and a family."""
import datetime
import importlib.util
import json
import pathlib
import sys
import traceback
from decimal import Decimal

import minzheng

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SAMPLE = ROOT / 'examples/register/sample.ndjson'
PROGRAM = sys.argv[1] if len(sys.argv) > 1 else 'minzheng'
FAMILY = {'area': 'rural', 'members': [
    {'id': 'm1', 'birth_date': datetime.date(1955, 3, 1),
     'income_items': [{'kind': 'wage', 'amount': Decimal('120.50')}]}]}
QIANJIANG = minzheng.Policy.load('qianjiang')
TESTS = []


def households():
    """Those lines of the sample that are JSON."""
    for line in SAMPLE.read_text().splitlines():
        try:
            yield json.loads(line)
        except ValueError:
            continue


def test(check):
    TESTS.append(check)
    return check


def test_with(module):
    """For a library that only `tests/run --all` installs."""
    return test if importlib.util.find_spec(module) else lambda check: check


def raises(kind, call, *args, **named):
    try:
        call(*args, **named)
    except kind as error:
        return error
    raise AssertionError(f'{kind.__name__} was not raised')


def main():
    failed = 0
    for check in TESTS:
        name = check.__name__.replace('_', ' ')
        try:
            check()
            print('ok -', name, flush=True)
        except Exception:
            failed += 1
            print('not ok -', name)
            print('# ' + traceback.format_exc(limit=-2).replace('\n', '\n# '),
                  flush=True)
    print(f'{len(TESTS) - failed} passed, {failed} failed')
    return failed > 0

