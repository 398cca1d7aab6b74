// Model: what answers here, its layers, where it comes from, how good it was measured to be.
import { download, get, send, type ModelFacts } from "./api";
import { Chart } from "./charts";
import type { DataPage } from "./data";
import { h, percent, toast } from "./dom";
import type { Tab } from "./main";

export function modelTab(panel: HTMLElement): Tab {
  const body = h("div.columns.two");
  const measured = h("div.box.stack", {}, h("h2", {}, "Can its confidence be trusted?"));
  const measure = h("button", {
    onclick: async () => {
      measure.disabled = true;
      try {
        measured.replaceChildren(h("h2", {}, "Can its confidence be trusted?"));
        calibration(measured, await get<DataPage>("/v1/data?limit=0"));
      } catch (error) {
        toast((error as Error).message);
        measured.append(measure);
      }
      measure.disabled = false;
    },
  }, "Measure on the test set");
  measured.append(h("p.muted", {}, "Of the answers given with 90 % confidence, 90 % should be right."), measure);
  panel.append(h("div.intro", {}, h("h1", {}, "The model that answers"),
    h("p", {}, "A dense network: each layer is a matrix of weights and what is done to its result.")),
    body);
  const refresh = async (): Promise<void> => {
    try {
      const model = await get<ModelFacts>("/v1/model");
      body.replaceChildren(h("div.stack", {}, summary(model, refresh), measured), layers(model), training(model));
    } catch (error) {
      toast((error as Error).message);
    }
  };
  return { shown: () => void refresh() };
}

function summary(model: ModelFacts, refresh: () => Promise<void>): HTMLElement {
  const restore = h("button", {
    onclick: async () => {
      await send("POST", "/v1/model/restore");
      toast("The first model answers again.");
      await refresh();
    },
  }, "Restore the first model");
  return h("div.box.stack", {},
    h("h2", {}, "Accuracy on its test set"),
    model.test_accuracy === null
      ? h("p.muted", {}, "Not measured when it was trained.")
      : h("div", {}, h("p.big", {}, percent(model.test_accuracy, 2)),
          model.interval && h("p.muted", {}, `95 % interval ${percent(model.interval[0], 2)} to ` +
                                         percent(model.interval[1], 2))),
    h("dl.facts", {},
      h("dt", {}, "Model"), h("dd", {}, model.name),
      h("dt", {}, "Classes"), h("dd", {}, model.classes.join(" ")),
      h("dt", {}, "Parameters"), h("dd", {}, model.parameters.toLocaleString("en")),
      h("dt", {}, "No digit"), h("dd", {}, model.reject_above === null
        ? "Takes everything for a digit" : `Says so where it is more than ${percent(model.reject_above, 0)} sure of that`),
      h("dt", {}, "SHA-256"), h("dd", {}, h("code", {}, model.sha256))),
    h("div.row", {},
      h("button", { onclick: () => void download("/v1/model/file", "inkling.safetensors") },
        "Save as a file"),
      model.adopted && restore));
}

function layers(model: ModelFacts): HTMLElement {
  const voters = [{ framing: model.framing, layers: model.layers }, ...model.committee];
  return h("div.box.stack", {}, h("h2", {}, "Layers"),
    voters.length > 1 && h("p.muted", {}, `${voters.length} networks vote. Each sees the digit framed in `
      + "another way, so that they err on different ones."
      + (model.alone_above < 1
        ? ` Where the first is more than ${percent(model.alone_above, 0)} sure, it answers alone.` : "")),
    h("div.scroll", { tabindex: 0, role: "region", "aria-label": "Layers" }, h("table", {},
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Layer"),
        h("th.num", { scope: "col" }, "Output"), h("th.num", { scope: "col" }, "Parameters"))),
      ...voters.map((voter, i) => h("tbody", {},
        voters.length > 1 && h("tr", {}, h("th.group", { scope: "rowgroup", colspan: 3 },
          `Network ${i + 1}: ${voter.framing} framing`)),
        ...voter.layers.map((layer) => h("tr", {}, h("td", {}, layer.kind),
          h("td.num", {}, layer.output.join(" × ")),
          h("td.num", {}, layer.parameters.toLocaleString("en")))))))));
}

function training(model: ModelFacts): HTMLElement {
  const { recipe, ...facts } = model.training;
  return h("div.box.stack.full", {}, h("h2", {}, "Model card: how it was trained"),
    h("dl.facts", {}, ...Object.entries(facts).flatMap(([name, value]) => [
      h("dt", {}, name.replaceAll("_", " ")), h("dd", {}, value)])),
    recipe !== undefined && h("details", {}, h("summary", {}, "The whole recipe"), h("p", {}, plain(recipe))));
}

/** A recipe is kept as JSON: shown as words. */
function plain(value: string): string {
  if (!value.startsWith("{")) return value;
  try {
    return Object.entries(JSON.parse(value) as Record<string, unknown>).map(([name, one]) =>
      `${name.replaceAll("_", " ")} ${typeof one === "number" ? Number(one.toPrecision(6)) : String(one)}`)
      .join(", ");
  } catch {
    return value;
  }
}

function calibration(box: HTMLElement, page: DataPage): void {
  const chart = new Chart("Right answers by confidence", [0, 1]);
  box.append(
    h("p", {}, `${page.dataset}: ${percent(page.accuracy, 2)} of ${page.images.toLocaleString("en")} images, ` +
      `95 % interval ${percent(page.interval[0], 2)} to ${percent(page.interval[1], 2)}; ` +
      `expected calibration error ${percent(page.ece, 2)}.`), chart.element);
  const x = page.calibration.map((bin) => bin.confidence);
  chart.set(x, [
    { label: "perfect", colour: "line-strong", values: x, dashed: true },
    { label: "measured", colour: "accent", values: page.calibration.map((bin) => bin.accuracy) }]);
}
