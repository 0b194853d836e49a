# SPDX-License-Identifier: Apache-2.0
"""Facts on their way in: Python values as the JSON that the library reads."""
from __future__ import annotations

import dataclasses
import datetime
import decimal
import enum
import json
from typing import Any, Mapping, Union

#: Of a household: a mapping, a dataclass, a Household, or JSON text.
Facts = Union[Mapping[str, Any], str, bytes, Any]


def _plain(value: Any) -> Any:
    if isinstance(value, decimal.Decimal):
        if not value.is_finite():
            raise ValueError("an amount is not a number; leave it out, or "
                             "write \"unknown\"")
        return format(value, "f")
    if isinstance(value, datetime.datetime):
        raise TypeError("a day is wanted, not a time; use datetime.date")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: getattr(value, f.name)
                for f in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, enum.Enum):
        return value.value
    if type(value).__module__ == "numpy" and getattr(value, "ndim", 1) == 0:
        _refuse_floats(value.item())
        return value.item()
    if isinstance(value, (set, frozenset, tuple)):
        return list(value)
    raise TypeError(f"facts cannot hold a {type(value).__name__}")


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError("a float is not exact; use decimal.Decimal(\"789.00\") "
                        "or the text \"789.00\"")
    if isinstance(value, Mapping):
        for item in value.values():
            _refuse_floats(item)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for item in value:
            _refuse_floats(item)
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            _refuse_floats(getattr(value, field.name))


def to_json(value: Facts) -> bytes | str:
    """Facts, a standing or told values as JSON; text is passed as it is.

    Raises TypeError for floats and for what facts cannot hold, ValueError for
    an amount that is not a number.
    """
    if isinstance(value, (str, bytes)):
        return value
    _refuse_floats(value)
    return json.dumps(value, default=_plain, ensure_ascii=False).encode()
