"""Runs the adapter: `python -m adapters.fagsystem.ydelse`."""

from adapters.fagsystem.ydelse import ydelse

if __name__ == "__main__":
    ydelse.koer()
