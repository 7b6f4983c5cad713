"""Makes the foreground traffic of the whole lab in two processes, ``flows`` and ``probes``.

One process opens every socket of its kind, each inside the network namespace of its host, and
serves them all from one epoll loop. The kernel paces the senders (SO_MAX_PACING_RATE), receivers
wake once per 64 KiB (SO_RCVLOWAT) and discard unseen (MSG_TRUNC), and progress is read from
TCP_INFO: a few hundred wake-ups a second in all. Each process appends lines of JSON to its series
file, times from CLOCK_MONOTONIC, which the whole lab shares.
"""
