"""What may be said: Avro contracts, code lists, catalogue, rules about content, codec and formats."""
