"""All that is known of one photo, as its page shows it and scripts read it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from albumen.curation.timeline import find_trip_of
from albumen.masks_picture import name_mask
from albumen.printable import clean_path
from albumen.web.media import is_shown_by_browsers, version_of
from albumen.web.photo_models import (
    BoxDetails,
    ExposureDetails,
    GroupDetails,
    LineDetails,
    MaskDetails,
    MemoryDetails,
    MovieDetails,
    ObjectDetails,
    PhotoDetails,
    PictureDetails,
    PlaceDetails,
    PointDetails,
    QualityDetails,
    TagDetails,
    TimeDetails,
    TripDetails,
    WishDetails,
)
from albumen.web.tiles import write_alt
from knowledge_graph.memories.reading import find_memory
from knowledge_graph.wishes import Wishes
from models.taxonomy import load_taxonomy
from search.photo_card import load_card

if TYPE_CHECKING:
    from albumen.store.curation_records import DuplicateGroup
    from albumen.store.records import PhotoRecord
    from albumen.store.store import Transaction
    from albumen.types import Mask, PhotoSignals
    from search.photo_card import PhotoCard


def load_details(tx: Transaction, photo: PhotoRecord) -> PhotoDetails:
    """Tell all that is known of a photo.

    Raises:
        StoreError: what was seen in it is damaged.
    """
    card = load_card(tx, photo)
    return PhotoDetails.model_validate(_tell_file(card) | _tell_seen(card) | _tell_curated(tx, photo))


def _tell_file(card: PhotoCard) -> dict[str, object]:
    photo, metadata = card.photo, card.photo.metadata
    return {
        "id": photo.id,
        "version": version_of(photo),
        "alt": write_alt(photo, card.signals.tags if card.signals else ()),
        "content_hash": photo.content_hash,
        "size_bytes": photo.size_bytes,
        "picture": _tell_picture(photo),
        "taken": metadata.taken and TimeDetails.model_validate(metadata.taken),
        "exposure": ExposureDetails.model_validate(metadata.exposure),
        "place": metadata.place and PlaceDetails.model_validate(metadata.place),
        "position": metadata.position and PointDetails.model_validate(metadata.position),
        "title": metadata.title,
        "keywords": list(metadata.keywords),
        "paths": [clean_path(path) for path in card.paths],
        "movies": [MovieDetails(path=clean_path(one.path), duration_s=one.duration_s) for one in card.movies],
    }


def _tell_picture(photo: PhotoRecord) -> PictureDetails | None:
    facts = photo.facts
    if facts is None:
        return None
    return PictureDetails(
        format=facts.format,
        kind=facts.kind,
        width=facts.width_px,
        height=facts.height_px,
        is_truncated=facts.is_truncated,
        is_shown=is_shown_by_browsers(facts.format),
    )


def _tell_seen(card: PhotoCard) -> dict[str, object]:
    signals, masks, lines = card.signals, card.segmentation, card.lines
    return {
        "tags": _tell_tags(signals) if signals else [],
        "objects": [ObjectDetails.model_validate(found) for found in signals.objects] if signals else [],
        "kind": signals.utility_kind if signals else None,
        "quality": QualityDetails.model_validate(signals.quality) if signals else None,
        "salient": BoxDetails.model_validate(signals.saliency.box) if signals else None,
        "masks": None if masks is None else [_tell_mask(mask) for mask in masks.masks],
        "people": None if masks is None else masks.people,
        "subject": card.confidence,
        "text": None if lines is None else [LineDetails.model_validate(line) for line in lines],
        "models": [str(one) for one in (card.seen_by, card.segmented_by, card.read_by) if one is not None],
    }


def _tell_tags(signals: PhotoSignals) -> list[TagDetails]:
    taxonomy = load_taxonomy()
    names = ((tag, taxonomy.find(tag.concept)) for tag in signals.tags)
    return [
        TagDetails(id=tag.concept, name=concept.name if concept else tag.concept, score=tag.score)
        for tag, concept in names
    ]


def _tell_mask(mask: Mask) -> MaskDetails:
    name = name_mask(mask)
    return MaskDetails(kind=mask.kind, instance=mask.instance, name=name, score=mask.score, share=mask.share)


def _tell_curated(tx: Transaction, photo: PhotoRecord) -> dict[str, object]:
    wishes = tx.feedback.in_force()
    facts = next(iter(tx.facts.load([photo.id])), None)
    trip = find_trip_of(tx, photo.id)
    memories = (find_memory(tx, str(memory_id)) for memory_id in tx.memories.ids_holding(photo.id))
    return {
        "duplicates": [_tell_group(group) for group in tx.duplicates.holding(photo.id) if not group.is_live_photo],
        "memories": [
            MemoryDetails.model_validate(memory)
            for memory in memories
            if memory is not None and any(shown.photo_id == photo.id for shown in memory.photos)
        ],
        "is_online": any(file.is_online for file in tx.duplicates.files([photo.id])),
        "trip": None if trip is None else TripDetails.model_validate(trip),
        "wishes": [WishDetails.model_validate(wish) for wish in wishes if wish.value == photo.content_hash],
        "hidden_because": None if facts is None else Wishes(wishes).hides(facts),
    }


def _tell_group(group: DuplicateGroup) -> GroupDetails:
    ids = dict.fromkeys(member.photo_id for member in group.members)
    return GroupDetails(id=group.id or 0, kind=group.kind, reason=group.reason, photo_ids=list(ids))


def count_objects(objects: Sequence[ObjectDetails]) -> list[tuple[str, int]]:
    """Count the objects of each label, those that the detector is surest of first."""
    return list(Counter(found.label for found in objects).items())
