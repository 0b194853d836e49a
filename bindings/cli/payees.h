/* SPDX-License-Identifier: Apache-2.0 */
/* Lists of a month's payments: for the paying bank, a line of CSV for each
 * payment; for the notice board, a line for each recipient, names masked.
 */
#ifndef CLI_PAYEES_H
#define CLI_PAYEES_H

#include "records.h"

typedef struct payee_list {
    const cli *cli;
    bool csv;       /* else a table */
    bool publicity; /* masked names, one sum a programme and row */
} payee_list;

void payees_header(const payee_list *l);
/* The lines of one household; `id`: how it is called. */
void payees_rows(const payee_list *l, const record *rec, text id);

#endif
