"""From a name to an encoder or analyser: bundled ones by their own name, OpenCLIP's as `ARCH/TAG` or `ARCH/path`."""

from __future__ import annotations

from pathlib import Path

from models.analyser import PhotoAnalyser
from models.catalog import get_encoder_info
from models.encoder import ImageTextEncoder
from models.runtime.bundle import MANIFEST_NAME, load_bundle
from models.segmenter import PhotoSegmenter, SubjectLifter
from models.text_reader.reader import TextReader

WEIGHTS_DIR = Path(__file__).parent / "weights"
LIFTER = "lift-s"
SEGMENTER = "hyperdetr-s"


def create_encoder(
    name: str, *, threads: int = 0, weights_dir: Path | None = None, device: str = "cpu"
) -> ImageTextEncoder:
    """Create an encoder by name; its networks load on first use.

    Args:
        name: A name of `list_encoders()`, any OpenCLIP `ARCH/TAG` (`ViT-B-32/openai`), or `ARCH/` followed by
            the path of a checkpoint on disk.
        threads: Threads of one forward pass; 0 lets the runtime decide.
        weights_dir: Where bundled weights are read from; the shipped ones by default.
        device: Torch device of OpenCLIP encoders (`cpu`, `cuda`, `mps`).

    Raises:
        UnknownEncoderError: No such encoder; the message lists the nearest names.
        WeightsError: The weights are absent, damaged or cannot be reached.
        MissingExtraError: The encoder needs `pip install 'albumen[torch]'`.

    Example:
        >>> encoder = create_encoder("ansa-s")
        >>> encoder.encode_texts(["a dog on a beach"]).shape
        (1, 512)
    """
    if "/" in name:
        from models.open_clip_encoder import OpenClipEncoder

        return OpenClipEncoder.from_name(name, threads=threads, device=device)
    get_encoder_info(name)
    from models.ansa.encoder import AnsaEncoder

    return AnsaEncoder.open((weights_dir or WEIGHTS_DIR) / name, threads=threads)


def create_analyser(name: str, *, threads: int = 0, weights_dir: Path | None = None) -> PhotoAnalyser | None:
    """Create the analyser of a bundled encoder, or None where its weights have no heads.

    Raises:
        UnknownEncoderError: No bundled encoder is called so.
        WeightsError: The manifest is absent or damaged.
    """
    get_encoder_info(name)
    bundle = load_bundle((weights_dir or WEIGHTS_DIR) / name)
    if "heads" not in bundle.manifest:
        return None
    from models.ansa.analyser import AnsaAnalyser

    return AnsaAnalyser(bundle, threads=threads)


def is_installed(name: str, *, weights_dir: Path | None = None) -> bool:
    """Whether bundled weights are there at all: one without a manifest is not installed, and nobody misses it."""
    return ((weights_dir or WEIGHTS_DIR) / name / MANIFEST_NAME).is_file()


def create_lifter(*, threads: int = 0, weights_dir: Path | None = None) -> SubjectLifter:
    """Create the bundled subject lifter; its network loads on first use.

    Raises:
        WeightsError: The manifest is absent or damaged.
    """
    from models.subject_lifting.lifter import EfficientLifter

    return EfficientLifter.open((weights_dir or WEIGHTS_DIR) / LIFTER, threads=threads)


def create_segmenter(*, threads: int = 0, weights_dir: Path | None = None) -> PhotoSegmenter:
    """Create the bundled panoptic segmenter; its networks load on first use.

    Raises:
        WeightsError: The manifest is absent or damaged.
    """
    from models.hyperdetr.segmenter import HyperDetrSegmenter

    return HyperDetrSegmenter.open((weights_dir or WEIGHTS_DIR) / SEGMENTER, threads=threads)


def create_text_reader(*, threads: int = 0) -> TextReader | None:
    """Create the reader of the extra `ocr`; None where it is not installed. Its networks load on first use.

    Raises:
        WeightsError: what is installed carries no networks.
    """
    from models.text_reader.rapid_ocr import find_rapid_ocr

    return find_rapid_ocr(threads=threads)
