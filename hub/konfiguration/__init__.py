"""What a hub is told, and how it is kept: models, the reviewed file `opsaetning.yaml`, the compacted topics."""
