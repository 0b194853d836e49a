/* SPDX-License-Identifier: Apache-2.0 */
/* Pictures; see picture.h. Drawn 480 wide, so that words can still be read on
 * a phone; the page scales them.
 */
#include "picture.h"

#include <inttypes.h>
#include <string.h>

enum { WIDTH = 480, ROW = 42, HEIGHT = 220, LEFT = 44, BOTTOM = 28 };

static void put_escaped(FILE *out, const char *text)
{
    for (; *text != '\0'; text++)
        if (*text == '<')
            fputs("&lt;", out);
        else if (*text == '&')
            fputs("&amp;", out);
        else
            fputc(*text, out);
}

static void put_one(FILE *out, const char *element, const char *attributes,
                    const char *lang, const char *text)
{
    fprintf(out, "<%s class=\"%s\" lang=\"%s\"%s>", element, lang, lang,
            attributes);
    put_escaped(out, text);
    fprintf(out, "</%s>", element);
}

void picture_words(FILE *out, const char *element, words w)
{
    if (strcmp(w.zh, w.en) == 0) {
        put_escaped(out, w.zh);
        return;
    }
    put_one(out, element, "", "zh", w.zh);
    put_one(out, element, "", "en", w.en);
}

static void put_label(FILE *out, words w, int x, int y, const char *anchor)
{
    char place[96];

    snprintf(place, sizeof place, " x=\"%d\" y=\"%d\" text-anchor=\"%s\"", x, y,
             anchor);
    put_one(out, "text", place, "zh", w.zh);
    put_one(out, "text", place, "en", w.en);
}

static void open_picture(FILE *out, int height)
{
    fprintf(out,
            "<svg viewBox=\"0 0 %d %d\" role=\"img\" "
            "xmlns=\"http://www.w3.org/2000/svg\">\n",
            WIDTH, height);
}

static void put_box(FILE *out, const char *class, int64_t x, int64_t y,
                    int64_t w, int64_t h)
{
    if (w > 0 && h > 0)
        fprintf(out,
                "<rect class=\"%s\" x=\"%" PRId64 "\" y=\"%" PRId64
                "\" width=\"%" PRId64 "\" height=\"%" PRId64 "\"/>\n",
                class, x, y, w, h);
}

static int64_t most(const picture_bar *bars, uint32_t count)
{
    int64_t n = 1;

    for (uint32_t i = 0; i < count; i++)
        if (bars[i].value[0] + bars[i].value[1] > n)
            n = bars[i].value[0] + bars[i].value[1];
    return n;
}

void picture_bars(FILE *out, const picture_bar *bars, uint32_t count)
{
    int64_t top = most(bars, count);

    open_picture(out, (int)count * ROW + 4);
    for (uint32_t i = 0; i < count; i++) {
        int y = (int)i * ROW;
        int64_t sum = bars[i].value[0] + bars[i].value[1];
        int64_t all = sum * WIDTH / top, urban = bars[i].value[0] * WIDTH / top;
        put_label(out, bars[i].label, 0, y + 16, "start");
        fprintf(out,
                "<text class=\"number\" x=\"%d\" y=\"%d\" "
                "text-anchor=\"end\">%s</text>\n",
                WIDTH, y + 16, grouped(sum));
        put_box(out, "track", 0, y + 22, WIDTH, 12);
        put_box(out, "urban", 0, y + 22, urban, 12);
        put_box(out, "rural", urban, y + 22,
                all > urban ? all - urban : (sum > 0), 12);
    }
    fputs("</svg>\n<p class=\"key\"><i class=\"urban\"></i>", out);
    picture_words(out, "span", (words){"城市", "urban"});
    fputs("<i class=\"rural\"></i>", out);
    picture_words(out, "span", (words){"农村", "rural"});
    fputs("</p>\n", out);
}

static void put_axis(FILE *out, int64_t top, uint32_t count)
{
    int plot = HEIGHT - BOTTOM - 16;

    for (int i = 0; i <= 2; i++) {
        int y = HEIGHT - BOTTOM - plot * i / 2;
        fprintf(out,
                "<line class=\"rule\" x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\"/>"
                "<text class=\"number\" x=\"%d\" y=\"%d\" text-anchor=\"end\">"
                "%s</text>\n",
                LEFT, WIDTH, y, y, LEFT - 6, y + 4, grouped(top * i / 2));
    }
    for (uint32_t i = 0; i < count; i += 10)
        fprintf(out,
                "<text class=\"number\" x=\"%d\" y=\"%d\" "
                "text-anchor=\"middle\">%u %%</text>\n",
                LEFT + (int)i * (WIDTH - LEFT) / (int)count, HEIGHT - 8, i * 5);
}

/* A round number not below n. */
static int64_t round_up(int64_t n)
{
    int64_t step = 10;

    while (step * 100 < n)
        step *= 10;
    return (n + step - 1) / step * step;
}

void picture_columns(FILE *out, const picture_column *columns, uint32_t count,
                     uint32_t mark)
{
    int64_t top = 10, plot = HEIGHT - BOTTOM - 16;
    int x = LEFT + (int)mark * (WIDTH - LEFT) / (int)count;

    for (uint32_t i = 0; i < count; i++)
        if (columns[i].first + columns[i].second > top)
            top = columns[i].first + columns[i].second;
    top = round_up(top);
    open_picture(out, HEIGHT);
    put_axis(out, top, count);
    for (uint32_t i = 0; i < count; i++) {
        int64_t at = LEFT + (int64_t)i * (WIDTH - LEFT) / count;
        int64_t next = LEFT + (int64_t)(i + 1) * (WIDTH - LEFT) / count;
        int64_t a = columns[i].first * plot / top;
        int64_t b = columns[i].second * plot / top;
        put_box(out, "held", at, HEIGHT - BOTTOM - a, next - at - 1, a);
        put_box(out, "other", at, HEIGHT - BOTTOM - a - b, next - at - 1, b);
    }
    fprintf(out,
            "<line class=\"mark\" x1=\"%d\" x2=\"%d\" y1=\"0\" y2=\"%d\"/>", x,
            x, HEIGHT - BOTTOM);
    put_label(out, (words){"低保标准", "line of dibao"}, x + 5, 12, "start");
    fputs("</svg>\n<p class=\"key\"><i class=\"held\"></i>", out);
    picture_words(out, "span", (words){"在保", "on dibao"});
    fputs("<i class=\"other\"></i>", out);
    picture_words(out, "span", (words){"不在保", "not on dibao"});
    fputs("</p>\n", out);
}
