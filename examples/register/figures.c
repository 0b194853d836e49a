/* SPDX-License-Identifier: Apache-2.0 */
/* Figures and words; see figures.h. */
#include "figures.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TURNS = 8, TURN_SIZE = 160 };

static char *turn(void)
{
    static char texts[TURNS * 2][TURN_SIZE];
    static unsigned next;

    return texts[next++ % (TURNS * 2)];
}

static char *read_file(const char *file)
{
    FILE *from = fopen(file, "rb");
    size_t size = 0, cap = 1 << 16, n;
    char *text = malloc(cap);

    if (from == NULL || text == NULL) {
        perror(file);
        exit(2);
    }
    while ((n = fread(text + size, 1, cap - size - 1, from)) > 0) {
        size += n;
        if (size + 1 == cap && (text = realloc(text, cap *= 2)) == NULL) {
            perror(file);
            exit(2);
        }
    }
    text[size] = '\0';
    fclose(from);
    return text;
}

void figures_read(figures *f, const char *file)
{
    char *text = read_file(file);
    const cJSON *set;

    *f = (figures){.tree = cJSON_Parse(text), .scale = 1};
    free(text);
    if (f->tree == NULL) {
        fprintf(stderr, "%s: no JSON\n", file);
        exit(2);
    }
    set = cJSON_GetObjectItem(f->tree, "set");
    if (set != NULL)
        f->set = cJSON_PrintUnformatted(set);
}

void figures_free(figures *f)
{
    cJSON_free(f->set);
    cJSON_Delete(f->tree);
}

const char *figures_text(const figures *f, const char *key)
{
    const char *text = cJSON_GetStringValue(cJSON_GetObjectItem(f->tree, key));

    return text == NULL ? "" : text;
}

words figures_words(const cJSON *item)
{
    words w = {cJSON_GetStringValue(cJSON_GetObjectItem(item, "zh")),
               cJSON_GetStringValue(cJSON_GetObjectItem(item, "en"))};

    if (w.zh == NULL)
        w.zh = "";
    if (w.en == NULL)
        w.en = "";
    return w;
}

static words one_code(const figures *f, const char *code)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(
        cJSON_GetObjectItem(f->tree, "words"), code);

    return item == NULL ? (words){code, code} : figures_words(item);
}

words figures_code(const figures *f, const char *code)
{
    const char *slash = strchr(code, '/');
    char first[KEY_SIZE] = "";
    words a, b;
    char *zh, *en;

    if (slash == NULL || strlen(code) >= sizeof first)
        return one_code(f, code);
    memcpy(first, code, (size_t)(slash - code));
    a = one_code(f, first);
    b = one_code(f, slash + 1);
    zh = turn();
    en = turn();
    snprintf(zh, TURN_SIZE, "%s%s%s", strcmp(a.zh, first) == 0 ? "" : a.zh,
             b.zh[0] != '\0' ? "：" : "", b.zh);
    snprintf(en, TURN_SIZE, "%s%s%s", a.en, b.en[0] != '\0' ? ": " : "", b.en);
    return (words){zh, en};
}

int64_t figures_published(const figures *f, measure m, words *out_label)
{
    const cJSON *item;

    *out_label = (words){measure_id(m), measure_id(m)};
    cJSON_ArrayForEach(item, cJSON_GetObjectItem(f->tree, "published"))
    {
        const char *id = cJSON_GetStringValue(cJSON_GetObjectItem(item, "id"));
        if (id == NULL || strcmp(id, measure_id(m)) != 0)
            continue;
        *out_label = figures_words(item);
        return (int64_t)(cJSON_GetObjectItem(item, "value")->valuedouble *
                             f->scale +
                         0.5);
    }
    return 0;
}

/* Of all these programmes together. */
static int64_t together(const cJSON *programmes, const counts *of, bool money)
{
    const cJSON *programme;
    int64_t sum = 0;

    cJSON_ArrayForEach(programme, programmes)
    {
        uint32_t i = counts_find(of, cJSON_GetStringValue(programme));
        if (i < of->count)
            sum += money ? counts_money(of, i) / 100 : counts_total(of, i);
    }
    return sum;
}

/* A rate is the same for any number of households. */
static void take_further(const figures *f, const tally *t, const cJSON *item,
                         further *out)
{
    const cJSON *qualify = cJSON_GetObjectItem(item, "qualify");
    const cJSON *money = cJSON_GetObjectItem(item, "yuan");
    const char *decision =
        cJSON_GetStringValue(cJSON_GetObjectItem(item, "decision"));
    double value = cJSON_GetObjectItem(item, "value")->valuedouble;
    uint32_t i;

    *out = (further){.label = figures_words(item)};
    out->published =
        (int64_t)(decision != NULL ? value : value * f->scale + 0.5);
    if (decision == NULL) {
        out->computed = together(qualify != NULL ? qualify : money,
                                 &t->qualified, qualify == NULL);
        return;
    }
    i = counts_find(&t->rates, decision);
    if (i < t->rates.count)
        out->computed = counts_money(&t->rates, i) / 100;
}

/* Were they run at all? */
static bool has_others(const figures *f, const tally *t)
{
    const cJSON *others = cJSON_GetObjectItem(f->tree, "others");
    const char *programme =
        cJSON_GetStringValue(cJSON_GetObjectItem(others, "programme"));

    return programme != NULL &&
           counts_find(&t->qualified, programme) < t->qualified.count;
}

bool figures_further(const figures *f, const tally *t, uint32_t nth,
                     further *out)
{
    const cJSON *item;

    cJSON_ArrayForEach(item, cJSON_GetObjectItem(f->tree, "published"))
    {
        if (!cJSON_HasObjectItem(item, "qualify") &&
            !cJSON_HasObjectItem(item, "yuan") &&
            !cJSON_HasObjectItem(item, "decision"))
            continue;
        if (cJSON_HasObjectItem(item, "subject") && !has_others(f, t))
            continue;
        if (nth-- > 0)
            continue;
        take_further(f, t, item, out);
        return true;
    }
    return false;
}

words figures_category(category c)
{
    static const words names[CATEGORIES] = {
        {"特困供养", "on tekun"},
        {"低保", "on dibao"},
        {"低保，因疫情暂缓退出", "on dibao by the freeze only"},
        {"单人保", "single-person cover"},
        {"符合低保，待确认", "qualifies, decided next month"},
        {"低保边缘家庭", "margin family"},
        {"缺事实或需人工复核", "facts missing, or for a person to decide"},
        {"不符合", "none of these"}};

    return names[c];
}

const char *grouped(int64_t n)
{
    char digits[32];
    char *out = turn();
    size_t len, at = 0;

    snprintf(digits, sizeof digits, "%" PRId64, n);
    len = strlen(digits);
    for (size_t i = 0; i < len; i++) {
        if (i > 0 && (len - i) % 3 == 0 && digits[i - 1] != '-')
            out[at++] = ',';
        out[at++] = digits[i];
    }
    out[at] = '\0';
    return out;
}

const char *yuan(int64_t fen)
{
    char *out = turn();

    snprintf(out, TURN_SIZE, "%s.%02" PRId64, grouped(fen / 100), fen % 100);
    return out;
}

const char *qualified_money(const counts *c, uint32_t index)
{
    int64_t fen = counts_money(c, index);

    return fen == 0 ? "-" : yuan(fen);
}

int64_t fen_of(const cJSON *amount)
{
    const char *text = cJSON_GetStringValue(amount);
    const char *point = text == NULL ? NULL : strchr(text, '.');

    if (point == NULL)
        return 0;
    return strtoll(text, NULL, 10) * 100 + strtoll(point + 1, NULL, 10);
}
