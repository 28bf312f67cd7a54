// Suggestions while typing, as an editable combobox with a list that opens
// (WAI-ARIA Authoring Practices 1.2). What is typed is sent to this site alone.

interface Suggestion {
  kind: "service" | "organisation" | "activity" | "place";
  text: string;
  slug?: string;
  id?: string;
}

const pause = 150;

export function suggest(input: HTMLInputElement): void {
  const field = input.parentElement;
  const source = input.dataset["suggest"];
  if (!field || !source) return;
  const only = input.dataset["kinds"]?.split(" ");
  const list = document.createElement("ul");
  list.id = `${input.id}-suggestions`;
  list.setAttribute("role", "listbox");
  const label = input.labels?.[0];
  if (label) {
    label.id ||= `${input.id}-label`;
    list.setAttribute("aria-labelledby", label.id);
  }
  list.hidden = true;
  field.append(list);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", list.id);
  input.autocomplete = "off";

  let shown: Suggestion[] = [];
  let at = -1;
  let timer = 0;
  let asked = 0;

  const close = (): void => {
    list.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };

  const select = (next: number): void => {
    const options = [...list.children];
    options[at]?.setAttribute("aria-selected", "false");
    at = (next + options.length) % options.length;
    const option = options[at];
    if (!option) return;
    option.setAttribute("aria-selected", "true");
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  };

  const choose = (s: Suggestion): void => {
    close();
    if (s.kind === "service" && s.slug) {
      location.href = `/listings/${s.slug}`;
      return;
    }
    input.value = s.text;
    input.focus();
  };

  const show = (found: Suggestion[]): void => {
    shown = found.filter((s) => !only || only.includes(s.kind));
    list.replaceChildren(
      ...shown.map((s, i) => {
        const li = document.createElement("li");
        li.id = `${list.id}-${i}`;
        li.setAttribute("role", "option");
        li.setAttribute("aria-selected", "false");
        const text = document.createElement("span");
        text.textContent = s.text;
        li.append(text);
        // mousedown comes before the field loses focus and closes the list.
        li.addEventListener("mousedown", (e) => {
          e.preventDefault();
          choose(s);
        });
        return li;
      }),
    );
    at = -1;
    list.hidden = shown.length === 0;
    input.setAttribute("aria-expanded", String(shown.length > 0));
  };

  const ask = async (): Promise<void> => {
    const typed = input.value.trim();
    const mine = ++asked;
    if (typed.length < 2) {
      close();
      return;
    }
    try {
      const res = await fetch(`${source}?q=${encodeURIComponent(typed)}`);
      if (!res.ok || mine !== asked) return;
      const answer = (await res.json()) as { suggestions: Suggestion[] };
      if (mine === asked) show(answer.suggestions);
    } catch {
      close(); // offline: the form still works when the network is back
    }
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => void ask(), pause);
  });
  input.addEventListener("keydown", (e) => {
    if (e.key === "Escape") close();
    if (list.hidden) return;
    if (e.key === "ArrowDown" || e.key === "ArrowUp") {
      e.preventDefault();
      select(at + (e.key === "ArrowDown" ? 1 : at < 0 ? 0 : -1));
    }
    const s = shown[at];
    if (e.key === "Enter" && s) {
      e.preventDefault();
      choose(s);
    }
  });
  input.addEventListener("blur", close);
}
