"""Neural networks: image-text encoders behind one small protocol.

Reads: bundled ONNX weights in `models/weights/`, or OpenCLIP checkpoints that the user named. Writes: nothing.
Importing this package loads no runtime; a network is loaded when its first vector is asked for.
"""

from models.analyser import PhotoAnalyser
from models.catalog import EncoderInfo, list_encoders
from models.encoder import ImageTextEncoder
from models.registry import create_analyser, create_encoder
from models.segmenter import PhotoSegmenter, SubjectLifter, SubjectMatte

__all__ = [
    "EncoderInfo",
    "ImageTextEncoder",
    "PhotoAnalyser",
    "PhotoSegmenter",
    "SubjectLifter",
    "SubjectMatte",
    "create_analyser",
    "create_encoder",
    "list_encoders",
]
