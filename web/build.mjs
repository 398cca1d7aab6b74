// Bundles the page: `npm ci --ignore-scripts && npm run build` writes dist/, which is committed.
// `node build.mjs FOLDER` writes there instead, for the test that compares.
import { build } from "esbuild";

await build({
  entryPoints: { app: "src/main.ts", style: "src/style.css" },
  outdir: process.argv[2] ?? "dist",
  bundle: true,
  minify: true,
  format: "iife",
  target: ["chrome100", "firefox100", "safari15"],
  legalComments: "none",
  logLevel: "warning",
});
