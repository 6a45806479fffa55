"""Recipes: what is shipped can be read, and what is off is named by its key."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("torch")

from albumen.errors import ConfigError
from models.training.contrastive.recipe import RECIPES_DIR, Precision, flatten, load_recipe, parse_recipe

LEAST = {"name": "mine", "descent": {"steps": 10}}


@pytest.mark.parametrize("name", sorted(path.stem for path in RECIPES_DIR.glob("*.toml")))
def test_every_shipped_recipe_can_be_read_by_its_name(name: str) -> None:
    recipe = load_recipe(Path(name))
    assert recipe.name == name
    assert recipe.image.backbone.startswith("mobilenetv3")
    assert recipe.losses.distils


def test_a_recipe_of_ones_own_is_read_from_its_file(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('name = "mine"\nprecision = "fp16"\n[descent]\nsteps = 10\n', encoding="utf-8")
    recipe = load_recipe(path)
    assert (recipe.descent.steps, recipe.precision) == (10, Precision.FP16)


@pytest.mark.parametrize(
    ("section", "value", "key"),
    [
        ("image", {"side": 224}, "image.side"),
        ("image", {"side_px": 0}, "image.side_px"),
        ("image", {"side_px": "large"}, "image.side_px"),
        ("text", {"start": "bert"}, "text.start"),
        ("text", {"layers": 7}, "text.layers"),
        ("losses", {"contrastive": 0.0}, "losses.contrastive"),
        ("batch", {"photos": 10, "micro_photos": 4}, "batch"),
        ("descent", {}, "descent.steps"),
        ("precision", "fp8", "precision"),
        ("colour", "red", "colour"),
    ],
)
def test_what_is_off_is_named_by_its_key(section: str, value: object, key: str) -> None:
    with pytest.raises(ConfigError, match=rf"\b{key}: "):
        parse_recipe({**LEAST, section: value})


def test_a_recipe_that_is_not_there_or_no_toml_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="smoke"):
        load_recipe(tmp_path / "absent.toml")
    (tmp_path / "broken.toml").write_text("name = ", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"broken\.toml is no TOML"):
        load_recipe(tmp_path / "broken.toml")


def test_settings_have_dotted_keys_and_plain_values() -> None:
    flat = flatten(parse_recipe(LEAST))
    assert flat["descent.steps"] == 10
    assert flat["text.start"] == "minilm"
    assert type(flat["precision"]) is str
