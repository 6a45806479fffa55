"""Train an image-text pair of towers at scale: `python -m models.training.contrastive RECIPE --data DIR --work DIR`.

Reads: a TOML recipe, and WebDataset shards (made from the project's photos where `--data` holds none). Writes under
`--work`: a checkpoint, a metrics log, and at the end both towers as ONNX. Under `torchrun` it trains over ranks.
Needs `pip install 'albumen[torch]'`.
"""

__all__: list[str] = []
