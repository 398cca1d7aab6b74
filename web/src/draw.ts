// Draw: the paper, and beside it what the network makes of it while the pen still moves.
import { ApiError, send, type Explanation, type Written, type WrittenDigit } from "./api";
import { bytesOf, colour, h, paintPixels, percent, pixelCanvas, rgbOf, toast } from "./dom";
import type { Tab } from "./main";
import { Pad } from "./pad";

export const unsureBelow = 0.6;
const maybeNone = 0.3;

function isUnsure(digit: WrittenDigit): boolean {
  return Boolean(digit.reject_reason) || digit.confidence < unsureBelow || (digit.none ?? 0) > maybeNone;
}

/** In one line, what to think of all that was read. */
function summary(digits: WrittenDigit[]): string {
  if (digits.length === 0) return "Nothing drawn yet";
  const rejected = digits.filter((d) => d.reject_reason).length;
  if (rejected === digits.length) return digits.length === 1 ? "Not a digit" : "None of them is a digit";
  if (rejected > 0) return rejected === 1 ? "One is no digit" : `${rejected} are no digits`;
  const doubtful = digits.filter(isUnsure).length;
  if (doubtful > 0 && digits.length === 1) return "Doubtful";
  if (doubtful > 0) return doubtful === 1 ? "One digit is doubtful" : `${doubtful} digits are doubtful`;
  const least = percent(Math.min(...digits.map((d) => d.confidence)));
  if (digits.length === 1) return `${least} sure`;
  return `${digits.length} digits, each ${least.startsWith(">") ? "" : "at least "}${least} sure`;
}

export function drawTab(panel: HTMLElement): Tab {
  return new Draw(panel);
}

class Draw implements Tab {
  private readonly pad = new Pad(() => this.ask());
  private readonly text = h("output.number", { "aria-live": "polite", "aria-label": "What was read",
                                           "aria-busy": "false" });
  private readonly note = h("p.note");
  private readonly cards = h("div.cards");
  private readonly detail = h("div.detail");
  private readonly hint = h("p.paper-hint", { "aria-hidden": "true" },
                            "Draw a digit here, or several beside each other");
  private busy = false;
  private stale = false;
  private chosen = -1;
  private written: Written = { text: "", digits: [] };
  private idle = 0;

  /** Another model may answer since the tab was last seen. */
  shown(): void {
    void this.ask();
  }

  constructor(panel: HTMLElement) {
    const undo = h("button", { onclick: () => this.pad.undo() }, "Undo");
    const clear = h("button", { onclick: () => this.pad.clear() }, "Clear");
    panel.append(
      h("h1.visually-hidden", {}, "Draw digits and have them read"),
      h("div.draw", {},
        h("div.sheet", {}, this.pad.canvas, this.hint, h("div.tools", {}, undo, clear)),
        h("div.answer", {}, h("div.headline", {}, this.text, this.note), this.cards, this.detail)));
    document.addEventListener("themechange", () => this.show());
    this.show();
  }

  /** One question at a time; whatever was drawn meanwhile is asked about next. */
  private async ask(): Promise<void> {
    this.hint.hidden = this.pad.strokes.length > 0;
    if (this.busy) {
      this.stale = true;
      return;
    }
    if (this.pad.strokes.length === 0) {
      this.written = { text: "", digits: [] };
      this.chosen = -1;
      return this.show();
    }
    this.busy = true;
    this.text.setAttribute("aria-busy", "true");
    try {
      do {
        this.stale = false;
        const strokes = this.pad.strokes.map((s) => s.map(([x, y, p]) =>
          [Math.round(10 * x) / 10, Math.round(10 * y) / 10, Math.round(100 * p) / 100]));
        if (strokes.length === 0) break;
        const written = await send<Written>("POST", "/v1/strokes", { strokes });
        if (this.pad.strokes.length > 0) {
          this.written = written;
          this.show();
        }
      } while (this.stale);
    } catch (error) {
      toast(error instanceof ApiError ? error.message : "The server does not answer");
    } finally {
      this.busy = false;
      this.text.setAttribute("aria-busy", "false");
    }
    if (this.pad.strokes.length === 0) {
      this.written = { text: "", digits: [] };
      this.show();
    }
    window.clearTimeout(this.idle);
    this.idle = window.setTimeout(() => void this.explain(), 120);
  }

  private get shownIndex(): number {
    const { digits } = this.written;
    return this.chosen >= 0 && this.chosen < digits.length ? this.chosen : digits.length - 1;
  }

  private show(): void {
    const { digits } = this.written;
    const index = this.shownIndex;
    this.text.textContent = digits.map((d) => (d.reject_reason ? "?" : d.digit)).join("") || "–";
    this.text.classList.toggle("empty", digits.length === 0);
    this.note.textContent = summary(digits);
    this.cards.replaceChildren(...digits.map((digit, i) => this.card(digit, i, i === index)));
    this.cards.hidden = digits.length < 2;
    this.pad.boxes = digits.length < 2 ? [] : digits.map((digit, i) => ({
      box: digit.box, chosen: i === index, unsure: isUnsure(digit),
    }));
    this.pad.paint();
    this.showDetail(digits[index], index);
  }

  private card(digit: WrittenDigit, index: number, chosen: boolean): HTMLElement {
    return h("button.card", {
      "aria-pressed": chosen,
      onclick: () => {
        this.chosen = index;
        this.show();
        void this.explain();
      },
    }, pixelCanvas(bytesOf(digit.pixels), 28, ""), h("b", {}, digit.reject_reason ? "?" : String(digit.digit)),
       h(isUnsure(digit) ? "small.warn" : "small", {},
         digit.reject_reason ? "no digit" : percent(digit.confidence, 0)));
  }

  private showDetail(digit: WrittenDigit | undefined, index: number): void {
    if (!digit) {
      this.detail.replaceChildren(bars(new Array<number>(10).fill(0)));
      return;
    }
    const saw = pixelCanvas(bytesOf(digit.pixels), 28, "The 28×28 pixels that the network saw");
    saw.classList.add("large");
    const reason = digit.reject_reason ? `Not a digit: ${digit.reject_reason}. If it were one: ${digit.digit}.`
      : (digit.none ?? 0) > maybeNone ? `Perhaps a ${digit.digit}, perhaps no digit.`
        : isUnsure(digit) ? `Perhaps a ${digit.digit}.` : null;
    this.detail.replaceChildren(
      h("div.saw", {}, h("figure", {}, saw, h("figcaption", {}, "what the network saw")),
        h("figure.saliency", { hidden: true })),
      ...(reason ? [h("p.verdict.warn", {}, reason)] : []),
      bars(digit.probabilities, digit.none, Boolean(digit.reject_reason)), h("div.layers"),
      this.correction(digit, index));
  }

  private correction(digit: WrittenDigit, index: number): HTMLElement {
    const row = h("div.labels", { role: "group", "aria-label": "Teach: this digit was a" });
    for (let label = 0; label < 10; ++label)
      row.append(h("button", { onclick: () => void this.teach(digit, label) }, String(label)));
    const which = this.written.digits.length > 1 ? `digit ${index + 1}` : "it";
    return h("details.teach", {},
      h("summary", {}, digit.reject_reason ? `Yes, ${which} was a …` : `No, ${which} was a …`), row);
  }

  private async teach(digit: WrittenDigit, label: number): Promise<void> {
    try {
      const { count } = await send<{ count: number }>("POST", "/v1/corrections",
        { label, pixels: digit.pixels, answer: digit.reject_reason ? -1 : digit.digit });
      toast(`Kept as a ${label}. ${count} correction${count === 1 ? "" : "s"}: see Teach.`);
    } catch (error) {
      toast(error instanceof ApiError ? error.message : "It could not be kept");
    }
  }

  /** What the hidden layers do, and which pixels the answer hangs on; for the digit in view. */
  private async explain(): Promise<void> {
    const digit = this.written.digits[this.shownIndex];
    if (!digit || this.busy) return;
    try {
      const explanation = await send<Explanation>("POST", "/v1/explain", { pixels: digit.pixels });
      if (digit === this.written.digits[this.shownIndex]) this.showExplanation(explanation, digit);
    } catch {
      // The answer stands without it.
    }
  }

  private showExplanation(explanation: Explanation, digit: WrittenDigit): void {
    const figure = this.detail.querySelector<HTMLElement>(".saliency");
    const layers = this.detail.querySelector<HTMLElement>(".layers");
    if (!figure || !layers) return;
    figure.hidden = false;
    figure.replaceChildren(
      saliencyCanvas(bytesOf(digit.pixels), bytesOf(explanation.saliency), explanation.side),
      h("figcaption", {}, explanation.rejected ? "what makes it no digit"
        : `what makes it a ${explanation.digit}`));
    layers.replaceChildren(...explanation.layers.map(({ name, values }) => {
      const all = bytesOf(values);
      const columns = Math.ceil(Math.sqrt(2 * all.length));
      const canvas = h("canvas.pixels", {
        width: columns, height: Math.ceil(all.length / columns), role: "img",
        "aria-label": `${name}: ${all.filter((v) => v > 0).length} of ${all.length} units are lit`,
      });
      paintPixels(canvas, all);
      return h("figure", {}, canvas, h("figcaption", {}, name.replace(/, \d+ units$/, "")));
    }));
  }
}

/** One bar a digit and, where the model can tell, one for "none of them"; they add up to 1. */
function bars(given: number[], none?: number, rejected = false): HTMLElement {
  const probabilities = given.map((p) => p * (1 - (none ?? 0)));
  const best = rejected ? Infinity : Math.max(...probabilities);
  const row = (kind: "li" | "li.best" | "li.none" | "li.none.best", name: string, p: number): HTMLElement => {
    const bar = h("i");
    bar.style.transform = `scaleX(${p})`;
    return h(kind, {}, h("b", {}, name), h("span.track", {}, bar), h("small", {}, p >= 5e-4 ? percent(p) : ""));
  };
  return h("ol.bars", { "aria-label": "Probability of each digit" },
    ...probabilities.map((p, digit) => row(p === best && p > 0 ? "li.best" : "li", String(digit), p)),
    none !== undefined && row(rejected ? "li.none.best" : "li.none", "none", none));
}

/** The digit, with warm colour where covering the ink would change the answer most. */
function saliencyCanvas(pixels: Uint8Array, saliency: Uint8Array, side: number): HTMLCanvasElement {
  const canvas = pixelCanvas(pixels, 28, "The pixels that the answer hangs on, in colour");
  canvas.classList.add("large");
  const context = canvas.getContext("2d")!;
  const image = context.getImageData(0, 0, 28, 28);
  const warm = rgbOf(colour("heat"));
  for (let y = 0; y < 28; ++y)
    for (let x = 0; x < 28; ++x) {
      const s = saliency[Math.floor((y * side) / 28) * side + Math.floor((x * side) / 28)] ?? 0;
      const t = (s / 255) * 0.85, at = 4 * (28 * y + x);
      for (let c = 0; c < 3; ++c) image.data[at + c] = (1 - t) * image.data[at + c]! + t * warm[c]!;
    }
  context.putImageData(image, 0, 0);
  return canvas;
}
