"""The site as a reader meets it: every page at the width of a phone and of a desk, and the search without a server."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver import Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from tests.fremmede.katalog.programmer import pakker
from tests.hub.katalogsite.browser import SKAERM, TELEFON, farver, stoerrelse

pytestmark = [pytest.mark.xdist_group("katalogsite"), pytest.mark.timeout(900)]

FRIST = 30

AABN_ALT = "for (const et of document.querySelectorAll('details')) et.open = true"

FOR_BREDT = """
const bredde = document.documentElement.clientWidth
const synlig = (et) => !et.closest('.rul') && et.getClientRects().length
return [
  document.documentElement.scrollWidth > bredde ? document.documentElement.scrollWidth : 0,
  [...document.querySelectorAll('body *')].filter((et) => synlig(et) && !et.closest('.spring')
    && et.getBoundingClientRect().right > bredde + 1).map((et) => et.tagName + '.' + et.className).slice(0, 5),
]
"""

SMAA_MAAL = """
return [...document.querySelectorAll('.top a, nav.indhold a, .chips a, button, summary')]
  .filter((et) => et.getClientRects().length && et.getBoundingClientRect().height < 24).map((et) => et.textContent)
"""

KONTRAST = """
const tal = (farve) => farve.match(/[\\d.]+/g).map(Number)
const lys = ([r, g, b]) => {
  const led = [r, g, b].map((x) => x / 255).map((x) => x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4)
  return 0.2126 * led[0] + 0.7152 * led[1] + 0.0722 * led[2]
}
const grund = (et) => {
  for (; et; et = et.parentElement) {
    const farve = tal(getComputedStyle(et).backgroundColor)
    if (farve.length < 4 || farve[3] > 0) return farve
  }
  return [255, 255, 255]
}
const svage = []
for (const et of document.querySelectorAll('body *')) {
  const egen = [...et.childNodes].some((barn) => barn.nodeType === 3 && barn.textContent.trim())
  if (!egen || !et.getClientRects().length || et.closest('.spring')) continue
  const [a, b] = [lys(tal(getComputedStyle(et).color)), lys(grund(et))].sort((x, y) => y - x)
  const forhold = (a + 0.05) / (b + 0.05)
  if (forhold < 4.5) svage.push([et.tagName + '.' + et.className, forhold.toFixed(2), et.textContent.slice(0, 40)])
}
return svage.slice(0, 5)
"""


PROEV = """
const [regler, faerdig] = arguments
axe.run({ runOnly: regler })
  .then((svar) => faerdig(svar.violations.map((brud) => [brud.id, brud.impact, brud.nodes.slice(0, 3).map((et) => et.html)])))
  .catch((fejl) => faerdig([String(fejl)]))
"""


def html(site: Path) -> list[str]:
    return sorted(fil.relative_to(site).as_posix() for fil in site.rglob("*.html"))


def konsol(browser: Chrome) -> list[dict[str, Any]]:
    return list(browser.get_log("browser"))  # type: ignore[no-untyped-call] # selenium leaves it bare


def test_hver_side_kan_laeses_paa_telefon_og_skaerm_uden_en_fejl_i_konsollen(
    site: Path, adresse: str, browser: Chrome
) -> None:
    fejl = {}
    for sti in html(site):
        stoerrelse(browser, TELEFON)
        browser.get(adresse + sti)
        browser.execute_script(AABN_ALT)
        telefon = browser.execute_script(FOR_BREDT)
        smaa = browser.execute_script(SMAA_MAAL)
        stoerrelse(browser, SKAERM)
        skaerm = browser.execute_script(FOR_BREDT)
        sagt = konsol(browser)
        if (telefon, skaerm, smaa, sagt) != ([0, []], [0, []], [], []):
            fejl[sti] = telefon, skaerm, smaa, sagt
    assert len(html(site)) > 100
    assert not fejl


@pytest.mark.parametrize("udgave", ["light", "dark"])
def test_teksten_staar_klart_mod_sin_baggrund(adresse: str, browser: Chrome, udgave: str) -> None:
    stoerrelse(browser, SKAERM)
    farver(browser, udgave)
    sider = ["index.html?soeg=plads", "beskedtyper/Flytning.html", "kodelister/foelsomhed.html", "en/emner.html"]
    svage = {}
    for sti in sider:
        browser.get(adresse + sti)
        browser.execute_script(AABN_ALT)
        svage[sti] = browser.execute_script(KONTRAST)
    farver(browser, "light")
    assert not any(svage.values()), svage


def test_en_fremmed_proever_finder_intet_der_staenger_nogen_ude(adresse: str, browser: Chrome) -> None:
    proever = (pakker() / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
    regler = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    browser.set_script_timeout(FRIST * 4)
    fund = {}
    for sti in ("index.html?soeg=plads", "beskedtyper/Flytning.html", "en/kodelister/kle.html", "en/emner.html"):
        for maal in (TELEFON, SKAERM):
            stoerrelse(browser, maal)
            browser.get(adresse + sti)
            browser.execute_script(AABN_ALT)
            browser.execute_cdp_cmd("Runtime.evaluate", {"expression": proever})
            fund[sti, maal] = browser.execute_async_script(PROEV, regler)
    assert not any(fund.values()), fund


def _soeg(browser: Chrome, ord_: str) -> list[str]:
    felt = browser.find_element(By.ID, "soeg")
    felt.clear()
    felt.send_keys(ord_)
    status = browser.find_element(By.ID, "soegestatus")
    WebDriverWait(browser, FRIST).until(lambda _: status.text)
    return [et.text for et in browser.find_elements(By.CSS_SELECTOR, ".fund a")]


@pytest.mark.parametrize("fra", ["fil", "server"])
def test_soegningen_virker_uden_noget_udefra(site: Path, adresse: str, browser: Chrome, fra: str) -> None:
    stoerrelse(browser, TELEFON)
    browser.get(site.joinpath("index.html").as_uri() if fra == "fil" else adresse)
    assert _soeg(browser, "Byggeansøgning")[0] == "Byggeansøgning"
    assert _soeg(browser, "BYGGEANSOEGNING")[0] == "Byggeansøgning"
    assert not browser.find_element(By.ID, "alle").is_displayed()
    assert "FORTROLIGE_PERSONOPLYSNINGER" in _soeg(browser, "fortrolige personoplysninger")
    assert _soeg(browser, "findesikke") == []
    assert "Intet fundet" in browser.find_element(By.ID, "soegestatus").text
    assert "FlytningData.nyTelefon" in _soeg(browser, "new telephone")
    browser.find_element(By.ID, "soeg").send_keys(Keys.CONTROL, "a", Keys.DELETE)
    WebDriverWait(browser, FRIST).until(lambda b: b.find_element(By.ID, "alle").is_displayed())
    assert konsol(browser) == []


def test_et_fund_foerer_til_feltet_ogsaa_naar_det_staar_i_en_lukket_del(adresse: str, browser: Chrome) -> None:
    stoerrelse(browser, SKAERM)
    browser.get(f"{adresse}en/index.html?soeg=objektAnsvarligMyndighed")
    fund = browser.find_element(By.LINK_TEXT, "ObjektRegistrering.objektAnsvarligMyndighed")
    fund.click()
    WebDriverWait(browser, FRIST).until(lambda b: "#ObjektRegistrering" in b.current_url)
    raekke = browser.find_element(By.ID, "ObjektRegistrering.objektAnsvarligMyndighed")
    WebDriverWait(browser, FRIST).until(lambda _: raekke.is_displayed())
    assert browser.find_element(By.ID, "kuvert").get_attribute("open") is not None


def test_siden_skifter_sprog_paa_stedet(adresse: str, browser: Chrome) -> None:
    browser.get(f"{adresse}beskedtyper/Flytning.html")
    assert browser.find_element(By.TAG_NAME, "html").get_attribute("lang") == "da"
    browser.find_element(By.LINK_TEXT, "English").click()
    WebDriverWait(browser, FRIST).until(lambda b: b.current_url.endswith("/en/beskedtyper/Flytning.html"))
    assert browser.find_element(By.TAG_NAME, "html").get_attribute("lang") == "en"
    assert "May receive" in browser.find_element(By.TAG_NAME, "main").text
