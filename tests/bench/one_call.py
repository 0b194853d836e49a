# SPDX-License-Identifier: Apache-2.0
"""one_call.py: what one question from Python takes beside the same in C.

A family of three is asked about for dibao, and for all programmes. Times are
microseconds of processor time a call, the best of five runs: the facts as JSON
and back out of it, the answer by the library alone through the bridge, the
whole of `Policy.assess`, and the answer read.
"""
import time
from decimal import Decimal
from typing import Any, Callable, Optional

import minzheng
from minzheng import native
from minzheng.facts import to_json

DAY, ALL_KNOWN = 18414, 2**63 - 1
FAMILY = {"area": "rural", "members": [
    {"id": f"m{n}", "birth_date": "1950-03-01", "income_items": [
        {"kind": "wage", "amount": Decimal("300.00"), "period": "month"}]}
    for n in range(3)]}


def microseconds(call: Callable[[], Any], times: int = 300) -> float:
    best = float("inf")
    for _ in range(5):
        started = time.process_time()
        for _ in range(times):
            call()
        best = min(best, time.process_time() - started)
    return best / times * 1e6


def measure(policy: minzheng.Policy, goals: Optional[list[str]]) -> None:
    worker, facts = policy._worker(), to_json(FAMILY)
    request = (1, DAY, ALL_KNOWN, goals)

    def alone() -> None:
        native.minz_subject_read_json(worker.subject, facts)
        native.minz_evaluate_standing(worker.evaluator, worker.subject, None,
                                      request)

    def asked() -> minzheng.Result:
        return policy.assess(FAMILY, month="2020-06", goals=goals)

    for name, call in (("facts to JSON", lambda: to_json(FAMILY)),
                       ("read and evaluated", alone), ("assess", asked),
                       ("assess, and read", lambda: asked()["dibao"])):
        print(f"  {name:<32}{microseconds(call):>14.1f} us")


def main() -> None:
    policy = minzheng.Policy.load("qianjiang")
    print("one question from Python, dibao alone")
    measure(policy, ["dibao"])
    print("one question from Python, all programmes")
    measure(policy, None)


if __name__ == "__main__":
    main()
