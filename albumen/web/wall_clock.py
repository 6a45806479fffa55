"""Times of the clock on the wall, as the API writes them: RFC 3339's `date-time` has an offset, which they have not."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import WithJsonSchema

WallClock = Annotated[
    datetime, WithJsonSchema({"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?$"})
]
