import L from "leaflet";
import "leaflet.markercluster";
import type { Point, Words } from "./data";
import { pile, pin } from "./icons";

/** How near to each other marks may be before they become one, in pixels. */
const near = 56;

/** What is opened, the mark it was opened from, and whether without a pointer. */
export type Open = (points: Point[], from: L.Marker, at: L.LatLng, quietly: boolean) => void;

/** The marks of services, those that stand close together as one. */
export class Markers {
  private readonly group: L.MarkerClusterGroup;
  private readonly points = new WeakMap<L.Layer, Point>();

  constructor(
    private readonly map: L.Map,
    private readonly words: Words,
    private readonly open: Open,
    private readonly still: boolean,
  ) {
    this.group = L.markerClusterGroup({
      animate: !still,
      maxClusterRadius: near,
      showCoverageOnHover: false,
      spiderfyOnMaxZoom: false,
      zoomToBoundsOnClick: false,
      iconCreateFunction: (c) => pile(this.of(c).map((p) => p.kind), words),
    });
    this.group.on("clusterclick", (e: L.LeafletEvent & { originalEvent?: MouseEvent }) => {
      this.press(e.propagatedFrom as L.MarkerCluster, e.originalEvent?.detail === 0);
    });
    this.group.addTo(map);
  }

  /** Says "animationend" when marks have parted or come together. */
  get events(): L.Evented {
    return this.group;
  }

  /** Shows these services and no others. */
  set(points: Point[]): void {
    this.group.clearLayers();
    this.group.addLayers(
      points.map((p) => {
        const m = L.marker([p.lat, p.lon], { icon: pin(p, this.words), keyboard: true, riseOnHover: true });
        m.on("click", (e) => this.open([p], m, m.getLatLng(), e.originalEvent.detail === 0));
        this.points.set(m, p);
        return m;
      }),
    );
  }

  /** Gives the element that stands for a mark now: its own, or of the pile it is in. */
  element(m: L.Marker): HTMLElement | undefined {
    const own = m.getElement();
    if (own?.isConnected) return own;
    return this.group.hasLayer(m) ? this.group.getVisibleParent(m)?.getElement() : undefined;
  }

  /** Gives the boxes on the map that marks stand in. */
  boxes(): L.Bounds[] {
    const half = L.point(20, 18); // what is seen of it
    return [...(this.map.getPane("markerPane")?.children ?? [])].map((icon) => {
      const at = L.DomUtil.getPosition(icon as HTMLElement) ?? L.point(0, 0);
      return L.bounds(at.subtract(half), at.add(half));
    });
  }

  private of(c: L.MarkerCluster): Point[] {
    return c.getAllChildMarkers().flatMap((m) => this.points.get(m) ?? []);
  }

  /** Comes closer to a pile until it parts; one that never does opens as a list. */
  private press(c: L.MarkerCluster, quietly: boolean): void {
    const { map } = this;
    const bounds = c.getBounds();
    const closest = map.getMaxZoom();
    const span = map.project(bounds.getNorthWest(), closest).distanceTo(map.project(bounds.getSouthEast(), closest));
    if (span < near || map.getZoom() >= closest) {
      const points = this.of(c).sort((a, b) => a.name.localeCompare(b.name));
      this.open(points, c, c.getLatLng(), quietly);
      return;
    }
    const [first] = c.getAllChildMarkers();
    if (quietly && first) {
      // The pile goes away: the focus goes to what comes in its place.
      const follow = (): void => this.element(first)?.focus({ preventScroll: true });
      map.once("moveend", () => setTimeout(follow, this.still ? 0 : 300));
    }
    c.zoomToBounds({ padding: [near, near] });
  }
}
