"""Runs the adapter: `python -m adapters.esdh.journalen`."""

from adapters.esdh.journalen import journalen

if __name__ == "__main__":
    journalen.koer()
