// Line charts on uPlot, in the colours of the theme.
import uPlot from "uplot";
import { colour, h } from "./dom";

export interface Line {
  label: string;
  colour: string;  // a name of the theme
  values: (number | null)[];
  dashed?: boolean;
}

export class Chart {
  readonly element: HTMLElement;
  private readonly area = h("div.chart");
  private readonly legend = h("p.legend");
  private plot: uPlot | null = null;
  private x: number[] = [];
  private lines: Line[] = [];

  constructor(private readonly title: string, private readonly range: [number, number] | null = null) {
    this.element = h("figure.stack", { role: "group", "aria-label": title }, h("h2", {}, title),
                     this.area, this.legend);
    this.element.style.width = "100%";
    new ResizeObserver(() => this.plot?.setSize(this.size())).observe(this.area);
    document.addEventListener("themechange", () => this.rebuild());
  }

  set(x: number[], lines: Line[]): void {
    const same = this.plot !== null && lines.length === this.lines.length;
    this.x = x;
    this.lines = lines;
    if (same) this.plot!.setData(this.data());
    else this.rebuild();
    this.legend.replaceChildren(...lines.map((line) => {
      const last = [...line.values].reverse().find((v) => v !== null);
      const mark = h("i");
      mark.style.background = colour(line.colour);
      return h("span", {}, mark, `${line.label}${last === undefined || last === null ? "" : ` ${last.toPrecision(4)}`}`);
    }));
  }

  private data(): uPlot.AlignedData {
    return [this.x, ...this.lines.map((line) => line.values)] as uPlot.AlignedData;
  }

  private size(): { width: number; height: number } {
    return { width: Math.max(this.area.clientWidth, 120), height: 220 };
  }

  private rebuild(): void {
    this.plot?.destroy();
    this.plot = null;
    if (this.lines.length === 0 || this.area.clientWidth === 0) return;
    const axis = { stroke: colour("muted"), grid: { stroke: colour("line"), width: 1 },
                   ticks: { stroke: colour("line"), width: 1 }, font: "12px system-ui, sans-serif" };
    this.plot = new uPlot({
      ...this.size(),
      legend: { show: false },
      cursor: { y: false },
      scales: { x: { time: false }, y: this.range ? { range: this.range } : {} },
      axes: [axis, { ...axis, size: 56 }],
      series: [{}, ...this.lines.map((line) => ({
        label: line.label, stroke: colour(line.colour), width: 2,
        dash: line.dashed ? [6, 5] : [], points: { show: this.x.length < 30 },
      }))],
    }, this.data(), this.area);
    this.plot.root.setAttribute("aria-hidden", "true");
    this.area.setAttribute("role", "img");
    this.area.setAttribute("aria-label", this.title);
  }
}
