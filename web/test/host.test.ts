import assert from "node:assert/strict";
import { test } from "node:test";
import type { Message } from "../src/api/types";
import type { HostWindow } from "../src/host/bridges";
import { GRACE_MS, Outbox } from "../src/host/outbox";
import { Pacing } from "../src/host/pacing";
import { Relay } from "../src/host/relay";
import { isStandalone, localised } from "../src/host/standalone";

const FORMAT = { targetOrigin: "https://host.example", messageFormat: "string" } as const;

/** A window on its own, and what arrived where. */
function page(framed = false) {
  const arrived: [string, unknown, string?][] = [];
  const host = {
    postMessage: (data: unknown, origin: string) => arrived.push(["self", data, origin]),
  } as unknown as HostWindow;
  const parent = { postMessage: (data: unknown, origin: string) => arrived.push(["parent", data, origin]) };
  host.parent = framed ? parent : host;
  let now = 0;
  const due: [number, () => void][] = [];
  const clock = {
    now: () => now,
    later: (action: () => void, ms: number) => void due.push([now + ms, action]),
  };
  const pass = (ms: number): void => {
    const end = now + ms;
    for (;;) {
      due.sort((a, b) => a[0] - b[0]);
      const next = due[0];
      if (next === undefined || next[0] > end) break;
      due.shift();
      now = next[0];
      next[1]();
    }
    now = end;
  };
  const port = (name: string) => ({ postMessage: (data: unknown) => arrived.push([name, data]) });
  return { host, clock, arrived, pass, port, outbox: new Outbox(host, null, clock) };
}

test("the first bridge that exists gets each message, and only that one", () => {
  const { host, arrived, outbox, port } = page(true);
  host["Formtrace"] = port("channel");
  host.webViewCallback = (data) => arrived.push(["callback", data]);
  host.webkit = { messageHandlers: { iosListener: port("ios") } };
  host.ReactNativeWebView = port("native");
  outbox.configure(FORMAT);
  outbox.send({ n: 1 });
  delete host.ReactNativeWebView;
  outbox.send({ n: 2 });
  delete host.webkit;
  outbox.send({ n: 3 });
  delete host.webViewCallback;
  outbox.send({ n: 4 });
  delete host["Formtrace"];
  outbox.send({ n: 5 });
  assert.deepEqual(arrived, [
    ["native", '{"n":1}'],
    ["ios", '{"n":2}'],
    ["callback", { n: 3 }],
    ["channel", '{"n":4}'],
    ["parent", '{"n":5}', "https://host.example"],
  ]);
});

test("a bridge that is injected after loading gets what was said before, in order and once", () => {
  const { host, arrived, outbox, pass } = page();
  outbox.configure(FORMAT);
  outbox.send({ n: 1 });
  outbox.send({ n: 2 });
  pass(3000);
  outbox.loaded();
  pass(GRACE_MS / 2);
  assert.deepEqual(arrived, []);
  host.webViewCallback = (data) => arrived.push(["callback", data]);
  pass(60);
  outbox.send({ n: 3 });
  pass(5000);
  assert.deepEqual(
    arrived.map(([, data]) => data),
    [{ n: 1 }, { n: 2 }, { n: 3 }],
  );
});

test("without any bridge the window itself gets the messages, once loading is long over", () => {
  const { arrived, outbox, pass, host } = page();
  outbox.configure(FORMAT);
  outbox.send({ n: 1 });
  outbox.loaded();
  pass(GRACE_MS + 100);
  assert.deepEqual(arrived, [["self", '{"n":1}', "*"]]);
  host.webViewCallback = (data) => arrived.push(["callback", data]);
  outbox.send({ n: 2 });
  assert.deepEqual(arrived[1], ["callback", { n: 2 }]);
  assert.equal(arrived.length, 2);
});

test("a frame's parent gets objects if the host asks for them, and nothing before the session is known", () => {
  const { arrived, outbox } = page(true);
  outbox.send({ n: 1 });
  assert.deepEqual(arrived, []);
  outbox.configure({ ...FORMAT, messageFormat: "object" });
  assert.deepEqual(arrived, [["parent", { n: 1 }, "https://host.example"]]);
});

test("a bridge that throws does not stop the others", () => {
  const { host, arrived, outbox, port } = page(true);
  const error = console.error;
  console.error = () => undefined;
  host.ReactNativeWebView = {
    postMessage: () => {
      throw new Error("gone");
    },
  };
  outbox.configure(FORMAT);
  outbox.send({ n: 1 });
  host.ReactNativeWebView = port("native");
  outbox.send({ n: 2 });
  console.error = error;
  assert.deepEqual(arrived, [["native", '{"n":2}']]);
});

const STREAM: Message[] = [
  { type: "environment" },
  { type: "posture", t: 0, ready: true },
  { type: "counter", t: 1, current_count: 1 },
  { type: "counter", t: 2, current_count: 2 },
  { type: "counter", t: 3, current_count: 2, final: true },
  { type: "exercise_summary" },
  { type: "initialization", ready: true },
];

test("at playback's pace each message goes out once, in order, when its moment is reached", () => {
  const sent: Message[] = [];
  const pacing = new Pacing("playback", (message) => sent.push(message));
  pacing.add(STREAM);
  assert.equal(sent.length, 1);
  pacing.reach(0);
  pacing.reach(1.02);
  assert.equal(sent.length, 3);
  pacing.reach(0.2);
  assert.equal(sent.length, 3);
  pacing.reach(10);
  assert.equal(sent.length, 4, "the end group waits for the end");
  pacing.end();
  pacing.end();
  pacing.reach(11);
  assert.deepEqual(sent, STREAM);
});

test("at once means at once", () => {
  const sent: Message[] = [];
  new Pacing("now", (message) => sent.push(message)).add(STREAM);
  assert.deepEqual(sent, STREAM);
});

const POINT = { name: "nose", x: 0.5, y: 0.1, z: 0, score: 1 };

/** The API's message pages, two messages each. */
function paged(stream: Message[]) {
  const messages = async (_id: string, after: number) => {
    const page = stream.filter((message) => (message.seq as number) > after).slice(0, 2);
    return {
      messages: page,
      next_after: page[page.length - 1]?.seq ?? after,
      done: page.some((each) => each["last"]),
    };
  };
  return { messages };
}

async function relayed(stream: Message[]): Promise<Message[]> {
  const got: Message[] = [];
  const relay = new Relay(paged(stream), "job", (message) => got.push(message));
  await relay.advance();
  await relay.advance();
  return got;
}

const KEYPOINTS: Message[] = [0, 1, 2].map((frame) => ({
  type: "keypoints",
  seq: 102 + frame,
  frameId: frame,
  timestampMs: 33 * frame,
  data: [{ name: "nose", x: frame }],
}));

test("pages of the stream are relayed once each, with one keypoints_batch before the summary", async () => {
  const got = await relayed([
    { type: "initialization", seq: 37, ready: false },
    { type: "counter", seq: 101 },
    ...KEYPOINTS,
    { type: "exercise_summary", seq: 105 },
    { type: "initialization", seq: 106, ready: true, last: true },
  ]);
  assert.deepEqual(
    got.map((message) => message.seq ?? message.type),
    [37, 101, 102, 103, 104, "keypoints_batch", 105, 106],
  );
  const batch = got[5]?.["data"];
  assert.deepEqual(
    batch,
    KEYPOINTS.map(({ frameId, timestampMs, data }) => ({ timestampMs, frameId, keypoints: data })),
  );
  assert.deepEqual(got[5]?.["frames"], batch);
});

test("without an exercise the batch comes before completion; a photo has none", async () => {
  const end: Message = { type: "initialization", seq: 105, ready: true, last: true };
  assert.deepEqual((await relayed([...KEYPOINTS, end])).map((message) => message.type).slice(3), [
    "keypoints_batch",
    "initialization",
  ]);
  const photo = [
    { type: "initialization", seq: 101, ready: true },
    KEYPOINTS[0] as Message,
    { type: "image_overlay", seq: 103, last: true },
  ];
  assert.deepEqual(
    (await relayed(photo)).map((message) => message.type),
    ["initialization", "keypoints", "image_overlay"],
  );
});

test("only a page that is part of no app takes the browser's language", () => {
  const chrome = "Mozilla/5.0 (Linux; Android 14) Chrome/130 Mobile Safari/537.36";
  const webView = "Mozilla/5.0 (Linux; Android 14; wv) Version/4.0 Chrome/130 Mobile Safari/537.36";
  const iosView = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148";
  assert.equal(isStandalone(page().host, chrome, null), true);
  assert.equal(isStandalone(page(true).host, chrome, null), false);
  assert.equal(isStandalone(page().host, webView, null), false);
  assert.equal(isStandalone(page().host, iosView, null), false);
  const inApp = page();
  inApp.host.ReactNativeWebView = inApp.port("reactNative");
  assert.equal(isStandalone(inApp.host, chrome, null), false);

  assert.equal(localised("?token=t", true, "fr-FR"), "?token=t&locale=fr-FR");
  assert.equal(localised("?token=t", false, "fr-FR"), "?token=t");
  assert.equal(localised("?lang=en", true, "fr-FR"), "?lang=en");
});
