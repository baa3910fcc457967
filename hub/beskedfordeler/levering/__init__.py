"""Delivery: from a dueslag to its receiver, and the receiver's answer back.

`motor` knows which shards this instance owns; a `skaar` writes what happens in its dueslag; a `dueslag` hands out and
takes answers; `tilstand` is its pure state machine.

A message with a GyldighedFra to come is held until then and takes its place behind what is waiting at that moment; one
whose GyldighedTil has passed when it would be handed out is not delivered, and its sender is told. A message that is
put back by a redrive stands behind everything that came meanwhile, also of its own object.
"""
