"""The message log: what happened to every message, hash-chained, and its verifier.

Written in the transaction of each decision and each delivery; the source of truth that everything else is made from.
"""
