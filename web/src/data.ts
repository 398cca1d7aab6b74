// Data: the test set as the present model sees it: by class, by mistake, by doubt.
import { get } from "./api";
import { h, percent, toast } from "./dom";
import type { Tab } from "./main";
import { confusionTable, tiles, type Item } from "./tiles";

export interface DataPage {
  dataset: string;
  notice: string;
  classes: string[];
  images: number;
  errors: number;
  accuracy: number;
  interval: [number, number];
  ece: number;
  confusion: number[][];
  calibration: { confidence: number; accuracy: number; images: number }[];
  found: number;
  items: Item[];
  pixels: string;
}

const perPage = 60;

function shown(page: DataPage, offset: number): string {
  if (page.found === 0) return "None is as you ask.";
  return `Here: ${offset + 1} to ${offset + page.items.length} of ${page.found.toLocaleString("en")}.`;
}

export function dataTab(panel: HTMLElement): Tab {
  const select = (label: string, options: [string, string][]): [HTMLElement, HTMLSelectElement] => {
    const element = h("select", {}, ...options.map(([value, text]) => h("option", { value }, text)));
    element.addEventListener("change", () => {
      offset = 0;
      void refresh();
    });
    return [h("label", {}, label, element), element];
  };
  const digits: [string, string][] = [["", "any"], ...Array.from({ length: 10 },
    (_, i): [string, string] => [String(i), String(i)])];
  const [datasetLabel, dataset] = select("Data set",
    ["auto", "mnist", "fashion-mnist", "kmnist", "strokes"].map((name) => [name, name]));
  const [labelLabel, label] = select("It was", digits);
  const [answerLabel, answer] = select("It was read as", digits);
  const [whichLabel, which] = select("Show", [["", "all images"], ["&wrong=1", "only the mistakes"]]);
  const [orderLabel, order] = select("Order", [["&doubt=1", "most doubtful first"], ["", "as in the data set"]]);
  for (const wide of [datasetLabel, whichLabel, orderLabel]) wide.className = "wide";
  const summary = h("p.note", { role: "status" });
  const images = h("div");
  const matrix = h("div.box.stack");
  const more = h("button", { onclick: () => {
    offset += perPage;
    void refresh();
  } }, "Next");
  const back = h("button", { onclick: () => {
    offset = Math.max(0, offset - perPage);
    void refresh();
  } }, "Back");
  let offset = 0;

  async function refresh(): Promise<void> {
    summary.textContent = "Looking …";
    try {
      const page = await get<DataPage>(`/v1/data?dataset=${dataset.value}${which.value}${order.value}` +
        (label.value && `&label=${label.value}`) + (answer.value && `&answer=${answer.value}`) +
        `&offset=${offset}&limit=${perPage}`);
      summary.textContent = `${page.dataset}: ${page.images.toLocaleString("en")} test images, ` +
        `${percent(page.accuracy, 2)} read rightly. ` + shown(page, offset) + ` ${page.notice}`;
      images.replaceChildren(tiles(page.items, page.pixels, page.classes));
      back.disabled = offset === 0;
      more.disabled = offset + perPage >= page.found;
      matrix.replaceChildren(h("h2", {}, "Confusion"),
        h("p.muted", {}, "Rows: what it was. Columns: what was read. Choose a number to see those images."),
        confusionTable(page.confusion, page.classes, (was, read) => {
          label.value = String(was);
          answer.value = String(read);
          offset = 0;
          void refresh();
        }));
    } catch (error) {
      summary.textContent = (error as Error).message;
      toast((error as Error).message);
    }
  }

  panel.append(
    h("div.intro", {}, h("h1", {}, "Look through the data"),
      h("p", {}, "Test images that the network never learned from, and what it makes of them.")),
    h("div.work.wider", {},
      h("div.stack", {}, h("div.box.fields", {}, datasetLabel, labelLabel, answerLabel, whichLabel, orderLabel), matrix),
      h("div.stack", {}, summary, images, h("div.row", {}, back, more))));
  let first = true;
  return { shown: () => {
    if (first) void refresh();
    first = false;
  } };
}
