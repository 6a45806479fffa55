"""The last step: heads on the backbone, int8, in a folder that `AnsaEncoder.open` reads."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from models.ansa.assembly import attach_heads, detach_heads
from models.ansa.encoder import vectors_sha256
from models.ansa.export import write_manifest
from models.ansa.image_graph import IMAGE_FILE
from models.ansa.maps import name_maps
from models.compression.int8 import compress_weights
from models.runtime.bundle import load_bundle

if TYPE_CHECKING:
    from models.training.heads.workshop import Workshop


def assemble(workshop: Workshop, heads: Iterable[str], folder: Path) -> None:
    """Write the backbone's bundle into `folder` once more, with heads saved by `Workshop.save_head` attached.

    The manifest's `heads` holds each head's facts. Vectors stay those of the bundle, and so does its tag.
    """
    source = load_bundle(workshop.backbone_dir)
    trained = {name: workshop.load_head(name) for name in heads}
    backbone = name_maps(detach_heads(workshop.load_backbone()))
    graphs = {name: compress_weights(head.graph) for name, head in trained.items()}
    facts = {
        name: head.facts | {"sha256": hashlib.sha256(graphs[name].SerializeToString()).hexdigest()}
        for name, head in trained.items()
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name in source.manifest["files"]:
        (folder / name).write_bytes(source.read(name))
    (folder / IMAGE_FILE).write_bytes(attach_heads(backbone, graphs).SerializeToString())
    write_manifest(folder, source.manifest | {"vectors_sha256": vectors_sha256(source), "heads": facts})
