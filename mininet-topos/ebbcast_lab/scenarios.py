"""The lab tests: plain :mod:`unittest`, one private world per group, one lab per world."""

from __future__ import annotations

import shutil
import unittest

from ebbcast_lab import groups, progress
from ebbcast_lab.console import Console
from ebbcast_lab.lab import Lab, Place
from ebbcast_lab.options import Options
from ebbcast_lab.process import LabError


class LabTest(unittest.TestCase):
    """A test that finds its lab by :meth:`lab`; the first to ask brings it up."""

    setting: tuple[Options, Place, Console]
    _lab: Lab | None = None

    @staticmethod
    def lab(engines: bool = False) -> Lab:
        if LabTest._lab is None:
            lab = Lab(*LabTest.setting, with_engines=engines)
            lab.up()
            lab.warm_up()
            LabTest._lab = lab
        return LabTest._lab

    def assert_completed(self, ended: dict) -> None:
        """That every target got everything; if not, how that came."""
        self.assertEqual("COMPLETED", ended["state"], progress.story(ended))

    def meets(self, met: bool, figure: str, artefact: str) -> None:
        """A figure that misses its bar because the processor spoiled it proves nothing."""
        if not met and artefact:
            self.skipTest(f"{figure}, but {artefact}")
        self.assertTrue(met, figure)


def run(options: Options, place: Place, console: Console) -> int:
    """Runs the group that ``options.target`` names; returns the exit status."""
    (group, words), = groups.chosen(options.target).items()
    LabTest.setting = (options, place, console)
    suite = unittest.TestSuite()
    for case in unittest.TestLoader().loadTestsFromName(groups.GROUPS[group]):
        for test in case:
            if not words or any(word in test.id() for word in words):
                suite.addTest(test)
    if not suite.countTestCases():
        raise LabError(f"Tried to find tests of {group} with {' or '.join(words)} in their name "
                       "but there are none")
    result = unittest.TextTestRunner(verbosity=2).run(suite)
    shutil.copytree(place.logs, options.report / "logs", dirs_exist_ok=True)
    return 0 if result.wasSuccessful() else 1
