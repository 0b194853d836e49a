/* SPDX-License-Identifier: Apache-2.0 */
/* Policies that cases name: compiled once, kept for those that follow. */
#include "base/options.h"
#include "cases/cases.h"

#define OVERLAYS_MAX 8

/* The text of a pack that the case names by a file. */
static minz_status named_pack(one_case *c, json_value name, minz_pack_text *out)
{
    const minz_case_options *o = &c->r->options;
    minz_status st = MINZ_E_NAME;

    out->name = arena_text(&c->r->scratch, json_text(name)).ptr;
    if (o->read != NULL)
        st = o->read(o->read_ctx, out->name, &out->text, &out->text_len);
    if (st != MINZ_OK)
        diag_add(c->diag, MSG_CASE_NO_PACK, json_span(name), json_text(name),
                 (text){0}, (text){0});
    return st == MINZ_OK ? st : MINZ_E_NAME;
}

static minz_status overlay_texts(one_case *c, json_value overlay,
                                 minz_pack_text *out, uint32_t *count)
{
    bool many = json_kind_of(overlay) == JSON_ARRAY;
    json_value i = many ? json_first(overlay) : overlay;

    for (*count = 0; json_has(i) && *count < OVERLAYS_MAX; (*count)++) {
        text body = json_raw(i);
        out[*count] = (minz_pack_text){"overlay", body.ptr, body.len};
        if (json_kind_of(i) == JSON_STRING) {
            minz_status st = named_pack(c, i, &out[*count]);
            if (st != MINZ_OK)
                return st;
        }
        if (!many) {
            (*count)++;
            break;
        }
        i = json_next(i);
    }
    return MINZ_OK;
}

static bool is_file_name(text name)
{
    return name.len > 5 && memcmp(name.ptr + name.len - 5, ".json", 5) == 0;
}

static minz_status compile(one_case *c, json_value overlay,
                           case_policy *out)
{
    minz_policy_options options = MINZ_POLICY_OPTIONS_INIT;
    minz_subject_options subject = MINZ_SUBJECT_OPTIONS_INIT;
    minz_evaluator_options evaluator = MINZ_EVALUATOR_OPTIONS_INIT;
    const minz_allocator *alloc = &c->r->options.allocator;
    minz_pack_text layers[OVERLAYS_MAX + 1];
    uint32_t n = 0;
    json_value pack = json_get(c->at, TEXT("pack"));
    text name = arena_text(&c->r->scratch, json_text(pack));
    bool file = is_file_name(name);
    minz_status st = MINZ_OK;

    options.allocator = subject.allocator = evaluator.allocator = *alloc;
    options.subject = json_text(json_get(c->at, TEXT("subject"))).ptr;
    if (file)
        st = named_pack(c, pack, &layers[0]);
    if (st == MINZ_OK && json_has(overlay))
        st = overlay_texts(c, overlay, &layers[file], &n);
    if (st == MINZ_OK)
        st = file ? minz_policy_compile(layers, n + 1, &options, &out->policy,
                                        c->diag)
                  : minz_policy_builtin(name.ptr, layers, n, &options,
                                        &out->policy, c->diag);
    if (st == MINZ_OK)
        st = minz_evaluator_new(out->policy, &evaluator, &out->evaluator);
    if (st == MINZ_OK)
        st = minz_subject_new(out->policy, &subject, &out->subject);
    if (st == MINZ_OK)
        st = minz_standing_new(out->policy, alloc, &out->standing);
    return st;
}

void case_policy_end(case_policy *p)
{
    minz_standing_free(p->standing);
    minz_subject_free(p->subject);
    minz_evaluator_free(p->evaluator);
    minz_policy_release(p->policy);
}

/* What files are named by a case are those beside its own. */
static text key_of(one_case *c, json_value overlay)
{
    text pack = json_text(json_get(c->at, TEXT("pack")));
    text subject = json_text(json_get(c->at, TEXT("subject")));
    text over = json_has(overlay) ? json_raw(overlay) : TEXT("");
    text file = json_has(overlay) || is_file_name(pack) ? c->r->file.name
                                                        : TEXT("");

    return arena_printf(&c->r->scratch, "%.*s|%.*s|%.*s|%.*s", (int)file.len,
                        file.ptr, (int)pack.len, pack.ptr == NULL ? "" : pack.ptr,
                        (int)subject.len,
                        subject.ptr == NULL ? "" : subject.ptr, (int)over.len,
                        over.ptr);
}

minz_status case_find_policy(one_case *c)
{
    json_value overlay = json_get(c->at, TEXT("overlay"));
    text key = key_of(c, overlay);
    case_policy none = {{0}, NULL, NULL, NULL, NULL};

    for (uint32_t i = 0; i < c->r->policies.len; i++)
        if (text_equal(c->r->policies.at[i].key, key)) {
            c->policy = &c->r->policies.at[i];
            return MINZ_OK;
        }
    /* In its place first, so that nothing is lost when memory ends. */
    VEC_PUSH(&c->r->arena, c->r->policies, none);
    c->policy = &c->r->policies.at[c->r->policies.len - 1];
    minz_status st = compile(c, overlay, c->policy);
    if (st == MINZ_OK) {
        c->policy->key = arena_text(&c->r->arena, key);
        return MINZ_OK;
    }
    case_policy_end(c->policy);
    c->r->policies.len--;
    return st;
}
