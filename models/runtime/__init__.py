"""What runs a network: ONNX Runtime sessions over checked weight files."""

from models.runtime.bundle import WeightBundle, load_bundle
from models.runtime.onnx_session import open_session

__all__ = ["WeightBundle", "load_bundle", "open_session"]
