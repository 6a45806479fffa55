"""What `albumen show` says of a photo's masks, and the picture that it makes of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from albumen.errors import StoreError, UsageError
from albumen.printable import clean_path
from albumen.types import MaskKind

if TYPE_CHECKING:
    from albumen.app import Library
    from albumen.types import Segmentation
    from search.photo_card import PhotoCard


def save_masks(library: Library, card: PhotoCard, output: Path | None, *, is_forced: bool) -> Path:
    """Draw a photo's masks over its preview, write the picture, and return where it lies.

    Raises:
        UsageError: the photo has no masks yet, or the file must not be written.
        StoreError: the masks are damaged.
        OutputError: the file system refused.
    """
    from albumen.masks_picture import draw_masks
    from albumen.output_file import check_target, write_whole

    if card.segmentation is None:
        raise UsageError(f"photo {card.photo.id} has no masks yet: run albumen index, with the setting `segment` on")
    target = output or Path(f"{card.paths[0].stem if card.paths else card.photo.id}-masks.png")
    check_target(target, (".png",), originals=card.paths, is_forced=is_forced)
    preview = library.load_preview(card)
    try:
        picture = draw_masks(preview, card.segmentation)
    except ValueError as error:
        raise StoreError(f"the masks of photo {card.photo.id} are damaged; run `albumen doctor`") from error
    write_whole(target, lambda file: picture.save(file, "PNG"))
    return target


def iter_legend(card: PhotoCard, picture: Path) -> Iterator[tuple[str, str]]:
    """Yield headings and lines that say what is what in the picture."""
    from albumen.masks_picture import choose_shade, name_mask

    assert card.segmentation is not None  # it was drawn
    yield "Picture", clean_path(picture)
    for mask in card.segmentation.masks:
        yield "Mask", f"{name_mask(mask)}: {choose_shade(mask).name}, {_describe_share(mask.share)}, {mask.score:.2f}"


def describe_masks(found: Segmentation) -> str:
    """Say in a line what the masks of a photo are.

    Example:
        >>> from albumen.types import Mask, MaskKind, Segmentation
        >>> people = [Mask(MaskKind.PERSON, number, 0.9, 0.1, b"") for number in (1, 2)]
        >>> describe_masks(Segmentation(4, 4, (Mask(MaskKind.SKY, 0, 0.9, 0.31, b""), *people), 0.18))
        'sky 31 %, 2 people (18 % of the frame)'
    """
    parts = {mask.kind: f"{mask.kind.value} {_describe_share(mask.share)}" for mask in found.masks}
    if found.person_share > 0:
        people = {0: "people not told apart", 1: "1 person"}.get(found.people, f"{found.people} people")
        parts[MaskKind.PERSON] = f"{people} ({_describe_share(found.person_share)} of the frame)"
    return ", ".join(parts.values()) or "neither people nor sky"


def segmentation_json(found: Segmentation) -> dict[str, Any]:
    """Tell of masks what is no picture."""
    return {
        "people": found.people,
        "person_share": found.person_share,
        "masks": [
            {"kind": mask.kind.value, "instance": mask.instance, "score": mask.score, "share": mask.share}
            for mask in found.masks
        ],
    }


def _describe_share(share: float) -> str:
    """Write a share of the frame, small ones with a digit more.

    Example:
        >>> _describe_share(0.314), _describe_share(0.004)
        ('31 %', '0.4 %')
    """
    return f"{share:.0%}".replace("%", " %") if share >= 0.01 else f"{share * 100:.1g} %"
