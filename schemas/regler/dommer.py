"""The judge: all rules of one contract, compiled from their declarations.

Two ways through the same rules. `er_ren` is Python source generated once per contract: it answers only whether every
rule is kept, and is fast. `forklar` walks the message slowly and names every breach. A test holds them to the same
verdict; the fast one can never pass what the explaining one refuses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from schemas.regler.felter import Kodeopslag, feltregler
from schemas.regler.regel import Aarsag, Lag, Regel
from schemas.skema import PRAEFIKS, RaaSkema, Skema, fuldt_navn, kerne, postnavn

BESKED: Final = "besked"
"""The `type` of a rule about every message as a whole."""

MEST: Final = 200
"""Reasons reported for one message; a message with more has long been told what is wrong with it."""


@dataclass(frozen=True)
class Dommer:
    """The verdict on a message's content alone, without knowing senders or history."""

    er_ren: Callable[[Mapping[str, Any]], bool]
    """Whether every rule is kept."""
    forklar: Callable[[Mapping[str, Any]], tuple[Aarsag, ...]]
    """Every breach, in the order of the layers, at most MEST."""
    regler: tuple[Regel, ...]
    """The rules that apply to this contract."""
    lag: Mapping[str, Lag]
    """The layer of each of their codes."""
    efter_type: Mapping[str, Sequence[Regel]]
    """The same rules by the full name of the record type that each is about: what the screen is made of."""


Forklaring = Callable[[Mapping[str, Any]], tuple[Aarsag, ...]]
"""Every breach of a message, in the order of the layers, at most MEST."""


def byg_dommer(skema: Skema, regler: Iterable[Regel], koder: Kodeopslag) -> Dommer:
    """The judge of one contract: declared rules, and those that its fields carry as attributes."""
    typer, gaeldende = _regler_efter_type(skema, regler, koder)
    er_ren = _Oversaetter(typer, gaeldende).oversaet(skema.navn)
    alle = tuple(regel for liste in gaeldende.values() for regel in liste)
    lag = {regel.kode: regel.lag for regel in alle}
    return Dommer(er_ren, _forklaring(skema, typer, gaeldende), alle, lag, gaeldende)


def byg_forklaring(skema: Skema, regler: Iterable[Regel], koder: Kodeopslag) -> Forklaring:
    """The explaining half of the judge alone, for a contract that is asked about once: nothing is compiled."""
    return _forklaring(skema, *_regler_efter_type(skema, regler, koder))


def _regler_efter_type(
    skema: Skema, regler: Iterable[Regel], koder: Kodeopslag
) -> tuple[dict[str, RaaSkema], dict[str, list[Regel]]]:
    """Every record type of a contract, and the rules that apply to each."""
    typer = dict(_typer(skema.raa))
    efter_type: dict[str, list[Regel]] = {}
    for regel in regler:
        navn = skema.navn if regel.type == BESKED else PRAEFIKS + regel.type
        efter_type.setdefault(navn, []).append(regel)
    her = skema.navn.removeprefix(PRAEFIKS)
    gaeldende = {
        navn: [
            regel for regel in (*efter_type.get(navn, ()), *feltregler(navn, raa, koder)) if her not in regel.undtagen
        ]
        for navn, raa in typer.items()
    }
    return typer, gaeldende


def _forklaring(skema: Skema, typer: dict[str, RaaSkema], gaeldende: dict[str, list[Regel]]) -> Forklaring:
    def forklar(indhold: Mapping[str, Any]) -> tuple[Aarsag, ...]:
        fundne = sorted(_gaa(skema.raa, indhold, "", typer, gaeldende), key=lambda fund: fund[0].lag)
        return tuple(Aarsag.af(regel, sti) for regel, sti in fundne[:MEST])

    return forklar


def _typer(raa: Any, rum: str = "") -> Iterator[tuple[str, RaaSkema]]:
    match raa:
        case {"type": "record"}:
            navn = fuldt_navn(raa, rum)
            yield navn, raa
            for felt in raa["fields"]:
                yield from _typer(felt["type"], navn.rpartition(".")[0])
        case {"type": "array", "items": indre} | {"type": "map", "values": indre}:
            yield from _typer(indre, rum)
        case list():
            for gren in raa:
                yield from _typer(gren, rum)


def _trin(sti: str) -> list[tuple[str, bool]]:
    """`egenskaber[].titel` → [("egenskaber", True), ("titel", False)]; a last `[]` means the list itself."""
    dele = [(del_.removesuffix("[]"), del_.endswith("[]")) for del_ in sti.split(".") if del_]
    if dele and dele[-1][1]:
        dele[-1] = (dele[-1][0], False)
    return dele


def _find(vaerdi: Any, trin: list[tuple[str, bool]], sti: str) -> Iterator[tuple[Any, str]]:
    if not trin:
        yield vaerdi, sti
        return
    (felt, liste), resten = trin[0], trin[1:]
    indre = vaerdi[felt]
    hertil = f"{sti}.{felt}" if sti else felt
    if liste:
        for nummer, post in enumerate(indre):
            yield from _find(post, resten, f"{hertil}[{nummer}]")
    elif indre is not None or not resten:
        yield from _find(indre, resten, hertil)


def _gaa(
    type_: Any,
    vaerdi: Any,
    sti: str,
    typer: Mapping[str, RaaSkema],
    gaeldende: Mapping[str, list[Regel]],
) -> Iterator[tuple[Regel, str]]:
    match kerne(type_):
        case _ if vaerdi is None:
            return
        case {"type": "array", "items": indre}:
            for nummer, post in enumerate(vaerdi):
                yield from _gaa(indre, post, f"{sti}[{nummer}]", typer, gaeldende)
        case _ if navn := postnavn(type_):
            for regel in gaeldende[navn]:
                for fundet, her in _find(vaerdi, _trin(regel.sti), sti):
                    for inde in regel.krav.brud(fundet):
                        yield regel, f"{her}{inde}".lstrip(".")
            for felt in typer[navn]["fields"]:
                hertil = f"{sti}.{felt['name']}" if sti else felt["name"]
                yield from _gaa(felt["type"], vaerdi[felt["name"]], hertil, typer, gaeldende)


class _Oversaetter:
    """Writes one Python function per record type that has anything to check, and compiles them together."""

    def __init__(self, typer: Mapping[str, RaaSkema], gaeldende: Mapping[str, list[Regel]]) -> None:
        self.typer = typer
        self.gaeldende = gaeldende
        self.bindinger: dict[str, Any] = {}
        self.linjer: list[str] = []
        self.faerdige: dict[str, bool] = {}
        self.fnavne: dict[str, str] = {}
        self.nummer = 0
        self.laeste: dict[str, str] = {}
        """The variable of each field that the function has read: most fields have several rules."""

    def oversaet(self, navn: str) -> Callable[[Mapping[str, Any]], bool]:
        if not self.funktion(navn):
            return lambda _indhold: True
        kilde = "\n".join(self.linjer)
        exec(compile(kilde, f"<dommer {navn}>", "exec"), self.bindinger)  # noqa: S102 - source made from our own declarations only; no outside text reaches it
        funktion: Callable[[Mapping[str, Any]], bool] = self.bindinger[self.fnavn(navn)]
        return funktion

    def bind(self, vaerdi: Any) -> str:
        navn = f"_b{len(self.bindinger)}"
        self.bindinger[navn] = vaerdi
        return navn

    def ny(self) -> str:
        self.nummer += 1
        return f"v{self.nummer}"

    def fnavn(self, navn: str) -> str:
        """The name of one record type's function. A number, since the type's name comes from whoever wrote the contract."""
        return self.fnavne.setdefault(navn, f"r_{len(self.fnavne)}")

    def funktion(self, navn: str) -> bool:
        """Write the function of one record type; false when there is nothing to check in it."""
        if navn in self.faerdige:
            return self.faerdige[navn]
        krop: list[str] = []
        self.laeste = {}
        for regel in self.gaeldende[navn]:
            self.regel(regel, _trin(regel.sti), "v", krop, "    ")
        for felt in self.typer[navn]["fields"]:
            self.felt(felt, krop)
        self.faerdige[navn] = bool(krop)
        if krop:
            self.linjer += [f"def {self.fnavn(navn)}(v):", *krop, "    return True"]
        return bool(krop)

    def regel(self, regel: Regel, trin: list[tuple[str, bool]], var: str, krop: list[str], ind: str) -> None:
        if not trin:
            udtryk = regel.krav.udtryk(var, self.bind)
            if udtryk != "True":
                krop.append(f"{ind}if not {udtryk}: return False")
            return
        (felt, liste), resten = trin[0], trin[1:]
        if liste:
            ny = self.ny()
            krop.append(f"{ind}for {ny} in {var}[{felt!r}]:")
            self.regel(regel, resten, ny, krop, ind + "    ")
        else:
            ny = self.laes(felt, var, krop, ind)
            if resten:
                krop.append(f"{ind}if {ny} is not None:")
                ind += "    "
            self.regel(regel, resten, ny, krop, ind)

    def laes(self, felt: str, var: str, krop: list[str], ind: str) -> str:
        """The variable that holds a field; one of the record itself is read once for all its rules."""
        if var == "v" and felt in self.laeste:
            return self.laeste[felt]
        ny = self.ny()
        krop.append(f"{ind}{ny} = {var}[{felt!r}]")
        if var == "v":
            self.laeste[felt] = ny
        return ny

    def felt(self, felt: Mapping[str, Any], krop: list[str]) -> None:
        type_ = felt["type"]
        match kerne(type_):
            case {"type": "array", "items": indre}:
                navn = postnavn(indre)
                if navn and self.funktion(navn):
                    krop.append(f"    for x in v[{felt['name']!r}]:")
                    krop.append(f"        if not {self.fnavn(navn)}(x): return False")
            case _:
                navn = postnavn(type_)
                if navn and self.funktion(navn):
                    krop.append(f"    x = v[{felt['name']!r}]")
                    vagt = "x is not None and " if isinstance(type_, list) else ""
                    krop.append(f"    if {vagt}not {self.fnavn(navn)}(x): return False")
