/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes end as a document or with a status and an entry that renders. */
#include <stdlib.h>

#include "json/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void render_all(const minz_diag *diag)
{
    char line[256];

    for (uint32_t i = 0; i < minz_diag_count(diag); i++) {
        minz_diag_render(diag, i, MINZ_LANG_EN, line, sizeof line);
        minz_diag_render(diag, i, MINZ_LANG_ZH, line, sizeof line);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    source_text source = {.name = TEXT("input"),
                          .body = {(const char *)data, (uint32_t)size}};
    minz_diag *diag = minz_diag_new(NULL);
    json_doc *doc = json_doc_new(NULL);

    if (json_doc_parse(doc, &source, NULL, diag) != MINZ_OK) {
        if (minz_diag_count(diag) == 0)
            abort();
        render_all(diag);
    }
    json_doc_free(doc);
    minz_diag_free(diag);
    return 0;
}
