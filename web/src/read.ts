// Read: a picture in, its digits over it; doubtful ones are put right by keys, and all goes out as CSV.
import { sendPicture, type Page } from "./api";
import { h, percent, toast } from "./dom";
import { unsureBelow } from "./draw";
import type { Tab } from "./main";

const svgSpace = "http://www.w3.org/2000/svg";

export function readTab(panel: HTMLElement): Tab {
  const result = h("div.columns", { hidden: true });
  const choose = h("input.visually-hidden", {
    type: "file", accept: "image/*", id: "picture", tabindex: -1,
    "aria-label": "Choose a picture", onchange: () => void take(choose.files?.[0]),
  });
  const drop = h("div.drop", {
    ondragover: (event: DragEvent) => {
      event.preventDefault();
      drop.classList.add("over");
    },
    ondragleave: () => drop.classList.remove("over"),
    ondrop: (event: DragEvent) => {
      event.preventDefault();
      drop.classList.remove("over");
      void take(event.dataTransfer?.files[0]);
    },
  }, h("p", {}, "Drop a picture here, paste one, or"), choose,
     h("button.primary", { onclick: () => choose.click() }, "Choose or take a picture"),
     h("p.muted", {}, "PNG, JPEG, TIFF, WebP, BMP … up to 16 MB. It stays on this machine."));
  document.addEventListener("paste", (event) => {
    if (!panel.hidden) void take([...(event.clipboardData?.files ?? [])][0]);
  });

  async function take(file: File | undefined): Promise<void> {
    if (!file) return;
    try {
      const page = await sendPicture<Page>("/v1/read", file);
      result.hidden = false;
      result.replaceChildren(...shown(file, page));
    } catch (error) {
      toast((error as Error).message);
    }
    choose.value = "";
  }

  panel.append(h("div.intro", {}, h("h1", {}, "Read a picture"),
    h("p", {}, "Dark ink on light paper or light on dark, any size.")), h("div.stack", {}, drop, result));
  return {};
}

function hint(lines: HTMLElement): string {
  const doubtful = lines.querySelectorAll("input.doubtful").length;
  if (doubtful === 0) return "No digit is doubtful.";
  return `${doubtful === 1 ? "One digit is" : `${doubtful} digits are`} doubtful, and marked; Enter goes to the next such one.`;
}

function shown(file: File, page: Page): HTMLElement[] {
  const overlay = document.createElementNS(svgSpace, "svg");
  overlay.setAttribute("viewBox", `0 0 ${page.width} ${page.height}`);
  overlay.setAttribute("preserveAspectRatio", "none");
  overlay.setAttribute("aria-hidden", "true");
  const image = h("img", { src: URL.createObjectURL(file), alt: `The picture ${file.name}` });
  const lines = h("div.numbers");
  const inputs: HTMLInputElement[] = [];
  /** Enter and Shift+Enter go through the doubtful ones, the arrows through all. */
  const step = (from: HTMLInputElement, key: string, back: boolean): boolean => {
    const way = key === "ArrowLeft" || (key === "Enter" && back) ? -1 : 1;
    const ones = key === "Enter" ? inputs.filter((one) => one === from || one.classList.contains("doubtful")) : inputs;
    if (!["Enter", "ArrowLeft", "ArrowRight"].includes(key)) return false;
    ones[ones.indexOf(from) + way]?.focus();
    return true;
  };
  for (const line of page.lines) {
    const row = h("div.digits");
    for (const digit of line.digits) {
      const doubtful = Boolean(digit.reject_reason) || digit.confidence < unsureBelow;
      const rect = document.createElementNS(svgSpace, "rect");
      const [x, y, w, hgt] = digit.box;
      for (const [name, value] of Object.entries({ x, y, width: w, height: hgt, rx: 2 }))
        rect.setAttribute(name, String(value));
      rect.classList.toggle("doubtful", doubtful);
      const text = document.createElementNS(svgSpace, "text");
      text.setAttribute("x", String(x));
      text.setAttribute("y", String(y));
      text.setAttribute("font-size", String(0.55 * hgt));
      text.classList.toggle("doubtful", doubtful);
      text.textContent = digit.reject_reason ? "?" : String(digit.digit);
      overlay.append(rect, text);
      const input = h(doubtful ? "input.doubtful" : "input", {
        value: text.textContent, maxlength: 1, inputmode: "numeric",
        "aria-label": `Digit ${inputs.length + 1}, ${percent(digit.confidence, 0)} sure`,
        onfocus: () => {
          rect.classList.add("chosen");
          input.select();
        },
        onblur: () => rect.classList.remove("chosen"),
        oninput: () => {
          text.textContent = input.value;
          if (input.value) inputs[inputs.indexOf(input) + 1]?.focus();
        },
        onkeydown: (event: KeyboardEvent) => {
          if (step(input, event.key, event.shiftKey)) event.preventDefault();
        },
      });
      inputs.push(input);
      row.append(input);
    }
    lines.append(row);
  }
  const save = h("button", {
    onclick: () => {
      const rows = [...lines.children].map((row) =>
        [...row.querySelectorAll("input")].map((input) => input.value).join(""));
      const link = h("a", {
        href: URL.createObjectURL(new Blob(["line,text\n", ...rows.map((text, i) => `${i + 1},${text}\n`)])),
        download: `${file.name}.csv`,
      });
      link.click();
    },
  }, "Save as CSV");
  return [
    h("div.photo", {}, image, overlay),
    h("div.box.stack", {}, h("h2", {}, "What it says"),
      page.reject_reason ? h("p.verdict.warn", {}, page.reject_reason) : lines,
      page.lines.length > 0 && h("p.muted", {}, `Type over what is wrong. ${hint(lines)}`),
      page.lines.length > 0 && h("div.row", {}, save)),
  ];
}
