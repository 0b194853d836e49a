/* SPDX-License-Identifier: Apache-2.0 */
/* The policy, evaluator and date that the options ask for. */
#include "cli.h"

#include "policy/policy.h"

#define LAYERS_MAX 16

static bool is_file(const char *name)
{
    size_t n = strlen(name);

    return strchr(name, '/') != NULL ||
           (n > 5 && strcmp(name + n - 5, ".json") == 0);
}

static bool read_layers(cli *c, minz_pack_text *layers, uint32_t *count)
{
    text body;

    if (c->o.overlays.len + 1 > LAYERS_MAX) {
        cli_usage(c, "at most %d layers", LAYERS_MAX);
        return false;
    }
    *count = 0;
    if (is_file(c->o.pack)) {
        if (!cli_read_file(c, c->o.pack, &body))
            return false;
        layers[(*count)++] = (minz_pack_text){c->o.pack, body.ptr, body.len};
    }
    for (uint32_t i = 0; i < c->o.overlays.len; i++) {
        if (!cli_read_file(c, c->o.overlays.at[i], &body))
            return false;
        layers[(*count)++] =
            (minz_pack_text){c->o.overlays.at[i], body.ptr, body.len};
    }
    return true;
}

minz_policy *cli_policy(cli *c)
{
    minz_pack_text layers[LAYERS_MAX];
    uint32_t n;
    minz_policy_options options = MINZ_POLICY_OPTIONS_INIT;
    minz_policy *policy = NULL;
    minz_status st;

    if (!read_layers(c, layers, &n))
        return NULL;
    options.subject = c->o.subject;
    st = is_file(c->o.pack)
             ? minz_policy_compile(layers, n, &options, &policy, c->diag)
             : minz_policy_builtin(c->o.pack, layers, n, &options, &policy,
                                   c->diag);
    cli_report(c);
    if (st == MINZ_E_NAME && c->o.subject == NULL)
        fprintf(stderr, "minzheng: no pack `%s`; `minzheng packs` lists them\n",
                c->o.pack);
    else if (st != MINZ_OK)
        fprintf(stderr, "minzheng: %s\n", minz_status_name(st));
    return policy;
}

static bool is_programme(const model *m, text name)
{
    for (uint32_t i = 0; i < m->programmes.len; i++)
        if (text_equal(m->programmes.at[i].id, name) ||
            text_equal(m->programmes.at[i].name, name))
            return true;
    return false;
}

bool cli_are_programmes(cli *c, const minz_policy *p, const words *names)
{
    for (uint32_t i = 0; i < names->len; i++)
        if (!is_programme(policy_model(p), text_of(names->at[i]))) {
            cli_usage(c, "no file and no programme `%s`", names->at[i]);
            return false;
        }
    return true;
}

typedef minz_status (*teller)(minz_evaluator *e, const char *json,
                              size_t json_len, minz_diag *diag);

static minz_status tell(cli *c, minz_evaluator *e, const words *list,
                        teller how)
{
    minz_status st = MINZ_OK;

    for (uint32_t i = 0; i < list->len && st == MINZ_OK; i++) {
        text body = text_of(list->at[i]);
        if (body.len > 0 && body.ptr[0] != '{' &&
            !cli_read_file(c, list->at[i], &body))
            return MINZ_E_NAME;
        st = how(e, body.ptr, body.len, c->diag);
    }
    return st;
}

static minz_status tell_all(cli *c, minz_evaluator *e)
{
    minz_status st = MINZ_OK;

    for (uint32_t i = 0; i < c->o.set.len && st == MINZ_OK; i++)
        st = minz_evaluator_set_text(e, c->o.set.at[i], c->diag);
    if (st == MINZ_OK)
        st = tell(c, e, &c->o.assume, minz_evaluator_assume);
    if (st == MINZ_OK)
        st = tell(c, e, &c->o.given, minz_evaluator_given);
    return st;
}

minz_evaluator *cli_evaluator(cli *c, minz_policy *p)
{
    minz_evaluator *e = NULL;
    minz_status st = minz_evaluator_new(p, NULL, &e);

    if (st == MINZ_OK)
        st = tell_all(c, e);
    cli_report(c);
    if (st == MINZ_OK)
        return e;
    fprintf(stderr, "minzheng: %s\n", minz_status_name(st));
    minz_evaluator_free(e);
    return NULL;
}

static bool read_date(const cli *c, const char *option, const char *value,
                      int64_t *out)
{
    if (minz_date_parse(value, out) == MINZ_OK)
        return true;
    cli_usage(c,
              "%s: `%s` is no date such as 2020-06-30 or month such as "
              "2020-06",
              option, value);
    return false;
}

bool cli_request(cli *c, minz_request *out)
{
    *out = (minz_request)MINZ_REQUEST_INIT;
    out->by_month = c->o.by_month;
    if (c->o.when != NULL &&
        !read_date(c, c->o.by_month ? "--month" : "--as-of", c->o.when,
                   &out->as_of))
        return false;
    return c->o.known_as_of == NULL ||
           read_date(c, "--known-as-of", c->o.known_as_of, &out->known_as_of);
}

void cli_put_origin(json_writer *w, const minz_policy *p)
{
    json_put_key(w, TEXT("packs"));
    json_begin_array(w);
    for (uint32_t i = 0; i < minz_policy_layer_count(p); i++)
        json_put_text(w, text_of(minz_policy_layer(p, i)));
    json_end(w);
    json_put_key(w, TEXT("digest"));
    json_put_text(w, text_of(minz_policy_digest(p)));
    json_put_key(w, TEXT("version"));
    json_put_text(w, text_of(minz_version_string()));
}
