"""A message through the whole routing core, on a real broker."""

from __future__ import annotations

from hub.beskedfordeler import Beskedfordeler, Kvitteringsstatus, Svar, Svarudfald


async def test_en_besked_naar_frem_og_afsenderen_faar_kvittering(fordeler: Beskedfordeler, verden) -> None:
    modtagelse = await fordeler.modtag(verden.besked(), verden.afsender.id)
    kvittering = await fordeler.vent_paa_afgoerelse(modtagelse.id, 10)
    assert kvittering is not None
    assert kvittering.status is Kvitteringsstatus.LEVERET, kvittering
    assert kvittering.modtagere == 2
    (levering,) = await fordeler.hent(verden.ind.id, maks=10, vent=5)
    (resultat,) = await fordeler.kvitter(verden.ind.id, [Svar(levering.levering_id, "kvitteret")])
    assert resultat.udfald is Svarudfald.MODTAGET
    side = await fordeler.kvitteringer(verden.afsender.id)
    assert [k.status for k in side.kvitteringer] == [Kvitteringsstatus.LEVERET, Kvitteringsstatus.KVITTERET]

