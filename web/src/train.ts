// Train: choose a network and watch it learn; what it learned can be tried in Draw at once.
import { get, listen, send } from "./api";
import { Chart } from "./charts";
import { bytesOf, colour, h, paintPixels, percent, rgbOf, toast } from "./dom";
import { show, type Tab } from "./main";
import { confusionTable, tiles, type Item } from "./tiles";

interface State {
  state: "idle" | "loading" | "training" | "done" | "stopped" | "failed";
  dataset: string;
  epochs: number;
  message: string;
  result: boolean;
}
interface Step { epoch: number; epochs: number; done: number; total: number; loss: number; accuracy: number }
interface Epoch { epoch: number; loss: number; accuracy: number; test_accuracy?: number; test_loss?: number; seconds: number }
interface Picture { confusion: number[][]; hardest: { items: Item[]; pixels: string }; weights: string }

export function trainTab(panel: HTMLElement): Tab {
  return new Train(panel);
}

class Train implements Tab {
  private readonly status = h("p.note", { role: "status" }, "Choose a network, then start.");
  private readonly bar = h("progress", { value: 0, max: 1, "aria-label": "Progress of the training" });
  private readonly start = h("button.primary", { type: "submit" }, "Start");
  private readonly stop = h("button", { type: "button", disabled: true, onclick: () => void this.halt() }, "Stop");
  private readonly use = h("button", { type: "button", disabled: true, onclick: () => void this.adopt() }, "Try it in Draw");
  private readonly loss = new Chart("Loss");
  private readonly accuracy = new Chart("Accuracy");
  private readonly pictures = h("div.stack");
  private readonly fields: Record<string, HTMLInputElement | HTMLSelectElement> = {};
  private epochs: Epoch[] = [];
  private steps: { x: number; loss: number; accuracy: number }[] = [];
  private listening: AbortController | null = null;
  private dataset = "";

  constructor(panel: HTMLElement) {
    const form = h("form.box.stack", { onsubmit: (event: Event) => {
      event.preventDefault();
      void this.begin();
    } }, h("div.fields", {},
      this.choice("dataset", "Data set", ["auto", "mnist", "fashion-mnist", "kmnist", "strokes"], true),
      this.input("layers", "Hidden layers", "128, 64", true, "text"),
      this.choice("activation", "Activation", ["relu", "leaky_relu", "gelu", "tanh", "sigmoid"]),
      this.choice("optimizer", "Optimiser", ["adam", "adamw", "rmsprop", "sgd"]),
      this.input("learning_rate", "Learning rate", "0.001"), this.input("epochs", "Epochs", "5"),
      this.input("batch_size", "Batch", "128"), this.input("seed", "Seed", "1"),
      this.choice("augment", "Bend the images", ["no", "yes"]),
      this.choice("batch_norm", "Batch norm", ["no", "yes"])),
      h("div.row", {}, this.start, this.stop), this.bar, this.status, h("div.row", {}, this.use));
    panel.append(
      h("div.intro", {}, h("h1", {}, "Watch a network learn"),
        h("p", {}, "Everything is computed on this machine, while you look.")),
      h("div.work", {}, form, h("div.stack", {},
        h("div.box.columns", {}, this.loss.element, this.accuracy.element), this.pictures)));
  }

  shown(): void {
    if (!this.listening) void this.follow(false);
  }

  private input(name: string, label: string, value: string, wide = false, mode = "decimal"): HTMLElement {
    const input = h("input", { value, name, inputmode: mode, autocomplete: "off" });
    this.fields[name] = input;
    return h(wide ? "label.wide" : "label", {}, label, input);
  }

  private choice(name: string, label: string, options: string[], wide = false): HTMLElement {
    const select = h("select", { name }, ...options.map((option) => h("option", { value: option }, option)));
    this.fields[name] = select;
    return h(wide ? "label.wide" : "label", {}, label, select);
  }

  private async begin(): Promise<void> {
    const text = (name: string): string => this.fields[name]!.value.trim();
    try {
      await send<State>("POST", "/v1/train", {
        dataset: text("dataset"), activation: text("activation"), optimizer: text("optimizer"),
        layers: text("layers").split(/[\s,]+/).filter(Boolean).map(Number),
        learning_rate: Number(text("learning_rate")), epochs: Number(text("epochs")),
        batch_size: Number(text("batch_size")), seed: Number(text("seed")),
        augment: text("augment") === "yes", batch_norm: text("batch_norm") === "yes",
      });
      await this.follow(true);
    } catch (error) {
      toast((error as Error).message);
    }
  }

  private async halt(): Promise<void> {
    await send("POST", "/v1/train/stop");
  }

  private async adopt(): Promise<void> {
    try {
      await send("POST", "/v1/train/use");
      toast("The network that you trained answers now. Model saves it as a file, or puts the first one back.");
      show("draw");
    } catch (error) {
      toast((error as Error).message);
    }
  }

  private async follow(fresh: boolean): Promise<void> {
    if (!fresh && (await get<State>("/v1/train")).state === "idle") return;
    this.listening?.abort();
    const listening = (this.listening = new AbortController());
    this.epochs = [];
    this.steps = [];
    try {
      await listen("/v1/train/events", listening.signal, (event, data) => {
        if (event === "state") this.onState(data as State);
        else if (event === "step") this.onStep(data as Step);
        else if (event === "epoch") this.onEpoch(data as Epoch);
        else if (event === "picture") this.onPicture(data as Picture);
      });
    } catch (error) {
      if (!listening.signal.aborted) toast((error as Error).message);
    } finally {
      if (this.listening === listening) this.listening = null;
    }
  }

  private onState(state: State): void {
    const running = state.state === "loading" || state.state === "training";
    this.dataset = state.dataset;
    this.start.disabled = running;
    this.stop.disabled = !running;
    this.use.disabled = running || !state.result;
    const last = this.epochs[this.epochs.length - 1]?.test_accuracy ?? 0;
    const seconds = this.epochs.reduce((sum, e) => sum + e.seconds, 0);
    this.status.textContent = {
      idle: "Choose a network, then start.", loading: "Loading the data …",
      training: `Learning ${state.dataset} …`,
      done: `Done in ${seconds.toFixed(1)} s of training: ${percent(last, 2)} of the test set right.`,
      stopped: `Stopped after ${this.epochs.length} epochs.`, failed: `It failed: ${state.message}`,
    }[state.state];
    if (state.state === "done") this.bar.value = 1;
    if (state.state === "loading") this.bar.value = 0;
  }

  private onStep(step: Step): void {
    this.bar.value = (step.epoch - 1 + step.done / step.total) / step.epochs;
    this.steps.push({ x: step.epoch - 1 + step.done / step.total, loss: step.loss, accuracy: step.accuracy });
    this.status.textContent = `Epoch ${step.epoch} of ${step.epochs}: loss ${step.loss.toFixed(3)}, ` +
      `${percent(step.accuracy)} right`;
    this.paint();
  }

  private onEpoch(epoch: Epoch): void {
    this.epochs.push(epoch);
    this.paint();
  }

  /** Training as it goes, and the test set at the end of each epoch, on one axis of epochs. */
  private paint(): void {
    const points = [...this.steps.map((s) => ({ ...s, testLoss: null as number | null, testAccuracy: null as number | null }))];
    for (const e of this.epochs) {
      const found = points.find((p) => Math.abs(p.x - e.epoch) < 1e-6);
      const tested = { testLoss: e.test_loss ?? null, testAccuracy: e.test_accuracy ?? null };
      if (found) Object.assign(found, tested);
      else points.push({ x: e.epoch, loss: e.loss, accuracy: e.accuracy, ...tested });
    }
    points.sort((a, b) => a.x - b.x);
    const x = points.map((p) => p.x);
    const spanned = (values: (number | null)[]): (number | null)[] => {
      // uPlot breaks a line at null and bridges undefined.
      return values.map((v) => (v === null ? (undefined as unknown as null) : v));
    };
    this.loss.set(x, [
      { label: "training", colour: "line-strong", values: points.map((p) => p.loss) },
      { label: "test", colour: "accent", values: spanned(points.map((p) => p.testLoss)) }]);
    this.accuracy.set(x, [
      { label: "training", colour: "line-strong", values: points.map((p) => p.accuracy) },
      { label: "test", colour: "accent", values: spanned(points.map((p) => p.testAccuracy)) }]);
  }

  private onPicture(picture: Picture): void {
    const classes = picture.confusion.map((_, i) => String(i));
    const weights = bytesOf(picture.weights);
    const units: HTMLElement[] = [];
    for (let at = 0; at + 784 <= weights.length; at += 784)
      units.push(weightCanvas(weights.subarray(at, at + 784), units.length + 1));
    this.pictures.replaceChildren(
      ...(units.length > 0 ? [h("div.box.stack", {}, h("h2", {}, "What the first layer looks for"),
        h("p.muted", {}, "Each square is one unit: ink in the blue parts speaks for it, in the red against it."),
        h("div.weights", {}, ...units))] : []),
      h("div.columns", {},
        h("div.box.stack", {}, h("h2", {}, "Confusion"),
          h("p.muted", {}, "Rows: what it was. Columns: what was read."), confusionTable(picture.confusion, classes)),
        h("div.box.stack", {}, h("h2", {}, `The hardest images of ${this.dataset}`),
          tiles(picture.hardest.items.slice(0, 18), picture.hardest.pixels))));
  }
}

function weightCanvas(values: Uint8Array, unit: number): HTMLCanvasElement {
  const canvas = h("canvas.pixels", { width: 28, height: 28, role: "img", "aria-label": `Weights of unit ${unit}` });
  const context = canvas.getContext("2d");
  if (!context) return canvas;
  paintPixels(canvas, new Uint8Array(784));
  const image = context.getImageData(0, 0, 28, 28);
  const plus = rgbOf(colour("accent")), minus = rgbOf(colour("heat"));
  for (let i = 0; i < 784; ++i) {
    const w = ((values[i] ?? 128) - 128) / 127;
    const to = w > 0 ? plus : minus, t = Math.sqrt(Math.min(1, Math.abs(w)));
    for (let c = 0; c < 3; ++c) image.data[4 * i + c] = (1 - t) * image.data[4 * i + c]! + t * to[c]!;
  }
  context.putImageData(image, 0, 0);
  return canvas;
}
