// The pages for the person alone: they stay on this device or on paper.
import { stay } from "./offline";
import { read, store, write } from "./store";

const names = ["keeps", "signs", "helps"] as const;

export function well(): void {
  const f = document.querySelector<HTMLFormElement>("form[data-well]");
  if (!f || !store) return;
  const field = (name: string): HTMLTextAreaElement => f.elements.namedItem(name) as HTMLTextAreaElement;
  const held = read().well;
  if (held) for (const name of names) field(name).value = held[name];
  f.addEventListener("submit", (e) => {
    e.preventDefault();
    const ok = write({ ...read(), well: { keeps: field("keeps").value, signs: field("signs").value, helps: field("helps").value } });
    if (ok) void stay();
    const said = f.querySelector("[data-said]");
    if (said) said.textContent = (ok ? f.dataset["saved"] : f.dataset["full"]) ?? "";
  });
}
