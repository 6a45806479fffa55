"""Make networks small: int8 weights, one scale for each output channel."""

from models.compression.int8 import compress_weights, restore_weights

__all__ = ["compress_weights", "restore_weights"]
