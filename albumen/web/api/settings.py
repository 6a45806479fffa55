"""The library's folders, which can be added and taken out, and its settings, which `albumen.toml` changes."""

from __future__ import annotations

from pathlib import Path as FilePath
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field

from albumen.config import CONFIG_FILE
from albumen.errors import NotFoundError, UsageError
from albumen.printable import clean_path
from albumen.web.api.photos import LARGEST_ID
from albumen.web.live import Live
from models import list_encoders

router = APIRouter(prefix="/api/settings", tags=["settings"])


class RootAnswer(BaseModel):
    """A folder of the library."""

    id: int
    path: str
    is_online: bool


class SettingAnswer(BaseModel):
    """A setting: its name in `albumen.toml`, its value and what it means."""

    name: str
    value: str
    meaning: str
    is_default: bool


class ModelAnswer(BaseModel):
    """An encoder that can be chosen, under a licence that allows commercial use."""

    name: str
    dim: int
    size_mb: float
    licence: str
    description: str
    is_bundled: bool
    is_chosen: bool


class SettingsAnswer(BaseModel):
    """Folders, settings and encoders. `file` is where settings can be written."""

    library: str
    file: str
    roots: list[RootAnswer]
    settings: list[SettingAnswer]
    models: list[ModelAnswer]


class RootRequest(BaseModel):
    """A folder of this machine, from its root."""

    model_config = ConfigDict(extra="forbid")

    path: Annotated[str, Field(min_length=1, max_length=4_096)]


@router.get("")
def get_settings(live: Live) -> SettingsAnswer:
    """List the library's folders, its settings, and the encoders there are."""
    settings = live.library.settings
    fields = type(settings).model_fields
    return SettingsAnswer(
        library=clean_path(settings.library),
        file=clean_path(settings.library / CONFIG_FILE),
        roots=[
            RootAnswer(id=root.id, path=clean_path(root.path), is_online=root.is_online)
            for root in live.library.roots()
        ],
        settings=[
            SettingAnswer(
                name=name,
                value=str(getattr(settings, name)),
                meaning=field.description or "",
                is_default=getattr(settings, name) == field.default,
            )
            for name, field in fields.items()
            if name != "library"
        ],
        models=[
            ModelAnswer(
                name=info.name,
                dim=info.dim,
                size_mb=info.size_mb,
                licence=info.licence,
                description=info.description,
                is_bundled=info.is_bundled,
                is_chosen=info.name == settings.encoder,
            )
            for info in list_encoders()
            if info.allows_commercial_use
        ],
    )


@router.post("/roots", status_code=201)
def add_root(live: Live, asked: RootRequest) -> list[RootAnswer]:
    """Add a folder; its photos are found by the next indexing."""
    folder = FilePath(asked.path)
    if not folder.is_absolute():
        raise UsageError(f"{asked.path!r} does not begin at the root; give the whole path, as in /home/me/Pictures")
    return [
        RootAnswer(id=scope.root.id, path=clean_path(scope.root.path), is_online=scope.root.is_online)
        for scope in live.library.add_roots([folder])
    ]


@router.post("/roots/{root_id}/remove", status_code=204)
def remove_root(live: Live, root_id: Annotated[int, Path(ge=1, le=LARGEST_ID)]) -> None:
    """Take a folder out of the library; the photos in it are not touched."""
    root = next((root for root in live.library.roots() if root.id == root_id), None)
    if root is None:
        raise NotFoundError(f"there is no folder {root_id}; it may have been taken out already")
    live.library.remove_root(root.path)
