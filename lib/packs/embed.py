# SPDX-License-Identifier: Apache-2.0
"""embed.py OUT [FILE...]: writes packs and case files as C data."""
import pathlib
import sys

HEAD = '''/* SPDX-License-Identifier: Apache-2.0 */
/* Made by embed.py from the JSON files of lib/packs; data only. */
#include "packs/builtin.h"
'''


# Always three octal digits: a digit that follows is not taken in. `?` would
# begin a trigraph.
ESCAPED = [chr(byte) if 32 <= byte < 127 and chr(byte) not in '"\\?'
           else '\\%03o' % byte for byte in range(256)]


def literal(data, width=18):
    lines = (data[at:at + width] for at in range(0, len(data) or 1, width))
    return '\n'.join('    "%s"' % ''.join(ESCAPED[byte] for byte in line)
                     for line in lines)


def table(function, files, suffix):
    rows = []
    for number, path in enumerate(files):
        name = path.name[:-len(suffix)]
        data = path.read_bytes()
        array = '%s_%d' % (function, number)
        rows.append('    {{"%s", %d}, {%s, %d}},'
                    % (name, len(name.encode()), array, len(data)))
        yield 'static const char %s[] =\n%s;\n' % (array, literal(data))
    # The empty last row keeps the table legal C where there are no files.
    rows.append('    {{0, 0}, {0, 0}},')
    yield 'static const builtin_pack %s_table[] = {\n%s\n};\n' % (
        function, '\n'.join(rows))
    yield ('const builtin_pack *%s(uint32_t *count)\n{\n    *count = %d;\n'
           '    return %s_table;\n}\n' % (function, len(files), function))


def main(out, *names):
    files = sorted(map(pathlib.Path, names),
                   key=lambda path: path.name.removesuffix('.json'))
    cases = [path for path in files if path.name.endswith('.cases.json')]
    packs = [path for path in files if path not in cases]
    parts = [HEAD, *table('builtin_packs', packs, '.json'),
             *table('builtin_cases', cases, '.cases.json')]
    pathlib.Path(out).write_text('\n'.join(parts), encoding='ascii')


main(*sys.argv[1:])
