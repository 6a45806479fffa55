"""What an exported model says of itself: whose it is, its version, its inputs and outputs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from onnx import ModelProto

    from models.runtime.bundle import WeightBundle

AUTHOR = "The Albumen project"

# What inputs and outputs are; labels, thresholds and versions are in the manifest, under `heads`.
_MEANINGS = {
    "image": "8-bit sRGB pixels of the whole photo, upright, its sides multiples of 32.",
    "features": "16 channels at the photo's size, which the subjects' weights combine into masks.",
    "scene": "Logits, at the photo's size, of sky, person, hair, skin, teeth and glasses, in this order.",
    "deep": "What the transformer reads of the photo, at a 32nd of its sides.",
    "logits": "For each query the logit that it is a person; thresholds are in manifest.json.",
    "boxes": "For each query a box: centre, width and height in parts of the photo's sides.",
    "masks": "For each query the logits of its mask, at the photo's size.",
    "confidence": "How likely it is that the photo has a subject, 0 to 1.",
    "alpha": "How much of each pixel is the subject's, 0 to 1.",
    "input_ids": "Token numbers of tokenizer.json, [CLS] first, [SEP] last, then padding.",
    "attention_mask": "1 on tokens, 0 on padding.",
    "objects_boxes": "Boxes, best first: left, top, right, bottom in shares of the photo's sides.",
    "objects_scores": "Scores of the boxes, 0 to 1.",
    "objects_classes": "Classes of the boxes: rows of heads.objects.labels in manifest.json.",
    "print": "Logits of the perceptual print; a bit is 1 where its logit is positive.",
    "quality": "Scores from 0 to 1 in the order of heads.quality.outputs in manifest.json.",
    "saliency": "Where the eye goes, 0 to 1, over the whole photo.",
    "tags": "Probabilities in the order of heads.tags.concepts in manifest.json, with a threshold for each there.",
    "utility": "Probabilities in the order of heads.utility.kinds in manifest.json.",
}


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
    of_this_bundle = {
        "pixels": f"8-bit sRGB pixels of a square image, prepared as {manifest['preprocessing']}.",
        "embeddings": f"A vector of {manifest['dim']} numbers and length 1 in the space {_space(manifest)}.",
    }
    return of_this_bundle.get(name) or _MEANINGS.get(name) or _feature(name) or "An output without a description."


def _feature(name: str) -> str | None:
    """Describe what an encoder hands to its decoder: `feature8` is at an eighth of the photo's sides."""
    stride = name.removeprefix("feature")
    return f"The encoder's map at 1/{stride} of the photo's sides." if stride.isdigit() else None


def _space(manifest: dict[str, Any]) -> str:
    return str(manifest.get("space", manifest["name"]))
