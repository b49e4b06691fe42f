// The official OpenAI SDK for Node on the chat wire, with every wire behind. Run by tests/sdk/test_node.py, which starts them.
import assert from "node:assert/strict";
import { test } from "node:test";
import OpenAI from "openai";
import { zodFunction, zodResponseFormat } from "openai/helpers/zod";
import { z } from "zod";
import { answer, cached, completion, everywhere, failure, failures, key, parameters, pixel } from "./behind.js";
import { prompt, thinks, threeSteps, twoCities, url } from "./behind.js";

const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: key, maxRetries: 0, timeout: 60_000, logLevel: "error" });
const chat = client.chat.completions;
const weather = { type: "function", function: { name: "weather", description: "The weather in a city.", parameters, strict: true } };
const City = z.object({ city: z.string(), degrees: z.number().int() });
const say = (content) => [{ role: "user", content }];
const hard = { reasoning_effort: "high" };
const wanted = (model) => (thinks(model) ? hard : {});

// What a plain program keeps of a model's turn: the words and the calls.
const kept = ({ content, tool_calls }) => ({
  role: "assistant",
  content,
  tool_calls: tool_calls.map(({ id, type, function: { name, arguments: given } }) => ({ id, type, function: { name, arguments: given } })),
});

async function looped(model, words, streamed, more) {
  const messages = say(words);
  for (let step = 0; step < 5; step += 1) {
    const asked = { model, messages, tools: [weather], ...more };
    const reply = streamed ? await chat.stream(asked).finalChatCompletion() : await chat.create(asked);
    const { message } = reply.choices[0];
    if (!message.tool_calls?.length) return message.content;
    messages.push(kept(message));
    for (const call of message.tool_calls)
      messages.push({ role: "tool", tool_call_id: call.id, content: JSON.parse(call.function.arguments).city });
  }
  throw new Error("it never ends");
}

everywhere((model) => {
  test("chat", async () => {
    const messages = [{ role: "system", content: "be brief" }, ...say("hello, wörld")];
    const reply = await chat.create({ model, messages, max_tokens: 500 });
    assert.equal(reply.choices[0].message.content, "hello, wörld [be brief]");
    assert.equal(reply.choices[0].finish_reason, "stop");
    const { prompt_tokens, completion_tokens, total_tokens, prompt_tokens_details } = reply.usage;
    assert.deepEqual([prompt_tokens, completion_tokens, total_tokens], [prompt, completion, prompt + completion]);
    assert.equal(prompt_tokens_details.cached_tokens, cached);
    assert.match(reply._request_id, /^req_/);
  });

  test("stream", async () => {
    const asked = { model, messages: say("one two three"), stream: true, stream_options: { include_usage: true } };
    const [texts, reasons, totals] = [[], [], []];
    for await (const chunk of await chat.create(asked)) {
      if (chunk.choices[0]?.delta?.content) texts.push(chunk.choices[0].delta.content);
      if (chunk.choices[0]?.finish_reason) reasons.push(chunk.choices[0].finish_reason);
      if (chunk.usage) totals.push(chunk.usage.total_tokens);
    }
    assert.equal(texts.join(""), "one two three");
    assert.ok(texts.length > 1, "in pieces");
    assert.deepEqual([reasons, totals], [["stop"], [prompt + completion]]);
  });

  test("the stream helper hears text and calls", async () => {
    const runner = chat.stream({ model, messages: say(twoCities), tools: [weather], stream_options: { include_usage: true } });
    const [texts, pieces, calls] = [[], [], []];
    runner.on("content", (piece, sofar) => texts.push([piece, sofar]));
    runner.on("tool_calls.function.arguments.delta", ({ index, arguments_delta }) => {
      pieces[index] = (pieces[index] ?? "") + arguments_delta;
    });
    runner.on("tool_calls.function.arguments.done", ({ name, index, arguments: given }) => (calls[index] = [name, given]));
    const { message, finish_reason } = (await runner.finalChatCompletion()).choices[0];
    assert.equal(finish_reason, "tool_calls");
    assert.deepEqual([texts.map(([piece]) => piece).join(""), texts.at(-1)[1]], [message.content, message.content]);
    assert.deepEqual(calls.map(([name, given]) => [name, JSON.parse(given).city]), [["weather", "Oslo"], ["weather", "Paris"]]);
    assert.deepEqual(message.tool_calls.map((call) => call.function.arguments), pieces);
    assert.equal(new Set(message.tool_calls.map(({ id }) => id)).size, 2);
    assert.equal((await runner.totalUsage()).total_tokens, prompt + completion);
  });

  test("tool loops, with thinking where the model can", async () => {
    for (const streamed of [false, true]) {
      assert.equal(await looped(model, twoCities, streamed, {}), "It is Oslo and Paris.");
      assert.equal(await looped(model, threeSteps, streamed, wanted(model)), "It is Rome.");
    }
  });

  test("runTools", async () => {
    const told = [];
    const tell = ({ city }) => (told.push(city), city);
    const city = z.object({ city: z.string() });
    const tool = zodFunction({ name: "weather", description: "The weather in a city.", parameters: city, function: tell });
    const asked = { model, messages: say(threeSteps), tools: [tool], ...wanted(model) };
    assert.equal(await chat.runTools(asked).finalContent(), "It is Rome.");
    assert.deepEqual(told, ["Oslo", "Paris", "Rome"]);
    const runner = chat.runTools({ ...asked, stream: true });
    const results = [];
    runner.on("functionToolCallResult", (result) => results.push(result));
    assert.equal(await runner.finalContent(), "It is Rome.");
    assert.deepEqual(results, ["Oslo", "Paris", "Rome"]);
  });

  test("thoughts are shown", { skip: !thinks(model) }, async () => {
    const reply = await chat.create({ model, messages: say("hello"), ...hard });
    assert.match(reply.choices[0].message.reasoning_content, /^Thinking/);
    assert.ok(reply.usage.completion_tokens_details.reasoning_tokens > 0);
  });

  test("a tool that must be called", async () => {
    for (const tool_choice of ["required", { type: "function", function: { name: "weather" } }]) {
      const reply = await chat.create({ model, messages: say("hello"), tools: [weather], tool_choice });
      assert.equal(reply.choices[0].message.tool_calls[0].function.name, "weather");
    }
  });

  test("structured output", async () => {
    const asked = { model, messages: say("a city"), response_format: zodResponseFormat(City, "city") };
    assert.deepEqual((await chat.parse(asked)).choices[0].message.parsed, answer);
    assert.deepEqual((await chat.parse({ ...asked, tools: [weather] })).choices[0].message.parsed, answer);
    const runner = chat.stream(asked);
    let done;
    runner.on("content.done", ({ parsed }) => (done = parsed));
    assert.deepEqual((await runner.finalChatCompletion()).choices[0].message.parsed, answer);
    assert.deepEqual(done, answer);
  });

  test("images", async () => {
    const content = [{ type: "text", text: "look" }, { type: "image_url", image_url: { url: pixel, detail: "low" } }];
    assert.equal((await chat.create({ model, messages: say(content) })).choices[0].message.content, "look (1 seen)");
  });

  test("errors", async () => {
    for (const [word, [status, waits]] of Object.entries(failures)) {
      const asked = { model: `${model}-${word}`, messages: say("hi") };
      const streamed = { ...asked, stream: true };
      const ways = [() => chat.create(asked), () => chat.create(streamed), () => chat.stream(asked).finalChatCompletion()];
      for (const ask of ways) {
        const error = await failure(ask());
        assert.ok(error instanceof OpenAI.APIError, error);
        assert.equal(error.status, status, word);
        assert.ok(error.type, "it has a type");
        assert.match(error.requestID, /^req_/);
        assert.equal(error.headers.get("retry-after"), waits ? "1" : null);
      }
    }
  });
});
