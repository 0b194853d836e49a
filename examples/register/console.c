/* SPDX-License-Identifier: Apache-2.0 */
/* The report on a terminal; see console.h. Numbers stand first and words last,
 * so that columns hold whatever the width of the characters.
 */
#include "console.h"

#include <stdlib.h>
#include <string.h>

typedef struct console {
    const tally *t;
    const figures *f;
    bool zh;
} console;

static const char *pick(const console *c, words w)
{
    return c->zh ? w.zh : w.en;
}

static void title(const console *c, const char *zh, const char *en)
{
    printf("\n%s\n", c->zh ? zh : en);
}

void console_progress(uint64_t done, uint64_t of)
{
    enum { WIDTH = 40 };
    uint64_t filled = of == 0 ? WIDTH : done * WIDTH / of;

    fputs("\r[", stderr);
    for (uint64_t i = 0; i < WIDTH; i++)
        fputc(i < filled ? '#' : '.', stderr);
    fprintf(stderr, "] %3u %%  %s", (unsigned)(of == 0 ? 100 : done * 100 / of),
            grouped((int64_t)done));
}

static double difference(int64_t computed, int64_t published)
{
    return published == 0
               ? 0
               : (double)(computed - published) * 100 / (double)published;
}

static void print_pair(const console *c, int64_t published, int64_t computed,
                       words label)
{
    printf("%12s %12s %+8.2f %%  %s\n", grouped(published), grouped(computed),
           difference(computed, published), pick(c, label));
}

static void print_published(const console *c)
{
    title(c, "公布的与计算的", "published against computed");
    printf("%12s %12s %9s\n", c->zh ? "公布    " : "published",
           c->zh ? "计算    " : "computed", "");
    for (measure m = 0; m < MEASURES; m++) {
        words label;
        int64_t published = figures_published(c->f, m, &label);
        print_pair(c, published, c->t->measures[m], label);
    }
    further more;
    for (uint32_t i = 0; figures_further(c->f, c->t, i, &more); i++)
        print_pair(c, more.published, more.computed, more.label);
}

static void print_programmes(const console *c)
{
    const counts *q = &c->t->qualified;

    title(c, "各项待遇：符合的人或户，本期金额（元）",
          "every programme: who qualifies, and for how much (yuan)");
    for (uint32_t i = 0; i < q->count; i++)
        printf("%12s %15s  %s\n", grouped(counts_total(q, i)),
               qualified_money(q, i),
               pick(c, figures_code(c->f, q->at[i].key)));
}

static void print_outlay(const console *c)
{
    const counts *o = &c->t->outlay;
    int64_t sum[2] = {0, 0};

    title(c, "本月支出（元）：城市、农村、合计",
          "the month's outlay (yuan): urban, rural, together");
    for (uint32_t i = 0; i < o->count; i++) {
        sum[0] += o->at[i].fen[0];
        sum[1] += o->at[i].fen[1];
        printf("%15s %15s %15s  %s\n", yuan(o->at[i].fen[0]),
               yuan(o->at[i].fen[1]), yuan(counts_money(o, i)),
               pick(c, figures_code(c->f, o->at[i].key)));
    }
    printf("%15s %15s %15s  %s\n", yuan(sum[0]), yuan(sum[1]),
           yuan(sum[0] + sum[1]), c->zh ? "合计" : "all");
}

static void print_counts(const console *c, const counts *list, uint32_t most)
{
    for (uint32_t i = 0; i < list->count && i < most; i++)
        printf("%12s  %s\n", grouped(counts_total(list, i)),
               pick(c, figures_code(c->f, list->at[i].key)));
    if (list->count == 0)
        printf("%12s\n", "-");
}

static void print_example(const console *c, month_worker *w)
{
    const minz_result *r;
    char *text;
    size_t len;

    if (c->t->example == NULL ||
        (r = month_answer(w, c->t->example, strlen(c->t->example))) == NULL)
        return;
    title(c, "一户的全部理由", "one household, all reasons");
    len = minz_explain(r, "dibao", c->zh, MINZ_FORMAT_TEXT, NULL, 0);
    text = malloc(len + 1);
    if (text == NULL)
        return;
    minz_explain(r, "dibao", c->zh, MINZ_FORMAT_TEXT, text, len + 1);
    puts(text);
    free(text);
}

void console_print(const tally *t, const figures *f, month_worker *w,
                   minz_lang lang)
{
    console c = {t, f, lang == MINZ_LANG_ZH};

    printf(c.zh ? "%s 户，%s 人；%s 行无法读取\n"
                : "%s households, %s persons; %s lines cannot be read\n",
           grouped((int64_t)t->households), grouped((int64_t)t->persons),
           grouped((int64_t)t->refused));
    print_published(&c);
    print_programmes(&c);
    print_outlay(&c);
    title(&c, "困境儿童和留守儿童", "children in difficulty or left behind");
    print_counts(&c, &t->tags, MAX_TAGS);
    title(&c, "特困人员的护理档次", "tekun persons by grade of care");
    print_counts(&c, &t->care, 4);
    title(&c, "不符合低保的最常见理由", "commonest reasons for refusal");
    print_counts(&c, &t->refusals, 5);
    title(&c, "暂缓的最常见理由", "commonest reasons for deferral");
    print_counts(&c, &t->deferrals, 5);
    title(&c, "停发的最常见理由", "commonest reasons for a stop");
    print_counts(&c, &t->stops, 5);
    title(&c, "最常缺少的事实", "missing most often");
    print_counts(&c, &t->missing, 6);
    print_example(&c, w);
}
