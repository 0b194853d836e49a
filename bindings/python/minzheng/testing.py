# SPDX-License-Identifier: Apache-2.0
"""Case files: facts, and what the rules have to say of them.

    for case in minzheng.testing.cases("my.cases.json"):
        verdict = case.run()
        assert verdict.passed, verdict

Where pytest is installed it collects `*.cases.json` by itself, each case a
test. What may stand in a case file is told in `minzheng/cases.h`.
"""
from __future__ import annotations

import dataclasses
import json
import pathlib
from typing import Any, Iterator

from . import native


@dataclasses.dataclass(frozen=True)
class Verdict:
    """What came of a case."""

    #: Of the case; "?" where it has none.
    id: str
    #: Of the case, or an empty text.
    title: str
    passed: bool
    #: What the case expects; None where it could not be run.
    expected: Any
    #: What the rules said, with the same keys; None where they were not asked.
    got: Any
    #: Why it could not be run: {"code", "path", "message"}; else None.
    error: Any

    def __str__(self) -> str:
        head = f"{self.id}: {self.title}" if self.title else self.id
        if self.passed:
            return f"{head}: passed"
        if self.error is not None:
            return (f"{head}\n  could not be run: {self.error['code']} "
                    f"{self.error['path']} {self.error['message']}")
        lines = [f"  {key}: expected {_text(value)}, got "
                 f"{_text((self.got or {}).get(key))}"
                 for key, value in (self.expected or {}).items()]
        return "\n".join([head, *lines])


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


class _Packs:
    """Gives the packs that cases name, and keeps them."""

    def __init__(self, folder: pathlib.Path) -> None:
        self._folder = folder
        self._kept: list[bytes] = []

    def __call__(self, name: str) -> bytes:
        self._kept.append((self._folder / name).read_bytes())
        return self._kept[-1]


class CaseFile:
    """The cases of a file; packs that they name are read from beside it.

    Raises TextError or PackError where the file is none. One thread at a time.
    """

    def __init__(self, path: str | pathlib.Path) -> None:
        #: Of the file.
        self.path = pathlib.Path(path)
        body = self.path.read_bytes()
        self._packs = _Packs(self.path.parent)
        self._cases = native.minz_cases_new(self._packs)
        native.minz_cases_read(self._cases, str(self.path), body)
        self._told: list[Any] = json.loads(body)["cases"]

    def __len__(self) -> int:
        return int(native.minz_cases_count(self._cases))

    def __iter__(self) -> Iterator["Case"]:
        return (Case(self, index) for index in range(len(self)))

    def run(self, index: int) -> Verdict:
        """Runs one case. Raises OSError where a pack beside it is missing."""
        passed, id_, title, expected, got, line = native.minz_cases_run(
            self._cases, index)
        return Verdict(id_, title, bool(passed),
                       json.loads(expected) if expected else None,
                       json.loads(got) if got else None,
                       json.loads(line).get("error"))


@dataclasses.dataclass(frozen=True)
class Case:
    """One case of a file."""

    file: CaseFile
    #: Number in the file, from 0.
    index: int

    @property
    def id(self) -> str:
        """Of the case; its number where it has none."""
        told = self.file._told[self.index]
        name = told.get("id") if isinstance(told, dict) else None
        return str(name if name is not None else self.index)

    def run(self) -> Verdict:
        """Runs it."""
        return self.file.run(self.index)


def cases(path: str | pathlib.Path) -> Iterator[Case]:
    """The cases of a file, in order."""
    return iter(CaseFile(path))


__all__ = ["Case", "CaseFile", "Verdict", "cases"]
