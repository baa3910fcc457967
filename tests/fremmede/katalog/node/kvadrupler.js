// JSON-LD on standard input, N-Quads on standard output; nothing is fetched.
const jsonld = require('jsonld')

const dele = []
process.stdin.on('data', (del) => dele.push(del))
process.stdin.on('end', async () => {
  const dokument = JSON.parse(Buffer.concat(dele))
  const documentLoader = (url) => { throw new Error(`would fetch ${url}`) }
  process.stdout.write(await jsonld.toRDF(dokument, { format: 'application/n-quads', documentLoader, base: process.argv[2], safe: true }))
})
