"""`python -m search.evaluation MADE --library DIR [--wordings NAME] [--seed N] [--queries F] [--json F] [--markdown F]`."""

from __future__ import annotations

import argparse
import logging
import platform
import sys
import time
from collections import Counter
from pathlib import Path

from albumen.errors import AlbumenError
from albumen.store.records import DATABASE_FILE
from albumen.store.store import Store
from models.catalog import DEFAULT_ENCODER
from models.evaluation.running import minutes_since, save_figures
from models.evaluation.table import Line, format_text
from models.registry import create_encoder
from search.engine import SearchEngine
from search.evaluation.asking import Asker
from search.evaluation.embedding_alone import EmbeddingSearch
from search.evaluation.entities import ChipReader
from search.evaluation.pictures import MadeLibrary, load_made_library
from search.evaluation.queries import QuerySet, make_queries, save_queries
from search.evaluation.report import iter_lines
from search.evaluation.wording import load_wordings

_ABOUT = """# Search, measured

What search answers to natural queries over a made library whose truth is known. How the queries are made and what counts as right:
[search-evaluation.md](search-evaluation.md)."""


def main(arguments: list[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    options = _parse(arguments)
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    started = time.perf_counter()
    try:
        library = load_made_library(options.made)
        wordings = options.wordings or ("test" if library.split == "test" else "train")
        made = make_queries(library, load_wordings(wordings), options.seed)
        if options.queries is not None:
            save_queries(made.queries, options.queries)
        lines = _measure(options, library, made)
    except AlbumenError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    sections = Counter(query.section for query in made.queries)
    facts = {
        "made library": f"{library.split} split, seed {library.seed}, {len(library.pictures)} pictures",
        "queries": f"{len(made.queries)}, wordings “{wordings}”, seed {options.seed}",
        "by kind": ", ".join(f"{count} {section}" for section, count in sections.items()),
        "left out, as the library has no answer or an unexpected one": "; ".join(made.dropped),
        "machine": f"{platform.machine()}, {platform.system()}, Python {platform.python_version()}",
        "minutes": minutes_since(started),
    }
    save_figures(_ABOUT, facts, lines, json_path=options.json, markdown_path=options.markdown)
    sys.stdout.write(format_text(lines))
    return 0


def _measure(options: argparse.Namespace, library: MadeLibrary, made: QuerySet) -> list[Line]:
    with Store(options.library / DATABASE_FILE) as store:
        encoder, index_folder = create_encoder(options.encoder), options.library / "index"
        engine = SearchEngine(store, encoder, index_folder)
        asked = list(Asker(engine, EmbeddingSearch(store, encoder, index_folder), library).ask_all(made.queries))
    return list(iter_lines(asked, ChipReader(library)))


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m search.evaluation", description="Measure search.")
    parser.add_argument("made", type=Path, help="folder of a made library: photos/, truth.json and contents.json")
    parser.add_argument("--library", type=Path, required=True, help="library in which its photos were indexed")
    parser.add_argument("--encoder", default=DEFAULT_ENCODER, help="the encoder that the library was indexed with")
    parser.add_argument("--wordings", choices=("train", "test"), help="`test` is for final figures only")
    parser.add_argument("--seed", type=int, default=1, help="of the captions and files that are drawn")
    parser.add_argument("--queries", type=Path, help="also write the queries with their answers to this file")
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    parser.add_argument("--markdown", type=Path, help="also write the table to this file, as Markdown")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    raise SystemExit(main())
