"""The graph in a file of the library folder: read in a tenth of the time that building takes, and only when nothing changed since.

A digest, and then a zip of arrays as numpy saves them: the edges of each node in a row, by the numbers of their targets and of
their attributes. A file that is absent, damaged, or of another state of the library is as good as none.
"""

from __future__ import annotations

import hashlib
import io
import json
import logging
import os
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np

# Whoever changes what nodes and edges there are raises this, so that older files are built anew.
_FORMAT = 1
_DIGEST_BYTES = 32  # of SHA-256

log = logging.getLogger(__name__)


def save_graph(graph: nx.DiGraph[str], path: Path, stamp: str) -> None:
    """Save a graph whole or not at all; `stamp` is the state of the library that it was built from.

    Raises:
        OSError: the file cannot be written.
    """
    rows = {node: row for row, node in enumerate(graph)}
    shared: dict[int, int] = {}  # numbers of attributes, by identity: equal edges share theirs
    attributes: list[dict[str, Any]] = []
    kinds, targets, counts = [], [], []
    for node in graph:
        counts.append(len(graph.succ[node]))
        for target, edge in graph.succ[node].items():
            if id(edge) not in shared:
                shared[id(edge)] = len(attributes)
                attributes.append(edge)
            targets.append(rows[target])
            kinds.append(shared[id(edge)])
    head = {"format": _FORMAT, "stamp": stamp, "nodes": [*graph.nodes(data=True)], "attributes": attributes}
    content = io.BytesIO()
    np.savez_compressed(
        content,
        head=np.frombuffer(json.dumps(head).encode(), np.uint8),
        counts=np.array(counts, np.int32),  # (nodes,)
        targets=np.array(targets, np.int32),  # (edges,)
        kinds=np.array(kinds, np.int32),  # (edges,)
    )
    _write_whole(path, _digest(content.getvalue()) + content.getvalue())


def load_graph(path: Path, stamp: str) -> nx.DiGraph[str] | None:
    """Load a graph that was saved of this state of the library; None where there is none that is whole."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    if content[:_DIGEST_BYTES] != _digest(content[_DIGEST_BYTES:]):
        log.info("the saved graph %s is damaged, and built again", path)
        return None
    with np.load(io.BytesIO(content[_DIGEST_BYTES:]), allow_pickle=False) as arrays:
        head = json.loads(arrays["head"].tobytes())
        if (head["format"], head["stamp"]) != (_FORMAT, stamp):
            return None
        edges = [arrays[name].tolist() for name in ("counts", "targets", "kinds")]
    return _restore(head["nodes"], head["attributes"], *edges)


def _digest(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()


def _write_whole(path: Path, content: bytes) -> None:
    path.parent.mkdir(exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            file.write(content)
            os.fsync(file.fileno())
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def _restore(
    nodes: list[tuple[str, dict[str, Any]]],
    attributes: list[dict[str, Any]],
    counts: list[int],
    targets: list[int],
    kinds: list[int],
) -> nx.DiGraph[str]:
    """Put a graph together, with equal attributes kept once as in `TypedGraph`."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    names = [name for name, _ in nodes]
    graph.add_nodes_from(nodes)
    start = 0
    for name, count in zip(names, counts, strict=True):
        out = graph._succ[name]
        for target, kind in zip(targets[start : start + count], kinds[start : start + count], strict=True):
            out[names[target]] = graph._pred[names[target]][name] = attributes[kind]
        start += count
    return nx.freeze(graph)
