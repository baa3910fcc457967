"""The forms in which a message comes and goes: JSON, XML, OIO JSON and MeMo, each into and out of the Avro record."""
