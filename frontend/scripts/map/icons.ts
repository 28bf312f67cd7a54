import L from "leaflet";
import { fill, helps, type Point, type Words } from "./data";
import { make } from "./dom";

// The shapes of the kinds are those of templates/icons.html.
const shapes: Record<string, string> = {
  activity: '<path d="M4 19c3-1 4-9 8-9s5 8 8 9"/><circle cx="12" cy="5" r="2"/>',
  group:
    '<circle cx="7" cy="8" r="3"/><circle cx="17" cy="8" r="3"/><path d="M2 20c0-4 2-6 5-6s5 2 5 6M12 20c0-4 2-6 5-6s5 2 5 6"/>',
  course: '<path d="M3 6c4-2 7-1 9 1 2-2 5-3 9-1v13c-4-2-7-1-9 1-2-2-5-3-9-1zM12 7v13"/>',
  volunteering: '<path d="M12 20C5 15 3 12 3 9a4.5 4.5 0 0 1 9-1 4.5 4.5 0 0 1 9 1c0 3-2 6-9 11z"/>',
  employment: '<rect x="3" y="8" width="18" height="12" rx="2"/><path d="M9 8V5h6v3M3 13h18"/>',
  support: '<path d="M4 5h16v11H10l-5 4v-4H4z"/><path d="M8 9h8M8 12h5"/>',
};

/** Gives the shape of a kind, as a picture beside its word. */
export function shape(kind: string): HTMLElement {
  const box = make("span", helps(kind) ? "map-shape map-help" : "map-shape");
  box.setAttribute("aria-hidden", "true");
  box.innerHTML = `<svg width="20" height="20" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" focusable="false">${shapes[kind] ?? shapes["support"]}</svg>`;
  return box;
}

// Each is 44 pixels wide, to be met by a thumb; what is seen of it is smaller.
const size = L.point(44, 44);

/** Gives the mark of one service; what it is called is for those who hear it. */
export function pin(p: Point, words: Words): L.DivIcon {
  const said = [p.name, p.what, p.next, p.about ? words.about : ""].filter(Boolean).join(", ");
  const html = make("span", "map-mark", shape(p.kind), make("span", "map-said", said));
  return L.divIcon({ className: p.about ? "map-pin map-about" : "map-pin", html, iconSize: size });
}

/** Gives the mark of several: how many, and whether to join, to help or both. */
export function pile(kinds: string[], words: Words): L.DivIcon {
  const help = kinds.filter(helps).length;
  const sort = help === 0 ? "" : help === kinds.length ? " map-help" : " map-both";
  const number = make("span", "", String(kinds.length));
  number.setAttribute("aria-hidden", "true");
  const html = make("span", `map-number${sort}`, number, make("span", "map-said", fill(words.here, { count: kinds.length })));
  return L.divIcon({ className: "map-pile", html, iconSize: size });
}
