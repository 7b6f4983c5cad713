"""The groups of lab tests by name. Pure, so that the part outside the lab can use it."""

from __future__ import annotations

from collections.abc import Sequence

GROUPS = {
    "worlds": "ebbcast_lab.labtests.worlds",
    "bars": "ebbcast_lab.labtests.bars",
    "faults": "ebbcast_lab.labtests.faults",
    "inputs": "ebbcast_lab.labtests.inputs",
    "harm": "ebbcast_lab.labtests.harm",
    "secrecy": "ebbcast_lab.labtests.secrecy",
    "in-band": "ebbcast_lab.labtests.in_band",
    "clients": "ebbcast_lab.labtests.clients",
}

OUTSIDE = ("worlds",)
PACKAGES = {"clients": ("skopeo", "podman", "docker-registry")}


def packages(names: Sequence[str]) -> list[str]:
    """Debian packages that the groups chosen need beyond the lab's own."""
    return [package for group in chosen(names) for package in PACKAGES.get(group, ())]


def chosen(names: Sequence[str]) -> dict[str, list[str]]:
    """Group → parts of test names; none if the whole group is meant. ``faults`` is a group,
    ``faults.cancelled`` its tests with that word in the name; no name at all means everything."""
    found: dict[str, list[str]] = {}
    for name in names or GROUPS:
        group, _, word = name.partition(".")
        if group not in GROUPS:
            raise ValueError(f"no group of lab tests is called {group!r}; there are "
                             f"{', '.join(GROUPS)}")
        found.setdefault(group, [])
        if word:
            found[group].append(word)
    return found
