from __future__ import annotations

import math

from benchmarks.query_scaling import Figures


def test_figures_are_medians_of_passes_and_of_pairs() -> None:
    figures = Figures(peak_mb=300.0)
    for elapsed_ms, ratio in ((10.0, 1.0), (90.0, 1.1), (11.0, 1.2)):
        figures.add(elapsed_ms, ratio)
    assert figures.describe() == {"ms": 11.0, "/ N = 4": 1.1, "peak MB": 300.0}


def test_one_pass_that_did_not_fit_takes_the_network_off_the_table() -> None:
    figures = Figures()
    figures.add(10.0, 1.0)
    figures.add(math.nan, math.nan)
    assert figures.describe() == {"ms": "does not fit", "/ N = 4": "-", "peak MB": "-"}
