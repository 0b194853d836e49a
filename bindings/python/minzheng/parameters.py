# SPDX-License-Identifier: Apache-2.0
"""Parameters of a policy on a day: values, and where they are from."""
from __future__ import annotations

import dataclasses
import datetime
import decimal
import json
from typing import Any, Callable, Mapping, Sequence

#: From the text of a value to the value; others stay as JSON has them.
_SCALARS: dict[str, Callable[[str], Any]] = {
    "money": decimal.Decimal, "number": decimal.Decimal,
    "date": datetime.date.fromisoformat}


@dataclasses.dataclass(frozen=True)
class Source:
    """The instrument that a value was taken from."""

    #: As the packs name it, e.g. "mca-2012-220".
    id: str
    title: str
    #: Of the document, e.g. "民发〔2012〕220号"; None where it has none.
    number: str | None
    #: In it; None where none is told.
    article: str | None


@dataclasses.dataclass(frozen=True)
class Parameter:
    """A parameter on a day."""

    #: E.g. "dibao_standard".
    name: str
    #: What it is: {"zh": ..., "en": ...}.
    label: Mapping[str, str]
    #: As the packs declare it: "money", "number(2)", "date", "set of ...".
    type: str
    #: E.g. "yuan", and the period that a sum is for, e.g. "month"; None where
    #: the packs tell none.
    unit: str | None
    per: str | None
    #: Decimal for money (yuan) and for numbers with decimals, int for whole
    #: numbers, bool, datetime.date, str for names, frozenset of str for sets.
    #: By key, and by field, it is a dictionary, nested where there are two
    #: keys; a step table is a tuple of (lower bound, value); a calendar
    #: {"off": days off, "worked": days worked}. None, whole or by key, where
    #: the day has no value: none was found published, or it is computed from
    #: one that has none.
    value: Any
    #: True where `value` and all below it has one.
    known: bool
    #: True where a reform beats what the packs say.
    is_set: bool
    #: True where a rule of the packs computes it from other parameters.
    computed: bool
    #: First and last day of the period; None where it is open.
    since: datetime.date | None
    until: datetime.date | None
    #: Name of the pack that says it; None where no pack speaks of the day.
    layer: str | None
    #: None where no pack speaks of the day.
    source: Source | None
    #: "stated", "derived" or "assumed"; None where no pack speaks of the day.
    confidence: str | None
    #: What the pack remarks, or an empty text.
    note: str


def _scalar(kind: str, told: Any) -> Any:
    if isinstance(told, str):
        return _SCALARS.get(kind.partition("(")[0], str)(told)
    return frozenset(told) if isinstance(told, list) else told


def _by_key(kind: str, told: Any) -> Any:
    if isinstance(told, dict):
        return {key: _by_key(kind, below) for key, below in told.items()}
    return _scalar(kind, told)


def _value(declared: Mapping[str, Any], told: Any) -> Any:
    kind: str = declared["type"]
    if told is None:
        return None
    if kind == "calendar":
        return {name: tuple(map(datetime.date.fromisoformat, days))
                for name, days in told.items()}
    if "steps" in declared:
        return tuple((_scalar(declared["steps"], bound), _scalar(kind, value))
                     for bound, value in told)
    if "fields" in declared:
        return {field["id"]: _scalar(field["type"], told[field["id"]])
                for field in declared["fields"]}
    return _by_key(kind, told)


def _unit(declared: Mapping[str, Any]) -> str | None:
    told: str | None = declared.get("unit")
    return "yuan" if told is None and declared["type"] == "money" else told


def _day(told: str | None) -> datetime.date | None:
    return None if told is None else datetime.date.fromisoformat(told)


def _source(told: Mapping[str, str] | None) -> Source | None:
    if told is None:
        return None
    return Source(told["id"], told["title"], told.get("number"),
                  told.get("article"))


def _parameter(declared: Mapping[str, Any], told: Mapping[str, Any]
               ) -> Parameter:
    return Parameter(
        told["id"], declared["label"], declared["type"], _unit(declared),
        declared.get("per"), _value(declared, told["value"]),
        told["status"] == "known", told["set"], told.get("computed", False),
        _day(told.get("from")), _day(told.get("to")), told.get("layer"),
        _source(told.get("source")), told.get("confidence"),
        told.get("note", ""))


def read(declared: Sequence[Mapping[str, Any]], text: str
         ) -> dict[str, Parameter]:
    """From what the library declares, and tells of a day."""
    by_name = {p["id"]: p for p in declared}
    return {told["id"]: _parameter(by_name[told["id"]], told)
            for told in json.loads(text)}
