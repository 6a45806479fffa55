"""HyperDETR: panoptic segmentation of sky, people, hair, skin, teeth and glasses.

Reads an image and the bundle `hyperdetr-s`; gives `albumen.types.Segmentation`. The architecture is that of "On-device
Panoptic Segmentation for Camera Using Transformers" (Apple, Machine Learning Research, 2021).
"""

__all__ = ["HyperDetrSegmenter"]

from models.hyperdetr.segmenter import HyperDetrSegmenter
