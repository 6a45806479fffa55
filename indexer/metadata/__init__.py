"""What a photo's file says of it, apart from the pixels: time, camera, position, title.

Reads: tags that the decoder handed on, or a file's header; the XMP sidecar; the file's name and time. Writes nothing.
"""

__all__: list[str] = []
