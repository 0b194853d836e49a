# SPDX-License-Identifier: Apache-2.0
"""What can go wrong: exceptions that carry the library's diagnostics."""
from __future__ import annotations

import dataclasses
import warnings
from typing import Any, Sequence


@dataclasses.dataclass(frozen=True)
class Place:
    """Where a diagnostic points: a path in the facts, or a span of a text.

    `line` and `column` count from 1 and are 0 where there is no text.
    """

    source: str
    path: str
    offset: int
    length: int
    line: int
    column: int


@dataclasses.dataclass(frozen=True)
class Diagnostic:
    """One message: its code ("E0606"), the texts in two languages, places."""

    id: str
    severity: int
    message: str
    message_zh: str
    help: str
    help_zh: str
    rendered: str
    places: tuple[Place, ...]

    @property
    def path(self) -> str:
        """The path of the first place, or an empty text."""
        return self.places[0].path if self.places else ""


class MinzError(Exception):
    """Something was refused. `status` names the library's status.

    `diagnostics` has what was told of it, up to a hundred; `dropped` says how
    many more there were. No personal value is in any of them.
    """

    def __init__(self, status: str, diagnostics: Sequence[Diagnostic] = (),
                 dropped: int = 0) -> None:
        self.status = status
        self.diagnostics = tuple(diagnostics)
        self.dropped = dropped
        super().__init__(status, self.diagnostics, dropped)

    def __str__(self) -> str:
        if not self.diagnostics:
            return self.status
        texts = [d.rendered.rstrip() for d in self.diagnostics]
        if self.dropped:
            texts.append(f"... and {self.dropped} more")
        return "\n".join(texts)

    @property
    def id(self) -> str:
        """The code of the first diagnostic, or the status."""
        return self.diagnostics[0].id if self.diagnostics else self.status

    @property
    def path(self) -> str:
        """The path of the first diagnostic, or an empty text."""
        return self.diagnostics[0].path if self.diagnostics else ""


class TextError(MinzError):
    """A text is no JSON, or breaks its limits."""


class FactsError(MinzError):
    """Facts, a standing or told values do not fit the policy."""


class PackError(MinzError):
    """A pack does not compile."""


class UnknownNameError(MinzError, LookupError):
    """There is no such policy, programme or decision."""


class DayError(MinzError, ValueError):
    """A text is no day, or no month."""


class LimitError(MinzError):
    """A limit of steps, rows or memory was reached."""


_KINDS: dict[str, type[MinzError]] = {
    "MINZ_E_TEXT": TextError, "MINZ_E_FACTS": FactsError,
    "MINZ_E_PACK": PackError, "MINZ_E_NAME": UnknownNameError,
    "MINZ_E_LIMIT": LimitError}


def _diagnostic(entry: Sequence[Any]) -> Diagnostic:
    code, severity, message, message_zh, help_, help_zh, rendered, at = entry
    return Diagnostic(code, severity, message, message_zh, help_, help_zh,
                      rendered, tuple(Place(*p) for p in at))


def told(kind: type[MinzError], status: str, message: str,
         help: str) -> MinzError:
    """An exception for what is seen before the library is asked."""
    return kind(status, [Diagnostic(
        status, 0, message, message, help, help,
        f"error: {message}\n   help: {help}", ())])


def raised(status: str, entries: Sequence[Sequence[Any]],
           dropped: int) -> BaseException:
    """The exception for a status; the native module raises it."""
    if status == "MINZ_E_NOMEM":
        return MemoryError()
    kind = _KINDS.get(status, MinzError)
    return kind(status, [_diagnostic(e) for e in entries], dropped)


def warned(status: str, entries: Sequence[Sequence[Any]],
           dropped: int) -> None:
    """Passes the warnings of a call that succeeded on to `warnings`."""
    del status, dropped
    for entry in entries:
        warnings.warn(_diagnostic(entry).rendered.rstrip(), stacklevel=3)
