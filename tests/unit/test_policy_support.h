/* SPDX-License-Identifier: Apache-2.0 */
/* What the tests of lib/policy share: small invented packs, written with ' for
 * " so that they stay readable in C, and looking at what came of them.
 */
#ifndef TEST_POLICY_SUPPORT_H
#define TEST_POLICY_SUPPORT_H

#include <stdio.h>

#include "support.h"

#include "policy/policy.h"

typedef struct office {
    minz_diag *diag;
    minz_policy *policy;
    minz_status status;
    char text[4][16384];
} office;

/* The parts that every pack has; `rest` begins with a comma or is empty. */
#define PACK(id, below, rest)                                                  \
    "{'pack':'" id "','extends':[" below "],'title':{'en':'test'}" rest "}"
#define SOURCES                                                                \
    ",'sources':{'law':{'title':'law','issued':'2010-01-01'},"                 \
    "'note':{'title':'note','issued':'2015-01-01'}}"
#define AREAS                                                                  \
    ",'enums':{'area':{'name':{'zh':'地区'},'values':["                      \
    "{'id':'urban','name':{'zh':'城市'}},"                                   \
    "{'id':'rural','name':{'zh':'农村'}}]}}"
#define HOUSE(facts) ",'subjects':{'household':{'facts':{" facts "}}}"
#define FACT(id, type)                                                         \
    "'" id "':{'label':{'en':'x'},'type':'" type "','absent':'unknown'}"

static inline void office_open_limited(office *o,
                                       const minz_policy_options *options,
                                       const char *const *packs, size_t count)
{
    minz_pack_text texts[4];

    o->policy = NULL;
    o->diag = minz_diag_new(NULL);
    for (size_t i = 0; i < count; i++) {
        size_t len = strlen(packs[i]);
        assert_true(len < sizeof o->text[i]);
        for (size_t k = 0; k <= len; k++)
            o->text[i][k] = packs[i][k] == '\'' ? '"' : packs[i][k];
        texts[i] = (minz_pack_text){"pack.json", o->text[i], len};
    }
    o->status = minz_policy_compile(texts, count, options, &o->policy, o->diag);
}

static inline void office_open(office *o, const char *const *packs,
                               size_t count)
{
    office_open_limited(o, NULL, packs, count);
}

static inline void office_close(office *o)
{
    minz_policy_release(o->policy);
    minz_diag_free(o->diag);
}

static inline void office_show(const office *o)
{
    char buffer[4096];

    for (uint32_t i = 0; i < minz_diag_count(o->diag); i++) {
        minz_diag_render(o->diag, i, MINZ_LANG_EN, buffer, sizeof buffer);
        print_error("%s\n", buffer);
    }
}

/* Packs that compile. */
#define office_good(o, ...)                                                    \
    do {                                                                       \
        const char *const packs_[] = {__VA_ARGS__};                            \
        office_open((o), packs_, sizeof packs_ / sizeof *packs_);              \
        if ((o)->status != MINZ_OK)                                            \
            office_show(o);                                                    \
        assert_int_equal((o)->status, MINZ_OK);                                \
    } while (0)

/* Packs that do not, with one entry for each code of `codes` ("E0402 E0403")
 * in that order. */
#define office_bad(codes, ...)                                                 \
    do {                                                                       \
        const char *const packs_[] = {__VA_ARGS__};                            \
        office o_;                                                             \
        office_open(&o_, packs_, sizeof packs_ / sizeof *packs_);              \
        office_expect(&o_, codes);                                             \
        office_close(&o_);                                                     \
    } while (0)

static inline void office_expect(const office *o, const char *codes)
{
    char got[1024] = "";

    for (uint32_t i = 0; i < minz_diag_count(o->diag); i++) {
        strcat(got, i == 0 ? "" : " ");
        strcat(got, minz_diag_id(o->diag, i));
    }
    if (strcmp(got, codes) != 0)
        office_show(o);
    assert_string_equal(got, codes);
    assert_int_not_equal(o->status, MINZ_OK);
    assert_null(o->policy);
}

static inline int64_t day(const char *t)
{
    int64_t date;

    assert_true(date_parse(text_of(t), &date));
    return date;
}

static inline const symbol *find(const office *o, const char *name)
{
    const symbol *s =
        symbols_find(&policy_model(o->policy)->symbols, text_of(name), 0, NULL);

    assert_non_null(s);
    return s;
}

static inline const decision_decl *decision(const office *o, const char *name)
{
    return &policy_model(o->policy)->decisions.at[find(o, name)->index];
}

static inline const param_decl *param(const office *o, const char *name)
{
    return &policy_model(o->policy)->params.at[find(o, name)->index];
}

#endif
