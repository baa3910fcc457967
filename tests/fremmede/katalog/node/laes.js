// Reads records of the bus with what the catalogue says, and nothing else: a record a line, an answer a line, both JSON.
const readline = require('readline')
const avro = require('avsc')

const [hub, token] = process.argv.slice(2)

async function hent(sti) {
  const svar = await fetch(hub + sti, { headers: { Authorization: `Bearer ${token}` } })
  if (!svar.ok) throw new Error(`${sti}: ${svar.status}`)
  return svar.json()
}

// Avro's long is wider than a number of JavaScript
const long = avro.types.LongType.__with({
  fromBuffer: (bytes) => bytes.readBigInt64LE(),
  toBuffer: (tal) => { const ud = Buffer.alloc(8); ud.writeBigInt64LE(tal); return ud },
  fromJSON: BigInt,
  toJSON: Number,
  isValid: (tal) => typeof tal === 'bigint',
  compare: (a, b) => (a === b ? 0 : a < b ? -1 : 1),
})
const type = (skema) => avro.Type.forSchema(skema, { registry: { long } })

function enkel(vaerdi) {
  if (typeof vaerdi === 'bigint') return Number(vaerdi)
  if (Buffer.isBuffer(vaerdi)) return vaerdi.toString('base64')
  if (Array.isArray(vaerdi)) return vaerdi.map(enkel)
  if (vaerdi && typeof vaerdi === 'object') return Object.fromEntries(Object.entries(vaerdi).map(([navn, en]) => [navn, enkel(en)]))
  return vaerdi
}

async function katalog() {
  const beskeder = new Map()
  for (const { beskedtype } of (await hent('/api/v1/katalog')).poster) {
    const post = await hent(`/api/v1/katalog/${beskedtype}`)
    for (const version of post.versioner) beskeder.set(version.skemaId, type(version.skema ?? post.skema))
  }
  const emner = (await hent('/api/v1/katalog/emner')).poster.map((emne) => ({
    ...emne,
    moenster: new RegExp('^' + emne.navn.replace(/\./g, '\\.').replace(/\{\w+\}/g, '[^.]+') + '$'),
    type: emne.indhold === 'post' ? type(emne.skema) : null,
  }))
  return { beskeder, emner }
}

function laes({ beskeder, emner }, navn, bytes) {
  const emne = emner.find((en) => en.moenster.test(navn))
  if (!emne) throw new Error(`the catalogue has no topic ${navn}`)
  if (emne.indhold === 'json') return { vaerdi: JSON.parse(bytes.toString('utf8')) }
  if (emne.indhold === 'post') return { vaerdi: enkel(emne.type.fromBuffer(bytes)) }
  if (bytes[0] !== 0) throw new Error('not the wire format')
  const skemaId = bytes.readUInt32BE(1)
  return { skemaId, vaerdi: enkel(beskeder.get(skemaId).fromBuffer(bytes.subarray(5))) }
}

;(async () => {
  const kendt = await katalog()
  for await (const linje of readline.createInterface({ input: process.stdin })) {
    const { emne, bytes } = JSON.parse(linje)
    try {
      console.log(JSON.stringify(laes(kendt, emne, Buffer.from(bytes, 'base64'))))
    } catch (fejl) {
      console.log(JSON.stringify({ fejl: String(fejl) }))
    }
  }
})()
