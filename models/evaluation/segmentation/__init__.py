"""How well photos are taken apart: panoptic masks and subject mattes against what people drew, beside baselines.

Reads the segmentation archives' test parts and the shipped weights; writes a table. `python -m
models.evaluation.segmentation --data DIR`.
"""

__all__: list[str] = []
