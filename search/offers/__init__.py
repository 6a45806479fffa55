"""What to ask instead when a library has nothing: concepts that it has photos of, and words spelled as they usually are.

Reads `words.txt.gz` (`python -m search.offers.count_words` makes it) and `concept_vectors.npz` (`python -m search.offers.encode_concepts`).
Writes nothing. Nothing is changed silently: an offer is another query that a person may choose.
"""

from search.offers.mending import offer_spelling
from search.offers.nearest import ConceptVectors, offer_nearest
from search.offers.vocabulary import Vocabulary, load_vocabulary

__all__ = ["ConceptVectors", "Vocabulary", "load_vocabulary", "offer_nearest", "offer_spelling"]
