# SPDX-License-Identifier: Apache-2.0
"""Lives over months: a state machine of dibao, and what must hold of all.

`plain_life` makes a family whose income changes on first days, by more than
what would not be marked; `payments` says what it is paid each month, by the
rules of change, stop and freeze (2.13, 2.15). `any_life` takes a random
household through some months, for properties that need no model.
"""
import datetime
from fractions import Fraction as F

import households
import law

FREEZE = "2020-02", "2020-06"
EXEMPT = {"DEATH", "TEKUN", "ORPHAN", "CHILD_SCHEME"}


def months_between(first, last):
    at, months = law.day(first + "-01"), []
    while at.isoformat()[:7] <= last:
        months.append(at.isoformat()[:7])
        at = law.add_months(at, 1)
    return months


def plain_life(maker, name):
    r = maker.r
    first = r.choice(["2019-10", "2019-12", "2020-01", "2021-03", "2022-08",
                      "2026-03"])
    last = law.add_months(law.day(first + "-01"),
                          r.randrange(9, 14)).isoformat()[:7]
    months = months_between(first, last)
    size = r.choice([1, 2, 3])
    steps = sorted(r.sample(range(1, len(months)), 3))
    starts = [None] + [law.day(months[i] + "-01") for i in steps]
    periods = []
    for i, start in enumerate(starts):
        period = {"value": households.yuan(
            12 * size * r.choice([0, 100, 200, 300, 400, 480, 900]))}
        if start:
            period["from"] = start.isoformat()
        if i + 1 < len(starts):
            period["to"] = (starts[i + 1] - datetime.timedelta(1)).isoformat()
        periods.append(period)
    members = [{"id": "m%d" % i, "birth_date": "1980-05-05",
                "income_items": []} for i in range(size)]
    members[0]["income_items"] = [{"kind": "other", "amount": periods}]
    facts = {"area": r.choice(["urban", "rural"]), "members": members}
    if maker.chance(0.25):
        start = r.choice(months[2:])
        facts["vehicles"] = [{"kind": "car", "valid_from": start + "-01"}]
    if size > 1 and maker.chance(0.4):
        # Apart from other changes, also in the month after, when it takes
        # effect: one transition is taken a month.
        quiet = [m for i, m in enumerate(months[1:-1], 1)
                 if i not in steps and i + 1 not in steps] or [months[-1]]
        died = law.day(r.choice(quiet) + "-01") + datetime.timedelta(
            r.randrange(0, 28))
        members[1]["died_on"] = died.isoformat()
    if maker.chance(0.3):
        facts["decision_date"] = months[0] + "-15"
    return {"id": name, "months": [first, last], "facts": facts}


def payments(life, chosen):
    """(month, amount paid) pairs, as far as the texts say: where a death
    meets another reason to pay less, they do not."""
    held, amount, due, paid, level = False, F(0), None, [], None
    decided = life["facts"].get("decision_date")
    deaths = {m["died_on"][:7] for m in life["facts"]["members"]
              if "died_on" in m}
    before = None
    for month in months_between(*life["months"]):
        now = law.assess(life["facts"], chosen, month=month)["dibao"]
        frozen = FREEZE[0] <= month <= FREEZE[1]
        lower = now["outcome"] != "eligible" or now["amount"] < amount
        if held and before in deaths and lower:
            if due is not None or level != amount or (
                    now["outcome"] != "eligible"):
                return paid
            amount = now["amount"]
        elif due is not None:
            held, amount, due = due > 0, due, None
        if not held:
            if now["outcome"] == "eligible" and now["amount"] > 0:
                if decided and decided[:7] == month:
                    due = now["amount"]
                else:
                    held, amount = True, now["amount"]
        elif now["outcome"] == "eligible" and now["amount"] > amount:
            amount = now["amount"]
        elif not frozen and (now["outcome"] != "eligible"
                             or now["amount"] < amount):
            due = now["amount"]
        paid.append((month, amount if held else F(0)))
        before, level = month, now["amount"]
    return paid


def any_life(maker, name, chosen):
    """A random household with what changes in a month, over some months."""
    while True:
        home, unknown = maker.household(name, chosen)
        month = home.pop("month", None)
        if month and not unknown:
            break
    home.pop("as_of", None)
    first = law.add_months(law.day(month + "-01"), -maker.r.randrange(1, 4))
    last = law.add_months(first, maker.r.randrange(4, 8))
    home["months"] = [first.isoformat()[:7], last.isoformat()[:7]]
    return home


def amounts(month):
    """{(programme, row): amount} of a month of a result."""
    found = {}
    for name, answer in month["programmes"].items():
        for row in answer if isinstance(answer, list) else [answer]:
            found[name, row.get("id")] = row["amount"]
    return found


def lowered_by_freeze(months):
    """Months of the freeze in which dibao or tekun fell without a cause."""
    found, before, causes = [], {}, {}
    for month in months:
        now = amounts(month)
        here = {}
        for t in month["transitions"]:
            here.setdefault((t["programme"], t.get("row")),
                            set()).add(t.get("cause"))
        for key, amount in now.items():
            if key[0] not in ("dibao", "tekun") or amount is None:
                continue
            was = before.get(key)
            if was is not None and F(amount) < F(was) and (
                    FREEZE[0] < month["month"] <= FREEZE[1]):
                seen = set().union(*(
                    c for k, c in list(causes.items()) + list(here.items())
                    if k[0] == key[0]))
                if not seen & EXEMPT:
                    found.append("%s: %s of %s fell from %s to %s" % (
                        month["month"], *key, was, amount))
        before, causes = now, here
    return found


def paid_twice(month, standing, present):
    """Persons paid by two programmes that exclude each other. Dibao says for
    how many it pays; who is on tekun is not among them."""
    found, now = [], amounts(month)
    paid = {key for key, amount in now.items() if amount and F(amount) > 0}
    for name, row in paid:
        if name == "single_person_cover" and (
                ("dibao", None) in paid or ("tekun", row) in paid):
            found.append("%s: %s on single-person cover and more" % (
                month["month"], row))
    others = sum(name == "tekun" for name, _ in paid)
    counted = (standing or {}).get("dibao", {}).get("counted") or 0
    if ("dibao", None) in paid and counted + others > present:
        found.append("%s: dibao for %d and tekun for %d, of %d persons" % (
            month["month"], counted, others, present))
    return found
