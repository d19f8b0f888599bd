"""The printed rule, once more and from its words alone (positions/rules.py), to check what the portal did.

It knows nothing of stored ranks or of the columns of offers: who joined when, who lives where, how many places a family wants, who said
no since the last place became free, and how many places are free. From that it says who must be asked.
"""

from dataclasses import dataclass, field


@dataclass
class Asking:
    """A family, or somebody alone, in the line: `wants` more places, goes with `needs`; of `tier` 0 before 1, in the order of `joined`."""

    tier: int
    joined: int
    wants: int
    needs: int
    has_passed: bool = False
    members: list = field(default_factory=list)


def given(line, free, *, is_rush=False):
    """Return {joined: number of places}: what `free` places must be used for."""
    found = {}
    if is_rush:  # 谁先点归谁
        return found
    for one in sorted(line, key=lambda one: (one.tier, one.joined)):  # 本社区的人家先；按排上的先后
        if one.has_passed:  # 下次空出来再问您
            continue
        if one.needs <= free:  # 空位不够一家要的数，先问后面够的那家
            found[one.joined] = min(one.wants, free)
            free -= found[one.joined]
    return found
