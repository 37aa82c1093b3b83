import assert from "node:assert/strict";
import { test } from "node:test";
import { bridgeListener, onMessage, pageUrl, parseMessage, type HostMessage } from "../src";

const COUNTER = { type: "counter", current_count: 3, seq: 120 } as const;

/** A window that messages can be posted to. */
function host() {
  const target = new EventTarget() as unknown as Window;
  Object.assign(target, { location: { href: "https://app.example/session" } });
  const post = (data: unknown, origin: string, source: unknown = null) =>
    target.dispatchEvent(Object.assign(new Event("message"), { data, origin, source }));
  return { target, post };
}

test("text and objects are read alike, and what is not a message is not one", () => {
  assert.deepEqual(parseMessage(JSON.stringify(COUNTER)), COUNTER);
  assert.equal(parseMessage(COUNTER), COUNTER);
  for (const other of ["setImmediate$0.1", "null", "[]", "{}", null, 7, { type: 1 }])
    assert.equal(parseMessage(other), null);
});

test("only the page's own messages arrive, until the listener is stopped", () => {
  const { target, post } = host();
  const frame = { contentWindow: {} } as HTMLIFrameElement;
  const counts: number[] = [];
  const stop = onMessage(
    { counter: ({ current_count }) => counts.push(current_count) },
    { target, frame, url: "https://formtrace.example/stage" },
  );
  post(COUNTER, "https://formtrace.example", frame.contentWindow);
  post(COUNTER, "https://evil.example", frame.contentWindow);
  post(COUNTER, "https://formtrace.example", {});
  post({ type: "progression", value: 1, seq: 1 }, "https://formtrace.example", frame.contentWindow);
  assert.deepEqual(counts, [3]);
  stop();
  post(COUNTER, "https://formtrace.example", frame.contentWindow);
  assert.deepEqual(counts, [3]);
});

test("a bridge may deliver text, the message, or an event of React Native or of a window", () => {
  const got: HostMessage[] = [];
  const listener = bridgeListener((message) => got.push(message));
  const overlay = { type: "image_overlay", url: "u", data: "data:image/jpeg;base64,AA==", image: "", seq: 1 };
  const text = JSON.stringify(COUNTER);
  for (const delivered of [
    text,
    COUNTER,
    { nativeEvent: { data: text } },
    { type: "message", data: text },
    overlay,
  ])
    listener(delivered);
  listener("not JSON");
  assert.deepEqual(got, [COUNTER, COUNTER, COUNTER, COUNTER, overlay]);
});

test("the page's address has its parameters escaped", () => {
  assert.equal(
    pageUrl("https://api.example/", "t&1", { exercise: "squat", export: true }),
    "https://api.example/pose_tracker/upload_tracking?token=t%261&source=video&exercise=squat&export=true",
  );
});
