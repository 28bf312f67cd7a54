import L from "leaflet";

/** Lets marks be pressed by Enter and Space as buttons are; a click without a
 * pointer has no detail, and so is known for one. */
export function pressable(map: L.Map): void {
  map.getContainer().addEventListener("keydown", (e) => {
    if (e.key !== "Enter" && e.key !== " ") return;
    if (!(e.target instanceof HTMLElement) || !e.target.classList.contains("leaflet-marker-icon")) return;
    e.preventDefault(); // Space would scroll, and Leaflet answers Enter too
    e.target.click();
  });
}

/** Keeps the marks in the order in which they are read, so that the Tab key
 * goes through those in view line by line. */
export function inOrder(map: L.Map, marks: L.Evented): void {
  const pane = map.getPane("markerPane");
  if (!pane) return;
  const line = 44;
  const sort = (): void => {
    const icons = [...pane.children] as HTMLElement[];
    const view = L.bounds([0, 0], map.getSize());
    const place = new Map(icons.map((icon) => [icon, L.DomUtil.getPosition(icon) ?? L.point(0, 0)]));
    const at = (icon: HTMLElement): L.Point => place.get(icon) ?? L.point(0, 0);
    for (const icon of icons) icon.tabIndex = view.contains(map.layerPointToContainerPoint(at(icon))) ? 0 : -1;
    const sorted = [...icons].sort((a, b) => Math.round(at(a).y / line) - Math.round(at(b).y / line) || at(a).x - at(b).x);
    if (sorted.every((icon, i) => icon === icons[i])) return;
    const focused = document.activeElement;
    pane.append(...sorted);
    if (focused instanceof HTMLElement && pane.contains(focused)) focused.focus({ preventScroll: true });
  };
  map.on("moveend", sort);
  marks.on("animationend", sort);
}
