/* SPDX-License-Identifier: Apache-2.0 */
/* The way of a pack: model, program, constant block, frame, run. Program, block
 * and frame have memory of their own; where a case fails halfway it is not
 * freed, since the process of the case ends.
 */
#define _POSIX_C_SOURCE 200809L
#include "attempt.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "compile.h"
#include "decimal.h"
#include "policy/lower.h"
#include "types.h"
#include "case_value.h"

static void conclude(attempt *out, verdict verdict, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void conclude(attempt *out, verdict verdict, const char *format, ...)
{
    va_list args;

    out->verdict = verdict;
    va_start(args, format);
    vsnprintf(out->why, sizeof out->why, format, args);
    va_end(args);
}

/* ---- Running ---- */

static void bind_inputs(arena *a, const compiled *c, engine_frame *f)
{
    for (uint32_t i = 0; i < c->inputs.len; i++) {
        const symbol *s = c->model.facts.at[i].symbol;
        uint32_t reg = f->program->reg_of_symbol[s->position];
        value x = case_value_read(a, s->type, c->inputs.at[i]);
        column to = {ARENA_ARRAY(a, int64_t, ROW_PAD),
                     ARENA_ARRAY(a, int64_t, ROW_PAD),
                     ARENA_ARRAY(a, uint8_t, ROW_PAD), UINT32_MAX};
        to.v[0] = x.v;
        to.w[0] = x.w;
        to.st[0] = x.st;
        if (reg != REG_NONE)
            f->regs[reg] = to;
    }
}

static engine_frame *evaluate(arena *a, const compiled *c, escape *esc)
{
    lower_options options = {.known = DATE_MAX, .errors_are_null = true};
    program *p = lower_edition(&c->model, &options, NULL, esc);
    engine_block *block = engine_block_new(NULL, esc, p, 0, &tck_decimals);
    minz_status status = engine_block_run(block, &tck_decimals);

    if (status != MINZ_OK)
        escape_throw(esc, status);
    engine_frame *f = engine_frame_new(NULL, esc, block, &tck_decimals, NULL);
    f->levels[0].rows = 1;
    engine_frame_fit(f);
    bind_inputs(a, c, f);
    engine_run(f, NULL, 0);
    return f;
}

static void end(engine_frame *f)
{
    engine_block *block = (engine_block *)f->block;
    program *p = (program *)f->program;

    engine_frame_free(f);
    engine_block_free(block);
    program_free(p);
}

static bool has_decimal(const type *t)
{
    if (t == NULL)
        return false;
    if (t->kind == TYPE_LIST)
        return has_decimal(t->item);
    for (uint32_t i = 0; t->kind == TYPE_CONTEXT && i < t->field_count; i++)
        if (has_decimal(t->fields[i].of))
            return true;
    return t->kind == TYPE_DECIMAL;
}

static bool is_exact(const program *p)
{
    for (uint32_t r = 0; r < p->regs.len; r++)
        if (has_decimal(p->regs.at[r].type))
            return false;
    return true;
}

/* ---- Results ---- */

static const program_decision *decision_of(const program *p, text name)
{
    for (uint32_t i = 0; i < p->decisions.len; i++)
        if (text_equal(p->decisions.at[i].symbol->id, name))
            return &p->decisions.at[i];
    return NULL;
}

static bool compare(arena *a, const engine_frame *f, json_value result,
                    attempt *out)
{
    json_value expected = json_get(result, TEXT("expected"));
    text name = json_text(json_get(result, TEXT("decision")));
    const program_decision *d = decision_of(f->program, name);

    if (d == NULL) {
        conclude(out, VERDICT_BROKEN, "no such decision: %s", name.ptr);
        return false;
    }
    const column *c = &f->regs[d->reg];
    value got = {c->v[0], c->w[0], c->st[0]};
    if (case_value_matches(d->symbol->type, got, expected))
        return true;
    conclude(out, VERDICT_FAILED, "expected %s, got %s",
             case_value_show_given(a, expected).ptr,
             case_value_show(a, d->symbol->type, got).ptr);
    return false;
}

static void judge(arena *a, json_value model, json_value test_case, escape *esc,
                  attempt *out)
{
    compiled *c = compile_case(a, model, test_case);

    if (c->unsupported) {
        conclude(out, VERDICT_OUTSIDE, "outside the profile");
        return;
    }
    engine_frame *f = evaluate(a, c, esc);
    bool good = true;
    for (json_value r = json_first(json_get(test_case, TEXT("results")));
         json_has(r) && good; r = json_next(r))
        good = compare(a, f, r, out);
    if (good)
        conclude(out, VERDICT_PASSED, "%s", "");
    out->exact = is_exact(f->program);
    end(f);
}

void attempt_run(json_value model, json_value test_case, attempt *out)
{
    arena a;
    escape esc;

    memset(out, 0, sizeof *out);
    arena_init(&a, NULL, 0);
    a.esc = &esc;
    minz_status status = ESCAPE_SET(&esc);
    if (status == MINZ_OK)
        judge(&a, model, test_case, &esc, out);
    else
        conclude(out, VERDICT_BROKEN, "status %d", (int)status);
    arena_free(&a);
}

/* ---- Apart ---- */

static void await(pid_t child, int from, attempt *out)
{
    ssize_t got = read(from, out, sizeof *out);
    int status = 0;

    waitpid(child, &status, 0);
    if (got == (ssize_t)sizeof *out && status == 0)
        return;
    memset(out, 0, sizeof *out);
    if (WIFSIGNALED(status))
        conclude(out, VERDICT_BROKEN, "ended by signal %d", WTERMSIG(status));
    else
        conclude(out, VERDICT_BROKEN, "ended with status %d",
                 WEXITSTATUS(status));
}

void attempt_apart(json_value model, json_value test_case, unsigned seconds,
                   attempt *out)
{
    int ends[2];
    pid_t child;

    fflush(NULL);
    if (pipe(ends) != 0 || (child = fork()) < 0) {
        perror("run_tck");
        exit(2);
    }
    if (child == 0) {
        alarm(seconds);
        attempt_run(model, test_case, out);
        ssize_t put = write(ends[1], out, sizeof *out);
        _exit(put == (ssize_t)sizeof *out ? 0 : 1);
    }
    close(ends[1]);
    await(child, ends[0], out);
    close(ends[0]);
}
