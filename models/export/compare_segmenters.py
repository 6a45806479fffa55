"""`python -m models.export.compare_segmenters --data DIR`: hyperdetr-s and lift-s in every format, beside what ships.

Rows: a format and its weights. Columns: megabytes of all graphs; masks (or mattes, cut at a half) of train photos: the
least and the mean overlap with what the shipped graphs give, for those that cover `MIN_AREA` of the photo; the least overlap
of sure people's boxes; the largest change of a score. Graphs run one after another, each on what its own format gave before.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from albumen.errors import AlbumenError
from models.evaluation.photos import load_photos
from models.export.exported import Arrays, Network, open_exported
from models.export.open_sizes import LANDSCAPE
from models.export.plan import find_parts, iter_plans, open_exportable
from models.export.write import export_bundle
from models.image_input import to_rgb, whole_square
from models.registry import LIFTER, SEGMENTER
from models.runtime.onnx_session import open_session

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from models.evaluation.photos import LabelledPhoto
    from models.runtime.bundle import WeightBundle

MIN_AREA = 0.002  # of a smaller mask the border is most, which rounding moves
_PHOTOS = 12
_SOMEBODY = ("man", "woman", "people", "girl", "boy", "person")
_CUTS = {"scene": 0.0, "masks": 0.0, "alpha": 0.5}


def main(arguments: list[str] | None = None) -> int:
    """Run the comparison; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m models.export.compare_segmenters", description="Compare exports.")
    parser.add_argument("--data", type=Path, required=True, help="folder that holds images/train-*.tar.gz")
    parser.add_argument("--model", choices=[SEGMENTER, LIFTER], action="append", help="one of them; both by default")
    options = parser.parse_args(arguments)
    try:
        photos = _choose(load_photos(options.data, "train"))
        for name in options.model or [SEGMENTER, LIFTER]:
            for line in _compare(open_exportable(name), [_to_inputs(name, photo) for photo in photos]):
                sys.stdout.write(f"{name:<12}{line}\n")
                sys.stdout.flush()
    except AlbumenError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    return 0


def describe(pairs: Iterable[tuple[Arrays, Arrays]]) -> str:
    """Tell how near the outputs of two chains are; each pair is the shipped one's and the other's for one photo."""
    masks, boxes, scores = [], [], [0.0]
    for shipped, other in pairs:
        sure = shipped["logits"][0] > 0.0 if "logits" in shipped else np.zeros(0, bool)
        for name in _CUTS.keys() & shipped.keys():
            masks += _overlaps(shipped[name], other[name], _CUTS[name], sure if name == "masks" else None)
        for name in {"logits", "confidence"} & shipped.keys():
            scores.append(float(np.abs(_probability(name, shipped[name]) - _probability(name, other[name])).max()))
        if "boxes" in shipped:
            boxes += [
                _box_overlap(*pair) for pair in zip(shipped["boxes"][0][sure], other["boxes"][0][sure], strict=True)
            ]
    people = f"  boxes least {min(boxes):.3f} of {len(boxes)}" if boxes else ""
    shapes = f"masks least {min(masks):.4f} mean {np.mean(masks):.4f} of {len(masks)}" if masks else "no masks"
    return f"{shapes}{people}  score {max(scores):.4f}"


def _compare(bundle: WeightBundle, inputs: Sequence[Arrays]) -> Iterator[str]:
    parts = find_parts(bundle)
    sessions = {part: open_session(bundle.read(f"{part}.onnx"), threads=1) for part in parts}
    wanted = {part: [given.name for given in session.get_inputs()] for part, session in sessions.items()}
    outputs = {part: [given.name for given in session.get_outputs()] for part, session in sessions.items()}
    expected = [run_chain({part: _runner(sessions[part]) for part in parts}, wanted, each) for each in inputs]
    for plan in iter_plans(parts):
        with tempfile.TemporaryDirectory() as name:
            written = export_bundle(bundle, plan, Path(name) / "export")
            networks = {part.name: open_exported(part.path, outputs[part.name]) for part in written}
            got = [run_chain(networks, wanted, each) for each in inputs]
        size_mb = sum(part.size_bytes for part in written) / 1e6
        yield f"{plan.format:<7} {plan.weights:<11} {size_mb:5.1f} MB  {describe(zip(expected, got, strict=True))}"


def run_chain(networks: Mapping[str, Network], wanted: Mapping[str, Sequence[str]], inputs: Arrays) -> Arrays:
    """Run graphs in their order; each takes what it wants of the inputs and of what came before."""
    known = dict(inputs)
    for part, network in networks.items():
        known |= network({name: known[name] for name in wanted[part]})
    return known


def _runner(session: Any) -> Network:
    names = [output.name for output in session.get_outputs()]
    return lambda inputs: dict(zip(names, session.run(names, inputs), strict=True))


def _overlaps(one: NDArray[Any], other: NDArray[Any], cut: float, chosen: NDArray[np.bool_] | None) -> list[float]:
    first, second = (array.reshape(-1, *array.shape[-2:]) > cut for array in (one, other))
    if chosen is not None:
        first, second = first[chosen], second[chosen]
    return [
        float((mask & found).sum() / (mask | found).sum())
        for mask, found in zip(first, second, strict=True)
        if max(mask.mean(), found.mean()) >= MIN_AREA
    ]


def _box_overlap(one: NDArray[Any], other: NDArray[Any]) -> float:
    """Return the overlap of two boxes of centre, width and height."""
    low = np.maximum(one[:2] - one[2:] / 2, other[:2] - other[2:] / 2)
    high = np.minimum(one[:2] + one[2:] / 2, other[:2] + other[2:] / 2)
    shared = float((high - low).clip(0.0).prod())
    return shared / max(float(one[2:].prod() + other[2:].prod()) - shared, 1e-9)


def _probability(name: str, value: NDArray[Any]) -> NDArray[Any]:
    return 1.0 / (1.0 + np.exp(-value)) if name == "logits" else value


def _choose(photos: list[LabelledPhoto]) -> list[LabelledPhoto]:
    """Return photos of people, evenly spaced."""
    shown = [photo for photo in photos if photo.captions and set(_SOMEBODY) & set(photo.captions[0].lower().split())]
    return shown[:: max(1, len(shown) // _PHOTOS)][:_PHOTOS]


def _to_inputs(name: str, photo: LabelledPhoto) -> Arrays:
    """Return the pixels as Core ML's packages fix them, so that all formats see the same."""
    image = photo.decode_image()
    if name == LIFTER:
        return {"pixels": whole_square(image, 512)[None]}
    height, width = LANDSCAPE
    return {"image": np.asarray(to_rgb(image).resize((width, height)))[None]}


if __name__ == "__main__":
    raise SystemExit(main())
