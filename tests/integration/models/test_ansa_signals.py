"""The shipped heads, on photos that scikit-image carries."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageOps

from albumen.types import PhotoSignals, UtilityKind
from models import PhotoAnalyser, create_analyser, create_encoder
from models.ansa.heads.perceptual_print import hamming
from models.registry import WEIGHTS_DIR

skimage_data = pytest.importorskip("skimage.data")

NAMES = ("chelsea", "coffee", "rocket", "astronaut", "camera", "page")
TAGS = {"chelsea": "cat", "coffee": "coffee", "astronaut": "person", "camera": "tripod", "page": "document"}


@pytest.fixture(scope="module")
def analyser() -> PhotoAnalyser:
    analyser = create_analyser("ansa-s", threads=2)
    assert analyser is not None
    return analyser


@pytest.fixture(scope="module")
def photos() -> dict[str, Image.Image]:
    return {name: Image.fromarray(getattr(skimage_data, name)()) for name in NAMES}


@pytest.fixture(scope="module")
def signals(analyser: PhotoAnalyser, photos: dict[str, Image.Image]) -> dict[str, PhotoSignals]:
    return dict(zip(photos, analyser.analyse_images(list(photos.values())).signals, strict=True))


def test_one_pass_gives_the_encoders_own_vectors(analyser: PhotoAnalyser, photos: dict[str, Image.Image]) -> None:
    encoder = create_encoder("ansa-s", threads=2)
    images = list(photos.values())
    assert analyser.embeddings_identity == encoder.identity
    np.testing.assert_allclose(analyser.analyse_images(images).embeddings, encoder.encode_images(images), atol=1e-5)


def test_no_images_give_no_signals(analyser: PhotoAnalyser) -> None:
    analyses = analyser.analyse_images([])
    assert analyses.embeddings.shape == (0, 512)
    assert analyses.signals == []


@pytest.mark.parametrize(("name", "concept"), TAGS.items())
def test_a_photo_is_tagged_with_what_it_shows(signals: dict[str, PhotoSignals], name: str, concept: str) -> None:
    assert concept in {tag.concept for tag in signals[name].tags}


def test_tags_and_objects_come_best_first(signals: dict[str, PhotoSignals]) -> None:
    for found in signals.values():
        for items in (found.tags, found.objects):
            scores = [item.score for item in items]
            assert scores == sorted(scores, reverse=True)


def test_a_man_with_a_camera_is_boxed_where_he_stands(signals: dict[str, PhotoSignals]) -> None:
    person = next(item for item in signals["camera"].objects if item.label == "person")
    assert person.box.left < 180 < person.box.right  # the middle of his coat, px
    assert person.box.top < 250 < person.box.bottom


def test_boxes_lie_inside_their_photo(signals: dict[str, PhotoSignals], photos: dict[str, Image.Image]) -> None:
    for name, found in signals.items():
        for box in [found.saliency.box, *(item.box for item in found.objects)]:
            assert 0 <= box.left < box.right <= photos[name].width
            assert 0 <= box.top < box.bottom <= photos[name].height


def test_photos_are_told_from_a_page_of_print(signals: dict[str, PhotoSignals]) -> None:
    assert {name for name in NAMES if signals[name].utility_kind is UtilityKind.NONE} == set(NAMES) - {"page"}
    assert signals["page"].utility_kind in (UtilityKind.DOCUMENT, UtilityKind.RECEIPT, UtilityKind.NOTES)
    for found in signals.values():
        assert sum(found.utility.values()) == pytest.approx(1.0, abs=1e-4)


def test_a_flipped_and_cropped_copy_has_nearly_the_same_print(
    analyser: PhotoAnalyser, signals: dict[str, PhotoSignals], photos: dict[str, Image.Image]
) -> None:
    copies = [ImageOps.mirror(ImageOps.crop(photo, photo.width // 20)) for photo in photos.values()]
    for name, copy in zip(photos, analyser.analyse_images(copies).signals, strict=True):
        distances = {other: hamming(copy.print_bits, found.print_bits) for other, found in signals.items()}
        assert min(distances, key=distances.__getitem__) == name
        assert distances[name] <= 58  # the threshold of a copy, of 256 bits
        assert min(distance for other, distance in distances.items() if other != name) > 58


def test_a_dark_and_blurred_version_is_worse(analyser: PhotoAnalyser, photos: dict[str, Image.Image]) -> None:
    good = photos["coffee"]
    bad = good.resize((48, 32)).resize(good.size).point(lambda level: level // 4)
    before, after = (found.quality for found in analyser.analyse_images([good, bad]).signals)
    assert after.technical < before.technical
    assert after.blur > before.blur
    assert after.exposure > before.exposure


def test_signals_of_a_photo_do_not_depend_on_its_batch(
    analyser: PhotoAnalyser, signals: dict[str, PhotoSignals], photos: dict[str, Image.Image]
) -> None:
    (alone,) = analyser.analyse_images([photos["coffee"]]).signals
    assert [tag.concept for tag in alone.tags] == [tag.concept for tag in signals["coffee"].tags]
    assert hamming(alone.print_bits, signals["coffee"].print_bits) <= 1
    assert alone.pdq_bits == signals["coffee"].pdq_bits


def test_a_new_version_of_a_head_changes_the_signals_identity_and_not_the_vectors(
    analyser: PhotoAnalyser, tmp_path: Path
) -> None:
    folder = tmp_path / "ansa-s"
    shutil.copytree(WEIGHTS_DIR / "ansa-s", folder)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["heads"]["tags"] |= {"version": "99", "sha256": "0" * 64}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    newer = create_analyser("ansa-s", weights_dir=tmp_path)
    assert newer is not None
    assert newer.signals_identity != analyser.signals_identity
    assert newer.weights_sha256 != analyser.weights_sha256
    assert newer.embeddings_identity == analyser.embeddings_identity
