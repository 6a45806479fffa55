"""The segmenters' graphs say the same in ONNX Runtime, in torch and as Core ML packages: `tests/parity.py`'s tolerances.

Outside macOS `MilRunner` predicts in Core ML's place.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from models.export import ExportFormat, ExportPlan, WeightKind, export_bundle
from models.export.exported import open_exported
from models.export.plan import find_parts, open_exportable
from models.runtime import open_session
from tests.parity import Outputs, assert_segments_agree

onnx = pytest.importorskip("onnx")
torch = pytest.importorskip("torch")
skimage_data = pytest.importorskip("skimage.data")
from models.export.float_graph import restore_floats  # noqa: E402 - after the skips
from models.export.onnx_module import OnnxModule  # noqa: E402

pytestmark = pytest.mark.usefixtures("one_thread")

# The graphs of a bundle, in the order in which they run: each reads what those before it gave.
CHAINS = {"hyperdetr-s": ("scene", "subjects"), "lift-s": ("encoder", "decoder")}
LANDSCAPE, PORTRAIT, SQUARE = (512, 384), (384, 512), (512, 512)  # width and height


def _inputs(name: str, size: tuple[int, int]) -> Outputs:
    photo = np.asarray(Image.fromarray(skimage_data.astronaut()).resize(size))
    return {"image" if name == "hyperdetr-s" else "pixels": photo[None]}


def _steps(name: str, size: tuple[int, int]) -> list[tuple[str, bytes, Outputs, Outputs]]:
    """Run the shipped graphs; return each one's part, bytes, inputs and outputs."""
    bundle, known, steps = open_exportable(name), dict(_inputs(name, size)), []
    for part in CHAINS[name]:
        content = bundle.read(f"{part}.onnx")
        session = open_session(content, threads=1)
        inputs = {given.name: known[given.name] for given in session.get_inputs()}
        names = [output.name for output in session.get_outputs()]
        outputs = dict(zip(names, session.run(None, inputs), strict=True))
        steps.append((part, content, inputs, outputs))
        known |= outputs
    return steps


def _sizes(name: str) -> list[tuple[int, int]]:
    return [LANDSCAPE, PORTRAIT] if name == "hyperdetr-s" else [SQUARE]


@pytest.fixture(scope="module", params=list(CHAINS))
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_a_photo_shows_something_to_compare(name: str) -> None:
    (*_, (_, _, _, outputs)) = _steps(name, _sizes(name)[0])
    found = outputs["alpha"] > 0.5 if name == "lift-s" else outputs["masks"][:, outputs["logits"][0] > 0.0] > 0.0
    assert found.mean() > 0.05


def test_floats_and_torch_say_what_ships(name: str) -> None:
    for _, content, inputs, expected in _steps(name, _sizes(name)[0]):
        floating = restore_floats(onnx.load_from_string(content))
        again = open_session(floating.SerializeToString(), threads=1).run(list(expected), dict(inputs))
        assert_segments_agree(expected, dict(zip(expected, again, strict=True)))
        with torch.inference_mode():
            values = OnnxModule(floating)(*(torch.from_numpy(np.array(array)) for array in inputs.values()))
        assert_segments_agree(expected, {key: value.numpy() for key, value in zip(expected, values, strict=True)})


def test_a_saved_program_takes_photos_of_any_shape(name: str, tmp_path: Path) -> None:
    plan = ExportPlan(ExportFormat.TORCH, WeightKind.LINEAR, CHAINS[name])
    export_bundle(open_exportable(name), plan, tmp_path / "out")
    for size in _sizes(name):
        for part, content, inputs, expected in _steps(name, size):
            program = open_exported(tmp_path / "out" / f"{part}.pt2", list(expected))
            assert_segments_agree(expected, program(dict(inputs)))
            assert (tmp_path / "out" / f"{part}.pt2").stat().st_size <= 1.5 * len(content)


def test_core_ml_packages_say_what_ships(name: str, tmp_path: Path) -> None:
    pytest.importorskip("coremltools")
    plan = ExportPlan(ExportFormat.COREML, WeightKind.LINEAR, CHAINS[name])
    export_bundle(open_exportable(name), plan, tmp_path / "out")
    told: dict[str, np.ndarray] = {}
    for part, content, inputs, expected in _steps(name, _sizes(name)[0]):
        package = tmp_path / "out" / f"{part}.mlpackage"
        network = open_exported(package, list(expected))
        got = network(dict(inputs))
        assert_segments_agree(expected, got)
        if told:  # what an app sees: this package behind the ones before it
            assert_segments_agree(expected, network({key: told.get(key, array) for key, array in inputs.items()}))
        told |= got
        size_bytes = sum(path.stat().st_size for path in package.rglob("*") if path.is_file())
        assert size_bytes <= 1.2 * len(content)


def test_every_input_and_output_is_described(name: str) -> None:
    from models.export.description import describe_tensors

    bundle = open_exportable(name)
    assert find_parts(bundle) == CHAINS[name]
    for part in CHAINS[name]:
        told = describe_tensors(bundle, onnx.load_from_string(bundle.read(f"{part}.onnx")))
        assert all("without a description" not in sentence for sentence in told.values()), told
