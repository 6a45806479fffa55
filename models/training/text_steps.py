"""The text tower's steps: train or restore it, prune it, export it, and measure it on validation photos.

Each is a function of the workshop that reads and writes files under `work_dir`.
"""

from __future__ import annotations

import json
import shutil
import sys

import numpy as np
import torch
from numpy.typing import NDArray

from albumen.arrays import Embeddings
from models.ansa.encoder import TEXT_FILE, TOKENIZER_FILE
from models.ansa.export import export_text_tower
from models.ansa.minilm import load_minilm
from models.ansa.towers import TextTower
from models.catalog import DEFAULT_ENCODER
from models.compression.int8 import compress_weights
from models.evaluation.photos import LabelledPhoto
from models.registry import WEIGHTS_DIR, create_encoder
from models.runtime.bundle import load_bundle
from models.training import text_tower
from models.training.corpus import NO_LABEL, WORD_PROMPTS, load_tokenizer
from models.training.exported_text import ExportedText
from models.training.prompt_validation import CANDIDATES, PromptValidation
from models.training.pruned_text_tower import GuidedLessons, PruningRecipe, prune_and_distil
from models.training.pruning import sparsity_of
from models.training.restored_tower import restore_text_tower
from models.training.starting_weights import MINILM, TOKENIZER
from models.training.steps import (
    FINAL_TEXTS,
    FIRST_TEXTS,
    PRUNED_TEXT,
    PRUNED_TOKENIZER,
    TRAINED_TEXT,
    Workshop,
    fit_captions,
    load_pruned_tower,
)
from models.training.text_validation import TextValidation, collect_captions
from models.training.vocabulary import shrink_table, shrink_tokenizer, whole_words

HELD_OUT_WORDS = 500
EXPORTED_TEXT = "text"
FACTS_FILE = "text.json"


def train_text(workshop: Workshop) -> None:
    """Train the text tower; keeps the vectors of its first step, which the image tower learns against."""
    torch.set_num_threads(workshop.threads)
    tower = TextTower(load_minilm(workshop.path(MINILM.name)), dropout=0.1)
    lessons = _text_lessons(workshop, TOKENIZER.name)
    text_tower.warm_up_head(tower, lessons)
    np.save(workshop.path(FIRST_TEXTS), _encode_texts(tower, lessons))
    tower = text_tower.fine_tune(tower, lessons, text_tower.TextRecipe())
    np.save(workshop.path(FINAL_TEXTS), _encode_texts(tower, lessons))
    torch.save(tower.state_dict(), workshop.path(TRAINED_TEXT))


def restore_text(workshop: Workshop) -> None:
    """Take the text tower out of the shipped weights, instead of training it."""
    import onnx

    shipped = load_bundle(WEIGHTS_DIR / DEFAULT_ENCODER)
    tower = restore_text_tower(onnx.load_from_string(shipped.read(TEXT_FILE)))
    workshop.work_dir.mkdir(parents=True, exist_ok=True)
    torch.save(tower.state_dict(), workshop.path(TRAINED_TEXT))
    workshop.path(TOKENIZER.name).write_bytes(shipped.read(TOKENIZER_FILE))


def prune_text(workshop: Workshop) -> None:
    """Drop tokens that Latin script does not need, then prune the text tower while it trains on."""
    torch.set_num_threads(workshop.threads)
    tower = text_tower.load_text_tower(workshop.path(TRAINED_TEXT), dropout=0.1)
    document, rows = shrink_tokenizer(json.loads(workshop.path(TOKENIZER.name).read_text(encoding="utf-8")))
    shrink_table(tower.encoder, rows)
    path = workshop.path(PRUNED_TOKENIZER)
    path.write_text(json.dumps(document, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
    recipe = PruningRecipe()
    vocabulary = [encoding.ids for encoding in load_tokenizer(path).encode_batch(whole_words(document))]
    lessons = GuidedLessons(tower, _text_lessons(workshop, PRUNED_TOKENIZER), vocabulary, recipe)
    pruned = prune_and_distil(tower, lessons, recipe)
    torch.save(pruned.state_dict(), workshop.path(PRUNED_TEXT))


def export_text(workshop: Workshop) -> None:
    """Write `work_dir/text`: the pruned tower as int8 ONNX, its tokenizer, and what was pruned."""
    tower = load_pruned_tower(workshop)
    folder = workshop.path(EXPORTED_TEXT)
    folder.mkdir(exist_ok=True)
    (folder / TEXT_FILE).write_bytes(compress_weights(export_text_tower(tower)).SerializeToString())
    shutil.copyfile(workshop.path(PRUNED_TOKENIZER), folder / TOKENIZER_FILE)
    facts = {
        "tokens": tower.encoder.words.num_embeddings,
        "parameters": sum(weight.numel() for weight in tower.parameters()),
        "sparsity": round(sparsity_of(tower), 4),
        "sizes_bytes": ExportedText.open(folder).sizes_bytes(),
    }
    (folder / FACTS_FILE).write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")


def validate_text(workshop: Workshop) -> None:
    """Print the figures of the shipped text tower and of the exported one, side by side."""
    photos = [workshop.photos[row] for row in workshop.split.flickr]
    captions, owners = collect_captions(photos)
    words = workshop.teacher.word_list
    measure = TextValidation(
        gallery=_embed(photos, workshop.threads),
        captions=captions,
        owners=owners,
        words=words,
        word_vectors=workshop.teacher.words,
        held_words=_held_words(words),
    )
    bundle = load_bundle(WEIGHTS_DIR / DEFAULT_ENCODER)
    shipped = ExportedText(bundle.read(TEXT_FILE), bundle.read(TOKENIZER_FILE))
    for name, tower in (("shipped", shipped), ("exported", ExportedText.open(workshop.path(EXPORTED_TEXT)))):
        _print_row(name, measure.describe(tower, shipped))


def validate_prompts(workshop: Workshop) -> None:
    """Print how well the exported text tower finds concepts, for each way to put their names into sentences."""
    photos = [workshop.photos[row] for row in workshop.split.others]
    photos = [photo for photo in photos if photo.label not in (None, NO_LABEL)]
    names = sorted({_spoken(photo) for photo in workshop.photos if photo.label not in (None, NO_LABEL)})
    words = workshop.teacher.word_list
    held = _held_words(words)
    measure = PromptValidation(
        photos=_embed(photos, workshop.threads),
        names=names,
        truth=np.array([names.index(_spoken(photo)) for photo in photos]),
        held_words=[words[row] for row in held],
        held_rows=held,
        word_vectors=workshop.teacher.words,
    )
    tower = ExportedText.open(workshop.path(EXPORTED_TEXT))
    for name, prompts in CANDIDATES.items():
        _print_row(name, measure.describe(tower, prompts))


def _text_lessons(workshop: Workshop, tokenizer_name: str) -> text_tower.TextLessons:
    teacher, corpus = workshop.teacher, workshop.corpus
    tokenizer = load_tokenizer(workshop.path(tokenizer_name))

    def tokens(texts: list[str]) -> list[list[int]]:
        return [encoding.ids for encoding in tokenizer.encode_batch(texts)]

    held = _held_words(teacher.word_list)
    kinds = [np.flatnonzero(teacher.word_kinds == kind) for kind in ("bridged-vgoi", "b16")]
    return text_tower.TextLessons(
        captions=tokens(corpus.texts),
        owners=corpus.owners,
        fit_captions=fit_captions(workshop),
        photos=torch.from_numpy(teacher.photos),
        fit_photos=workshop.split.fit,
        word_prompts=[tokens([prompt.format(word) for word in teacher.word_list]) for prompt in WORD_PROMPTS],
        words=torch.from_numpy(teacher.words),
        word_groups=(
            np.setdiff1d(np.arange(len(teacher.word_list)), held),
            np.setdiff1d(kinds[0], held),
            np.setdiff1d(kinds[1], held),
        ),
    )


def _encode_texts(tower: TextTower, lessons: text_tower.TextLessons) -> NDArray[np.float32]:
    """Return the vectors of all captions, then of all words."""
    rows = [text_tower.encode_all(tower, texts) for texts in (lessons.captions, lessons.word_prompts[0])]
    return torch.cat(rows).numpy()


def _held_words(words: list[str]) -> NDArray[np.int64]:
    return np.random.default_rng(5).permutation(len(words))[:HELD_OUT_WORDS]


def _embed(photos: list[LabelledPhoto], threads: int) -> Embeddings:
    encoder = create_encoder(DEFAULT_ENCODER, threads=threads)
    return encoder.encode_images([photo.decode_image() for photo in photos])


def _spoken(photo: LabelledPhoto) -> str:
    assert photo.label is not None
    return photo.label.replace("_", " ")


def _print_row(name: str, figures: dict[str, str]) -> None:
    sys.stdout.write(f"{name}\n" + "".join(f"  {key:<40} {value}\n" for key, value in figures.items()))
