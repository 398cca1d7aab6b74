// Pieces that several tabs show: images of a data set as tiles, and the confusion matrix.
import { bytesOf, colour, h, percent, pixelCanvas, rgbOf } from "./dom";

export interface Item {
  index: number;
  label: number;
  answer: number;
  confidence: number;
}

export function tiles(items: Item[], pixels: string, classes?: string[]): HTMLElement {
  const all = bytesOf(pixels);
  const name = (n: number): string => classes?.[n] ?? String(n);
  return h("ul.tiles", { role: "list" }, ...items.map((item, i) => {
    const wrong = item.answer !== item.label;
    const image = all.subarray(784 * i, 784 * (i + 1));
    return h(wrong ? "li.tile.wrong" : "li.tile", {},
      pixelCanvas(image, 28, `Image ${item.index}, a ${name(item.label)}`),
      h("span", {}, name(item.label)),
      h(wrong ? "small.warn" : "small", {},
        wrong ? `read ${name(item.answer)}, ${percent(item.confidence, 0)}` : percent(item.confidence, 0)));
  }));
}

/** Rows are what it was, columns what was read; the mistakes are coloured by their number. */
export function confusionTable(confusion: number[][], classes: string[],
                               choose?: (label: number, answer: number) => void): HTMLElement {
  const mistakes = confusion.flatMap((row, r) => row.filter((_, c) => c !== r));
  const most = Math.max(1, ...mistakes);
  const [r, g, b] = rgbOf(colour("heat"));
  const cell = (count: number, label: number, answer: number): HTMLElement => {
    const td = h("td", {}, count === 0 ? "" : choose
      ? h("button.cell", { onclick: () => choose(label, answer),
                           "aria-label": `${count} times ${classes[label]} was read as ${classes[answer]}` },
          String(count))
      : String(count));
    if (label !== answer && count > 0)
      td.style.background = `rgb(${r} ${g} ${b} / ${0.1 + (0.3 * count) / most})`;
    return td;
  };
  return h("div.scroll", { tabindex: 0, role: "region", "aria-label": "Confusion matrix" }, h("table.confusion", {},
    h("caption.visually-hidden", {}, "Rows: what it was. Columns: what was read."),
    h("thead", {}, h("tr", {}, h("td"), ...classes.map((c) => h("th", { scope: "col" }, c)))),
    h("tbody", {}, ...confusion.map((row, label) => h("tr", {}, h("th", { scope: "row" }, classes[label] ?? ""),
      ...row.map((count, answer) => cell(count, label, answer)))))));
}
