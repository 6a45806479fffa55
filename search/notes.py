"""Why an answer is empty or not the whole one, in words: one line each, as the command line and the web page show it."""

from __future__ import annotations

from albumen.store.records import SMALLEST_SHARE, PhotoFilter

NOTHING_INDEXED = "nothing is indexed yet: run albumen index DIR"
NOTHING_ANALYSED = "no photo has been analysed yet: run albumen index"
NO_PHOTO_LEFT = "the library's folders hold no photo to show"
NO_SIGNALS = "no photo has been looked at for tags, objects, kind and quality yet: run albumen index"
NO_MASKS = "no photo has been segmented for people and sky yet: run albumen index, with the setting `segment` on"


def explain_no_hits(photo_filter: PhotoFilter, hidden: int = 0) -> str:
    """Name the filters that were given, since nothing passed them all, and how many photos a person hid.

    Example:
        >>> explain_no_hits(PhotoFilter(camera="brownie"))
        'no photo passes --camera: loosen it'
        >>> explain_no_hits(PhotoFilter(camera="brownie"), hidden=2)
        'no photo passes --camera: loosen it; 2 hidden photos were left out, --include-hidden asks them too'
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
        "--people": photo_filter.people,
        "--min-person-share": photo_filter.min_person_share,
        "--sky" if photo_filter.min_sky_share == SMALLEST_SHARE else "--min-sky-share": photo_filter.min_sky_share,
    }
    names = [name for name, value in given.items() if value is not None]
    loosen = f"no photo passes {' with '.join(names)}: loosen {'it' if len(names) == 1 else 'one of them'}"
    return (loosen if names else NO_PHOTO_LEFT) + _count_hidden(hidden)


def _count_hidden(hidden: int) -> str:
    if not hidden:
        return ""
    photos = "1 hidden photo was" if hidden == 1 else f"{hidden} hidden photos were"
    return f"; {photos} left out, --include-hidden asks {'it' if hidden == 1 else 'them'} too"


def count_unseen(unseen: int, unsegmented: int = 0) -> str | None:
    """Say how many photos a filter by signals, and one by masks, could not judge; None where they all were.

    Example:
        >>> count_unseen(1)
        '1 photo is still to be looked at for tags, objects, kind and quality: albumen index goes on'
        >>> count_unseen(0, 7)
        '7 photos are still to be segmented for people and sky: albumen index goes on'
    """
    parts = [
        f"{'1 photo is' if count == 1 else f'{count} photos are'} still to be {what}"
        for count, what in (
            (unseen, "looked at for tags, objects, kind and quality"),
            (unsegmented, "segmented for people and sky"),
        )
        if count
    ]
    return f"{' and '.join(parts)}: albumen index goes on" if parts else None
