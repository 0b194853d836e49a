/* SPDX-License-Identifier: Apache-2.0 */
/* minzheng packs, check, fmt */
#include "cli.h"
#include "packs/builtin.h"
#include "policy/policy.h"

static int print_pack(const cli *c, const char *name)
{
    uint32_t n;
    const builtin_pack *all = builtin_packs(&n);

    for (uint32_t i = 0; i < n; i++)
        if (text_equal(all[i].name, text_of(name))) {
            fwrite(all[i].body.ptr, 1, all[i].body.len, stdout);
            return EXIT_OK;
        }
    return cli_usage(c, "no pack `%s`", name);
}

static void list_pack(const cli *c, const char *name)
{
    minz_policy *p = NULL;

    if (minz_policy_builtin(name, NULL, 0, NULL, &p, c->diag) != MINZ_OK)
        return;
    const model *m = policy_model(p);
    const layer_decl *top = &m->layers.at[m->layers.len - 1];
    text title = c->o.lang == MINZ_LANG_ZH ? top->title.zh : top->title.en;
    printf("%-12s %.*s\n", name, (int)title.len, title.ptr);
    minz_policy_release(p);
}

int cmd_packs(cli *c)
{
    if (c->o.rest.len > 0)
        return print_pack(c, c->o.rest.at[0]);
    for (uint32_t i = 0; i < minz_builtin_count(); i++)
        list_pack(c, minz_builtin_name(i));
    cli_report(c);
    return EXIT_OK;
}

/* What a policy holds, in one line; shares of confidence tell how much of it
 * was read and how much assumed. */
/* How sure the topmost pack is of what it says itself: of its values, of the
 * versions of its rules. */
static void print_shares(const model *m)
{
    uint32_t top = m->layers.len - 1, by[3] = {0}, all;

    for (uint32_t i = 0; i < m->params.len; i++)
        for (uint32_t v = 0; v < m->params.at[i].values.len; v++) {
            const param_value *x = &m->params.at[i].values.at[v];
            if (x->dated.layer == top && x->known)
                by[x->dated.confidence]++;
        }
    for (uint32_t i = 0; i < m->decisions.len; i++)
        for (uint32_t v = 0; v < m->decisions.at[i].versions.len; v++)
            if (m->decisions.at[i].versions.at[v].dated.layer == top &&
                m->decisions.at[i].programme < 0)
                by[m->decisions.at[i].versions.at[v].dated.confidence]++;
    all = by[0] + by[1] + by[2];
    if (all > 0)
        printf("    %.*s itself: %u values and versions, %u %% stated, "
               "%u %% derived, %u %% assumed\n",
               (int)m->layers.at[top].id.len, m->layers.at[top].id.ptr, all,
               by[0] * 100 / all, by[1] * 100 / all,
               100 - by[0] * 100 / all - by[1] * 100 / all);
}

static void print_summary(const char *name, const minz_policy *p)
{
    const model *m = policy_model(p);
    uint32_t by[3] = {0, 0, 0}, values = 0, versions = 0;

    for (uint32_t i = 0; i < m->params.len; i++)
        for (uint32_t v = 0; v < m->params.at[i].values.len; v++, values++)
            by[m->params.at[i].values.at[v].dated.confidence]++;
    for (uint32_t i = 0; i < m->decisions.len; i++)
        versions += m->decisions.at[i].versions.len;
    printf("%s: ok, %.*s with %u facts, %u parameters with %u values "
           "(%u stated, %u derived, %u assumed), %u decisions with %u "
           "versions, %u programmes\n",
           name, (int)m->subject.len, m->subject.ptr, m->facts.len,
           m->params.len, values, by[0], by[1], by[2], m->decisions.len,
           versions, m->programmes.len);
    print_shares(m);
}

/* `layer`: a file; NULL: the built-in pack of that name. */
static minz_policy *compile_for(cli *c, const char *name,
                                const minz_pack_text *layer,
                                const char *subject)
{
    minz_policy_options options = MINZ_POLICY_OPTIONS_INIT;
    minz_policy *p = NULL;

    options.subject = subject;
    minz_status st = layer != NULL
                         ? minz_policy_compile(layer, 1, &options, &p, c->diag)
                         : minz_policy_builtin(name, NULL, 0, &options, &p,
                                               c->diag);
    cli_report(c);
    if (st == MINZ_OK)
        print_summary(name, p);
    else
        printf("%s: %s\n", name, minz_status_name(st));
    return p;
}

/* For each subject that the pack declares, or the one that is asked for. */
static bool check_all(cli *c, const char *name, const minz_pack_text *layer)
{
    minz_policy *first = compile_for(c, name, layer, c->o.subject);
    bool ok = first != NULL;

    for (uint32_t i = 1; ok && c->o.subject == NULL &&
                         i < policy_model(first)->subjects.len;
         i++) {
        minz_policy *p = compile_for(
            c, name, layer, policy_model(first)->subjects.at[i].id.ptr);
        ok = p != NULL;
        minz_policy_release(p);
    }
    minz_policy_release(first);
    return ok;
}

static int check_file(cli *c, const char *name)
{
    text body;

    if (!cli_read_file(c, name, &body))
        return EXIT_USAGE;
    minz_pack_text layer = {name, body.ptr, body.len};
    return check_all(c, name, &layer) ? EXIT_OK : EXIT_FINDINGS;
}

int cmd_check(cli *c)
{
    int worst = EXIT_OK;

    for (uint32_t i = 0; c->o.rest.len == 0 && i < minz_builtin_count(); i++)
        if (!check_all(c, minz_builtin_name(i), NULL))
            worst = EXIT_FINDINGS;
    for (uint32_t i = 0; i < c->o.rest.len; i++) {
        int status = check_file(c, c->o.rest.at[i]);
        worst = status > worst ? status : worst;
    }
    return worst;
}

static int write_file(const char *name, text body)
{
    FILE *to = fopen(name, "wb");
    bool ok = to != NULL &&
              fwrite(body.ptr, 1, body.len, to) == body.len;

    if (to != NULL)
        ok = fclose(to) == 0 && ok;
    if (!ok)
        perror(name);
    return ok ? EXIT_OK : EXIT_USAGE;
}

static int show_formatted(const cli *c, const char *name, text before,
                          text after)
{
    bool same = text_equal(before, after);

    if (c->o.write)
        return same ? EXIT_OK : write_file(name, after);
    if (!c->o.quiet) {
        fwrite(after.ptr, 1, after.len, stdout);
        return EXIT_OK;
    }
    if (!same)
        printf("%s\n", name);
    return same ? EXIT_OK : EXIT_FINDINGS;
}

static int format_one(cli *c, const char *name)
{
    text body;
    json_writer w;
    int status = EXIT_FINDINGS;

    if (!cli_read_file(c, name, &body))
        return EXIT_USAGE;
    json_doc *doc = json_doc_new(NULL);
    source_text source = {text_of(name), body, false};
    json_writer_init(&w, NULL, JSON_LAID_OUT);
    if (doc != NULL &&
        json_doc_parse(doc, &source, NULL, c->diag) == MINZ_OK) {
        json_put_value(&w, json_doc_root(doc));
        json_put_raw(&w, TEXT("\n"));
        if (json_writer_status(&w) == MINZ_OK)
            status = show_formatted(c, name, body, json_written(&w));
    }
    cli_report(c);
    json_writer_free(&w);
    json_doc_free(doc);
    return status;
}

int cmd_fmt(cli *c)
{
    int worst = EXIT_OK;

    if (c->o.rest.len == 0)
        return cli_usage(c, "a file is missing");
    for (uint32_t i = 0; i < c->o.rest.len; i++) {
        int status = format_one(c, c->o.rest.at[i]);
        worst = status > worst ? status : worst;
    }
    return worst;
}
