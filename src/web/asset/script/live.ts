// data-live: what changes by itself in a page. While the page is looked at, its own address is asked again, and the
// element takes the content that the server gives it now; without a script the page has a button to load it again.

const PERIOD_MS = 2000;

async function renew(): Promise<void> {
  if (document.hidden) {
    return;
  }
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) {
    return;
  }
  const next = new DOMParser().parseFromString(await answer.text(), "text/html");
  document.querySelectorAll<HTMLElement>("[data-live]").forEach((element) => {
    const other = next.getElementById(element.id);
    // What somebody is in the middle of stays as it is.
    if (other && other.innerHTML !== element.innerHTML && !element.contains(document.activeElement)) {
      element.replaceChildren(...Array.from(other.childNodes));
    }
  });
}

async function watch(): Promise<void> {
  await renew().catch(() => undefined);
  setTimeout(watch, PERIOD_MS);
}

if (document.querySelector("[data-live]")) {
  setTimeout(watch, PERIOD_MS);
}
