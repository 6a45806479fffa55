"""A checker of the English of titles: what a careful reader would stumble over."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from albumen.english import MONTHS

_MONTH = "|".join(MONTHS)
_DAY = r"(?:[1-9]|[12]\d|3[01])"
_YEAR = r"\d{4}"
_WHEN = re.compile(
    rf"""(?:{_DAY}\ )?(?:{_MONTH})\ {_YEAR}             # May 2023, 5 May 2023
    |(?:{_MONTH})–(?:{_MONTH})\ {_YEAR}                 # June–July 2022
    |(?:{_MONTH})\ {_YEAR}\ –\ (?:{_MONTH})\ {_YEAR}    # December 2022 – January 2023
    |{_YEAR}(?:–(?:\d\d|\d{{4}}))?                      # 2023, 2022–23""",
    re.VERBOSE,
)
_SINGULAR = re.compile(r"\b(?:one|1) (?:more )?(?:days|weeks|countries|photos)\b", re.IGNORECASE)
_PLURAL = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|\d{2,}) (?:more )?(?:day|week|country|photo)\b", re.IGNORECASE
)


def find_faults(title: str, names: Iterable[str] = ()) -> list[str]:
    """Return what is wrong with a title that ends in ", WHEN"; nothing for a good one. Names in it are taken as they are."""
    for number, name in enumerate(sorted(set(names), key=len, reverse=True)):
        title = title.replace(name, f"Town{number}")
    what, _, when = title.rpartition(", ")
    words = what.split(" ")
    faults = {
        "spaces": title != " ".join(title.split()),
        "no capital": not (title[:1].isupper() or title[:1].isdigit()),
        "a word twice": any(one.lower() == other.lower() for one, other in pairwise(words)),
        "bad date": not _WHEN.fullmatch(when),
        "one of many": bool(_SINGULAR.search(title)),
        "many of one": bool(_PLURAL.search(title)),
        "hyphen for a dash": bool(re.search(r"\d-\d", title)),
        "article twice": bool(re.search(r"\b(?:the|a|an) (?:the|a|an)\b", title, re.IGNORECASE)),
        "dangling": bool(re.search(r"\b(?:in|and|to|the|a|of)(?:,|$)", what)),
        "unfinished list": " and and " in title or ", and " in title or what.endswith(","),
        "none": "None" in title,
    }
    return [fault for fault, is_there in faults.items() if is_there]
