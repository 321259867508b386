/** Asks the server: JSON in, JSON out. What it refuses is thrown as a `Problem`. */

/** A refusal (RFC 9457): `status`, a stable `code`, a `detail` for people, `errors` by field. */
export class Problem extends Error {
  constructor(status, body, headers) {
    super(body.detail || body.title || `The server answered ${status}.`);
    this.name = "Problem";
    this.status = status;
    this.body = body;
    this.code = body.code ?? "";
    this.errors = Array.isArray(body.errors) ? body.errors : [];
    this.retryAfterSeconds = Number(headers.get("Retry-After")) || null;
    this.requestID = headers.get("X-Request-Id");
  }

  /** What was said of one field, `name` being its path without the first slash. */
  of(name) {
    return this.errors.find((error) => error.pointer === `/${name}`)?.detail ?? null;
  }
}

/** No answer came: there is no network, or no server. */
export class Unreachable extends Error {
  constructor(cause) {
    super("The server cannot be reached.", { cause });
    this.name = "Unreachable";
  }
}

/** True for what may work when it is simply tried again: 5xx and no answer at all. */
export const isPassing = (error) => error instanceof Unreachable || (error instanceof Problem && error.status >= 500);

/** What outlives its page has nobody to end it: a connection that hangs would hold it up for ever. */
const keptMilliseconds = 20_000;
/** Browsers take 64 KiB, of which a character may need three bytes. */
const keptMax = 20_000;

/**
 * One request. Answers `{status, body, etag, headers}`; `body` is a text where that is plain, what can be read of
 * events where they are streamed, and null for 204 and 304.
 *
 * Options: `body` (an object, sent as JSON), `token` (bearer), `etag` (asks for changes since:
 * 304 when there are none), `ifMatch`, `idempotencyKey`, `headers`, `signal`, `base` (the server's
 * origin; empty for the page's own), `keepalive` (it outlives the page, unless it is longer than browsers
 * take of that, and is given up after 20 s in the place of a `signal`), and `fetch` for tests.
 */
export async function ask(method, path, options = {}) {
  const fetch = options.fetch ?? globalThis.fetch.bind(globalThis);
  const body = JSON.stringify(options.body);
  let response;
  try {
    response = await fetch((options.base ?? "") + path, {
      method, headers: fields(options), body,
      signal: options.keepalive ? AbortSignal.timeout(keptMilliseconds) : options.signal,
      keepalive: Boolean(options.keepalive && body?.length < keptMax),
      cache: "no-store", credentials: "same-origin",
    });
  } catch (error) {
    if (error?.name === "AbortError") throw error;
    throw new Unreachable(error);
  }
  return answer(response);
}

function fields(options) {
  const headers = { Accept: "application/json", ...options.headers };
  if (options.body !== undefined) headers["Content-Type"] = "application/json";
  if (options.token) headers.Authorization = `Bearer ${options.token}`;
  if (options.etag) headers["If-None-Match"] = options.etag;
  // A proxy that compresses makes tags weak, by which nothing can be changed (RFC 9110 section 13.1.1).
  if (options.ifMatch) headers["If-Match"] = options.ifMatch.replace("W/", "");
  if (options.idempotencyKey) headers["Idempotency-Key"] = options.idempotencyKey;
  return headers;
}

async function answer(response) {
  const body = await readBody(response);
  if (!response.ok && response.status !== 304) {
    throw new Problem(response.status, body ?? {}, response.headers);
  }
  return {
    status: response.status, body, etag: response.headers.get("ETag"), headers: response.headers,
  };
}

async function readBody(response) {
  if (response.status === 204 || response.status === 304) return null;
  const type = response.headers.get("Content-Type") ?? "";
  try {
    return type.includes("json") ? await response.json() : type.startsWith("text/plain") ? await response.text()
      : type.startsWith("text/event-stream") ? response.body : null;
  } catch (error) {
    throw new Unreachable(error);
  }
}

/** Bytes as hex digits. */
export const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** A name for something that is done once, however often it is sent. */
export const newKey = () => crypto.randomUUID?.() ?? hex(crypto.getRandomValues(new Uint8Array(16)));
