# SPDX-License-Identifier: Apache-2.0
"""Answers: what the library told, as Python values."""
from __future__ import annotations

import dataclasses
import datetime
import decimal
import functools
import html
import json
from typing import Any, Callable, Iterator, Mapping

_LABELS = {"eligible": "符合 · eligible", "not_eligible": "不符合 · not eligible",
           "unknown": "待补充 · facts are missing",
           "manual_review": "人工核定 · for a person to decide"}


def _money(text: str | None) -> decimal.Decimal | None:
    return None if text is None else decimal.Decimal(text)


class Programme:
    """The answer of one programme, for the household or for one of its rows."""

    def __init__(self, name: str, told: Mapping[str, Any]) -> None:
        self._told = told
        #: Name of the programme, e.g. "dibao".
        self.name = name
        #: "eligible", "not_eligible", "unknown" or "manual_review".
        self.outcome: str = told["outcome"]
        #: Yuan of the month; None where it is not known.
        self.amount = _money(told["amount"])
        #: Codes of the tests that failed, or of why a person has to decide.
        self.reasons: tuple[str, ...] = tuple(told["reasons"])
        #: Codes of what is worth knowing besides.
        self.flags: tuple[str, ...] = tuple(told["flags"])
        #: Paths of the facts that would settle an unknown answer.
        self.missing: tuple[str, ...] = tuple(told["missing"])
        #: Id of the row, e.g. of a member; None for the household.
        self.row_id: str | None = told.get("id")

    @property
    def eligible(self) -> bool:
        """True only where the outcome is known to be "eligible"."""
        return self.outcome == "eligible"

    def to_dict(self) -> dict[str, Any]:
        """All that the library told of the programme, amounts as text."""
        return dict(self._told)

    def __repr__(self) -> str:
        row = f"[{self.row_id}]" if self.row_id else ""
        return f"<{self.name}{row}: {self.outcome}, {self.amount}>"


@dataclasses.dataclass(frozen=True)
class Payment:
    """A sum that is to be paid for a month, and to whom."""

    #: Name of the programme that pays it.
    programme: str
    #: Id of the row that it is for; None for the household.
    row_id: str | None
    #: Name of the entitlement; None where the programme pays one sum.
    entitlement: str | None
    #: Id of who is paid, as the rules name it; None where they name no one.
    payee: str | None
    #: Yuan.
    amount: decimal.Decimal
    #: First month of the entitlement; None where the rules do not tell it.
    first_month: datetime.date | None


class Result:
    """The answers for one household on one day or in one month.

    `result["dibao"]` is a Programme; of programmes for members it is the list
    of their rows. Holds no memory of the library and may be kept and pickled.
    """

    def __init__(self, text: str,
                 explain: Callable[[str | None, str, str], str] | None = None,
                 standing: str | None = None,
                 payments: tuple[Payment, ...] = (),
                 labels: Callable[[], Mapping[str, str]] | None = None
                 ) -> None:
        self._text = text
        self._labels = labels
        self._explain = explain
        self._standing = standing
        #: What is to be paid: after `subsidies`, `exit_check`, `timeline`.
        self.payments = payments

    @functools.cached_property
    def _told(self) -> dict[str, Any]:
        """Read when it is first asked for: it takes longer than the answer."""
        told: dict[str, Any] = json.loads(self._text)
        return told

    def __getstate__(self) -> tuple[Any, ...]:
        return self._text, None, self._standing, self.payments

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self.__init__(*state)  # type: ignore[misc]

    def __getitem__(self, name: str) -> Any:
        told = self._told["programmes"].get(name)
        if told is None:
            raise KeyError(f"no programme {name!r} was asked for; there are "
                           + ", ".join(self))
        if isinstance(told, list):
            return [Programme(name, row) for row in told]
        return Programme(name, told)

    def __iter__(self) -> Iterator[str]:
        return iter(self._told["programmes"])

    def __len__(self) -> int:
        return len(self._told["programmes"])

    def __repr__(self) -> str:
        day = self._told.get("month", self._told.get("as_of"))
        eligible = dict.fromkeys(p.name for p in self.programmes()
                                 if p.eligible)
        return f"<Result {day}: {', '.join(eligible) or 'eligible for nothing'}>"

    def programmes(self) -> Iterator[Programme]:
        """Every answer, rows one by one."""
        for name in self:
            answer = self[name]
            yield from answer if isinstance(answer, list) else [answer]

    @property
    def total(self) -> decimal.Decimal | None:
        """Sum of the amounts of all programmes; None if one is not known."""
        amounts = [p.amount for p in self.programmes()]
        if any(a is None for a in amounts):
            return None
        return sum((a for a in amounts if a is not None), decimal.Decimal(0))

    @property
    def missing(self) -> tuple[str, ...]:
        """Paths of missing facts of all programmes, each once."""
        return tuple(dict.fromkeys(path for p in self.programmes()
                                   for path in p.missing))

    @property
    def decisions(self) -> dict[str, Any]:
        """What is told of the decisions among the goals, by name; else
        empty."""
        return dict(self._told.get("decisions", {}))

    @property
    def transitions(self) -> list[dict[str, Any]]:
        """What changes, after an exit check; else empty."""
        return list(self._told.get("transitions", []))

    @property
    def standing(self) -> dict[str, Any] | None:
        """The standing at the end of the month, after an exit check."""
        return None if self._standing is None else json.loads(self._standing)

    def explain(self, lang: str = "zh", programme: str | None = None,
                format: str = "text") -> str:
        """Why: tests with both sides and their articles.

        `lang` is "zh" or "en", `format` "text", "json" or "html". Raises
        ValueError for a result that was pickled: ask the policy again.
        """
        if self._explain is None:
            raise ValueError("a result that was stored cannot explain itself; "
                             "assess the household again")
        return self._explain(programme, lang, format)

    def to_dict(self) -> dict[str, Any]:
        """All that the library told, as `minzheng assess --json` prints it."""
        told: dict[str, Any] = json.loads(self._text)
        return told

    def to_json(self) -> str:
        """The library's own text of the result."""
        return self._text

    def _repr_html_(self) -> str:
        labels = self._labels() if self._labels is not None else {}
        rows = "".join(
            "<tr><td>{}</td><td>{}</td><td style='text-align:right'>{}</td>"
            "<td style='text-align:left'>{}</td></tr>".format(
                *(html.escape(str(x)).replace("\n", "<br>") for x in (
                    labels.get(p.name, p.name)
                    + (f" · {p.row_id}" if p.row_id else ""),
                    _LABELS.get(p.outcome, p.outcome),
                    "?" if p.amount is None else p.amount,
                    "\n".join(labels.get(code, code)
                              for code in p.reasons + p.missing))))
            for p in self.programmes())
        day = html.escape(str(self._told.get("month", self._told.get("as_of"))))
        return ("<table><caption>{}</caption><tr><th>项目 · programme</th>"
                "<th>结论 · outcome</th><th>元 · yuan</th>"
                "<th>原因 · reasons</th></tr>{}</table>".format(day, rows))


class Timeline:
    """Results month by month, in order; `timeline["2020-06"]` is one of them,
    as is `timeline[datetime.date(2020, 6, 30)]`."""

    def __init__(self, months: list[tuple[datetime.date, Result]]) -> None:
        self._months = {day.strftime("%Y-%m"): r for day, r in months}

    def __getitem__(self, month: str | datetime.date) -> Result:
        if isinstance(month, datetime.date):
            month = month.strftime("%Y-%m")
        if month not in self._months:
            raise KeyError(f"no month {month!r}; there are "
                           + " to ".join([*self][:1] + [*self][-1:]))
        return self._months[month]

    def __repr__(self) -> str:
        return f"<Timeline {' to '.join([*self][:1] + [*self][-1:])}>"

    def __iter__(self) -> Iterator[str]:
        return iter(self._months)

    def __len__(self) -> int:
        return len(self._months)

    def transitions(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """(month, transition) of all months."""
        for month, result in self._months.items():
            for transition in result.transitions:
                yield month, transition
