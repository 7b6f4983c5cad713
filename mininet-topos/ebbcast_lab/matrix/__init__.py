"""``./ebbcast lab experiment``: every method beside every foreground, in one lab, interleaved."""
