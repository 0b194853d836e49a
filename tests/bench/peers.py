# SPDX-License-Identifier: Apache-2.0
"""peers.py BY_HAND BY_TABLE COMMAND RULE.json: the measured rule in several
engines, in one run.

A population of households of three or four members is made, and each engine
says how many are eligible and what they are paid together; those two numbers
are printed beside its speed, for who differs from C by hand has answered
another question. Rates are households a second of processor time, the best of
three runs, on one thread; loading of arrays is not counted, and what an engine
makes of them is.
"""
from __future__ import annotations

import argparse
import csv
import os
import pathlib
import subprocess
import sys
import tempfile
import time
from typing import Any, Callable, NamedTuple

import numpy as np

LINE = 104500


class Population(NamedTuple):
    size: Any
    income: Any
    age: Any
    disabled: Any
    ill: Any

    @property
    def first(self) -> Any:
        return np.concatenate([[0], np.cumsum(self.size)]).astype(np.int32)


class Answer(NamedTuple):
    eligible: int
    total: int


def random_population(households: int) -> Population:
    rng = np.random.default_rng(20250101)
    size = rng.integers(3, 5, households).astype(np.int32)
    members = int(size.sum())
    income = np.where(rng.random(members) < 0.35, 0,
                      rng.gamma(1.6, 90000, members)).astype(np.int64)
    return Population(size, income,
                      rng.integers(0, 95, members).astype(np.int32),
                      (rng.random(members) < 0.12).astype(np.int32),
                      (rng.random(members) < 0.10).astype(np.int32))


def edge_population(households: int) -> Population:
    """Income together is the line of all and one fen less, no more or more."""
    rng = np.random.default_rng(7)
    size = rng.integers(3, 5, households).astype(np.int32)
    members = int(size.sum())
    income = rng.integers(0, LINE // 2, members).astype(np.int64)
    first = np.concatenate([[0], np.cumsum(size)[:-1]])
    missing = LINE * size + rng.integers(-1, 2, households) - np.add.reduceat(
        income, first)
    income[first] += missing
    none = np.zeros(members, np.int32)
    return Population(size, income, rng.integers(0, 95, members).astype(
        np.int32), none, none)


def timed(run: Callable[[], Answer], households: int,
          times: int = 3) -> tuple[Answer, float]:
    best = float("inf")
    for _ in range(times):
        started = time.process_time()
        answer = run()
        best = min(best, time.process_time() - started)
    return answer, households / best


# ---- engines ----

def by_program(p: Population, *program: str,
               times: int = 3) -> tuple[Answer, float]:
    """A program in C that is given the name of a file in place of FILE."""
    with tempfile.NamedTemporaryFile() as f:
        f.write(np.array([len(p.size), len(p.income)], np.int64).tobytes())
        for array in p:
            f.write(array.tobytes())
        f.flush()
        command = [f.name if word == "FILE" else word for word in program]
        lines = [subprocess.run(command, check=True, text=True,
                                capture_output=True).stdout.split()
                 for _ in range(times)]
    return (Answer(int(lines[0][0]), int(lines[0][1])),
            max(float(line[2]) for line in lines))


def by_numpy(p: Population) -> tuple[Answer, float]:
    def run() -> Answer:
        first = p.first[:-1]
        gap = LINE * p.size - np.add.reduceat(p.income, first)
        rates = np.select([p.ill == 1, p.disabled == 1, p.age < 16,
                           p.age >= 70], [30, 25, 20, 10], 0)
        extra = (LINE * np.add.reduceat(rates, first) + 50) // 100
        paid = np.where(gap > 0, (gap + 99) // 100 * 100 + extra, 0)
        return Answer(int((gap > 0).sum()), int(paid.sum()))

    return timed(run, len(p.size))


def arrow_table(p: Population) -> Any:
    import pyarrow as pa
    items = pa.StructArray.from_arrays(
        [pa.array(p.income), pa.array(p.age), pa.array(p.disabled == 1),
         pa.array(p.ill == 1)], ["income", "age", "disabled", "ill"])
    return pa.table({"members": pa.ListArray.from_arrays(
        pa.array(p.first), items)})


def by_minzheng(p: Population, rule: str, threads: int = 1, times: int = 4,
                clock: Callable[[], float] = time.process_time
                ) -> tuple[Answer, float]:
    """The rule as a pack, asked as anybody asks: a table in, a table out."""
    import pyarrow.compute as pc

    import minzheng
    policy = minzheng.Policy.from_packs([rule])
    table = arrow_table(p)
    best = float("inf")
    for _ in range(times):
        started = clock()
        answer = policy.assess_table(
            table, as_of="2025-01-31", goals=["eligible", "payable"],
            money_ints="fen", threads=threads)
        best = min(best, clock() - started)
    assert answer["error"].null_count == len(p.size)
    return (Answer(pc.sum(answer["eligible"]).as_py(),
                   int(pc.sum(answer["payable"]).as_py() * 100)),
            len(p.size) / best)


def by_columns(p: Population, program: str, rule: Any
               ) -> tuple[tuple[Answer, float], tuple[Answer, float]]:
    """by_minzheng without Python, the same columns from C, and with it: in
    turns, so that what else the machine does falls on both."""
    rounds = [(by_program(p, program, str(rule), "FILE", rows, times=1),
               by_minzheng(p, rule, times=2))
              for rows in ("4096", "16384", "65536", "262144") * 3]
    return (max((c for c, _ in rounds), key=lambda a: a[1]),
            max((python for _, python in rounds), key=lambda a: a[1]))


def by_threads(p: Population, rule: str
               ) -> tuple[tuple[Answer, float], tuple[Answer, float]]:
    """On one thread and on two, in turns, by the clock; the second call of a
    policy, as in all the others."""
    rounds = [[by_minzheng(p, rule, threads, 2, time.perf_counter)
               for threads in (1, 2)] for _ in range(5)]
    return (max((one for one, _ in rounds), key=lambda a: a[1]),
            max((two for _, two in rounds), key=lambda a: a[1]))


def by_csv(p: Population, command: str, rule: Any,
           times: int = 3) -> tuple[Answer, float]:
    """The command line, from files of CSV to lines of CSV: all of its processor
    time, the start of the program too."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        owner = np.repeat(np.arange(len(p.size)), p.size)
        cells = np.column_stack([owner, p.income // 100, p.income % 100, p.age,
                                 p.disabled, p.ill])
        (folder / "households.csv").write_text("subject_id\n" + "".join(
            f"{h}\n" for h in range(len(p.size))))
        np.savetxt(folder / "members.csv", cells, "%d,%d.%02d,%d,%d,%d",
                   header="subject_id,income,age,disabled,ill", comments="")
        asked = [command, "run", "--rows", "eligible", "payable", "--pack",
                 str(rule), "--as-of", "2025-01-31", "--quiet",
                 str(folder / "households.csv"), str(folder / "members.csv")]
        best = float("inf")
        for _ in range(times):
            started = sum(os.times()[2:4])
            out = subprocess.run(asked, check=True, text=True,
                                 capture_output=True).stdout
            best = min(best, sum(os.times()[2:4]) - started)
    rows = list(csv.DictReader(out.splitlines()))
    return (Answer(sum(row["eligible"] == "true" for row in rows),
                   sum(int(row["payable"].replace(".", "")) for row in rows)),
            len(p.size) / best)


def by_openfisca(p: Population) -> tuple[Answer, float]:
    """Calculation alone: building the simulation, which takes longer, is not
    counted."""
    from openfisca_core import entities, periods, simulations, taxbenefitsystems
    from openfisca_core.variables import Variable

    person = entities.Entity("person", "persons", "", "")
    household = entities.GroupEntity("household", "households", "", "", roles=[
        {"key": "member", "plural": "members"}])

    def variable(name: str, kind: type, of: Any, formula: Any = None) -> Any:
        made = {"value_type": kind, "entity": of, "label": name,
                "definition_period": periods.MONTH}
        if formula is not None:
            made["formula"] = formula
        return type(name, (Variable,), made)

    def rate(of: Any, period: Any) -> Any:
        return np.select(
            [of("ill", period), of("disabled", period), of("age", period) < 16,
             of("age", period) >= 70], [30, 25, 20, 10], 0)

    def gap(of: Any, period: Any) -> Any:
        return LINE * of.nb_persons() - of.sum(of.members("income", period))

    def payable(of: Any, period: Any) -> Any:
        open_ = of("gap", period)
        extra = np.floor(LINE * of.sum(of.members("rate", period)) / 100 + 0.5)
        return np.where(open_ > 0, np.ceil(open_ / 100) * 100 + extra, 0)

    system = taxbenefitsystems.TaxBenefitSystem([person, household])
    for made in (variable("income", float, person),
                 variable("age", int, person), variable("ill", bool, person),
                 variable("disabled", bool, person),
                 variable("rate", int, person, rate),
                 variable("gap", float, household, gap),
                 variable("payable", float, household, payable)):
        system.add_variable(made)

    best, answer = float("inf"), Answer(0, 0)
    for _ in range(3):
        builder = simulations.SimulationBuilder()
        builder.create_entities(system)
        builder.declare_person_entity("person", np.arange(len(p.income)))
        group = builder.declare_entity("household", np.arange(len(p.size)))
        owner = np.repeat(np.arange(len(p.size)), p.size)
        builder.join_with_persons(group, owner,
                                  np.full(len(p.income), "member"))
        simulation = builder.build(system)
        for name, array in (("income", p.income), ("age", p.age),
                            ("ill", p.ill == 1), ("disabled", p.disabled == 1)):
            simulation.set_input(name, "2025-01", array)
        started = time.process_time()
        paid = simulation.calculate("payable", "2025-01")
        open_ = simulation.calculate("gap", "2025-01")
        best = min(best, time.process_time() - started)
        answer = Answer(int((open_ > 0).sum()),
                        int(paid.astype(np.float64).sum()))
    return answer, len(p.size) / best


def by_zen(p: Population) -> tuple[Answer, float]:
    """A decision of one node of expressions, household by household."""
    import zen
    expressions = [
        ("gap", f"{LINE} * len(members) - sum(map(members, #.income))"),
        ("rates", "sum(map(members, #.ill == 1 ? 30 : #.disabled == 1 ? 25 : "
                  "#.age < 16 ? 20 : #.age >= 70 ? 10 : 0))"),
        ("payable", "$.gap > 0 ? ceil($.gap / 100) * 100 + "
                    f"floor({LINE} * $.rates / 100 + 0.5) : 0")]
    nodes = [{"id": "i", "name": "in", "type": "inputNode"},
             {"id": "e", "name": "rule", "type": "expressionNode", "content": {
                 "expressions": [{"id": k, "key": k, "value": v}
                                 for k, v in expressions]}},
             {"id": "o", "name": "out", "type": "outputNode"}]
    edges = [{"id": "1", "sourceId": "i", "targetId": "e", "type": "edge"},
             {"id": "2", "sourceId": "e", "targetId": "o", "type": "edge"}]
    decision = zen.ZenEngine().create_decision({"nodes": nodes, "edges": edges})
    count = min(len(p.size), 3000)
    first = p.first
    households = [{"members": [
        {"income": int(p.income[i]), "age": int(p.age[i]),
         "disabled": int(p.disabled[i]), "ill": int(p.ill[i])}
        for i in range(first[h], first[h + 1])]} for h in range(count)]

    def run() -> Answer:
        eligible = total = 0
        for household in households:
            result = decision.evaluate(household)["result"]
            eligible += result["gap"] > 0
            total += int(result["payable"])
        return Answer(eligible, total)

    return timed(run, count)


# ---- the table ----

def tell(what: str, answer: Answer, rate: float, hand: float,
         wanted: Answer | None) -> bool:
    same = wanted is None or answer == wanted
    print(f"{what:<34}{rate / 1e6:>10.3f}{rate / hand:>10.4f}"
          f"{answer.eligible:>12,}{answer.total:>20,}"
          f"{'' if same else '  DIFFERS'}", flush=True)
    return same


def head(of: Population, most: int = 3000) -> Population:
    """The first households, as many as the slowest engine is asked about."""
    count = min(len(of.size), most)
    members = int(of.first[count])
    return Population(of.size[:count], *(a[:members] for a in of[1:]))


def measure(p: Population, options: argparse.Namespace) -> bool:
    wanted, hand = by_program(p, options.by_hand, "FILE")
    print(f"\n{len(p.size):,} households, {len(p.income):,} members\n"
          f"{'':34}{'M/s':>10}{'of C':>10}{'eligible':>12}{'fen':>20}")
    tell("C by hand", wanted, hand, hand, None)
    from_c, python = by_columns(p, options.by_table, options.rule)
    ok = tell("minzheng, Arrow columns from C", *from_c, hand, wanted)
    ok &= tell("minzheng, Arrow table from Python", *python, hand, wanted)
    print(f"{'  which takes, of the time from C':<34}{from_c[1] / python[1]:>20.2f}")
    one, two = by_threads(p, options.rule)
    ok &= tell("  the same on two threads, by clock", *two, hand, wanted)
    print(f"{'  as many times what one does':<34}{two[1] / one[1]:>20.2f}")
    some = head(p, 300_000)
    ok &= tell("minzheng, CSV to CSV, end to end",
               *by_csv(some, options.command, options.rule), hand,
               by_numpy(some)[0])
    tell("numpy, int64, by hand", *by_numpy(p), hand, wanted)
    if options.peers:
        tell("OpenFisca, calculation alone", *by_openfisca(p), hand, wanted)
        tell("Zen, of the first households", *by_zen(p), hand,
             by_numpy(head(p))[0])
    return ok


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("by_hand")
    parser.add_argument("by_table")
    parser.add_argument("command")
    parser.add_argument("rule", type=pathlib.Path)
    parser.add_argument("--households", type=int, default=1_000_000)
    parser.add_argument("--peers", action="store_true",
                        help="OpenFisca and Zen too")
    options = parser.parse_args()
    ok = measure(random_population(options.households), options)
    print("\nat the line, one fen below and one fen above:", end="")
    ok &= measure(edge_population(300_000), options)
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
