"""The indexer: keeps the store true to folders of photos.

Reads: photo files (never writes them), and the encoder it is given. Writes: the store and the previews.
"""

__all__: list[str] = []
