// What the server answers, typed; and asking it. A token comes in the address after '#token='.

export type Point = [x: number, y: number, pressure: number];
export type Stroke = Point[];

export interface Digit {
  digit: number;
  confidence: number;
  probabilities: number[];
  box: [number, number, number, number];
  /** Probability that it is no digit, where the model can tell. */
  none?: number;
  reject_reason?: string | null;
}
export interface WrittenDigit extends Digit {
  strokes: number[];
  pixels: string;
}
export interface Explanation {
  digit: number;
  rejected: boolean;
  side: number;
  saliency: string;
  layers: { name: string; values: string }[];
}
export interface Written {
  text: string;
  digits: WrittenDigit[];
  explanation?: Explanation;
}
export interface Page {
  width: number;
  height: number;
  reject_reason: string | null;
  lines: { text: string; box: number[]; digits: Digit[] }[];
}
export interface Layer {
  kind: string;
  output: number[];
  parameters: number;
}
export interface ModelFacts {
  name: string;
  sha256: string;
  bytes: number;
  classes: string[];
  parameters: number;
  framing: string;
  layers: Layer[];
  committee: { framing: string; parameters: number; layers: Layer[] }[];
  alone_above: number;
  reject_above: number | null;
  training: Record<string, string>;
  test_accuracy: number | null;
  interval: [number, number] | null;
  adopted: boolean;
}

const token = new URLSearchParams(location.hash.slice(1)).get("token") ??
  sessionStorage.getItem("token");
if (token) {
  sessionStorage.setItem("token", token);
  history.replaceState(null, "", location.pathname);
}

export class ApiError extends Error {
  constructor(readonly status: number, message: string) {
    super(message);
  }
}

function headers(type?: string): HeadersInit {
  const all: Record<string, string> = {};
  if (token) all.Authorization = `Bearer ${token}`;
  if (type) all["Content-Type"] = type;
  return all;
}

async function checked(response: Response): Promise<Response> {
  if (response.ok) return response;
  let message = `${response.status} ${response.statusText}`;
  try {
    const body = (await response.json()) as { error: { message: string } | string };
    message = typeof body.error === "string" ? body.error : body.error.message;
  } catch {
    // The status says enough.
  }
  throw new ApiError(response.status, message);
}

export async function get<T>(path: string): Promise<T> {
  return (await checked(await fetch(path, { headers: headers() }))).json() as Promise<T>;
}

export async function send<T>(method: string, path: string, value: unknown = {}): Promise<T> {
  const response = await fetch(path, {
    method, headers: headers("application/json"), body: JSON.stringify(value),
  });
  return (await checked(response)).json() as Promise<T>;
}

export async function sendPicture<T>(path: string, picture: Blob): Promise<T> {
  const response = await fetch(path, {
    method: "POST", headers: headers(picture.type || "application/octet-stream"), body: picture,
  });
  return (await checked(response)).json() as Promise<T>;
}

/** Saves what a path answers as a file. */
export async function download(path: string, name: string): Promise<void> {
  const blob = await (await checked(await fetch(path, { headers: headers() }))).blob();
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** Server-sent events over fetch, which can carry the token; ends with the stream. */
export async function listen(path: string, signal: AbortSignal,
                             on: (event: string, data: unknown) => void): Promise<void> {
  const response = await checked(await fetch(path, { headers: headers(), signal }));
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    text += value;
    for (let end; (end = text.indexOf("\n\n")) >= 0; text = text.slice(end + 2)) {
      let event = "message", data = "";
      for (const line of text.slice(0, end).split("\n")) {
        if (line.startsWith("event: ")) event = line.slice(7);
        if (line.startsWith("data: ")) data += line.slice(6);
      }
      if (data) on(event, JSON.parse(data));
    }
  }
}
