"""`python -m models.mining PICTURES --out STEM QUESTION`: one of --like, --text, --tag, --utility, --disagreement.

Writes STEM.csv to label in, STEM.json, and STEM.jpg to look at. `--like` and `--text` may be given several times.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from albumen.errors import AlbumenError
from models.catalog import DEFAULT_ENCODER
from models.evaluation.outputs import Network, open_network
from models.mining.contact_sheet import draw_contact_sheet
from models.mining.listing import Find, write_csv, write_json
from models.mining.pictures import Gallery, find_pictures, look_at
from models.mining.questions import Question, ask_disagreement, ask_like, ask_tag, ask_text, ask_utility
from models.mining.selection import pick_distinct


def main(arguments: list[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    options = _parse(arguments)
    try:
        network = open_network(options.encoder, threads=options.threads, weights_dir=options.weights)
        question = _question(network, options)
        gallery = look_at(network, find_pictures(options.pictures), wanted=question.wanted)
        finds = find_hard(gallery, question, options.count)
    except AlbumenError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    options.out.parent.mkdir(parents=True, exist_ok=True)
    write_csv(finds, options.out.with_suffix(".csv"))
    facts = {"encoder": str(network.encoder.identity), "files_sha256": network.files_sha256}
    write_json(finds, options.out.with_suffix(".json"), facts=facts | {"asked": _describe(options)})
    draw_contact_sheet(finds).save(options.out.with_suffix(".jpg"), quality=85)
    _tell(gallery, finds, options.out)
    return 0


def find_hard(gallery: Gallery, question: Question, count: int) -> list[Find]:
    """Return the pictures that a question finds worthiest, best first, without near copies of each other."""
    answer = question.answer(gallery)
    rows = pick_distinct(answer.scores, gallery.embeddings, count, known=question.known)
    return [
        Find(rank, gallery.paths[row], float(answer.scores[row]), answer.reasons[row])
        for rank, row in enumerate(rows, start=1)
    ]


def _question(network: Network, options: argparse.Namespace) -> Question:
    if options.like:
        return ask_like(network, options.like)
    if options.text:
        return ask_text(network, options.text)
    if options.tag:
        return ask_tag(network, options.tag)
    return ask_utility(network) if options.utility else ask_disagreement(network)


def _describe(options: argparse.Namespace) -> dict[str, Any]:
    """Return the question as it was asked."""
    asked = {name: getattr(options, name) for name in ("like", "text", "tag", "utility", "disagreement")}
    return {name: value if name != "like" else list(map(str, value)) for name, value in asked.items() if value}


def _tell(gallery: Gallery, finds: list[Find], out: Path) -> None:
    for path, reason in gallery.unreadable.items():
        sys.stderr.write(f"not read: {path}: {reason}\n")
    sys.stdout.write(
        f"{len(finds)} of {len(gallery.paths)} pictures ({len(gallery.unreadable)} could not be read): "
        f"{out.with_suffix('.csv')}, {out.with_suffix('.json')}, {out.with_suffix('.jpg')}\n"
    )


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m models.mining", description="Find photos worth labelling.")
    parser.add_argument("pictures", type=Path, help="a folder of pictures, or a library's folder")
    parser.add_argument("--out", type=Path, required=True, metavar="STEM", help="writes STEM.csv, STEM.json, STEM.jpg")
    parser.add_argument("--count", type=int, default=60, help="how many to find")
    asked = parser.add_mutually_exclusive_group(required=True)
    asked.add_argument("--like", type=Path, action="append", metavar="FILE", help="near this picture; repeatable")
    asked.add_argument("--text", action="append", metavar="WORDS", help="near this text; repeatable")
    asked.add_argument("--tag", metavar="CONCEPT", help="near the boundary of this concept")
    asked.add_argument("--disagreement", action="store_true", help="where tags and objects say opposite things")
    asked.add_argument("--utility", action="store_true", help="of undecided utility kind")
    parser.add_argument("--encoder", default=DEFAULT_ENCODER, help="a name of `albumen model list`, or ARCH/TAG")
    parser.add_argument("--weights", type=Path, help="folder of bundled weights instead of the shipped ones")
    parser.add_argument("--threads", type=int, default=2, help="threads of one forward pass")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    raise SystemExit(main())
