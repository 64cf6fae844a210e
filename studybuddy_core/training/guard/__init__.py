"""The recipe of the guard model: corpus, sources, network, calibration, export."""
