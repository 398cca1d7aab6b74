// What the server says of itself is true: /openapi.json is valid, each of its paths answers in the
// form that it promises, and what belongs to the Open Inference Protocol has the form that the
// protocol asks for. Usage: node api_test.mjs PROGRAM
import { Validator } from "@seriousme/openapi-schema-validator";
import Ajv from "ajv/dist/2020.js";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { startServer } from "./browser.mjs";

const program = process.argv[2];
const protocol = JSON.parse(readFileSync(new URL("../../tests/golden/open_inference.json", import.meta.url)));
const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
ajv.addSchema(protocol);

let server, document;
const asked = new Set();
before(async () => {
  server = await startServer(program, ["--data-dir", "none"]);
  document = await (await fetch(server.address + "openapi.json")).json();
  forbidTheUnsaid(document.components.schemas);
  forbidTheUnsaid(document.paths);
  ajv.addSchema({ $id: "inkling", ...document });
});
after(() => server?.stop());

/** A member that the document does not name is a fault of the document. */
function forbidTheUnsaid(schema) {
  if (typeof schema !== "object" || schema === null) return;
  if (schema.type === "object" && schema.properties && schema.additionalProperties === undefined)
    schema.additionalProperties = false;
  Object.values(schema).forEach(forbidTheUnsaid);
}

const pointer = (parts) => parts.map((part) => part.replaceAll("~", "~0").replaceAll("/", "~1"))
  .map(encodeURIComponent).join("/");

/** Throws where `value` has not the form of `schema`, a reference. */
function check(schema, value, what) {
  const validate = ajv.getSchema(schema);
  assert.ok(validate, `no schema ${schema}`);
  assert.ok(validate(value), `${what}: ${JSON.stringify(validate.errors?.slice(0, 3))}`);
}

/** Asks, and holds the answer against what the document says of it; gives its body. */
async function ask(method, path, { body, type, headers = {}, status = 200, of = "" } = {}) {
  const route = of || path.split("?")[0].replace("/models/digits", "/models/{m}")
    .replace("/versions/1", "/versions/{v}");
  const operation = document.paths[route]?.[method.toLowerCase()];
  assert.ok(operation, `${method} ${route} is not in the document`);
  const kind = type ?? (body === undefined ? undefined : "application/json");
  if (kind) headers["Content-Type"] = kind;
  if (kind === "application/json" && status < 300) {
    check(`inkling#/${pointer(["paths", route, method.toLowerCase(), "requestBody", "content", kind, "schema"])}`,
          body, `request ${method} ${path}`);
  }
  const sent = kind === "application/json" ? JSON.stringify(body) : body;
  const answer = await fetch(new URL(path, server.address), { method, body: sent, headers });
  const bytes = Buffer.from(await answer.arrayBuffer());
  const what = `${method} ${path}: ${answer.status} ${bytes.subarray(0, 200)}`;
  assert.equal(answer.status, status, what);
  const content = operation.responses[status]?.content;
  assert.ok(content, `${what}: the document has no such answer`);
  const answered = answer.headers.get("content-type").split(";")[0];
  assert.ok(content[answered], `${what}: the document does not say that it is ${answered}`);
  if (status < 300) asked.add(`${method} ${route}`);
  if (answered !== "application/json") return bytes;
  const value = JSON.parse(bytes);
  check(`inkling#/${pointer(["paths", route, method.toLowerCase(), "responses", String(status), "content",
                             answered, "schema"])}`, value, what);
  return value;
}

const image = Array.from({ length: 784 }, (_, i) => (i % 28 > 12 && i % 28 < 16 && i > 100 && i < 690 ? 255 : 0));
const tensor = { name: "pixels", shape: [1, 28, 28], datatype: "UINT8", data: image };
const pixels = Buffer.from(image).toString("base64");
const none = Buffer.from(image.map((_, i) => (i * 7919) % 256)).toString("base64");

test("the document is valid OpenAPI 3.1", async () => {
  const plain = await (await fetch(server.address + "openapi.json")).json();
  const { valid, errors } = await new Validator().validate(plain);
  assert.ok(valid, JSON.stringify(errors));
});

test("the inference protocol has the form that it is published with", async () => {
  const is = (name, value) => check(`open_inference#/$defs/${name}`, value, name);
  for (const path of ["/v2/health/live", "/v2/health/ready", "/v2/models/digits/ready",
                      "/v2/models/digits/versions/1/ready"])
    await ask("GET", path);
  is("server", await ask("GET", "/v2"));
  is("server", await ask("GET", "/v2/", { of: "/v2" }));
  is("model", await ask("GET", "/v2/models/digits"));
  is("model", await ask("GET", "/v2/models/digits/versions/1"));
  const rows = Array.from({ length: 28 }, (_, y) => image.slice(28 * y, 28 * y + 28));
  const outputs = [{ name: "probabilities", parameters: { classification: 3 } }, { name: "digit" }];
  for (const request of [
    { inputs: [tensor] },
    { id: "42", inputs: [tensor], outputs: [{ name: "digit" }] },
    { inputs: [{ ...tensor, data: [rows] }], outputs },
    { parameters: {}, inputs: [{ ...tensor, parameters: {}, shape: [1, 784], datatype: "FP32",
                                 data: image.map((v) => v / 255) }] },
  ]) {
    is("request", request);
    const reply = await ask("POST", "/v2/models/digits/infer", { body: request });
    is("reply", reply);
    assert.equal(reply.id, request.id);
    is("reply", await ask("POST", "/v2/models/digits/versions/1/infer", { body: request }));
  }
  const infer = "/v2/models/digits/infer";
  is("error", await ask("POST", infer, { body: { inputs: [] }, status: 400 }));
  is("error", await ask("POST", infer, { body: "x", type: "text/plain", status: 415 }));
  is("error", await ask("POST", infer, { body: "x".repeat(70_000), type: "application/json", status: 413 }));
  is("error", await ask("GET", "/v2/models/cats", { status: 404, of: "/v2/models/{m}" }));
});

test("a digit and what is none are read from strokes and pictures", async () => {
  const strokes = [[[50, 0], [50, 50], [50, 100, 0.7]]];
  const { digits } = await ask("POST", "/v1/strokes", { body: { strokes } });
  assert.equal(digits[0].digit, 1);
  assert.equal(digits[0].reject_reason, null);
  const ring = Array.from({ length: 200 }, (_, i) => [50 + 50 * Math.sin(i * 2.1), 50 + 50 * Math.cos(i * 1.3)]);
  const scribble = await ask("POST", "/v1/strokes", { body: { strokes: [ring] } });
  assert.equal(scribble.text, "?");
  assert.ok(scribble.digits[0].none > 0.9);
  assert.match(scribble.digits[0].reject_reason, /\d %/);
  await ask("POST", "/v1/strokes", { body: {}, status: 400 });
  const picture = Buffer.concat([Buffer.from("P5 28 28 255\n"), Buffer.from(image.map((v) => 255 - v))]);
  const page = await ask("POST", "/v1/read", { body: picture, type: "image/x-portable-graymap" });
  assert.equal(page.lines[0].text, "1");
  await ask("POST", "/v1/read", { body: "no picture", type: "image/png", status: 415 });
  const explained = await ask("POST", "/v1/explain", { body: { pixels } });
  assert.equal(explained.digit, 1);
  await ask("POST", "/v1/explain", { body: { pixels: none } });
});

test("the model, the data, training and teaching", { timeout: 300_000 }, async () => {
  await ask("GET", "/v1/model");
  await ask("GET", "/v1/model/file");
  for (const path of ["/metrics", "/openapi.json", "/livez", "/readyz"]) await ask("GET", path);
  assert.equal((await ask("GET", "/v1/train")).state, "idle");
  const body = {};
  await ask("POST", "/v1/train/use", { body, status: 409 });
  await ask("POST", "/v1/train", { body: { layers: [0] }, status: 400 });
  await ask("POST", "/v1/train", { body: { dataset: "strokes", layers: [8], epochs: 1 }, status: 202 });
  await ask("GET", "/v1/train/events");  // ends with the training
  await ask("POST", "/v1/train/stop", { body });
  await ask("POST", "/v1/train/use", { body });
  const data = await ask("GET", "/v1/data?dataset=strokes&wrong=1&limit=3");
  assert.equal(data.items.length, 3);
  await ask("GET", "/v1/data?cat=1", { status: 400 });
  const kept = await ask("POST", "/v1/corrections", { body: { label: 7, answer: 1, pixels }, status: 201 });
  await ask("POST", "/v1/corrections", { body: { label: 11, pixels }, status: 400 });
  assert.equal((await ask("GET", "/v1/corrections")).items[0].label, 7);
  const part = { of: "/v1/corrections/export/{part}" };
  await ask("GET", "/v1/corrections/export/corrections.zip", part);
  await ask("GET", "/v1/corrections/export/nothing", { ...part, status: 404 });
  await ask("POST", "/v1/learn", { body });
  await ask("POST", "/v1/learn/discard", { body });
  await ask("POST", "/v1/learn/adopt", { body, status: 409 });
  await ask("POST", "/v1/learn", { body });
  await ask("POST", "/v1/learn/adopt", { body });
  await ask("POST", "/v1/model/restore", { body });
  const id = { of: "/v1/corrections/{id}" };
  await ask("DELETE", `/v1/corrections/${kept.id}`, id);
  await ask("DELETE", `/v1/corrections/${kept.id}`, { ...id, status: 404 });
  await ask("DELETE", "/v1/corrections");
});

test("nothing of the document was left out", () => {
  for (const [path, item] of Object.entries(document.paths))
    for (const method of Object.keys(item).filter((name) => name !== "parameters"))
      assert.ok(asked.has(`${method.toUpperCase()} ${path}`), `${method} ${path} was not asked`);
});
