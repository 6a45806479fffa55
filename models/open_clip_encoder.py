"""Any OpenCLIP network as an encoder: `ARCH/TAG` from the hub, or `ARCH/path` from disk, run by torch.

Everything that decides a vector (architecture, weights, preprocessing, tokenizer) is open_clip's own code. Needs
`pip install 'albumen[torch]'`; torch is imported when an encoder of this kind is created, never before.
"""

from __future__ import annotations

import hashlib
import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from albumen.errors import MissingExtraError, WeightsError
from albumen.types import EncoderIdentity
from models.catalog import unknown_encoder
from models.hub import is_hub_found, quiet_hub
from models.image_input import to_rgb

if TYPE_CHECKING:
    from PIL.Image import Image

    from albumen.arrays import Embeddings

INSTALL_HINT = "pip install 'albumen[torch]'"
_IN_EXTRA = ("open_clip", "torch", "timm", "torchvision")
_BATCH = 16
_READ_BYTES = 1 << 20
_LONGEST_CAUSE = 160  # characters of a library's own message that fit one line


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Where the weights of an architecture come from: one of open_clip's tags, or a file."""

    architecture: str
    tag: str
    path: Path | None = None

    @property
    def name(self) -> str:
        """The name that `create_encoder` takes."""
        return f"{self.architecture}/{self.path or self.tag}"


class OpenClipEncoder:
    """An `ImageTextEncoder` over `open_clip.create_model_and_transforms` and `get_tokenizer`."""

    def __init__(self, checkpoint: Checkpoint, *, threads: int = 0, device: str = "cpu") -> None:
        self._checkpoint = checkpoint
        self._threads = threads
        self._device = device

    @classmethod
    def from_name(cls, name: str, *, threads: int = 0, device: str = "cpu") -> OpenClipEncoder:
        """Parse `ARCH/TAG` or `ARCH/path`, and check both parts without loading any weights.

        Raises:
            MissingExtraError: open_clip is not installed.
            UnknownEncoderError: open_clip has no such architecture or tag.
            WeightsError: A path was named, and no file is there.
        """
        return cls(find_checkpoint(name), threads=threads, device=device)

    @cached_property
    def identity(self) -> EncoderIdentity:
        """Architecture, tag (a file's is its digest) and a digest of the preprocessing settings."""
        settings = getattr(self._network.visual, "preprocess_cfg", {})
        digest = hashlib.sha256(repr(sorted(settings.items())).encode()).hexdigest()[:12]
        path = self._checkpoint.path
        tag = self._checkpoint.tag if path is None else f"sha256-{_file_sha256(path)[:16]}"
        return EncoderIdentity(name=self._checkpoint.architecture, tag=tag, preprocessing=f"open_clip-{digest}")

    @property
    def space(self) -> str:
        """A space of its own."""
        return str(self.identity)

    @cached_property
    def dim(self) -> int:
        """Length of a vector, as the network itself makes it."""
        return int(self.encode_texts(["a photo"]).shape[1])

    @cached_property
    def weights_sha256(self) -> str:
        """Digest over all of the network's tensors, in name order."""
        digest = hashlib.sha256()
        for name, tensor in sorted(self._network.state_dict().items()):
            digest.update(name.encode())
            digest.update(tensor.detach().cpu().contiguous().numpy().tobytes())
        return digest.hexdigest()

    def encode_images(self, images: Sequence[Image]) -> Embeddings:
        """Embed images of any mode and size; see `ImageTextEncoder.encode_images`."""
        torch = _import("torch")
        rows = []
        for start in range(0, len(images), _BATCH):
            pixels = torch.stack([self._preprocess(to_rgb(image)) for image in images[start : start + _BATCH]])
            rows.append(self._run(self._network.encode_image, pixels))
        return np.concatenate(rows) if rows else self._empty()

    def encode_texts(self, texts: Sequence[str]) -> Embeddings:
        """Embed texts; see `ImageTextEncoder.encode_texts`."""
        rows = []
        for start in range(0, len(texts), _BATCH):
            tokens = self._tokenizer(list(texts[start : start + _BATCH]))
            rows.append(self._run(self._network.encode_text, tokens))
        return np.concatenate(rows) if rows else self._empty()

    def _run(self, encode: Any, batch: Any) -> Embeddings:
        torch = _import("torch")
        if self._threads:
            torch.set_num_threads(self._threads)
        with torch.inference_mode():
            vectors = encode(batch.to(self._device)).float()
            unit = torch.nn.functional.normalize(vectors, dim=-1)
        return unit.cpu().numpy().astype(np.float32, copy=False)

    def _empty(self) -> Embeddings:
        return np.empty((0, self.dim), dtype=np.float32)

    @property
    def _network(self) -> Any:
        return self._network_and_preprocess[0]

    @property
    def _preprocess(self) -> Any:
        return self._network_and_preprocess[1]

    @cached_property
    def _network_and_preprocess(self) -> tuple[Any, Any]:
        open_clip = _import("open_clip")
        pinned = self._checkpoint
        settings = open_clip.get_pretrained_cfg(pinned.architecture, pinned.tag) if pinned.path is None else {}
        try:
            with quiet_hub(is_needed=self._checkpoint.path is None):
                network, _, preprocess = open_clip.create_model_and_transforms(
                    pinned.architecture,
                    pretrained=str(pinned.path or pinned.tag),
                    device=self._device,
                    force_quick_gelu=bool(settings.get("quick_gelu", False)),
                )
        except ImportError as error:
            raise _missing(error) from error
        except Exception as error:  # hub, torch and open_clip each raise their own, down to bare RuntimeError
            raise _unusable(pinned, error) from error
        return network.eval(), preprocess

    @cached_property
    def _tokenizer(self) -> Any:
        open_clip = _import("open_clip")
        try:
            with quiet_hub(is_needed=self._checkpoint.path is None):
                return open_clip.get_tokenizer(self._checkpoint.architecture)
        except ImportError as error:
            raise _missing(error) from error
        except Exception as error:  # as above
            raise _unusable(self._checkpoint, error) from error


def find_checkpoint(name: str) -> Checkpoint:
    """Return what an `ARCH/TAG` or `ARCH/path` names; errors as in `OpenClipEncoder.from_name`."""
    open_clip = _import("open_clip")
    architecture, _, source = name.partition("/")
    if architecture not in open_clip.list_models():
        raise unknown_encoder(name, [f"{known}/{source}" for known in open_clip.list_models()])
    if source in open_clip.list_pretrained_tags_by_model(architecture):
        return Checkpoint(architecture, source)
    path = Path(source).expanduser()
    if path.is_file():
        return Checkpoint(architecture, path.stem, path)
    if path.suffix or len(path.parts) > 1:
        raise WeightsError(f"There is no checkpoint file at {path}. Name one of {architecture} as {architecture}/PATH.")
    tags = open_clip.list_pretrained_tags_by_model(architecture)
    raise unknown_encoder(name, [f"{architecture}/{tag}" for tag in tags] or [f"{architecture}/PATH"])


def _import(package: str) -> Any:
    try:
        return importlib.import_module(package)
    except ImportError as error:
        raise _missing(error) from error


def _missing(error: ImportError) -> MissingExtraError:
    """Name the command that installs what is missing; a few tokenizers need more than the extra brings."""
    command = INSTALL_HINT if error.name in (None, *_IN_EXTRA) else f"{INSTALL_HINT} {error.name}"
    return MissingExtraError(f"OpenCLIP encoders need a package that is not installed ({error}). Run {command}.")


def _unusable(checkpoint: Checkpoint, error: Exception) -> WeightsError:
    cause = (str(error).strip().splitlines() or [type(error).__name__])[0]
    if len(cause) > _LONGEST_CAUSE:
        cause = f"{cause[:_LONGEST_CAUSE]}..."
    if checkpoint.path is not None:
        return WeightsError(f"{checkpoint.path} is no checkpoint of {checkpoint.architecture} ({cause}).")
    if not is_hub_found():
        cause = "the hub's address cannot be found"
    return WeightsError(
        f"The weights of {checkpoint.name} could not be fetched from their hub ({cause}). Check the network, or name "
        f"a checkpoint on disk as {checkpoint.architecture}/PATH."
    )


def _file_sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_READ_BYTES):
            digest.update(block)
    return digest.hexdigest()
