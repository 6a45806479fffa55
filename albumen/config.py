"""Settings: command-line flag > environment `ALBUMEN_...` > `albumen.toml` in the library > default.

Built once, in `albumen.app`, and passed down. The library folder itself comes from the flag, `ALBUMEN_LIBRARY` or the
platform's data folder, since `albumen.toml` lies inside it.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import platformdirs
from pydantic import Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from albumen.errors import ConfigError

CONFIG_FILE = "albumen.toml"


class Settings(BaseSettings):
    """Everything that a person can set."""

    model_config = SettingsConfigDict(env_prefix="ALBUMEN_", extra="forbid", frozen=True)

    library: Path = Field(description="folder that holds the database, the vector index and the previews")
    encoder: str = Field("ansa-s", description="image-text encoder: a bundled name or OPEN_CLIP_ARCH/PRETRAINED_TAG")
    preview_px: int = Field(768, ge=256, le=4096, description="long side of a preview, in pixels")
    max_megapixels: float = Field(400.0, gt=0, description="a photo with more pixels is recorded as failed, not read")
    decode_workers: int = Field(0, ge=0, le=64, description="decoding processes; 0 means one a core")
    decode_timeout_s: float = Field(60.0, gt=0, description="a photo that takes longer is recorded as failed")
    inference_threads: int = Field(0, ge=0, le=256, description="threads of the networks; 0 means one a core")
    batch_size: int = Field(16, ge=1, le=512, description="photos a transaction, and at most so many in one model call")
    segment: bool = Field(True, description="make masks, and rate subjects, once search is possible")
    max_attempts: int = Field(3, ge=1, le=100, description="tries before a photo is set aside with its reason")
    debounce_s: float = Field(2.0, ge=0, description="watch: quiet time after the last event of a file")
    rescan_s: float = Field(900.0, gt=0, description="watch: time between two full rescans")
    curate_s: float = Field(3600.0, ge=0, description="watch: time between two rounds of curation; 0 for none")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Put the library's own `albumen.toml` below flags and environment."""
        library = init_settings().get("library")
        toml = TomlConfigSettingsSource(settings_cls, toml_file=Path(library) / CONFIG_FILE if library else None)
        return init_settings, EnvSettingsSource(settings_cls), toml

    @property
    def core_count(self) -> int:
        """Cores that this process may use."""
        return count_cores()

    @property
    def max_pixels(self) -> int:
        """`max_megapixels` in pixels."""
        return int(self.max_megapixels * 1_000_000)


def count_cores() -> int:
    """Count the cores that this process may use, which a container or `taskset` can make fewer than there are."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def load_settings(library: Path | None = None, **flags: Any) -> Settings:
    """Read settings from every source.

    Args:
        library: the library folder, or None to use `ALBUMEN_LIBRARY` or the platform's data folder.
        **flags: settings given on the command line; None means not given.

    Raises:
        ConfigError: a name is unknown, or a value is of the wrong type or out of range.
    """
    folder = library or os.environ.get("ALBUMEN_LIBRARY") or platformdirs.user_data_path("albumen", appauthor=False)
    given = {name: value for name, value in flags.items() if value is not None}
    _refuse_unknown_variables()
    try:
        return Settings(library=Path(folder).expanduser().absolute(), **given)
    except ValidationError as error:
        raise ConfigError(_describe(error)) from error
    except ValueError as error:  # tomllib's error is one; its text names line and column
        raise ConfigError(f"{Path(folder) / CONFIG_FILE} is not valid TOML ({error}); mend or remove it") from error


def _refuse_unknown_variables() -> None:
    """A misspelt variable would otherwise do nothing, silently."""
    prefix = str(Settings.model_config["env_prefix"])
    for name in os.environ:
        if name.upper().startswith(prefix) and name.upper().removeprefix(prefix).lower() not in Settings.model_fields:
            raise ConfigError(f"unknown variable {name}; `albumen config show` lists the settings there are")


def _describe(error: ValidationError) -> str:
    first = error.errors()[0]
    name = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        return f"unknown setting '{name}'; `albumen config show` lists the settings there are"
    return f"setting '{name}' is {first['input']!r}: {first['msg']}"
