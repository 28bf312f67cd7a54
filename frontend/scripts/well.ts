// The pages for the person alone: they stay on this device or on paper.
import { stay } from "./offline";
import { read, write } from "./store";

const names = ["keeps", "signs", "helps"] as const;

export function well(): void {
  const f = document.querySelector<HTMLFormElement>("form[data-well]");
  if (!f) return;
  const field = (name: string): HTMLTextAreaElement => f.querySelector<HTMLTextAreaElement>(`#${name}`)!;
  const held = read().well;
  if (held) for (const name of names) field(name).value = held[name];
  f.addEventListener("submit", (e) => {
    e.preventDefault(); // whatever happens, none of it is sent
    const ok = write({ ...read(), well: { keeps: field("keeps").value, signs: field("signs").value, helps: field("helps").value } });
    if (ok) void stay();
    const said = f.querySelector("[data-said]");
    if (said) said.textContent = (ok ? f.dataset["saved"] : f.dataset["full"]) ?? "";
  });
}
