"""Runs the adapter: `python -m adapters.fagsystem.byggesag`."""

from adapters.fagsystem.byggesag import byggesag

if __name__ == "__main__":
    byggesag.koer()
