import L from "leaflet";
import type { Base } from "./data";
import { make } from "./dom";

/** The furthest and the closest zoom at which a name is shown, by what it names. */
const zooms: Record<string, [from: number, to: number]> = {
  city: [5, 20],
  here: [0, 20],
  council: [8, 10],
  town: [7, 20],
  village: [10, 20],
  neighbourhood: [12, 20],
};

/** About how wide a letter and how high a line is, and how far below its place,
 * or above it, a name may stand, in pixels. */
const letter = 7.5;
const line = 16;
const aside = [0, 30, -30];
/** The place that the search is near has a dot on it, and is named somehow. */
const asideHere = [22, -22, 44, -44, 66];
/** What has the same name as the search's place, this near to it, is that place. */
const same = 80;

interface Name {
  text: string;
  what: string;
  at: L.LatLngTuple;
}

/** The names on the map: as many as have room beside the marks and each other. */
export class Names {
  private readonly layer = L.layerGroup();
  private readonly names: Name[] = [];
  private here: Name | undefined;

  /** Takes what gives the boxes that names have to keep out of. */
  constructor(
    private readonly map: L.Map,
    private readonly taken: () => L.Bounds[],
  ) {
    this.layer.addTo(map);
    map.on("moveend resize", () => this.write());
  }

  /** Takes the names of a map, the most telling first. */
  set(base: Base): void {
    for (const { geometry, properties } of base.features) {
      if (geometry.type !== "Point") continue;
      const [lon = 0, lat = 0] = geometry.coordinates;
      this.names.push({ text: properties.name ?? "", what: properties.what, at: [lat, lon] });
    }
    this.write();
  }

  /** Takes the place that the search is near, whose name comes before all others. */
  near(place: { label: string; lat: number; lon: number } | null): void {
    this.here = place ? { text: place.label, what: "here", at: [place.lat, place.lon] } : undefined;
    this.write();
  }

  /** Writes them anew, where there is room now. */
  write(): void {
    const { map, layer, here } = this;
    layer.clearLayers();
    const zoom = map.getZoom();
    const bounds = map.getBounds().pad(0.2);
    const taken = this.taken();
    // They stand further apart where there are more to choose from.
    const apart = zoom < 10 ? 20 : 8;
    if (here) {
      const icon = L.divIcon({ className: "map-here", iconSize: [16, 16] });
      L.marker(here.at, { pane: "here", interactive: false, keyboard: false, icon }).addTo(layer);
      const at = map.latLngToLayerPoint(here.at);
      taken.push(L.bounds(at.subtract([8, 8]), at.add([8, 8])));
    }
    for (const { text, what, at } of here ? [here, ...this.names] : this.names) {
      const [from, to] = zooms[what] ?? [99, 0];
      if (zoom < from || zoom > to || !bounds.contains(at)) continue;
      const point = map.latLngToLayerPoint(at);
      if (here && what !== "here" && here.text.startsWith(text) && point.distanceTo(map.latLngToLayerPoint(here.at)) < same) continue;
      const half = L.point((text.length * letter) / 2, line / 2);
      const offsets = what === "here" ? asideHere : aside;
      const room = offsets.find((y) => {
        const middle = point.add([0, y]);
        const box = L.bounds(middle.subtract(half), middle.add(half));
        return !taken.some((t) => t.overlaps(box));
      });
      if (room === undefined && what !== "here") continue;
      const y = room ?? asideHere[0]!;
      const middle = point.add([0, y]);
      const around = half.add([apart, apart / 2]);
      taken.push(L.bounds(middle.subtract(around), middle.add(around)));
      const icon = L.divIcon({ className: `map-place map-at-${what}`, html: make("span", "", text), iconSize: [0, 0], iconAnchor: [0, -y] });
      L.marker(at, { pane: what === "here" ? "here" : "names", interactive: false, keyboard: false, icon }).addTo(layer);
    }
  }
}
