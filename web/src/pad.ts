// The paper that one draws on: pointer events (mouse, pen with pressure, touch) into strokes.
import type { Point, Stroke } from "./api";
import { colour, h } from "./dom";

const penWidth = 11;  // CSS pixels, at a pressure of one half

export class Pad {
  readonly canvas = h("canvas.paper", {
    tabindex: 0, role: "img",
    "aria-label": "Paper: draw digits with mouse, pen or finger. Backspace takes the last stroke " +
      "back, Escape clears.",
  });
  readonly strokes: Stroke[] = [];
  /** Outlines over the digits that were found. */
  boxes: { box: [number, number, number, number]; chosen: boolean; unsure: boolean }[] = [];
  private pointer: number | null = null;

  constructor(private readonly changed: () => void) {
    const { canvas } = this;
    canvas.addEventListener("pointerdown", (event) => this.begin(event));
    canvas.addEventListener("pointermove", (event) => this.move(event));
    for (const end of ["pointerup", "pointercancel"] as const)
      canvas.addEventListener(end, (event) => this.end(event));
    canvas.addEventListener("keydown", (event) => {
      if (event.key === "Backspace" || (event.key === "z" && (event.ctrlKey || event.metaKey)))
        this.undo();
      else if (event.key === "Escape" || event.key === "Delete") this.clear();
      else return;
      event.preventDefault();
    });
    new ResizeObserver(() => this.fit()).observe(canvas);
    document.addEventListener("themechange", () => this.paint());
  }

  undo(): void {
    this.strokes.pop();
    this.boxes = [];
    this.paint();
    this.changed();
  }

  clear(): void {
    this.strokes.length = 0;
    this.boxes = [];
    this.paint();
    this.changed();
  }

  private at(event: PointerEvent): Point {
    const area = this.canvas.getBoundingClientRect();
    // A mouse knows no pressure and says 0.5; a finger may say 0 or 1.
    const pressure = event.pointerType === "pen" && event.pressure > 0 ? event.pressure : 0.5;
    return [event.clientX - area.left, event.clientY - area.top, pressure];
  }

  private begin(event: PointerEvent): void {
    if (this.pointer !== null || event.button !== 0) return;
    event.preventDefault();
    this.canvas.focus({ preventScroll: true });
    this.canvas.setPointerCapture(event.pointerId);
    this.pointer = event.pointerId;
    this.strokes.push([this.at(event)]);
    this.paint();
    this.changed();
  }

  private move(event: PointerEvent): void {
    if (event.pointerId !== this.pointer) return;
    const stroke = this.strokes[this.strokes.length - 1]!;
    const all = event.getCoalescedEvents?.() ?? [];
    for (const one of all.length > 0 ? all : [event]) {
      const point = this.at(one);
      const last = stroke[stroke.length - 1]!;
      if (Math.hypot(point[0] - last[0], point[1] - last[1]) >= 1) stroke.push(point);
    }
    this.paint();
    this.changed();
  }

  private end(event: PointerEvent): void {
    if (event.pointerId !== this.pointer) return;
    this.pointer = null;
    this.changed();
  }

  private fit(): void {
    const ratio = window.devicePixelRatio || 1;
    this.canvas.width = Math.round(this.canvas.clientWidth * ratio);
    this.canvas.height = Math.round(this.canvas.clientHeight * ratio);
    this.paint();
  }

  paint(): void {
    const context = this.canvas.getContext("2d");
    if (!context) return;
    const ratio = window.devicePixelRatio || 1;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    for (const { box: [x, y, w, hgt], chosen, unsure } of this.boxes) {
      const margin = penWidth;
      context.beginPath();
      context.roundRect(x - margin, y - margin, w + 2 * margin, hgt + 2 * margin, 8);
      context.strokeStyle = colour(unsure ? "warn" : chosen ? "accent" : "line-strong");
      context.lineWidth = chosen ? 2 : 1;
      context.setLineDash(unsure ? [5, 4] : []);
      context.stroke();
    }
    context.setLineDash([]);
    context.strokeStyle = context.fillStyle = colour("ink");
    context.lineCap = context.lineJoin = "round";
    for (const stroke of this.strokes) this.paintStroke(context, stroke);
  }

  private paintStroke(context: CanvasRenderingContext2D, stroke: Stroke): void {
    const width = (p: number): number => penWidth * (0.75 + 0.5 * p);
    const [first] = stroke;
    if (stroke.length === 1 && first) {
      context.beginPath();
      context.arc(first[0], first[1], width(first[2]) / 2, 0, 2 * Math.PI);
      context.fill();
      return;
    }
    for (let i = 1; i < stroke.length; ++i) {
      const a = stroke[i - 1]!, b = stroke[i]!;
      context.beginPath();
      context.lineWidth = width((a[2] + b[2]) / 2);
      context.moveTo(a[0], a[1]);
      context.lineTo(b[0], b[1]);
      context.stroke();
    }
  }
}
