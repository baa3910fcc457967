"""The hub's HTTP API: a file per resource, each operation declared once with its models, its access and its texts."""
