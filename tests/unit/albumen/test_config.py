"""Settings come from the flag, else the environment, else `albumen.toml`, else the default; anything odd is one line."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from albumen.config import CONFIG_FILE, Settings, load_settings
from albumen.errors import ConfigError

Env = pytest.MonkeyPatch


def _write_toml(library: Path, text: str) -> None:
    (library / CONFIG_FILE).write_text(text, encoding="utf-8")


def _refusal(library: Path, **flags: object) -> str:
    with pytest.raises(ConfigError) as caught:
        load_settings(library, **flags)
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_without_any_source_the_defaults_hold(library: Path) -> None:
    settings = load_settings(library)
    defaults = {name: field.default for name, field in Settings.model_fields.items() if name != "library"}
    assert settings.model_dump() == defaults | {"library": library}


def test_a_flag_beats_the_environment_which_beats_the_file_which_beats_the_default(
    library: Path, monkeypatch: Env
) -> None:
    default = load_settings(library).preview_px
    _write_toml(library, "preview_px = 300")
    from_file = load_settings(library).preview_px
    monkeypatch.setenv("ALBUMEN_PREVIEW_PX", "400")
    from_environment = load_settings(library).preview_px
    assert (default, from_file, from_environment) == (768, 300, 400)
    assert load_settings(library, preview_px=500).preview_px == 500


def test_each_source_fills_what_the_ones_above_leave_open(library: Path, monkeypatch: Env) -> None:
    _write_toml(library, "preview_px = 300\nbatch_size = 8\nencoder = 'ViT-B-16/openai'")
    monkeypatch.setenv("ALBUMEN_BATCH_SIZE", "4")
    settings = load_settings(library, encoder="ansa-s", max_attempts=None)
    assert (settings.preview_px, settings.batch_size, settings.encoder, settings.max_attempts) == (300, 4, "ansa-s", 3)


def test_every_setting_can_come_from_the_environment(library: Path, monkeypatch: Env) -> None:
    for name, value in load_settings(library).model_dump().items():
        monkeypatch.setenv(f"ALBUMEN_{name.upper()}", str(value))
    assert load_settings() == load_settings(library)


def test_the_library_comes_from_the_flag_or_the_environment_or_the_platform(tmp_path: Path, monkeypatch: Env) -> None:
    platform = load_settings().library
    monkeypatch.setenv("ALBUMEN_LIBRARY", str(tmp_path / "env"))
    assert load_settings().library == tmp_path / "env"
    assert load_settings(tmp_path / "flag").library == tmp_path / "flag"
    assert platform.is_absolute()
    assert platform.name == "albumen"


def test_the_library_is_absolute_and_home_is_expanded(tmp_path: Path, monkeypatch: Env) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert load_settings(Path("here")).library == tmp_path / "here"
    assert load_settings(Path("~/there")).library == tmp_path / "there"


def test_the_file_of_the_library_in_the_environment_is_read(library: Path, monkeypatch: Env) -> None:
    _write_toml(library, "preview_px = 333")
    monkeypatch.setenv("ALBUMEN_LIBRARY", str(library))
    assert load_settings().preview_px == 333


def test_an_unknown_name_in_the_file_is_refused_by_name(library: Path) -> None:
    _write_toml(library, "preveiw_px = 300")
    assert _refusal(library).startswith("unknown setting 'preveiw_px'")


def test_a_misspelt_variable_is_refused_by_name(library: Path, monkeypatch: Env) -> None:
    monkeypatch.setenv("ALBUMEN_PREVIEW_PIXELS", "512")
    with pytest.raises(ConfigError, match="unknown variable ALBUMEN_PREVIEW_PIXELS"):
        load_settings(library)


def test_an_unknown_flag_is_refused_by_name(library: Path) -> None:
    assert _refusal(library, colour="red").startswith("unknown setting 'colour'")


@pytest.mark.parametrize("text", ["preview_px = 10", "preview_px = 'wide'", "preview_px = 300.5", "preview_px = []"])
def test_a_bad_value_in_the_file_is_refused_with_the_setting_s_name(library: Path, text: str) -> None:
    _write_toml(library, text)
    assert "'preview_px'" in _refusal(library)


def test_a_bad_value_in_the_environment_is_refused_with_the_value(library: Path, monkeypatch: Env) -> None:
    monkeypatch.setenv("ALBUMEN_DECODE_WORKERS", "many")
    message = _refusal(library)
    assert "'decode_workers'" in message
    assert "'many'" in message


@pytest.mark.parametrize(
    "content", [b"preview_px = = 1", b"preview_px = 'open", b"\xff\xfe\x00", b"[a]\n[a]\n"], ids=repr
)
def test_a_file_that_is_not_toml_is_named(library: Path, content: bytes) -> None:
    (library / CONFIG_FILE).write_bytes(content)
    message = _refusal(library)
    assert str(library / CONFIG_FILE) in message
    assert "not valid TOML" in message


def test_a_link_to_nothing_counts_as_no_file(library: Path) -> None:
    (library / CONFIG_FILE).symlink_to("gone.toml")
    assert load_settings(library).preview_px == 768


def test_a_config_error_is_a_usage_error_for_the_shell() -> None:
    assert ConfigError.exit_code == 2


def test_settings_cannot_be_changed(library: Path) -> None:
    settings = load_settings(library)
    with pytest.raises(ValidationError):
        settings.preview_px = 400


def test_there_is_at_least_one_core(library: Path) -> None:
    assert load_settings(library).core_count >= 1
