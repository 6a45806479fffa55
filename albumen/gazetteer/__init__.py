"""The offline gazetteer: populated places of the world in one 2 MB file, and the command that makes it.

Reads `places.npz`. Writes it only through `python -m albumen.gazetteer.build`. Data: GeoNames, CC BY 4.0; see
`README.md` in this folder.
"""

__all__: list[str] = []
