"""Why an answer is empty or not the whole one, in words: one line each, as the command line and the web page show it.

So they name no options, but those that were given: the page has none.
"""

from __future__ import annotations

from albumen.store.records import SMALLEST_SHARE, PhotoFilter

NOTHING_INDEXED = "nothing is indexed yet: run albumen index DIR"
NOTHING_ANALYSED = "no photo has been analysed yet: run albumen index"
NO_PHOTO_LEFT = "the library's folders hold no photo to show"
NO_SIGNALS = "no photo has been looked at for tags, objects, kind and quality yet: run albumen index"
NO_TEXTS = "no text in pictures has been read yet: run albumen curate text, which needs pip install 'albumen[ocr]'"
UNCALIBRATED = "nothing is known of how this encoder's scores spread: they give the order, and leave nothing out"
CLOSEST = "none of these surely fits: they are the closest there are"
CLOSEST_TOO = "the first ones fit, those after them may not"
NO_MASKS = "no photo has been segmented for people and sky yet: run albumen index, with the setting `segment` on"


def explain_no_hits(photo_filter: PhotoFilter, hidden: int = 0) -> str:
    """Name the filters that were given, since nothing passed them all, and how many photos a person hid.

    Example:
        >>> explain_no_hits(PhotoFilter(camera="brownie"))
        'no photo passes --camera: loosen it'
        >>> explain_no_hits(PhotoFilter(camera="brownie"), hidden=2)
        'no photo passes --camera: loosen it; 2 hidden photos were left out'
    """
    given = {
        "--since": photo_filter.since,
        "--until": photo_filter.until,
        "--in": photo_filter.folder,
        "--camera": photo_filter.camera,
        "--tag": photo_filter.tags or None,
        "--object": photo_filter.objects or None,
        "--kind": photo_filter.kind,
        "--text": photo_filter.text or None,
        "--min-quality": photo_filter.min_quality,
        "--min-aesthetics": photo_filter.min_aesthetics,
        "--people": photo_filter.people,
        "--min-person-share": photo_filter.min_person_share,
        "--sky" if photo_filter.min_sky_share == SMALLEST_SHARE else "--min-sky-share": photo_filter.min_sky_share,
    }
    names = [name for name, value in given.items() if value is not None]
    loosen = f"no photo passes {' with '.join(names)}: loosen {'it' if len(names) == 1 else 'one of them'}"
    return (loosen if names else NO_PHOTO_LEFT) + count_hidden(hidden)


def count_hidden(hidden: int) -> str:
    """Say how many photos a person hid, as the end of a sentence; nothing for none."""
    if not hidden:
        return ""
    photos = "1 hidden photo was" if hidden == 1 else f"{hidden} hidden photos were"
    return f"; {photos} left out"


def count_left_out(utility: int) -> str | None:
    """Say how much utility content a timeline leaves out; None for none.

    Example:
        >>> count_left_out(3)
        '3 receipts, screenshots, documents and the like are left out: kind:any in the query asks for them too'
    """
    if not utility:
        return None
    what = (
        "1 receipt, screenshot, document or the like is"
        if utility == 1
        else f"{utility} receipts, screenshots, documents and the like are"
    )
    them = "it" if utility == 1 else "them"
    return f"{what} left out: kind:any in the query asks for {them} too"


def count_unseen(unseen: int, unsegmented: int = 0, unread: int = 0) -> str | None:
    """Say how many photos a filter by signals, masks or text could not judge; None where they all were.

    Example:
        >>> count_unseen(1)
        '1 photo is still to be looked at for tags, objects, kind and quality: albumen index goes on'
        >>> count_unseen(0, 7)
        '7 photos are still to be segmented for people and sky: albumen index goes on'
        >>> count_unseen(0, 0, 2)
        '2 pictures are still to be read: albumen curate text'
    """
    parts = [
        f"{'1 photo is' if count == 1 else f'{count} photos are'} still to be {what}"
        for count, what in (
            (unseen, "looked at for tags, objects, kind and quality"),
            (unsegmented, "segmented for people and sky"),
        )
        if count
    ]
    notes = [f"{' and '.join(parts)}: albumen index goes on"] if parts else []
    if unread:
        notes.append(
            f"{'1 picture is' if unread == 1 else f'{unread} pictures are'} still to be read: albumen curate text"
        )
    return "; ".join(notes) or None
