"""The same work done by the hub and by what a user would pick instead, on one Kafka, turn by turn."""
