"""Run every benchmark, or those named: `python -m bench kontrakter abonnementer`. Each prints its own table."""

from __future__ import annotations

import importlib
import sys

ALLE = ("kontrakter", "skaerm", "abonnementer", "kompatibilitet", "registry", "embedded", "kafka_laeser")


def main() -> None:
    """Run them one after another, each alone on the machine."""
    for navn in sys.argv[1:] or ALLE:
        if navn not in ALLE:
            sys.exit(f"no benchmark named {navn}; there are: {', '.join(ALLE)}")
        print(f"\n== bench.{navn} ==", flush=True)
        importlib.import_module(f"bench.{navn}").main()


if __name__ == "__main__":
    main()
