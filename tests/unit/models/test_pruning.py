from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")
from hypothesis import given  # noqa: E402 - after the skip
from hypothesis import strategies as st  # noqa: E402

from models.training.pruning import Pruner, PruningSchedule, magnitude_mask, sparsity_of  # noqa: E402

SCHEDULE = PruningSchedule(final=0.4, start=3, end=30, every=4)
TOKENS, WIDTH, HIDDEN = 1000, 120, 1000


def _network() -> torch.nn.Module:
    torch.manual_seed(0)
    return torch.nn.Sequential(
        torch.nn.Embedding(TOKENS, WIDTH), torch.nn.Linear(WIDTH, HIDDEN), torch.nn.Linear(HIDDEN, 2)
    )


def _train(network: torch.nn.Module, pruner: Pruner, steps: int) -> list[float]:
    optimizer = torch.optim.AdamW(network.parameters(), 1e-3)
    zeros = []
    for step in range(steps):
        loss = network(torch.randint(0, TOKENS, (16,))).square().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        pruner.step(network, step)
        zeros.append(float((network[1].weight == 0).float().mean()))
    return zeros


def test_sparsity_rises_with_a_cubic_curve_to_its_end_and_stays() -> None:
    levels = [SCHEDULE.sparsity_at(step) for step in range(40)]
    assert levels[:4] == [0.0] * 4
    assert levels == sorted(levels)
    assert levels[30:] == [0.4] * 10
    assert levels[12] == pytest.approx(0.4 * (1 - (2 / 3) ** 3))


@given(st.integers(0, 50), st.integers(1, 200), st.integers(1, 60))
def test_the_last_cut_is_at_the_end_of_the_ramp_whatever_the_rhythm(start: int, length: int, every: int) -> None:
    schedule = PruningSchedule(final=0.4, start=start, end=start + length, every=every)
    cuts = [step for step in range(start + length + 50) if schedule.cuts_at(step)]
    assert cuts[-1] == start + length
    assert schedule.sparsity_at(cuts[-1]) == 0.4


def test_cut_weights_stay_zero_through_later_steps_and_the_final_count_is_exact() -> None:
    network = _network()
    pruner = Pruner(network, SCHEDULE)
    zeros = _train(network, pruner, 40)
    assert zeros == sorted(zeros)
    cut = pruner.masks["1.weight"] == 0
    assert torch.equal(network[1].weight == 0, cut)
    assert int(cut.sum()) == round(0.4 * cut.numel())


def test_each_row_of_a_table_loses_as_many_weights() -> None:
    network = _network()
    with torch.no_grad():
        network[0].weight[7] *= 100.0  # a rare token's long row would otherwise escape
    _train(network, Pruner(network, SCHEDULE), 31)
    assert (network[0].weight == 0).sum(1).unique().tolist() == [round(0.4 * WIDTH)]


def test_small_matrices_and_biases_are_left_alone() -> None:
    network = _network()
    _train(network, Pruner(network, SCHEDULE), 31)
    assert not (network[2].weight == 0).any()
    assert not (network[1].bias == 0).any()
    assert 0.39 < sparsity_of(network) < 0.4


def test_the_smallest_weights_go_first() -> None:
    weight = torch.tensor([[0.1, -5.0, 0.2], [-0.3, 4.0, 6.0]])
    assert magnitude_mask(weight, 0.5).tolist() == [[0, 1, 0], [0, 1, 1]]
    assert magnitude_mask(weight, 1 / 3, by_row=True).tolist() == [[0, 1, 1], [0, 1, 1]]


def test_no_sparsity_cuts_nothing() -> None:
    assert magnitude_mask(torch.ones(4, 4), 0.0).all()
