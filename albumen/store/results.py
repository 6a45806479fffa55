"""Which tables hold what each kind of model makes. A photo that a model has done has a row in the first of them."""

from __future__ import annotations

from albumen.store.records import ModelKind
from albumen.store.segmentation_tables import SEGMENTATION_TABLES, MaskRow, MatteRow, SegmentationRow
from albumen.store.signal_tables import SIGNAL_TABLES, ObjectRow, PrintRow, SaliencyRow, SignalsRow, TagRow
from albumen.store.tables import EmbeddingRow
from albumen.store.text_tables import TextRow

_SignalTable = type[SignalsRow] | type[TagRow] | type[ObjectRow] | type[SaliencyRow] | type[PrintRow]
_MaskTable = type[SegmentationRow] | type[MaskRow] | type[MatteRow]
ResultTable = type[EmbeddingRow] | _SignalTable | _MaskTable | type[TextRow]

RESULT_TABLES: dict[ModelKind, tuple[ResultTable, ...]] = {
    ModelKind.ENCODER: (EmbeddingRow,),
    ModelKind.ANALYSER: SIGNAL_TABLES,
    ModelKind.SEGMENTER: SEGMENTATION_TABLES,
    ModelKind.LIFTER: (MatteRow,),
    ModelKind.READER: (TextRow,),
}
