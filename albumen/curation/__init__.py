"""Curation as people use it: what the knowledge graph found, put into pictures, slideshows, the trash and the day's work.

Reads the store, previews and originals; writes the store, the library's own folders, and files where it was told to.
"""

from __future__ import annotations

__all__: list[str] = []
