// Keeps one part of a page as the server would show it now. Without this script the page is loaded again by hand.
(() => {
  const part = document.querySelector("[data-live]")
  if (!part || !("EventSource" in window)) return
  const said = document.createElement("p")
  said.className = "unseen"
  said.setAttribute("role", "status")
  part.after(said)
  let late = false

  const look = async () => {
    if (document.hidden) {
      late = true
      return
    }
    const answer = await fetch(location.href, {redirect: "error"})
    if (!answer.ok) return
    const page = new DOMParser().parseFromString(await answer.text(), "text/html")
    const fresh = page.querySelector("[data-live]")
    if (!fresh || fresh.innerHTML === part.innerHTML) return
    const held = part.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null
    part.innerHTML = fresh.innerHTML
    document.title = page.title
    if (held) part.querySelector(`[href="${CSS.escape(held)}"]`)?.focus()
    said.textContent = part.dataset.said
  }

  const again = () => look().catch(() => {}) // the next ring asks once more
  new EventSource(part.dataset.live).addEventListener("changed", again)
  document.addEventListener("visibilitychange", () => {
    if (document.hidden || !late) return
    late = false
    again()
  })
})()
