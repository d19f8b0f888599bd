"""文书和卷宗: every form of the dossier made from the case, signed, and handed over as one zip."""

from .binding import dossier, opened, pieces
from .making import add_scans, describe, make, sign

__all__ = ["add_scans", "describe", "dossier", "make", "opened", "pieces", "sign"]
