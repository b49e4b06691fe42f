// The official Anthropic SDK for Node as a caller: what only concerns it and the gateway. Run by tests/sdk/test_node.py, which starts it.
import assert from "node:assert/strict";
import { test } from "node:test";
import Anthropic from "@anthropic-ai/sdk";
import { failure, key, url } from "./behind.js";

const client = new Anthropic({ baseURL: url, apiKey: key, maxRetries: 0, timeout: 20_000, logLevel: "error" });
const asked = { model: "mock/echo", max_tokens: 100, messages: [{ role: "user", content: "one two three four" }] };

test("an address with more than was needed", async () => {
  const other = new Anthropic({ baseURL: `${url}/v1`, apiKey: key, maxRetries: 0 });
  assert.equal((await other.messages.create(asked)).content[0].text, "one two three four");
});

test("a token is as good as a key", async () => {
  const other = new Anthropic({ baseURL: url, apiKey: null, authToken: key, maxRetries: 0 });
  assert.equal((await other.messages.create(asked)).content[0].text, "one two three four");
});

test("models", async () => {
  const names = [];
  for await (const model of client.models.list({ limit: 3 })) names.push(model.id);
  assert.ok(names.includes("mock/echo"));
  assert.equal(new Set(names).size, names.length, "no page twice");
  const { id, type } = await client.models.retrieve("mock/echo");
  assert.deepEqual([id, type], ["mock/echo", "model"]);
});

test("refusals of the gateway itself", async () => {
  const stranger = new Anthropic({ baseURL: url, apiKey: "mb-wrong", maxRetries: 0, logLevel: "error" });
  const told = [
    [() => stranger.messages.create(asked), Anthropic.AuthenticationError, "authentication_error"],
    [() => client.messages.create({ ...asked, model: "nobody/knows" }), Anthropic.NotFoundError, "not_found_error"],
    [() => client.models.retrieve("nobody/knows"), Anthropic.NotFoundError, "not_found_error"],
  ];
  for (const [ask, kind, type] of told) {
    const error = await failure(ask());
    assert.ok(error instanceof kind, error);
    assert.equal(error.type, type);
    assert.match(error.requestID, /^req_/);
    assert.equal(error.error.request_id, error.requestID);
  }
  const wrong = await failure(client.messages.create({ ...asked, messages: [{ role: "user", content: [{ type: "text", text: 7 }] }] }));
  assert.ok(wrong instanceof Anthropic.BadRequestError);
  assert.match(wrong.message, /messages\[0\]\.content\[0\]\.text/);
});

test("retries", async () => {
  let asked_again = 0;
  const counting = (input, init) => ((asked_again += 1), fetch(input, init));
  const patient = new Anthropic({ baseURL: url, apiKey: key, maxRetries: 1, fetch: counting, logLevel: "off" });
  assert.ok((await failure(patient.messages.create({ ...asked, model: "mock/status-429" }))) instanceof Anthropic.RateLimitError);
  assert.equal(asked_again, 2);
});

test("a cut stream is an error of the helper", async () => {
  const stream = client.messages.stream({ ...asked, model: "mock/cut" });
  let heard = "";
  stream.on("text", (piece) => (heard += piece));
  const error = await failure(stream.finalMessage());
  assert.ok(error instanceof Anthropic.APIError, error);
  assert.equal(error.type, "api_error");
  assert.ok(heard.length > 0, "what came before is heard");
  assert.ok(stream.errored);
});

test("a caller may leave", async () => {
  const stream = client.messages.stream({ ...asked, model: "mock/lorem-200" });
  stream.on("text", () => stream.abort());
  assert.ok((await failure(stream.finalMessage())) instanceof Anthropic.APIUserAbortError);
  assert.equal((await client.messages.create(asked)).content[0].text, "one two three four");
});
