#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""One family: what it qualifies for, what is missing, and why."""
from decimal import Decimal

import minzheng

FAMILY = {
    "area": "rural",
    "financial_assets": Decimal("3000.00"),
    "members": [
        {"id": "grandmother", "birth_date": "1941-05-02", "relation": "self",
         "income_items": [{"kind": "pension", "amount": Decimal("1440.00")}]},
        {"id": "grandson", "birth_date": "2009-11-20", "relation": "other",
         "income_items": []}]}


def main() -> None:
    policy = minzheng.Policy.load("qianjiang")
    result = policy.assess(FAMILY, month="2020-06")
    for answer in result.programmes():
        if answer.eligible:
            print(answer.name, answer.row_id or "", answer.amount)
    print(result.explain("en", "dibao").splitlines()[0])


if __name__ == "__main__":
    main()
