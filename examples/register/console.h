/* SPDX-License-Identifier: Apache-2.0 */
/* The report on a terminal. */
#ifndef REGISTER_CONSOLE_H
#define REGISTER_CONSOLE_H

#include "figures.h"
#include "month.h"

void console_progress(uint64_t done, uint64_t of);
/* `w` answers the one household whose reasons are shown. */
void console_print(const tally *t, const figures *f, month_worker *w,
                   minz_lang lang);

#endif
