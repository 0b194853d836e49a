/* SPDX-License-Identifier: Apache-2.0 */
/* The room `json`: strict reading of JSON, and writing it.
 *
 *     scan   the grammar of RFC 8259, UTF-8 and limits; records a tape
 *     doc    cJSON's tree of the scanned text, joined with the tape
 *     value  a cursor over a doc: kinds, keys, exact numbers, places
 *     write  a streaming writer, compact or laid out
 *
 * This is the only room that includes cJSON, and no type of it leaves.
 */
#ifndef JSON_JSON_H
#define JSON_JSON_H

#include "json/doc.h"
#include "json/scan.h"
#include "json/value.h"
#include "json/write.h"

#endif
