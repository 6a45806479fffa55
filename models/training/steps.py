"""The steps of training, each a function of the workshop that reads and writes files under `work_dir`."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from models.ansa.export import MAX_TOKENS, BundleFacts, export_image_tower, export_text_tower, write_bundle
from models.ansa.tiny_vit import load_tiny_vit
from models.ansa.towers import EMBEDDING_DIM, ImageTower, TextTower
from models.training import image_tower
from models.training.corpus import Corpus, build_corpus
from models.training.features import VIEWS, cache_features, features_path
from models.training.starting_weights import MINILM, TINY_VIT, TOKENIZER, fetch_starting_file
from models.training.text_tower import load_text_tower
from models.training.train_photos import TrainPhotos

TAG = "2"
FIRST_TEXTS = "first_texts.npy"
FINAL_TEXTS = "final_texts.npy"
TRAINED_TEXT = "text.pt"
PRUNED_TEXT = "pruned_text.pt"
PRUNED_TOKENIZER = "pruned_tokenizer.json"
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Workshop(TrainPhotos):
    """Folders, and what is read from them once."""

    work_dir: Path
    threads: int

    @cached_property
    def corpus(self) -> Corpus:
        """Captions and label sentences."""
        return build_corpus(self.photos)

    def path(self, name: str) -> Path:
        """Return a file under `work_dir`."""
        return self.work_dir / name


def prepare(workshop: Workshop) -> None:
    """Fetch the starting weights and compute the frozen features of every train photo and of its views."""
    for file in (TINY_VIT, MINILM, TOKENIZER):
        fetch_starting_file(file, workshop.work_dir)

    def report(done: int) -> None:
        if done % 1600 == 0:
            _LOG.info("features of %d of %d photos", done, len(workshop.photos))

    for view in range(VIEWS):
        network = workshop.path(TINY_VIT.name)
        cache_features(workshop.photos, network, workshop.work_dir, view=view, report=report)


def train_image(workshop: Workshop) -> None:
    """Train the image tower: on the photos with the first text tower, then on views with the final one."""
    torch.set_num_threads(workshop.threads)
    tail = image_tower.TrainedTail.of(load_tiny_vit(workshop.path(TINY_VIT.name)))
    lessons = _image_lessons(workshop, 1, FIRST_TEXTS)
    image_tower.warm_up_head(tail, lessons)
    tail = image_tower.fine_tune(tail, lessons, image_tower.FIRST_RECIPE)
    tail = image_tower.fine_tune(tail, _image_lessons(workshop, VIEWS, FINAL_TEXTS), image_tower.VIEWS_RECIPE)
    torch.save(tail.state_dict(), workshop.path("image.pt"))


def export(workshop: Workshop) -> None:
    """Write `work_dir/ansa-s`: both towers as int8 ONNX, tokenizer and manifest."""
    backbone = load_tiny_vit(workshop.path(TINY_VIT.name))
    tail = image_tower.TrainedTail.of(backbone)
    tail.load_state_dict(torch.load(workshop.path("image.pt"), weights_only=True))
    image = ImageTower(backbone)
    image.head = tail.head
    facts = BundleFacts(
        name="ansa-s",
        tag=TAG,
        dim=EMBEDDING_DIM,
        licence="Apache-2.0",
        teacher="OpenAI CLIP ViT-B/16 image tower (MIT)",
        image_mean=workshop.teacher.image_mean.tolist(),
        text_mean=workshop.teacher.word_mean.tolist(),
    )
    write_bundle(
        workshop.path("ansa-s"),
        facts,
        image=export_image_tower(image),
        text=export_text_tower(load_pruned_tower(workshop)),
        tokenizer=workshop.path(PRUNED_TOKENIZER),
    )


def load_pruned_tower(workshop: Workshop) -> TextTower:
    """Return the pruned text tower, with as many positions as a text may have tokens."""
    tower = load_text_tower(workshop.path(PRUNED_TEXT))
    tower.encoder.positions = torch.nn.Embedding.from_pretrained(tower.encoder.positions.weight[:MAX_TOKENS].clone())
    return tower


def _image_lessons(workshop: Workshop, views: int, texts: str) -> image_tower.ImageLessons:
    return image_tower.ImageLessons(
        views=[np.load(features_path(workshop.work_dir, view), mmap_mode="r") for view in range(views)],
        teacher=torch.from_numpy(workshop.teacher.photos),
        texts=torch.from_numpy(np.load(workshop.path(texts))),
        owners=workshop.corpus.owners,
        fit=workshop.split.fit,
        fit_captions=fit_captions(workshop),
    )


def fit_captions(workshop: Workshop) -> NDArray[np.int64]:
    """Return the rows of the corpus whose photos are trained on."""
    return np.flatnonzero(np.isin(workshop.corpus.owners, workshop.split.fit))
