"""Search: from words or a picture, with filters, to the photos that fit best.

Reads: the store, and the encoder it is given. Writes: the vector index, a cache of the store's embeddings that is
checked whenever it is opened and rebuilt when it is stale or damaged.
"""

__all__: list[str] = []
