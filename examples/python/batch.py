#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A month of a register in two CSV files: households, and their members.

Amounts are read as decimals and ids as text. Left to guess, a reader makes
binary floats of the ones and numbers of the others.
"""
import pathlib
from typing import Any

import pyarrow
import pyarrow.compute
import pyarrow.csv

import minzheng

HERE = pathlib.Path(__file__).resolve().parent
MONEY = pyarrow.decimal128(12, 2)


def read(name: str, **types: Any) -> Any:
    convert = pyarrow.csv.ConvertOptions(column_types={
        "household": pyarrow.string(), "id": pyarrow.string(), **types})
    return pyarrow.csv.read_csv(HERE / name, convert_options=convert)


def income_items(wages: Any) -> Any:
    """A wage is a list of one item, and no wage told a list that is not told:
    null. A wage of 0.00 is an empty list."""
    return pyarrow.array(
        [None if w is None else
         [{"kind": "wage", "amount": w, "period": "month"}] if w else []
         for w in wages.to_pylist()],
        pyarrow.list_(pyarrow.struct({"kind": pyarrow.string(),
                                      "amount": MONEY,
                                      "period": pyarrow.string()})))


def main() -> None:
    households = read("households.csv", financial_assets=MONEY)
    members = read("members.csv", birth_date=pyarrow.date32(),
                   monthly_wage=MONEY)
    members = members.append_column(
        "income_items", income_items(members["monthly_wage"])
    ).drop_columns(["monthly_wage"])

    policy = minzheng.Policy.load("qianjiang")
    answer = policy.assess_table(
        households, lists={"members": members}, on="household",
        month="2020-06", goals=["dibao"])

    for row in answer.to_pylist():
        print(row["household"], row["dibao.outcome"], row["dibao.amount"],
              row["dibao.reasons"] or row["dibao.missing"] or row["error"]
              or "")
    print("outlay:", pyarrow.compute.sum(answer["dibao.amount"]))


if __name__ == "__main__":
    main()
