/* SPDX-License-Identifier: Apache-2.0 */
/* Making households; see population.h. */
#include "population.h"

#include <string.h>

#include "draw.h"

/* What a number is drawn for. */
enum {
    FOR_ORDER = 1,
    FOR_HEAD,
    FOR_OTHER,
    FOR_LABEL,
    FOR_INCOME,
    FOR_INCOME_TOO,
    FOR_BEFORE,
    FOR_DECIDED,
    FOR_CARE,
    FOR_REST,
    FOR_MEMBER
};

enum { MONTHS = 12, UNIT = 1000000 };

/* ---- Who is where ---- */

void population_open(population *p, const calibration *c, uint64_t seed,
                     uint64_t households)
{
    uint64_t before = 0, others = 0;

    *p = (population){.c = c, .seed = seed, .households = households};
    for (uint32_t s = 0; s < c->stratum_count; s++) {
        p->stratum_start[s] = before * households / c->households;
        others = 0;
        for (uint32_t size = 1; size <= MAX_SIZE; size++) {
            uint64_t start = before * households / c->households;
            before += c->strata[s].sizes[size - 1];
            uint64_t end = before * households / c->households;
            p->buckets[p->bucket_count++] = (bucket){start, others, s, size};
            others += (end - start) * (size - 1);
        }
        p->stratum_others[s] = others;
    }
    p->stratum_start[c->stratum_count] = households;
    p->buckets[p->bucket_count].start = households;
}

static const bucket *bucket_of(const population *p, uint64_t place)
{
    uint32_t low = 0, high = p->bucket_count;

    while (high - low > 1) {
        uint32_t middle = (low + high) / 2;
        if (p->buckets[middle].start <= place)
            low = middle;
        else
            high = middle;
    }
    return &p->buckets[low];
}

/* ---- Drawing for one household ---- */

typedef struct maker {
    const population *p;
    const bucket *bucket;
    uint64_t index, count; /* of the household in its stratum */
    uint64_t place;
    household *h;
} maker;

static uint64_t key_of(const maker *m, uint64_t what)
{
    return draw_bits(m->p->seed, what, m->bucket->stratum);
}

static uint64_t place_of(const maker *m, uint64_t what)
{
    return draw_place(key_of(m, what), m->index, m->count);
}

static uint64_t bits_of(const maker *m, uint64_t what)
{
    return draw_bits(key_of(m, FOR_REST), what, m->index);
}

/* The choice of who stands at `place` of `count`. */
static uint32_t quota_pick(const quota *q, uint64_t place, uint64_t count)
{
    uint64_t at = (2 * place + 1) * q->total / (2 * count);
    uint32_t i = 0;

    while (i + 1 < q->count && at >= q->at[i].weight)
        at -= q->at[i++].weight;
    return i;
}

/* A millionth of 0..1, spread as the stratum says. */
static int64_t spread(const maker *m, shape how)
{
    int64_t n = (int64_t)m->count;
    int64_t u = (2 * (int64_t)place_of(m, FOR_INCOME) + 1) * (UNIT / 2) / n;

    if (how == LOW)
        return u * u / UNIT;
    if (how == EVEN)
        return u;
    return (u +
            (2 * (int64_t)place_of(m, FOR_INCOME_TOO) + 1) * (UNIT / 2) / n) /
           2;
}

/* Income of a year at a point of the range, which is in 1/10000 of the line. */
static int64_t income_at(int64_t line, int64_t persons, range r, int64_t u)
{
    return line * MONTHS * persons * (r.low * UNIT + (r.high - r.low) * u) /
           ((int64_t)10000 * UNIT);
}

static day day_in(range months, uint64_t place, uint64_t count, uint64_t bits)
{
    uint64_t span = (uint64_t)(months.high - months.low + 1);

    return (day){months.low + (int64_t)(place * span / count),
                 draw_between(bits, 1, 28)};
}

/* ---- Members ---- */

static void set_disability(member *who, uint64_t bits)
{
    const profile *p = who->profile;

    if (p->disability_count == 0)
        return;
    who->disability = &p->disability[bits % p->disability_count];
    who->grade = draw_between(bits >> 8, who->disability->grade.low,
                              who->disability->grade.high);
}

static void set_care(const maker *m, member *who, uint64_t bits)
{
    const calibration *c = m->p->c;
    uint64_t at = place_of(m, FOR_CARE) * c->care_total / m->count;
    uint32_t i = 0;

    while (i + 1 < c->care_count && at >= c->care[i].weight)
        at -= c->care[i++].weight;
    who->care = &c->care[i];
    who->failed =
        draw_between(bits, who->care->failed.low, who->care->failed.high);
}

static bool has_spouse(const household *h)
{
    for (uint32_t i = 0; i < h->member_count; i++)
        if (strcmp(h->members[i].relation, "spouse") == 0)
            return true;
    return false;
}

/* One spouse at most: a second one is a member whose relation is not told. */
static const char *relation_of(const household *h, const profile *p)
{
    return strcmp(p->relation, "spouse") == 0 && has_spouse(h) ? "declared"
                                                               : p->relation;
}

static member *add_member(maker *m, const profile *p)
{
    household *h = m->h;
    uint64_t bits = bits_of(m, FOR_MEMBER + h->member_count);
    const char *relation = relation_of(h, p);
    member *who = &h->members[h->member_count++];
    int64_t age = draw_between(bits, p->age.low, p->age.high);

    *who = (member){.profile = p, .relation = relation};
    who->born.month =
        m->p->c->month - MONTHS * age - draw_between(bits >> 16, 1, 11);
    who->born.day = draw_between(bits >> 24, 1, 28);
    set_disability(who, bits >> 32);
    if (p->tekun)
        set_care(m, who, bits >> 48);
    return who;
}

static day recent_death(const maker *m, uint64_t bits)
{
    return (day){m->p->c->month - (int64_t)(bits & 1),
                 draw_between(bits >> 8, 1, 28)};
}

static const profile *other_profile(const maker *m, uint32_t nth)
{
    const stratum *s = m->h->stratum;
    uint64_t others = m->p->stratum_others[m->bucket->stratum];
    uint64_t index = m->bucket->others +
                     (m->place - m->bucket->start) * (m->bucket->size - 1) +
                     nth - 1;
    uint64_t place = draw_place(key_of(m, FOR_OTHER), index, others);

    return &m->p->c->profiles
                [s->others.at[quota_pick(&s->others, place, others)].index];
}

static void make_members(maker *m)
{
    const stratum *s = m->h->stratum;
    const calibration *c = m->p->c;
    uint32_t head = quota_pick(&s->heads, place_of(m, FOR_HEAD), m->count);

    m->h->counted = m->bucket->size;
    add_member(m, &c->profiles[s->heads.at[head].index]);
    for (uint32_t i = 1; i < m->bucket->size; i++)
        add_member(m,
                   i == 1 && s->with & WITH_SINGLE_CASE && c->single_case >= 0
                       ? &c->profiles[c->single_case]
                       : other_profile(m, i));
    if (s->with & WITH_DEAD)
        m->h->members[0].died = recent_death(m, m->h->bits >> 8);
    if (s->with & WITH_DEAD_MEMBER)
        add_member(m, m->h->members[0].profile)->died =
            recent_death(m, m->h->bits >> 8);
    if (s->with & WITH_DEAD_MEMBER)
        m->h->members[m->h->member_count - 1].relation = "declared";
}

/* ---- Income ---- */

static bool earns(const member *who)
{
    return who->profile->earns > 0 && who->died.month == 0;
}

static void add_item(member *who, const char *kind, int64_t net, bool monthly,
                     uint64_t bits)
{
    int64_t cost = 0;

    if (strcmp(kind, "operating") == 0)
        cost = net / 10000 * draw_between(bits, 20, 60) * 100;
    who->items[who->item_count++] = (item){kind, net + cost, cost, monthly};
}

/* Gives a member a share and returns what of it was given: a monthly amount in
 * whole yuan, and with `all` the rest as a sum of the year. */
static int64_t give(member *who, int64_t share, bool all, uint64_t bits)
{
    const profile *p = who->profile;
    const char *main =
        p->income_count > 0 ? p->income[bits % p->income_count] : "other";
    int64_t monthly = share * 8 / 10 / (MONTHS * 100) * 100;

    if (strcmp(main, "operating") == 0 || monthly == 0) {
        if (share > 0)
            add_item(who, main, share, false, bits >> 8);
        return share;
    }
    add_item(who, main, monthly, true, bits >> 8);
    if (!all)
        return monthly * MONTHS;
    add_item(who, "other", share - monthly * MONTHS, false, bits >> 8);
    return share;
}

static void spread_income(maker *m)
{
    household *h = m->h;
    int64_t left = h->income, weights = 0;
    uint32_t last = 0;

    for (uint32_t i = 0; i < h->member_count; i++)
        if (earns(&h->members[i])) {
            weights += h->members[i].profile->earns;
            last = i;
        }
    for (uint32_t i = 0; i < last; i++)
        if (earns(&h->members[i]))
            left -= give(&h->members[i],
                         h->income * h->members[i].profile->earns / weights,
                         false, bits_of(m, FOR_MEMBER + MAX_MEMBERS + i));
    give(&h->members[last], left, true,
         bits_of(m, FOR_MEMBER + MAX_MEMBERS + last));
}

/* ---- What was paid last month ---- */

static int64_t supplements(const maker *m)
{
    int64_t count = 0;

    for (uint32_t i = 0; i < m->h->member_count; i++)
        count += m->h->members[i].profile->supplement ? 1 : 0;
    return count * m->p->c->supplement[m->h->stratum->area];
}

static void make_payment(maker *m)
{
    household *h = m->h;
    const stratum *s = h->stratum;
    int64_t line = m->p->c->line[s->area], year;
    bool had_more = s->with & (WITH_DEAD_MEMBER | WITH_DEAD);

    h->paid_counted = had_more ? h->member_count : h->counted;
    h->paid_income = h->income;
    if (s->before.high > 0)
        h->paid_income = income_at(line, h->counted, s->before,
                                   (2 * (int64_t)place_of(m, FOR_BEFORE) + 1) *
                                       (UNIT / 2) / (int64_t)m->count);
    year = line * MONTHS * h->paid_counted - h->paid_income;
    h->paid_base = (year + 600) / 1200 * 100;
    h->paid = h->paid_base + supplements(m);
}

/* ---- Property and obligors ---- */

static void make_property(maker *m)
{
    household *h = m->h;
    uint32_t with = h->stratum->with;
    uint64_t bits = bits_of(m, FOR_REST);
    bool savings = with & WITH_SAVINGS_OR_CAR && bits & 1;

    h->car = with & WITH_CAR || (with & WITH_SAVINGS_OR_CAR && !(bits & 1));
    h->savings = (savings ? draw_between(bits >> 8, 60000, 150000)
                          : draw_between(bits >> 8, 0, 6000)) *
                 100 * h->counted;
    h->home_count = with & WITH_SECOND_HOME ? 2 : 1;
    for (uint32_t i = 0; i < h->home_count; i++)
        h->home_area[i] = draw_between(bits >> (16 + 16 * i), 4000, 12000);
}

static void make_obligors(maker *m)
{
    household *h = m->h;
    const stratum *s = h->stratum;
    uint64_t bits = bits_of(m, FOR_REST + 1000);
    bool able = s->with & WITH_ABLE_CHILDREN;

    if (!able && bits % 100 >= s->obligors)
        return;
    h->obligor_count = 1 + (uint32_t)(bits >> 8 & 1);
    for (uint32_t i = 0; i < h->obligor_count; i++) {
        int64_t percent = able ? draw_between(bits >> (16 + 8 * i), 380, 600)
                               : draw_between(bits >> (16 + 8 * i), 40, 95);
        h->obligors[i].size = draw_between(bits >> (32 + 8 * i), 2, 4);
        h->obligors[i].income = m->p->c->low_income_line[s->area] *
                                h->obligors[i].size * percent / 10000 * 100;
    }
}

void population_make(const population *p, uint64_t number, household *out)
{
    maker m = {.p = p, .h = out};

    m.place =
        draw_place(draw_bits(p->seed, FOR_ORDER, 0), number, p->households);
    m.bucket = bucket_of(p, m.place);
    uint32_t s = m.bucket->stratum;
    m.index = m.place - p->stratum_start[s];
    m.count = p->stratum_start[s + 1] - p->stratum_start[s];
    *out = (household){.number = number, .stratum = &p->c->strata[s]};
    out->bits = bits_of(&m, FOR_ORDER);
    make_members(&m);
    out->income =
        income_at(p->c->line[out->stratum->area], out->counted,
                  out->stratum->income, spread(&m, out->stratum->shape));
    spread_income(&m);
    if (out->stratum->labels.count > 0)
        out->label = out->stratum->labels
                         .at[quota_pick(&out->stratum->labels,
                                        place_of(&m, FOR_LABEL), m.count)]
                         .name;
    if (out->stratum->decided.high > 0)
        out->decided = day_in(out->stratum->decided, place_of(&m, FOR_DECIDED),
                              m.count, out->bits >> 16);
    make_payment(&m);
    make_property(&m);
    make_obligors(&m);
}
