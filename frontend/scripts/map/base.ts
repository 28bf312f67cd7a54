import L from "leaflet";
import type { Base } from "./data";

/** Draws land and water as shapes that the style sheet colours. They lie under
 * the tiles, if there are any, and are all there is without them. */
export function drawBase(map: L.Map, base: Base): void {
  const renderer = L.svg({ pane: "base", padding: 0.6 });
  for (const feature of base.features) {
    const { what } = feature.properties;
    if (feature.geometry.type === "Point") continue; // a name
    const style = { className: `map-${what}`, fill: what !== "borders", fillRule: "nonzero" as const };
    // A GeoJSON layer hands all its options on to its shapes, which its type
    // does not say.
    const options = { pane: "base", renderer, interactive: false, style } as L.GeoJSONOptions;
    L.geoJSON(feature, options).addTo(map);
  }
}
