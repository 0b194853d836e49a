# SPDX-License-Identifier: Apache-2.0
"""Tables: many households in columns, by way of pyarrow.

What a caller gives is made an Arrow table, is handed to the library without
being copied, and the answer comes back as the kind of table that was given.
pyarrow is imported when a table is; pandas and polars only if they were given.
"""
from __future__ import annotations

import collections
import concurrent.futures
import contextlib
import importlib
import itertools
import time
from typing import (TYPE_CHECKING, Any, Callable, Iterable, Iterator, Mapping,
                    Sequence)

from . import native

if TYPE_CHECKING:
    from .policy import Policy

#: Rows of a part at first, and at most: answers to more lie in memory that is
#: new each time. Seconds that the library may be left alone for.
_ROWS = 1024
_MOST = 1 << 18
_SECONDS = 0.2
#: Of weights.
_DECIMALS = 4
_INTS = {None: native.MINZ_INTS_REFUSED, "yuan": native.MINZ_INTS_YUAN,
         "fen": native.MINZ_INTS_FEN}


def _arrow() -> Any:
    try:
        return importlib.import_module("pyarrow")
    except ImportError as error:
        raise ImportError("tables need pyarrow: pip install "
                          "'minzheng[tables]'") from error


def _kind(table: Any) -> str:
    return str(type(table).__module__).partition(".")[0]


def _readable(pa: Any, kind: Any) -> Any:
    """The type by which the library reads a column of this one."""
    types = pa.types
    if types.is_decimal256(kind):
        return pa.decimal128(38, kind.scale)
    if types.is_struct(kind):
        return pa.struct([f.with_type(_readable(pa, f.type)) for f in kind])
    if not (types.is_list(kind) or types.is_large_list(kind)
            or types.is_fixed_size_list(kind)):
        return kind
    make = pa.large_list if types.is_large_list(kind) else pa.list_
    field = kind.value_field
    return make(field.with_type(_readable(pa, field.type)))


def _to_arrow(table: Any) -> Any:
    pa = _arrow()
    kind = _kind(table)
    if isinstance(table, pa.Table):
        made = table
    elif isinstance(table, pa.RecordBatch):
        made = pa.Table.from_batches([table])
    elif kind == "pandas" and hasattr(table, "columns"):
        made = pa.Table.from_pandas(table, preserve_index=False)
    elif kind == "polars" and hasattr(table, "lazy"):
        made = pa.table(table.lazy().collect())
    elif (isinstance(table, Mapping) or kind == "duckdb"
          or kind not in ("pandas", "polars")
          and hasattr(table, "__arrow_c_stream__")):
        made = pa.table(table)
    else:
        raise TypeError(
            "a table is wanted: a data frame of pandas or polars, a table of "
            "pyarrow, a relation of DuckDB or a mapping of names to arrays, "
            f"not a {type(table).__name__}; pyarrow.parquet.read_table makes "
            "one of a file, pyarrow.Table.from_pylist of dictionaries")
    schema = pa.schema([f.with_type(_readable(pa, f.type))
                        for f in made.schema])
    return made if schema == made.schema else made.cast(schema)


def is_table(given: Any) -> bool:
    """Whether it is, or has to be, read as a table."""
    return (isinstance(given, Mapping)
            or _kind(given) in ("pandas", "polars", "pyarrow", "duckdb")
            or hasattr(given, "__arrow_c_stream__"))


def _as_given(answer: Any, table: Any) -> Any:
    if _kind(table) == "pandas":
        frame = answer.to_pandas()
        frame.index = table.index
        return frame
    if _kind(table) == "polars":
        frame = importlib.import_module("polars").from_arrow(answer)
        return frame.lazy() if type(table).__name__ == "LazyFrame" else frame
    return answer


def _offsets(parents: Sequence[int], count: int) -> list[int]:
    counts = [0] * (count + 1)
    for parent in parents:
        counts[parent + 1] += 1
    return list(itertools.accumulate(counts))


def _nested(table: Any, name: str, members: Any, on: str) -> Any:
    """`table` with a column more: the rows of a list, by household."""
    pa = _arrow()
    pc = _compute()
    members = _to_arrow(members).combine_chunks()
    keys = pa.array(table[on].to_pylist())
    if pc.count_distinct(keys).as_py() != len(keys):
        raise ValueError(f"column {on!r} names a household twice")
    parent = pc.index_in(pa.array(members[on].to_pylist(), keys.type), keys)
    if parent.null_count:
        raise ValueError(f"{parent.null_count} rows of {name!r} belong to no "
                         f"household: their {on!r} is in no row of the table")
    order = pc.sort_indices(pa.table({"p": parent, "i": range(len(parent))}),
                            [("p", "ascending"), ("i", "ascending")])
    sorted_rows = members.drop_columns([on]).take(order)
    items = pa.StructArray.from_arrays(
        [pa.concat_arrays(c.chunks) if c.num_chunks != 1 else c.chunk(0)
         for c in sorted_rows.columns], sorted_rows.column_names)
    offsets = pa.array(_offsets(parent.to_pylist(), len(keys)), pa.int32())
    return table.append_column(name, pa.ListArray.from_arrays(offsets, items))


class _Capsules:
    """What the library made, for whoever speaks the PyCapsule interface."""

    def __init__(self, schema: Any, array: Any) -> None:
        self._made = schema, array

    def __arrow_c_array__(self, requested_schema: Any = None) -> Any:
        return self._made


class Spans:
    """Parts of so many rows that an interrupt is heard soon, and no smaller:
    each part that was soon done makes those to come larger. Towards the end
    they shrink where there are several threads, lest one works alone."""

    def __init__(self, threads: int) -> None:
        self._rows = _ROWS
        self._threads = threads

    def of(self, rows: int) -> Iterator[tuple[int, int]]:
        """(first, count) of each part."""
        at = 0
        while at < rows:
            count = min(self._rows, rows - at)
            if self._threads > 1:
                fair = 3 * (rows - at) // (4 * self._threads)
                count = min(count, max(fair, 16 * _ROWS))
            yield at, count
            at += count

    @contextlib.contextmanager
    def timed(self, count: int) -> Iterator[None]:
        started = time.monotonic()
        yield
        taken = time.monotonic() - started
        if count == self._rows and taken < _SECONDS:
            more = max(2, int(_SECONDS / 4 / max(taken, 1e-6)))
            self._rows = min(more * self._rows, _MOST)


def in_order(pool: concurrent.futures.Executor, ask: Callable[[Any], Any],
             parts: Iterable[Any], threads: int) -> Iterator[Any]:
    """What `ask` says of each part, in their order. A thread that is done takes
    the next part, of which one is ready; those after it are made once it is
    known how long the first ones take."""
    waiting: collections.deque[concurrent.futures.Future[Any]] = \
        collections.deque()
    for part in parts:
        waiting.append(pool.submit(ask, part))
        if len(waiting) > threads:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _weights(column: Any, name: str) -> tuple[list[int], int]:
    """In so many decimals of a household."""
    types = _arrow().types
    decimals = column.type.scale if types.is_decimal(column.type) else 0
    told = column.to_pylist()
    if not (types.is_integer(column.type) or types.is_decimal(column.type)
            and decimals <= _DECIMALS) or None in told:
        raise TypeError(f"weight: column {name!r} has to have whole numbers or "
                        f"decimals, {_DECIMALS} at most, and no nulls")
    weights = [int(w * 10 ** decimals) for w in told]
    if not all(0 <= w < 2**32 for w in weights):
        raise ValueError(f"weight: column {name!r} has weights below 0 or too "
                         "large")
    return weights, decimals


class Counted:
    """A table whose households are counted: facts, and what each stands for."""

    def __init__(self, table: Any, *, lists: Mapping[str, Any] | None,
                 on: str | None, keep: Sequence[str], weight: str | None,
                 money_ints: str | None, floats: bool) -> None:
        beside = [keep] if isinstance(keep, str) else list(keep)
        self._options = _options(money_ints, floats)
        whole, kept = _whole(table, lists, on,
                             beside if weight is None else [*beside, weight])
        self._facts = whole.drop_columns(kept)
        if dates := {"month", "as_of"} & set(self._facts.column_names):
            raise ValueError(f"column {min(dates)!r}: a population is counted "
                             "for one month; `keep` leaves a column out")
        #: By row; None where each stands for itself.
        self.weights: list[int] | None = None
        self.decimals = 0
        if weight is not None:
            self.weights, self.decimals = _weights(whole[weight], weight)

    def batches(self, policies: Sequence[Any]) -> Iterator[
            tuple[tuple[Any, ...], int, int]]:
        """(tables by policy, first row, rows) of each batch."""
        first = 0
        for batch in self._facts.to_batches():
            bound = []
            for policy in policies:
                bound.append(native.minz_table_new(policy, self._options))
                native.minz_table_bind(bound[-1], *batch.__arrow_c_array__())
            yield tuple(bound), first, batch.num_rows
            first += batch.num_rows


def _options(money_ints: str | None, floats: bool) -> tuple[int, int, int]:
    if money_ints not in _INTS:
        raise ValueError('money_ints is "yuan" or "fen"')
    return _INTS[money_ints], int(floats), 0


def _whole(table: Any, lists: Mapping[str, Any] | None, on: str | None,
           keep: Sequence[str]) -> tuple[Any, list[str]]:
    """The table with the rows of its lists, and the columns that are no
    facts."""
    whole = _to_arrow(table)
    if lists and on is None:
        raise TypeError("lists need `on`: the column that names the household")
    for name, members in (lists or {}).items():
        whole = _nested(whole, name, members, str(on))
    wanted = {keep} if isinstance(keep, str) else set(keep)
    if strange := sorted(wanted - set(whole.column_names)):
        raise ValueError(f"the table has no column {strange[0]!r}")
    return whole, [c for c in whole.column_names if c in wanted or c == on]


def _compute() -> Any:
    return importlib.import_module("pyarrow.compute")


def _by_date(facts: Any) -> tuple[Any, Any]:
    """The rows in the order of their own dates, which are evaluated together,
    and where each of them was; None where they have no dates."""
    names = [c for c in ("month", "as_of") if c in facts.column_names]
    if not names:
        return facts, None
    types = _arrow().types
    keys = facts.select(names)
    for index, name in enumerate(names):
        if types.is_dictionary(keys.schema.field(name).type):
            keys = keys.set_column(index, name, keys[name].cast(
                keys.schema.field(name).type.value_type))
    order = _compute().sort_indices(keys, [(n, "ascending") for n in names])
    return facts.take(order), order


def evaluate(policy: "Policy", table: Any, request: tuple[Any, ...], *,
             lists: Mapping[str, Any] | None, on: str | None,
             keep: Sequence[str], threads: int, money_ints: str | None,
             floats: bool, progress: Callable[[int], None] | None,
             exits: bool = False) -> Any:
    """`Policy.assess_table` and `exit_check_table` with their request made."""
    pa = _arrow()
    whole, kept = _whole(table, lists, on, keep)
    facts = whole.drop_columns(kept)
    facts, order = _by_date(facts)
    bound = native.minz_table_new(policy._handle,
                                  _options(money_ints, floats))
    made: list[Any] = []
    done = 0

    def answer(span: tuple[int, int]) -> Any:
        ask = native.minz_exit_check_table if exits else \
            native.minz_evaluate_table
        with policy._idle_worker() as worker, spans.timed(span[1]):
            worker.tell(policy._values, None, None)
            return pa.record_batch(_Capsules(*ask(worker.evaluator, bound,
                                                  *span, request)))

    batches = facts.to_batches() or [pa.RecordBatch.from_pylist(
        [], schema=facts.schema)]
    threads = max(threads, 1)
    spans = Spans(threads)
    with concurrent.futures.ThreadPoolExecutor(threads) as pool:
        for batch in batches:
            native.minz_table_bind(bound, *batch.__arrow_c_array__())
            for part in in_order(pool, answer, spans.of(batch.num_rows),
                                 threads):
                made.append(part)
                done += part.num_rows
                if progress is not None:
                    progress(done)
    if not made:
        made = [answer((0, 0))]
    answers = pa.Table.from_batches(made)
    if order is not None:
        answers = answers.take(_compute().sort_indices(order))
    for index, name in enumerate(kept):
        answers = answers.add_column(index, name, whole[name])
    return _as_given(answers, table)
