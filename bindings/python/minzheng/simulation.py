# SPDX-License-Identifier: Apache-2.0
"""Populations under a policy and its reforms, counted in one pass."""
from __future__ import annotations

import concurrent.futures
import contextlib
import decimal
import html
import importlib
import itertools
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Callable, Union

from . import native, tables
from .errors import MinzError
from .facts import Facts, to_json
from .household import Household
from .policy import Day, Policy, _days, _whole_text

#: A reform: values, as Policy.reform takes them, or a policy with a layer more.
Reform = Union[Mapping[str, Any], str, bytes, Policy]

#: Reforms by their names; in a list they are "reform 1", "reform 2", ...
Reforms = Union[Mapping[str, Reform], Sequence[Reform]]

#: Told how many households have been counted.
Progress = Callable[[int], None]

_CHUNK = 512


def _progress(wanted: Union[bool, Progress, None]) -> Progress:
    """What is wanted; for True a bar of tqdm, or lines where there is none."""
    if callable(wanted):
        return wanted
    if not wanted:
        return lambda done: None
    try:
        bar = importlib.import_module("tqdm.auto").tqdm(unit=" households")
    except ImportError:
        return lambda done: print(f"{done:,} households", file=sys.stderr)

    def tell(done: int) -> None:
        bar.update(done - bar.n)

    return tell


def _chunks(households: Iterable[Facts]) -> Iterator[
        list[tuple[int, Facts]]]:
    numbered = enumerate(households)
    while chunk := list(itertools.islice(numbered, _CHUNK)):
        yield chunk


@contextlib.contextmanager
def _one_of(free: list[Any]) -> Iterator[Any]:
    """One that no other thread has; there are as many as threads."""
    taken = free.pop()
    try:
        yield taken
    finally:
        free.append(taken)


def _named(reforms: Reforms | None) -> Mapping[str, Reform]:
    if reforms is None:
        return {}
    if isinstance(reforms, (str, bytes, Policy)):
        raise TypeError("reforms has a name for each, {\"720\": "
                        "{\"dibao_standard\": ...}}, or is a list of them")
    if isinstance(reforms, Mapping):
        return reforms
    return {f"reform {i + 1}": reform for i, reform in enumerate(reforms)}


class Simulation:
    """A policy over the households of a population, in a month.

        tally = Simulation(policy, households, month="2020-06", by="area").run(
            reforms={"720": {"dibao_standard": {"urban": "720"}}})

    `population` is an iterable of households, as `Policy.assess` takes them,
    which are read as they come and not kept, so that an iterator serves one
    run; or a table, with `lists`, `on`, `keep`, `money_ints` and `floats` as in
    `Policy.assess_table`. In a table, `weight` names a column of whole numbers
    or decimals: how many households each stands for. With decimals all counts
    are Decimal.

    `by` names a fact of the household, an enumeration, by whose values counts
    are divided; with `cumulative` the values of a reform lie on those of the
    reforms before it, so that neighbours differ by what one of them costs.
    """

    def __init__(self, policy: Policy, population: Any, *, month: Day,
                 by: str | None = None, cumulative: bool = False,
                 lists: Mapping[str, Any] | None = None, on: str | None = None,
                 keep: Sequence[str] = (), weight: str | None = None,
                 money_ints: str | None = None, floats: bool = False) -> None:
        if policy._values is not None:
            raise ValueError("the first policy of a simulation has no values "
                             "set; give them as a reform")
        self._policy = policy
        self._cumulative, self._month, self._by = cumulative, _days(month), by
        self._households: Iterable[Facts] = ()
        self._table: tables.Counted | None = None
        if tables.is_table(population):
            self._table = tables.Counted(
                population, lists=lists, on=on, keep=keep, weight=weight,
                money_ints=money_ints, floats=floats)
        elif lists or on or keep or weight or money_ints or floats:
            raise TypeError("lists, on, keep, weight, money_ints and floats "
                            "are for a population that is a table")
        elif isinstance(population, (str, bytes, Household)):
            raise TypeError("a population is a table or an iterable of "
                            f"households, not a {type(population).__name__}")
        else:
            self._households = population
            iter(population)

    def _made(self, reforms: Mapping[str, Reform]) -> tuple[Any, list[Any]]:
        """The simulation, and the policies whose facts it reads."""
        decimals = 0 if self._table is None else self._table.decimals
        made = native.minz_simulation_new(
            self._policy._handle, (0, int(self._cumulative), decimals,
                                   self._month, self._by))
        policies = [self._policy._handle]
        for name, reform in reforms.items():
            if not isinstance(reform, Policy):
                native.minz_simulation_add_values(made, name, to_json(reform))
            elif reform._values is None:
                native.minz_simulation_add_policy(made, name, reform._handle)
                policies.append(reform._handle)
            else:
                native.minz_simulation_add_values(made, name, reform._values)
        return made, policies

    def run(self, *, reforms: Reforms | None = None, threads: int = 1,
            progress: bool | Progress | None = None) -> "Tally":
        """Counts every household under the policy and each reform.

        `reforms` has a name for each, or is a list of them. `progress` is
        called with how many were counted; True shows a bar, if tqdm is
        installed. A household that is refused is left out and its number, from
        0, with its error is in `Tally.refused`. An interrupt (Ctrl-C) ends the
        run within a chunk of some hundred households. Raises UnknownNameError,
        FactsError or PackError for values that do not fit, and as
        `Policy.assess_table` for a table.
        """
        simulation, policies = self._made(_named(reforms))
        tallies = [native.minz_tally_new(simulation)
                   for _ in range(max(threads, 1))]
        refused: list[tuple[int, MinzError]] = []
        with concurrent.futures.ThreadPoolExecutor(len(tallies)) as pool:
            counted = (self._rows(pool, tallies, policies, refused)
                       if self._table is not None
                       else self._facts(pool, tallies, refused))
            told = _progress(progress)
            for done in counted:
                told(done)
        for tally in tallies:
            native.minz_tally_finish(tally)
        for tally in tallies[1:]:
            native.minz_tally_merge(tallies[0], tally)
        text = _whole_text(native.minz_tally_json, tallies[0])
        return Tally(text, sorted(refused, key=lambda r: r[0]))

    def _facts(self, pool: Any, tallies: list[Any],
               refused: list[tuple[int, MinzError]]) -> Iterator[int]:
        def count(chunk: list[tuple[int, Facts]]) -> int:
            with _one_of(tallies) as tally:
                for number, household in chunk:
                    try:
                        native.minz_tally_add(tally, str(number),
                                              to_json(household), 1)
                    except MinzError as error:
                        refused.append((number, error))
            return len(chunk)

        yield from itertools.accumulate(tables.in_order(
            pool, count, _chunks(self._households), len(tallies)))

    def _rows(self, pool: Any, tallies: list[Any], policies: list[Any],
              refused: list[tuple[int, MinzError]]) -> Iterator[int]:
        assert self._table is not None
        weights = self._table.weights
        spans = tables.Spans(len(tallies))

        def count(part: tuple[Any, int, int, int]) -> int:
            bound, first, row, rows = part
            with _one_of(tallies) as tally, spans.timed(rows):
                for at in range(row, row + rows):
                    weight = 1 if weights is None else weights[first + at]
                    try:
                        native.minz_tally_add_row(tally, bound, at,
                                                  str(first + at), weight)
                    except MinzError as error:
                        refused.append((first + at, error))
            return rows

        parts = ((bound, first, *span)
                 for bound, first, rows in self._table.batches(policies)
                 for span in spans.of(rows))
        yield from itertools.accumulate(
            tables.in_order(pool, count, parts, len(tallies)))


def _gainers(scenario: Mapping[str, Any]) -> tuple[Any, Any]:
    return tuple(sum(row["households"] for row in scenario[who])
                 if who in scenario else ""
                 for who in ("winners", "losers"))  # type: ignore[return-value]


class Tally:
    """What a run counted. `scenarios` has the policy first, then the reforms."""

    def __init__(self, text: str, refused: list[tuple[int, MinzError]]) -> None:
        self._told: dict[str, Any] = json.loads(text,
                                                parse_float=decimal.Decimal)
        #: (number, error) of the households that were left out.
        self.refused = refused

    @property
    def households(self) -> int | decimal.Decimal:
        """How many households were counted; Decimal where weights are."""
        told: int | decimal.Decimal = self._told["households"]
        return told

    @property
    def scenarios(self) -> list[dict[str, Any]]:
        """One dictionary each: name, outlay, change, programmes, matrix of
        outcomes before and after, winners and losers in bands, rules that
        caused a change. Money is yuan a month, as text."""
        return list(self._told["scenarios"])

    def programmes(self) -> list[dict[str, Any]]:
        """Rows for a table: of each scenario, programme and group (the values
        of `by`, and "all") how many households and rows are eligible, how many
        households undecided, and the month's outlay in yuan."""
        made = []
        for scenario in self.scenarios:
            for told in scenario["programmes"]:
                groups = {"all": told, **told.get("by", {})}
                made += [{"scenario": scenario["name"], "programme": told["id"],
                          "group": group, "households": row["households"],
                          "rows": row["rows"], "undecided": row["undecided"],
                          "outlay": decimal.Decimal(row["outlay"])}
                         for group, row in groups.items()]
        return made

    def bands(self, scenario: int = 1) -> list[dict[str, Any]]:
        """Rows for a table: households that gain or lose by a reform, in bands
        of yuan a month. `up_to` is None in the open band; losses are
        negative."""
        told = self.scenarios[scenario]
        return [{"who": who, "up_to": row.get("up_to") and
                 decimal.Decimal(row["up_to"]),
                 "households": row["households"],
                 "change": decimal.Decimal(row["change"])}
                for who in ("winners", "losers") for row in told[who]]

    def moves(self, scenario: int = 1) -> list[dict[str, Any]]:
        """Rows for a table: of each two sets of programmes, before and after a
        reform, how many households went from the one to the other."""
        return [dict(row) for row in self.scenarios[scenario]["matrix"]]

    def plot(self, scenario: int = 1) -> Any:
        """A figure of matplotlib: outlay by programme before and after a
        reform, and who gains and loses. Needs matplotlib."""
        figure = importlib.import_module("matplotlib.figure").Figure(
            figsize=(10, 4), layout="constrained")
        left, right = figure.subplots(1, 2)
        outlays = [{row["programme"]: float(row["outlay"])
                    for row in self.programmes() if row["group"] == "all" and
                    row["scenario"] == self.scenarios[i]["name"]}
                   for i in (0, scenario)]
        shown = [p for p in outlays[0] if outlays[0][p] or outlays[1].get(p)]
        for shift, outlay, label in ((-0.2, outlays[0], "before"),
                                     (0.2, outlays[1],
                                      self.scenarios[scenario]["name"])):
            left.barh([i + shift for i in range(len(shown))],
                      [outlay.get(p, 0) for p in shown], 0.4, label=label)
        left.set_yticks(range(len(shown)), shown)
        left.invert_yaxis()
        left.set_title("outlay")
        left.set_xlabel("yuan a month")
        left.xaxis.set_major_formatter("{x:,.0f}")
        left.locator_params(axis="x", nbins=5)
        left.legend(loc="lower center", bbox_to_anchor=(0.5, -0.35), ncols=2)
        bands = self.bands(scenario)
        names = ["loses" if row["who"] == "losers" else "gains"
                 for row in bands]
        labels = [f"{name} ≤ {row['up_to']}" if row["up_to"] else
                  f"{name} more" for name, row in zip(names, bands)]
        right.barh(labels, [float(row["households"]) for row in bands],
                   color=["tab:green" if name == "gains" else "tab:red"
                          for name in names])
        right.invert_yaxis()
        right.set_title("who gains and who loses, yuan a month")
        right.set_xlabel("households")
        return figure

    def _repr_html_(self) -> str:
        rows = "".join(
            "<tr><td>{}</td>{}</tr>".format(
                html.escape(told["name"]) or "现行 · as it is",
                "".join(f"<td style='text-align:right'>{cell}</td>"
                        for cell in (told["outlay"], told.get("change", ""),
                                     *_gainers(told))))
            for told in self.scenarios)
        return ("<table><caption>{:,} 户 · households, {:,} 未受理 · refused"
                "</caption><tr><th>方案 · scenario</th><th>月支出（元） · yuan a "
                "month</th><th>变化 · change</th><th>受益户 · gain</th>"
                "<th>受损户 · lose</th></tr>{}</table>").format(
                    self.households, len(self.refused), rows)

    def to_dict(self) -> dict[str, Any]:
        """All of it, as `minzheng simulate --json` prints it."""
        return dict(self._told)
