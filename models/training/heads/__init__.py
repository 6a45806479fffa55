"""Training of the heads on the frozen backbone, one file a head: `python -m models.training.heads HEAD`.

Reads the backbone's maps of all train photos, computed once; writes each head as an ONNX graph with its facts (version,
thresholds, what it was trained on), which `assemble` joins to the backbone.
"""

__all__: list[str] = []
