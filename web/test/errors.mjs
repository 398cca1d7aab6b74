// Draws the wrong answers of a report page as one picture. Usage, in web/:
//   ../build/release/bin/inkling evaluate MODEL --report /tmp/report.html
//   node test/errors.mjs /tmp/report.html ../docs/img/errors.png
import { pathToFileURL } from "node:url";
import { startBrowser } from "./browser.mjs";

const [report, out] = process.argv.slice(2);
const browser = await startBrowser();
const page = await browser.newPage({ viewport: { width: 900, height: 900 } });
await page.goto(pathToFileURL(report).href);
await page.locator("section", { has: page.getByRole("heading", { name: "Most wrong" }) })
  .screenshot({ path: out });
await browser.close();
