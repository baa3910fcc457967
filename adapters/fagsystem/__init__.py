"""Adapters of the fagsystemer: each a sidecar that lets a system as it is take part in the bus."""
