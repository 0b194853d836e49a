# SPDX-License-Identifier: Apache-2.0
"""For pytest: every case of a file `*.cases.json` is a test."""
from __future__ import annotations

import pathlib
from typing import Any, Iterator, Optional

import pytest

from . import testing


class CaseFailed(Exception):
    """A case whose expectations are not met."""


class CaseItem(pytest.Item):
    """One case."""

    def __init__(self, *, case: testing.Case, **named: Any) -> None:
        super().__init__(**named)
        self.case = case

    def runtest(self) -> None:
        """Runs it."""
        verdict = self.case.run()
        if not verdict.passed:
            raise CaseFailed(str(verdict))

    def repr_failure(self, excinfo: Any, style: Any = None) -> Any:
        """The expectations that are not met, without a traceback."""
        if isinstance(excinfo.value, CaseFailed):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[pathlib.Path, Optional[int], str]:
        """Where the case stands."""
        return self.path, None, f"case {self.name}"


class CasesFile(pytest.File):
    """A file of cases."""

    def collect(self) -> Iterator[CaseItem]:
        """Its cases."""
        for case in testing.cases(self.path):
            yield CaseItem.from_parent(self, name=case.id, case=case)


def pytest_collect_file(file_path: pathlib.Path,
                        parent: Any) -> Optional[CasesFile]:
    """Takes `*.cases.json`."""
    if not file_path.name.endswith(".cases.json"):
        return None
    made: CasesFile = CasesFile.from_parent(parent, path=file_path)
    return made
