"""The deliberate mistakes and mishaps: what the hub must refuse, and what it must survive."""
