"""The fixed list of concepts that photos are tagged with: stable ids, parents, synonyms and WordNet synsets.

Reads the TOML files beside it, one for each group; writes nothing. Needs no network library.
"""

from models.taxonomy.concepts import Concept, Taxonomy, load_taxonomy

__all__ = ["Concept", "Taxonomy", "load_taxonomy"]
