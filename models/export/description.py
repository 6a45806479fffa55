"""What an exported model says of itself: whose it is, its version, its inputs and outputs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from onnx import ModelProto

    from models.runtime.bundle import WeightBundle

AUTHOR = "The Albumen project"


def describe_model(bundle: WeightBundle, part: str) -> dict[str, str]:
    """Return author, licence, version and a sentence, each on one line."""
    identity = bundle.identity
    return {
        "name": f"{identity.name}-{part}",
        "author": AUTHOR,
        "licence": str(bundle.manifest.get("licence", "unstated")),
        "version": identity.tag,
        "preprocessing": identity.preprocessing,
        "weights_sha256": bundle.weights_sha256,
        "description": f"{identity.name} {identity.tag}, {part}: part of Albumen, a photo library that understands itself.",
    }


def describe_tensors(bundle: WeightBundle, model: ModelProto) -> dict[str, str]:
    """Return a sentence for each input and output of a graph."""
    return {tensor.name: _meaning(bundle.manifest, tensor.name) for tensor in [*model.graph.input, *model.graph.output]}


def _meaning(manifest: dict[str, Any], name: str) -> str:
    known = {
        "pixels": f"8-bit sRGB pixels of a square image, prepared as {manifest['preprocessing']}.",
        "input_ids": "Token numbers of tokenizer.json, [CLS] first, [SEP] last, then padding.",
        "attention_mask": "1 on tokens, 0 on padding.",
        "embeddings": f"A vector of {manifest['dim']} numbers and length 1 in the space {_space(manifest)}.",
    }
    return known.get(name) or _meaning_of_head(manifest.get("heads", {}), name)


def _space(manifest: dict[str, Any]) -> str:
    return str(manifest.get("space", manifest["name"]))


def _meaning_of_head(heads: dict[str, dict[str, Any]], output: str) -> str:
    """Say which head an output belongs to: outputs are called `HEAD` or `HEAD_...`."""
    for name, facts in heads.items():
        if output == name or output.startswith(f"{name}_"):
            told = facts.get("description", f"Output of the head {name}.")
            return f"{told} Version {facts.get('version', 'unstated')}."
    return "An output that the manifest does not describe."
