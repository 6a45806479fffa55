"""A bundled model as a folder for another runtime: ONNX, a torch program, or Core ML packages.

Reads a weights folder (`models/weights/`); needs `pip install 'albumen[torch]'` for anything but a plain copy.
"""

from models.export.plan import ExportFormat, ExportPlan, WeightKind
from models.export.write import export_bundle

__all__ = ["ExportFormat", "ExportPlan", "WeightKind", "export_bundle"]
