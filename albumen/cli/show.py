"""`albumen show`: all that is known of one photo."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from albumen.cli.context import CliContext
from albumen.cli.masks import describe_masks, iter_legend, save_masks, segmentation_json
from albumen.english import say_exposure_time
from albumen.printable import clean_line, clean_path

if TYPE_CHECKING:
    from albumen.app import Library
    from albumen.types import Box, CaptureTime, Exposure, PhotoSignals, PixelFacts, Tag
    from search.photo_card import PhotoCard


@click.command(short_help="Say all that is known of a photo.")
@click.argument("photo")
@click.option("--masks", "with_masks", is_flag=True, help="Draw its masks over the preview, and save the picture.")
@click.option("-o", "--output", metavar="FILE", type=click.Path(path_type=Path), help="With --masks: a .png file.")
@click.option("--force", is_flag=True, help="With --masks: replace the file if it exists.")
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
@click.pass_obj
def show(context: CliContext, photo: str, with_masks: bool, output: Path | None, force: bool, as_json: bool) -> None:
    """Say all that is known of a photo, by its path or its id: what it is, and what was seen in it.

    With --masks, STEM-masks.png in the current folder shows where the sky and each person are, with a legend here.
    """
    with context.open_library() as library:
        card = library.describe(photo)
        picture = save_masks(library, card, output, is_forced=force) if with_masks else None
        if as_json:
            drawn = {"masks_picture": clean_path(picture)} if picture else {}
            click.echo(json.dumps(_card_json(library, card) | drawn))
            return
        for heading, text in iter_legend(card, picture) if picture else _iter_card(library, card):
            click.echo(f"{heading:<10}{text}")


def _iter_card(library: Library, card: PhotoCard) -> Iterator[tuple[str, str]]:
    yield from _iter_facts(library, card)
    yield from _iter_signals(card)
    yield from _iter_masks(card)
    yield from _iter_text(card)


def _iter_facts(library: Library, card: PhotoCard) -> Iterator[tuple[str, str]]:
    photo, metadata = card.photo, card.photo.metadata
    facts = photo.facts
    size = f"{facts.format} {facts.kind.value}, {facts.width_px} x {facts.height_px}" if facts else "not decoded"
    yield "Photo", f"{photo.id}, {size}, {photo.size_bytes} bytes{', damaged' if facts and facts.is_truncated else ''}"
    for path in card.paths:
        yield "File", clean_path(path)
    for movie in card.movies:
        yield "Live", f"{clean_path(movie.path)}{f', {movie.duration_s:.1f} s' if movie.duration_s else ''}"
    if facts:
        yield "Preview", clean_path(library.previews.path_of(photo.content_hash))
    if metadata.taken:
        yield "Taken", _describe_time(metadata.taken)
    if camera := _describe_camera(metadata.exposure):
        yield "Camera", camera
    if metadata.place:
        yield "Place", f"{metadata.place.name}, {metadata.place.region}, {metadata.place.country}"
    if metadata.position:
        yield "Position", f"{metadata.position.lat:.5f}, {metadata.position.lon:.5f}"
    if metadata.title:
        yield "Title", metadata.title
    if metadata.keywords:
        yield "Keywords", ", ".join(metadata.keywords)


def _iter_signals(card: PhotoCard) -> Iterator[tuple[str, str]]:
    from search.signal_terms import name_kind

    signals = card.signals
    if signals is None:
        yield "Signals", "none yet: run albumen index; albumen status --failures says which photos cannot be read"
        return
    for group, tags in group_tags(signals.tags).items():
        yield "Tags", f"{group}: {', '.join(f'{_name(tag)} {tag.score:.2f}' for tag in tags)}"
    for found in signals.objects:
        yield "Object", f"{found.label} {found.score:.2f} at {_describe_box(found.box)}"
    kinds = sorted(signals.utility.items(), key=lambda item: -item[1])
    yield "Kind", ", ".join(f"{name_kind(kind)} {score:.2f}" for kind, score in kinds if score >= 0.01)
    quality = signals.quality
    yield (
        "Quality",
        f"{quality.technical:.2f} (blur {quality.blur:.2f}, exposure {quality.exposure:.2f}, noise {quality.noise:.2f}), "
        f"aesthetics {quality.aesthetics:.2f}",
    )
    yield "Salient", _describe_box(signals.saliency.box)
    yield "Print", signals.print_bits.hex()
    yield "PDQ", signals.pdq_bits.hex()
    yield "Seen by", str(card.seen_by)


def _iter_masks(card: PhotoCard) -> Iterator[tuple[str, str]]:
    if card.segmentation is not None:
        yield "Masks", describe_masks(card.segmentation)
    if card.confidence is not None:
        yield "Subject", f"{card.confidence:.2f}"
    if card.segmented_by is not None:
        yield "Masked by", str(card.segmented_by)


def _iter_text(card: PhotoCard) -> Iterator[tuple[str, str]]:
    for line in card.lines or ():
        yield "Text", clean_line(line.text)
    if card.read_by is not None:
        yield "Read by", str(card.read_by)


def group_tags(tags: tuple[Tag, ...]) -> dict[str, list[Tag]]:
    """Sort tags into the taxonomy's groups, the group of the best tag first; unknown concepts are `other`."""
    from models.taxonomy import load_taxonomy

    groups = {concept.id: concept.group for concept in load_taxonomy().concepts}
    grouped: dict[str, list[Tag]] = {}
    for tag in tags:
        grouped.setdefault(groups.get(tag.concept, "other"), []).append(tag)
    return grouped


def _name(tag: Tag) -> str:
    from models.taxonomy import load_taxonomy

    concept = load_taxonomy().find(tag.concept)
    return concept.name if concept else tag.concept


def _describe_time(taken: CaptureTime) -> str:
    offset = taken.utc_offset_s
    zone = (
        "" if offset is None else f" {'-' if offset < 0 else '+'}{abs(offset) // 3600:02}:{abs(offset) // 60 % 60:02}"
    )
    return f"{taken.local:%Y-%m-%d %H:%M:%S}{zone} ({taken.source.value})"


def _describe_camera(exposure: Exposure) -> str:
    parts = [
        exposure.camera,
        exposure.lens,
        say_exposure_time(exposure.exposure_s) if exposure.exposure_s else None,
        f"f/{exposure.aperture_f:g}" if exposure.aperture_f else None,
        f"ISO {exposure.iso}" if exposure.iso else None,
        f"{exposure.focal_length_mm:g} mm" if exposure.focal_length_mm else None,
    ]
    return ", ".join(part for part in parts if part)


def _describe_box(box: Box) -> str:
    return f"{box.left:.0f},{box.top:.0f} to {box.right:.0f},{box.bottom:.0f}"


def _card_json(library: Library, card: PhotoCard) -> dict[str, Any]:
    photo, metadata = card.photo, card.photo.metadata
    taken = metadata.taken
    return {
        "photo_id": photo.id,
        "content_hash": photo.content_hash,
        "size_bytes": photo.size_bytes,
        "paths": [clean_path(path) for path in card.paths],
        "movies": [{"path": clean_path(one.path), "duration_s": one.duration_s} for one in card.movies],
        "preview": clean_path(library.previews.path_of(photo.content_hash)),
        "facts": _facts_json(photo.facts) if photo.facts else None,
        "taken": taken.local.isoformat() if taken else None,
        "utc_offset_s": taken.utc_offset_s if taken else None,
        "time_source": taken.source.value if taken else None,
        "exposure": asdict(metadata.exposure),
        "position": asdict(metadata.position) if metadata.position else None,
        "place": asdict(metadata.place) if metadata.place else None,
        "title": metadata.title,
        "keywords": list(metadata.keywords),
        "seen_by": str(card.seen_by) if card.seen_by else None,
        "signals": _signals_json(card.signals) if card.signals else None,
        "segmented_by": str(card.segmented_by) if card.segmented_by else None,
        "segmentation": segmentation_json(card.segmentation) if card.segmentation else None,
        "subject": card.confidence,
        "read_by": str(card.read_by) if card.read_by else None,
        "text": None if card.lines is None else [asdict(line) for line in card.lines],
    }


def _facts_json(facts: PixelFacts) -> dict[str, Any]:
    return asdict(facts) | {"thumbhash": facts.thumbhash.hex() if facts.thumbhash else None}


def _signals_json(signals: PhotoSignals) -> dict[str, Any]:
    return {
        "tags": [{"group": group} | asdict(tag) for group, tags in group_tags(signals.tags).items() for tag in tags],
        "objects": [asdict(found) for found in signals.objects],
        "kind": signals.utility_kind.value,
        "kinds": {kind.value: score for kind, score in signals.utility.items()},
        "quality": asdict(signals.quality),
        "saliency": {"box": asdict(signals.saliency.box), "heat": signals.saliency.heat.hex()},
        "print": signals.print_bits.hex(),
        "pdq": signals.pdq_bits.hex(),
    }
