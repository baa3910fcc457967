"""How systems join the hub: the SDK, the adapters of the spine with their simulators, and the platform's interfaces."""
