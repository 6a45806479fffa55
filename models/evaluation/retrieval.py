"""Recall@k of retrieval between captions and photos, the way Flickr8k is reported.

Source: Hodosh et al., "Framing image description as a ranking task", JAIR 2013; R@k as in Karpathy and Fei-Fei 2015.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from albumen.arrays import Embeddings


def ranks_of_relevant(queries: Embeddings, gallery: Embeddings, relevant: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return, for each query, how many irrelevant gallery rows are at or above its best relevant one.

    Args:
        queries: (Q, D) unit rows.
        gallery: (G, D) unit rows.
        relevant: (Q, G), true where the gallery row answers the query; each query has one at least.

    Returns:
        Ranks from 0, (Q,). Ties count against the query.
    """
    scores = queries @ gallery.T  # (Q, G)
    best = np.where(relevant, scores, -np.inf).max(axis=1, keepdims=True)  # (Q, 1)
    return ((scores >= best) & ~relevant).sum(axis=1)


def recall_at_k(
    queries: Embeddings, gallery: Embeddings, relevant: NDArray[np.bool_], *, ks: tuple[int, ...] = (1, 5, 10)
) -> dict[int, float]:
    """Return the percentage of queries with a relevant gallery row among their best k.

    Args:
        queries: (Q, D) unit rows.
        gallery: (G, D) unit rows.
        relevant: (Q, G), true where the gallery row answers the query; each query has one at least.
        ks: Cut-offs, each 1 or more.

    Returns:
        Recall in percent for each k. Ties count against the query.

    Example:
        >>> eye = np.eye(3, dtype=np.float32)
        >>> recall_at_k(eye, eye[[0, 2, 1]], np.eye(3, dtype=bool), ks=(1, 3))
        {1: 33.3, 3: 100.0}
    """
    ranks = ranks_of_relevant(queries, gallery, relevant)
    return {k: round(100.0 * float((ranks < k).mean()), 1) for k in ks}
