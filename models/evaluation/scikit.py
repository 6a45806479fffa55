"""scikit-learn's part in the measures: average precision, logistic regression, neighbours. Imported when first asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from albumen.errors import MissingExtraError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

_MOST_ITERATIONS = 300


def average_precision(truth: ArrayLike, scores: ArrayLike) -> float:
    """Return the area under the precision-recall curve, as scikit-learn's step sum; NaN without a positive.

    Args:
        truth: (N,) booleans.
        scores: (N,) higher where a positive is likelier.

    Raises:
        MissingExtraError: scikit-learn is not installed.
    """
    _require_sklearn()
    from sklearn.metrics import average_precision_score

    positive = np.asarray(truth, dtype=bool)
    return float(average_precision_score(positive, scores)) if positive.any() else float("nan")


def fit_logistic(rows: NDArray[np.float32], labels: ArrayLike, *, inverse_penalty: float) -> Any:
    """Return scikit-learn's multinomial logistic regression (L2), fitted; `inverse_penalty` is its C.

    Raises:
        MissingExtraError: scikit-learn is not installed.
    """
    _require_sklearn()
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=inverse_penalty, max_iter=_MOST_ITERATIONS, tol=1e-3).fit(rows, labels)


def fit_neighbours(rows: NDArray[np.float32], labels: ArrayLike, *, count: int) -> Any:
    """Return scikit-learn's classifier by the `count` nearest rows by cosine, nearer ones counting more, fitted.

    Raises:
        MissingExtraError: scikit-learn is not installed.
    """
    _require_sklearn()
    from sklearn.neighbors import KNeighborsClassifier

    return KNeighborsClassifier(n_neighbors=count, metric="cosine", weights="distance").fit(rows, labels)


def _require_sklearn() -> None:
    try:
        import sklearn  # noqa: F401 - only asks whether it is there
    except ImportError as error:
        raise MissingExtraError(
            "the evaluation needs scikit-learn, which is not installed; run: pip install 'albumen[demo]'"
        ) from error
