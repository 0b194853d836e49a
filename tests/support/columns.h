/* SPDX-License-Identifier: Apache-2.0 */
/* Columns of the Arrow C data interface from a description in JSON:
 *
 *   {"name": "area", "format": "u", "values": ["urban", null]}
 *
 * Values of integers and times are numbers, of floats numbers or "nan", of
 * decimals the unscaled integer as text, of dates "2020-06-30". Lists have
 * `offsets` and `item`, structs `children`; both may have `nulls`, the indices
 * of those. `dictionary` is a column. `offset` and `length` say which part of
 * the values counts. `lose` leaves out a buffer, by its number.
 */
#ifndef SUPPORT_COLUMNS_H
#define SUPPORT_COLUMNS_H

#include <minzheng/arrow.h>

#include "json/json.h"

/* A struct of the columns; both are to be released. `rows` where there is no
 * column, or another number than the first has. */
void columns_make(json_value columns, json_value rows,
                  struct ArrowSchema *out_schema, struct ArrowArray *out_array);
/* Arrays and schemas that were made and not released. */
int columns_alive(void);

#endif
