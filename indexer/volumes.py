"""Is a root there? A disk that was unplugged leaves nothing, an empty mount point, or a mount point of another disk."""

from __future__ import annotations

import os
from dataclasses import dataclass

from albumen.store.records import Root


@dataclass(frozen=True, slots=True)
class VolumeState:
    """Whether a root can be scanned now, and the device (st_dev) that it lies on."""

    is_online: bool
    device: int | None = None


def check_volume(root: Root, *, has_files: bool) -> VolumeState:
    """Tell whether a root's volume is there.

    Args:
        root: the root, with the device that it had when last scanned.
        has_files: whether the store knows files of it; an empty folder on another device is then a mount point whose
            volume is gone.
    """
    try:
        device = os.stat(root.path).st_dev
        with os.scandir(root.path) as entries:
            is_empty = next(entries, None) is None
    except OSError:
        return VolumeState(is_online=False)
    is_bare_mount_point = is_empty and has_files and root.device not in (None, device)
    return VolumeState(is_online=not is_bare_mount_point, device=device)
