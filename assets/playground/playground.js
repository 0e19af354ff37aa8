const part = (id) => document.getElementById(id)

/** An address nobody has registered yet, so that the first request works each time the page is opened. */
const unusedEmail = () => `ada.${Date.now().toString(36)}@example.com`

function exampleVariables() {
  const password = 'a-long-enough-password'
  const input = { firstName: 'Ada', lastName: 'Lovelace', email: unusedEmail(), password, confirmPassword: password }
  return JSON.stringify({ input }, null, 2)
}

/** `Name: value` on each line; empty lines do not count. */
function headersSent() {
  const lines = part('headers')
    .value.split('\n')
    .filter((line) => line.trim() !== '')
  return lines.map((line) => {
    const colon = line.indexOf(':')
    if (colon < 1) throw new Error(`This line of the headers has no name and value: ${line}`)
    return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()]
  })
}

function variablesSent() {
  const text = part('variables').value.trim()
  try {
    return text === '' ? {} : JSON.parse(text)
  } catch (error) {
    throw new Error(`The variables are no JSON: ${error.message}`)
  }
}

async function send() {
  const headers = new Headers(headersSent())
  headers.set('Content-Type', 'application/json')
  headers.set('Accept', 'application/json')
  const body = JSON.stringify({ query: part('document').value, variables: variablesSent() })
  const startedAt = performance.now()
  const response = await fetch('/api/graphql', { method: 'POST', headers, body, credentials: 'omit' })
  const text = await response.text()
  const milliseconds = Math.round(performance.now() - startedAt)
  return { text, status: `${response.status}, ${milliseconds} ms, ${text.length.toLocaleString('en')} characters` }
}

function indented(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text // no JSON, so it is shown as it came
  }
}

async function run() {
  const button = part('run')
  if (button.disabled) return
  button.disabled = true
  part('status').textContent = 'Waiting for the answer.'
  try {
    const { text, status } = await send()
    part('result').value = indented(text)
    part('status').textContent = status
  } catch (error) {
    part('result').value = ''
    part('status').textContent = error.message
  }
  button.disabled = false
}

async function showSchema() {
  const response = await fetch('/api/graphql/schema', { credentials: 'omit' })
  part('schema').textContent = response.ok ? await response.text() : 'This server does not tell its schema.'
}

/** Marks the words in the schema and brings the first one into view. */
function find() {
  const panel = part('schema')
  const text = panel.textContent
  const words = part('search').value.trim()
  const pieces = words === '' ? [text] : text.split(words)
  panel.replaceChildren()
  for (const [index, piece] of pieces.entries()) {
    if (index > 0) panel.append(Object.assign(document.createElement('mark'), { textContent: words }))
    panel.append(piece)
  }
  part('found').textContent = words === '' ? '' : `${pieces.length - 1} found`
  const first = panel.querySelector('mark')
  if (first) panel.scrollTop = first.offsetTop - panel.offsetTop - panel.clientHeight / 3
}

part('variables').value = exampleVariables()
part('run').addEventListener('click', run)
part('search').addEventListener('input', find)
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
  event.preventDefault()
  run()
})
showSchema()
