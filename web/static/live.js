// Keeps parts of a page as the server would show them now. Without this script the page is loaded again by hand.
(() => {
  if (!("EventSource" in window)) return
  const say = (text, before, look) => {
    const said = document.createElement("p")
    said.className = look
    said.setAttribute("role", "status")
    before.before(said)
    said.textContent = text
    return said
  }
  const fetched = async (address) => {
    const answer = await fetch(address, {redirect: "error"})
    return answer.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null
  }
  // Nobody tells what happened before the line was open, or while it was broken: so one looks then too.
  const hear = (line, look) => ["open", "changed"].forEach((ring) => line.addEventListener(ring, look))

  // What somebody may be typing into is never replaced: a line says that it has changed.
  const stale = document.querySelector("[data-stale]")
  if (stale) {
    const heard = new EventSource(stale.dataset.stale)
    const compare = async () => {
      const page = await fetched(stale.dataset.at).catch(() => document)
      if (page?.querySelector("[data-stale]")?.dataset.version === stale.dataset.version) return
      if (heard.readyState !== EventSource.CLOSED) say(stale.dataset.said, stale, "notice late")
      heard.close()
    }
    hear(heard, compare)
    return
  }

  const parts = [...document.querySelectorAll("[data-live]")]
  if (!parts.length) return
  const said = say("", parts[0], "unseen")
  let late = false

  const look = async () => {
    if (document.hidden) {
      late = true
      return
    }
    const page = await fetched(location.href)
    const fresh = page ? [...page.querySelectorAll("[data-live]")] : []
    if (fresh.length !== parts.length) return
    parts.forEach((part, i) => {
      if (fresh[i].innerHTML === part.innerHTML) return
      const held = part.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null
      part.innerHTML = fresh[i].innerHTML
      if (held) part.querySelector(`[href="${CSS.escape(held)}"]`)?.focus()
      document.title = page.title
      said.textContent = part.dataset.said
    })
  }

  const again = () => look().catch(() => {}) // the next ring asks once more
  hear(new EventSource(parts[0].dataset.live), again)
  document.addEventListener("visibilitychange", () => {
    if (document.hidden || !late) return
    late = false
    again()
  })
})()
