# SPDX-License-Identifier: Apache-2.0
# The bridge that SWIG writes: functions of the C headers, handles untyped.
from typing import Any

MINZ_LANG_EN: int
MINZ_LANG_ZH: int
MINZ_FORMAT_TEXT: int
MINZ_FORMAT_JSON: int
MINZ_FORMAT_HTML: int

def __getattr__(name: str) -> Any: ...
