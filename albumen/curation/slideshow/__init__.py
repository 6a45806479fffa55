"""Slideshows of memories: a storyboard of gentle pans on the music's beat, as one web page or as a video.

Reads originals and previews; writes the one file that was asked for.
"""

from __future__ import annotations

__all__: list[str] = []
