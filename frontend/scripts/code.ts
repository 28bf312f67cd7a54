// Draws a code that a phone can read. It is asked for only when someone wants
// one.
import qrcode from "qrcode-generator";

const most = 1200; // letters; more make a code too fine for older cameras

declare global {
  interface Window {
    alongsideCode?: (link: string, into: Element) => boolean;
  }
}

window.alongsideCode = (link, into) => {
  if (link.length > most) return false;
  const code = qrcode(0, "L");
  code.addData(link, "Byte");
  code.make();
  const n = code.getModuleCount();
  let path = "";
  for (let y = 0; y < n; y++) for (let x = 0; x < n; x++) if (code.isDark(y, x)) path += `M${x + 4} ${y + 4}h1v1h-1z`;
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", `0 0 ${n + 8} ${n + 8}`);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", document.title);
  const dark = document.createElementNS(svg.namespaceURI, "path");
  dark.setAttribute("d", path);
  dark.setAttribute("fill", "#000");
  svg.append(dark);
  into.replaceChildren(svg);
  return true;
};
