"""How likely a photo is what was meant: one probability out of a cosine, tags, read text and names.

Reads: `background.npz` and `weights.json` beside it, made by `python -m search.scoring.training`. Writes nothing.
"""

from search.scoring.scorer import Scorer, load_scorer

__all__ = ["Scorer", "load_scorer"]
