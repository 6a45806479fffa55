from __future__ import annotations

import json

from models.evaluation.table import Figure, Line, format_markdown, format_text, fraction, percent, to_json

LINES = [
    Line(
        "retrieval", "text to image", 1000, (percent("R@1", 0.35, (0.33, 0.37)), percent("R@5", 0.6644)), "5 captions"
    ),
    Line("retrieval", "image to text", 1000, (percent("R@1", 0.447),)),
    Line("tags", "left out", 0, (), "no such head"),
]


def test_text_has_a_heading_for_each_section_and_aligned_figures() -> None:
    assert format_text(LINES).splitlines() == [
        "retrieval",
        "  text to image (1,000)  R@1 35.0 [33.0, 37.0]  R@5 66.4  (5 captions)",
        "  image to text (1,000)  R@1 44.7",
        "tags",
        "  left out               (no such head)",
    ]


def test_markdown_names_a_section_once_and_has_five_cells_in_every_row() -> None:
    rows = format_markdown(LINES).splitlines()
    assert rows[2] == "| **retrieval** | text to image | 1000 | R@1 35.0 [33.0, 37.0], R@5 66.4 | 5 captions |"
    assert rows[3].startswith("|  | image to text")
    assert {row.count("|") for row in rows} == {6}


def test_undefined_figures_are_a_dash_in_the_table_and_null_in_json() -> None:
    undefined = Figure("AP", float("nan"), digits=3)
    assert str(undefined) == "AP -"
    line = Line("tags", "food", 3, (undefined, fraction("ECE", 0.01234567)), details={"bins": [float("nan"), 1]})
    document = json.loads(json.dumps(to_json([line]), allow_nan=False))
    assert [figure["value"] for figure in document[0]["figures"]] == [None, 0.0123]
    assert document[0]["details"] == {"bins": [None, 1]}
