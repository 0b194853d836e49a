# SPDX-License-Identifier: Apache-2.0
"""Households told step by step, each step checked as it is told."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from . import native
from .facts import to_json

if TYPE_CHECKING:
    from .policy import Policy

_Self = TypeVar("_Self", bound="Row")


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _plain(below) for name, below in value.items()}
    return [_plain(v) for v in value] if isinstance(value, list) else value


class Row(Mapping[str, Any]):
    """A row of a list of a household, such as a member: a mapping of its facts.

    Made by `add`. What it is told has to be declared by the policy's packs, and
    is checked at once; what is refused leaves it as it was.
    """

    def __init__(self, home: "Household | None") -> None:
        self._home = home
        self._facts: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        return self._facts[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._facts)

    def __len__(self) -> int:
        return len(self._facts)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {', '.join(self) or 'nothing told'}>"

    def _told(self, facts: dict[str, Any]) -> None:
        before, self._facts = self._facts, facts
        try:
            self._whole()._check()
        except Exception:
            self._facts = before
            raise

    def _whole(self) -> "Household":
        assert self._home is not None
        return self._home

    def set(self: _Self, facts: Mapping[str, Any] | None = None, /,
            **named: Any) -> _Self:
        """Tells facts, by id or Chinese name; returns itself.

        Money in yuan as Decimal or text, days as datetime.date or text; None
        says that there is none, "unknown" that it is not known. Raises
        FactsError for a name that is not declared, with the nearest one in its
        message, and for a value that does not fit; TypeError for a float.
        """
        self._told({**self._facts, **(facts or {}), **named})
        return self

    def add(self, list: str, facts: Mapping[str, Any] | None = None, /,
            **named: Any) -> "Row":
        """A new row of a list of this one, e.g. "members"; facts and errors as
        in `set`. Returns the row, for what is below it."""
        row = Row(self._whole())
        row._facts = {**(facts or {}), **named}
        self._told({**self._facts, list: [*self._facts.get(list, ()), row]})
        return row

    def without(self: _Self, *names: str) -> _Self:
        """Takes back what was told under these names; returns itself. Raises
        KeyError for a name under which nothing was."""
        for name in names:
            self._facts[name]
        self._told({name: value for name, value in self._facts.items()
                    if name not in names})
        return self

    def to_dict(self) -> dict[str, Any]:
        """The facts in dictionaries and lists of their own."""
        return {name: _plain(value) for name, value in self._facts.items()}


class Household(Row):
    """What a policy decides about, told step by step.

        home = policy.household(area="urban")
        home.add("members", id="m1").add("income_items", kind="wage",
                                         amount=Decimal("8400"))
        policy.assess(home, month="2020-06")

    Made by `Policy.household`. What may be told is what the policy's packs
    declare, also where they decide about something else than a household. One
    thread at a time.
    """

    def __init__(self, policy: "Policy") -> None:
        super().__init__(None)
        self._policy = policy

    def _whole(self) -> "Household":
        return self

    def _check(self) -> None:
        native.minz_subject_read_json(self._policy._worker().subject,
                                      to_json(self))
