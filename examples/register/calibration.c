/* SPDX-License-Identifier: Apache-2.0 */
/* Reading the data file; see calibration.h. Texts stay in the cJSON tree. */
#include "calibration.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const area_names[] = {"urban", "rural", NULL};
static const char *const shape_names[] = {"even", "middle", "low", NULL};
static const char *const gap_names[] = {
    "none",       "amount",     "income_items", "area", "obligor_income",
    "supporters", "birth_date", "sense",        NULL};
static const char *const with_names[] = {
    "dead_member",    "dead",        "car",
    "savings_or_car", "second_home", "able_children",
    "elsewhere",      "single_case", NULL};

static _Noreturn void fail(const char *what)
{
    fprintf(stderr, "calibration: %s\n", what);
    exit(2);
}

static const cJSON *need(const cJSON *of, const char *key)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(of, key);

    if (item == NULL)
        fail(key);
    return item;
}

static const char *text_or_null(const cJSON *of, const char *key)
{
    return cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(of, key));
}

static const char *need_text(const cJSON *of, const char *key)
{
    const char *text = text_or_null(of, key);

    if (text == NULL)
        fail(key);
    return text;
}

static uint32_t whole(const cJSON *of, const char *key)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(of, key);

    return cJSON_IsNumber(item) && item->valuedouble >= 0
               ? (uint32_t)item->valuedouble
               : 0;
}

static uint32_t name_index(const char *const *names, const char *name)
{
    for (uint32_t i = 0; names[i] != NULL; i++)
        if (strcmp(names[i], name) == 0)
            return i;
    fail(name);
}

/* "690.00" in fen. */
static int64_t fen(const char *yuan)
{
    const char *point = strchr(yuan, '.');

    if (point == NULL || strlen(point) != 3)
        fail(yuan);
    return strtoll(yuan, NULL, 10) * 100 + strtoll(point + 1, NULL, 10);
}

static void read_money(const cJSON *of, const char *key, int64_t out[AREAS])
{
    for (uint32_t i = 0; i < AREAS; i++)
        out[i] = fen(need_text(need(of, key), area_names[i]));
}

/* "2020-06" in months since year 0. */
static int64_t month_number(const char *text)
{
    int year, month;

    if (text == NULL || sscanf(text, "%d-%d", &year, &month) != 2)
        fail("a month is missing");
    return (int64_t)year * 12 + month - 1;
}

static const cJSON *pair(const cJSON *of, const char *key)
{
    const cJSON *both = cJSON_GetObjectItemCaseSensitive(of, key);

    if (both != NULL && cJSON_GetArraySize(both) != 2)
        fail(key);
    return both;
}

static range number_range(const cJSON *of, const char *key, double scale)
{
    const cJSON *both = pair(of, key);

    if (both == NULL)
        return (range){0, 0};
    return (range){
        (int64_t)(cJSON_GetArrayItem(both, 0)->valuedouble * scale + 0.5),
        (int64_t)(cJSON_GetArrayItem(both, 1)->valuedouble * scale + 0.5)};
}

static range month_range(const cJSON *of, const char *key)
{
    const cJSON *both = pair(of, key);

    if (both == NULL)
        return (range){0, 0};
    return (range){
        month_number(cJSON_GetStringValue(cJSON_GetArrayItem(both, 0))),
        month_number(cJSON_GetStringValue(cJSON_GetArrayItem(both, 1)))};
}

/* The members of an object, without its brackets. */
static char *inner_text(const cJSON *of, const char *key)
{
    const cJSON *object = cJSON_GetObjectItemCaseSensitive(of, key);
    char *text = object == NULL ? NULL : cJSON_PrintUnformatted(object);

    if (text == NULL)
        return NULL;
    size_t len = strlen(text);
    if (!cJSON_IsObject(object) || len < 3)
        fail(key);
    memmove(text, text + 1, len - 2);
    text[len - 2] = '\0';
    return text;
}

/* ---- Profiles and care ---- */

static void read_disabilities(profile *p, const cJSON *list)
{
    const cJSON *item;

    cJSON_ArrayForEach(item, list)
    {
        if (p->disability_count == MAX_CHOICES)
            fail("too many disabilities");
        p->disability[p->disability_count++] =
            (disability){cJSON_GetStringValue(cJSON_GetArrayItem(item, 0)),
                         {cJSON_GetArrayItem(item, 1)->valueint,
                          cJSON_GetArrayItem(item, 2)->valueint}};
    }
}

static void read_profile(profile *p, const cJSON *item)
{
    const cJSON *kind, *beside = pair(item, "beside");

    *p = (profile){.name = item->string,
                   .relation = need_text(item, "relation"),
                   .labour = need_text(item, "labour"),
                   .schooling = text_or_null(item, "schooling"),
                   .age = number_range(item, "ages", 1),
                   .earns = whole(item, "earns"),
                   .facts = inner_text(item, "facts"),
                   .ill = cJSON_HasObjectItem(item, "ill"),
                   .dependent = cJSON_HasObjectItem(item, "dependent"),
                   .tekun = cJSON_HasObjectItem(item, "tekun"),
                   .supplement = cJSON_HasObjectItem(item, "supplement")};
    cJSON_ArrayForEach(kind, cJSON_GetObjectItem(item, "income"))
    {
        if (p->income_count == MAX_CHOICES)
            fail("too many kinds of income");
        p->income[p->income_count++] = cJSON_GetStringValue(kind);
    }
    if (beside != NULL) {
        p->beside_kind = cJSON_GetStringValue(cJSON_GetArrayItem(beside, 0));
        p->beside_amount = cJSON_GetStringValue(cJSON_GetArrayItem(beside, 1));
    }
    read_disabilities(p, cJSON_GetObjectItem(item, "disability"));
}

static void read_profiles(calibration *c, const cJSON *list)
{
    const cJSON *item;

    c->single_case = -1;
    cJSON_ArrayForEach(item, list)
    {
        if (c->profile_count == MAX_PROFILES)
            fail("too many profiles");
        if (strcmp(item->string, "single_case") == 0)
            c->single_case = (int32_t)c->profile_count;
        read_profile(&c->profiles[c->profile_count++], item);
    }
}

static void read_care(calibration *c, const cJSON *list)
{
    const cJSON *item;

    cJSON_ArrayForEach(item, list)
    {
        if (c->care_count == MAX_CHOICES)
            fail("too many kinds of care");
        care *k = &c->care[c->care_count++];
        *k = (care){.weight = whole(item, "weight"),
                    .form = need_text(item, "form"),
                    .failed = number_range(item, "failed", 1)};
        for (uint32_t i = 0; i < AREAS; i++)
            k->paid[i] = need_text(need(item, "paid"), area_names[i]);
        c->care_total += k->weight;
    }
}

/* ---- Strata ---- */

static int32_t find_profile(const calibration *c, const char *name)
{
    for (uint32_t i = 0; i < c->profile_count; i++)
        if (strcmp(c->profiles[i].name, name) == 0)
            return (int32_t)i;
    return -1;
}

static void read_quota(const calibration *c, quota *q, const cJSON *list,
                       bool profiles)
{
    const cJSON *item;

    cJSON_ArrayForEach(item, list)
    {
        if (q->count == MAX_CHOICES)
            fail("too many choices");
        int32_t index = profiles ? find_profile(c, item->string) : -1;
        if (profiles && index < 0)
            fail(item->string);
        q->at[q->count].name = item->string;
        q->at[q->count].index = index;
        q->at[q->count].weight = (uint32_t)item->valuedouble;
        q->total += q->at[q->count++].weight;
    }
}

static void read_sizes(stratum *s, const cJSON *list)
{
    uint32_t size = 0;
    const cJSON *item;

    cJSON_ArrayForEach(item, list)
    {
        if (size == MAX_SIZE)
            fail("sizes");
        s->sizes[size++] = (uint32_t)item->valuedouble;
    }
}

static void read_stratum(const calibration *c, stratum *s, const cJSON *item)
{
    const cJSON *with;
    const char *shape = text_or_null(item, "shape");
    const char *missing = text_or_null(item, "missing");

    *s = (stratum){.id = need_text(item, "id"),
                   .area = name_index(area_names, need_text(item, "area")),
                   .income = number_range(item, "income", 10000),
                   .before = number_range(item, "before", 10000),
                   .held = text_or_null(item, "held"),
                   .decided = month_range(item, "decided")};
    if (shape != NULL)
        s->shape = name_index(shape_names, shape);
    if (missing != NULL)
        s->missing = name_index(gap_names, missing);
    read_sizes(s, need(item, "sizes"));
    read_quota(c, &s->heads, need(item, "heads"), true);
    read_quota(c, &s->others, cJSON_GetObjectItem(item, "others"), true);
    read_quota(c, &s->labels, cJSON_GetObjectItem(item, "labels"), false);
    s->facts = inner_text(item, "facts");
    if (cJSON_HasObjectItem(item, "obligors"))
        s->obligors = (uint32_t)(need(item, "obligors")->valuedouble * 100);
    cJSON_ArrayForEach(with, cJSON_GetObjectItem(item, "with")) s->with |=
        1u << name_index(with_names, cJSON_GetStringValue(with));
}

static void read_strata(calibration *c, const cJSON *list)
{
    const cJSON *item;

    cJSON_ArrayForEach(item, list)
    {
        if (c->stratum_count == MAX_STRATA)
            fail("too many strata");
        read_stratum(c, &c->strata[c->stratum_count++], item);
    }
}

static char *read_file(const char *file)
{
    FILE *from = fopen(file, "rb");
    char *text = NULL;
    long size;

    if (from == NULL || fseek(from, 0, SEEK_END) != 0 ||
        (size = ftell(from)) < 0 || fseek(from, 0, SEEK_SET) != 0 ||
        (text = calloc(1, (size_t)size + 1)) == NULL ||
        fread(text, 1, (size_t)size, from) != (size_t)size) {
        perror(file);
        exit(2);
    }
    fclose(from);
    return text;
}

void calibration_read(calibration *c, const char *file)
{
    char *text = read_file(file);
    cJSON *tree = cJSON_Parse(text);

    free(text);
    if (tree == NULL)
        fail("the file is no JSON");
    *c = (calibration){.tree = tree};
    c->month = month_number(need_text(tree, "month"));
    c->households = whole(tree, "households");
    read_money(tree, "lines", c->line);
    read_money(tree, "low_income_lines", c->low_income_line);
    read_money(tree, "supplement_paid", c->supplement);
    read_profiles(c, need(tree, "profiles"));
    read_care(c, need(tree, "care"));
    read_strata(c, need(tree, "strata"));
}

void calibration_free(calibration *c)
{
    for (uint32_t i = 0; i < c->profile_count; i++)
        cJSON_free(c->profiles[i].facts);
    for (uint32_t i = 0; i < c->stratum_count; i++)
        cJSON_free(c->strata[i].facts);
    cJSON_Delete(c->tree);
    c->tree = NULL;
}
