/* SPDX-License-Identifier: Apache-2.0 */
/* Tags of children: what the rules say of a child that gives no money, so that
 * no programme asks for it.
 */
#ifndef REGISTER_TAGS_H
#define REGISTER_TAGS_H

#include "month.h"

/* Of the household that was read: counts the children with a tag, and which
 * they have. `month` is the answer for it; it ends here. */
void tags_count(month_worker *w, const minz_result *month, uint32_t members,
                int area);

#endif
