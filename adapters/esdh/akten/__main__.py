"""Runs the adapter: `python -m adapters.esdh.akten`."""

from adapters.esdh.akten import akten

if __name__ == "__main__":
    akten.koer()
