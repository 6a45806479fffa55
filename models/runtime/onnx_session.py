"""ONNX Runtime sessions, opened one way everywhere."""

from __future__ import annotations

import threading
from functools import cache
from typing import TYPE_CHECKING

from albumen.errors import WeightsError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

_ARENA_LOCK = threading.Lock()
_FATAL_ONLY = 4  # onnxruntime's severity: library code prints nothing, errors come as exceptions


def open_session(model: bytes, *, threads: int = 0, name: str = "model", folds_int8: bool = True) -> InferenceSession:
    """Open a CPU session over a serialised model.

    Args:
        model: ONNX bytes.
        threads: Threads of one forward pass; 0 takes one for each physical core.
        name: What to call the model in an error.
        folds_int8: Make int8 weights float once, at load; false for models whose activations are int8 too.

    Raises:
        WeightsError: The bytes are no model that this ONNX Runtime can run.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = _FATAL_ONLY
    if folds_int8:  # ORT folds DequantizeLinear of constants only with its own int8 kernels switched off
        options.add_session_config_entry("session.disable_quant_qdq", "1")
    _share_arena()
    options.add_session_config_entry("session.use_env_allocators", "1")
    # Idle threads must not spin: decoding runs on the same cores between batches.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime raises its own bare classes
        raise WeightsError(f"ONNX Runtime cannot open {name}: {str(error).splitlines()[0]}") from error


def _share_arena() -> None:
    """Give all sessions of this process one arena: networks that run in turn need the memory of the largest, not of all."""
    with _ARENA_LOCK:
        _register_arena()


@cache
def _register_arena() -> None:
    import onnxruntime

    memory = onnxruntime.OrtMemoryInfo(
        "Cpu", onnxruntime.OrtAllocatorType.ORT_ARENA_ALLOCATOR, 0, onnxruntime.OrtMemType.DEFAULT
    )
    onnxruntime.create_and_register_allocator(memory, onnxruntime.OrtArenaCfg({}))
