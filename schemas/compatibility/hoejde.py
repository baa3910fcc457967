"""How little a value of each type can be: the depth of the flattest one, so that a recursive type comes to an end."""

from __future__ import annotations

from schemas.compatibility.form import Beholder, Enum, Record, Skematype, Union


def hoejder(rod: Skematype) -> dict[Skematype, int]:
    """The least depth of a value of each type in the graph; a type without any value is not among them."""
    typer = _alle(rod)
    kendte: dict[Skematype, int] = {}
    aendret = True
    while aendret:
        aendret = False
        for type_ in typer:
            hoejde = _hoejde(type_, kendte)
            if hoejde is not None and kendte.get(type_) != hoejde:
                kendte[type_] = hoejde
                aendret = True
    return kendte


def _hoejde(type_: Skematype, kendte: dict[Skematype, int]) -> int | None:
    match type_:
        case Record(felter=felter):
            if any(felt.type not in kendte for felt in felter):
                return None
            return 1 + max((kendte[felt.type] for felt in felter), default=0)
        case Union(grene=grene):
            return (
                1 + min(kendte[gren] for gren in grene if gren in kendte) if any(g in kendte for g in grene) else None
            )
        case Enum(symboler=()):
            return None
        case _:  # an array or a map may be empty
            return 0


def _alle(rod: Skematype) -> list[Skematype]:
    """Every type in the graph, inner ones first where that can be."""
    fundne: dict[Skematype, None] = {}
    stak = [rod]
    while stak:
        type_ = stak.pop()
        if type_ in fundne:
            continue
        fundne[type_] = None
        match type_:
            case Record(felter=felter):
                stak.extend(felt.type for felt in felter)
            case Union(grene=grene):
                stak.extend(grene)
            case Beholder(indre=indre):
                stak.append(indre)
    return list(reversed(fundne))
