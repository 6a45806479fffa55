"""Why an answer is empty or not the whole one, in words: one line each, as the command line and the web page show it."""

from __future__ import annotations

from albumen.store.records import PhotoFilter

NOTHING_INDEXED = "nothing is indexed yet: run albumen index DIR"
NOTHING_ANALYSED = "no photo has been analysed yet: run albumen index"
NO_PHOTO_LEFT = "the library's folders hold no photo to show"
NO_SIGNALS = "no photo has been looked at for tags, objects, kind and quality yet: run albumen index"


def explain_no_hits(photo_filter: PhotoFilter) -> str:
    """Name the filters that were given, since nothing passed them all.

    Example:
        >>> explain_no_hits(PhotoFilter(camera="brownie"))
        'no photo passes --camera: loosen it'
    """
    given = {
        "--since": photo_filter.since,
        "--until": photo_filter.until,
        "--in": photo_filter.folder,
        "--camera": photo_filter.camera,
        "--tag": photo_filter.tags or None,
        "--object": photo_filter.objects or None,
        "--kind": photo_filter.kind,
        "--min-quality": photo_filter.min_quality,
        "--min-aesthetics": photo_filter.min_aesthetics,
    }
    names = [name for name, value in given.items() if value is not None]
    if not names:
        return NO_PHOTO_LEFT
    return f"no photo passes {' with '.join(names)}: loosen {'it' if len(names) == 1 else 'one of them'}"


def count_unseen(count: int) -> str:
    """Say how many photos a filter by signals could not judge.

    Example:
        >>> count_unseen(1)
        '1 photo is still to be looked at for tags, objects, kind and quality: albumen index goes on'
    """
    photos = "1 photo is" if count == 1 else f"{count} photos are"
    return f"{photos} still to be looked at for tags, objects, kind and quality: albumen index goes on"
