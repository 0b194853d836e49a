/* SPDX-License-Identifier: Apache-2.0 */
/* The report as one file of HTML, with nothing that is fetched. */
#ifndef REGISTER_PAGE_H
#define REGISTER_PAGE_H

#include "figures.h"
#include "month.h"

/* Fills page.html, which lies beside the calibration, into
 * `folder`/report.html. */
void page_write(const tally *t, const figures *f, month_worker *w,
                const char *calibration, const char *folder);

#endif
