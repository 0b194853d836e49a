#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A case over half a year: a wage begins in March, during the freeze."""
import minzheng

FAMILY = {
    "area": "rural",
    "members": [
        {"id": "m1", "birth_date": "1975-05-02", "income_items": [
            {"kind": "wage", "amount": "2400.00", "period": "month",
             "valid_from": "2020-03-10"}]},
        {"id": "m2", "birth_date": "2010-01-15", "income_items": []}]}
HELD = {"dibao": {"state": "active", "amount": "1052.00"}}


def main() -> None:
    policy = minzheng.Policy.load("qianjiang").reform(
        {"dibao_standard": {"urban": "690", "rural": "526"}})
    life = policy.timeline(FAMILY, "2020-01", "2020-07", standing=HELD)
    for month in life:
        dibao = life[month]["dibao"]
        changes = [t["kind"] for t in life[month].transitions
                   if t["programme"] == "dibao"]
        print(month, dibao.outcome, ", ".join(changes))


if __name__ == "__main__":
    main()
