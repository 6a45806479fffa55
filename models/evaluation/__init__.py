"""How good an encoder is: `python -m models.evaluation --data DIR`.

Reads: photo shards under `--data` (only their test part is measured) and any encoder by name. Writes: a table on
stdout, and JSON where asked.
"""

from models.evaluation.retrieval import recall_at_k
from models.evaluation.zero_shot import class_vectors, top_k_accuracy

__all__ = ["class_vectors", "recall_at_k", "top_k_accuracy"]
