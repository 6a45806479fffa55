"""A whole run: data, steps, reports, checkpoints, validation, and the export at its end."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import torch

from models.ansa.encoder import TOKENIZER_FILE
from models.catalog import DEFAULT_ENCODER
from models.registry import WEIGHTS_DIR
from models.training.contrastive.batches import Batch, iter_batches
from models.training.contrastive.checkpoint import check_same_run, describe_run, load_checkpoint, save_checkpoint
from models.training.contrastive.export import export_pair
from models.training.contrastive.make_shards import make_shards, short_side_for
from models.training.contrastive.metrics import MetricsLog
from models.training.contrastive.ranks import Ranks
from models.training.contrastive.recipe import Recipe, TextStart
from models.training.contrastive.shards import INDEX_NAME, TRAIN, ShardSet, load_shard_set
from models.training.contrastive.stream import check_shards
from models.training.contrastive.towers import build_pair
from models.training.contrastive.trainer import StepReport, Trainer
from models.training.contrastive.validation import measure_retrieval
from models.training.starting_weights import MINILM, TOKENIZER, StartingFile, fetch_starting_file

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Folders:
    """Where a run reads and writes; without a `tokenizer` of its own it takes the one that fits the text tower's start."""

    data: Path
    work: Path
    tokenizer: Path | None = None

    @property
    def checkpoint(self) -> Path:
        """The run's state."""
        return self.work / "checkpoint.pt"

    @property
    def metrics(self) -> Path:
        """The log of JSON lines."""
        return self.work / "metrics.jsonl"

    @property
    def result(self) -> Path:
        """The exported towers."""
        return self.work / "export"


class Run:
    """One rank's part of a run; the first rank writes."""

    def __init__(self, recipe: Recipe, folders: Folders, ranks: Ranks) -> None:
        """Load or make what is needed, and take up the checkpoint if there is one.

        Raises:
            ConfigError: The recipe does not fit the device, the shards or the checkpoint.
            UsageError: There are neither shards nor photos in the data folder.
            WeightsError: The starting weights cannot be fetched.
        """
        self._recipe = recipe
        self._folders = folders
        self._ranks = ranks
        self._unreadable = 0
        self._shards = self._prepare_shards()
        check_shards(self._shards, ranks.world * max(1, recipe.batch.workers))
        starts_pretrained = recipe.text.start is TextStart.MINILM
        shipped = WEIGHTS_DIR / DEFAULT_ENCODER / TOKENIZER_FILE
        self._tokenizer = folders.tokenizer or (self._fetch(TOKENIZER) if starts_pretrained else shipped)
        minilm = self._fetch(MINILM) if starts_pretrained else None
        self.trainer = Trainer(recipe, build_pair(recipe, tokenizer=self._tokenizer, minilm=minilm), ranks)
        photos = sum(self._shards.splits[TRAIN].values())
        self._identity = describe_run(recipe, world=ranks.world, photos=photos, tokenizer=self._tokenizer)
        self._take_up()
        self._log = MetricsLog(folders.metrics, first_step=self.trainer.step) if ranks.is_first else None

    def train(self) -> None:
        """Train to the last step; then validate, save and export."""
        trainer, last = self.trainer, self._recipe.descent.steps
        batches = iter_batches(
            self._shards, self._recipe, self._ranks, tokenizer=self._tokenizer, first_step=trainer.step
        )
        every = self._recipe.report
        clock = _Clock(trainer.step)
        trainer.pair.train()
        while trainer.step < last:
            batch = next(batches)
            self._note_unreadable(batch)
            report = trainer.learn(batch)
            step = trainer.step
            if step % every.log_steps == 0 or step == last:
                self._report(report, clock.rate(step) * self._photos_a_step)
            if step % every.validate_steps == 0 or step == last:
                with clock.paused():
                    self._validate()
            if step % every.checkpoint_steps == 0 or step == last:
                with clock.paused():
                    self._save()
        self._export()

    @property
    def _photos_a_step(self) -> int:
        return self._recipe.batch.photos * self._ranks.world

    def _prepare_shards(self) -> ShardSet:
        """Return the shards of the data folder, or of its photos: then made once, under the work folder."""
        own = self._folders.work / "shards"
        folder = self._folders.data if (self._folders.data / INDEX_NAME).exists() else own
        if self._ranks.is_first and not (folder / INDEX_NAME).exists():
            make_shards(self._folders.data, own, short_side_px=short_side_for(self._recipe.image.side_px))
        self._ranks.wait()
        return load_shard_set(folder)

    def _fetch(self, file: StartingFile) -> Path:
        if self._ranks.is_first:
            fetch_starting_file(file, self._folders.work)
        self._ranks.wait()
        return fetch_starting_file(file, self._folders.work)

    def _take_up(self) -> None:
        state = load_checkpoint(self._folders.checkpoint)
        if state is not None:
            check_same_run(self._folders.checkpoint, state.pop("run"), self._identity)
            self.trainer.restore(state)
            _LOG.info("going on from step %d", self.trainer.step)

    def _note_unreadable(self, batch: Batch) -> None:
        for key in batch.unreadable:
            _LOG.warning("%s cannot be read; another photo of its batch stands in", key)
        self._unreadable += len(batch.unreadable)

    def _report(self, report: StepReport, photos_per_s: float) -> None:
        """Log a step: means over ranks, and what could not be read since the last time."""
        trainer = self.trainer
        unreadable = torch.tensor(float(self._unreadable), device=self._ranks.device)
        values = torch.stack([*report.losses.values(), unreadable]).float()
        *means, unreadable_mean = self._ranks.average(values).tolist()
        losses = dict(zip(report.losses, means, strict=True))
        self._unreadable = 0
        if self._log is not None:
            self._log.write(
                trainer.step,
                **{name: round(value, 5) for name, value in losses.items()},
                gradient_norm=round(float(report.gradient_norm), 4),
                rate=trainer.rate,
                logit_scale=round(trainer.scale, 4),
                photos_per_s=round(photos_per_s, 1),
                unreadable=round(unreadable_mean * self._ranks.world),
            )
            _LOG.info(
                "step %d of %d: loss %.4f, %.1f photos/s",
                trainer.step,
                self._recipe.descent.steps,
                losses["loss"],
                photos_per_s,
            )

    def _validate(self) -> None:
        if self._log is not None:
            galleries = measure_retrieval(self.trainer, self._shards, tokenizer=self._tokenizer)
            self._log.write(self.trainer.step, validation=galleries)
            for name, recall in galleries.items():
                _LOG.info("step %d, %s: %s", self.trainer.step, name, recall)
        self._ranks.wait()

    def _save(self) -> None:
        if self._ranks.is_first:
            save_checkpoint(self._folders.checkpoint, {"run": self._identity, **self.trainer.state()})
        self._ranks.wait()

    def _export(self) -> None:
        if self._ranks.is_first:
            distance = export_pair(
                self.trainer.pair,
                self._recipe,
                self._folders.result,
                tokenizer=self._tokenizer,
                teacher_mean=self._shards.teacher_mean if self._recipe.losses.distils else [],
            )
            _LOG.info("%s: at most %.5f (cosine) from the torch tower", self._folders.result, distance)
        self._ranks.wait()


class _Clock:
    """Steps a second since the last question, without the pauses."""

    def __init__(self, step: int) -> None:
        self._step = step
        self._started_s = time.perf_counter()

    def rate(self, step: int) -> float:
        now_s = time.perf_counter()
        rate = (step - self._step) / (now_s - self._started_s)
        self._step, self._started_s = step, now_s
        return rate

    @contextmanager
    def paused(self) -> Iterator[None]:
        paused_s = time.perf_counter()
        yield
        self._started_s += time.perf_counter() - paused_s
