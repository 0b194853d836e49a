/* SPDX-License-Identifier: Apache-2.0 */
/* Households in: NDJSON lines {id, facts, month? | as_of?, standing?}, or one
 * JSON document, from a file or standard input; evaluated one at a time.
 *
 * The first line decides: if it is a whole JSON value with `facts`, the input
 * is lines; else all of it is tried as one document.
 */
#ifndef CLI_RECORDS_H
#define CLI_RECORDS_H

#include "civil/standing.h"
#include "cli.h"

typedef struct record {
    uint64_t line;
    text id;                   /* empty if it has none */
    bool single;               /* a document of its own, not a line */
    minz_status status;        /* MINZ_OK: result; else see diag */
    const minz_result *result; /* NULL where only reading was asked for */
    const minz_standing *standing; /* the new one, or NULL */
    text result_json;          /* in place of `result`, or empty */
    bool payments;             /* are part of the result */
    json_value at;             /* the line or document */
    minz_diag *diag;           /* of this record */
} record;

/* Called for each record in order; false stops. */
typedef bool (*record_fn)(void *ctx, const record *r);

typedef struct record_reader record_reader;

/* Answers one record whose facts and standing are read. */
typedef minz_status (*record_run)(record_reader *r, record *rec,
                                  const minz_request *q);

struct record_reader {
    cli *cli;
    minz_policy *policy;
    minz_evaluator *evaluator; /* NULL: read and check the facts only */
    minz_subject *subject;
    minz_standing *standing;   /* before; NULL with `evaluator` */
    bool has_standing;         /* the record or the options gave it */
    bool undated;              /* no month or day is asked for */
    minz_request request;      /* as_of INT64_MIN: each line has its own */
    record_run run;            /* NULL: an evaluation */
    const char *file;
    record_fn fn;
    void *ctx;
    uint64_t total, refused;
};

/* Policy, evaluator (if asked for), subject and date of the options; false
 * after messages. Close in any case. */
bool records_open(record_reader *r, cli *c, bool evaluate_too);
void records_close(record_reader *r);
/* Which programmes are asked for, all if none is named; false after a usage
 * message for a name that is none. */
bool records_ask(record_reader *r, const words *names);
/* A record_fn whose ctx is the reader: {line, id, ok, result | error}, or the
 * bare result of a single document. */
bool records_print_json(void *ctx, const record *rec);
/* A record_run: the exit check, which replaces r->standing. */
minz_status records_exit_check(record_reader *r, record *rec,
                               const minz_request *q);
/* The date of a line that has one; false after a message. */
minz_status record_date(json_value line, minz_request *q, minz_diag *diag);
/* Are all members of a line known? */
minz_status line_keys_known(json_value line, minz_diag *diag);
/* What a table says of a record that was refused. */
text records_refusal(const record_reader *r, const record *rec);

/* Nobody holds it, and nothing happens. */
bool records_is_idle(const taken *t);
/* The cause, and of what is open the facts that are missing. */
void records_print_cause(const minz_result *r, const taken *t);
/* The line of a household for which there is nothing else. */
void records_print_nothing(const cli *c);

/* Reads one file; false after an input/output message. */
bool records_read(record_reader *r, const char *file);

#endif
