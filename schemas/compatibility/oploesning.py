"""Avro's schema resolution, tried on two schemas instead of a message: everything a reader would stumble over, and why.

Each pair of a reader's and a writer's type is visited once. A pair that comes again inside itself is taken to fit, which
is right: whatever does not fit is found where it stands, and a schema fits when nothing was found anywhere. That only
holds because nothing is tried and taken back: the branch of a reader's union is chosen by name and kind alone
(`grenvalg.py`), before anyone looks inside it.
"""

from __future__ import annotations

from typing import Any, Final

from schemas.compatibility.feltvalg import delte_felter, fundne_felter, laeste_felter
from schemas.compatibility.form import Beholder, Enum, Felt, Fixed, Navngiven, Record, Skematype, Union
from schemas.compatibility.fund import Fund, Vej
from schemas.compatibility.grenvalg import FORFREMMELSER, vaelg_gren

_TAB: Final = frozenset({("int", "float"), ("long", "float"), ("long", "double")})
"""Promotions, writer to reader, in which large numbers lose digits."""


def oploes(laeser: Skematype, skriver: Skematype) -> list[Fund]:
    """Everything between a message written with `skriver` and a reader with `laeser`, in the reader's order."""
    gang = _Gang()
    gang.typer(laeser, skriver, None)
    return gang.fund


class _Gang:
    def __init__(self) -> None:
        self.fund: list[Fund] = []
        self.sete: set[tuple[Skematype, Skematype]] = set()

    def typer(self, laeser: Skematype, skriver: Skematype, vej: Vej | None) -> None:
        """Whether `laeser` takes what `skriver` writes; either may be a union."""
        if isinstance(skriver, Union):
            if isinstance(laeser, Union):
                self.grenorden(laeser, skriver, vej)
            for nummer, gren in enumerate(skriver.grene):
                navn = "" if skriver.kan_mangle else f"({gren.kort})"
                self.typer(laeser, gren, Vej(vej, "", navn, nummer))
        elif isinstance(laeser, Union):
            valgt = vaelg_gren(laeser, skriver)
            if valgt is None:
                self.meld("UNION-GREN", vej, laeser, skriver)
            else:
                self.par(valgt, skriver, vej if laeser.kan_mangle else Vej.gennem(vej, valgt.kort))
        else:
            self.par(laeser, skriver, vej)

    def par(self, laeser: Skematype, skriver: Skematype, vej: Vej | None) -> None:
        """The same with no union left."""
        if laeser.slags != skriver.slags:
            self.forskellige(laeser, skriver, vej)
            return
        if laeser.logisk != skriver.logisk:
            self.logiske(laeser, skriver, vej)
        match laeser, skriver:
            case Beholder(), Beholder():
                self.typer(laeser.indre, skriver.indre, Vej(vej, laeser.led, skriver.led, None))
            case Navngiven(), Navngiven() if (laeser, skriver) not in self.sete:
                self.sete.add((laeser, skriver))
                self.navne(laeser, skriver, vej)
                self.indhold(laeser, skriver, vej)

    def forskellige(self, laeser: Skematype, skriver: Skematype, vej: Vej | None) -> None:
        """Two kinds: Avro widens some."""
        if skriver.slags not in FORFREMMELSER.get(laeser.slags, ()):
            self.meld("TYPE", vej, laeser, skriver)
            return
        if laeser.slags == "string":
            regel = "BYTES-TEKST"
        else:
            regel = "PRAECISION" if (skriver.slags, laeser.slags) in _TAB else "FORFREMMET"
        self.meld(regel, vej, laeser, skriver)
        if laeser.logisk != skriver.logisk:
            self.logiske(laeser, skriver, vej)

    def logiske(self, laeser: Skematype, skriver: Skematype, vej: Vej | None) -> None:
        """The same bytes, taken for something else."""
        a, b = laeser.logisk, skriver.logisk
        regel = "DECIMAL" if a is not None and b is not None and a.navn == b.navn else "LOGISK-TYPE"
        self.fund.append(Fund(regel, vej, laeser.peger, skriver.peger, str(a or laeser.navn), str(b or skriver.navn)))

    def navne(self, laeser: Navngiven, skriver: Navngiven, vej: Vej | None) -> None:
        """Avro matches the last part of a name, or an alias with the whole."""
        if laeser.navn == skriver.navn:
            return
        ved_alias = skriver.navn in laeser.aliaser
        if laeser.kort == skriver.kort:
            if ved_alias:
                return  # Avro reads it by name, and whoever looks at the whole name by alias
            regel = "NAVNERUM"
        else:
            regel = "ALIAS-TYPE" if ved_alias else "NAVN"
        pegere = f"{laeser.peger}/name", f"{skriver.peger}/name"
        self.fund.append(Fund(regel, vej, *pegere, laeser.navn, skriver.navn))

    def indhold(self, laeser: Navngiven, skriver: Navngiven, vej: Vej | None) -> None:
        """The fields of a record, the symbols of an enum, the size of a fixed."""
        match laeser, skriver:
            case Record(), Record():
                self.felter(laeser, skriver, vej)
            case Enum(), Enum() if laeser.symboler != skriver.symboler:
                self.symboler(laeser, skriver, vej)
            case Fixed(), Fixed() if laeser.stoerrelse != skriver.stoerrelse:
                pegere = f"{laeser.peger}/size", f"{skriver.peger}/size"
                self.fund.append(Fund("FIXED-STOERRELSE", vej, *pegere, laeser.stoerrelse, skriver.stoerrelse))

    def symboler(self, laeser: Enum, skriver: Enum, vej: Vej | None) -> None:
        """Every symbol of the writer is one of the reader's, or becomes its default."""
        laeste, skrevne = list(laeser.symboler), list(skriver.symboler)
        mangler = tuple(symbol for symbol in skrevne if symbol not in laeste)
        regel = ("ENUM-SYMBOL" if laeser.default is None else "ENUM-DEFAULT") if mangler else "SYMBOL-ORDEN"
        if mangler or [symbol for symbol in laeste if symbol in skrevne] != skrevne:
            laest = laeser.default if regel == "ENUM-DEFAULT" else laeste
            pegere = f"{laeser.peger}/symbols", f"{skriver.peger}/symbols"
            self.fund.append(Fund(regel, vej, *pegere, laest, skrevne, mangler=mangler))

    def grenorden(self, laeser: Union, skriver: Union, vej: Vej | None) -> None:
        """Branches that both have, in another order."""
        laeste, skrevne = [gren.kort for gren in laeser.grene], [gren.kort for gren in skriver.grene]
        if [navn for navn in laeste if navn in skrevne] != [navn for navn in skrevne if navn in laeste]:
            self.meld("UNION-ORDEN", vej, laeser, skriver)

    def felter(self, laeser: Record, skriver: Record, vej: Vej | None) -> None:
        """Every field of the reader is filled from one of the writer's, or from its default."""
        fyldte = 0
        delte = delte_felter(laeser, skriver)
        for felt in laeser.felter:
            fra = self.ved_alias(felt, skriver, vej) if felt.aliaser else skriver.efter_navn.get(felt.navn)
            if fra is None:
                self.uskrevet(felt, skriver, vej)
                continue
            fyldte += 1
            if fra.navn in delte and felt.navn in delte[fra.navn]:
                regel = "FELT-DELT-DEFAULT" if felt.har_default else "FELT-DELT"
                self.om_felt(regel, felt, fra, vej, delte[fra.navn], fra.navn)
            if felt.maerker != fra.maerker:
                self.maerker(felt, fra, vej)
            if felt.default != fra.default and felt.har_default and fra.har_default:
                self.om_felt("DEFAULT-AENDRET", felt, fra, vej, felt.default, fra.default)
            til, af = felt.type, fra.type
            if not til.aftryk or til.aftryk != af.aftryk:  # most fields are as they were
                self.typer(til, af, Vej(vej, f".{felt.navn}", f".{fra.navn}", fra.navn))
        if fyldte < len(skriver.felter):
            self.udeladte(laeser, skriver, vej)

    def ved_alias(self, felt: Felt, skriver: Record, vej: Vej | None) -> Felt | None:
        """The writer's field that name or aliases find; several are a mistake, which Java Avro refuses as well."""
        fundne = fundne_felter(felt, skriver)
        if not fundne:
            return None
        if len(fundne) > 1:
            navne = [en.navn for en in fundne]
            fund = Fund("FELT-TVETYDIGT", vej, felt.peger, skriver.peger, felt.navn, navne, felt.navn)
            self.fund.append(fund._replace(laeserfelt=felt.navn))
        elif fundne[0].navn != felt.navn:
            self.om_felt("ALIAS-FELT", felt, fundne[0], vej, felt.navn, fundne[0].navn)
        return fundne[0]

    def uskrevet(self, felt: Felt, skriver: Record, vej: Vej | None) -> None:
        """A field that the writer does not write."""
        regel, laest = ("DEFAULT-BRUGT", felt.default) if felt.har_default else ("DEFAULT-MANGLER", str(felt.type))
        fund = Fund(regel, vej, felt.peger, skriver.peger, laest, None, felt.navn)
        self.fund.append(fund._replace(laeserfelt=felt.navn))

    def udeladte(self, laeser: Record, skriver: Record, vej: Vej | None) -> None:
        """Fields of the writer that nobody reads."""
        laeste = laeste_felter(laeser, skriver)
        for felt in skriver.felter:
            if felt.navn not in laeste:
                fund = Fund("FELT-UDELADT", vej, laeser.peger, felt.peger, None, str(felt.type), felt.navn)
                self.fund.append(fund._replace(skriverfelt=felt.navn))

    def maerker(self, felt: Felt, fra: Felt, vej: Vej | None) -> None:
        """The house's own attributes: another code list, another format."""
        laeste, skrevne = felt.maerker or {}, fra.maerker or {}
        for maerke in sorted(laeste.keys() | skrevne.keys()):
            if laeste.get(maerke) != skrevne.get(maerke):
                begge = (f"{maerke} {en.get(maerke, '-')}" for en in (laeste, skrevne))
                self.om_felt("MAERKE", felt, fra, vej, *begge)

    def om_felt(self, regel: str, felt: Felt, fra: Felt, vej: Vej | None, laest: Any, skrevet: Any) -> None:
        """A finding about a field that both have."""
        fund = Fund(regel, vej, felt.peger, fra.peger, laest, skrevet, felt.navn)
        self.fund.append(fund._replace(laeserfelt=felt.navn, skriverfelt=fra.navn))

    def meld(self, regel: str, vej: Vej | None, laeser: Skematype, skriver: Skematype) -> None:
        """A finding about two types as such."""
        self.fund.append(Fund(regel, vej, laeser.peger, skriver.peger, str(laeser), str(skriver)))
