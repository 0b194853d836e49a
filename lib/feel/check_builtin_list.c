/* SPDX-License-Identifier: Apache-2.0 */
/* Functions of lists.
 *
 * In packs a list is rows of a fact list, filtered or mapped, and a function of
 * it is a TERM_FOLD that becomes a reduction; of a literal list it is a chain
 * of operations. sum, min, max and mean need a list that is proven not to be
 * empty. In TCK mode lists are values of their own, and functions of them are
 * L_FN.
 */
#include "feel/check_inner.h"

static term *as_number(const check_env *e, term *t)
{
    return e->u->lenient && t->type->kind == TYPE_NUMBER ? check_decimal(e, t)
                                                         : t;
}

static bool is_wrong(const term *t)
{
    return check_is_error(t) || t->type->kind == TYPE_NULL;
}

/* One list, or its items one by one. */
static term *list_arg(const check_args *a)
{
    term **items;

    if (a->count == 1)
        return check_as_list(a->e, a->at[0], check_arg_any(a, 0));
    items = ARENA_ARRAY(a->e->u->arena, term *, a->count);
    for (uint32_t i = 0; i < a->count; i++) {
        items[i] = check_arg_any(a, i);
        if (check_is_error(items[i]))
            return items[i];
    }
    return check_make_list(a->e, a->call, items, a->count);
}

static term *fail_items(const check_args *a, const term *list)
{
    return check_fail(a->e, a->call, MSG_ARGUMENT_TYPE, a->call->name,
                      check_describe(a->e, list->type), (text){0});
}

/* --- packs: folds -------------------------------------------------------- */

static term *fold(const check_env *e, const ast *at, list_fn fn,
                  const type *t, term *list, term *otherwise)
{
    term *x = check_new(e, TERM_FOLD, t, at, otherwise != NULL ? 2 : 1);

    x->fn = fn;
    x->kids[0] = list;
    if (otherwise != NULL)
        x->kids[1] = otherwise;
    return x;
}

static const type *sum_type(const check_env *e, const type *item)
{
    if (item->kind != TYPE_NUMBER)
        return item;
    return type_number(e->u->arena, item->scale, (type_unit)item->unit,
                       INT64_MIN, INT64_MAX);
}

static term *sum_chain(const check_env *e, const ast *at, const term *list)
{
    const type *t = sum_type(e, list->type->item);
    term *x = list->kids[0];

    for (uint32_t i = 1; i < list->count; i++)
        x = check_op2(e, t->kind == TYPE_NUMBER ? FEEL_N_ADD : FEEL_Q_ADD, t,
                      at, x, list->kids[i]);
    return x;
}

/* The bound at which one operand alone decides. */
static int64_t extreme_bound(const type *a, const type *b, bool min)
{
    if (min)
        return a->lo < b->lo ? a->lo : b->lo;
    return a->hi > b->hi ? a->hi : b->hi;
}

static term *extreme_numbers(const check_env *e, const ast *at, term *a,
                             term *b, bool min)
{
    const type *x = a->type, *y = b->type;
    int64_t lo = x->lo < y->lo ? x->lo : y->lo;
    int64_t hi = x->hi > y->hi ? x->hi : y->hi;

    if (min)
        hi = x->hi < y->hi ? x->hi : y->hi;
    else
        lo = x->lo > y->lo ? x->lo : y->lo;
    return check_opn(e, min ? FEEL_N_MIN : FEEL_N_MAX,
                     type_number(e->u->arena, x->scale, (type_unit)x->unit, lo,
                                 hi),
                     at, (term *[]){a, b}, 2, extreme_bound(x, y, min));
}

static term *extreme_pair(const check_env *e, const ast *at, term *a, term *b,
                          bool min)
{
    term *less;

    if (a->type->kind == TYPE_NUMBER)
        return extreme_numbers(e, at, a, b, min);
    if (a->type->kind == TYPE_QUOTIENT)
        return check_op2(e, min ? FEEL_Q_MIN : FEEL_Q_MAX, a->type, at, a, b);
    less = check_compare(e, at, AST_LE, a, b);
    if (check_is_error(less))
        return less;
    return check_op3(e, FEEL_SELECT, a->type, at, less, min ? a : b,
                     min ? b : a);
}

static term *extreme_chain(const check_env *e, const ast *at,
                           const term *list, bool min)
{
    term *x = list->kids[0];

    for (uint32_t i = 1; i < list->count && !check_is_error(x); i++)
        x = extreme_pair(e, at, x, list->kids[i], min);
    return x;
}

static term *strict_items(const check_args *a, term *list)
{
    if (list->type->item->nullable)
        return check_fail(a->e, a->call, MSG_MAY_BE_NULL,
                          check_source(a->at[0]), (text){0}, (text){0});
    return list;
}

static bool is_ordered(const type *t)
{
    return check_numeric(t) || t->kind == TYPE_DATE ||
           t->kind == TYPE_MONTHS || t->kind == TYPE_DAYS ||
           t->kind == TYPE_STRING;
}

static term *fail_empty(const check_args *a)
{
    const char *use = a->variant == LISTFN_SUM   ? "total(list)"
                      : a->variant == LISTFN_MIN ? "smallest(list, default)"
                      : a->variant == LISTFN_MAX ? "largest(list, default)"
                                                 : "count(list) > 0 and ...";

    return check_fail(a->e, a->call, MSG_MAY_BE_EMPTY, a->call->name,
                      text_of(use), (text){0});
}

static term *count_of(const check_env *e, const ast *at, term *list)
{
    if (list->kind == TERM_LIST)
        return check_int(e, at, list->count);
    return fold(e, at, LISTFN_COUNT, check_type_int(e, 0, UINT32_MAX), list,
                NULL);
}

static term *sum_of(const check_env *e, const ast *at, term *list, list_fn fn)
{
    if (list->kind == TERM_LIST && list->count > 0)
        return sum_chain(e, at, list);
    return fold(e, at, fn, sum_type(e, list->type->item), list, NULL);
}

/* sum, total, mean */
static term *pack_sum(const check_args *a, term *list)
{
    const check_env *e = a->e;
    term *sum, *count;
    type *t;

    if (!check_numeric(list->type->item))
        return fail_items(a, list);
    if (a->variant == LISTFN_TOTAL)
        return sum_of(e, a->call, list, LISTFN_TOTAL);
    if (!list->type->min_one)
        return fail_empty(a);
    sum = sum_of(e, a->call, list, LISTFN_SUM);
    if (a->variant == LISTFN_SUM)
        return sum;
    count = count_of(e, a->call, list);
    t = ARENA_NEW(e->u->arena, type);
    *t = *type_simple(TYPE_QUOTIENT);
    t->unit = sum->type->unit;
    if (sum->type->kind == TYPE_QUOTIENT)
        return check_op2(e, FEEL_Q_DIV, t, a->call, sum,
                         check_quotient(e, count));
    return check_opn(e, FEEL_N_DIV, t, a->call, (term *[]){sum, count}, 2,
                     sum->type->scale * 32);
}

static term *pack_extreme(const check_args *a, term *list)
{
    if (!is_ordered(list->type->item))
        return fail_items(a, list);
    if (!list->type->min_one)
        return fail_empty(a);
    if (list->kind == TERM_LIST)
        return extreme_chain(a->e, a->call, list, a->variant == LISTFN_MIN);
    return fold(a->e, a->call, (list_fn)a->variant, list->type->item, list,
                NULL);
}

/* all, any */
static term *pack_quantifier(const check_args *a, term *list)
{
    const check_env *e = a->e;
    bool all = a->variant == LISTFN_ALL;
    term *t;

    if (list->type->item->kind != TYPE_BOOLEAN)
        return fail_items(a, list);
    if (list->kind == TERM_LIST)
        return check_join(e, a->call, all ? FEEL_B_AND : FEEL_B_OR,
                          list->kids, list->count);
    t = check_new(e, all ? TERM_EVERY : TERM_SOME,
                  check_type(e, TYPE_BOOLEAN), a->call, 2);
    if (list->kind == TERM_MAP) {
        t->local = list->local;
        t->kids[0] = list->kids[0];
        t->kids[1] = list->kids[1];
        return t;
    }
    t->local = check_local_new(e);
    t->kids[0] = list;
    t->kids[1] = check_local_of(e, t->local, list->type->item, a->call);
    return t;
}

/* --- TCK: functions of list values --------------------------------------- */

static term *model_aggregate(const check_args *a, term *list)
{
    const check_env *e = a->e;
    list_fn fn = (list_fn)a->variant;
    const type *decimal = check_type(e, TYPE_DECIMAL), *t = decimal;
    const type *item = decimal;

    if (fn == LISTFN_ALL || fn == LISTFN_ANY)
        t = item = check_type(e, TYPE_BOOLEAN);
    if (fn == LISTFN_MIN || fn == LISTFN_MAX)
        t = item = list->type->item;
    if (fn == LISTFN_MODE)
        t = check_list_of(e, decimal, false);
    if (item->kind == TYPE_NULL)
        return check_null(e, a->call, item);
    if ((fn == LISTFN_MIN || fn == LISTFN_MAX) && !is_ordered(item))
        return fail_items(a, list);
    if (list->type->item->kind == TYPE_LIST ||
        (list = check_convert(e, list, check_list_of(e, item, false))) == NULL)
        return check_fail(e, a->call, MSG_ARGUMENT_TYPE, a->call->name,
                          (text){0}, (text){0});
    return check_list_fn(e, fn, t, a->call, &list, 1);
}

static term *check_aggregate(const check_args *a)
{
    term *list = list_arg(a);

    if (is_wrong(list))
        return list;
    if (a->e->u->lenient)
        return model_aggregate(a, list);
    list = strict_items(a, list);
    if (check_is_error(list))
        return list;
    if (a->variant == LISTFN_MIN || a->variant == LISTFN_MAX)
        return pack_extreme(a, list);
    if (a->variant == LISTFN_ALL || a->variant == LISTFN_ANY)
        return pack_quantifier(a, list);
    return pack_sum(a, list);
}

static term *check_count(const check_args *a)
{
    const check_env *e = a->e;
    term *x = check_arg_any(a, 0);

    if (check_is_error(x))
        return x;
    if (x->type->kind == TYPE_SET)
        return check_op1(e, FEEL_Z_COUNT,
                         check_type_int(e, 0, x->type->of->count), a->call,
                         x);
    x = check_as_list(e, a->at[0], x);
    if (is_wrong(x))
        return x;
    if (!e->u->lenient)
        return count_of(e, a->call, x);
    return as_number(e, check_list_fn(e, LISTFN_COUNT,
                                      check_type_int(e, 0, UINT32_MAX),
                                      a->call, &x, 1));
}

/* largest, smallest */
static term *check_extreme_or(const check_args *a)
{
    const check_env *e = a->e;
    term *list = check_as_list(e, a->at[0], check_arg_any(a, 0));
    term *otherwise, *pair[2];
    const type *t;

    if (is_wrong(list))
        return list;
    otherwise = check_strict(e, check_node(e, a->at[1], list->type->item));
    if (check_is_error(otherwise))
        return otherwise;
    list = strict_items(a, list);
    if (check_is_error(list))
        return list;
    if (!is_ordered(list->type->item))
        return fail_items(a, list);
    pair[0] = check_local_of(e, 0, list->type->item, a->at[0]);
    pair[1] = otherwise;
    t = check_unify_terms(e, pair, 2);
    term *l = t == NULL ? NULL
                        : check_convert(e, list, check_list_of(e, t, false));
    otherwise = t == NULL ? otherwise : check_convert(e, otherwise, t);
    if (l == NULL || otherwise == NULL)
        return check_expect(e, a->at[1], pair[1], list->type->item);
    return fold(e, a->call, (list_fn)a->variant, t, l, otherwise);
}

/* --- TCK: lists from lists ----------------------------------------------- */

static term *model_list(const check_args *a, uint32_t i)
{
    return check_as_list(a->e, a->call, check_arg_any(a, i));
}

static term *fail_mixed(const check_args *a)
{
    return check_unsupported(a->e, a->call, "mixed list");
}

static term *position_arg(const check_args *a, uint32_t i)
{
    term *t = check_arg_number(a, i);

    return is_wrong(t) ? t : check_integer(a->e, t);
}

/* reverse, distinct values, flatten, mode of one list */
static term *check_reshape(const check_args *a)
{
    check_env inner = *a->e;
    check_args b = *a;
    term *list;
    const type *t;

    inner.mixed = a->variant == LISTFN_FLATTEN;
    b.e = &inner;
    list = model_list(&b, 0);
    if (is_wrong(list))
        return list;
    t = list->type;
    while (a->variant == LISTFN_FLATTEN && t->item->kind == TYPE_LIST)
        t = t->item;
    return check_list_fn(a->e, (list_fn)a->variant,
                         check_list_of(a->e, t->item, false), a->call, &list,
                         1);
}

/* Lists brought to one type of item. */
static term *same_lists(const check_args *a, term **lists, uint32_t count,
                        const type **out)
{
    const type *t = check_unify_terms(a->e, lists, count);

    if (t == NULL || t->kind != TYPE_LIST)
        return fail_mixed(a);
    for (uint32_t i = 0; i < count; i++)
        if ((lists[i] = check_convert(a->e, lists[i], t)) == NULL)
            return fail_mixed(a);
    *out = check_list_of(a->e, t->item, false);
    return NULL;
}

/* concatenate, union */
static term *check_concatenate(const check_args *a)
{
    term **lists = ARENA_ARRAY(a->e->u->arena, term *, a->count);
    const type *t = NULL;
    term *failed;

    for (uint32_t i = 0; i < a->count; i++) {
        lists[i] = model_list(a, i);
        if (is_wrong(lists[i]))
            return lists[i];
    }
    failed = same_lists(a, lists, a->count, &t);
    if (failed != NULL)
        return failed;
    return check_list_fn(a->e, (list_fn)a->variant, t, a->call, lists,
                         a->count);
}

/* The list and what is to become items of it, of one type. */
static term *join_items(const check_args *a, term **kids, uint32_t first,
                        uint32_t count, const type **out)
{
    const type *t = kids[0]->type->item;

    for (uint32_t i = first; i < count && t != NULL; i++)
        t = check_unify(a->e, t, kids[i]->type);
    if (t == NULL)
        return fail_mixed(a);
    *out = check_list_of(a->e, t, false);
    kids[0] = check_convert(a->e, kids[0], *out);
    for (uint32_t i = first; i < count; i++) {
        kids[i] = check_convert(a->e, kids[i], t);
        if (kids[i] == NULL)
            return fail_mixed(a);
    }
    return kids[0] == NULL ? fail_mixed(a) : NULL;
}

static term *check_append(const check_args *a)
{
    term **kids = ARENA_ARRAY(a->e->u->arena, term *, a->count);
    const type *t;
    term *failed;

    kids[0] = model_list(a, 0);
    if (is_wrong(kids[0]))
        return kids[0];
    for (uint32_t i = 1; i < a->count; i++)
        kids[i] = check_arg_any(a, i);
    failed = join_items(a, kids, 1, a->count, &t);
    if (failed != NULL)
        return failed;
    return check_list_fn(a->e, LISTFN_APPEND, t, a->call, kids, a->count);
}

/* insert before, list replace, remove: a list, a position, perhaps an item */
static term *check_edit(const check_args *a)
{
    bool item = a->variant != LISTFN_REMOVE;
    term *kids[3] = {model_list(a, 0), position_arg(a, 1), NULL};
    const type *t;
    term *failed;

    for (int i = 0; i < 2; i++)
        if (is_wrong(kids[i]))
            return kids[i];
    t = check_list_of(a->e, kids[0]->type->item, false);
    if (item) {
        kids[2] = check_arg_any(a, 2);
        failed = join_items(a, kids, 2, 3, &t);
        if (failed != NULL)
            return failed;
    }
    return check_list_fn(a->e, (list_fn)a->variant, t, a->call, kids,
                         item ? 3 : 2);
}

static term *check_sublist(const check_args *a)
{
    uint32_t n = a->count > 2 ? 3 : 2;
    term *kids[3] = {model_list(a, 0), position_arg(a, 1), NULL};

    if (n == 3)
        kids[2] = position_arg(a, 2);
    for (uint32_t i = 0; i < n; i++)
        if (is_wrong(kids[i]))
            return kids[i];
    return check_list_fn(a->e, LISTFN_SUBLIST,
                         check_list_of(a->e, kids[0]->type->item, false),
                         a->call, kids, n);
}

/* list contains, index of: what can be no item is not found */
static term *check_search(const check_args *a)
{
    const check_env *e = a->e;
    bool contains = a->variant == LISTFN_CONTAINS;
    const type *decimals =
        check_list_of(e, check_type(e, TYPE_DECIMAL), false);
    term *kids[2] = {model_list(a, 0), check_arg_any(a, 1)};
    term *x, *none;

    if (is_wrong(kids[0]) || check_is_error(kids[1]))
        return check_is_error(kids[1]) ? kids[1] : kids[0];
    const type *item = kids[0]->type->item;
    x = item->kind == TYPE_LIST || kids[1]->type->kind != TYPE_LIST
            ? check_convert(e, kids[1], item)
            : NULL;
    if (x == NULL || item->kind == TYPE_NULL) {
        none = check_new(e, TERM_LIST, decimals, a->call, 0);
        return contains ? check_bool(e, a->call, false) : none;
    }
    kids[1] = x;
    if (contains)
        return check_list_fn(e, LISTFN_CONTAINS, check_type(e, TYPE_BOOLEAN),
                             a->call, kids, 2);
    x = check_list_fn(
        e, LISTFN_INDEX_OF,
        check_list_of(e, check_type_int(e, 1, UINT32_MAX), false), a->call,
        kids, 2);
    return check_convert(e, x, decimals);
}

static term *check_join_text(const check_args *a)
{
    const type *string = check_type(a->e, TYPE_STRING);
    term *kids[2];

    kids[0] = check_arg(a, 0, check_list_of(a->e, string, false));
    kids[1] = check_arg(a, 1, string);
    for (int i = 0; i < 2; i++)
        if (is_wrong(kids[i]))
            return kids[i];
    if (check_is_null(kids[1]))
        kids[1] = check_string(a->e, a->call, TEXT(""));
    return check_list_fn(a->e, LISTFN_JOIN, string, a->call, kids, 2);
}

/* --- the table ----------------------------------------------------------- */

const check_builtin check_builtins_list[] = {
    {"count", "list", 1, CHECK_BOTH, 0, check_count},
    {"min", "list...", 1, CHECK_BOTH, LISTFN_MIN, check_aggregate},
    {"max", "list...", 1, CHECK_BOTH, LISTFN_MAX, check_aggregate},
    {"sum", "list...", 1, CHECK_BOTH, LISTFN_SUM, check_aggregate},
    {"mean", "list...", 1, CHECK_BOTH, LISTFN_MEAN, check_aggregate},
    {"total", "list", 1, CHECK_PACKS, LISTFN_TOTAL, check_aggregate},
    {"largest", "list|default", 2, CHECK_PACKS, LISTFN_MAX,
     check_extreme_or},
    {"smallest", "list|default", 2, CHECK_PACKS, LISTFN_MIN,
     check_extreme_or},
    {"all", "list...", 1, CHECK_BOTH, LISTFN_ALL, check_aggregate},
    {"any", "list...", 1, CHECK_BOTH, LISTFN_ANY, check_aggregate},
    {"product", "list...", 1, CHECK_TCK, LISTFN_PRODUCT, check_aggregate},
    {"median", "list...", 1, CHECK_TCK, LISTFN_MEDIAN, check_aggregate},
    {"stddev", "list...", 1, CHECK_TCK, LISTFN_STDDEV, check_aggregate},
    {"mode", "list...", 1, CHECK_TCK, LISTFN_MODE, check_aggregate},
    {"reverse", "list", 1, CHECK_TCK, LISTFN_REVERSE, check_reshape},
    {"distinct values", "list", 1, CHECK_TCK, LISTFN_DISTINCT,
     check_reshape},
    {"flatten", "list", 1, CHECK_TCK, LISTFN_FLATTEN, check_reshape},
    {"concatenate", "list...", 1, CHECK_TCK, LISTFN_CONCATENATE,
     check_concatenate},
    {"union", "list...", 1, CHECK_TCK, LISTFN_UNION, check_concatenate},
    {"append", "list|item...", 1, CHECK_TCK, LISTFN_APPEND, check_append},
    {"insert before", "list|position|newItem", 3, CHECK_TCK,
     LISTFN_INSERT_BEFORE, check_edit},
    {"list replace", "list|position|newItem", 3, CHECK_TCK, LISTFN_REPLACE,
     check_edit},
    {"remove", "list|position", 2, CHECK_TCK, LISTFN_REMOVE, check_edit},
    {"sublist", "list|start position|length", 2, CHECK_TCK, LISTFN_SUBLIST,
     check_sublist},
    {"list contains", "list|element", 2, CHECK_TCK, LISTFN_CONTAINS,
     check_search},
    {"index of", "list|match", 2, CHECK_TCK, LISTFN_INDEX_OF, check_search},
    {"string join", "list|delimiter", 1, CHECK_TCK, LISTFN_JOIN,
     check_join_text}};

const uint32_t check_builtins_list_count =
    sizeof check_builtins_list / sizeof *check_builtins_list;
