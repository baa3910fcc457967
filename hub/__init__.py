"""Who gets what: the contract engine, the routing core, configuration, access, the message log, API and command."""
