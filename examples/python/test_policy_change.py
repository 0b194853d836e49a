# SPDX-License-Identifier: Apache-2.0
"""A change of policy under test: the urban standard goes from 690 to 720 yuan.
Which families must change, and which must not? Run by pytest.
"""
from decimal import Decimal
from typing import Any

import pytest

import minzheng

BEFORE = minzheng.Policy.load("qianjiang")
AFTER = BEFORE.reform({"dibao_standard": {"urban": "720", "rural": "526"}})


def family(area: str, *wages: int) -> dict[str, Any]:
    return {"area": area, "members": [
        {"id": f"m{k}", "birth_date": "1980-01-01", "income_items": [
            {"kind": "wage", "amount": Decimal(wage), "period": "month"}]}
        for k, wage in enumerate(wages)]}


def dibao(policy: minzheng.Policy, facts: dict[str, Any]) -> Any:
    return policy.assess(facts, month="2020-06")["dibao"]


@pytest.mark.parametrize("wages, gain", [
    ((0,), 30), ((600,), 30), ((689, 689), 60), ((100, 200, 300), 90)])
def test_who_is_on_the_list_gains_thirty_a_head(
        wages: tuple[int, ...], gain: int) -> None:
    facts = family("urban", *wages)
    assert dibao(AFTER, facts).amount - dibao(BEFORE, facts).amount == gain


@pytest.mark.parametrize("wage", [690, 700, 719])
def test_who_was_just_above_the_line_comes_in(wage: int) -> None:
    facts = family("urban", wage)
    assert not dibao(BEFORE, facts).eligible
    assert dibao(AFTER, facts).amount == 720 - wage


@pytest.mark.parametrize("facts", [
    family("urban", 720), family("urban", 5000), family("rural", 0),
    family("rural", 525), family("rural", 526)])
def test_nobody_else_is_touched(facts: dict[str, Any]) -> None:
    before, after = dibao(BEFORE, facts), dibao(AFTER, facts)
    assert (before.outcome, before.amount) == (after.outcome, after.amount)


def test_what_is_not_known_stays_unknown() -> None:
    facts = {"area": "urban", "members": [{"id": "m1"}]}
    assert dibao(AFTER, facts).outcome == "unknown"
    assert dibao(AFTER, facts).missing == dibao(BEFORE, facts).missing
