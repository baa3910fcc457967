"""The schema registry: which schemas there are, under which ids, subjects and versions, and what may be added.

Answers the REST interface that Confluent's clients speak; the routes are in `hub/api/registry`. Decisions are pure
functions over `Tilstand`; `Skemaregister` keeps the state in a compacted topic and lets one instance write at a time.
"""
