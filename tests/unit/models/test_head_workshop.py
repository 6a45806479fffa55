from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from torch import Tensor, nn

from models.ansa.image_graph import IMAGE_FILE
from models.registry import WEIGHTS_DIR, create_encoder
from models.runtime.bundle import load_bundle
from models.runtime.onnx_session import open_session
from models.training.heads.assemble import assemble
from models.training.heads.export import export_head
from models.training.heads.workshop import TrainedHead, Workshop, stack_pixels


class Tint(nn.Module):
    """A head of one layer."""

    def __init__(self) -> None:
        super().__init__()
        self.layer = nn.Linear(512, 9)

    def forward(self, embeddings: Tensor) -> Tensor:
        return self.layer(embeddings).softmax(dim=-1)


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    bundle = tmp_path / "bundle" / "ansa-s"
    shutil.copytree(WEIGHTS_DIR / "ansa-s", bundle)
    return Workshop(tmp_path, tmp_path, bundle, threads=1)


def test_a_saved_head_is_read_back_with_its_facts(workshop: Workshop) -> None:
    graph = export_head(Tint(), maps=["embeddings"], outputs=["tint"])
    workshop.save_head("tint", TrainedHead(graph, {"version": 3, "names": ["a", "b"]}))
    read = workshop.load_head("tint")
    assert read.facts == {"version": 3, "names": ["a", "b"]}
    assert read.graph == graph


def test_an_assembled_bundle_gives_the_head_and_the_same_embedding(workshop: Workshop, tmp_path: Path) -> None:
    torch.manual_seed(0)
    head = Tint()
    workshop.save_head("tint", TrainedHead(export_head(head, maps=["embeddings"], outputs=["tint"]), {"version": 1}))
    assemble(workshop, ["tint"], tmp_path / "assembled" / "ansa-s")
    bundle = load_bundle(tmp_path / "assembled" / "ansa-s")
    assert bundle.manifest["heads"]["tint"]["version"] == 1
    photo = Image.effect_noise((300, 200), 80).convert("RGB")
    session = open_session(bundle.read(IMAGE_FILE))
    embedding, tint = session.run(["embeddings", "tint"], {"pixels": stack_pixels([photo])})
    (before,) = workshop.open_backbone(["embeddings"]).run(None, {"pixels": stack_pixels([photo])})
    np.testing.assert_allclose(embedding, before, atol=1e-6)
    np.testing.assert_allclose(tint, head(torch.from_numpy(embedding)).detach().numpy(), atol=2e-3)
    assembled = create_encoder("ansa-s", weights_dir=tmp_path / "assembled")
    assert assembled.weights_sha256 == create_encoder("ansa-s").weights_sha256
    np.testing.assert_allclose(
        assembled.encode_texts(["a cat"]), create_encoder("ansa-s").encode_texts(["a cat"]), atol=1e-6
    )
