/* SPDX-License-Identifier: Apache-2.0 */
/* The report as HTML; see page.h. The frame with its style and script is
 * page.html; a comment there such as <!--outlay--> is replaced by a fragment.
 * Every picture is followed by its table.
 */
#include "page.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "picture.h"

typedef struct page {
    FILE *out;
    const tally *t;
    const figures *f;
    month_worker *w;
} page;

static void put_both(const page *p, words w)
{
    picture_words(p->out, "span", w);
}

static void put_cell(const page *p, const char *text)
{
    fprintf(p->out, "<td>%s</td>", text);
}

/* A table with headings: words first, numbers after. */
static void open_table(const page *p, const words *heads, uint32_t count)
{
    fputs("<div class=\"wide\"><table><thead><tr>", p->out);
    for (uint32_t i = 0; i < count; i++) {
        fputs("<th>", p->out);
        put_both(p, heads[i]);
        fputs("</th>", p->out);
    }
    fputs("</tr></thead><tbody>\n", p->out);
}

static void open_row(const page *p, words label)
{
    fputs("<tr><th>", p->out);
    put_both(p, label);
    fputs("</th>", p->out);
}

static void close_row(const page *p)
{
    fputs("</tr>\n", p->out);
}

static void close_table(const page *p)
{
    fputs("</tbody></table></div>\n", p->out);
}

static void put_row(const page *p, words label, const char *a, const char *b,
                    const char *c)
{
    open_row(p, label);
    put_cell(p, a);
    put_cell(p, b);
    put_cell(p, c);
    close_row(p);
}

static const words urban = {"城市", "urban"}, rural = {"农村", "rural"},
                   together = {"合计", "together"};

static void open_area_table(const page *p, words first)
{
    open_table(p, (words[]){first, urban, rural, together}, 4);
}

/* ---- The fragments ---- */

static void put_card(const page *p, const char *number, words label)
{
    fprintf(p->out, "<div class=\"card\"><b>%s</b>", number);
    put_both(p, label);
    fputs("</div>\n", p->out);
}

static int64_t outlay_sum(const tally *t, int area)
{
    int64_t sum = 0;

    for (uint32_t i = 0; i < t->outlay.count; i++)
        sum += t->outlay.at[i].fen[area];
    return sum;
}

static void put_cards(const page *p)
{
    const tally *t = p->t;
    int64_t sum = outlay_sum(t, 0) + outlay_sum(t, 1);

    put_card(p, grouped((int64_t)t->households), (words){"户", "households"});
    put_card(p, grouped((int64_t)t->persons), (words){"人", "persons"});
    put_card(p, grouped(sum / 100),
             (words){"元，本月支出", "yuan to pay this month"});
    put_card(p, grouped((int64_t)t->refused),
             (words){"行无法读取", "lines that cannot be read"});
}

static void put_pair(const page *p, int64_t published, int64_t computed,
                     words label)
{
    char percent[32];

    snprintf(percent, sizeof percent, "%+.2f %%",
             published == 0 ? 0.0
                            : (double)(computed - published) * 100 /
                                  (double)published);
    put_row(p, label, grouped(published), grouped(computed), percent);
}

static void put_published(const page *p)
{
    open_table(p,
               (words[]){{"项目", "figure"},
                         {"公布", "published"},
                         {"计算", "computed"},
                         {"差", "difference"}},
               4);
    for (measure m = 0; m < MEASURES; m++) {
        words label;
        int64_t published = figures_published(p->f, m, &label);
        put_pair(p, published, p->t->measures[m], label);
    }
    further more;
    for (uint32_t i = 0; figures_further(p->f, p->t, i, &more); i++)
        put_pair(p, more.published, more.computed, more.label);
    close_table(p);
}

static void put_programmes(const page *p)
{
    const counts *q = &p->t->qualified;

    open_table(p,
               (words[]){{"待遇", "programme"},
                         {"城市", "urban"},
                         {"农村", "rural"},
                         {"金额（元）", "yuan"}},
               4);
    for (uint32_t i = 0; i < q->count; i++)
        put_row(p, figures_code(p->f, q->at[i].key), grouped(q->at[i].n[0]),
                grouped(q->at[i].n[1]), qualified_money(q, i));
    close_table(p);
}

static void put_tags(const page *p)
{
    const counts *t = &p->t->tags;

    open_area_table(p, (words){"儿童", "children"});
    for (uint32_t i = 0; i < t->count; i++)
        put_row(p, figures_code(p->f, t->at[i].key), grouped(t->at[i].n[0]),
                grouped(t->at[i].n[1]), grouped(counts_total(t, i)));
    close_table(p);
}

/* Programmes with their entitlements' money together. */
static counts by_programme(const counts *outlay)
{
    counts sums = {0};

    for (uint32_t i = 0; i < outlay->count; i++) {
        char key[KEY_SIZE];
        snprintf(key, sizeof key, "%s", outlay->at[i].key);
        key[strcspn(key, "/")] = '\0';
        for (int area = 0; area < 2; area++)
            counts_add(&sums, key, area, outlay->at[i].n[area],
                       outlay->at[i].fen[area]);
    }
    counts_sort(&sums);
    return sums;
}

static void picture_of_counts(const page *p, const counts *list, bool money)
{
    picture_bar bars[MAX_KEYS];

    for (uint32_t i = 0; i < list->count; i++)
        bars[i] = (picture_bar){
            figures_code(p->f, list->at[i].key),
            {money ? list->at[i].fen[0] / 100 : list->at[i].n[0],
             money ? list->at[i].fen[1] / 100 : list->at[i].n[1]}};
    picture_bars(p->out, bars, list->count);
}

static void put_outlay(const page *p)
{
    const counts *o = &p->t->outlay;
    counts sums = by_programme(o);

    picture_of_counts(p, &sums, true);
    open_area_table(p, (words){"待遇（元）", "entitlement (yuan)"});
    for (uint32_t i = 0; i < o->count; i++)
        put_row(p, figures_code(p->f, o->at[i].key), yuan(o->at[i].fen[0]),
                yuan(o->at[i].fen[1]), yuan(counts_money(o, i)));
    put_row(p, together, yuan(outlay_sum(p->t, 0)), yuan(outlay_sum(p->t, 1)),
            yuan(outlay_sum(p->t, 0) + outlay_sum(p->t, 1)));
    close_table(p);
}

static int64_t money_of(const counts *list, const char *key)
{
    for (uint32_t i = 0; i < list->count; i++)
        if (strcmp(list->at[i].key, key) == 0)
            return counts_money(list, i);
    return 0;
}

/* What the published figures allow: between two bounds. */
static void put_bounds(const page *p)
{
    const cJSON *item;

    open_table(p,
               (words[]){{"核对（元）", "check (yuan)"},
                         {"不低于", "at least"},
                         {"计算", "computed"},
                         {"不高于", "at most"}},
               4);
    cJSON_ArrayForEach(item, cJSON_GetObjectItem(p->f->tree, "bounds"))
    {
        const cJSON *key;
        int64_t sum = 0;
        cJSON_ArrayForEach(key, cJSON_GetObjectItem(item, "sum"))
        {
            sum += money_of(&p->t->outlay, cJSON_GetStringValue(key));
        }
        double scale = p->f->scale;
        put_row(p, figures_words(item),
                yuan((int64_t)((double)fen_of(
                                   cJSON_GetObjectItem(item, "at_least")) *
                               scale)),
                yuan(sum),
                yuan((int64_t)((double)fen_of(
                                   cJSON_GetObjectItem(item, "at_most")) *
                               scale)));
    }
    close_table(p);
}

static void put_categories(const page *p)
{
    picture_bar bars[CATEGORIES];

    for (category c = 0; c < CATEGORIES; c++)
        bars[c] =
            (picture_bar){figures_category(c),
                          {p->t->categories[c][0], p->t->categories[c][1]}};
    picture_bars(p->out, bars, CATEGORIES);
    open_area_table(p, (words){"户数", "households"});
    for (uint32_t i = 0; i < CATEGORIES; i++)
        put_row(p, bars[i].label, grouped(bars[i].value[0]),
                grouped(bars[i].value[1]),
                grouped(bars[i].value[0] + bars[i].value[1]));
    close_table(p);
}

static void put_distance(const page *p)
{
    const tally *t = p->t;
    picture_column columns[BINS];

    for (uint32_t i = 0; i < BINS; i++)
        columns[i] = (picture_column){t->bins[0][1][i] + t->bins[1][1][i],
                                      t->bins[0][0][i] + t->bins[1][0][i]};
    picture_columns(p->out, columns, BINS - 1, 20);
    fputs("<details><summary>", p->out);
    put_both(p, (words){"数据表", "table"});
    fputs("</summary>", p->out);
    open_table(p,
               (words[]){{"人均收入占标准", "income per head, of the line"},
                         {"在保，户", "on dibao, households"},
                         {"不在保，户", "not on dibao, households"}},
               3);
    for (uint32_t i = 0; i < BINS; i++) {
        char label[48];
        snprintf(label, sizeof label, i + 1 < BINS ? "%u–%u %%" : "≥ %u %%",
                 i * 5, i * 5 + 5);
        open_row(p, (words){label, label});
        put_cell(p, grouped(columns[i].first));
        put_cell(p, grouped(columns[i].second));
        close_row(p);
    }
    close_table(p);
    fputs("</details>\n", p->out);
}

static void put_count_table(const page *p, const counts *list, words head,
                            uint32_t most)
{
    open_area_table(p, head);
    for (uint32_t i = 0; i < list->count && i < most; i++)
        put_row(p, figures_code(p->f, list->at[i].key),
                grouped(list->at[i].n[0]), grouped(list->at[i].n[1]),
                grouped(counts_total(list, i)));
    close_table(p);
}

static void put_persons(const page *p)
{
    picture_of_counts(p, &p->t->persons_paid, false);
    put_count_table(p, &p->t->persons_paid,
                    (words){"领取人数", "persons paid for"}, MAX_KEYS);
    put_count_table(p, &p->t->care,
                    (words){"特困护理档次，人", "tekun by grade of care"}, 4);
}

static void put_freeze_row(const page *p, words label, int64_t households,
                           int64_t paid, int64_t cost)
{
    put_row(p, label, grouped(households), yuan(paid), yuan(cost));
}

static void put_freeze(const page *p)
{
    const counts *z = &p->t->frozen, *cost = &p->t->freeze_cost;
    int64_t households = 0, paid = 0, saved = 0;

    picture_of_counts(p, cost, true);
    open_table(p,
               (words[]){{"暂缓的变更", "change held back"},
                         {"户", "households"},
                         {"本月照发（元）", "paid on (yuan)"},
                         {"因暂缓多发（元）", "more by the freeze (yuan)"}},
               4);
    for (uint32_t i = 0; i < z->count; i++) {
        int64_t more = money_of(cost, z->at[i].key);
        put_freeze_row(p, figures_code(p->f, z->at[i].key), counts_total(z, i),
                       counts_money(z, i), more);
        households += counts_total(z, i);
        paid += counts_money(z, i);
        saved += more;
    }
    put_freeze_row(p, together, households, paid, saved);
    close_table(p);
}

static void put_reasons(const page *p)
{
    put_count_table(
        p, &p->t->refusals,
        (words){"不符合低保的理由，户", "refused: test not met, households"},
        6);
    put_count_table(p, &p->t->deferrals,
                    (words){"暂缓的变更", "deferred: change held back"}, 6);
    put_count_table(p, &p->t->stops, (words){"停发的原因", "stopped: cause"},
                    6);
    put_count_table(p, &p->t->open,
                    (words){"未决的原因，户", "not decided, households"}, 6);
}

static void put_missing(const page *p)
{
    picture_of_counts(p, &p->t->missing, false);
    put_count_table(p, &p->t->missing, (words){"缺少的事实", "missing fact"},
                    10);
}

static void put_explanation(const page *p, const minz_result *r, minz_lang lang)
{
    size_t len = minz_explain(r, "dibao", lang, MINZ_FORMAT_HTML, NULL, 0);
    char *text = malloc(len + 1);

    if (text == NULL)
        return;
    minz_explain(r, "dibao", lang, MINZ_FORMAT_HTML, text, len + 1);
    fprintf(p->out, "<div class=\"%s reasons\">%s</div>\n",
            lang == MINZ_LANG_ZH ? "zh" : "en", text);
    free(text);
}

static void put_household(const page *p)
{
    const char *line = p->t->example;
    const minz_result *r =
        line == NULL ? NULL : month_answer(p->w, line, strlen(line));

    if (r == NULL)
        return;
    put_explanation(p, r, MINZ_LANG_ZH);
    put_explanation(p, r, MINZ_LANG_EN);
}

static void put_source(const page *p)
{
    fprintf(p->out, "<p>minzheng %s, %s, SHA-256 <code>%s</code></p>\n<p>",
            minz_version_string(), figures_text(p->f, "month"),
            minz_policy_digest(p->w->task->policy));
    put_both(p, figures_words(cJSON_GetObjectItem(p->f->tree, "set_note")));
    fputs("</p>\n", p->out);
}

static void put_title(const page *p)
{
    put_both(p, figures_words(cJSON_GetObjectItem(p->f->tree, "title")));
}

/* ---- The frame ---- */

static const struct {
    const char *name;
    void (*put)(const page *p);
} fragments[] = {{"title", put_title},         {"cards", put_cards},
                 {"published", put_published}, {"programmes", put_programmes},
                 {"tags", put_tags},           {"outlay", put_outlay},
                 {"bounds", put_bounds},       {"categories", put_categories},
                 {"distance", put_distance},   {"persons", put_persons},
                 {"freeze", put_freeze},       {"reasons", put_reasons},
                 {"missing", put_missing},     {"household", put_household},
                 {"source", put_source}};

static void put_fragment(const page *p, const char *name, size_t len)
{
    for (size_t i = 0; i < sizeof fragments / sizeof *fragments; i++)
        if (strlen(fragments[i].name) == len &&
            memcmp(fragments[i].name, name, len) == 0)
            fragments[i].put(p);
}

static void fill(const page *p, const char *frame)
{
    const char *mark, *end;

    while ((mark = strstr(frame, "<!--")) != NULL &&
           (end = strstr(mark, "-->")) != NULL) {
        fwrite(frame, 1, (size_t)(mark - frame), p->out);
        put_fragment(p, mark + 4, (size_t)(end - mark - 4));
        frame = end + 3;
    }
    fputs(frame, p->out);
}

static FILE *open_beside(const char *file, const char *name, const char *mode)
{
    const char *slash = strrchr(file, '/');
    char path[512];
    FILE *f;

    snprintf(path, sizeof path, "%.*s%s",
             slash == NULL ? 0 : (int)(slash - file + 1), file, name);
    f = fopen(path, mode);
    if (f == NULL) {
        perror(path);
        exit(2);
    }
    return f;
}

void page_write(const tally *t, const figures *f, month_worker *w,
                const char *calibration, const char *folder)
{
    static char frame[1 << 16];
    char name[512];
    FILE *from = open_beside(calibration, "page.html", "rb");
    page p = {.t = t, .f = f, .w = w};
    size_t len = fread(frame, 1, sizeof frame - 1, from);

    fclose(from);
    frame[len] = '\0';
    snprintf(name, sizeof name, "%s/", folder);
    p.out = open_beside(name, "report.html", "wb");
    fill(&p, frame);
    if (fclose(p.out) != 0) {
        perror("report.html");
        exit(2);
    }
}
