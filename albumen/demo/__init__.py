"""The demo library: real sample photos from scikit-image and scikit-learn, filed as a person would have them.

Reads the picture files in those packages' own folders; writes a folder of JPEGs with invented dates, places and cameras,
and the odd files that every library collects. Nothing is downloaded.
"""

__all__: list[str] = []
