"""Where the scorer's numbers come from: `python -m search.scoring.training --data DIR --work DIR`.

Reads the train photos of a data folder, never its test photos, and the shipped encoder and tag head. Writes the background, the
weights and the held-out figures beside the scorer.
"""

__all__: list[str] = []
