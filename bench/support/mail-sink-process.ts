import { SMTPServer } from 'smtp-server'

/** A mail server that takes every mail and keeps none, until whoever started it is gone. Says on which port it listens. */
const server = new SMTPServer({
  authOptional: true,
  hideSTARTTLS: true,
  disableReverseLookup: true,
  onData(stream, _session, callback) {
    stream.resume()
    stream.once('end', () => callback())
  },
})
server.on('error', () => {}) // clients that break off
process.once('disconnect', () => process.exit())
const listening = server.listen(0, '127.0.0.1', () => {
  const address = listening.address()
  process.send?.(typeof address === 'object' && address ? address.port : 0)
})
