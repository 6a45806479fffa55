"""The FAISS wrapper: rows and codes survive the disk under any folder name, and FAISS is loaded only when used."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from search.scans import CodeScan, RowScan, can_encode

ROWS = np.random.default_rng(0).standard_normal((2_000, 16)).astype(np.float16)


def odd_folder(parent: Path, name: str) -> Path:
    folder = parent / name
    try:
        folder.mkdir()
    except OSError:
        pytest.skip("this file system refuses such a name")
    return folder


@pytest.mark.parametrize(
    "name", ["plain", "Fotos – Übersicht 写真", os.fsdecode(b"caf\xe9")], ids=["plain", "unicode", "bytes"]
)
def test_scans_survive_the_disk_under_any_folder_name(tmp_path: Path, name: str) -> None:
    folder = odd_folder(tmp_path, name)
    rows, codes = RowScan.build(16, 0, [ROWS[:1_500], ROWS[1_500:]]), CodeScan.build(ROWS)
    rows.save(folder / "rows")
    codes.save(folder / "codes")
    loaded = RowScan.load(folder / "rows")
    query = ROWS[7].astype(np.float32)
    np.testing.assert_array_equal(loaded.vectors, ROWS)
    np.testing.assert_array_equal(loaded.find_best(query, 5), rows.find_best(query, 5))
    found = CodeScan.load(folder / "codes").find_best(query, 50)
    assert sorted(found.tolist()) == sorted(codes.find_best(query, 50).tolist())


def test_rows_cannot_be_written_to_because_they_may_be_a_mapped_file() -> None:
    with pytest.raises(ValueError, match="read-only"):
        RowScan.build(16, 2_000, [ROWS]).vectors[0, 0] = 1


def test_equal_rows_give_equal_codes() -> None:
    query = ROWS[3].astype(np.float32)
    first, second = (CodeScan.build(ROWS).find_best(query, 100) for _ in range(2))
    np.testing.assert_array_equal(first, second)


def test_codes_need_an_even_number_of_dimensions() -> None:
    assert can_encode(ROWS)
    assert not can_encode(ROWS[:, :15])


def test_faiss_is_not_loaded_before_the_first_search() -> None:
    code = "import sys, search.engine, search.index_cache, search.query, search.dates; print('faiss' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "False"
