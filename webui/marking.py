"""Pieces -> markup with its marks. Report text is escaped here and is never markup."""

from __future__ import annotations

from markupsafe import Markup, escape

from indexer.model import Pieces


def marked(pieces: Pieces) -> Markup:
    """
    >>> from indexer.model import Piece
    >>> marked((Piece("Sở ", False), Piece("TT&TT", True)))
    Markup('Sở <mark>TT&amp;TT</mark>')
    """
    parts = (
        f"<mark>{escape(piece.text)}</mark>" if piece.matched else str(escape(piece.text)) for piece in pieces
    )
    return Markup("".join(parts))
