/* SPDX-License-Identifier: Apache-2.0 */
/* See simulate_page.h. Pictures are bars of HTML: they need no script, print,
 * and are read out by what stands beside them.
 */
#include "simulate_page.h"

#define SHOWN_LEAST 10u

static const char style[] =
    "<style>body{font:16px/1.5 system-ui,sans-serif;margin:2em auto;max-width:"
    "60em;padding:0 1em;color:#1b2733}h1{font-size:1.5em}h2{margin-top:2em}"
    "table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-"
    "nums}td,th{padding:.3em .6em;border-bottom:1px solid #d5dde5;text-align:"
    "right}td:first-child,th:first-child{text-align:left}.bar{display:block;"
    "height:.9em;background:#2b6cb0;min-width:1px}.bar.after{background:"
    "#dd8b1f}td.pic{width:35%}.note{color:#5a6b7b}.en{display:none}:lang(en)"
    " .en{display:inline}:lang(en) .zh{display:none}@media(max-width:40em){td."
    "pic{display:none}}@media print{button{display:none}}</style>";

static void both(FILE *to, const char *zh, const char *en)
{
    fprintf(to, "<span class=zh>%s</span><span class=en>%s</span>", zh, en);
}

static void escaped(FILE *to, text t)
{
    for (uint32_t i = 0; i < t.len; i++)
        switch (t.ptr[i]) {
        case '<': fputs("&lt;", to); break;
        case '>': fputs("&gt;", to); break;
        case '&': fputs("&amp;", to); break;
        case '"': fputs("&quot;", to); break;
        default: fputc(t.ptr[i], to);
        }
}

static void named(FILE *to, const label *l, text id)
{
    fputs("<span class=zh>", to);
    escaped(to, l->zh.len > 0 ? l->zh : id);
    fputs("</span><span class=en>", to);
    escaped(to, l->en.len > 0 ? l->en : id);
    fputs("</span>", to);
}

static void count(FILE *to, const cli *c, const minz_tally *t, uint64_t n)
{
    uint64_t least =
        SHOWN_LEAST * (uint64_t)number_pow10(t->simulation->decimals);
    char out[24];

    if (n > 0 && n < least && !c->o.all)
        fputs("&lt;10", to);
    else
        fputs(tally_count_text(t->simulation, n, out).ptr, to);
}

static void yuan(FILE *to, const minz_tally *t, int64_t fen)
{
    char out[24];

    fputs(tally_yuan_text(t->simulation, fen, out).ptr, to);
}

/* Per mille of the widest, without a fraction in between. */
static void bar(FILE *to, int64_t part, int64_t whole, const char *cls)
{
    int64_t mille = whole > 0 ? part / (whole / 1000 + 1) : 0;

    fprintf(to, "<span class=\"bar%s\" style=\"width:%lld.%lld%%\"></span>", cls,
            (long long)(mille / 10), (long long)(mille % 10));
}

static int64_t widest(const minz_tally *t, uint32_t at)
{
    int64_t most = 1;

    for (uint32_t p = 0; p < t->programmes; p++)
        for (uint32_t i = 0; i <= at; i += at == 0 ? 1 : at) {
            int64_t n = t->blocks[i].cells[p * t->simulation->groups].outlay;
            most = n > most ? n : most;
        }
    return most;
}

static void outlay_table(FILE *to, const cli *c, const minz_tally *t,
                         uint32_t at)
{
    const model *m = simulation_model(t->simulation);
    uint32_t groups = t->simulation->groups;
    int64_t most = widest(t, at);

    fputs("<table><tr><th>", to);
    both(to, "项目", "programme");
    fputs("<th>", to);
    both(to, "户，现行", "households, as it is");
    fputs("<th>", to);
    both(to, "户，改革后", "after");
    fputs("<th>", to);
    both(to, "每月元，现行", "yuan a month, as it is");
    fputs("<th>", to);
    both(to, "每月元，改革后", "after");
    fputs("<th></tr>\n", to);
    for (uint32_t p = 0; p < t->programmes; p++) {
        const tally_cell *a = &t->blocks[0].cells[p * groups];
        const tally_cell *b = &t->blocks[at].cells[p * groups];
        if (a->households == 0 && b->households == 0)
            continue;
        fputs("<tr><td>", to);
        named(to, &m->programmes.at[p].label, m->programmes.at[p].id);
        fputs("<td>", to);
        count(to, c, t, a->households);
        fputs("<td>", to);
        count(to, c, t, b->households);
        fputs("<td>", to);
        yuan(to, t, a->outlay);
        fputs("<td>", to);
        yuan(to, t, b->outlay);
        fputs("<td class=pic>", to);
        bar(to, a->outlay, most, "");
        bar(to, b->outlay, most, " after");
        fputs("</tr>\n", to);
    }
    fputs("</table>\n", to);
}

static void class_words(FILE *to, const minz_tally *t, uint32_t cls)
{
    const model *m = simulation_model(t->simulation);

    if (cls < t->programmes)
        named(to, &m->programmes.at[cls].label, m->programmes.at[cls].id);
    else if (cls == t->programmes)
        both(to, "均不符合", "none");
    else
        both(to, "未定", "undecided");
}

static void class_table(FILE *to, const cli *c, const minz_tally *t,
                        uint32_t at)
{
    const tally_block *b = &t->blocks[at];
    uint32_t n = class_count(t);

    fputs("<h3>", to);
    both(to, "类别变动", "Classes before and after");
    fputs("</h3><table><tr><th>", to);
    both(to, "现行", "as it is");
    fputs("<th style=text-align:left>", to);
    both(to, "改革后", "after");
    fputs("<th>", to);
    both(to, "户", "households");
    fputs("</tr>\n", to);
    for (uint32_t i = 0; i < n * n; i++) {
        if (b->matrix[i] == 0)
            continue;
        fputs(i / n != i % n ? "<tr style=\"font-weight:600\"><td>" : "<tr><td>",
              to);
        class_words(to, t, i / n);
        fputs("<td style=text-align:left>", to);
        class_words(to, t, i % n);
        fputs("<td>", to);
        count(to, c, t, b->matrix[i]);
        fputs("</tr>\n", to);
    }
    fputs("</table>\n", to);
}

static uint64_t most_in_band(const tally_block *b)
{
    uint64_t most = 1;

    for (uint32_t i = 0; i < BAND_COUNT; i++) {
        most = b->gain[i].count > most ? b->gain[i].count : most;
        most = b->loss[i].count > most ? b->loss[i].count : most;
    }
    return most;
}

static void band_row(FILE *to, const cli *c, const minz_tally *t,
                     const tally_band *band, uint32_t i, const char *sign,
                     uint64_t most)
{
    fprintf(to, "<tr><td>%s", sign);
    if (i == 0)
        fprintf(to, " &le; %lld", (long long)(band_bounds[0] / 100));
    else if (i == BAND_COUNT - 1)
        fprintf(to, " &gt; %lld", (long long)(band_bounds[i - 1] / 100));
    else
        fprintf(to, " %lld&ndash;%lld", (long long)(band_bounds[i - 1] / 100),
                (long long)(band_bounds[i] / 100));
    fputs("<td>", to);
    count(to, c, t, band->count);
    fputs("<td>", to);
    yuan(to, t, band->amount);
    fputs("<td class=pic>", to);
    bar(to, (int64_t)band->count, (int64_t)most, sign[0] == '+' ? " after" : "");
    fputs("</tr>\n", to);
}

static void band_table(FILE *to, const cli *c, const minz_tally *t,
                       const tally_block *b)
{
    uint64_t most = most_in_band(b);

    fputs("<h3>", to);
    both(to, "受益与受损", "Who wins and who loses");
    fputs("</h3><table><tr><th>", to);
    both(to, "每月变动（元）", "change in yuan a month");
    fputs("<th>", to);
    both(to, "户", "households");
    fputs("<th>", to);
    both(to, "合计（元）", "in all");
    fputs("<th></tr>\n", to);
    for (uint32_t i = BAND_COUNT; i-- > 0;)
        if (b->loss[i].count > 0)
            band_row(to, c, t, &b->loss[i], i, "&minus;", most);
    for (uint32_t i = 0; i < BAND_COUNT; i++)
        if (b->gain[i].count > 0)
            band_row(to, c, t, &b->gain[i], i, "+", most);
    fputs("</table><p class=note>", to);
    both(to, "不变：", "unchanged: ");
    count(to, c, t, b->same);
    both(to, " 户；未定：", "; undecided: ");
    count(to, c, t, b->undecided);
    both(to, " 户", "");
    fputs("</p>\n", to);
}

static void reform(FILE *to, const cli *c, const minz_tally *t, uint32_t at)
{
    fputs("<h2>", to);
    escaped(to, t->simulation->scenarios.at[at].name);
    fputs("</h2><p>", to);
    both(to, "每月变动（元）：", "change in yuan a month: ");
    fputs("<b>", to);
    yuan(to, t, tally_outlay(t, at) - tally_outlay(t, 0));
    fputs("</b></p>\n", to);
    outlay_table(to, c, t, at);
    band_table(to, c, t, &t->blocks[at]);
    class_table(to, c, t, at);
}

bool simulate_page(const cli *c, const minz_tally *t, FILE *to)
{
    fprintf(to,
            "<!doctype html><html lang=%s><meta charset=utf-8><meta "
            "name=viewport content=\"width=device-width\"><title>minzheng "
            "simulate</title>%s<button onclick=\"document.documentElement.lang="
            "document.documentElement.lang==='zh'?'en':'zh'\">中文 / English"
            "</button><h1>",
            c->o.lang == MINZ_LANG_ZH ? "zh" : "en", style);
    both(to, "政策改革模拟", "A reform, simulated");
    fputs("</h1><p>", to);
    both(to, "户数：", "households: ");
    count(to, c, t, t->households);
    both(to, "；未受理的行：", "; lines refused: ");
    fprintf(to, "%llu</p>\n", (unsigned long long)t->refused);
    for (uint32_t i = t->scenarios > 1 ? 1 : 0; i < t->scenarios; i++)
        reform(to, c, t, i);
    fputs("<p class=note>", to);
    both(to, "蓝：现行；橙：改革后。少于10户的格子不显示数目。",
         "Blue: as it is; orange: after. Cells below 10 households are not told.");
    fprintf(to, " digest %s</p></html>\n",
            minz_policy_digest(t->simulation->scenarios.at[0].policy));
    return ferror(to) == 0;
}
