"""Delivery: from a dueslag to its receiver, and the receiver's answer back.

`motor` knows which shards this instance owns; a `skaar` writes what happens in its dueslag; a `dueslag` hands out and
takes answers; `tilstand` is its pure state machine.
"""
