/* SPDX-License-Identifier: Apache-2.0 */
/* A tally as JSON. */
#include "simulate/simulate.h"

#include <stdio.h>

#include "base/sink.h"
#include "json/json.h"

text tally_count_text(const minz_simulation *s, uint64_t n, char out[24])
{
    return (text){out, number_format((int64_t)n, s->decimals, 0, out)};
}

text tally_yuan_text(const minz_simulation *s, int64_t fen, char out[24])
{
    return (text){out, number_format(fen, s->decimals + 2, 2, out)};
}

/* Of households, by weight. */
static void put_count(json_writer *w, const minz_tally *t, const char *key,
                      uint64_t n)
{
    char digits[24];

    json_put_key(w, text_of(key));
    json_put_number(w, tally_count_text(t->simulation, n, digits));
}

static void put_yuan(json_writer *w, const minz_tally *t, const char *key,
                     int64_t fen)
{
    char digits[24];

    json_put_key(w, text_of(key));
    json_put_text(w, tally_yuan_text(t->simulation, fen, digits));
}

static void put_cell(json_writer *w, const minz_tally *t, const tally_cell *c)
{
    put_count(w, t, "households", c->households);
    put_count(w, t, "rows", c->rows);
    put_count(w, t, "undecided", c->undecided);
    put_yuan(w, t, "outlay", c->outlay);
}

static text group_name(const minz_simulation *s, uint32_t group)
{
    return group == s->groups - 1 ? TEXT("unknown")
                                  : s->by->type->of->values[group - 1].id;
}

static void put_programme(json_writer *w, const minz_tally *t,
                          const tally_block *b, uint32_t p)
{
    const minz_simulation *s = t->simulation;

    json_begin_object(w);
    json_put_key(w, TEXT("id"));
    json_put_text(w, simulation_model(s)->programmes.at[p].id);
    put_cell(w, t, &b->cells[p * s->groups]);
    if (s->by != NULL) {
        json_put_key(w, TEXT("by"));
        json_begin_object(w);
        for (uint32_t g = 1; g < s->groups; g++) {
            json_put_key(w, group_name(s, g));
            json_begin_object(w);
            put_cell(w, t, &b->cells[p * s->groups + g]);
            json_end(w);
        }
        json_end(w);
    }
    json_end(w);
}

static text class_name(const minz_tally *t, uint32_t cls)
{
    if (cls == t->programmes)
        return TEXT("none");
    return cls > t->programmes
               ? TEXT("undecided")
               : simulation_model(t->simulation)->programmes.at[cls].id;
}

static void put_matrix(json_writer *w, const minz_tally *t,
                       const tally_block *b)
{
    uint32_t n = class_count(t);

    json_put_key(w, TEXT("matrix"));
    json_begin_array(w);
    for (uint32_t i = 0; i < n * n; i++) {
        if (b->matrix[i] == 0)
            continue;
        json_begin_object(w);
        json_put_key(w, TEXT("before"));
        json_put_text(w, class_name(t, i / n));
        json_put_key(w, TEXT("after"));
        json_put_text(w, class_name(t, i % n));
        put_count(w, t, "households", b->matrix[i]);
        json_end(w);
    }
    json_end(w);
}

/* A bound of a household's change has no weight. */
static void put_bound(json_writer *w, int64_t fen)
{
    char digits[24];

    json_put_key(w, TEXT("up_to"));
    json_put_text(w, (text){digits, number_format(fen, 2, 2, digits)});
}

static void put_bands(json_writer *w, const minz_tally *t, const char *key,
                      const tally_band *bands)
{
    json_put_key(w, text_of(key));
    json_begin_array(w);
    for (uint32_t i = 0; i < BAND_COUNT; i++) {
        json_begin_object(w);
        if (i < BAND_COUNT - 1)
            put_bound(w, band_bounds[i]);
        put_count(w, t, "households", bands[i].count);
        put_yuan(w, t, "change", bands[i].amount);
        json_end(w);
    }
    json_end(w);
}

static void put_rules(json_writer *w, const minz_tally *t,
                      const tally_block *b)
{
    json_put_key(w, TEXT("rules"));
    json_begin_array(w);
    for (uint32_t i = 0; i < b->changes.len; i++) {
        const tally_change *c = &b->changes.at[i];
        json_begin_object(w);
        json_put_key(w, TEXT("programme"));
        json_put_text(
            w, simulation_model(t->simulation)->programmes.at[c->programme].id);
        json_put_key(w, TEXT("before"));
        json_put_text(w, text_of(minz_outcome_name(c->before)));
        json_put_key(w, TEXT("after"));
        json_put_text(w, text_of(minz_outcome_name(c->after)));
        json_put_key(w, TEXT("rule"));
        json_put_text(w, c->reason);
        put_count(w, t, "households", c->count);
        json_end(w);
    }
    json_end(w);
}

int64_t tally_outlay(const minz_tally *t, uint32_t scenario)
{
    const tally_block *b = &t->blocks[scenario];
    int64_t sum = 0;

    for (uint32_t p = 0; p < t->programmes; p++)
        sum += b->cells[p * t->simulation->groups].outlay;
    return sum;
}

static void put_digest(json_writer *w, const tally_block *b)
{
    char hex[40];

    snprintf(hex, sizeof hex, "%016llx%016llx",
             (unsigned long long)b->digest[1],
             (unsigned long long)b->digest[0]);
    json_put_key(w, TEXT("digest"));
    json_put_text(w, text_of(hex));
}

static void put_scenario(json_writer *w, const minz_tally *t, uint32_t at)
{
    const tally_block *b = &t->blocks[at];

    json_begin_object(w);
    json_put_key(w, TEXT("name"));
    json_put_text(w, t->simulation->scenarios.at[at].name);
    put_yuan(w, t, "outlay", tally_outlay(t, at));
    put_yuan(w, t, "change", tally_outlay(t, at) - tally_outlay(t, 0));
    json_put_key(w, TEXT("programmes"));
    json_begin_array(w);
    for (uint32_t p = 0; p < t->programmes; p++)
        put_programme(w, t, b, p);
    json_end(w);
    put_matrix(w, t, b);
    put_count(w, t, "same", b->same);
    put_count(w, t, "undecided", b->undecided);
    put_bands(w, t, "winners", b->gain);
    put_bands(w, t, "losers", b->loss);
    put_rules(w, t, b);
    if (t->simulation->digest)
        put_digest(w, b);
    json_end(w);
}

static void put_tally(json_writer *w, const minz_tally *t)
{
    json_begin_object(w);
    put_count(w, t, "households", t->households);
    json_put_key(w, TEXT("refused"));
    json_put_int(w, (int64_t)t->refused);
    json_put_key(w, TEXT("scenarios"));
    json_begin_array(w);
    for (uint32_t i = 0; i < t->scenarios; i++)
        put_scenario(w, t, i);
    json_end(w);
    json_end(w);
}

size_t minz_tally_json(const minz_tally *tally, char *out_text,
                       size_t capacity)
{
    json_writer w;
    size_t len = 0;

    if (tally == NULL || (out_text == NULL && capacity > 0))
        return 0;
    json_writer_init(&w, &tally->simulation->alloc, JSON_COMPACT);
    put_tally(&w, tally);
    if (json_writer_status(&w) == MINZ_OK) {
        sink s = sink_open(out_text, capacity);
        sink_text(&s, json_written(&w));
        len = sink_close(&s);
    }
    json_writer_free(&w);
    return len;
}
