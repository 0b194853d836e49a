/* SPDX-License-Identifier: Apache-2.0 */
/* The public face of reasons. */
#include "base/sink.h"
#include "explain/explain.h"

static void write_one(const explainer *x, const explanation *e,
                      minz_format format, json_writer *w)
{
    if (format == MINZ_FORMAT_JSON)
        explain_json(x, e, w);
    else if (format == MINZ_FORMAT_HTML)
        explain_html(x, e, w);
    else
        explain_text(x, e, w);
}

static void write_programme(const explainer *x, const programme_decl *p,
                            minz_format format, json_writer *w)
{
    explanation e;

    for (uint32_t row = 0; row < result_row_count(x->r, p->level); row++) {
        if (result_row_is_phantom(x->r, p->level, row))
            continue;
        explain_gather(x, p, row, &e);
        write_one(x, &e, format, w);
    }
    for (uint32_t i = 0; i < x->r->taken.len; i++) {
        const taken *t = &x->r->taken.at[i];
        if (t->programme != p || t->row != UINT32_MAX)
            continue;
        explain_gather_left(x, t, &e);
        write_one(x, &e, format, w);
    }
}

static bool was_asked(const minz_result *r, uint32_t index, text programme)
{
    const programme_decl *p = &r->model->programmes.at[index];

    if (!r->programmes[index])
        return false;
    return programme.len == 0 || text_equal(programme, p->id) ||
           text_equal(programme, p->name);
}

static bool write_all(const explainer *x, text programme, minz_format format,
                      json_writer *w)
{
    bool found = false;

    if (format == MINZ_FORMAT_JSON)
        json_begin_array(w);
    for (uint32_t i = 0; i < x->r->model->programmes.len; i++) {
        if (!was_asked(x->r, i, programme))
            continue;
        found = true;
        write_programme(x, &x->r->model->programmes.at[i], format, w);
    }
    if (format == MINZ_FORMAT_JSON)
        json_end(w);
    return found;
}

/* The writer is the caller's, so that an escape cannot leak it. */
static bool write_guarded(const explainer *x, text programme,
                          minz_format format, json_writer *w)
{
    minz_status st = ESCAPE_SET(&x->r->evaluator->esc);

    if (st != MINZ_OK)
        return false;
    explainer inner = *x;
    inner.made_by = trace_makers(x->r->program, x->a);
    return write_all(&inner, programme, format, w) &&
           json_writer_status(w) == MINZ_OK;
}

size_t minz_explain(const minz_result *result, const char *programme,
                    minz_lang lang, minz_format format, char *out_text,
                    size_t capacity)
{
    json_writer w;
    size_t len = 0;
    text name = programme == NULL ? (text){0} : text_of(programme);

    if (result == NULL || result->program == NULL ||
        (out_text == NULL && capacity > 0))
        return 0;
    explainer x = {result, lang, result->arena, NULL};
    json_writer_init(&w, &result->arena->alloc, JSON_COMPACT);
    if (write_guarded(&x, name, format, &w)) {
        text all = json_written(&w);
        sink s = sink_open(out_text, capacity);
        sink_text(&s, all);
        len = sink_close(&s);
    }
    json_writer_free(&w);
    return len;
}
