"""The Ebbcast lab: a private Mininet fabric with real switches, agents and Docker engines."""
