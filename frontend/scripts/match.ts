// The answer to what someone tells is shown in the page that they told it in. So
// the page that browsers come back to, from a listing, is one that was asked for
// without a word of it, and they can show it from memory with the answer in it.
// An answer that is a page of its own may not be kept: coming back to it, they
// ask whether to send the form again.

let asked = 0;

async function answer(form: HTMLFormElement, by: HTMLElement | null): Promise<void> {
  if (by instanceof HTMLButtonElement && by.name) {
    const pressed = document.createElement("input");
    pressed.type = "hidden";
    pressed.name = by.name;
    pressed.value = by.value;
    form.append(pressed);
  }
  const told = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === "string") told.append(name, value);
  const mine = ++asked;
  try {
    const res = await fetch(form.action, { method: "POST", body: told });
    const page = new DOMParser().parseFromString(await res.text(), "text/html");
    const now = document.querySelector("main");
    const next = page.querySelector("main");
    if (mine !== asked) return;
    if (!now || !next) throw new Error("no page");
    document.title = page.title;
    now.replaceWith(next);
    dispatchEvent(new Event("alongside:shown"));
    const at = next.querySelector<HTMLElement>("[autofocus]");
    if (!at) scrollTo(0, 0);
    (at ?? next).focus({ preventScroll: !at });
  } catch {
    if (mine === asked) form.submit(); // let the browser say what is wrong
  }
}

// inLanguage asks for an answer again in another language: a link would not carry
// what was said.
function inLanguage(e: MouseEvent): void {
  const link = (e.target as Element).closest<HTMLAnchorElement>("a[hreflang]");
  const said = document.querySelector<HTMLFormElement>("form#keep[action='/match']");
  if (!link || !said) return;
  e.preventDefault();
  said.action = `/match?lang=${link.hreflang}`;
  said.submit();
}

export function inPlace(): void {
  document.addEventListener("click", inLanguage);
  document.addEventListener("submit", (e) => {
    const form = e.target;
    if (!(form instanceof HTMLFormElement) || form.getAttribute("action") !== "/match") return;
    if (e.submitter?.hasAttribute("formaction")) return;
    e.preventDefault();
    void answer(form, e.submitter);
  });
}
