"""Receipts, screenshots, documents and their like: what is written in them.

Reads the store and the originals; writes texts. What counts as utility content is the analyser's to say.
"""

from __future__ import annotations

__all__: list[str] = []
