"""The report as workflow commands, which GitHub shows as annotations on the lines of a pull request."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from schemas.lint.fund import Alvor
from schemas.lint.rapport import Rapport

_SLAGS: Final = {Alvor.FEJL: "error", Alvor.ADVARSEL: "warning"}


def som_github(rapport: Rapport, sprog: str) -> Iterator[str]:
    """A line per finding that stands, and one that counts what is known or can be taken out of the baseline."""
    for et in rapport.fund:
        fra, kolonne, til, slut = et.omraade
        sted = {"file": rapport.vist(et.fil), "line": fra, "endLine": til, "title": f"{et.regel} {et.kode}"}
        if fra == til:  # columns are only shown inside one line
            sted |= {"col": kolonne, "endColumn": slut}
        tekst = f"{et.ord.da} {et.ord.ret_da}" if sprog == "da" else f"{et.ord.en} {et.ord.ret_en}"
        led = ",".join(f"{navn}={_led(str(vaerdi))}" for navn, vaerdi in sted.items())
        yield f"::{_SLAGS[et.alvor]} {led}::{_data(f'{et.hvor}: {tekst}' if et.hvor else tekst)}"
    if rapport.kendte or rapport.forsvundne:
        vaek = sum(rapport.forsvundne.values())
        yield f"::notice::{len(rapport.kendte)} known finding(s) in the baseline, {vaek} to take out of it"


def _data(tekst: str) -> str:
    return tekst.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _led(tekst: str) -> str:
    return _data(tekst).replace(":", "%3A").replace(",", "%2C")
