"""``python3 -m ebbcast_lab demo|lab …``; the launcher ``./ebbcast`` calls it."""

import sys

from ebbcast_lab.main import main

sys.exit(main())
