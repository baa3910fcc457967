// The site's search: every word must be found, as hub/katalog/soegning.py compares; and a link into a closed part opens it.
'use strict'
;(() => {
  const HOEJST = 40

  const ens = (tekst) =>
    tekst.normalize('NFC').toLowerCase()
      .replaceAll('æ', 'ae').replaceAll('ø', 'oe').replaceAll('å', 'aa').replaceAll('ß', 'ss')
      .normalize('NFD').replace(/\p{M}/gu, '')

  function point(post, ord) {
    let sum = 0
    for (const et of ord) {
      if (post.titel === et) sum += 100
      else if (post.titel.startsWith(et)) sum += 50
      else if (post.titel.includes(et)) sum += 25
      else if (post.alt.includes(et)) sum += 1
      else return 0
    }
    return sum
  }

  function element(navn, tekst, klasse) {
    const nyt = document.createElement(navn)
    nyt.textContent = tekst
    if (klasse) nyt.className = klasse
    return nyt
  }

  function opsaetSoegning() {
    const felt = document.getElementById('soeg')
    const resultater = document.getElementById('resultater')
    if (!felt || !resultater || !window.FAELLESHUB_INDEKS) return
    const alle = document.getElementById('alle')
    const liste = resultater.querySelector('ol')
    const status = document.getElementById('soegestatus')
    const poster = window.FAELLESHUB_INDEKS.map((post, nummer) => ({
      ...post, nummer, titel: ens(post.t), alt: ens([post.t, post.x, post.o].join(' ')),
    }))

    function vis() {
      const ord = ens(felt.value).split(/\s+/).filter(Boolean)
      resultater.hidden = ord.length === 0
      alle.hidden = ord.length > 0
      if (!ord.length) return
      const fundne = poster
        .map((post) => [point(post, ord), post])
        .filter(([sum]) => sum > 0)
        .sort(([a, en], [b, anden]) => b - a || en.nummer - anden.nummer)
      liste.replaceChildren(
        ...fundne.slice(0, HOEJST).map(([, post]) => {
          const led = document.createElement('li')
          const link = element('a', post.t)
          link.href = post.u
          led.append(element('span', post.s, 'slags'), link, element('p', post.x))
          return led
        })
      )
      const flere = fundne.length > HOEJST ? ` – ${HOEJST} ${resultater.dataset.foerste}` : ''
      status.textContent = fundne.length ? `${fundne.length} ${resultater.dataset.fandt}${flere}` : resultater.dataset.ingen
    }

    felt.form.addEventListener('submit', (haendelse) => {
      haendelse.preventDefault()
      vis()
    })
    felt.addEventListener('input', vis)
    felt.value = new URLSearchParams(location.search).get('soeg') || ''
    vis()
  }

  function aabnTil() {
    const maal = document.getElementById(decodeURIComponent(location.hash.slice(1)))
    for (let del = maal; del; del = del.parentElement) if (del.tagName === 'DETAILS') del.open = true
    if (maal) maal.scrollIntoView()
  }

  opsaetSoegning()
  window.addEventListener('hashchange', aabnTil)
  if (location.hash) aabnTil()
})()
