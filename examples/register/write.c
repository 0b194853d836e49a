/* SPDX-License-Identifier: Apache-2.0 */
/* Writing lines; see write.h. Amounts are yuan as text, as in all files of the
 * library. A fact that is not known is left out, and a broken line has its
 * fault from the list at the end.
 */
#include "write.h"

#include <cJSON.h>
#include <inttypes.h>
#include <string.h>

static const char *const area_names[] = {"urban", "rural"};
static const char *const care_items[] = {"eat",    "dress", "bed",
                                         "toilet", "walk",  "bathe"};

static void put_money(FILE *out, const char *key, int64_t fen)
{
    fprintf(out, "\"%s\": \"%" PRId64 ".%02" PRId64 "\"", key, fen / 100,
            fen % 100);
}

static void put_text(FILE *out, const char *key, const char *text)
{
    fprintf(out, "\"%s\": \"%s\"", key, text);
}

static void put_day(FILE *out, const char *key, day d)
{
    fprintf(out, "\"%s\": \"%04" PRId64 "-%02" PRId64 "-%02" PRId64 "\"", key,
            d.month / 12, d.month % 12 + 1, d.day);
}

static void comma(FILE *out)
{
    fputs(", ", out);
}

/* ---- Members ---- */

static void put_item(FILE *out, const item *i, bool amount)
{
    fputc('{', out);
    put_text(out, "kind", i->kind);
    if (amount) {
        comma(out);
        put_money(out, "amount", i->amount);
    }
    if (i->cost > 0) {
        comma(out);
        put_money(out, "cost", i->cost);
    }
    if (i->monthly) {
        comma(out);
        put_text(out, "period", "month");
    }
    fputc('}', out);
}

static void put_items(FILE *out, const member *who, bool amounts)
{
    const profile *p = who->profile;

    fputs(", \"income_items\": [", out);
    for (uint32_t i = 0; i < who->item_count; i++) {
        if (i > 0)
            comma(out);
        put_item(out, &who->items[i], amounts);
    }
    if (p->beside_kind != NULL)
        fprintf(out,
                "%s{\"kind\": \"%s\", \"amount\": \"%s\", \"period\": "
                "\"month\"}",
                who->item_count > 0 ? ", " : "", p->beside_kind,
                p->beside_amount);
    fputc(']', out);
}

static void put_health(FILE *out, const member *who)
{
    const profile *p = who->profile;

    if (who->disability != NULL)
        fprintf(out,
                ", \"disability_type\": \"%s\", \"disability_grade\": %" PRId64,
                who->disability->type, who->grade);
    if (p->ill)
        fputs(", \"serious_illness\": true", out);
    if (p->dependent)
        fputs(", \"dependent_adult\": true", out);
}

static void put_tekun(FILE *out, const household *h, const member *who)
{
    comma(out);
    if (h->stratum->held != NULL)
        put_day(out, "tekun_confirmed_on", h->decided);
    else
        fputs("\"tekun_applied\": true", out);
    if (h->stratum->missing != GAP_SUPPORTERS)
        fputs(", \"tekun_obligors\": []", out);
    comma(out);
    put_text(out, "support_form", who->care->form);
    fputs(", \"care_items_failed\": [", out);
    for (int64_t i = 0; i < who->failed; i++)
        fprintf(out, "%s\"%s\"", i > 0 ? ", " : "", care_items[i]);
    fputc(']', out);
}

static void put_member(FILE *out, const household *h, uint32_t index)
{
    const member *who = &h->members[index];
    const stratum *s = h->stratum;

    fprintf(out, "{\"id\": \"m%u\", ", index + 1);
    put_text(out, "relation", who->relation);
    if (s->missing != GAP_BIRTH_DATE) {
        comma(out);
        put_day(out, "birth_date", who->born);
    }
    comma(out);
    put_text(out, "labour_capacity", who->profile->labour);
    if (who->profile->schooling != NULL) {
        comma(out);
        put_text(out, "schooling", who->profile->schooling);
    }
    if (who->died.month != 0) {
        comma(out);
        put_day(out, "died_on", who->died);
    }
    put_health(out, who);
    if (s->with & WITH_ELSEWHERE)
        fputs(", \"hukou_place\": \"other_county\"", out);
    if (s->with & WITH_SINGLE_CASE && index == 1) {
        comma(out);
        put_day(out, "single_decision_date", h->decided);
    }
    if (who->care != NULL)
        put_tekun(out, h, who);
    if (who->profile->facts != NULL)
        fprintf(out, ", %s", who->profile->facts);
    if (s->missing != GAP_INCOME_ITEMS)
        put_items(out, who, s->missing != GAP_AMOUNT || index > 0);
    fputc('}', out);
}

/* ---- The household ---- */

static void put_property(FILE *out, const household *h)
{
    comma(out);
    put_money(out, "financial_assets", h->savings);
    if (h->car)
        fputs(", \"vehicles\": [{\"kind\": \"car\"}]", out);
    fputs(", \"homes\": [", out);
    for (uint32_t i = 0; i < h->home_count; i++)
        fprintf(out, "%s{\"floor_area\": \"%" PRId64 ".%02" PRId64 "\"}",
                i > 0 ? ", " : "", h->home_area[i] / 100,
                h->home_area[i] % 100);
    fputc(']', out);
}

static void put_obligors(FILE *out, const household *h)
{
    if (h->obligor_count == 0)
        return;
    fputs(", \"obligors\": [", out);
    for (uint32_t i = 0; i < h->obligor_count; i++) {
        fputs(i > 0 ? ", {" : "{", out);
        put_text(out, "obligor_area", area_names[h->stratum->area]);
        if (h->stratum->missing != GAP_OBLIGOR_INCOME) {
            comma(out);
            put_money(out, "obligor_income", h->obligors[i].income);
        }
        fprintf(out, ", \"obligor_household_size\": %" PRId64 "}",
                h->obligors[i].size);
    }
    fputc(']', out);
}

static bool decides_household(const stratum *s)
{
    return s->held == NULL || strcmp(s->held, "dibao") == 0;
}

static void put_facts(FILE *out, const household *h)
{
    const stratum *s = h->stratum;

    fputc('{', out);
    if (s->missing != GAP_AREA) {
        put_text(out, "area", area_names[s->area]);
        comma(out);
    }
    if (h->decided.month != 0 && decides_household(s)) {
        put_day(out, "decision_date", h->decided);
        comma(out);
    }
    if (h->label != NULL)
        fprintf(out, "\"register_labels\": [\"%s\"], ", h->label);
    if (s->facts != NULL)
        fprintf(out, "%s, ", s->facts);
    fputs("\"members\": [", out);
    for (uint32_t i = 0; i < h->member_count; i++) {
        if (i > 0)
            comma(out);
        put_member(out, h, i);
    }
    fputc(']', out);
    put_property(out, h);
    put_obligors(out, h);
    fputc('}', out);
}

/* ---- Last month ---- */

static void put_dibao(FILE *out, const household *h, int64_t line)
{
    int64_t persons = h->paid_counted * 12;
    day since = {h->decided.month + 1, 1};

    fputs("\"dibao\": {\"state\": \"active\", ", out);
    put_money(out, "amount", h->paid);
    comma(out);
    put_day(out, "since", since);
    comma(out);
    put_money(out, "base", h->paid_base);
    comma(out);
    put_money(out, "standard", line);
    fprintf(out, ", \"counted\": %" PRId64 ", ", h->paid_counted);
    put_money(out, "income_per_head", (h->paid_income + persons / 2) / persons);
    fputc('}', out);
}

static void put_row(FILE *out, const household *h, const char *row,
                    const char *amount)
{
    day since = {h->decided.month + 1, 1};

    fprintf(out, "\"%s\": {\"rows\": {\"%s\": {\"state\": \"active\", ",
            h->stratum->held, row);
    put_text(out, "amount", amount);
    comma(out);
    put_day(out, "since", since);
    fputs("}}}", out);
}

static void put_standing(FILE *out, const household *h, int64_t month,
                         const int64_t line[AREAS])
{
    const stratum *s = h->stratum;
    char amount[32];

    if (s->held == NULL || h->decided.month >= month)
        return;
    fprintf(out,
            ", \"standing\": {\"month\": \"%04" PRId64 "-%02" PRId64 "\", ",
            (month - 1) / 12, (month - 1) % 12 + 1);
    snprintf(amount, sizeof amount, "%" PRId64 ".%02" PRId64,
             line[s->area] / 100, line[s->area] % 100);
    if (strcmp(s->held, "dibao") == 0)
        put_dibao(out, h, line[s->area]);
    else if (h->members[0].care != NULL)
        put_row(out, h, "m1", h->members[0].care->paid[s->area]);
    else
        put_row(out, h, "m2", amount);
    fputc('}', out);
}

/* ---- Broken lines ---- */

static const char *const broken_lines[] = {
    /* cut off */
    "{\"id\": \"%s\", \"facts\": {\"area\": \"rural\", \"members\": [{\"id\"",
    /* no such value */
    "{\"id\": \"%s\", \"facts\": {\"area\": \"town\", \"members\": []}}",
    /* no such day */
    "{\"id\": \"%s\", \"facts\": {\"area\": \"rural\", \"members\": [{\"id\": "
    "\"m1\", \"birth_date\": \"1961-02-30\", \"income_items\": []}]}}",
    /* no such fact */
    "{\"id\": \"%s\", \"facts\": {\"area\": \"rural\", \"hoseholds\": 1}}",
    /* a number that is none */
    "{\"id\": \"%s\", \"facts\": {\"area\": \"urban\", \"members\": [{\"id\": "
    "\"m1\", \"income_items\": [{\"kind\": \"wage\", \"amount\": \"1 "
    "200\"}]}]}}"};

static void put_broken(FILE *out, const char *id, uint64_t bits)
{
    const char *line =
        broken_lines[bits % (sizeof broken_lines / sizeof *broken_lines)];
    const char *mark = strstr(line, "%s");

    fprintf(out, "%.*s%s%s\n", (int)(mark - line), line, id, mark + 2);
}

void write_household(FILE *out, const household *h, const calibration *c)
{
    char id[24];

    snprintf(id, sizeof id, "QJ%08" PRIu64, h->number + 1);
    if (h->stratum->missing == GAP_SENSE) {
        put_broken(out, id, h->bits);
        return;
    }
    fprintf(out, "{\"id\": \"%s\", \"facts\": ", id);
    put_facts(out, h);
    put_standing(out, h, c->month, c->line);
    fputs("}\n", out);
}

void write_others(FILE *out, const calibration *c, uint64_t households)
{
    const cJSON *others = cJSON_GetObjectItem(c->tree, "others");
    const cJSON *facts = cJSON_GetObjectItem(others, "facts");
    const cJSON *count = cJSON_GetObjectItem(others, "count");
    int kinds = cJSON_GetArraySize(facts);
    uint64_t lines = count == NULL || kinds == 0 ? 0
                                                 : (uint64_t)count->valuedouble;

    lines = lines * households / c->households;
    for (uint64_t i = 0; i < lines; i++) {
        char *text = cJSON_PrintUnformatted(
            cJSON_GetArrayItem(facts, (int)(i % (uint64_t)kinds)));
        fprintf(out, "{\"id\": \"QO%08" PRIu64 "\", \"facts\": %s}\n", i + 1,
                text == NULL ? "{}" : text);
        cJSON_free(text);
    }
}
