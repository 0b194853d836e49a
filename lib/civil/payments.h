/* SPDX-License-Identifier: Apache-2.0 */
/* What is payable: one entry an entitlement and row whose amount is above 0. */
#ifndef CIVIL_PAYMENTS_H
#define CIVIL_PAYMENTS_H

#include "civil/outcome.h"

typedef struct payment {
    const programme_decl *programme;
    const entitlement_decl *entitlement; /* NULL: the programme as a whole */
    uint32_t row;
    text row_id, payee;
    int64_t amount; /* fen */
} payment;

/* After an exit check what its transitions leave to pay. Throws to the
 * evaluator's escape. */
uint32_t result_payments(const minz_result *r, const payment **out);
/* The first month for which money is due; INT64_MIN: no limit is known. */
int64_t payment_first_month(const minz_result *r, const payment *p);
/* The result, with its payments. */
void write_result_payments(json_writer *w, const minz_result *r);

#endif
