// Draws parts of a report page as one picture. Usage, in web/:
//   ../build/release/bin/inkling train --validation 10000 --report /tmp/run.html
//   node test/report_part.mjs /tmp/run.html ../docs/img/curves.png Loss Accuracy
//   ../build/release/bin/inkling evaluate MODEL --report /tmp/report.html
//   node test/report_part.mjs /tmp/report.html ../docs/img/errors.png "Most wrong"
import { pathToFileURL } from "node:url";
import { startBrowser } from "./browser.mjs";

const [report, out, ...headings] = process.argv.slice(2);
const browser = await startBrowser();
const page = await browser.newPage({ viewport: { width: 900, height: 900 } });
await page.goto(pathToFileURL(report).href);
const boxes = await Promise.all(headings.map((name) =>
  page.locator("section", { has: page.getByRole("heading", { name, exact: true }) }).boundingBox()));
const x = Math.min(...boxes.map((box) => box.x)), y = Math.min(...boxes.map((box) => box.y));
const right = Math.max(...boxes.map((box) => box.x + box.width));
const bottom = Math.max(...boxes.map((box) => box.y + box.height));
await page.screenshot({ path: out, fullPage: true, clip: { x, y, width: right - x, height: bottom - y } });
await browser.close();
