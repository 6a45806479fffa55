"""What a request says it has already, and how a file is named in an answer."""

from __future__ import annotations

from urllib.parse import quote


def has_already(if_none_match: str | None, etag: str) -> bool:
    """Say whether a browser has these bytes: RFC 9110, 13.1.2, by the weak comparison that it asks for.

    Args:
        if_none_match: The header, None where the request has none.
        etag: A strong one, with its quotes; it holds no comma.

    Example:
        >>> has_already('W/"a", "b"', '"a"'), has_already("*", '"a"'), has_already('"b"', '"a"')
        (True, True, False)
    """
    if if_none_match is None:
        return False
    tags = [tag.strip() for tag in if_none_match.split(",")]
    return "*" in tags or etag in [tag.removeprefix("W/") for tag in tags]


def name_file(name: str, *, is_shown: bool) -> str:
    """Write the header that names a file: RFC 6266, with the name in UTF-8 as RFC 8187 has it.

    Quotes, line breaks and bytes that are no text cannot leave the name, whatever the file is called.

    Example:
        >>> name_file('caf\u00e9 "1".jpg', is_shown=False)
        "attachment; filename*=UTF-8''caf%C3%A9%20%221%22.jpg"
    """
    safe = quote(name.encode("utf-8", "replace"), safe="")
    return f"{'inline' if is_shown else 'attachment'}; filename*=UTF-8''{safe}"
