# SPDX-License-Identifier: Apache-2.0
"""Random households in the form of `minzheng facts --json`.

Many lie on a line or a fen beside it, on a birthday or a day beside it. A
batch has one choice of parameters; a household has its month or day, and
`unknown`: places whose facts are not given, with values they might have.
"""
import copy
import datetime
from fractions import Fraction as F

import law

KINDS = ["wage", "operating", "property", "pension", "unemployment",
         "survivor", "compensation", "gift", "support", "other"]
EXEMPT = ["RES_PENSION_CENTRAL", "YF_PENSION", "FP_REWARD", "SCHOLARSHIP",
          "HERO_AWARD", "SA_CASH", "DISABILITY_LIVING", "DISABILITY_NURSING",
          "DEFACTO_CHILD", "ADVANCED_AGE", "DONATION_ONEOFF",
          "MEDICAL_REIMBURSE"]
DISABILITIES = ["visual", "hearing", "speech", "limb", "intellectual",
                "mental", "multiple"]
CARE = ["eat", "dress", "bed", "toilet", "walk", "bathe"]


def yuan(x):
    fen = round(F(x) * 100)
    return "%s%d.%02d" % ("-" if fen < 0 else "", *divmod(abs(fen), 100))


class Maker:
    def __init__(self, random):
        self.r = random

    def chance(self, p):
        return self.r.random() < p

    def money(self, most):
        """Round sums, odd ones, and none."""
        return yuan(self.r.choice([
            0, self.r.randrange(0, most, 50), self.r.randrange(0, most),
            F(self.r.randrange(0, most * 100), 100)]))

    def near(self, date, years):
        """A birthday that makes one `years` old about this day."""
        born = law.add_months(date, -12 * years)
        return born + datetime.timedelta(
            self.r.choice([0, 0, 1, -1, 2, -2, 15, -15, 31, -31]))

    # A batch: what is `set`.

    def chosen(self):
        r, chosen = self.r, {}
        if self.chance(0.75):
            chosen["dibao_standard"] = r.choice([
                {"urban": "690", "rural": "526"},
                {"urban": "700", "rural": "700"},
                {"urban": "736", "rural": "541"}])
        options = {
            "support.mode": ["F1", "F2", "F3"],
            "pay.round.stage": ["household", "per_capita"],
            "pay.round.unit_fen": [1, 10, 100, 1000],
            "pay.round.mode": ["half_up", "ceil", "floor"],
            "pay.floor.mode": ["none", "pct_S_per_person"],
            "income.window_months": [6, 12, 3],
            "deduct.work_cost.mode": ["none", "pct_wage"],
            "deduct.work_cost.value": ["0.20", "0.15"],
            "deduct.rigid.mode": ["none", "actual", "threshold"],
            "deduct.rigid.trigger_ratio": ["2.00", "0.50"],
            "property.fin_assets_years": [3, 1],
            "property.home_area_mean": ["36.50"],
            "supp.elderly_age": [70, 80],
            "supp.stack": [True, False],
            "supp.rate": [{"elderly": "0.10", "minor": "0.15",
                           "student": "0.05", "severe_disability": "0.30",
                           "serious_illness": "0.25"}],
            "income.res_pension_central_expired": ["count", "confirm"],
            "local_income_per_head": ["34000"],
            "average_wage": ["47491"],
            "tekun_rural_self": ["936"],
            "price.multiplier": ["1", "2"],
            "price.min": ["30", "0"],
        }
        for name, values in options.items():
            if self.chance(0.5 if len(values) == 1 else 0.2):
                chosen[name] = r.choice(values)
        if chosen.get("pay.round.stage") == "per_capita":
            # Whether the payment is rounded again is not settled.
            chosen.pop("pay.round.unit_fen", None)
        if chosen.get("pay.floor.mode") is None and self.chance(0.1):
            chosen.update({"pay.floor.mode": "yuan", "pay.floor.value": "50"})
        return chosen

    # Parts of a household

    def item(self, first, last):
        r = self.r
        kind = r.choice(KINDS if self.chance(0.6) else EXEMPT)
        item = {"kind": kind, "amount": self.money(6000)}
        if self.chance(0.3):
            item.update(period="month", amount=self.money(500))
            if self.chance(0.4):
                item["months_received"] = r.randrange(0, 4)
        elif self.chance(0.2):
            edge = r.choice([first, last])
            item["received_on"] = (edge + datetime.timedelta(
                r.choice([-1, 0, 1]))).isoformat()
        if kind == "operating" and self.chance(0.6):
            item["cost"] = self.money(4000)
        if kind == "operating" and self.chance(0.2):
            item["amount"] = "-" + self.money(3000)
        return item

    def birth(self, on):
        r = self.r
        if self.chance(0.4):
            return self.near(on, r.choice([16, 18, 60, 70, 80]))
        if self.chance(0.05):
            return datetime.date(r.choice([1956, 1960, 2004, 2008]), 2, 29)
        return law.add_months(on, -r.randrange(0, 95 * 12))

    def member(self, name, on, first, last):
        r = self.r
        m = {"id": name, "birth_date": self.birth(on).isoformat(),
             "income_items": [self.item(first, last) for _ in range(
                 r.choice([0, 0, 1, 1, 2, 3]))]}
        if self.chance(0.5):
            m["relation"] = r.choice(
                ["self", "spouse", "child", "child", "parent", "other"])
            if m["relation"] in ("parent", "other") and self.chance(0.3):
                m["lives_with_family"] = False
            m["support_duty"] = self.chance(0.5)
            m["long_residence"] = (m.get("lives_with_family", True)
                                   and self.chance(0.6))
        for fact, p, value in [
                ("dependent_adult", 0.05, lambda: True),
                ("serious_illness", 0.08, lambda: True),
                ("orphan_member", 0.03, lambda: True),
                ("tekun_member", 0.04, lambda: self.chance(0.7)),
                ("dibao_elsewhere", 0.03, lambda: True),
                ("full_time_study", 0.1, lambda: self.chance(0.5)),
                ("price_paid_elsewhere", 0.05, lambda: True),
                ("schooling", 0.25, lambda: r.choice(
                    ["compulsory", "senior_secondary", "junior_college",
                     "bachelor", "postgraduate", "kindergarten"])),
                ("statuses", 0.07, lambda: [r.choice(
                    ["prisoner", "labour_camp", "compulsory_rehab",
                     "declared_missing", "conscript"])]),
                ("work_refusals", 0.06, lambda: r.randrange(1, 5)),
                ("hukou_place", 0.08, lambda: r.choice(
                    ["local", "other_county", "other_province"])),
                ("hukou_category", 0.35, lambda: r.choice(
                    ["agricultural", "non_agricultural"])),
                ("tax_paid", 0.1, lambda: self.money(900)),
                ("social_insurance_paid", 0.1, lambda: self.money(3600)),
                ("support_paid", 0.1, lambda: self.money(2400)),
                ("medical_cost", 0.12, lambda: self.money(5000)),
                ("education_cost", 0.08, lambda: self.money(5000)),
                ("disability_cost", 0.06, lambda: self.money(3000)),
                ("died_on", 0.06, lambda: (on + datetime.timedelta(
                    r.randrange(-70, 1))).isoformat()),
                ("clergy_since", 0.05, lambda: (
                    law.add_months(on, -36) + datetime.timedelta(
                        r.choice([-1, 0, 1, 20, -40]))).isoformat())]:
            if self.chance(p):
                m[fact] = value()
        if self.chance(0.2):
            m["disability_type"] = r.choice(DISABILITIES)
            m["disability_grade"] = r.randrange(1, 5)
        if self.chance(0.2):
            m["price_rosters"] = [self.roster() for _ in range(
                r.choice([1, 1, 2]))]
        if "orphan_member" in m or any(
                x["group"] == "orphan" for x in m.get("price_rosters", [])):
            m["orphan_placement"] = r.choice(["dispersed", "institution"])
        if "tekun_member" not in m and self.chance(0.3):
            self.seek_tekun(m, on)
        return m

    def roster(self):
        roster = {"group": self.r.choice(
            ["entitled_group", "dibao", "tekun", "unemployment_insurance",
             "unemployment_aid", "orphan", "defacto_child", "hiv_child",
             "margin"])}
        if self.chance(0.85):
            roster["standard"] = self.r.choice(
                ["690", "830", "1380", "1660", "1350", self.money(2000)])
        return roster

    def seek_tekun(self, m, on):
        r = self.r
        m["tekun_applied"] = True
        if self.chance(0.6):
            m["income_items"] = [i for i in m["income_items"]
                                 if i["kind"] in EXEMPT]
        if self.chance(0.4):
            m["tekun_confirmed_on"] = (on + datetime.timedelta(
                r.randrange(-60, 1))).isoformat()
        if self.chance(0.3):
            m["own_assets"] = r.choice([
                "0", "21528.00", "21528.01", "16416.00", "16416.01",
                self.money(30000)])
        if self.chance(0.2):
            m["own_homes"] = r.randrange(0, 3)
        if self.chance(0.1):
            m[r.choice(["contracted_land", "relocated_to_town"])] = True
        if self.chance(0.3) and law.age(
                datetime.date.fromisoformat(m["birth_date"]), on) < 16:
            m["child_benefit_chosen"] = True
        m["support_form"] = r.choice(["dispersed", "centralised"])
        m["care_items_failed"] = r.sample(CARE, r.randrange(0, 7))
        if self.chance(0.2):
            m["care_grade_assessed"] = r.choice(["self", "partial", "full"])
        m["tekun_obligors"] = [self.tekun_obligor(on) for _ in range(
            r.choice([0, 0, 1, 1, 2]))]

    def tekun_obligor(self, on):
        r = self.r
        o = {"obligor_relation": r.choice(
                ["spouse", "parent", "child", "child", "grandparent",
                 "grandchild", "sibling", "in_law", "other"]),
             "obligor_birth_date": (
                 self.near(on, r.choice([18, 60, 70])) if self.chance(0.6)
                 else self.birth(on)).isoformat(),
             "duty_arises": self.chance(0.5),
             "obligor_own_income": r.choice(
                 ["33999.99", "34000.00", "20000", "50000"]),
             "obligor_property_met": self.chance(0.75),
             "obligor_consent": self.chance(0.8)}
        if self.chance(0.1):
            o["obligor_tekun"] = True
        if self.chance(0.4):
            o["obligor_dibao"] = True
        if self.chance(0.3):
            o["obligor_disability_type"] = r.choice(DISABILITIES)
            o["obligor_disability_grade"] = r.randrange(1, 5)
        if self.chance(0.2):
            o["obligor_statuses"] = [r.choice(
                ["no_civil_capacity", "declared_missing", "prisoner"])]
        return o

    def obligor(self):
        r = self.r
        size = r.randrange(1, 5)
        line = r.choice([690, 526, 1035, 789])
        o = {"obligor_area": r.choice(["urban", "rural"]),
             "obligor_income": yuan(max(0, r.choice([
                 line * size, line * size + F(1, 100), 6000, 3000,
                 F(r.randrange(0, 600000), 100)]))),
             "obligor_household_size": size,
             "obligor_consent": self.chance(0.85)}
        for fact, p, value in [
                ("parents_supported", 0.3, lambda: r.randrange(1, 4)),
                ("children_of_parent", 0.5, lambda: r.randrange(1, 5)),
                ("actual_payment", 0.3, lambda: self.money(800)),
                ("fixed_payment", 0.15, lambda: self.money(800)),
                ("obligor_incapable", 0.1, lambda: True)]:
            if self.chance(p):
                o[fact] = value()
        if self.chance(0.2):
            del o["obligor_area"]
        if "fixed_payment" in o:
            o.pop("obligor_incapable", None)
        return o

    def property_of(self, facts, size):
        r = self.r
        if self.chance(0.25):
            years = r.choice([1, 3])
            s = r.choice([690, 526, 700])
            facts["financial_assets"] = yuan(
                years * 12 * s * size + r.choice([0, F(1, 100), -F(1, 100)]))
        elif self.chance(0.3):
            facts["financial_assets"] = self.money(60000)
        if self.chance(0.15):
            facts["vehicles"] = [{"kind": r.choice(
                ["car", "mobility_vehicle", "motorcycle", "farm_machine",
                 "mobility_vehicle", "truck"])}]
        if self.chance(0.25):
            area = F(73 * size, 4)
            facts["homes"] = [
                {"floor_area": yuan(area + r.choice([0, 0, F(1, 100), -5]))}
                for _ in range(r.choice([1, 1, 2, 2, 3]))]
        if self.chance(0.03):
            facts["nonresidential_count"] = 1
        if self.chance(0.03):
            facts["active_business"] = True

    # A household

    def when(self):
        """(month, as_of), one of them; often about a change of rules."""
        r = self.r
        if self.chance(0.5):
            year, month = r.choice([
                (2016, 10), (2017, 3), (2017, 4), (2020, 1), (2020, 3),
                (2020, 4), (2020, 6), (2020, 7), (2020, 12), (2021, 3),
                (2021, 6), (2021, 7), (2022, 1), (2022, 9), (2023, 1),
                (2023, 3), (2025, 12), (2026, 1), (2026, 6), (2026, 7)])
        else:
            year, month = r.randrange(2016, 2027), r.randrange(1, 13)
        first = datetime.date(year, month, 1)
        if self.chance(0.7):
            return "%d-%02d" % (year, month), law.month_last(first), first
        on = r.choice([first, law.month_last(first),
                       first + datetime.timedelta(r.randrange(0, 28))])
        return None, on, on

    def household(self, name, chosen):
        r = self.r
        month, on, rules = self.when()
        facts = {"area": r.choice(["urban", "rural"])}
        if self.chance(0.3):
            facts["application_date"] = (on - datetime.timedelta(
                r.randrange(0, 120))).isoformat()
        window = law.Snapshot(
            {**facts, "members": []}, on, rules, chosen).window()
        size = r.choice([1, 1, 2, 2, 3, 3, 4, 5, 7])
        facts["members"] = [
            self.member("m%d" % (i + 1), on, *window) for i in range(size)]
        if self.chance(0.1):
            facts["shared_income"] = [
                {"kind": r.choice(KINDS + EXEMPT),
                 "amount": self.money(5000)}]
        if self.chance(0.3):
            facts["obligors"] = [self.obligor() for _ in range(
                r.choice([1, 1, 2, 3]))]
        self.property_of(facts, size)
        if self.chance(0.8):
            facts["cpi_growth_given"] = r.choice(
                ["0.035", "0.0349", "0.03", "0.0299", "0.052", "0.01"])
            facts["food_growth_given"] = r.choice(
                ["0.055", "0.0549", "0.06", "0.293", "0.02", "0.183"])
        if self.chance(0.75):
            self.aim(facts, month, on, rules, chosen)
        if month and self.chance(0.15):
            self.change_in_month(facts, on)
        home = {"id": name, "month" if month else "as_of":
                month or on.isoformat(), "facts": facts}
        unknown = self.hide(facts) if self.chance(0.2) else []
        return home, unknown

    def aim(self, facts, month, on, rules, chosen):
        """One more income that brings the family to a line."""
        snapshot = law.Snapshot(facts, on, rules, chosen)
        try:
            family = snapshot.members()
            w = int(snapshot.p("income.window_months"))
            s = snapshot.standard(r.choice(sorted(snapshot.units()))
                                  if (r := self.r) and family else "urban")
            gross = snapshot.gross()
            short = s * len(family) * w - gross + snapshot.deductions(gross)
        except law.Review:
            return
        short = self.r.choice([
            short, short, short - F(1, 100), short + F(1, 100),
            short - 6 * len(family), short - F(1, 2) * w, short / 2,
            short - self.r.randrange(0, 20000)])
        if family and short > 0:
            row = self.r.choice([m["id"] for m in family])
            member = next(m for m in facts["members"] if m["id"] == row)
            member["income_items"].append(
                {"kind": "other", "amount": yuan(short)})

    def change_in_month(self, facts, last):
        """Dated facts: something changes within the month."""
        r = self.r
        cut = last.replace(day=r.randrange(2, last.day + 1))
        before = (cut - datetime.timedelta(1)).isoformat()
        what = r.choice(["leaves", "joins", "illness", "area", "income"])
        m = r.choice(facts["members"])
        if what in ("leaves", "joins") and len(facts["members"]) > 1:
            if what == "leaves":
                m["valid_to"] = before
            else:
                m["valid_from"] = cut.isoformat()
        elif what == "illness":
            m["serious_illness"] = [
                {"value": self.chance(0.5), "to": before},
                {"value": self.chance(0.5), "from": cut.isoformat()}]
        elif what == "area":
            facts["area"] = [
                {"value": facts["area"], "to": before},
                {"value": r.choice(["urban", "rural"]),
                 "from": cut.isoformat()}]
        elif what == "income" and m["income_items"]:
            item = r.choice(m["income_items"])
            item["amount"] = [
                {"value": item["amount"], "to": before},
                {"value": self.money(5000), "from": cut.isoformat()}]

    def hide(self, facts):
        """Takes one or two facts away; what they might be."""
        r, unknown = self.r, []
        for _ in range(r.choice([1, 1, 1, 2])):
            i = r.randrange(len(facts["members"]))
            m = facts["members"][i]
            places = []
            if m["income_items"]:
                j = r.randrange(len(m["income_items"]))
                places += [
                    (["members", i, "income_items", j, "amount"],
                     ["0", "1.00", "500000"]),
                    (["members", i, "income_items", j, "kind"],
                     ["other", "wage", "YF_PENSION"])]
            places += [
                (["members", i, "birth_date"],
                 ["1930-01-01", "1958-03-03", "1990-01-01", "2012-07-07"]),
                (["members", i, "income_items"],
                 [[], [{"kind": "other", "amount": "500000"}]]),
                (["area"], ["urban", "rural"]),
                (["financial_assets"], ["0", "9000000"]),
                (["members", i, "serious_illness"], [True, False]),
                (["members", i, "statuses"], [[], ["prisoner"]]),
                (["members", i, "dibao_elsewhere"], [True, False]),
                (["vehicles"], [[], [{"kind": "car"}]]),
                (["active_business"], [True, False])]
            if m.get("tekun_obligors") is not None:
                places += [
                    (["members", i, "support_form"],
                     ["dispersed", "centralised"]),
                    (["members", i, "care_items_failed"],
                     [[], ["eat"], ["eat", "dress", "bed", "toilet"]])]
            for k in range(len(m.get("tekun_obligors") or [])):
                places += [
                    (["members", i, "tekun_obligors", k, fact], values)
                    for fact, values in [
                        ("obligor_property_met", [True, False]),
                        ("obligor_consent", [True, False]),
                        ("duty_arises", [True, False]),
                        ("obligor_own_income", ["0", "900000"])]]
            path, values = r.choice(places)
            if any(p[:len(path)] == path or path[:len(p)] == p
                   for p, _ in unknown):
                continue
            if isinstance(get(facts, path), list) and path[-1] not in (
                    "income_items", "statuses", "care_items_failed",
                    "vehicles"):
                continue
            if path[-1] == "birth_date" and "child_benefit_chosen" in m:
                continue
            put(facts, path, "unknown")
            unknown.append((path, values))
        return unknown


def get(facts, path):
    for key in path[:-1]:
        facts = facts[key]
    return facts.get(path[-1]) if isinstance(facts, dict) else facts[path[-1]]


def put(facts, path, value):
    for key in path[:-1]:
        facts = facts[key]
    facts[path[-1]] = value


def completed(facts, places, values):
    facts = copy.deepcopy(facts)
    for (path, _), value in zip(places, values):
        put(facts, path, value)
    return facts
