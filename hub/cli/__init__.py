"""The command line `faelleshub`: a file per group of commands; heavy imports stay inside the commands that need them."""

from hub.cli.program import main

__all__ = ["main"]
