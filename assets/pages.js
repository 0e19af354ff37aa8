// What makes the pages better where script runs. Everything here is also possible without it.

// A form that is being sent is not sent again by an impatient second click.
for (const form of document.querySelectorAll('form[method="post"]')) {
  form.addEventListener('submit', (event) => {
    // What is downloaded leaves the page as it is, and may be wanted again.
    if (event.submitter?.hasAttribute('data-download')) return
    if (form.dataset.sent) event.preventDefault()
    form.dataset.sent = 'yes'
  })
}
// Back from the browser's own memory, the form may be sent again.
addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll('form[data-sent]')) delete form.dataset.sent
})

// How good a new password is, said while it is typed and once typing pauses.
const typingPauseMilliseconds = 300
for (const strength of document.querySelectorAll('[data-strength]')) {
  const form = strength.closest('form')
  const typed = (name) => form.elements.namedItem(name)?.value ?? ''
  let timer
  let asking
  const say = (score, label) => {
    strength.dataset.score = score
    strength.textContent = label
  }
  const ask = async () => {
    const password = typed(strength.dataset.of)
    if (password === '') return say('', '')
    asking = new AbortController()
    const { signal } = asking
    const body = JSON.stringify({ password, email: typed('email'), firstName: typed('firstName'), lastName: typed('lastName') })
    const headers = { 'content-type': 'application/json', 'x-form-token': typed('form') }
    try {
      const answer = await fetch(strength.dataset.strength, { method: 'POST', headers, body, signal })
      const { score, label } = answer.ok ? await answer.json() : { score: '', label: '' }
      if (!signal.aborted) say(score, label)
    } catch {
      if (!signal.aborted) say('', '')
    }
  }
  form.addEventListener('input', () => {
    clearTimeout(timer)
    asking?.abort()
    timer = setTimeout(ask, typingPauseMilliseconds)
  })
}
