/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of tables as households of a simulation. */
#include "simulate/simulate.h"
#include "table/table.h"

/* One table a policy, in the order in which policies come; a simulation is of
 * one month. */
static bool tables_fit(const minz_tally *t, const minz_table *const *tables,
                       uint32_t count, int64_t row)
{
    uint32_t at = 0;

    for (uint32_t i = 0; i < t->scenarios; i++) {
        if (!tally_reads_facts(t, i))
            continue;
        if (at == count || tables[at] == NULL ||
            tables[at]->policy != t->simulation->scenarios.at[i].policy ||
            tables[at]->dated ||
            row >= minz_table_rows(tables[at]))
            return false;
        at++;
    }
    return at == count;
}

static minz_status read_rows(minz_tally *t, const minz_table *const *tables,
                             int64_t row, minz_diag *diag)
{
    minz_status st = MINZ_OK;
    uint32_t at = 0;

    for (uint32_t i = 0; st == MINZ_OK && i < t->scenarios; i++)
        if (tally_reads_facts(t, i))
            st = minz_table_read(tables[at++], row, t->subjects[i], diag);
    return st;
}

minz_status minz_tally_add_row(minz_tally *tally,
                               const minz_table *const *tables,
                               uint32_t table_count, int64_t row,
                               const char *id, uint32_t weight,
                               minz_diag *diag)
{
    if (tally == NULL || tables == NULL || id == NULL || row < 0 ||
        !tables_fit(tally, tables, table_count, row))
        return MINZ_E_MISUSE;
    minz_status st = read_rows(tally, tables, row, diag);
    return tally_take(tally, text_of(id), weight, st, diag);
}
