# SPDX-License-Identifier: Apache-2.0
"""notebook_checks.py: the notebooks among the examples. Prints TAP."""
import json
import subprocess
import sys

from tap import ROOT, main, test, test_with

FOLDER = ROOT / 'examples/python'
NOTEBOOKS = sorted(FOLDER.glob('*.ipynb'))


def code_of(path):
    return ['\n'.join(line.rstrip('\n') for line in cell['source'])
            for cell in json.loads(path.read_text())['cells']
            if cell['cell_type'] == 'code']


@test
def notebooks_are_stored_without_their_outputs():
    assert NOTEBOOKS
    for path in NOTEBOOKS:
        told = json.loads(path.read_text())
        assert (told['nbformat'], path.stat().st_size < 20000) == (4, True)
        assert len({cell['id'] for cell in told['cells']}) == len(told['cells'])
        for cell in told['cells']:
            assert cell['cell_type'] in ('markdown', 'code'), cell
            assert not cell.get('outputs'), (path.name, cell['id'])
            assert cell.get('execution_count') is None, (path.name, cell['id'])


@test
def their_code_runs_as_a_script():
    ends = {'standard.ipynb': 'assert str(cost) == "31630.00", cost\n'
            'assert len(moved) == 2 and after["dibao"].amount == 184\n'
            'assert not before["dibao"].eligible\n'
            'assert [int(paid[m]) for m in life] == [184] * 6 + [0]'}
    for path in NOTEBOOKS:
        script = '\n'.join([*code_of(path), ends.get(path.name, '')])
        done = subprocess.run([sys.executable, '-c', script], cwd=FOLDER,
                              capture_output=True, text=True, check=False)
        assert done.returncode == 0, (path.name, done.stderr)
        assert 'Eligible for' in done.stdout, (path.name, done.stdout)


@test_with('nbclient')
def they_run_as_notebooks():
    import nbclient
    import nbformat
    for path in NOTEBOOKS:
        book = nbformat.read(path, as_version=4)
        nbformat.validate(book)
        nbclient.NotebookClient(book, timeout=300, kernel_name='python3',
                                resources={'metadata': {'path': str(FOLDER)}}
                                ).execute()
        shown = json.dumps([cell.get('outputs') for cell in book.cells])
        assert '<table>' in shown and '31630.00' in shown, path.name
        assert not any(o['output_type'] == 'error' for cell in book.cells
                       for o in cell.get('outputs', ())), path.name


if __name__ == '__main__':
    sys.exit(main())
