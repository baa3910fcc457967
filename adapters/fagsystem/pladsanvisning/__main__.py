"""Runs the adapter: `python -m adapters.fagsystem.pladsanvisning`."""

from adapters.fagsystem.pladsanvisning import pladsanvisning

if __name__ == "__main__":
    pladsanvisning.koer()
