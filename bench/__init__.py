"""Timings as ratios, each against a peer or a floor in the same run: `python -m bench`, or one by name."""
