// The official OpenAI SDK for Node as a caller: what only concerns it and the gateway. Run by tests/sdk/test_node.py, which starts it.
import assert from "node:assert/strict";
import { test } from "node:test";
import OpenAI from "openai";
import { zodResponseFormat } from "openai/helpers/zod";
import { z } from "zod";
import { key, url } from "./behind.js";

const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: key, maxRetries: 0, timeout: 20_000 });
const ask = (content, more = {}) => client.chat.completions.create({ model: "mock/echo", messages: [{ role: "user", content }], ...more });
const weather = {
  type: "function",
  function: {
    name: "weather",
    parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"], additionalProperties: false },
  },
};

test("chat", async () => {
  const reply = await ask("hello, wörld");
  assert.equal(reply.choices[0].message.content, "hello, wörld");
  assert.equal(reply.usage.total_tokens, reply.usage.prompt_tokens + reply.usage.completion_tokens);
  assert.match(reply._request_id, /^req_/);
});

test("an address without its end", async () => {
  const other = new OpenAI({ baseURL: url, apiKey: key, maxRetries: 0 });
  const reply = await other.responses.create({ model: "mock/echo", input: "hello" });
  assert.equal(reply.output_text, "hello");
});

test("stream", async () => {
  let text = "";
  for await (const chunk of await ask("piece by piece", { stream: true })) text += chunk.choices[0]?.delta?.content ?? "";
  assert.equal(text, "piece by piece");
});

test("stream helper with usage", async () => {
  const runner = client.chat.completions.stream({
    model: "mock/lorem-30",
    messages: [{ role: "user", content: "go on" }],
    stream_options: { include_usage: true },
  });
  const whole = await runner.finalChatCompletion();
  assert.ok(whole.choices[0].message.content.length > 0);
  assert.ok((await runner.totalUsage()).completion_tokens > 0);
});

test("tools", async () => {
  const reply = await ask("what is the weather?", { tools: [weather], tool_choice: "required" });
  const [call] = reply.choices[0].message.tool_calls;
  assert.equal(call.function.name, "weather");
  assert.equal(typeof JSON.parse(call.function.arguments).city, "string");
  const messages = [
    { role: "user", content: "what is the weather?" },
    reply.choices[0].message,
    { role: "tool", tool_call_id: call.id, content: "18 degrees" },
  ];
  const second = await client.chat.completions.create({ model: "mock/echo", messages, tools: [weather] });
  assert.match(second.choices[0].message.content, /18 degrees/);
});

test("structured output", async () => {
  const Recipe = z.object({ title: z.string(), steps: z.array(z.object({ number: z.number(), words: z.string() })), vegan: z.boolean() });
  const reply = await client.chat.completions.parse({
    model: "mock/echo",
    messages: [{ role: "user", content: "soup" }],
    response_format: zodResponseFormat(Recipe, "recipe"),
  });
  assert.equal(typeof reply.choices[0].message.parsed.title, "string");
});

test("images", async () => {
  const reply = await ask([
    { type: "text", text: "look" },
    { type: "image_url", image_url: { url: "https://example.com/cat.png" } },
  ]);
  assert.match(reply.choices[0].message.content, /cat\.png/);
});

test("models", async () => {
  const names = [];
  for await (const model of client.models.list()) names.push(model.id);
  assert.ok(names.includes("mock/echo"));
  assert.equal((await client.models.retrieve("mock/echo")).owned_by, "mock");
});

test("errors", async () => {
  const hi = { messages: [{ role: "user", content: "hi" }] };
  await assert.rejects(client.chat.completions.create({ model: "mock/status-429", ...hi }), OpenAI.RateLimitError);
  await assert.rejects(client.chat.completions.create({ model: "mock/status-503", ...hi }), OpenAI.InternalServerError);
  await assert.rejects(client.chat.completions.create({ model: "nobody/knows", ...hi }), OpenAI.NotFoundError);
  const stranger = new OpenAI({ baseURL: client.baseURL, apiKey: "mb-wrong", maxRetries: 0 });
  await assert.rejects(stranger.models.list(), OpenAI.AuthenticationError);
  await assert.rejects(ask([{ type: "image_url", image_url: 7 }]), (error) => error.param === "messages[0].content[0].image_url");
});

test("retries", async () => {
  const patient = new OpenAI({ baseURL: client.baseURL, apiKey: client.apiKey, maxRetries: 1 });
  const before = Date.now();
  await assert.rejects(patient.chat.completions.create({ model: "mock/status-429", messages: [{ role: "user", content: "hi" }] }));
  assert.ok(Date.now() - before > 200, "it waited before it asked again");
});

test("a cut stream is an error", async () => {
  const stream = await client.chat.completions.create({
    model: "mock/cut",
    messages: [{ role: "user", content: "one two three four" }],
    stream: true,
  });
  await assert.rejects(
    (async () => {
      for await (const chunk of stream) void chunk;
    })(),
    (error) => error.code === "provider_cut_off",
  );
});
