"""Runs the adapter: `python -m adapters.selvbetjening`."""

from adapters.selvbetjening import selvbetjening

if __name__ == "__main__":
    selvbetjening.koer()
