// Elements in one line, and the little drawings that several tabs need.

type Child = Node | string | null | false;
type Attributes = Record<string, string | number | boolean | ((event: never) => void)>;

/** h("button.primary", { onclick }, "Save") makes <button class="primary">Save</button>. */
export function h<K extends keyof HTMLElementTagNameMap>(
  kind: K | `${K}.${string}`, attributes: Attributes = {}, ...children: Child[]
): HTMLElementTagNameMap[K] {
  const [tag, ...classes] = kind.split(".");
  const element = document.createElement(tag as K);
  if (classes.length > 0) element.className = classes.join(" ");
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value as EventListener);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false) element.setAttribute(name, String(value));
  }
  for (const child of children) if (child !== null && child !== false) element.append(child);
  return element;
}

export function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`no element #${id}`);
  return found;
}

export function bytesOf(base64: string): Uint8Array {
  const text = atob(base64);
  return Uint8Array.from(text, (c) => c.charCodeAt(0));
}

/** The colours of the present theme, for canvases. */
export function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** Grey levels (0 paper to 255 ink) as a canvas with hard pixels, in the inks of the theme. */
export function pixelCanvas(pixels: Uint8Array, side: number, label: string): HTMLCanvasElement {
  const canvas = h("canvas.pixels", label === ""
    ? { width: side, height: side, "aria-hidden": "true" }
    : { width: side, height: side, role: "img", "aria-label": label });
  paintPixels(canvas, pixels);
  return canvas;
}

export function paintPixels(canvas: HTMLCanvasElement, pixels: Uint8Array): void {
  const context = canvas.getContext("2d");
  if (!context) return;
  const ink = rgbOf(colour("pixel-ink")), paper = rgbOf(colour("pixel-paper"));
  const image = context.createImageData(canvas.width, canvas.height);
  for (let i = 0; i < pixels.length; ++i) {
    const t = (pixels[i] ?? 0) / 255;
    for (let c = 0; c < 3; ++c)
      image.data[4 * i + c] = paper[c]! + t * (ink[c]! - paper[c]!);
    image.data[4 * i + 3] = 255;
  }
  context.putImageData(image, 0, 0);
}

export function rgbOf(hex: string): [number, number, number] {
  const value = parseInt(hex.replace("#", ""), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

/** Never 100 % or 0 % of what is not quite that. */
export function percent(share: number, digits = 1): string {
  const text = (100 * share).toFixed(digits), step = 10 ** -digits;
  const [sign, number] = share < 1 && Number(text) === 100 ? ["> ", (100 - step).toFixed(digits)]
    : share > 0 && Number(text) === 0 ? ["< ", step.toFixed(digits)] : ["", text];
  return `${sign}${number} %`.replaceAll(" ", "\u00a0");
}

let toastTimer = 0;
/** Says something at the foot of the page, for a while; screen readers hear it. */
export function toast(text: string): void {
  const box = byId("toast");
  box.textContent = text;
  box.classList.add("shown");
  window.clearTimeout(toastTimer);
  toastTimer = window.setTimeout(() => box.classList.remove("shown"), 5000);
}
