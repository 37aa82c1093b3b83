import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { test, type TestContext } from "node:test";
import { ApiError, Client, JobFailed, NetworkError, UploadRefused } from "../src";

type Answer = { status?: number; body?: unknown };
type Plot = (request: IncomingMessage, body: Buffer) => Answer | "hang up";

/** A server that answers as the plot says; its address. */
async function serve(context: TestContext, plot: Plot): Promise<string> {
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const answer = plot(request, Buffer.concat(chunks));
      if (answer === "hang up") return request.socket.destroy();
      response.writeHead(answer.status ?? 200, { "Content-Type": "application/json" });
      response.end(answer.body === undefined ? "" : JSON.stringify(answer.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  context.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const pause = async (): Promise<void> => {}; // waits pass at once

const PART = 4;
const CONTENT = "0123456789"; // in parts of 4, 4 and 2 bytes

test("an upload in parts goes on after a break: what has arrived is not sent again", async (context) => {
  const arrived = new Map<number, string>();
  const sent: number[] = [];
  let url = "";
  const ticket = () => ({
    part_bytes: PART,
    expires_at: "2030-01-01T00:00:00Z",
    parts: [1, 2, 3].map((number) => ({ number, url: arrived.has(number) ? null : `${url}/s3/${number}` })),
  });
  url = await serve(context, ({ method, url: path = "", headers }, body) => {
    if (path.startsWith("/s3/")) {
      assert.equal(headers.authorization, undefined); // the token is none of the storage's business
      const number = Number(path.slice(4));
      sent.push(number);
      if (number === 2 && sent.filter((each) => each === 2).length === 1) return "hang up";
      arrived.set(number, body.toString());
      return {};
    }
    assert.equal(headers.authorization, "Bearer secret");
    if (method === "GET") return { body: ticket() };
    const missing = [1, 2, 3].filter((number) => !arrived.has(number));
    if (missing.length > 0) return { status: 409, body: { code: "upload_incomplete", message: "Missing." } };
    return { body: { job_id: "j", status: "received" } };
  });
  const shares: number[] = [];
  const client = new Client({ url, token: "secret", pause });
  const job = await client.resumeUpload("j", new Blob([CONTENT]), {
    onProgress: (share) => shares.push(share),
  });
  assert.equal(job.status, "received");
  assert.deepEqual(
    [...arrived].sort().map(([, text]) => text),
    ["0123", "4567", "89"],
  );
  assert.deepEqual(
    [sent.filter((each) => each === 1).length, sent.filter((each) => each === 2).length],
    [1, 2],
  );
  assert.equal(shares.at(-1), 1);
});

test("a form is posted with its fields first and the file last", async (context) => {
  let posted = "";
  const url = await serve(context, (_, body) => {
    posted = body.toString();
    return { status: 204 };
  });
  const upload = { url, fields: { key: "jobs/j/clip", policy: "p" }, max_bytes: 100, expires_at: "" };
  await new Client({ url, pause }).upload({ job_id: "j", upload, parts: null }, new Blob([CONTENT]));
  const places = ['name="key"', 'name="policy"', 'name="file"', CONTENT].map((text) => posted.indexOf(text));
  assert.ok(places.every((place, index) => place > (places[index - 1] ?? -1)));
});

test("a file that the storage refuses is not sent again", async (context) => {
  let asked = 0;
  const url = await serve(context, () => {
    asked += 1;
    return { status: 400, body: "EntityTooLarge" };
  });
  const upload = { url, fields: {}, max_bytes: 1, expires_at: "" };
  const sending = new Client({ url, pause }).upload(
    { job_id: "j", upload, parts: null },
    new Blob([CONTENT]),
  );
  await assert.rejects(sending, (error) => error instanceof UploadRefused && error.code === "too_large");
  assert.equal(asked, 1);
});

test("waiting outlasts a lost connection and ends with the job", async (context) => {
  const answers: (Answer | "hang up")[] = [
    { body: { status: "analysing" } },
    "hang up",
    { status: 503 },
    { body: { status: "completed" } },
  ];
  const url = await serve(context, () => answers.shift() ?? assert.fail("asked after the end"));
  const lost: boolean[] = [];
  const job = await new Client({ url, pause }).wait("j", {
    onConnection: (isLost) => void lost.push(isLost),
  });
  assert.equal(job.status, "completed");
  assert.deepEqual(lost, [true, false]);
});

test("a job without a result is an error with its own code and sentence", async (context) => {
  const failure = { code: "media_empty", message: "The file is empty.", details: {} };
  const url = await serve(context, () => ({ body: { status: "failed", failure } }));
  await assert.rejects(
    new Client({ url, pause }).wait("j"),
    (error) =>
      error instanceof JobFailed && error.code === "media_empty" && error.message === failure.message,
  );
});

test("messages come once each, over as many answers as it takes", async (context) => {
  const all = [0, 40, 101, 102, 103].map((seq) => ({ type: "progression", value: seq, seq }));
  const known = [1, 2, 2, 4, 5]; // how many there are at each request
  const url = await serve(context, ({ url: path = "" }) => {
    const after = Number(new URL(path, "http://x").searchParams.get("after"));
    const count = known.shift() ?? assert.fail("asked after the end");
    const messages = all.slice(0, count).filter(({ seq }) => seq > after);
    return { body: { messages, next_after: messages.at(-1)?.seq ?? after, done: count === all.length } };
  });
  const got: number[] = [];
  for await (const message of new Client({ url, pause }).stream("j")) got.push(message.seq);
  assert.deepEqual(got, [0, 40, 101, 102, 103]);
});

test("what the API refuses has its code, its sentence and its details", async (context) => {
  const body = {
    code: "invalid_exercise",
    message: "There is no 'sqat'.",
    details: { did_you_mean: "squat" },
  };
  const url = await serve(context, () => ({ status: 422, body }));
  await assert.rejects(new Client({ url, pause }).createJob({ exercise: "sqat" }), (error) => {
    assert.ok(error instanceof ApiError);
    assert.deepEqual(error.problem, { status: 422, ...body });
    return true;
  });
});

test("no answer is a network error, a request that was given up is not", async () => {
  const client = new Client({ url: "http://127.0.0.1:1" });
  await assert.rejects(client.job("j"), NetworkError);
  const given_up = AbortSignal.abort();
  await assert.rejects(client.wait("j", { signal: given_up }), { name: "AbortError" });
});

test("ids and roles are escaped, a file's address has the token", () => {
  const client = new Client({ url: "https://api.example/prod/", token: "a&b" });
  assert.equal(
    client.fileUrl("../x", "overlay"),
    "https://api.example/prod/v1/jobs/..%2Fx/files/overlay?token=a%26b",
  );
});
