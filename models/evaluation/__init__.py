"""How good an encoder and its heads are: `python -m models.evaluation --data DIR`.

Reads: photo shards and segmentation archives under `--data`, and any encoder by name. Writes: a table on stdout, and
JSON and Markdown where asked. `report` lists the sections; what they compute with lies beside them.
"""

from models.evaluation.retrieval import recall_at_k
from models.evaluation.zero_shot import class_vectors, top_k_accuracy

__all__ = ["class_vectors", "recall_at_k", "top_k_accuracy"]
