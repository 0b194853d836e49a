#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What does raising the urban standard from 690 to 720 yuan cost, who gains,
and whom does the line of 1.5 standards pick up?

    reform.py [PICTURE.png]      with matplotlib, draws it too
"""
import datetime
import sys
from decimal import Decimal
from typing import Any, Iterator

import minzheng


def families() -> Iterator[dict[str, Any]]:
    """1,200 invented families of Qianjiang, half of them urban."""
    for n in range(1200):
        members = [{"id": f"m{k}",
                    "birth_date": datetime.date(1950 + (n * 7 + k * 23) % 65,
                                                1 + n % 12, 1 + k),
                    "income_items": [{"kind": "wage", "period": "month",
                                      "amount": Decimal(n * 37 % 1300)}]}
                   for k in range(1 + n % 4)]
        yield {"area": "urban" if n % 2 else "rural", "members": members}


def main() -> None:
    simulation = minzheng.Simulation(minzheng.Policy.load("qianjiang"),
                                     families(), month="2020-06", by="area")
    tally = simulation.run(reforms={
        "720": {"dibao_standard": {"urban": "720", "rural": "526"}}})

    before, after = tally.scenarios
    print("outlay a month:", before["outlay"], "->", after["outlay"])
    for row in tally.programmes():
        if row["programme"] in ("dibao", "margin_family"):
            print(f"{row['scenario'] or 'now':>4} {row['programme']:<14}"
                  f"{row['group']:<8}{row['households']:>5} households"
                  f"{row['outlay']:>12} yuan")
    for row in tally.bands():
        if row["households"]:
            print(row["who"], "up to", row["up_to"], ":", row["households"],
                  "households,", row["change"], "yuan")
    for change in tally.moves():
        if change["before"] != change["after"]:
            print(change["before"], "->", change["after"], ":",
                  change["households"])
    if len(sys.argv) > 1:
        tally.plot().savefig(sys.argv[1])


if __name__ == "__main__":
    main()
