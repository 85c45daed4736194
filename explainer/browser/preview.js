/*
  The part of the preview that runs in the page; `python build.py serve` puts it there, and no
  build does.

  livereload.js, loaded after this, keeps a socket open and tells its plugins when something has
  happened.  What that is this asks for: whether to load the page again, to change a style sheet in
  place, or to show what is to be mended.  A page that asks twice, or late, comes out the same.
*/
{
  const { version } = document.currentScript.dataset
  let asked = 0

  /** Make this page what it would be if it were loaded again. */
  const update = async () => {
    const mine = ++asked
    const asks = `/.preview/state.json?page=${encodeURIComponent(location.pathname)}`
    const state = await fetch(asks).then((answer) => answer.json(), () => null)
    if (!state || mine !== asked) return // the server has ended, or a later question is under way
    if (state.version !== version) return location.reload()
    for (const link of document.querySelectorAll('link[rel="stylesheet"]')) restyle(link, state.sheets)
    tell(state.problems)
  }

  /** Give a style sheet its new address; the old one stays until the new one is there. */
  const restyle = (link, sheets) => {
    const path = decodeURIComponent(new URL(link.href).pathname)
    const address = sheets[path.replace(/\.[0-9a-f]{8}\.css$/, "")]
    if (!address || address === path || link.dataset.old) return
    const fresh = link.cloneNode()
    fresh.href = encodeURI(address)
    link.dataset.old = "true"
    fresh.addEventListener("load", () => link.remove())
    fresh.addEventListener("error", () => {
      fresh.remove() // a later build has taken its place
      delete link.dataset.old
    })
    link.after(fresh)
  }

  /** Show what is to be mended over the page, or take it away. */
  const tell = (problems) => {
    document.getElementById("explainer-preview")?.remove()
    document.body.insertAdjacentHTML("beforeend", problems)
  }

  window.LiveReloadPluginPreview = class {
    static identifier = "preview"
    static version = "1"

    reload() {
      update()
      return true // nothing is left to do for livereload
    }
  }
}
