/* SPDX-License-Identifier: Apache-2.0 */
/* Typemaps for Python. A status becomes an exception made by
 * minzheng.errors.raised; the hidden diag is told there. Handles that a call
 * makes are owned by the object that it returns. What long calls do, they do
 * without the GIL; the buffers that they read are held until they are back.
 */
%{
/* Where a function has no diag; its wrappers hide this by a local one. */
static minz_diag *const told = NULL;

typedef size_t (*diag_text)(const minz_diag *, uint32_t, minz_lang, char *,
                            size_t);

static PyObject *entry_text(diag_text write, const minz_diag *diag,
                            uint32_t index, minz_lang lang)
{
    size_t len = write(diag, index, lang, NULL, 0);
    char *text = PyMem_Malloc(len + 1);
    PyObject *made;

    if (text == NULL)
        return PyErr_NoMemory();
    text[0] = '\0';
    write(diag, index, lang, text, len + 1);
    made = PyUnicode_DecodeUTF8(text, (Py_ssize_t)len, "replace");
    PyMem_Free(text);
    return made;
}

static PyObject *entry_places(const minz_diag *diag, uint32_t index)
{
    uint32_t count = minz_diag_place_count(diag, index);
    PyObject *list = PyList_New(0), *place;
    minz_place at;

    for (uint32_t i = 0; list != NULL && i < count; i++) {
        if (minz_diag_place(diag, index, i, &at) != MINZ_OK)
            continue;
        place = Py_BuildValue("(ssIIII)", at.source, at.path, at.offset,
                              at.length, at.line, at.column);
        if (place == NULL || PyList_Append(list, place) != 0)
            Py_CLEAR(list);
        Py_XDECREF(place);
    }
    return list;
}

/* (id, severity, message, message_zh, help, help_zh, rendered, places) */
static PyObject *entry_tuple(const minz_diag *d, uint32_t i)
{
    return Py_BuildValue(
        "(siNNNNNN)", minz_diag_id(d, i), (int)minz_diag_severity(d, i),
        entry_text(minz_diag_message, d, i, MINZ_LANG_EN),
        entry_text(minz_diag_message, d, i, MINZ_LANG_ZH),
        entry_text(minz_diag_help, d, i, MINZ_LANG_EN),
        entry_text(minz_diag_help, d, i, MINZ_LANG_ZH),
        entry_text(minz_diag_render, d, i, MINZ_LANG_EN), entry_places(d, i));
}

static PyObject *entry_list(const minz_diag *diag)
{
    uint32_t count = minz_diag_count(diag);
    PyObject *list = PyList_New(0), *entry;

    for (uint32_t i = 0; list != NULL && i < count; i++) {
        entry = entry_tuple(diag, i);
        if (entry == NULL || PyList_Append(list, entry) != 0)
            Py_CLEAR(list);
        Py_XDECREF(entry);
    }
    return list;
}

/* Calls minzheng.errors.<function>(status, entries, dropped). */
static PyObject *tell_errors(const char *function, minz_status status,
                             const minz_diag *diag)
{
    PyObject *errors = PyImport_ImportModule("minzheng.errors");
    PyObject *entries = errors == NULL ? NULL : entry_list(diag);
    PyObject *made = NULL;

    if (entries != NULL)
        made = PyObject_CallMethod(errors, function, "sOI",
                                   minz_status_name(status), entries,
                                   minz_diag_dropped(diag));
    Py_XDECREF(entries);
    Py_XDECREF(errors);
    return made;
}

static int status_is_ok(minz_status status, const minz_diag *diag)
{
    PyObject *made;

    if (PyErr_Occurred())
        return 0; /* a callback raised */
    if (status == MINZ_OK && minz_diag_count(diag) == 0)
        return 1;
    made = tell_errors(status == MINZ_OK ? "warned" : "raised", status, diag);
    if (made != NULL && status != MINZ_OK)
        PyErr_SetObject((PyObject *)Py_TYPE(made), made);
    Py_XDECREF(made);
    return made != NULL && status == MINZ_OK;
}

/* str as it is cached, or any object with bytes in a row. */
static int text_view(PyObject *from, Py_buffer *view, const char **out_text,
                     size_t *out_len)
{
    Py_ssize_t len;

    if (PyUnicode_Check(from)) {
        *out_text = PyUnicode_AsUTF8AndSize(from, &len);
        *out_len = (size_t)len;
        return *out_text != NULL;
    }
    if (PyObject_GetBuffer(from, view, PyBUF_SIMPLE) != 0)
        return 0;
    *out_text = view->buf == NULL ? "" : view->buf;
    *out_len = (size_t)view->len;
    return 1;
}

/* PyArg_ParseTuple takes nothing else, and says so in words of its own. */
static int is_tuple(PyObject *from)
{
    if (!PyTuple_Check(from))
        PyErr_SetString(PyExc_TypeError, "a tuple is wanted");
    return PyTuple_Check(from);
}

/* Packs from a sequence of (name, text), with what holds their texts. */
typedef struct pack_list {
    PyObject *items;
    minz_pack_text *packs;
    Py_buffer *views;
    Py_ssize_t count;
} pack_list;

static void packs_free(pack_list *list)
{
    for (Py_ssize_t i = 0; list->views != NULL && i < list->count; i++)
        if (list->views[i].obj != NULL)
            PyBuffer_Release(&list->views[i]);
    PyMem_Free(list->views);
    PyMem_Free(list->packs);
    Py_XDECREF(list->items);
}

static int pack_read(PyObject *pair, minz_pack_text *out, Py_buffer *view)
{
    PyObject *text;

    return is_tuple(pair) &&
           PyArg_ParseTuple(pair, "sO:pack", &out->name, &text) &&
           text_view(text, view, &out->text, &out->text_len);
}

static int packs_read(PyObject *from, pack_list *list)
{
    list->items = PySequence_Tuple(from);
    if (list->items == NULL)
        return 0;
    list->count = PyTuple_Size(list->items);
    list->packs = PyMem_Calloc((size_t)list->count + 1, sizeof *list->packs);
    list->views = PyMem_Calloc((size_t)list->count + 1, sizeof *list->views);
    if (list->packs == NULL || list->views == NULL) {
        PyErr_NoMemory();
        return 0;
    }
    for (Py_ssize_t i = 0; i < list->count; i++)
        if (!pack_read(PyTuple_GetItem(list->items, i), &list->packs[i],
                       &list->views[i]))
            return 0;
    return 1;
}

/* A request from (by_month, as_of, known_as_of, goals or None). */
static int request_read(PyObject *from, minz_request *out, PyObject **out_goals)
{
    PyObject *goals;
    const char **names;
    Py_ssize_t count;

    minz_request_init(out);
    if (!is_tuple(from) ||
        !PyArg_ParseTuple(from, "iLLO:request", &out->by_month, &out->as_of,
                          &out->known_as_of, &goals))
        return 0;
    if (goals == Py_None)
        return 1;
    *out_goals = PySequence_Tuple(goals);
    if (*out_goals == NULL)
        return 0;
    count = PyTuple_Size(*out_goals);
    names = PyMem_Calloc((size_t)count + 1, sizeof *names);
    out->goals = names;
    out->goal_count = (uint32_t)count;
    for (Py_ssize_t i = 0; names != NULL && i < count; i++)
        if ((names[i] = PyUnicode_AsUTF8(PyTuple_GetItem(*out_goals, i))) ==
            NULL)
            return 0;
    return names != NULL || PyErr_NoMemory() != NULL;
}

/* Columns come and go in capsules, by the Arrow PyCapsule interface. */
static void schema_forget(PyObject *capsule)
{
    struct ArrowSchema *s = PyCapsule_GetPointer(capsule, "arrow_schema");

    if (s->release != NULL)
        s->release(s);
    PyMem_RawFree(s);
}

static void array_forget(PyObject *capsule)
{
    struct ArrowArray *a = PyCapsule_GetPointer(capsule, "arrow_array");

    if (a->release != NULL)
        a->release(a);
    PyMem_RawFree(a);
}

/* A capsule of size bytes that hold nothing yet. */
static PyObject *empty_capsule(size_t size, const char *name,
                               PyCapsule_Destructor forget)
{
    void *made = PyMem_RawCalloc(1, size);
    PyObject *capsule;

    if (made == NULL)
        return PyErr_NoMemory();
    capsule = PyCapsule_New(made, name, forget);
    if (capsule == NULL)
        PyMem_RawFree(made);
    return capsule;
}

/* Options from (digest, cumulative, weight decimals, month, by or None). */
static int simulation_options_read(PyObject *from,
                                   minz_simulation_options *out)
{
    *out = (minz_simulation_options)MINZ_SIMULATION_OPTIONS_INIT;
    return is_tuple(from) &&
           PyArg_ParseTuple(from, "IIILz:options", &out->digest,
                            &out->cumulative, &out->weight_decimals,
                            &out->month, &out->by);
}
%}

/* ---- Status and diagnostics ---- */

%typemap(out) minz_status %{
  if (!status_is_ok($1, told)) SWIG_fail;
  $result = NULL;
%}
%typemap(ret) minz_status %{
  if ($result == NULL) $result = SWIG_Py_Void();
%}
%typemap(in, numinputs=0) minz_diag *diag %{
  minz_diag *told = $1 = minz_diag_new(NULL);
%}
%typemap(freearg) minz_diag *diag "minz_diag_free($1);"

%typemap(in, numinputs=0) minz_diag *untold "$1 = NULL;"

/* ---- Handles ---- */

%define HANDLE(NAME, OUT, FREE)
%nodefaultctor NAME;
%nodefaultdtor NAME;
typedef struct NAME {} NAME;
%extend NAME {
    ~NAME() { FREE($self); }
}
%typemap(in, numinputs=0) NAME **OUT (NAME *made = NULL) "$1 = &made;"
%typemap(argout) NAME **OUT {
  %append_output(SWIG_NewPointerObj(*$1, $descriptor(NAME *),
                                    SWIG_POINTER_OWN));
  *$1 = NULL;
}
%typemap(freearg) NAME **OUT "if ($1 != NULL) FREE(*$1);"
%enddef

HANDLE(minz_policy, out_policy, minz_policy_release)
HANDLE(minz_subject, out_subject, minz_subject_free)
HANDLE(minz_evaluator, out_evaluator, minz_evaluator_free)
HANDLE(minz_standing, out_standing, minz_standing_free)
HANDLE(minz_batch, out_batch, minz_batch_free)
HANDLE(minz_table, out_table, minz_table_free)
HANDLE(minz_cases, out_cases, minz_cases_free)
HANDLE(minz_simulation, out_simulation, minz_simulation_free)
HANDLE(minz_tally, out_tally, minz_tally_free)

/* A tally must be freed before its simulation. What it holds is the object
 * below the proxy: of garbage in a cycle Python may empty the proxy first. */
%feature("pythonappend") minz_tally_new %{
    val.simulation = simulation.this
%}

%nodefaultctor minz_result;
%nodefaultdtor minz_result;
typedef struct minz_result {} minz_result;
%typemap(in, numinputs=0) const minz_result **out_result
  (const minz_result *borrowed = NULL) "$1 = (minz_result **)&borrowed;"
%typemap(argout) const minz_result **out_result {
  %append_output(SWIG_NewPointerObj((void *)*$1, $descriptor(minz_result *),
                                    0));
}

/* ---- Inputs ---- */

%typemap(in) (const char *json, size_t json_len) (Py_buffer view = {0}) {
  if (!text_view($input, &view, (const char **)&$1, &$2)) SWIG_fail;
}
%typemap(freearg) (const char *json, size_t json_len) {
  if (view$argnum.obj != NULL) PyBuffer_Release(&view$argnum);
}

%typemap(in) (const minz_pack_text *packs, size_t pack_count)
  (pack_list list = {0}) {
  if (!packs_read($input, &list)) SWIG_fail;
  $1 = list.packs;
  $2 = (size_t)list.count;
}
%typemap(freearg) (const minz_pack_text *packs, size_t pack_count)
  "packs_free(&list$argnum);"
%apply (const minz_pack_text *packs, size_t pack_count) {
  (const minz_pack_text *overlays, size_t overlay_count)
};

/* The name of the subject, or None. */
%typemap(in) const minz_policy_options *options
  (minz_policy_options made = MINZ_POLICY_OPTIONS_INIT) {
  if ($input != Py_None && (made.subject = PyUnicode_AsUTF8($input)) == NULL)
    SWIG_fail;
  $1 = &made;
}
%typemap(in) const minz_request *request
  (minz_request made = {0}, PyObject *goals = NULL) {
  if (!request_read($input, &made, &goals)) SWIG_fail;
  $1 = &made;
}
%typemap(freearg) const minz_request *request {
  PyMem_Free((void *)made$argnum.goals);
  Py_XDECREF(goals$argnum);
}
%typemap(in) const minz_simulation_options *options
  (minz_simulation_options made) {
  if (!simulation_options_read($input, &made)) SWIG_fail;
  $1 = &made;
}
/* (money_ints, floats, max_rows) */
%typemap(in) const minz_table_options *options
  (minz_table_options made = MINZ_TABLE_OPTIONS_INIT) {
  if (!is_tuple($input) ||
      !PyArg_ParseTuple($input, "iII:options", &made.money_ints, &made.floats,
                        &made.max_rows))
    SWIG_fail;
  $1 = &made;
}
/* Tables from a sequence of them, which holds them for the call. */
%typemap(in) (const minz_table *const *tables, uint32_t table_count)
  (PyObject *items = NULL) {
  items = PySequence_Tuple($input);
  if (items == NULL) SWIG_fail;
  $2 = (uint32_t)PyTuple_Size(items);
  $1 = PyMem_Calloc((size_t)$2 + 1, sizeof *$1);
  if ($1 == NULL) { PyErr_NoMemory(); SWIG_fail; }
  for (Py_ssize_t i = 0; i < PyTuple_Size(items); i++)
    if (!SWIG_IsOK(SWIG_ConvertPtr(PyTuple_GetItem(items, i),
                                   (void **)&$1[i],
                                   $descriptor(minz_table *), 0))) {
      PyErr_SetString(PyExc_TypeError, "a sequence of tables is wanted");
      SWIG_fail;
    }
}
%typemap(freearg) (const minz_table *const *tables, uint32_t table_count) {
  PyMem_Free((void *)$1);
  Py_XDECREF(items$argnum);
}
%typemap(in) struct ArrowSchema *schema {
  $1 = PyCapsule_GetPointer($input, "arrow_schema");
  if ($1 == NULL) SWIG_fail;
}
%typemap(in) struct ArrowArray *array {
  $1 = PyCapsule_GetPointer($input, "arrow_array");
  if ($1 == NULL) SWIG_fail;
}
%typemap(in, numinputs=0) const minz_subject_options *options "$1 = NULL;"
%typemap(in, numinputs=0) const minz_evaluator_options *options "$1 = NULL;"
%typemap(in, numinputs=0) const minz_allocator *alloc "$1 = NULL;"

/* A callable that gets (month, result, standing), both borrowed. */
%fragment("call_on_month", "wrapper") %{
static int32_t call_on_month(void *ctx, int64_t month,
                             const minz_result *result,
                             const minz_standing *standing)
{
    PyGILState_STATE gil = PyGILState_Ensure();
    PyObject *said = PyObject_CallFunction(
        ctx, "LNN", (long long)month,
        SWIG_NewPointerObj((void *)result, SWIGTYPE_p_minz_result, 0),
        SWIG_NewPointerObj((void *)standing, SWIGTYPE_p_minz_standing, 0));
    int32_t stop = said == NULL;

    Py_XDECREF(said);
    PyGILState_Release(gil);
    return stop;
}
%}
%typemap(in, fragment="call_on_month") (minz_month_fn on_month, void *ctx) {
  if (!PyCallable_Check($input)) {
    PyErr_SetString(PyExc_TypeError, "on_month is not callable");
    SWIG_fail;
  }
  $1 = call_on_month;
  $2 = $input;
}

/* A callable that gives the bytes of a name; it and they are kept alive by
 * whoever made the cases. */
%fragment("read_pack", "wrapper") %{
static minz_status read_pack(void *ctx, const char *name,
                             const char **out_text, size_t *out_len)
{
    PyGILState_STATE gil = PyGILState_Ensure();
    PyObject *body = PyObject_CallFunction(ctx, "s", name);
    char *text = NULL;
    Py_ssize_t len = 0;

    if (body != NULL && PyBytes_AsStringAndSize(body, &text, &len) == 0) {
        *out_text = text;
        *out_len = (size_t)len;
    }
    Py_XDECREF(body);
    PyGILState_Release(gil);
    return text != NULL ? MINZ_OK : MINZ_E_NAME;
}
%}
%typemap(in, fragment="read_pack") const minz_case_options *options
  (minz_case_options made = MINZ_CASE_OPTIONS_INIT) {
  made.read = read_pack;
  made.read_ctx = $input;
  $1 = &made;
}

/* ---- Outputs ---- */

/* (passed, id, title, expected, got, line) */
%typemap(in, numinputs=0) minz_case_verdict *out_verdict
  (minz_case_verdict made = {0}) "$1 = &made;"
%typemap(argout) minz_case_verdict *out_verdict {
  %append_output(Py_BuildValue("(isssss)", (int)$1->passed, $1->id, $1->title,
                               $1->expected, $1->got, $1->line));
}

%define NUMBER(TYPE, OUT, MAKE)
%typemap(in, numinputs=0) TYPE *OUT (TYPE made = 0) "$1 = &made;"
%typemap(argout) TYPE *OUT { %append_output(MAKE(*$1)); }
%enddef
NUMBER(int64_t, out_days, PyLong_FromLongLong)
NUMBER(int32_t, out_outcome, PyLong_FromLong)
NUMBER(uint32_t, out_list, PyLong_FromUnsignedLong)
NUMBER(uint32_t, out_fact, PyLong_FromUnsignedLong)
NUMBER(uint32_t, out_row, PyLong_FromUnsignedLong)
NUMBER(uint32_t, out_rows, PyLong_FromUnsignedLong)

%typemap(in, numinputs=0) const char **OUT (const char *made = NULL)
  "$1 = (char **)&made;"
%typemap(argout) const char **OUT { %append_output(PyUnicode_FromString(*$1)); }
%apply const char **OUT { const char **out_code, const char **out_path,
                          const char **out_state, const char **out_json };

/* (status, scale, number, denominator, text or None) */
%typemap(in, numinputs=0) minz_value *out_value (minz_value made = {0})
  "$1 = &made;"
%typemap(argout) minz_value *out_value {
  %append_output(Py_BuildValue("(iiLLz)", $1->status, $1->scale,
                               (long long)$1->number,
                               (long long)$1->denominator, $1->text));
}
/* (programme, row_id, entitlement, payee, amount, first_month) */
%typemap(in, numinputs=0) minz_payment *out_payment (minz_payment made = {0})
  "$1 = &made;"
%typemap(argout) minz_payment *out_payment {
  %append_output(Py_BuildValue("(ssssLL)", $1->programme, $1->row_id,
                               $1->entitlement, $1->payee,
                               (long long)$1->amount,
                               (long long)$1->first_month));
}
/* (programme, row_id, id, kind, from, to, cause, effective, amount) */
%typemap(in, numinputs=0) minz_transition *out_transition
  (minz_transition made = {0}) "$1 = &made;"
%typemap(argout) minz_transition *out_transition {
  %append_output(Py_BuildValue("(sssssssLL)", $1->programme, $1->row_id,
                               $1->id, $1->kind, $1->from_state, $1->to_state,
                               $1->cause, (long long)$1->effective,
                               (long long)$1->amount));
}

%define CAPSULE(TYPE, OUT, NAME, FORGET)
%typemap(in, numinputs=0) struct TYPE *OUT (PyObject *made = NULL) {
  made = empty_capsule(sizeof(struct TYPE), NAME, FORGET);
  if (made == NULL) SWIG_fail;
  $1 = PyCapsule_GetPointer(made, NAME);
}
%typemap(argout) struct TYPE *OUT {
  Py_INCREF(made$argnum);
  %append_output(made$argnum);
}
%typemap(freearg) struct TYPE *OUT "Py_XDECREF(made$argnum);"
%enddef
CAPSULE(ArrowSchema, out_schema, "arrow_schema", schema_forget)
CAPSULE(ArrowArray, out_array, "arrow_array", array_forget)

/* Takes a capacity; returns the length needed and the text, or None in its
 * place where it is longer than that. */
%typemap(in) (char *out_text, size_t capacity) {
  $2 = PyLong_AsSize_t($input);
  if (PyErr_Occurred()) SWIG_fail;
  $1 = PyMem_Malloc($2 + 1);
  if ($1 == NULL) { PyErr_NoMemory(); SWIG_fail; }
  $1[0] = '\0';
}
%typemap(argout) (char *out_text, size_t capacity) {
  if (result < $2) {
    %append_output(PyUnicode_DecodeUTF8($1, (Py_ssize_t)result, "strict"));
  } else {
    %append_output(SWIG_Py_Void());
  }
}
%typemap(freearg) (char *out_text, size_t capacity) "PyMem_Free($1);"

/* ---- Without the GIL ---- */

%define LONG_CALL(FUNCTION)
%exception FUNCTION {
  Py_BEGIN_ALLOW_THREADS
  $action
  Py_END_ALLOW_THREADS
}
%enddef
LONG_CALL(minz_policy_compile)
LONG_CALL(minz_policy_builtin)
LONG_CALL(minz_evaluate)
LONG_CALL(minz_evaluate_batch)
LONG_CALL(minz_evaluate_table)
LONG_CALL(minz_exit_check_table)
LONG_CALL(minz_cases_run)
LONG_CALL(minz_evaluate_standing)
LONG_CALL(minz_assess)
LONG_CALL(minz_subsidies)
LONG_CALL(minz_exit_check)
LONG_CALL(minz_timeline)
LONG_CALL(minz_evaluate_exit)
LONG_CALL(minz_evaluate_timeline)
LONG_CALL(minz_tally_add)
LONG_CALL(minz_tally_add_row)
LONG_CALL(minz_tally_finish)
LONG_CALL(minz_subject_read_json)
