// The official Anthropic SDK for Node, with every wire behind. Run by tests/sdk/test_node.py, which starts gateway and providers.
import assert from "node:assert/strict";
import { test } from "node:test";
import Anthropic from "@anthropic-ai/sdk";
import { betaZodTool } from "@anthropic-ai/sdk/helpers/beta/zod";
import { jsonSchemaOutputFormat } from "@anthropic-ai/sdk/helpers/json-schema";
import { zodOutputFormat } from "@anthropic-ai/sdk/helpers/zod";
import { z } from "zod";
import { answer, cached, completion, everywhere, failure, failures, key, parameters, png } from "./behind.js";
import { prompt, thinks, threeSteps, twoCities, url } from "./behind.js";

const client = new Anthropic({ baseURL: url, apiKey: key, maxRetries: 0, timeout: 60_000, logLevel: "error" });
const weather = { name: "weather", description: "The weather in a city.", input_schema: parameters };
const thinking = { type: "enabled", budget_tokens: 2048 };
const City = z.object({ city: z.string(), degrees: z.number().int() });
const say = (content) => [{ role: "user", content }];
const text = (reply) => reply.content.filter((block) => block.type === "text").map((block) => block.text).join("");

// As the SDK's guide has it: the content goes back as it came.
async function looped(model, words, streamed, more) {
  const messages = say(words);
  for (let step = 0; step < 5; step += 1) {
    const asked = { model, max_tokens: 4096, messages, tools: [weather], ...more };
    const reply = streamed ? await client.messages.stream(asked).finalMessage() : await client.messages.create(asked);
    if (reply.stop_reason !== "tool_use") return text(reply);
    const calls = reply.content.filter((block) => block.type === "tool_use");
    const results = calls.map(({ id, input }) => ({ type: "tool_result", tool_use_id: id, content: input.city }));
    messages.push({ role: "assistant", content: reply.content }, { role: "user", content: results });
  }
  throw new Error("it never ends");
}

// Everything the helper tells while it listens.
function heard(stream) {
  const told = { text: [], json: [], thinking: [], signatures: [], blocks: [], messages: [], last: [] };
  stream.on("text", (piece, sofar) => told.text.push([piece, sofar]));
  stream.on("inputJson", (piece, sofar) => told.json.push([piece, sofar]));
  stream.on("thinking", (piece) => told.thinking.push(piece));
  stream.on("signature", (signature) => told.signatures.push(signature));
  stream.on("contentBlock", (block) => told.blocks.push(block));
  stream.on("message", (message) => told.messages.push(message));
  stream.on("finalMessage", (message) => told.last.push(message));
  return told;
}

everywhere((model) => {
  test("messages", async () => {
    const reply = await client.messages.create({ model, max_tokens: 500, system: "be brief", messages: say("hello, wörld") });
    assert.equal(text(reply), "hello, wörld [be brief]");
    assert.deepEqual([reply.type, reply.role, reply.stop_reason], ["message", "assistant", "end_turn"]);
    assert.deepEqual([reply.usage.input_tokens, reply.usage.cache_read_input_tokens], [prompt - cached, cached]);
    assert.equal(reply.usage.output_tokens, completion);
    assert.match(reply._request_id, /^req_/);
  });

  test("the stream helper hears text", async () => {
    const stream = client.messages.stream({ model, max_tokens: 500, messages: say("one two three") });
    const told = heard(stream);
    const final = await stream.finalMessage();
    assert.equal(told.text.map(([piece]) => piece).join(""), "one two three");
    assert.equal(told.text.at(-1)[1], "one two three");
    assert.ok(told.text.length > 1, "in pieces");
    assert.deepEqual([final.stop_reason, final.usage.output_tokens], ["end_turn", completion]);
    assert.deepEqual([told.messages, told.last, told.blocks.length], [[final], [final], final.content.length]);
    assert.equal(await stream.finalText(), "one two three");
    assert.match(stream.request_id, /^req_/);
  });

  test("a stream is a legal sequence", async () => {
    const asked = { model, max_tokens: 4096, messages: say(twoCities), tools: [weather], stream: true };
    let open = null;
    let next = 0;
    const seen = [];
    for await (const event of await client.messages.create(thinks(model) ? { ...asked, thinking } : asked)) {
      seen.push(event.type);
      if (event.type === "content_block_start") {
        assert.deepEqual([open, event.index], [null, next]);
        [open, next] = [event.index, next + 1];
      }
      if (event.type === "content_block_delta") assert.equal(event.index, open);
      if (event.type === "content_block_stop") [open] = [null, assert.equal(event.index, open)];
    }
    assert.deepEqual([seen[0], ...seen.slice(-2)], ["message_start", "message_delta", "message_stop"]);
    assert.equal(seen.filter((type) => type === "message_start").length, 1);
  });

  test("the stream helper hears thoughts and calls", { skip: !thinks(model) }, async () => {
    const stream = client.messages.stream({ model, max_tokens: 4096, messages: say(twoCities), tools: [weather], thinking });
    const told = heard(stream);
    const final = await stream.finalMessage();
    assert.match(told.thinking.join(""), /^Thinking/);
    assert.ok(told.signatures.length > 0, "a thought is signed");
    assert.equal(told.json.at(-1)[1].city, "Paris");
    assert.equal(told.json.map(([piece]) => piece).join("").replaceAll(" ", ""), '{"city":"Oslo"}{"city":"Paris"}');
    assert.deepEqual(told.blocks, final.content);
    const calls = final.content.filter((block) => block.type === "tool_use");
    assert.deepEqual(calls.map(({ name, input }) => [name, input.city]), [["weather", "Oslo"], ["weather", "Paris"]]);
    assert.equal(new Set(calls.map(({ id }) => id)).size, 2);
  });

  test("tool loops, also with thinking", async () => {
    for (const streamed of [false, true]) {
      assert.equal(await looped(model, twoCities, streamed, {}), "It is Oslo and Paris.");
      assert.equal(await looped(model, threeSteps, streamed, { thinking }), "It is Rome.");
    }
  });

  // The runner asks for a thread, and goes on without one where it is told that there is none.
  test("the tool runner", async () => {
    const run = ({ city }) => city;
    const inputSchema = z.object({ city: z.string() });
    const tool = betaZodTool({ name: "weather", description: "The weather in a city.", inputSchema, run });
    const asked = { model, max_tokens: 4096, messages: say(threeSteps), tools: [tool] };
    assert.equal(text(await client.beta.messages.toolRunner(asked)), "It is Rome.");
    assert.equal(text(await client.beta.messages.toolRunner({ ...asked, thinking })), "It is Rome.");
    let turns = 0;
    let last;
    for await (const stream of client.beta.messages.toolRunner({ ...asked, thinking, stream: true }))
      [turns, last] = [turns + 1, await stream.finalMessage()];
    assert.deepEqual([turns, text(last)], [3, "It is Rome."]);
  });

  test("a thread is held by who can, and refused by name by all others", async () => {
    const [first, second] = ["the weather?", "and so?"].map((content) => ({ role: "user", content }));
    const thread = client.beta.messages.thread({ model, max_tokens: 500, system: "be brief", messages: [first] });
    if (model.startsWith("claude")) {
      assert.equal(text(await thread.send()), "the weather? [be brief]");
      assert.equal(text(await thread.send(second)), "and so? [be brief]");
      assert.equal(thread.messages.length, 4);
      return;
    }
    const error = await failure(thread.send());
    assert.ok(error instanceof Anthropic.BadRequestError);
    assert.deepEqual([error.errorCode, error.type], ["thread_unsupported_request", "invalid_request_error"]);
    const patient = client.beta.messages.thread({ ...thread.params, unsupportedRequestBehavior: "continue_unthreaded" });
    assert.equal(text(await patient.send()), "the weather? [be brief]");
  });

  test("a tool that failed, and one that must be called", async () => {
    const call = { type: "tool_use", id: "toolu_1", name: "weather", input: { city: "Oslo" } };
    const result = { type: "tool_result", tool_use_id: "toolu_1", content: "no such city", is_error: true };
    const messages = [...say("the forecast?"), { role: "assistant", content: [call] }, { role: "user", content: [result] }];
    assert.match(text(await client.messages.create({ model, max_tokens: 500, messages, tools: [weather] })), /no such city/);
    for (const tool_choice of [{ type: "any" }, { type: "tool", name: "weather" }]) {
      const reply = await client.messages.create({ model, max_tokens: 500, messages: say("hello"), tools: [weather], tool_choice });
      assert.equal(reply.stop_reason, "tool_use");
    }
  });

  test("structured output", async () => {
    const asked = { model, max_tokens: 500, messages: say("a city"), output_config: { format: zodOutputFormat(City) } };
    assert.deepEqual((await client.messages.parse(asked)).parsed_output, answer);
    assert.deepEqual((await client.messages.parse({ ...asked, tools: [weather] })).parsed_output, answer);
    assert.deepEqual((await client.messages.stream(asked).finalMessage()).parsed_output, answer);
    const schema = { ...parameters, properties: { city: { type: "string" }, degrees: { type: "integer" } }, required: ["city", "degrees"] };
    const plain = { ...asked, output_config: { format: jsonSchemaOutputFormat(schema) } };
    assert.deepEqual((await client.messages.parse(plain)).parsed_output, answer);
  });

  test("images", async () => {
    const sources = [{ type: "base64", media_type: "image/png", data: png }];
    // At Google an address is for its own files.
    if (!model.startsWith("gem")) sources.push({ type: "url", url: "https://example.com/cat.png" });
    const content = [...sources.map((source) => ({ type: "image", source })), { type: "text", text: "look" }];
    assert.equal(text(await client.messages.create({ model, max_tokens: 500, messages: say(content) })), `look (${sources.length} seen)`);
  });

  test("tokens", async () => {
    const asked = { model, messages: say("one two three"), system: "be brief", tools: [weather] };
    for (const { input_tokens } of [await client.messages.countTokens(asked), await client.beta.messages.countTokens(asked)])
      assert.ok(/^(claude|gem)/.test(model) ? input_tokens === prompt : input_tokens > 0, input_tokens);
  });

  test("errors", async () => {
    const types = { 429: "rate_limit_error", 404: "not_found_error", 503: "overloaded_error", 502: "api_error" };
    for (const [word, [status, waits]] of Object.entries(failures)) {
      const asked = { model: `${model}-${word}`, max_tokens: 500, messages: say("hi") };
      const ways = [
        () => client.messages.create(asked),
        () => client.messages.create({ ...asked, stream: true }),
        () => client.messages.stream(asked).finalMessage(),
      ];
      for (const ask of ways) {
        const error = await failure(ask());
        assert.ok(error instanceof Anthropic.APIError, error);
        assert.deepEqual([error.status, error.type, error.error.type], [status, types[status], "error"], word);
        assert.match(error.requestID, /^req_/);
        assert.equal(error.headers.get("retry-after"), waits ? "1" : null);
      }
    }
  });
});
