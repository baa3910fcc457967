"""Runs the adapter: `python -m adapters.grunddata`."""

from adapters.grunddata import grunddata

if __name__ == "__main__":
    grunddata.koer()
