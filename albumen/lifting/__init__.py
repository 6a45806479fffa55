"""Lifting subjects out of photos: cut-outs at full resolution, stickers, and animated ones.

Composes the lifter and the segmenter with what comes after them. Reads photos and, where there is a library, the mattes
that it keeps; writes new picture files only, never an original.
"""

__all__: list[str] = []
