/* SPDX-License-Identifier: Apache-2.0 */
/* What households held at the end of last month, by their ids: what last
 * month's exit check printed, as lines of JSON {id, standing} or {id, ok,
 * result: {standing}}, or as CSV with the columns `id` and `standing`.
 */
#ifndef CLI_HELD_H
#define CLI_HELD_H

#include "cli.h"

/* Reads the file of --standing into `c->held`, which stays NULL if there is
 * none, or it is one standing for all. False after a message. */
bool held_open(cli *c);
/* JSON of the standing; empty if the household was not there. One that was
 * refused last month, or may have been, has "unknown", which no household is
 * checked with. */
text held_of(const held *h, text id);

#endif
