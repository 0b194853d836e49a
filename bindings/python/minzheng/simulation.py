# SPDX-License-Identifier: Apache-2.0
"""Populations under a policy and its reforms, counted in one pass."""
from __future__ import annotations

import concurrent.futures
import itertools
import json
from typing import Any, Callable, Iterable, Iterator, Mapping, Union

from . import native
from .errors import MinzError
from .facts import Household, to_json
from .policy import Day, Policy, _days, _whole_text

#: A reform: values, as Policy.reform takes them, or a policy with a layer more.
Reform = Union[Mapping[str, Any], str, bytes, Policy]

_CHUNK = 512


def _chunks(households: Iterable[Household]) -> Iterator[
        list[tuple[int, Household]]]:
    numbered = enumerate(households)
    while chunk := list(itertools.islice(numbered, _CHUNK)):
        yield chunk


def _tally(simulation: Any) -> Any:
    """A tally that keeps its simulation: it must be freed before that."""
    tally = native.minz_tally_new(simulation)
    tally.simulation = simulation
    return tally


class Simulation:
    """A policy over many households in a month.

    `by` names a fact of the household, an enumeration, by whose values counts
    are divided; with `cumulative` the values of a reform lie on those of the
    reforms before it, so that neighbours differ by what one of them costs.
    """

    def __init__(self, policy: Policy, month: Day, *, by: str | None = None,
                 cumulative: bool = False) -> None:
        if policy._values is not None:
            raise ValueError("the first policy of a simulation has no values "
                             "set; give them as a reform")
        self._policy = policy
        self._options = (0, int(cumulative), _days(month), by)

    def _made(self, reforms: Mapping[str, Reform]) -> Any:
        made = native.minz_simulation_new(self._policy._handle, self._options)
        for name, reform in reforms.items():
            if not isinstance(reform, Policy):
                native.minz_simulation_add_values(made, name, to_json(reform))
            elif reform._values is None:
                native.minz_simulation_add_policy(made, name, reform._handle)
            else:
                native.minz_simulation_add_values(made, name, reform._values)
        return made

    def run(self, households: Iterable[Household], *,
            reforms: Mapping[str, Reform] | None = None, threads: int = 1,
            progress: Callable[[int], None] | None = None) -> "Tally":
        """Counts every household under the policy and each reform.

        Households are read as they come and not kept. `progress` is called
        with how many were counted. A household that is refused is left out and
        its number, from 0, with its error is in `Tally.refused`. An interrupt
        (Ctrl-C) ends the run within a chunk of some hundred households.
        """
        simulation = self._made(reforms or {})
        tallies = [_tally(simulation) for _ in range(max(threads, 1))]
        refused: list[tuple[int, MinzError]] = []
        done = 0

        def count(tally: Any, chunk: list[tuple[int, Household]]) -> int:
            for number, household in chunk:
                try:
                    native.minz_tally_add(tally, str(number),
                                          to_json(household), 1)
                except MinzError as error:
                    refused.append((number, error))
            return len(chunk)

        with concurrent.futures.ThreadPoolExecutor(len(tallies)) as pool:
            chunks = _chunks(households)
            while batch := list(itertools.islice(chunks, len(tallies))):
                done += sum(pool.map(count, tallies, batch))
                if progress is not None:
                    progress(done)
        for tally in tallies:
            native.minz_tally_finish(tally)
        for tally in tallies[1:]:
            native.minz_tally_merge(tallies[0], tally)
        told = _whole_text(native.minz_tally_json, tallies[0])
        return Tally(told, sorted(refused, key=lambda r: r[0]))


class Tally:
    """What a run counted. `scenarios` has the policy first, then the reforms."""

    def __init__(self, text: str, refused: list[tuple[int, MinzError]]) -> None:
        self._told: dict[str, Any] = json.loads(text)
        #: (number, error) of the households that were left out.
        self.refused = refused

    @property
    def households(self) -> int:
        """How many households were counted."""
        return int(self._told["households"])

    @property
    def scenarios(self) -> list[dict[str, Any]]:
        """One dictionary each: name, outlay, change, programmes, matrix of
        outcomes before and after, winners and losers in bands, rules that
        caused a change. Money is yuan a month, as text."""
        return list(self._told["scenarios"])

    def to_dict(self) -> dict[str, Any]:
        """All of it, as `minzheng simulate --json` prints it."""
        return dict(self._told)
