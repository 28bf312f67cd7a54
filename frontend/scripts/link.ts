// A plan in the fragment of a link: the part of an address that browsers never
// send. It is packed where the browser can, and ends in a checksum, so that a
// link that lost a part on its way is told apart.
import { isID, mostSteps, type Plan, planKeys, type Step, stepKeys } from "./store";

const mark = "#p=";

// checksum is FNV-1a of 32 bits.
function checksum(bytes: Uint8Array): number {
  let h = 0x811c9dc5;
  for (const b of bytes) h = Math.imul(h ^ b, 0x01000193) >>> 0;
  return h;
}

function letters(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function unletters(s: string): Uint8Array {
  return Uint8Array.from(atob(s.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
}

async function through(bytes: Uint8Array, by: GenericTransformStream): Promise<Uint8Array> {
  const stream = new Blob([bytes as BlobPart]).stream().pipeThrough(by);
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

export async function pack(plan: Plan): Promise<string> {
  const values = [plan.home ? 1 : 0, planKeys.map((k) => plan[k]), plan.steps.map((s) => stepKeys.map((k) => s[k]))];
  const plain = new TextEncoder().encode(JSON.stringify(values));
  const packed = "CompressionStream" in window ? await through(plain, new CompressionStream("deflate-raw")) : null;
  const small = packed && packed.length < plain.length;
  return mark + (small ? "d" : "j") + letters(small ? packed : plain) + "." + checksum(plain).toString(36);
}

// arrives reports whether an address brings a plan.
export function arrives(hash: string): boolean {
  return hash.startsWith(mark);
}

// unpack gives the plan of a fragment; null for one that is not whole.
export async function unpack(hash: string): Promise<Plan | null> {
  try {
    const [body = "", sum] = hash.slice(mark.length).split(".");
    let bytes = unletters(body.slice(1));
    if (body[0] === "d") bytes = await through(bytes, new DecompressionStream("deflate-raw"));
    if (checksum(bytes).toString(36) !== sum) return null;
    const [home, lines, steps] = JSON.parse(new TextDecoder().decode(bytes)) as [number, unknown[], unknown[][]];
    const text = (v: unknown): string => (typeof v === "string" ? v.slice(0, 1000) : "");
    const plan = { home: home === 1, steps: [] } as unknown as Plan;
    planKeys.forEach((k, i) => (plan[k] = text(lines[i])));
    for (const s of steps.slice(0, mostSteps)) {
      const step = {} as Step;
      stepKeys.forEach((k, i) => (step[k] = text(s[i])));
      if (!isID(step.listing)) step.listing = "";
      plan.steps.push(step);
    }
    return plan;
  } catch {
    return null;
  }
}
