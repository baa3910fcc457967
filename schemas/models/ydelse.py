"""Models of the domain ydelse.

Generated from the contracts by `python -m schemas.models.generator`: change the contract, not this file.
"""
# fmt: off

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from pydantic import Field

from schemas.models.besked import Besked
from schemas.models.faelles import Beloeb, Part, Periode, Person, Virksomhed
from schemas.models.grund import Int64, Vaerdi
from schemas.models.kuvert import Tidspunkt


class RefusionsanmodningData(Vaerdi):
    """One request for one period of one absence."""

    refusionsanmodning_id: str = Field(description="The request's id.")
    sygemelding_id: str = Field(description="The absence that the request is about.")
    sag_id: str | None = Field(default=None, description="The sag under which the matter is handled; absent until one is opened.")
    sygemeldt: Person = Field(description="Who was absent.")
    arbejdsgiver: Virksomhed = Field(description="Who paid the wages and gets the refund.")
    ydelsestype: str = Field(description="The benefit that is refunded.")
    periode: Periode = Field(description="The days that the request covers; always closed.")
    fravaer_minutter: Int64 = Field(description="Absence in the period, in whole minutes of agreed working time.")
    udbetalt_loen: Beloeb = Field(description="Wages paid for the absence.")
    indsendt_tidspunkt: Tidspunkt = Field(description="When the request was sent.")
    udvidelser: dict[str, str] = Field(default_factory=dict, description="A vendor's private fields, keyed by a namespaced name (RA-04); routing never needs them.")


class SygemeldingData(Vaerdi):
    """One period of absence, as the employer reported it through NemRefusion."""

    sygemelding_id: str = Field(description="The report's id.")
    sygemeldt: Person = Field(description="Who is absent.")
    arbejdsgiver: Virksomhed | None = Field(default=None, description="The employer; absent for someone who is unemployed.")
    bopaelskommune: str = Field(description="The kommune in which the person lives, which pays and follows up.")
    fravaersperiode: Periode = Field(description="The days of absence; open while no one knows the last one.")
    fravaersaarsag: str = Field(description="Why the person is absent; never a diagnosis.")
    delvis: bool = Field(description="Whether the person still works some of the hours.")
    anmeldt_tidspunkt: Tidspunkt = Field(description="When the employer reported; late reports cost the refund.")
    udvidelser: dict[str, str] = Field(default_factory=dict, description="A vendor's private fields, keyed by a namespaced name (RA-04); routing never needs them.")


class BevillingData(Vaerdi):
    """The grant as it now stands; what is paid on it is told by Udbetaling."""

    bevilling_id: str = Field(description="The grant's id, the same through every change.")
    sag_id: str = Field(description="The sag in which the decision was made.")
    ydelsesmodtager: Part = Field(description="Who is paid: the citizen, or the employer for a refund.")
    bevilget_person: Person | None = Field(default=None, description="Whose circumstances the grant rests on, when someone else is paid.")
    ydelsestype: str = Field(description="The benefit.")
    afgoerelse: str = Field(description="The decision.")
    bevillingsperiode: Periode = Field(description="The days for which it is granted.")
    beloeb: Beloeb | None = Field(default=None, description="The amount for each payment; absent when nothing is granted.")
    udbetalingsfrekvens: str | None = Field(default=None, description="How often it is paid; absent when nothing is granted.")
    automatisk_afgjort: bool = Field(description="Whether the decision was made without a hand.")
    hjemmel: str = Field(description="The legal basis, at most 1024 characters.")
    afgoerelsesdato: dt.date = Field(description="The day of the decision.")
    udvidelser: dict[str, str] = Field(default_factory=dict, description="A vendor's private fields, keyed by a namespaced name (RA-04); routing never needs them.")


class KommendeUdbetalingData(Vaerdi):
    """One payment to come, as Min Side shows it; it may still change."""

    kommende_udbetaling_id: str = Field(description="The announcement's id, the same through every change.")
    udbetaling_id: str | None = Field(default=None, description="The payment it becomes, once that has an id.")
    bevilling_id: str = Field(description="The grant that will be paid on.")
    ydelsesmodtager: Part = Field(description="Who will be paid.")
    ydelsestype: str = Field(description="The benefit.")
    periode: Periode = Field(description="The days that the payment covers; always closed.")
    beloeb: Beloeb = Field(description="The amount expected, after tax and deductions.")
    forventet_dispositionsdato: dt.date = Field(description="The day on which the money is expected to be at the receiver's disposal.")
    endelig: bool = Field(description="Whether amount and date are final.")
    udvidelser: dict[str, str] = Field(default_factory=dict, description="A vendor's private fields, keyed by a namespaced name (RA-04); routing never needs them.")


class UdbetalingData(Vaerdi):
    """One payment on one grant."""

    udbetaling_id: str = Field(description="The payment's id.")
    bevilling_id: str = Field(description="The grant that is paid on.")
    sag_id: str | None = Field(default=None, description="The sag of the grant.")
    ydelsesmodtager: Part = Field(description="Who is paid.")
    ydelsestype: str = Field(description="The benefit.")
    periode: Periode = Field(description="The days that the payment covers; always closed.")
    beloeb: Beloeb = Field(description="The amount paid out, after tax and deductions.")
    dispositionsdato: dt.date = Field(description="The day on which the money is at the receiver's disposal.")
    udbetalingsstatus: str = Field(description="How the payment went.")
    udvidelser: dict[str, str] = Field(default_factory=dict, description="A vendor's private fields, keyed by a namespaced name (RA-04); routing never needs them.")


class Bevilling(Besked):
    """The kommune grants, changes or stops a benefit."""

    skema_navn: ClassVar[str] = "dk.faelleshub.ydelse.Bevilling"
    beskedtype: ClassVar[str] = "11fb98eb-a5f0-4e6a-bb5a-f135409bd2bb"

    beskeddata: BevillingData = Field(description="What the message tells.")


class KommendeUdbetaling(Besked):
    """A benefit will be paid, so that the citizen can see it beforehand."""

    skema_navn: ClassVar[str] = "dk.faelleshub.ydelse.KommendeUdbetaling"
    beskedtype: ClassVar[str] = "5f60c879-e57e-452e-a067-fa09be2b9409"

    beskeddata: KommendeUdbetalingData = Field(description="What the message tells.")


class Refusionsanmodning(Besked):
    """An employer asks the kommune to refund wages paid during illness."""

    skema_navn: ClassVar[str] = "dk.faelleshub.ydelse.Refusionsanmodning"
    beskedtype: ClassVar[str] = "5df270e5-8aa9-48b3-8b94-3671f77f607c"

    beskeddata: RefusionsanmodningData = Field(description="What the message tells.")


class Sygemelding(Besked):
    """An employer or an unemployment fund reports that someone is absent because of illness."""

    skema_navn: ClassVar[str] = "dk.faelleshub.ydelse.Sygemelding"
    beskedtype: ClassVar[str] = "2d8e93c3-a925-4f2d-90c4-f5bc8c45c718"

    beskeddata: SygemeldingData = Field(description="What the message tells.")


class Udbetaling(Besked):
    """A benefit was paid, or a payment came back."""

    skema_navn: ClassVar[str] = "dk.faelleshub.ydelse.Udbetaling"
    beskedtype: ClassVar[str] = "29dab616-fcb5-44fd-b3c0-983e057cbeeb"

    beskeddata: UdbetalingData = Field(description="What the message tells.")
