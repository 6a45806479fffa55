"""A made library as a search is judged by it: its pictures, what is true of them, and what their files tell."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from albumen.errors import UsageError
from albumen.types import UtilityKind
from models.evaluation.photos import LabelledPhoto

PHOTOS_FOLDER, TRUTH_FILE, CONTENTS_FILE = "photos", "truth.json", "contents.json"
# What cameras and messengers write into a name or its EXIF is when a photo was taken; when a file was changed is not.
_TELLING_SOURCES = frozenset({"exif", "file_name"})
# The one lens of the made libraries that writes its name.
_LENSES = {"FUJIFILM X-T3": "XF35mmF2 R WR"}


@dataclass(frozen=True, slots=True)
class TruePicture:
    """An original with all the files made of it: copies, versions, frames, later views.

    `names` are the paths of its files, the original's first. `taken` is None where nobody knows; `has_hour` where the time
    of day is known too. `places` are the town's, the region's and the country's names of where it was taken, and `tells_place`
    says whether one of its files knows. `source` has captions and labels of people, `written` the words put onto it.
    """

    names: tuple[str, ...]
    taken: datetime | None
    has_hour: bool
    places: tuple[str, ...]
    tells_place: bool
    camera: str | None
    utility: UtilityKind | None
    source: LabelledPhoto
    written: str = ""

    @property
    def lens(self) -> str | None:
        """The name of the lens."""
        return _LENSES.get(self.camera or "")


@dataclass(frozen=True, slots=True)
class MadeLibrary:
    """A made library's pictures, and whose pictures they are: `seed` is the story's, `split` the data set's part."""

    folder: Path
    seed: int
    split: str
    pictures: tuple[TruePicture, ...]

    @property
    def root(self) -> Path:
        """The folder that was indexed."""
        return (self.folder / PHOTOS_FOLDER).resolve()


def load_made_library(folder: Path) -> MadeLibrary:
    """Read a made library's truth and its pictures' contents.

    Raises:
        UsageError: one of them is missing.
    """
    for name, module in ((TRUTH_FILE, "made_library"), (CONTENTS_FILE, "made_library.contents")):
        if not (folder / name).exists():
            raise UsageError(f"{folder} holds no {name}; make it with `python -m tests.{module}`")
    truth = json.loads((folder / TRUTH_FILE).read_text(encoding="utf-8"))
    contents = json.loads((folder / CONTENTS_FILE).read_text(encoding="utf-8"))
    families: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for file in truth["photos"]:
        families[file["picture"]].append(file)
    pictures = tuple(_picture(files, truth["split"], contents) for files in families.values())
    return MadeLibrary(folder, truth["seed"], truth["split"], pictures)


def _picture(files: list[dict[str, Any]], split: str, contents: dict[str, Any]) -> TruePicture:
    first = files[0]
    taken = first["taken"] if first["taken"] and first["taken"]["source"] in _TELLING_SOURCES else None
    key = first["scene"].partition(" ")[2]
    facts = contents["pictures"].get(key, {})
    town = first["town"] or {}
    return TruePicture(
        names=tuple(file["path"] for file in files),
        taken=datetime.fromisoformat(taken["local"]) if taken else None,
        has_hour=taken is not None and taken["source"] == "exif",
        places=tuple(name for level in ("name", "region", "country") if (name := town.get(level))),
        tells_place=any(file["place"] for file in files),
        camera=first["camera"],
        utility=UtilityKind(first["utility"]) if first["utility"] else None,
        source=LabelledPhoto(
            key=key,
            split=split,
            source=facts.get("source", ""),
            licence="",
            content=b"",
            captions=tuple(facts.get("captions", ())),
            label=facts.get("label"),
            utility=first["utility"],
            imagenet_index=facts.get("imagenet_index"),
        ),
        written=contents["written"].get(first["path"], ""),
    )
