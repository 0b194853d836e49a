# SPDX-License-Identifier: Apache-2.0
"""Civil-affairs rules: what a household qualifies for, and why.

    >>> import minzheng
    >>> policy = minzheng.Policy.load("qianjiang")
    >>> family = {"area": "rural", "members": [
    ...     {"id": "m1", "birth_date": "1955-03-01", "income_items": []}]}
    >>> result = policy.assess(family, month="2020-06")
    >>> result["dibao"].outcome, result["dibao"].amount
    ('eligible', Decimal('526.00'))

Money is yuan: decimal.Decimal or text going in, Decimal coming out. Floats are
refused. A policy may be used by any number of threads at once.
"""
from .errors import (DayError, Diagnostic, FactsError, LimitError, MinzError,
                     PackError, Place, TextError, UnknownNameError)
from .household import Household, Row
from .parameters import Parameter, Source
from .policy import Policy, builtin_names, version
from .result import Payment, Programme, Result, Timeline
from .simulation import Simulation, Tally

__all__ = ["DayError", "Diagnostic", "FactsError", "Household", "LimitError",
           "MinzError", "PackError", "Parameter", "Payment", "Place", "Policy", "Programme",
           "Result", "Row", "Simulation", "Source", "Tally", "TextError",
           "Timeline", "UnknownNameError", "builtin_names", "version"]
__version__ = version()
