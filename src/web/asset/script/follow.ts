// <x-follow>: the result of its GET form follows the typing. The answer is the page itself; of it only the part that
// the form names is put in place, so that page and script never tell two things.

class Follow extends HTMLElement {
  private timer = 0;
  private asked = 0;

  connectedCallback(): void {
    const form = this.querySelector("form");
    const id = form?.dataset.follow;
    if (!form || !id) {
      return;
    }
    form.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => void this.show(form, id), 250);
    });
  }

  private async show(form: HTMLFormElement, id: string): Promise<void> {
    const number = ++this.asked;
    const url = new URL(form.action);
    url.search = new URLSearchParams([...new FormData(form)].map(([name, value]) => [name, String(value)])).toString();
    try {
      const answer = await fetch(url);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const part = page.getElementById(id);
      const here = document.getElementById(id);
      if (answer.ok && part && here && number === this.asked) {
        here.replaceChildren(...part.childNodes);
        history.replaceState(null, "", url.pathname + url.search + "#" + this.id);
      }
    } catch {
      // the button still works
    }
  }
}
customElements.define("x-follow", Follow);
