// kafkajs' registry client, asked over standard input: a request a line, an answer a line, both JSON.
const readline = require('readline')
const { SchemaRegistry, SchemaType } = require('@kafkajs/confluent-schema-registry')

const [url, username, password] = process.argv.slice(2)
const registry = new SchemaRegistry({ host: url, auth: { username, password } })

function saet(vaerdi, sti, nyt) {
  const led = sti.split('.')
  const sidste = led.pop()
  for (const et of led) vaerdi = vaerdi[et]
  vaerdi[sidste] = nyt
}

async function svar(spurgt) {
  if (spurgt.goer === 'skriv') {
    const { id } = await registry.register({ type: SchemaType.AVRO, schema: spurgt.skema }, { subject: spurgt.subject })
    return { avro: (await registry.encode(id, spurgt.vaerdi)).toString('base64') }
  }
  const avro = Buffer.from(spurgt.avro, 'base64')
  const vaerdi = await registry.decode(avro)
  if (spurgt.goer === 'laes') return { vaerdi }
  for (const [sti, nyt] of Object.entries(spurgt.aendr)) saet(vaerdi, sti, nyt)
  return { avro: (await registry.encode(avro.readUInt32BE(1), vaerdi)).toString('base64') }
}

;(async () => {
  for await (const linje of readline.createInterface({ input: process.stdin })) {
    try {
      console.log(JSON.stringify(await svar(JSON.parse(linje))))
    } catch (fejl) {
      console.log(JSON.stringify({ fejl: String(fejl) }))
    }
  }
})()
