# SPDX-License-Identifier: Apache-2.0
"""Policies, and the questions that they answer."""
from __future__ import annotations

import collections
import contextlib
import datetime
import decimal
import json
import pathlib
import threading
from typing import (Any, Callable, Iterable, Iterator, Mapping, Sequence, Union,
                    overload)

from . import native, parameters, tables
from .errors import DayError, MinzError, UnknownNameError, told
from .facts import Facts, to_json
from .household import Household
from .parameters import Parameter
from .result import Payment, Result, Timeline

_EPOCH = datetime.date(1970, 1, 1)
_ALL_KNOWN = 2**63 - 1
_NEVER = _ALL_DATES = -2**63
#: Most texts are not longer; what is has to be written twice.
_TEXT = 1 << 16
_LANGUAGES = {"en": native.MINZ_LANG_EN, "zh": native.MINZ_LANG_ZH}
_FORMATS = {"text": native.MINZ_FORMAT_TEXT, "json": native.MINZ_FORMAT_JSON,
            "html": native.MINZ_FORMAT_HTML}

#: A day: datetime.date or "2020-06-30"; of a month also "2020-06".
Day = Union[datetime.date, str]
#: A pack: a path, its JSON as bytes, or a mapping.
Pack = Union[str, "pathlib.Path", bytes, Mapping[str, Any]]


def version() -> str:
    """Version of the library."""
    return str(native.minz_version_string())


def builtin_names() -> tuple[str, ...]:
    """Names of the packs that the library brings along."""
    return tuple(native.minz_builtin_name(i)
                 for i in range(native.minz_builtin_count()))


def _days(day: Day) -> int:
    if isinstance(day, datetime.datetime):
        raise TypeError("a day is wanted, not a time; use datetime.date")
    if isinstance(day, datetime.date):
        return (day - _EPOCH).days
    if not isinstance(day, str):
        raise TypeError("a day is a datetime.date or text such as "
                        f"\"2020-06-30\", not a {type(day).__name__}")
    try:
        return int(native.minz_date_parse(day))
    except MinzError as error:
        raise told(DayError, error.status, f"{day!r} is no day",
                   "write it as \"2020-06-30\", a month as \"2020-06\""
                   ) from None


def _pack(pack: Pack, index: int) -> tuple[str, str | bytes]:
    if isinstance(pack, (str, pathlib.Path)):
        path = pathlib.Path(pack)
        return path.name, path.read_bytes()
    return f"layer {index + 1}", to_json(pack)


def _merged(before: Any, values: Any) -> Any:
    """Values on top of others: of a table by its keys, else whole."""
    if isinstance(before, Mapping) and isinstance(values, Mapping):
        return {**before, **{name: _merged(before.get(name), value)
                             for name, value in values.items()}}
    return values


def _whole_text(write: Any, *of: Any) -> str:
    capacity = _TEXT
    while True:
        needed, text = write(*of, capacity)
        if needed == 0:
            raise MemoryError
        if text is not None:
            return str(text)
        capacity = needed + 1


def _payment(told: tuple[Any, ...]) -> Payment:
    programme, row, entitlement, payee, fen, first = told
    return Payment(programme, row or None, entitlement or None, payee or None,
                   decimal.Decimal(fen).scaleb(-2),
                   None if first == _NEVER else
                   _EPOCH + datetime.timedelta(days=first))


def _payments(result: Any) -> tuple[Payment, ...]:
    made: list[Payment] = []
    while True:
        try:
            made.append(_payment(
                native.minz_result_payment(result, len(made))))
        except MinzError as error:
            if error.status != "MINZ_E_RANGE":
                raise
            return tuple(made)


class _Worker:
    """What one thread evaluates with."""

    def __init__(self, policy: Any) -> None:
        self.evaluator = native.minz_evaluator_new(policy)
        self.subject = native.minz_subject_new(policy)
        self.before = native.minz_standing_new(policy)
        self.after = native.minz_standing_new(policy)
        self.told: tuple[Any, ...] = (None, None, None)

    def tell(self, *told: Any) -> None:
        """`set`, `assume` and `given`, where they are others than before."""
        if told == self.told:
            return
        native.minz_evaluator_reset(self.evaluator)
        self.told = (None, None, None)
        for call, text in zip((native.minz_evaluator_set,
                               native.minz_evaluator_assume,
                               native.minz_evaluator_given), told):
            if text is not None:
                call(self.evaluator, text)
        self.told = told

    def read(self, household: str | bytes, standing: Any) -> Any:
        """Reads both; the standing, or None where there is none."""
        native.minz_subject_read_json(self.subject, household)
        if standing is None:
            return None
        native.minz_standing_read_json(self.before, standing)
        return self.before


class Policy:
    """Rules of a place, compiled: packs on top of each other.

    Made by `load` or `from_packs`. Immutable; safe for any number of threads,
    each of which gets an evaluator of its own. Can be pickled: what is stored
    is how it was made, and the digest that it must have again.
    """

    def __init__(self, made: tuple[Any, ...], values: str | bytes | None = None,
                 handle: Any = None) -> None:
        self._made = made
        self._values = values
        self._handle = self._compile(made) if handle is None else handle
        self._local = threading.local()
        self._idle: collections.deque[_Worker] = collections.deque()
        self._labels: dict[str, str] = {}

    @staticmethod
    def _compile(made: tuple[Any, ...]) -> Any:
        name, packs, subject = made
        if name is None:
            return native.minz_policy_compile(packs, subject)
        return native.minz_policy_builtin(name, packs, subject)

    @classmethod
    def load(cls, name: str, *, overlays: Iterable[Pack] = (),
             subject: str | None = None) -> "Policy":
        """A policy that the library brings along, e.g. "qianjiang".

        `overlays` are further layers on top; `subject` names what is decided
        about (default: the pack's first, the household). Raises
        UnknownNameError for a name that there is not, PackError for an overlay
        that does not compile.
        """
        layers = tuple(_pack(p, i) for i, p in enumerate(overlays))
        return cls((name, layers, subject))

    @classmethod
    def from_packs(cls, packs: Iterable[Pack], *,
                   subject: str | None = None) -> "Policy":
        """A policy of these packs, the lowest layer first. Raises PackError."""
        layers = tuple(_pack(p, i) for i, p in enumerate(packs))
        return cls((None, layers, subject))

    def reform(self, values: Mapping[str, Any] | str | bytes) -> "Policy":
        """The same policy with other values, e.g. {"dibao_standard":
        {"urban": "720"}}. They hold at all dates, and beside those of a reform
        that this policy is itself. What does not fit is told when it is first
        asked: UnknownNameError, FactsError or PackError.
        """
        text = to_json(values)
        if self._values is not None:
            text = to_json(_merged(*(json.loads(t, parse_float=decimal.Decimal)
                                     for t in (self._values, text))))
        return Policy(self._made, text, self._handle)

    @property
    def digest(self) -> str:
        """Digest of the packs, hexadecimal."""
        return str(native.minz_policy_digest(self._handle))

    @property
    def layers(self) -> tuple[str, ...]:
        """Names of the packs, the lowest first."""
        return tuple(native.minz_policy_layer(self._handle, i) for i in
                     range(native.minz_policy_layer_count(self._handle)))

    def describe(self) -> dict[str, Any]:
        """All that the policy declares, as `minzheng facts --json` prints it:
        "subject", "lists", "facts", "decisions", "parameters", "programmes",
        "previous", "codes"."""
        told: dict[str, Any] = json.loads(
            _whole_text(native.minz_policy_json, self._handle))
        return told

    def facts(self) -> list[dict[str, Any]]:
        """Every fact: id, name in Chinese, list, type, unit, bounds, values,
        what absence means, whether it is personal, labels."""
        return list(self.describe()["facts"])

    def decisions(self) -> list[dict[str, Any]]:
        """Every decision: id, list, type, flags, reason, labels."""
        return list(self.describe()["decisions"])

    @overload
    def parameters(self) -> list[dict[str, Any]]: ...

    @overload
    def parameters(self, as_of: Day, *, known_as_of: Day | None = None
                   ) -> dict[str, Parameter]: ...

    def parameters(self, as_of: Day | None = None, *,
                   known_as_of: Day | None = None) -> Any:
        """Every parameter as it is declared: id, type, unit, keys, labels.

        Given a day, {name: Parameter}: the values that rules read on that day,
        those of a reform and those that are computed included, with source and
        confidence. A month stands for its first day. `known_as_of` hides what
        was issued later. Raises MinzError for a day of which the packs say
        nothing.
        """
        declared: list[dict[str, Any]] = self.describe()["parameters"]
        if as_of is None:
            return declared
        worker = self._worker()
        worker.tell(self._values, None, None)
        return parameters.read(declared, native.minz_evaluator_parameters(
            worker.evaluator, _days(as_of), _known(known_as_of)))

    def programmes(self) -> list[dict[str, Any]]:
        """Every programme: id, list, tests, entitlements, states, transitions,
        labels."""
        return list(self.describe()["programmes"])

    def graph(self, name: str | None = None, *, as_of: Day | None = None,
              known_as_of: Day | None = None, lang: str = "zh") -> str:
        """What rests on what, as text for Graphviz (`dot -Tsvg`).

        `name` is a programme, decision or parameter, by id or Chinese name:
        what it rests on; without it all is drawn. A day draws what rules read
        on that day, none what any of their versions reads. `lang`, "zh" or
        "en", is that of the labels. Values do not show, so that a reform looks
        as its policy. Raises UnknownNameError for a name that there is not.
        """
        if lang not in _LANGUAGES:
            raise ValueError("lang is \"zh\" or \"en\"")
        day = _ALL_DATES if as_of is None else _days(as_of)
        asked = (self._handle, name, day, _known(known_as_of),
                 _LANGUAGES[lang])
        if native.minz_policy_graph(*asked, 0)[0] == 0:
            raise _nameless(name)
        return _whole_text(native.minz_policy_graph, *asked)

    def __getstate__(self) -> tuple[Any, ...]:
        return self._made, self._values, self.digest

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        made, values, digest = state
        self.__init__(made, values)  # type: ignore[misc]
        if self.digest != digest:
            raise ValueError("the packs here are not those that the policy "
                             "was stored with; load it anew")

    def __eq__(self, other: object) -> bool:
        return (isinstance(other, Policy) and self.digest == other.digest
                and self._values == other._values)

    def __hash__(self) -> int:
        return hash((self.digest, self._values))

    def __repr__(self) -> str:
        reform = "" if self._values is None else ", reformed"
        return f"<Policy {self.layers[-1]}, {self.digest[:12]}{reform}>"

    # ---- Questions ----

    def household(self, facts: Mapping[str, Any] | None = None, /,
                  **named: Any) -> Household:
        """A household to be told step by step, each step checked at once:
        facts and errors as in `Household.set`."""
        return Household(self).set(facts, **named)

    def assess(self, household: Facts, *, as_of: Day | None = None,
               month: Day | None = None, known_as_of: Day | None = None,
               standing: Any = None, assume: Any = None, given: Any = None,
               goals: Sequence[str] | None = None) -> Result:
        """What a household qualifies for, on a day or in a month.

        `household` is a mapping, a dataclass, JSON text, or what `household`
        makes; money in yuan as Decimal or text. Give `as_of` or `month`.
        `standing` is that of the end of last month, for a month; without it
        nothing is held. `assume` has values for facts that are not known,
        `given` values of decisions, and outcomes and amounts of programmes
        (`{"dibao.outcome": "eligible"}`). `goals` limits the answer to some
        programmes and decisions. Raises FactsError with the path of what is
        wrong, UnknownNameError for a goal that there is not.
        """
        return self._ask(None, household, as_of, month, known_as_of, standing,
                         assume, given, goals)

    def subsidies(self, household: Facts, *, month: Day,
                  known_as_of: Day | None = None, standing: Any = None,
                  assume: Any = None, given: Any = None) -> Result:
        """What is payable in a month: `payments`. Parameters as in `assess`."""
        payments: tuple[Payment, ...] = ()

        def ask(evaluator: Any, subject: Any, before: Any,
                request: Any) -> Any:
            nonlocal payments
            result = native.minz_subsidies(evaluator, subject, before,
                                           *request[1:3])
            payments = _payments(result)
            return result

        result = self._ask(ask, household, None, month, known_as_of, standing,
                           assume, given)
        result.payments = payments
        return result

    def exit_check(self, household: Facts, *, month: Day,
                   standing: Any = None, known_as_of: Day | None = None,
                   assume: Any = None, given: Any = None,
                   goals: Sequence[str] | None = None) -> Result:
        """What must change in a month, given last month's standing.

        The result has `transitions`, the `payments` that they leave, and the
        `standing` to be handed on to the next month. Parameters as in `assess`;
        with `goals` every programme takes its step too, so that the standing is
        whole, and what is told of is the goals.
        """
        payments: tuple[Payment, ...] = ()

        def ask(evaluator: Any, subject: Any, before: Any,
                request: Any) -> Any:
            nonlocal payments
            result = native.minz_evaluate_exit(evaluator, subject, before,
                                               request, self._worker().after)
            payments = _payments(result)
            return result

        result = self._ask(ask, household, None, month, known_as_of, standing,
                           assume, given, goals)
        result.payments = payments
        result._standing = _whole_text(native.minz_standing_json,
                                       self._worker().after)
        return result

    def timeline(self, household: Facts, first: Day, last: Day, *,
                 standing: Any = None, known_as_of: Day | None = None,
                 assume: Any = None, given: Any = None,
                 goals: Sequence[str] | None = None) -> Timeline:
        """The exit check from month to month, standings handed on.

        Months are those of `first` to `last`, both included. Parameters as in
        `exit_check`.
        """
        worker = self._worker()
        worker.tell(self._values, _text(assume), _text(given))
        before = worker.read(to_json(household), _text(standing))
        if before is None:
            native.minz_standing_clear(worker.before)
        months: list[tuple[datetime.date, Result]] = []

        def keep(month: int, result: Any, after: Any) -> None:
            months.append((
                _EPOCH + datetime.timedelta(days=month),
                Result(_whole_text(native.minz_result_json, result), None,
                       _whole_text(native.minz_standing_json, after),
                       _payments(result), self._labels_of)))

        native.minz_evaluate_timeline(
            worker.evaluator, worker.subject, worker.before,
            (1, _days(first), _known(known_as_of), _names(goals)),
            _days(last), keep)
        return Timeline(months)

    def eval(self, decisions: str | Sequence[str], subject: Facts, *,
             as_of: Day | None = None, month: Day | None = None,
             known_as_of: Day | None = None, standing: Any = None,
             assume: Any = None, given: Any = None) -> dict[str, Any]:
        """Values of decisions, for any subject: {name: what is told of it}.

        Parameters as in `assess`; a standing is for decisions that read what
        is held or was decided last month. Raises UnknownNameError for a
        decision that there is not.
        """
        names = [decisions] if isinstance(decisions, str) else list(decisions)
        result = self._ask(None, subject, as_of, month, known_as_of, standing,
                           assume, given, names)
        return result.decisions

    def assess_table(self, table: Any, *, as_of: Day | None = None,
                     month: Day | None = None, known_as_of: Day | None = None,
                     goals: Sequence[str] | None = None,
                     lists: Mapping[str, Any] | None = None,
                     on: str | None = None, keep: Sequence[str] = (),
                     threads: int = 1, money_ints: str | None = None,
                     floats: bool = False,
                     progress: Callable[[int], None] | None = None) -> Any:
        """What each household of a table qualifies for, as a table again.

        `table` is a pandas or polars data frame (a lazy one is collected), a
        pyarrow table, a DuckDB relation, what else has the Arrow PyCapsule
        interface, or a mapping of names to arrays: a row a household, a column
        a fact, a list such as "members" as a column of lists of dictionaries. Or
        the rows of lists come as tables of their own, `lists={"members":
        frame}`, with the column `on` in both. Columns named in `keep`, and
        `on`, are no facts and are carried over to the answer.

        The answer has, for each programme, "dibao.outcome", "dibao.amount"
        (decimals, yuan), "dibao.reasons" and "dibao.missing"; of a programme
        for members a column "tekun" of lists of structs; for a decision among
        `goals` its name and "NAME:state". "error" says why a household was
        refused. `goals` limits it to some programmes and decisions.

        Money comes as decimals or text. Integer columns of money are refused
        unless `money_ints` says "yuan" or "fen"; binary floats unless `floats`
        is true, and then taken where they are within a millionth of a fen.
        A column "standing" holds last month's standings as JSON, for rules that
        read what is held. A column "month" or "as_of" says of a row for which
        month or day it is answered; where it is null, for that of the call.
        `progress` is called with how many rows were
        answered. Raises FactsError or UnknownNameError for a column that cannot
        be read, TypeError for what is no table.
        """
        if (as_of is None) == (month is None):
            raise TypeError("give as_of or month, and not both")
        day = _days(as_of if as_of is not None else month)  # type: ignore[arg-type]
        request = (int(month is not None), day, _known(known_as_of),
                   _names(goals))
        return tables.evaluate(self, table, request, lists=lists, on=on,
                               keep=keep, threads=threads,
                               money_ints=money_ints, floats=floats,
                               progress=progress)

    def exit_check_table(self, table: Any, *, month: Day,
                         known_as_of: Day | None = None,
                         goals: Sequence[str] = (),
                         lists: Mapping[str, Any] | None = None,
                         on: str | None = None, keep: Sequence[str] = (),
                         threads: int = 1, money_ints: str | None = None,
                         floats: bool = False,
                         progress: Callable[[int], None] | None = None) -> Any:
        """What must change this month for each household of a table.

        As `assess_table`, with last month's standings in a column "standing"
        (JSON text; nothing is held where it is null). The answer has
        "transitions", lists of structs with programme, row, kind, id, from, to,
        cause, effective, amount, recover, missing and duties (what has to be
        done, and when it is due): all but what is kept as it is; "standing", to
        be kept for next month; and "error". `goals` are told besides.
        """
        request = (1, _days(month), _known(known_as_of), _names(goals))
        return tables.evaluate(self, table, request, lists=lists, on=on,
                               keep=keep, threads=threads,
                               money_ints=money_ints, floats=floats,
                               progress=progress, exits=True)

    def _labels_of(self) -> Mapping[str, str]:
        """Words for programmes and tests, made when a card first wants them."""
        if not self._labels:
            told = self.describe()
            self._labels = {
                d["id"]: " · ".join(dict.fromkeys(d["label"].values()))
                for d in (*told["decisions"], *told["programmes"])}
        return self._labels

    # ---- Asking ----

    def _worker(self) -> _Worker:
        if not hasattr(self._local, "worker"):
            self._local.worker = _Worker(self._handle)
        worker: _Worker = self._local.worker
        return worker

    @contextlib.contextmanager
    def _idle_worker(self) -> Iterator[_Worker]:
        """One for threads that live as long as a call: what it has linked is
        there for the next."""
        try:
            worker = self._idle.pop()
        except IndexError:
            worker = _Worker(self._handle)
        try:
            yield worker
        finally:
            self._idle.append(worker)

    def _ask(self, ask: Any, household: Facts, as_of: Day | None,
             month: Day | None, known_as_of: Day | None, standing: Any,
             assume: Any, given: Any,
             goals: Sequence[str] | None = None) -> Result:
        if (as_of is None) == (month is None):
            raise TypeError("give as_of or month, and not both")
        if standing is not None and month is None:
            raise TypeError("a standing is that of a month: give month")
        facts, held = to_json(household), _text(standing)
        told = self._values, _text(assume), _text(given)
        day = _days(as_of if as_of is not None else month)  # type: ignore[arg-type]
        request = (int(month is not None), day, _known(known_as_of),
                   _names(goals))

        def evaluate() -> Any:
            worker = self._worker()
            worker.tell(*told)
            return (ask or native.minz_evaluate_standing)(
                worker.evaluator, worker.subject, worker.read(facts, held),
                request)

        def explain(programme: str | None, lang: str, format: str) -> str:
            if lang not in _LANGUAGES or format not in _FORMATS:
                raise ValueError("lang is \"zh\" or \"en\", format \"text\", "
                                 "\"json\" or \"html\"")
            asked = (evaluate(), programme, _LANGUAGES[lang],
                     _FORMATS[format])
            if native.minz_explain(*asked, 0)[0] == 0:
                raise _nameless(programme)
            return _whole_text(native.minz_explain, *asked)

        return Result(_whole_text(native.minz_result_json, evaluate()), explain,
                      labels=self._labels_of)


def _nameless(name: str | None) -> MinzError:
    return told(UnknownNameError, "MINZ_E_NAME", f"there is no {name!r} here",
                "Policy.programmes, decisions and parameters list the names")


def _text(value: Any) -> str | bytes | None:
    return None if value is None else to_json(value)


def _names(goals: Sequence[str] | None) -> Sequence[str] | None:
    if isinstance(goals, str):
        raise TypeError("goals is a list of names, such as [\"dibao\"]")
    return None if goals is None else list(goals)


def _known(day: Day | None) -> int:
    return _ALL_KNOWN if day is None else _days(day)
