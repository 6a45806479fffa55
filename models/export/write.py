"""An export on disk: a file for each part, the bundle's manifest, `export.json` and, for texts, the tokenizer.

The folder is made beside its place under another name and renamed once it is whole, so that an export is there or not.
"""

from __future__ import annotations

import json
import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from albumen.errors import ModelError, UsageError
from models.ansa.encoder import TEXT_FILE, TOKENIZER_FILE
from models.export.description import describe_model, describe_tensors
from models.export.open_sizes import fixed_sizes, longest_sizes
from models.export.plan import ExportFormat, ExportPlan, WeightKind
from models.runtime.bundle import MANIFEST_NAME, PACKED, dump_manifest

if TYPE_CHECKING:
    from models.runtime.bundle import WeightBundle

FACTS_FILE = "export.json"


@dataclass(frozen=True, slots=True)
class ExportedPart:
    """One file (Core ML: one package) of an export."""

    name: str
    path: Path
    size_bytes: int


def export_bundle(
    bundle: WeightBundle, plan: ExportPlan, folder: Path, *, replaces: bool = False
) -> list[ExportedPart]:
    """Write parts of a bundle for another runtime.

    Args:
        bundle: Where graphs and facts come from; its files are checked against its manifest.
        plan: What to write.
        folder: Is created, with its parents.
        replaces: Whether an earlier export of that name gives way. Nothing else is ever replaced.

    Raises:
        UsageError: The plan cannot be, or `folder` is taken.
        MissingExtraError: The format needs `pip install 'albumen[torch]'`.
        WeightsError: A file of the bundle is damaged.
        ModelError: A graph cannot be converted, or the disk refuses.
    """
    plan.check()
    _check_place(folder, replaces=replaces)
    write = _WRITERS[plan.format]
    with _whole_folder(folder) as draft:
        parts = {}
        for part in plan.parts:
            path, tensors = write(bundle, part, plan, draft)
            parts[part] = {"file": path.name, "size_bytes": _size_bytes(path), **tensors}
        if Path(TEXT_FILE).stem in plan.parts:
            (draft / TOKENIZER_FILE).write_bytes(bundle.read(TOKENIZER_FILE))
        (draft / MANIFEST_NAME).write_text(dump_manifest(_unpacked(bundle.manifest)), encoding="utf-8")
        facts = {"format": plan.format, "weights": plan.weights, "parts": parts}
        (draft / FACTS_FILE).write_text(json.dumps(facts, indent=2), encoding="utf-8")
    return [ExportedPart(name, folder / facts["file"], facts["size_bytes"]) for name, facts in parts.items()]


def _write_onnx(bundle: WeightBundle, part: str, plan: ExportPlan, folder: Path) -> tuple[Path, dict[str, Any]]:
    """Copy the shipped file byte for byte, or write it with float weights."""
    content, path = bundle.read(f"{part}.onnx"), folder / f"{part}.onnx"
    if plan.weights is WeightKind.LINEAR:
        path.write_bytes(content)
        return path, {}
    import onnx

    from models.export.float_graph import restore_floats

    model = restore_floats(onnx.load_from_string(content))
    onnx.helper.set_model_props(model, describe_model(bundle, part))
    path.write_bytes(model.SerializeToString())
    return path, {"tensors": describe_tensors(bundle, model)}


def _write_torch(bundle: WeightBundle, part: str, plan: ExportPlan, folder: Path) -> tuple[Path, dict[str, Any]]:
    import onnx

    from models.export.float_graph import restore_floats
    from models.export.torch_program import capture_program, save_program

    model = onnx.load_from_string(bundle.read(f"{part}.onnx"))
    tensors = {"tensors": describe_tensors(bundle, model)}
    stored = restore_floats(model) if plan.weights is WeightKind.FLOAT else model
    program = capture_program(stored, longest=longest_sizes(bundle.manifest))
    save_program(program, folder / f"{part}.pt2", describe_model(bundle, part) | tensors)
    return folder / f"{part}.pt2", tensors


def _write_core_ml(bundle: WeightBundle, part: str, plan: ExportPlan, folder: Path) -> tuple[Path, dict[str, Any]]:
    import onnx

    from models.export import core_ml
    from models.export.float_graph import restore_floats

    shipped = onnx.load_from_string(bundle.read(f"{part}.onnx"))
    model, largest_float = restore_floats(shipped), core_ml.find_float_size(shipped)
    tensors = describe_tensors(bundle, model)
    sizes = fixed_sizes(bundle.manifest, plan.image_size)
    converted = core_ml.convert(model, plan.weights, sizes, largest_float=largest_float)
    core_ml.save(converted, folder / f"{part}.mlpackage", describe_model(bundle, part), tensors)
    return folder / f"{part}.mlpackage", {"tensors": tensors}


_Writer = Callable[["WeightBundle", str, ExportPlan, Path], tuple[Path, dict[str, Any]]]
_WRITERS: dict[ExportFormat, _Writer] = {
    ExportFormat.ONNX: _write_onnx,
    ExportFormat.TORCH: _write_torch,
    ExportFormat.COREML: _write_core_ml,
}


def _unpacked(manifest: dict[str, Any]) -> dict[str, Any]:
    """Return a manifest that says of no file that it is packed: exports are not."""
    files = {
        name: {key: value for key, value in entry.items() if key != PACKED} for name, entry in manifest["files"].items()
    }
    return manifest | {"files": files}


def _check_place(folder: Path, *, replaces: bool) -> None:
    if not folder.exists():
        return
    if not (folder / FACTS_FILE).is_file():
        raise UsageError(f"{folder} is there already and is no export, so it stays. Choose another --output.")
    if not replaces:
        raise UsageError(f"{folder} is there already. Choose another --output, or replace it with --force.")


@contextmanager
def _whole_folder(folder: Path) -> Iterator[Path]:
    """Give a draft to fill, which takes the folder's place at the end; nothing is left of it when something fails."""
    draft = folder.with_name(f".{folder.name}.{uuid.uuid4().hex[:8]}.partial")
    old = draft.with_suffix(".old")
    try:
        draft.mkdir(parents=True)
        yield draft
        if folder.exists():
            folder.rename(old)
        draft.rename(folder)
    except OSError as error:
        raise ModelError(f"The export {folder} cannot be written ({error.strerror or error}).") from error
    finally:
        if old.exists() and not folder.exists():
            old.rename(folder)
        shutil.rmtree(draft, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


def _size_bytes(path: Path) -> int:
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files if file.is_file())
