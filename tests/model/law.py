# SPDX-License-Identifier: Apache-2.0
"""The rules of dibao, tekun and the price subsidy as a slow model.

Written from the policy texts, article by article, with exact fractions. It
shares no expression with the packs: only the names of facts, parameters and
codes are theirs. A `Snapshot` is a household on one day; `assess` answers for
a day or for a month. A rule that cannot be applied raises `Review`.
"""
import calendar
import datetime
import functools
import math
from fractions import Fraction as F

day = functools.lru_cache(None)(datetime.date.fromisoformat)


class Review(Exception):
    """A person has to look at it: the codes say why."""

    def __init__(self, *codes):
        super().__init__(*codes)
        self.codes = set(codes)


class NotModelled(Exception):
    """Rests on a programme that this model does not know."""


def month_first(date):
    return date.replace(day=1)


def month_last(date):
    return date.replace(day=calendar.monthrange(date.year, date.month)[1])


def add_months(date, n):
    months = date.year * 12 + date.month - 1 + n
    year, month = divmod(months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return datetime.date(year, month + 1, min(date.day, last))


def age(birth, on):
    """Completed years; 29 February counts as the 28th in common years."""
    years = on.year - birth.year
    if add_months(birth, 12 * years) > on:
        years -= 1
    return years


def rounded(x, unit, mode):
    n = F(x) / F(unit)
    if mode == "half_up":
        whole = math.floor(abs(n) + F(1, 2))
        return whole * (1 if n >= 0 else -1) * F(unit)
    return {"ceil": math.ceil, "floor": math.floor}[mode](n) * F(unit)


# Values by date: (first day, value), the last one whose day has come holds.
# None: not known. Sections are those of the assistance reference.
V2021, LAW = "2021-07-01", "2026-07-01"
HUBEI_EXEMPT = {"YF_PENSION", "DISABILITY_LIVING", "DISABILITY_NURSING"}
CITY_EXEMPT = HUBEI_EXEMPT | {
    "FP_REWARD", "SCHOLARSHIP", "HERO_AWARD", "SA_CASH", "DEFACTO_CHILD",
    "ADVANCED_AGE", "DONATION_ONEOFF", "MEDICAL_REIMBURSE"}
LEVELS = {"compulsory", "senior_secondary", "junior_college", "bachelor"}
GROUPS = {"entitled_group", "dibao", "tekun", "unemployment_insurance"}
WIDER = GROUPS | {"orphan", "defacto_child"}
SINCE = "1900-01-01"
VALUES = {
    # 14.2; the months by the notice of 2017
    "dibao_standard": [
        (SINCE, None), ("2016-04-01", {"urban": 480, "rural": 317}),
        ("2017-04-01", {"urban": 530, "rural": 349}), ("2018-04-01", None),
        ("2020-04-01", {"urban": 690, "rural": 526}), ("2021-04-01", None)],
    "low_income_line": [
        (SINCE, None), ("2016-04-01", {"urban": 720, "rural": 476}),
        ("2017-04-01", {"urban": 795, "rural": 524}), ("2018-04-01", None)],
    "household.excluded_statuses": [
        (SINCE, {"prisoner", "labour_camp"}),
        (V2021, {"prisoner", "compulsory_rehab", "declared_missing"})],
    "income.window_months": [(SINCE, 12)],
    "income.exempt_codes": [(SINCE, HUBEI_EXEMPT), ("2020-01-01", CITY_EXEMPT)],
    "income.res_pension_central_exempt": [
        (SINCE, False), (V2021, True), ("2026-01-01", False)],
    "income.res_pension_central_expired": [
        (SINCE, "count"), ("2026-01-01", "confirm")],
    "deduct.work_cost.mode": [(SINCE, "none"), ("2023-01-01", "pct_wage")],
    "deduct.work_cost.value": [(SINCE, F(1, 5))],
    "deduct.rigid.mode": [(SINCE, "actual")],
    "deduct.rigid.trigger_ratio": [(SINCE, 2)],
    "deduct.rigid.categories": [
        (SINCE, {"medical"}), (V2021, {"medical", "disability"}),
        ("2023-01-01", {"medical", "disability", "education"})],
    "support.mode": [(SINCE, "F2")],
    "support.f2.rate": [(SINCE, F(3, 10))],
    "support.f3.rate": [(SINCE, F(1, 10))],
    "property.fin_assets_years": [(SINCE, 3)],
    "property.cars_max": [(SINCE, 0)],
    "property.homes_max": [(SINCE, 1)],
    "property.home_area_mean": [(SINCE, None)],
    "pay.round.stage": [(SINCE, "household")],
    "pay.round.unit_fen": [(SINCE, 100)],
    "pay.round.mode": [(SINCE, "half_up")],
    "pay.floor.mode": [(SINCE, "none")],
    "pay.floor.value": [(SINCE, F(1, 5))],
    "supp.elderly_age": [(SINCE, 70)],
    "supp.stack": [(SINCE, False)],
    "supp.rate": [(SINCE, {g: F(1, 5) for g in (
        "elderly", "minor", "student", "severe_disability",
        "serious_illness")})],
    "tekun.minor_age": [(SINCE, 16), ("2020-08-25", 18), (V2021, 16),
                        (LAW, 18)],
    "tekun.disability_grade": [
        (SINCE, {"intellectual": 2, "mental": 2, "limb": 1}),
        (V2021, {"intellectual": 3, "mental": 3, "limb": 2, "visual": 1})],
    "tekun.exempt": [
        (SINCE, {"RES_PENSION_CENTRAL", "MEDICAL_REIMBURSE", "ADVANCED_AGE",
                 "SA_CASH", "DISABILITY_LIVING", "DISABILITY_NURSING",
                 "DEFACTO_CHILD", "YF_PENSION"})],
    "local_income_per_head": [(SINCE, None)],
    "average_wage": [(SINCE, None)],
    "tekun_rural_self": [
        (SINCE, None), ("2016-10-10", 584), ("2017-04-01", 634),
        ("2018-04-01", None), ("2020-04-01", 936), ("2021-04-01", None)],
    "tekun_standard": [
        (SINCE, None),
        ("2020-04-01", {
            "urban": {"self": 1380, "partial": 1480, "full": 2203},
            "rural": {"self": 936, "partial": 1036, "full": 1990}}),
        ("2021-04-01", None)],
    "price.trigger_cpi": [
        (SINCE, F(35, 1000)), ("2022-09-01", F(30, 1000)),
        ("2023-04-01", F(35, 1000))],
    "price.trigger_food": [(SINCE, F(55, 1000))],
    "price.base": [(SINCE, "own"), ("2022-01-01", "dibao")],
    "price.multiplier": [
        (SINCE, 1), ("2020-03-01", 2), ("2020-07-01", 1)],
    "price.min": [(SINCE, 0), ("2022-01-01", 30)],
    "price.groups": [
        (SINCE, GROUPS), ("2020-03-01", WIDER | {"unemployment_aid"}),
        ("2020-07-01", GROUPS), ("2022-01-01", WIDER | {"hiv_child"}),
        ("2022-09-01",
         WIDER | {"hiv_child", "unemployment_aid", "margin"}),
        ("2023-04-01", WIDER | {"hiv_child"})],
}


def exact(value):
    """A value of `set`: numbers written as text become fractions."""
    if isinstance(value, dict):
        return {k: exact(v) for k, v in value.items()}
    if isinstance(value, str):
        try:
            return F(value)
        except ValueError:
            return value
    return value


def at(value, on):
    """A scalar fact as of a day: bare, or a list of periods."""
    if isinstance(value, list) and value and isinstance(value[0], dict) \
            and "value" in value[0]:
        for p in value:
            if p.get("from", SINCE) <= on.isoformat() <= p.get("to", "9999"):
                return p["value"]
        return None
    return value


ASKED = {"members", "income_items", "tekun_obligors"}


class Row(dict):
    """Facts of a row on a day; `read` gives the default of a missing one."""

    def __init__(self, facts, on):
        super().__init__((k, at(v, on)) for k, v in facts.items())
        self.on, self.lists = on, {}

    def rows(self, name):
        """A list that is not given is empty, unless it has to be given."""
        if name not in self.lists:
            text = self.on.isoformat()
            given = self[name] if name in ASKED else self.get(name, [])
            self.lists[name] = [
                Row(r, self.on) for r in given
                if r.get("valid_from", SINCE) <= text
                and text <= r.get("valid_to", "9999-12-31")]
        return self.lists[name]

    def money(self, name):
        return F(self.get(name, 0))

    def date(self, name):
        return day(self[name]) if self.get(name) else None


class Snapshot:
    """A household on a day, by the rules in force on `rules`.

    `ends`: the snapshot on which outcomes rest, itself or the month's last
    day. Who is on tekun is an outcome.
    """

    def __init__(self, facts, on, rules, chosen, ends=None):
        self.on, self.rules, self.chosen = on, rules, chosen
        self.ends = ends or self
        self.h = Row(facts, on)
        self.all = self.h.rows("members")
        self.rows_of, self.values = {}, {}

    def p(self, name):
        """The value of a parameter on the day of the rules."""
        if name not in self.values:
            value = None
            for first, v in VALUES[name]:
                if day(first) <= self.rules:
                    value = v
            if name in self.chosen:
                value = exact(self.chosen[name])
            self.values[name] = value
        if self.values[name] is None:
            raise Review("parameter_unset")
        return self.values[name]

    def since(self, text):
        return self.rules >= day(text)

    # 2.2 Who counts

    def in_school(self, m):
        return (m.get("schooling", "none") in LEVELS
                and (m.get("full_time_study", True) or not self.since(V2021)))

    def in_family(self, m):
        relation = m.get("relation", "declared")
        by_duty = (m.get("support_duty", False)
                   and m.get("long_residence", False)
                   and m.get("lives_with_family", True))
        if relation in ("declared", "self", "spouse"):
            return True
        if relation == "child":
            return (age(m.date("birth_date"), self.on) < 18
                    or m.get("dependent_adult", False)
                    or self.in_school(m) or by_duty)
        if relation == "parent" and not self.since(V2021):
            return m.get("lives_with_family", True) or by_duty
        return by_duty

    def gone(self, m):
        """Dead since an earlier month."""
        died = m.date("died_on")
        return died is not None and died < month_first(self.on)

    def on_tekun(self, m):
        if "tekun_member" in m:
            return m["tekun_member"]
        if self.ends.row(m["id"]) is None:
            return False
        outcome, codes = self.ends.tekun(m["id"])
        first = self.ends.tekun_first(m["id"])
        if outcome == "not_eligible" or (first and first > self.on):
            return False
        if outcome == "manual_review":
            raise Review(*codes)
        return True

    def counts(self, m):
        key = "counts", m["id"]
        if key not in self.rows_of:
            try:
                self.rows_of[key] = self.belongs(m)
            except Review as review:
                self.rows_of[key] = review
        if isinstance(self.rows_of[key], Review):
            raise self.rows_of[key]
        return self.rows_of[key]

    def belongs(self, m):
        if not self.in_family(m) or self.gone(m):
            return False
        since = m.date("clergy_since")
        if since and self.on >= add_months(since, 36):
            return False
        if set(m.get("statuses", [])) & self.p("household.excluded_statuses"):
            return False
        return not m.get("orphan_member", False) and not self.on_tekun(m)

    def members(self):
        if "members" not in self.rows_of:
            self.rows_of["members"] = [m for m in self.all if self.counts(m)]
        return self.rows_of["members"]

    def n(self):
        return len(self.members())

    def category(self, m):
        """Of the standard; agricultural and others apart until mid-2021."""
        if m.get("hukou_category") and not self.since(V2021):
            return ("rural" if m["hukou_category"] == "agricultural"
                    else "urban")
        return self.h["area"]

    def registered(self, m):
        return m.get("hukou_place", "local") == "local"

    def some_member(self, condition):
        """Whether it holds for one who counts: one who surely does, or else
        nobody may be in doubt."""
        doubts = set()
        for m in self.all:
            if condition(m):
                try:
                    if self.counts(m):
                        return True
                except Review as review:
                    doubts |= review.codes
        if doubts:
            raise Review(*doubts)
        return False

    def hukou_met(self):
        return both(
            lambda: self.some_member(self.registered),
            lambda: not self.some_member(
                lambda m: m.get("dibao_elsewhere", False)))

    # 2.4 to 2.7 Income

    def window(self):
        applied = self.h.date("application_date") or self.on
        last = month_first(applied) - datetime.timedelta(1)
        first = add_months(month_first(last),
                           1 - int(self.p("income.window_months")))
        return first, last

    def item(self, item):
        """Net amount of an item in the window."""
        got = item.date("received_on")
        first, last = self.window()
        if got and not first <= got <= last:
            return F(0)
        net = F(item["amount"]) - item.money("cost")
        if item["kind"] == "operating" and net < 0:
            return F(0)
        if item.get("period", "window") == "month":
            net *= item.get("months_received",
                            int(self.p("income.window_months")))
        return net

    def counted(self, kind, amount):
        if kind == "RES_PENSION_CENTRAL":
            if self.p("income.res_pension_central_exempt"):
                return F(0)
            if self.p("income.res_pension_central_expired") == "confirm":
                raise Review("NEEDS_POLICY_CONFIRMATION")
            return amount()
        if kind in self.p("income.exempt_codes"):
            return F(0)
        return amount()

    def support(self, o):
        """A month's support by an obligor who lives elsewhere (2.6)."""
        if o.get("fixed_payment") is not None:
            return o.money("fixed_payment")
        paid = o.money("actual_payment")
        if o.get("obligor_incapable", False):
            return paid
        if self.since(LAW) and not o["obligor_consent"]:
            raise Review("no_consent")
        income, size = F(o["obligor_income"]), o["obligor_household_size"]
        area = o.get("obligor_area") or self.h["area"]
        mode = self.p("support.mode")
        if mode == "F3":
            due = self.p("support.f3.rate") * income
        elif mode == "F2":
            line = self.low_income_line(area)
            due = max(F(0), self.p("support.f2.rate") * (income - line * size))
        else:
            children = o.get("children_of_parent") or len(
                self.h.rows("obligors"))
            rate = F(1, 2) if children <= 2 else F(2, 5)
            excess = income / size - self.p("dibao_standard")[area]
            due = max(F(0), rate * excess) / o.get("parents_supported", 1)
        return max(due, paid)

    def low_income_line(self, area):
        try:
            return self.p("low_income_line")[area]
        except Review:
            return F(3, 2) * self.p("dibao_standard")[area]

    def gross(self):
        w = int(self.p("income.window_months"))
        total = sum((self.counted(i["kind"], lambda i=i: self.item(i))
                     for m in self.members() for i in m.rows("income_items")),
                    F(0))
        total += sum((self.counted(i["kind"], lambda i=i: F(i["amount"]))
                      for i in self.h.rows("shared_income")), F(0))
        return total + w * sum((self.support(o)
                                for o in self.h.rows("obligors")), F(0))

    def deductions(self, gross):
        total = F(0)
        for m in self.members():
            total += m.money("tax_paid") + m.money("social_insurance_paid")
            if self.since(V2021):
                total += m.money("support_paid")
            if self.p("deduct.work_cost.mode") == "pct_wage":
                total += self.p("deduct.work_cost.value") * sum(
                    self.item(i) for i in m.rows("income_items")
                    if i["kind"] == "wage")
        mode, rigid = self.p("deduct.rigid.mode"), sum(
            (m.money(k + "_cost") for m in self.members()
             for k in self.p("deduct.rigid.categories")), F(0))
        if mode == "actual" or (
                mode == "threshold"
                and rigid > self.p("deduct.rigid.trigger_ratio") * gross):
            total += rigid
        return total

    def per_head(self):
        if "per_head" not in self.rows_of:
            gross = self.gross()
            net = max(F(0), gross - self.deductions(gross))
            self.rows_of["per_head"] = net / (
                self.n() * int(self.p("income.window_months")))
        return self.rows_of["per_head"]

    def standard(self, area):
        return F(self.p("dibao_standard")[area])

    def units(self):
        units = {}
        for m in self.members():
            units.setdefault(self.category(m), []).append(m)
        return units

    def income_met(self):
        return self.n() > 0 and self.per_head() < max(
            self.standard(area) for area in self.units())

    # 2.8 Property

    def assets_met(self):
        assets = F(self.h.get("financial_assets", 0))
        return assets <= self.n() * 12 * self.p(
            "property.fin_assets_years") * self.standard(self.h["area"])

    def homes_met(self):
        homes = self.h.rows("homes")
        if len(homes) <= self.p("property.homes_max"):
            return True
        return len(homes) == 2 and sum(
            F(r["floor_area"]) for r in homes
            ) <= self.n() * self.p("property.home_area_mean")

    def cars_met(self):
        exempt = "mobility_vehicle", "motorcycle", "farm_machine"
        return sum(v["kind"] not in exempt for v in self.h.rows(
            "vehicles")) <= self.p("property.cars_max")

    def property_met(self):
        return both(
            self.assets_met, self.homes_met, self.cars_met,
            lambda: self.h.get("nonresidential_count", 0) == 0,
            lambda: not self.h.get("active_business", False))

    # 2.9, 2.10 Payment

    def pay_round(self, x):
        return rounded(x, F(self.p("pay.round.unit_fen"), 100),
                       self.p("pay.round.mode"))

    def unit_pay(self, area, people):
        s, y, n = self.standard(area), self.per_head(), len(people)
        if y >= s:
            return F(0)
        per_head = self.p("pay.round.stage") == "per_capita"
        mode, value = self.p("pay.floor.mode"), self.p("pay.floor.value")
        gap = s - (self.pay_round(y) if per_head else y)
        if mode == "pct_S_per_person":
            least = value * s
            gap = max(gap, self.pay_round(least) if per_head else least)
        pay = gap * n
        if mode == "yuan":
            pay = max(pay, value)
        return pay if per_head else self.pay_round(pay)

    def base(self):
        return sum((self.unit_pay(a, u) for a, u in self.units().items()),
                   F(0))

    def payment(self):
        """Less the own share of who refused suitable work three times."""
        base, n = self.base(), self.n()
        refused = sum(m.get("work_refusals", 0) >= 3 for m in self.members())
        if not refused:
            return base
        return self.pay_round(base * (n - refused) / n)

    def groups(self, m):
        if m.get("birth_date"):
            years = age(m.date("birth_date"), self.on)
            if years >= self.p("supp.elderly_age"):
                yield "elderly"
            if years < 18:
                yield "minor"
            elif self.in_school(m) and m.get("full_time_study", True):
                yield "student"
        if (m.get("disability_grade") or 9) <= 2:
            yield "severe_disability"
        if m.get("serious_illness", False):
            yield "serious_illness"

    def supplement(self):
        total = F(0)
        for area, people in self.units().items():
            s = self.standard(area)
            if self.per_head() >= s:
                continue
            for m in people:
                rates = [self.p("supp.rate")[g] for g in self.groups(m)]
                rate = sum(rates) if self.p("supp.stack") else max(
                    rates, default=0)
                total += rounded(rate * s, 1, "ceil")
        return total

    # 3 Tekun

    def row(self, name):
        return next((m for m in self.all if m["id"] == name), None)

    def tekun_area(self, m):
        if m.get("contracted_land", False) and self.since(V2021):
            return "rural"
        if m.get("relocated_to_town", False) and self.since(V2021):
            return "urban"
        if m.get("hukou_category"):
            return ("rural" if m["hukou_category"] == "agricultural"
                    else "urban")
        return self.h["area"]

    def on_tekun_as_minor(self, m):
        confirmed = m.date("tekun_confirmed_on")
        if confirmed:
            at = age(m.date("birth_date"), confirmed)
            below = [v for first, v in VALUES["tekun.minor_age"]
                     if day(first) <= confirmed][-1]
            return at < (18 if m.get("tekun_member") else below) and (
                m.get("tekun_member") is not False)
        return m.get("tekun_member", False)

    def no_labour(self, m):
        years = age(m.date("birth_date"), self.on)
        if years >= 60 or years < self.p("tekun.minor_age"):
            return True
        if self.on_tekun_as_minor(m) and (
                years < 18 and self.since("2020-08-25")
                or m.get("schooling") in ("compulsory", "senior_secondary")):
            return True
        kind, grade = m.get("disability_type"), m.get("disability_grade")
        if not kind or not grade:
            return False
        limits = self.p("tekun.disability_grade")
        if kind == "multiple":
            if grade > max(limits.values()):
                return False
            raise Review("multiple_disability")
        return grade <= limits.get(kind, 0)

    def basic(self, area):
        return rounded(F(13, 10) * self.standard(area), 1, "ceil")

    def no_source(self, m):
        area = self.tekun_area(m)
        homes = m.get("own_homes", len(self.h.rows("homes")))
        if homes > 1:
            return False
        assets = m.money("own_assets") if "own_assets" in m else (
            self.h.money("financial_assets") / len(self.all))
        income = sum((self.item(i) for i in m.rows("income_items")
                      if i["kind"] not in self.p("tekun.exempt")), F(0))
        income /= int(self.p("income.window_months"))
        return (income < self.standard(area)
                and assets <= 2 * 12 * self.basic(area))

    def obligor_capable(self, o):
        """Has a duty, and the capacity for it."""
        relation, born = o["obligor_relation"], o.date("obligor_birth_date")
        if relation in ("grandparent", "grandchild", "sibling"):
            if not o["duty_arises"]:
                return False
        elif relation not in ("spouse", "parent", "child"):
            return False
        years = age(born, self.on)
        if relation == "child" and years < 18:
            return False
        if o.get("obligor_tekun", False):
            return False
        dibao = o.get("obligor_dibao", False)
        kind = o.get("obligor_disability_type")
        grade = o.get("obligor_disability_grade") or 9
        severe = grade <= 2
        asked = bool(set(o.get("obligor_statuses", [])))
        means_too = False
        if self.since(V2021):
            if dibao and years >= 60:
                return False
            severe = severe or (grade == 3
                                and kind in ("intellectual", "mental"))
            means_too = years >= 70 or severe
        else:
            asked = asked or (dibao and (years >= 60 or severe))
        if not asked and not means_too:
            return True
        if not o["obligor_property_met"]:
            return True
        if not asked and F(o["obligor_own_income"]) >= self.p(
                "local_income_per_head"):
            return True
        if self.since(LAW) and not o["obligor_consent"]:
            raise Review("no_consent")
        return False

    def no_supporter(self, m):
        doubts = set()
        if "tekun_obligors" not in m:
            raise Review("missing")
        for o in m.rows("tekun_obligors"):
            try:
                if self.obligor_capable(o):
                    return False
            except Review as review:
                doubts |= review.codes
        if doubts:
            raise Review(*doubts)
        return True

    def tekun_tests(self, m):
        young = age(m.date("birth_date"), self.on) < 18
        return {
            "tekun_sought": lambda: m.get("tekun_applied", False)
            or m.get("tekun_member", False)
            or bool(m.get("tekun_confirmed_on")),
            "registered_here": lambda: self.registered(m),
            "tekun_status_met": lambda: not self.gone(m) and not set(
                m.get("statuses", [])) & {"prisoner", "declared_missing",
                                          "declared_dead"},
            "no_labour_capacity": lambda: self.no_labour(m),
            "no_living_source": lambda: self.no_source(m),
            "no_capable_supporter": lambda: self.no_supporter(m),
            "tekun_not_child_scheme": lambda: not m.get(
                "orphan_member", False) and not (
                    m.get("child_benefit_chosen", False) and young
                    and self.since(V2021)),
        }

    def tekun(self, name):
        key = "tekun", name
        if key not in self.rows_of:
            m = self.row(name)
            if not self.since("2016-10-10"):
                self.rows_of[key] = "not_eligible", {"not_in_force"}
            elif m is None:
                self.rows_of[key] = "not_eligible", set()
            else:
                self.rows_of[key] = judge(self.tekun_tests(m))
        return self.rows_of[key]

    def tekun_first(self, name):
        confirmed = self.row(name).date("tekun_confirmed_on")
        return confirmed and add_months(month_first(confirmed), 1)

    def tekun_total(self, area, grade):
        try:
            return F(self.p("tekun_standard")[area][grade])
        except Review:
            pass
        basic = self.basic(area)
        if grade == "full":
            return basic + rounded(
                F(33, 100) * self.p("average_wage") / 12, 1, "ceil")
        if area == "urban":
            total = rounded(2 * self.standard(area), 1, "ceil")
        else:
            total = F(self.p("tekun_rural_self"))
        return total + (100 if grade == "partial" else 0)

    def tekun_amount(self, name):
        m = self.row(name)
        if m["support_form"] == "dispersed":
            grade = "self"
        elif m.get("care_grade_assessed"):
            grade = m["care_grade_assessed"]
        else:
            fails = len(m["care_items_failed"])
            grade = "self" if fails == 0 else (
                "partial" if fails <= 3 else "full")
        return self.tekun_total(self.tekun_area(m), grade)

    # 8 Price subsidy

    def growths(self):
        given = [self.h.get("cpi_growth_given"), self.h.get(
            "food_growth_given")]
        return [None if g is None else F(g) for g in given]

    def triggering(self):
        lines = self.p("price.trigger_cpi"), self.p("price.trigger_food")
        pairs = list(zip(self.growths(), lines))
        reached = [g for g, line in pairs if g is not None and g >= line]
        if not reached and any(g is None for g, _ in pairs):
            raise Review("price_index_missing")
        return reached

    def price_rosters(self, m):
        """(group, own standard) pairs that are paid."""
        groups = self.p("price.groups")
        return [r for r in m.rows("price_rosters") if r["group"] in groups]

    def price_class(self, m):
        """Of who is on no roster."""
        groups = self.p("price.groups")
        if self.on_tekun(m):
            return "tekun"
        if m.get("orphan_member", False):
            return "orphan" if "orphan" in groups else None
        if not self.counts(m):
            return None
        outcome, codes = self.ends.dibao()
        if outcome == "manual_review":
            raise Review(*codes)
        if outcome == "eligible":
            return "dibao"
        if "margin" in groups or m.get("serious_illness") or m.get(
                "disability_grade") or m.get("clergy_since"):
            raise NotModelled
        return None

    def price_of(self, group, own, m):
        growth = max(self.triggering())
        if self.p("price.base") == "dibao":
            standard = self.standard(self.category(m))
        elif own is not None:
            standard = F(own)
        elif group in ("dibao", "margin"):
            standard = self.standard(self.category(m))
        elif group == "tekun" and self.since("2016-10-10"):
            standard = self.tekun_total(self.tekun_area(m), "self")
        elif group in ("orphan", "defacto_child") and (
                self.since("2020-01-01") and not self.since("2021-01-01")):
            institution = (group == "orphan" and
                           m.get("orphan_placement") == "institution")
            standard = F(2208 if institution else 1380)
        else:
            raise Review("price_standard_unset")
        paid = rounded(standard * growth * self.p("price.multiplier"), 1,
                       "half_up")
        return max(paid, F(self.p("price.min")))

    def price_tests(self, m):
        return {
            "price_triggered": lambda: bool(self.triggering()),
            "price_group_met": lambda: (
                bool(self.price_rosters(m)) if m.rows("price_rosters")
                else self.price_class(m) is not None),
            "price_alive": lambda: not self.gone(m),
            "price_not_paid": lambda: not m.get(
                "price_paid_elsewhere", False),
        }

    def price(self, name):
        if not self.since("2016-08-01"):
            return "not_eligible", {"not_in_force"}
        return judge(self.price_tests(self.row(name)))

    def price_amount(self, name):
        m = self.row(name)
        owed = [self.price_of(r["group"], r.get("standard"), m)
                for r in self.price_rosters(m)]
        if not m.rows("price_rosters"):
            owed.append(self.price_of(self.price_class(m), None, m))
        return max(owed, default=F(0))

    # The programme

    def dibao(self):
        if "dibao" not in self.rows_of:
            self.rows_of["dibao"] = judge({
                "hukou_met": self.hukou_met,
                "dibao_income_met": self.income_met,
                "property_met": self.property_met})
        return self.rows_of["dibao"]


def both(*tests):
    """A conjunction: what fails decides, else what is in doubt."""
    outcome, doubts = judge(dict(enumerate(tests)))
    if outcome == "manual_review":
        raise Review(*doubts)
    return outcome == "eligible"


def judge(tests):
    """One failed test refuses, whatever the others would say."""
    failed, doubts = set(), set()
    for code, test in tests.items():
        try:
            if not test():
                failed.add(code)
        except Review as review:
            doubts |= review.codes
    if failed:
        return "not_eligible", failed
    if doubts:
        return "manual_review", doubts
    return "eligible", set()


def paid(outcome, *amounts):
    """None: not known. Of two days of a month the larger is paid."""
    if outcome == "not_eligible":
        return F(0)
    if outcome != "eligible":
        return None
    try:
        return max(amount() for amount in amounts)
    except Review:
        return None


def sought(m):
    return m and ("tekun_applied" in m or "tekun_confirmed_on" in m
                  or "tekun_member" in m)


def same_outcome(one, other):
    return one[0] == other[0]


def assess(facts, chosen, on=None, month=None):
    """{programme: {outcome, codes, amount, flags}}, by member where so.

    `amount` is NotModelled in a month in whose course an outcome changes on
    which the amount rests: which of the two an amount of the first day sees
    is not settled here.
    """
    if month:
        first = day(month + "-01")
        ends = Snapshot(facts, month_last(first), first, chosen)
        begins = Snapshot(facts, first, first, chosen, ends)
    else:
        ends = begins = Snapshot(facts, day(on), day(on), chosen)
    days = begins, ends
    alone = Snapshot(facts, begins.on, begins.rules, chosen)
    names = {m["id"] for m in begins.all + ends.all}
    settled = all(
        alone.row(n) and ends.row(n)
        and same_outcome(alone.tekun(n), ends.tekun(n)) for n in names
        if sought(alone.row(n)) or sought(ends.row(n)))

    def total(parts):
        known = [p for p in parts if p is not None]
        return sum(known, F(0)) if len(known) == len(parts) else None

    outcome, codes = ends.dibao()
    parts = [paid(outcome, *(getattr(d, part) for d in days))
             for part in ("payment", "supplement")]
    answer = {"outcome": outcome, "codes": codes, "amount": total(parts),
              "flags": set()}
    if outcome == "eligible" and paid(outcome, ends.base) == 0:
        answer["flags"].add("ZERO_BENEFIT")
    if not settled:
        answer["amount"] = NotModelled
    settled = settled and same_outcome(alone.dibao(), ends.dibao())
    result = {"dibao": answer, "tekun": {}, "price_subsidy": {}}
    for m in ends.all:
        name = m["id"]
        outcome, codes = ends.tekun(name)
        # Who is on it stays longer: a matter of lives.
        held = m.get("tekun_member", False)
        amount = paid(outcome, lambda: (
            begins if begins.row(name) else ends).tekun_amount(name))
        start = ends.tekun_first(name)
        if start and start > month_first(ends.on):
            amount = F(0)
        if not held:
            result["tekun"][name] = {
                "outcome": outcome, "codes": codes, "amount": amount}
        try:
            outcome, codes = ends.price(name)
            amount = paid(outcome, lambda: (
                begins if begins.row(name) else ends).price_amount(name))
        except NotModelled:
            continue
        result["price_subsidy"][name] = {
            "outcome": outcome, "codes": codes,
            "amount": amount if settled else NotModelled}
    return result
