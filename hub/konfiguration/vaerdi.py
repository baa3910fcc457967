"""One value of a value list: its normal form, and what no list takes. Pure; before any value is hashed or written."""

from __future__ import annotations

from typing import Final

from schemas.identifikatorer import tekst_af, unik_id

VAERDI_MAKS: Final = 255
"""Characters of the longest value, as of a UnikId."""


class Vaerdifejl(ValueError):
    """A value, or a number of values, that no list takes; in Danish (`da`) and English (`en`).

    `nummer` is the value's place in the call, from 0, where one value is meant: the value itself is never repeated.
    """

    def __init__(self, da: str, en: str, nummer: int | None = None) -> None:
        super().__init__(en if nummer is None else f"value no. {nummer + 1}: {en}")
        self.da = da
        self.en = en
        self.nummer = nummer


def normal(vaerdi: str, nummer: int | None = None) -> str:
    """The value as object ids are written in routing: quirks mended, such as `urn:oio:cpr:`. Raises Vaerdifejl."""
    ren = vaerdi.strip()
    if not ren or len(ren) > VAERDI_MAKS:
        raise Vaerdifejl(
            f"En værdi er et UUID eller en URN på 1 til {VAERDI_MAKS} tegn.",
            f"a value is a UUID or a URN of 1 to {VAERDI_MAKS} characters",
            nummer,
        )
    if not ren.isprintable():
        raise Vaerdifejl(
            "En værdi må ikke indeholde linjeskift eller andre styretegn; skriv én værdi ad gangen.",
            "a value must not hold line breaks or other control characters; write one value at a time",
            nummer,
        )
    return tekst_af(unik_id(ren))
