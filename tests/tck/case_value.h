/* SPDX-License-Identifier: Apache-2.0 */
/* Values of TCK cases: read as inputs, compared with results, shown. */
#ifndef TCK_CASE_VALUE_H
#define TCK_CASE_VALUE_H

#include "feel/type.h"
#include "json/json.h"
#include "program/value.h"

/* The value converted to the type as the standard does at declared types: what
 * does not fit is null. */
value case_value_read(arena *a, const type *t, json_value v);
/* Does the result equal the case's value, as README section 5 of the cases
 * says? */
bool case_value_matches(const type *t, value got, json_value expected);

text case_value_show(arena *a, const type *t, value v);
text case_value_show_given(arena *a, json_value v);

#endif
