import type L from "leaflet";

/** Lets the page scroll past the map: a finger, or a wheel, moves the page until
 * somebody has pressed on the map, and again once they press elsewhere. Two
 * fingers always move the map. */
export function hold(map: L.Map): () => void {
  const box = map.getContainer();
  const set = (now: boolean): void => {
    const turn = now ? "enable" : "disable";
    map.dragging[turn]();
    map.scrollWheelZoom[turn]();
    box.classList.toggle("held", now);
  };
  // A mouse or a pen means the map; it is told before Leaflet hears of the press.
  box.addEventListener("pointerdown", (e) => e.pointerType !== "touch" && set(true), true);
  map.on("click", () => set(true)); // a mark's own click does not come this far
  const away = (e: Event): void => {
    if (!(e.target instanceof Node && box.contains(e.target))) set(false);
  };
  document.addEventListener("pointerdown", away);
  document.addEventListener("focusin", away);
  set(false);
  return () => {
    document.removeEventListener("pointerdown", away);
    document.removeEventListener("focusin", away);
  };
}
