"""Pages out of templates: what every one of them has, and the strings that they say."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.templating import Jinja2Templates
from starlette.responses import Response

from albumen.web.access import Access

STATIC_FOLDER = Path(__file__).with_name("static")
_STRINGS_FILE = Path(__file__).with_name("strings.json")
_templates = Jinja2Templates(Path(__file__).with_name("templates"))


@dataclass(frozen=True, slots=True)
class NavItem:
    """An entry of the main navigation: its name in `strings.json`, its path, and its icon in `icons.svg`."""

    name: str
    path: str


NAVIGATION = (
    NavItem("timeline", "/"),
    NavItem("search", "/search"),
    NavItem("memories", "/memories"),
    NavItem("featured", "/featured"),
    NavItem("map", "/map"),
    NavItem("duplicates", "/duplicates"),
    NavItem("utility", "/utility"),
    NavItem("trash", "/trash"),
    NavItem("status", "/status"),
    NavItem("settings", "/settings"),
)


def render(request: Request, template: str, *, status_code: int = 200, **context: Any) -> Response:
    """Render a template with what every page needs."""
    access: Access = request.app.state.access
    given = {"navigation": NAVIGATION, "csrf": access.csrf, "strings": load_strings(), "t": say, "static": locate}
    return _templates.TemplateResponse(request, template, given | context, status_code=status_code)


@cache
def load_strings() -> dict[str, str]:
    """Load every string that people read on the page, by its dotted name; `{name}` stands for a value."""
    groups: dict[str, dict[str, str]] = json.loads(_STRINGS_FILE.read_text(encoding="utf-8"))
    return {f"{group}.{name}": text for group, texts in groups.items() for name, text in texts.items()}


def say(name: str, **values: object) -> str:
    """Return a string with its values put in.

    Raises:
        KeyError: there is no such string.
    """
    return load_strings()[name].format(**values)


@cache
def static_digest() -> str:
    """Digest all static files: their address holds it, so that a browser may keep them for good."""
    digest = hashlib.sha256()
    for path in sorted(path for path in STATIC_FOLDER.rglob("*") if path.is_file()):
        digest.update(str(path.relative_to(STATIC_FOLDER)).encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def locate(name: str) -> str:
    """Give the address of a static file."""
    return f"/static/{static_digest()}/{name}"
