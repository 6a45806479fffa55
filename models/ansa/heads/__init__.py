"""What the heads' outputs mean: arrays of the ONNX graph to signals, one file a head. Needs no torch."""

__all__: list[str] = []
