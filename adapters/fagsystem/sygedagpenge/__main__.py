"""Runs the adapter: `python -m adapters.fagsystem.sygedagpenge`."""

from adapters.fagsystem.sygedagpenge import sygedagpenge

if __name__ == "__main__":
    sygedagpenge.koer()
