from __future__ import annotations

import subprocess
import sys

import pytest

from albumen.errors import UnknownEncoderError
from models import create_encoder, list_encoders

HEAVY = ("torch", "onnxruntime", "open_clip", "coremltools", "tokenizers")


def test_importing_models_and_listing_loads_no_runtime() -> None:
    code = (
        "import sys, models; models.list_encoders(); models.create_encoder('ansa-s');"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


def test_the_bundled_encoder_comes_first_and_names_are_unique() -> None:
    names = [info.name for info in list_encoders()]
    assert names[0] == "ansa-s"
    assert len(set(names)) == len(names)


def test_only_encoders_that_allow_commercial_use_are_offered() -> None:
    assert all(info.allows_commercial_use for info in list_encoders())


def test_every_open_clip_entry_is_a_tag_that_open_clip_knows() -> None:
    open_clip = pytest.importorskip("open_clip")
    for info in list_encoders():
        if info.runtime == "open_clip":
            architecture, tag = info.name.split("/")
            assert tag in open_clip.list_pretrained_tags_by_model(architecture), info.name
            assert open_clip.get_model_config(architecture)["embed_dim"] == info.dim, info.name


def test_a_misspelt_name_is_answered_with_the_nearest_one() -> None:
    with pytest.raises(UnknownEncoderError, match=r"'anse-s'.*ansa-s"):
        create_encoder("anse-s")


def test_a_name_unlike_any_other_still_gets_suggestions() -> None:
    with pytest.raises(UnknownEncoderError, match=r"Nearest: ansa-s, "):
        create_encoder("???")
