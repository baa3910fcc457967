"""The state machine of a dueslag, against a model that is simple enough to believe."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from hub.beskedfordeler.levering.skaar import laes_gemt, skriv_gemt
from hub.beskedfordeler.levering.tilstand import PAUSE_MAKS, Gemt, Leveringsregler, Leveringstilstand, Udfald

REGLER = Leveringsregler(frist=10, forsoeg=3, pause=4, vindue_poster=6, vindue_bytes=600, hvilende_maks=3)


@dataclass
class Modelpost:
    noegle: bytes | None
    fra: float | None
    til: float | None
    forsoeg: int = 0
    frist: float | None = None
    tidligst: float = 0.0
    tilstand: str = "ulaest"


class DueslagMaskine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.nu = 1000.0
        self.dueslag: list[Modelpost] = []
        self.koeer: dict[object, list[int]] = {}
        self.udleveret: list[tuple[int, int]] = []
        self.tilstand = Leveringstilstand.fra(REGLER, Gemt())

    # -- what the world does ------------------------------------------------------------------------------------

    @rule(
        noegle=st.sampled_from([b"a", b"b", b"c", None]),
        fra=st.none() | st.integers(-5, 40),
        til=st.none() | st.integers(-5, 60),
    )
    def en_besked_laegges(self, noegle: bytes | None, fra: int | None, til: int | None) -> None:
        gyldig_fra = None if fra is None else self.nu + fra
        self.dueslag.append(Modelpost(noegle, gyldig_fra, None if til is None else self.nu + til))

    @rule()
    def laes(self) -> None:
        while self.tilstand.har_plads and self.tilstand.laes_fra < len(self.dueslag):
            self._tag_ind(self.tilstand.laes_fra)

    @rule(maks=st.integers(1, 4))
    def hent(self, maks: int) -> None:
        ud, udloebne = self.tilstand.udtag(maks, self.nu)
        assert len(ud) <= maks
        for offset in udloebne:
            post = self.dueslag[offset]
            assert post.til is not None
            assert post.til <= self.nu
            self._afregnes(offset)
        for offset, forsoeg, frist in ud:
            post = self.dueslag[offset]
            assert self._koe(offset)[0] == offset, "an earlier message of the same key is not settled"
            assert post.frist is None, "it is under way already"
            assert post.tidligst <= self.nu, "its pause is not over"
            assert post.fra is None or post.fra <= self.nu, "it is not valid yet"
            assert post.til is None or post.til > self.nu, "it has expired"
            assert forsoeg == post.forsoeg + 1
            assert frist == self.nu + REGLER.frist
            post.forsoeg, post.frist = forsoeg, frist
            self.udleveret.append((offset, forsoeg))

    @rule()
    def alle_der_kan_hentes_bliver_hentet(self) -> None:
        self.tid_gaar(0)
        kan = {
            koe[0]
            for koe in self.koeer.values()
            if koe and self.dueslag[koe[0]].frist is None and self.dueslag[koe[0]].tidligst <= self.nu
        }
        foer = {o for o, p in enumerate(self.dueslag) if p.frist is not None}
        self.hent(100)
        efter = {o for o, p in enumerate(self.dueslag) if p.frist is not None or p.tilstand == "afregnet"}
        assert kan <= efter, "something that could go was held back"
        assert foer <= efter

    @precondition(lambda self: self.udleveret)
    @rule(data=st.data(), svar=st.sampled_from(["kvitteret", "udskudt"]))
    def svar(self, data: st.DataObject, svar: str) -> None:
        offset, forsoeg = data.draw(st.sampled_from(self.udleveret))
        post = self.dueslag[offset]
        udfald = self.tilstand.besvar(offset, forsoeg)
        if post.tilstand == "afregnet":
            assert udfald is Udfald.GENTAGET
        elif forsoeg < post.forsoeg:
            assert udfald is Udfald.FORAELDET
        else:
            assert udfald is Udfald.TAGET
            if svar == "udskudt":
                igen = self.tilstand.udskyd(offset, self.nu)
                self._pause(offset, igen=igen)
                if not igen:
                    self.tilstand.afregn(offset)
                    self._afregnes(offset)
            else:
                self.tilstand.afregn(offset)
                self._afregnes(offset)

    @rule(sekunder=st.sampled_from([0, 1, 5, 11, 100]))
    def tid_gaar(self, sekunder: int) -> None:
        self.nu += sekunder
        ventede = {o for o, p in enumerate(self.dueslag) if p.frist is not None and p.frist <= self.nu}
        opgivne = self.tilstand.puls(self.nu)
        for offset in ventede:
            self._pause(offset, igen=offset not in opgivne)
        assert set(opgivne) <= ventede
        for offset in opgivne:
            self.tilstand.afregn(offset)
            self._afregnes(offset)
        for offset in self.tilstand.forfaldne(self.nu):
            assert self.dueslag[offset].tilstand == "hvilende"
            self._tag_ind(offset)

    @rule()
    def genstart(self) -> None:
        gemt = laes_gemt(skriv_gemt(self.tilstand.gemt()))
        self.tilstand = Leveringstilstand.fra(REGLER, gemt)
        assert self.tilstand.gemt() == gemt, "a second restart, before anything was read again, would forget"
        self.koeer.clear()
        for post in self.dueslag:
            post.frist, post.tidligst = None, 0.0
            if post.tilstand == "vindue":
                post.tilstand = "ulaest"
        for offset in self.tilstand.mangler:
            self._tag_ind(offset)
        self.laes()

    # -- what always holds --------------------------------------------------------------------------------------

    @invariant()
    def intet_tabes(self) -> None:
        for offset, post in enumerate(self.dueslag):
            match post.tilstand:
                case "vindue":
                    assert self.tilstand.kender(offset)
                case "hvilende":
                    assert offset in self.tilstand.gemt().hvilende
                case "ulaest":
                    assert offset >= self.tilstand.laes_fra
                case "afregnet":
                    assert not self.tilstand.kender(offset)

    @invariant()
    def hoejst_en_under_vejs_pr_noegle(self) -> None:
        under_vejs = [p.noegle for p in self.dueslag if p.frist is not None and p.noegle is not None]
        assert len(under_vejs) == len(set(under_vejs))
        assert self.tilstand.under_vejs == sum(p.frist is not None for p in self.dueslag)

    @invariant()
    def vinduet_er_begraenset(self) -> None:
        i_vindue = sum(p.tilstand == "vindue" for p in self.dueslag)
        assert i_vindue <= REGLER.vindue_poster
        assert self.tilstand.fylde == 10 * i_vindue
        assert len(self.tilstand.gemt().hvilende) <= REGLER.hvilende_maks
        assert len(self.tilstand.gemt().uafregnede) <= REGLER.vindue_poster

    @invariant()
    def en_genstart_glemmer_hverken_besked_eller_forsoeg(self) -> None:
        gemt = self.tilstand.gemt()
        for offset, post in enumerate(self.dueslag):
            if post.tilstand == "afregnet":
                assert offset < gemt.laes_fra
                assert offset not in gemt.uafregnede
            elif post.forsoeg:
                assert gemt.uafregnede[offset] == post.forsoeg
            elif post.tilstand == "vindue":
                assert offset in gemt.uafregnede or offset >= gemt.laes_fra

    # -- the model's own bookkeeping ----------------------------------------------------------------------------

    def _koe(self, offset: int) -> list[int]:
        noegle = self.dueslag[offset].noegle
        return self.koeer.setdefault(offset if noegle is None else noegle, [])

    def _tag_ind(self, offset: int) -> None:
        post = self.dueslag[offset]
        taget = self.tilstand.tag_ind(offset, post.noegle, 10, nu=self.nu, fra=post.fra, til=post.til)
        assert taget == (post.fra is None or post.fra <= self.nu)
        post.tilstand = "vindue" if taget else "hvilende"
        if taget:
            self._koe(offset).append(offset)

    def _afregnes(self, offset: int) -> None:
        post = self.dueslag[offset]
        post.tilstand, post.frist = "afregnet", None
        self._koe(offset).remove(offset)

    def _pause(self, offset: int, *, igen: bool) -> None:
        post = self.dueslag[offset]
        assert igen == (post.forsoeg < REGLER.forsoeg)
        post.frist = None
        post.tidligst = self.nu + min(PAUSE_MAKS, REGLER.pause * 2 ** (post.forsoeg - 1))


TestDueslagMaskine = DueslagMaskine.TestCase
TestDueslagMaskine.settings = settings(max_examples=300, stateful_step_count=60, deadline=None)


def test_en_anden_noegle_gaar_videre_mens_den_foerste_venter() -> None:
    tilstand = Leveringstilstand.fra(REGLER, Gemt())
    for offset, noegle in enumerate((b"a", b"a", b"b")):
        tilstand.tag_ind(offset, noegle, 1, nu=0, fra=None, til=None)
    ud, _ = tilstand.udtag(10, 0)
    assert [et.offset for et in ud] == [0, 2]
    assert tilstand.udskyd(0, 0)
    tilstand.afregn(2)
    assert tilstand.udtag(10, 1) == ([], [])
    tilstand.puls(4)
    assert [et.offset for et in tilstand.udtag(10, 4)[0]] == [0]


def test_en_sen_kvittering_efter_en_genstart_afregner_sin_egen_besked_og_ingen_anden() -> None:
    """A message that rested stands in front of its key's queue again after a restart; an answer may be for another."""
    tilstand = Leveringstilstand.fra(REGLER, Gemt())
    tilstand.tag_ind(0, b"a", 1, nu=0, fra=5, til=None)
    tilstand.tag_ind(1, b"a", 1, nu=0, fra=None, til=None)
    assert [et.offset for et in tilstand.udtag(9, 0)[0]] == [1]
    for offset in tilstand.forfaldne(5):
        tilstand.tag_ind(offset, b"a", 1, nu=5, fra=5, til=None)
    igen = Leveringstilstand.fra(REGLER, tilstand.gemt())
    for offset in igen.mangler:
        igen.tag_ind(offset, b"a", 1, nu=6, fra=None, til=None)
    assert igen.besvar(1, 1) is Udfald.TAGET
    igen.afregn(1)
    assert not igen.kender(1)
    assert [et.offset for et in igen.udtag(9, 6)[0]] == [0]


def test_pausen_fordobles_men_vokser_ikke_uden_ende() -> None:
    regler = REGLER._replace(forsoeg=1000, pause=1)
    tilstand = Leveringstilstand.fra(regler, Gemt())
    tilstand.tag_ind(0, b"a", 1, nu=0, fra=None, til=None)
    nu, pauser = 0.0, []
    for _ in range(40):
        assert len(tilstand.udtag(1, nu)[0]) == 1
        assert tilstand.udskyd(0, nu)
        naeste = tilstand._poster[0].tidligst
        pauser.append(naeste - nu)
        nu = naeste
        tilstand.puls(nu)
    assert pauser[:4] == [1, 2, 4, 8]
    assert pauser[-1] == PAUSE_MAKS
