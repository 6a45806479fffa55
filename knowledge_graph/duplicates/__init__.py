"""Duplicates: photos that are alike, in classes that are kept apart, with the best shot of each group and why.

Reads: facts, prints, vectors and file paths. Writes: duplicate groups. What people decide of them is carried out by
`albumen.curation.trash`.
"""

__all__: list[str] = []
