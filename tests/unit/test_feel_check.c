/* SPDX-License-Identifier: Apache-2.0 */
/* The checker against tests/cases/check.json and tests/errors, in the scope of
 * tests/errors/README.md; and what cannot be said there: conversions to an
 * expected type, places, symbols of a term, large tables.
 */
#include "test_feel_scope.h"

#include <stdio.h>

#include "file.h"
#include "json/json.h"

/* The document in a file below tests/; its bytes are to be freed after. */
static json_doc *read_file(const char *name, source_text *source)
{
    size_t size = 0;
    char *bytes = file_read(&size, TESTS_DIR "/%s", name);

    if (bytes == NULL)
        return NULL;
    json_doc *doc = json_doc_new(NULL);
    *source = (source_text){text_of(name), {bytes, (uint32_t)size}, false};
    assert_int_equal(json_doc_parse(doc, source, NULL, NULL), MINZ_OK);
    return doc;
}

static void close_file(json_doc *doc, source_text *source)
{
    json_doc_free(doc);
    free((char *)source->body.ptr);
}

/* ---- Trees of tables ---- */

static ast *parse_in(sample *s, json_value v, bool cell)
{
    feel_source *place = ARENA_NEW(&s->desk.arena, feel_source);
    text body = arena_text(&s->desk.arena, json_text(v));

    desk_text(&s->desk, body);
    *place = s->desk.source;
    place->source = NULL;
    return cell ? parse_tests(&s->desk.arena, place, &s->desk.options,
                              &s->desk.unsupported, s->desk.diag)
                : parse_expression(&s->desk.arena, place, &s->desk.options,
                                   &s->desk.unsupported, s->desk.diag);
}

static ast **parse_each(sample *s, json_value array, bool cell,
                        uint32_t *out_count)
{
    ast **all = ARENA_ARRAY(&s->desk.arena, ast *, json_count(array) + 1);

    *out_count = 0;
    for (json_value v = json_first(array); json_has(v); v = json_next(v))
        all[(*out_count)++] = parse_in(s, v, cell);
    return all;
}

static table_hit hit_of(text name)
{
    static const char *const names[HIT_COUNT_OF] = {
        "unique", "any", "first", "priority", "rule order", "output order",
        "collect"};

    for (int i = 0; i < HIT_COUNT_OF; i++)
        if (text_equal(name, text_of(names[i])))
            return (table_hit)i;
    return HIT_UNIQUE;
}

static ast *table_of(sample *s, json_value from)
{
    arena *a = &s->desk.arena;
    ast *n = ARENA_NEW(a, ast);
    ast_table *t = ARENA_NEW(a, ast_table);
    json_value rules = json_get(from, TEXT("rules"));
    uint32_t count;

    n->kind = AST_TABLE;
    n->table = t;
    n->source = ARENA_NEW(a, feel_source);
    t->hit = hit_of(json_text(json_get(from, TEXT("hit"))));
    if (json_bool(json_get(from, TEXT("sum"))))
        t->fold = FOLD_SUM;
    t->inputs = parse_each(s, json_get(from, TEXT("inputs")), false,
                           &t->input_count);
    t->rules = ARENA_ARRAY(a, ast_rule, json_count(rules) + 1);
    for (json_value r = json_first(rules); json_has(r); r = json_next(r)) {
        ast_rule *to = &t->rules[t->rule_count++];
        to->cells = parse_each(s, json_get(r, TEXT("if")), true, &count);
        assert_int_equal(count, t->input_count);
        to->outputs = parse_each(s, json_get(r, TEXT("then")), false,
                                 &t->output_count);
    }
    t->output_names = ARENA_ARRAY(a, text, t->output_count + 1);
    count = 0;
    for (json_value v = json_first(json_get(from, TEXT("outputs")));
         json_has(v); v = json_next(v))
        t->output_names[count++] = json_text(v);
    if (json_has(json_get(from, TEXT("allowed"))))
        t->output_allowed = parse_each(s, json_get(from, TEXT("allowed")),
                                       true, &count);
    if (json_has(json_get(from, TEXT("default"))))
        t->defaults = parse_each(s, json_get(from, TEXT("default")), false,
                                 &count);
    return n;
}

/* ---- Cases ---- */

static uint16_t level_of(json_value v)
{
    static const char *const ids[LEVELS] = {"household", "members",
                                            "income_items", "duties", "units"};
    text name = json_text(json_get(v, TEXT("level")));

    for (uint16_t i = 0; i < LEVELS; i++)
        if (text_equal(name, text_of(ids[i])))
            return i;
    return HOUSEHOLD;
}

static term *check_json(sample *s, json_value c)
{
    json_value table = json_get(c, TEXT("table"));
    check_scope scope = {.level = level_of(c)};

    if (json_has(table))
        return check_expression(&s->unit, table_of(s, table), &scope, NULL);
    return sample_check(
        s, arena_text(&s->desk.arena, json_text(json_get(c, TEXT("text")))),
        scope.level, NULL);
}

static text found_errors(desk *d)
{
    text out = arena_text(&d->arena, TEXT(""));

    for (uint32_t i = 0; i < minz_diag_count(d->diag); i++)
        out = arena_printf(&d->arena, "%s%s%s", out.ptr, i == 0 ? "" : " ",
                           minz_diag_id(d->diag, i));
    return out;
}

static void check_case(json_value c)
{
    sample s;
    text errors = json_text(json_get(c, TEXT("errors")));
    text want = errors.ptr != NULL ? errors
                                   : json_text(json_get(c, TEXT("term")));

    if (desk_open(&s.desk) != MINZ_OK)
        fail();
    sample_open(&s);
    term *t = check_json(&s, c);
    assert_non_null(t);
    text got = errors.ptr != NULL ? found_errors(&s.desk)
                                  : term_print(&s.desk.arena, t);
    if (!text_equal(got, want))
        fail_msg("%s\n gives %s\n  not  %s",
                 json_text(json_get(c, TEXT("text"))).ptr, got.ptr, want.ptr);
    assert_int_equal(t->type->kind == TYPE_ERROR, errors.ptr != NULL);
    assert_int_equal(minz_diag_count(s.desk.diag) > 0, errors.ptr != NULL);
    text type_ = json_text(json_get(c, TEXT("type")));
    if (type_.ptr != NULL)
        assert_text_equal(type_describe(&s.desk.arena, t->type), type_.ptr);
    desk_close(&s.desk);
}

static void each_case_gives_its_term_or_its_errors(void **state)
{
    source_text source;
    json_doc *doc = read_file("cases/check.json", &source);
    json_value cases = json_get(json_doc_root(doc), TEXT("cases"));

    (void)state;
    assert_true(json_count(cases) > 100);
    for (json_value c = json_first(cases); json_has(c); c = json_next(c))
        check_case(c);
    close_file(doc, &source);
}

/* ---- Messages ---- */

static bool example_triggers(json_value example, const char *id)
{
    bool found = false;
    sample s;

    if (desk_open(&s.desk) != MINZ_OK)
        fail();
    sample_open(&s);
    check_json(&s, example);
    for (uint32_t i = 0; i < minz_diag_count(s.desk.diag); i++)
        found |= strcmp(minz_diag_id(s.desk.diag, i), id) == 0;
    desk_close(&s.desk);
    return found;
}

static void each_message_has_an_example_that_triggers_it(void **state)
{
    uint32_t seen = 0;

    (void)state;
    for (int id = 0; id < MSG_COUNT; id++) {
        const char *code = msg_code((msg_id)id);
        char name[64];
        source_text source;
        if (strncmp(code, "E03", 3) != 0)
            continue;
        snprintf(name, sizeof name, "errors/%s.json", code);
        json_doc *doc = read_file(name, &source);
        if (doc == NULL || !example_triggers(json_doc_root(doc), code))
            fail_msg("%s", name);
        close_file(doc, &source);
        seen++;
    }
    assert_true(seen > 20);
}

/* ---- Expected types ---- */

static void assert_as(const char *body, const type *expected,
                      const char *wanted)
{
    sample s;

    if (desk_open(&s.desk) != MINZ_OK)
        fail();
    sample_open(&s);
    term *t = sample_check(&s, text_of(body), HOUSEHOLD, expected);
    if (t->type->kind == TYPE_ERROR)
        assert_text_equal(found_errors(&s.desk), wanted);
    else
        assert_text_equal(term_print(&s.desk.arena, t), wanted);
    desk_close(&s.desk);
}

static void a_result_is_brought_to_the_declared_type(void **state)
{
    const type money = {.kind = TYPE_NUMBER, .scale = 2, .unit = UNIT_MONEY,
                        .lo = INT64_MIN, .hi = INT64_MAX};
    const type area = {.kind = TYPE_ENUM, .of = &area_enum};
    const type kinds = {.kind = TYPE_SET, .of = &kind_enum};
    const type date = {.kind = TYPE_DATE};
    const type maybe = {.kind = TYPE_DATE, .nullable = true};

    (void)state;
    assert_as("5", &money, "5.00y");
    assert_as("income / 2", &money, "E0316");
    assert_as("people", &money, "E0311");
    assert_as("rate * income", &money, "E0316");
    assert_as("\"城市\"", &area, "'urban");
    assert_as("\"town\"", &area, "E0315");
    assert_as("[\"wage\", \"赠与\"]", &kinds, "{wage gift}");
    assert_as("[\"wage\", \"gifts\"]", &kinds, "E0315");
    assert_as("moved", &date, "E0312");
    assert_as("moved", &maybe, "moved");
    assert_as("null", &maybe, "(NULL_OF)");
    assert_as("if single then applied else null", &maybe,
              "(SELECT single applied (NULL_OF))");
    assert_as("review(\"odd\")", &money, "(REVIEW)");
}

static void a_quotient_takes_numbers_in(void **state)
{
    const type quotient = {.kind = TYPE_QUOTIENT};

    (void)state;
    assert_as("people", &quotient, "(Q_OF_N people)");
    assert_as("people / 3", &quotient, "(N_DIV people 3)");
}

/* ---- TCK mode ---- */

static void assert_lenient(const char *body, const char *wanted,
                           bool unsupported)
{
    sample s;

    if (desk_open(&s.desk) != MINZ_OK)
        fail();
    sample_open(&s);
    s.unit.lenient = true;
    term *t = sample_check(&s, text_of(body), HOUSEHOLD, NULL);
    assert_text_equal(term_print(&s.desk.arena, t), wanted);
    assert_int_equal(s.unit.unsupported, unsupported);
    assert_int_equal(minz_diag_count(s.desk.diag), 0);
    desk_close(&s.desk);
}

static void a_type_error_of_a_model_is_null(void **state)
{
    (void)state;
    assert_lenient("1 + \"a\"", "(NULL_OF)", false);
    assert_lenient("incom", "(NULL_OF)", false);
    assert_lenient("false and 123", "false", false);
    assert_lenient("true and 123", "(NULL_OF)", false);
    assert_lenient("if 1 then 2 else 3", "(NULL_OF)", false);
    assert_lenient("abs(1, 2)", "(NULL_OF)", false);
    assert_lenient("abs(m: 1)", "(NULL_OF)", false);
    assert_lenient("1 < \"a\"", "(NULL_OF)", false);
}

static void what_lies_outside_the_profile_is_told_apart_from_null(void **state)
{
    (void)state;
    assert_lenient("now()", "(NULL_OF)", true);
    assert_lenient("[1, \"a\"]", "(NULL_OF)", true);
    assert_lenient("@\"10:00:00\"", "(NULL_OF)", true);
    assert_lenient("[1..2]", "(NULL_OF)", true);
}

static void numbers_of_a_model_are_decimals(void **state)
{
    (void)state;
    assert_lenient("1.50 + 2", "(D_ADD 1.50d 2d)", false);
    assert_lenient("-.5", "-.5d", false);
    assert_lenient("people / 3", "(D_DIV (D_OF_N people) 3d)", false);
    assert_lenient("string length(note)", "(D_OF_N (X_LENGTH note))", false);
    assert_lenient("[1, 2][-1]", "(L_INDEX (list 1d 2d) -1)", false);
    assert_lenient("100[true]", "(filter %0 (list 100d) true)", false);
    assert_lenient("{a: 1, b: a + 2}", "{a: 1d b: (D_ADD 1d 2d)}", false);
    assert_lenient("count(1)", "(D_OF_N (L_FN COUNT (list 1d)))", false);
    assert_lenient("note = null", "(IS_NULL note)", false);
    assert_lenient("note != \"x\"", "(B_NOT (SAME note \"x\"))", false);
}

/* ---- Places ---- */

static void an_error_stands_under_the_words_it_is_about(void **state)
{
    sample s;
    minz_place place;

    (void)state;
    if (desk_open(&s.desk) != MINZ_OK)
        fail();
    sample_open(&s);
    sample_check(&s, TEXT("single and incom > 3"), HOUSEHOLD, NULL);
    assert_int_equal(minz_diag_count(s.desk.diag), 1);
    assert_int_equal(minz_diag_place(s.desk.diag, 0, 0, &place), MINZ_OK);
    assert_int_equal(place.offset, 11);
    assert_int_equal(place.length, 5);
    desk_close(&s.desk);
}

/* ---- Symbols ---- */

static void symbols_of_a_term_are_told_once(void **state)
{
    sample s;
    const symbol **all;
    uint32_t n;

    (void)state;
    if (desk_open(&s.desk) != MINZ_OK)
        fail();
    sample_open(&s);
    term *t = sample_check(
        &s, TEXT("income < standard[area] and income > line and "
                 "count(members[age > 3]) > people"),
        HOUSEHOLD, NULL);
    term_symbols(t, &s.desk.arena, &all, &n);
    assert_int_equal(n, 6);
    assert_text_equal(all[0]->id, "income");
    desk_close(&s.desk);
}

/* ---- Intervals ---- */

static void constant_tests_are_intervals_of_the_values_scale(void **state)
{
    static const struct {
        const char *text;
        interval at[3];
        uint32_t count;
    } cases[] = {
        {"people in (< 1.5)", {{INT64_MIN, 1}}, 1},
        {"people in (<= 1.5, 2)", {{INT64_MIN, 2}}, 1},
        {"people in (1.5)", {{0, 0}}, 0},
        {"people in (5, 3, [1..2])", {{1, 3}, {5, 5}}, 2},
        {"income in (]1..2.5])", {{101, 250}}, 1},
        {"income in (> 0.005)", {{1, INT64_MAX}}, 1},
        {"area in (\"rural\")", {{1, 1}}, 1},
        {"applied in [\"1970-01-02\"..\"1970-01-04\")", {{1, 2}}, 1},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        sample s;
        if (desk_open(&s.desk) != MINZ_OK)
            fail();
        sample_open(&s);
        ast *tree = desk_parse(&s.desk, text_of(cases[i].text));
        check_scope scope = {.level = HOUSEHOLD};
        assert_non_null(tree);
        term *t = check_expression(&s.unit, tree, &scope, NULL);
        assert_int_equal(t->op, FEEL_I_IN);
        const interval_set *set = &s.unit.interval_sets.at[t->imm];
        assert_int_equal(set->count, cases[i].count);
        for (uint32_t k = 0; k < set->count; k++) {
            assert_true(set->at[k].lo == cases[i].at[k].lo);
            assert_true(set->at[k].hi == cases[i].at[k].hi);
        }
        desk_close(&s.desk);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_case_gives_its_term_or_its_errors),
        cmocka_unit_test(each_message_has_an_example_that_triggers_it),
        cmocka_unit_test(a_result_is_brought_to_the_declared_type),
        cmocka_unit_test(a_quotient_takes_numbers_in),
        cmocka_unit_test(a_type_error_of_a_model_is_null),
        cmocka_unit_test(
            what_lies_outside_the_profile_is_told_apart_from_null),
        cmocka_unit_test(numbers_of_a_model_are_decimals),
        cmocka_unit_test(an_error_stands_under_the_words_it_is_about),
        cmocka_unit_test(symbols_of_a_term_are_told_once),
        cmocka_unit_test(constant_tests_are_intervals_of_the_values_scale),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
