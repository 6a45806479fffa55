"""Which photos Albumen may show by itself: in memories, featured sets, covers and wallpapers.

A photo that no analyser has looked at may be a receipt, so it waits until one has: that takes the same pass that makes a
photo findable, and showing nothing for a while is better than showing someone's bank card once.
"""

from __future__ import annotations

from albumen.store.curation_records import PhotoFacts
from albumen.types import PhotoKind, UtilityKind
from knowledge_graph.wishes import Wishes

# The probability of being any utility content from which a photo is taken for it: of a picture that names no camera, as
# screenshots, scans and memes do not, and of one that does. Chosen on train photos: docs/decisions/0020.
MOST_UTILITY, MOST_UTILITY_OF_CAMERA = 0.1, 0.4
# Technical quality below which a picture is a slip: 3 stops too dark, blurred by 2 % of its side or shaken by 15 pixels of 176
# (medians 0.01, 0.04, 0.11 on train photos); one in a thousand of those photos as they are scores below 0.36.
LEAST_TECHNICAL = 0.2
# Icons and thumbnails, not photos, in pixels of the short side.
LEAST_SIDE_PX = 100
# Folders into which phones and desktops put pictures of the screen.
_SCREENSHOT_FOLDERS = frozenset({"screenshot", "screenshots", "screen shots", "screen captures", "bildschirmfotos"})
_ARTICLE = {
    UtilityKind.NOTES: "notes",
    UtilityKind.CODE: "a QR or bar code",
    UtilityKind.SIGN: "a sign or label",
}


def why_not(facts: PhotoFacts, wishes: Wishes) -> str | None:
    """Say why a photo may not be shown by itself: "it is a receipt"; None where it may."""
    return wishes.hides(facts) or _why_no_picture(facts) or why_utility(facts) or _why_poor(facts)


def why_utility(facts: PhotoFacts) -> str | None:
    """Say why a photo is kept apart as utility content, or may be such: "it is a receipt"; None where it is a photo."""
    if facts.utility is None or facts.utility_score is None:
        return "it has not been looked at yet"
    if facts.utility is not UtilityKind.NONE:
        return f"it is {_ARTICLE.get(facts.utility, f'a {facts.utility.value}')}"
    if facts.code is not None:
        return f"a code can be read in it ({facts.code})"
    if 1.0 - facts.utility_score >= (MOST_UTILITY if facts.camera is None else MOST_UTILITY_OF_CAMERA):
        return "it may be utility content"
    if any(folder.rpartition("/")[2].lower() in _SCREENSHOT_FOLDERS for folder in facts.folders):
        return "it lies in a folder of screenshots"
    return None


def _why_no_picture(facts: PhotoFacts) -> str | None:
    if facts.width_px is None or facts.height_px is None:
        return "it could not be decoded"
    if facts.is_truncated:
        return "a part of the picture is lost"
    if facts.kind is PhotoKind.ANIMATION:
        return "it is an animation"
    if min(facts.width_px, facts.height_px) < LEAST_SIDE_PX:
        return "it is too small"
    return None


def _why_poor(facts: PhotoFacts) -> str | None:
    is_poor = facts.technical is not None and facts.technical < LEAST_TECHNICAL
    return "its technical quality is too poor" if is_poor else None
