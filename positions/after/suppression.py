"""Small numbers of people are not shown, nor those from which a small one could be worked out (SECURITY: cells < 5, also by subtraction)."""

LEAST = 5


def hide_small(cells, least=LEAST, also=()):
    """Return (cells, total) with None where a number must not stand.

    Every cell below `least` is hidden. Whoever subtracts what is shown from the total learns the sum of the hidden ones, so at least
    two cells are hidden and their sum is at least `least`: the smallest others are hidden too until that holds. Where it cannot
    hold, the total is hidden. `also` are the indices of cells that must not stand for another reason.
    """
    hidden = {index for index, number in enumerate(cells) if number < least} | set(also)
    if not hidden:
        return list(cells), sum(cells)
    others = sorted(set(range(len(cells))) - hidden, key=lambda index: (cells[index], index))
    while others and not _safe(cells, hidden, least):
        hidden.add(others.pop(0))
    shown = [None if index in hidden else number for index, number in enumerate(cells)]
    return shown, sum(cells) if _safe(cells, hidden, least) else None


def _safe(cells, hidden, least):
    return len(hidden) >= 2 and sum(cells[index] for index in hidden) >= least
