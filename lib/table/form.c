/* SPDX-License-Identifier: Apache-2.0 */
/* Format strings of the interface. */
#include "table/table.h"

static bool is_one(const char *format, char c)
{
    return format[0] == c && format[1] == '\0';
}

static bool read_integer(const char *format, table_column *c)
{
    static const char letters[] = "cCsSiIlL";
    const char *at = format[0] == '\0' ? NULL : strchr(letters, format[0]);

    if (at == NULL || format[1] != '\0')
        return false;
    c->form = FORM_INTEGER;
    c->is_signed = (at - letters) % 2 == 0;
    c->width = (uint8_t)(1u << ((at - letters) / 2));
    return true;
}

static bool read_digits(const char **at, uint32_t *out)
{
    uint32_t n = 0;
    const char *first = *at;

    while (**at >= '0' && **at <= '9' && n < 1000)
        n = n * 10 + (uint32_t)(*(*at)++ - '0');
    *out = n;
    return *at > first;
}

/* "d:19,2", "d:19,2,128": other widths and negative scales are not read. */
static bool read_decimal(const char *format, table_column *c)
{
    uint32_t precision, scale, bits = 128;
    const char *at = format + 2;

    if (!read_digits(&at, &precision) || *at++ != ',' ||
        !read_digits(&at, &scale))
        return false;
    if (*at == ',' && (at++, !read_digits(&at, &bits)))
        return false;
    if (*at != '\0' || bits != 128 || precision > 38 || scale > 38)
        return false;
    c->form = FORM_DECIMAL;
    c->width = 16;
    c->scale = (uint8_t)scale;
    return true;
}

/* "tdD", "tdm", "tss:", "tsm:", "tsu:", "tsn:": no zone, which would make a
 * day depend on where one stands. */
static bool read_time(const char *format, table_column *c)
{
    static const char units[] = "smun";
    const char *at;
    int64_t second = 1;

    c->width = 8;
    c->form = FORM_TIME;
    if (strcmp(format, "tdD") == 0) {
        c->form = FORM_DAYS;
        c->width = 4;
        return true;
    }
    if (strcmp(format, "tdm") == 0)
        format = "tsm:";
    if (format[1] != 's' || format[2] == '\0' || strcmp(format + 3, ":") != 0 ||
        (at = strchr(units, format[2])) == NULL)
        return false;
    for (; at > units; at--)
        second *= 1000;
    c->per_day = second * 86400;
    return true;
}

static bool read_text(const char *format, table_column *c)
{
    c->form = is_one(format, 'u') || is_one(format, 'U') ? FORM_TEXT
                                                         : FORM_TEXT_VIEW;
    c->width = is_one(format, 'u') ? 4 : 8;
    return c->form == FORM_TEXT || strcmp(format, "vu") == 0;
}

static bool read_nested(const char *format, table_column *c)
{
    c->form = strcmp(format, "+s") == 0 ? FORM_STRUCT : FORM_LIST;
    c->width = strcmp(format, "+l") == 0 ? 4 : 8;
    return c->form == FORM_STRUCT || c->width == 4 || strcmp(format, "+L") == 0;
}

bool form_read(const char *format, table_column *c)
{
    if (format == NULL || format[0] == '\0')
        return false;
    switch (format[0]) {
    case 'n':
        c->form = FORM_NOTHING;
        return format[1] == '\0';
    case 'b':
        c->form = FORM_BOOLEAN;
        return format[1] == '\0';
    case 'f': case 'g':
        c->form = FORM_FLOAT;
        c->width = format[0] == 'f' ? 4 : 8;
        return format[1] == '\0';
    case 'd':
        return format[1] == ':' && read_decimal(format, c);
    case 't':
        return read_time(format, c);
    case 'u': case 'U': case 'v':
        return read_text(format, c);
    case '+':
        return read_nested(format, c);
    default:
        return read_integer(format, c);
    }
}

bool form_is_text(const table_column *c)
{
    return c->form == FORM_TEXT || c->form == FORM_TEXT_VIEW ||
           (c->dictionary != NULL && form_is_text(c->dictionary));
}
