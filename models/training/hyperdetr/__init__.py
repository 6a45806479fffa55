"""Training of HyperDETR: reads the segmentation archives and scene photos of DATA.md, writes a weights folder."""
