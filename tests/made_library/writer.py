"""Write a made library: real photos with the story's dates, places and cameras in their EXIF, and the truth beside them."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from random import Random

from albumen.demo.exif import build_exif
from albumen.types import UtilityKind
from knowledge_graph.evaluation.truth import Truth, save_truth
from tests.live_photos import apple_note, with_note
from tests.made_library.copies import Make
from tests.made_library.library import MadeFile, MadeLibrary, describe
from tests.made_library.memes import write_words
from tests.made_library.movies import Movie
from tests.made_library.pictures import Picture, Pictures
from tests.made_library.raw_file import encode_dng
from tests.made_library.renders import encode, render
from tests.made_library.shots import Shot

TRUTH_FILE, PHOTOS_FOLDER = "truth.json", "photos"


def write_library(library: MadeLibrary, pictures: Pictures, folder: Path, split: str) -> Truth:
    """Write `photos/` and `truth.json` into a folder; scraps for which no picture is left are left out.

    Returns:
        the truth about what was written; each photo's `scene` names the picture's key behind it.
    """
    originals: dict[str, Picture] = {}
    written: list[MadeFile] = []
    for file in library.files:
        picture = originals.get(file.true.picture) or pictures.take(_scene(file))
        if picture is None:
            continue
        originals[file.true.picture] = picture
        _write(folder / PHOTOS_FOLDER / file.true.path, file, picture)
        written.append(replace(file, true=replace(file.true, scene=f"{file.true.scene} {picture.key}")))
    paths = {file.true.path for file in written}
    movies = tuple(movie for movie in library.movies if movie.still.path in paths)
    for movie in movies:
        _write_movie(folder / PHOTOS_FOLDER / movie.path, movie)
    truth = describe(replace(library, files=tuple(written), movies=movies), split)
    save_truth(truth, folder / TRUTH_FILE)
    return truth


def _scene(file: MadeFile) -> str:
    return f"utility {file.true.utility}" if file.true.utility else file.true.scene


def _write(path: Path, file: MadeFile, picture: Picture) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    seed = file.true.content if file.make is Make.SAME_BYTES else file.true.path
    image = render(picture.image, file.make, seed)
    if file.true.utility is UtilityKind.MEME:
        image = write_words(image, Random(seed))
    if file.make is Make.RAW:
        assert isinstance(file.source, Shot)
        exposure = file.source.camera.exposure
        data = encode_dng(image, exposure.camera_make or "", exposure.camera_model or "", file.taken)
    else:
        data = encode(image, file.make, _exif(file), is_png=path.suffix == ".png")
    path.write_bytes(data)
    os.utime(path, (file.changed_at.timestamp(), file.changed_at.timestamp()))


def _write_movie(path: Path, movie: Movie) -> None:
    path.write_bytes(movie.content)
    os.utime(path, (movie.still.taken.timestamp(),) * 2)


def _exif(file: MadeFile) -> bytes:
    if not file.has_exif:
        return b""
    shot = file.source if isinstance(file.source, Shot) else file.source.near
    assert shot is not None
    taken = file.taken if shot.camera.has_offset else file.taken.replace(tzinfo=None)
    block = build_exif(taken, shot.camera.exposure, position=file.true.position, orientation=1)
    return with_note(block, apple_note(file.identifier)) if file.identifier else block
