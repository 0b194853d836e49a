/* SPDX-License-Identifier: Apache-2.0 */
/* Counting; see tally.h. */
#include "tally.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const measure_ids[MEASURES] = {"urban_dibao_households",
                                                  "urban_dibao_persons",
                                                  "rural_dibao_households",
                                                  "rural_dibao_persons",
                                                  "special_persons",
                                                  "register_households",
                                                  "register_persons",
                                                  "admitted_households",
                                                  "admitted_persons",
                                                  "urban_tekun",
                                                  "rural_tekun",
                                                  "register_tekun",
                                                  "admitted_tekun",
                                                  "single_person",
                                                  "screened_persons",
                                                  "screened_admitted"};

const char *measure_id(measure m)
{
    return measure_ids[m];
}

uint32_t counts_find(const counts *c, const char *key)
{
    uint32_t i = 0;

    while (i < c->count && strcmp(c->at[i].key, key) != 0)
        i++;
    return i;
}

void counts_add(counts *c, const char *key, int area, int64_t n, int64_t fen)
{
    uint32_t i = counts_find(c, key);

    if (i == MAX_KEYS) /* what is rarer than 64 others shares a row */
        i = MAX_KEYS - 1;
    if (i == c->count) {
        c->count++;
        snprintf(c->at[i].key, KEY_SIZE, "%s", key);
    }
    c->at[i].n[area] += n;
    c->at[i].fen[area] += fen;
}

int64_t counts_total(const counts *c, uint32_t index)
{
    return c->at[index].n[0] + c->at[index].n[1];
}

int64_t counts_money(const counts *c, uint32_t index)
{
    return c->at[index].fen[0] + c->at[index].fen[1];
}

void counts_sort(counts *c)
{
    for (uint32_t i = 1; i < c->count; i++)
        for (uint32_t j = i; j > 0; j--) {
            int64_t more = counts_money(c, j) - counts_money(c, j - 1);
            if (more == 0)
                more = counts_total(c, j) - counts_total(c, j - 1);
            if (more == 0)
                more = strcmp(c->at[j - 1].key, c->at[j].key);
            if (more <= 0)
                break;
            counts swap = {0};
            swap.at[0] = c->at[j];
            c->at[j] = c->at[j - 1];
            c->at[j - 1] = swap.at[0];
        }
}

static void counts_join(counts *to, const counts *from)
{
    for (uint32_t i = 0; i < from->count; i++)
        for (int area = 0; area < 2; area++)
            counts_add(to, from->at[i].key, area, from->at[i].n[area],
                       from->at[i].fen[area]);
}

static void join_numbers(tally *to, const tally *from)
{
    to->households += from->households;
    to->refused += from->refused;
    to->persons += from->persons;
    for (uint32_t i = 0; i < MEASURES; i++)
        to->measures[i] += from->measures[i];
    for (uint32_t area = 0; area < 2; area++) {
        for (uint32_t i = 0; i < CATEGORIES; i++)
            to->categories[i][area] += from->categories[i][area];
        for (uint32_t held = 0; held < 2; held++)
            for (uint32_t i = 0; i < BINS; i++)
                to->bins[area][held][i] += from->bins[area][held][i];
    }
}

void tally_add(tally *to, tally *from)
{
    join_numbers(to, from);
    counts_join(&to->outlay, &from->outlay);
    counts_join(&to->persons_paid, &from->persons_paid);
    counts_join(&to->qualified, &from->qualified);
    counts_join(&to->tags, &from->tags);
    counts_join(&to->care, &from->care);
    counts_join(&to->refusals, &from->refusals);
    counts_join(&to->open, &from->open);
    counts_join(&to->missing, &from->missing);
    counts_join(&to->stops, &from->stops);
    counts_join(&to->deferrals, &from->deferrals);
    counts_join(&to->changes, &from->changes);
    counts_join(&to->faults, &from->faults);
    counts_join(&to->frozen, &from->frozen);
    counts_join(&to->freeze_cost, &from->freeze_cost);
    if (to->example == NULL) {
        to->example = from->example;
        to->example_line = from->example_line;
    } else {
        free(from->example);
    }
    from->example = NULL;
}
