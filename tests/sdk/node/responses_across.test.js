// The official OpenAI SDK for Node on the Responses wire, with every wire behind. Run by tests/sdk/test_node.py, which starts them.
import assert from "node:assert/strict";
import { test } from "node:test";
import OpenAI from "openai";
import { zodTextFormat } from "openai/helpers/zod";
import { z } from "zod";
import { answer, cached, completion, everywhere, failure, failures, key, parameters, pixel } from "./behind.js";
import { prompt, thinks, threeSteps, twoCities, url } from "./behind.js";

const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: key, maxRetries: 0, timeout: 60_000, logLevel: "error" });
const weather = { type: "function", name: "weather", description: "The weather in a city.", parameters, strict: true };
const City = z.object({ city: z.string(), degrees: z.number().int() });
const hard = { reasoning: { effort: "high", summary: "auto" } };

// Without what only a parsed answer has.
const unparsed = ({ parsed, ...part }) => part;
const again = ({ parsed_arguments, content, ...item }) => (content ? { ...item, content: content.map(unparsed) } : item);

// What was said goes back whole, or is known at the gateway by its id.
async function looped(model, words, streamed, kept, more) {
  const items = [{ role: "user", content: words }];
  let asked = { model, input: items, tools: [weather], store: kept, ...more };
  if (!kept) asked.include = ["reasoning.encrypted_content"];
  for (let step = 0; step < 5; step += 1) {
    const reply = streamed ? await client.responses.stream(asked).finalResponse() : await client.responses.create(asked);
    const calls = reply.output.filter((item) => item.type === "function_call");
    if (!calls.length) return reply.output_text;
    const city = ({ arguments: given }) => JSON.parse(given).city;
    const outputs = calls.map((call) => ({ type: "function_call_output", call_id: call.call_id, output: city(call) }));
    if (kept) asked = { ...asked, input: outputs, previous_response_id: reply.id };
    else items.push(...reply.output.map(again), ...outputs);
  }
  throw new Error("it never ends");
}

everywhere((model) => {
  test("responses", async () => {
    const reply = await client.responses.create({ model, instructions: "be brief", input: "hello, wörld", max_output_tokens: 500 });
    assert.equal(reply.output_text, "hello, wörld [be brief]");
    assert.deepEqual([reply.status, reply.error], ["completed", null]);
    assert.deepEqual([reply.usage.input_tokens, reply.usage.output_tokens], [prompt, completion]);
    assert.equal(reply.usage.input_tokens_details.cached_tokens, cached);
    assert.match(reply._request_id, /^req_/);
  });

  test("the stream helper hears text", async () => {
    const stream = client.responses.stream({ model, input: "one two three" });
    const [seen, numbers, texts] = [[], [], []];
    stream.on("event", ({ type, sequence_number }) => (seen.push(type), numbers.push(sequence_number)));
    stream.on("response.output_text.delta", ({ delta, snapshot }) => texts.push([delta, snapshot]));
    const final = await stream.finalResponse();
    assert.deepEqual([texts.map(([piece]) => piece).join(""), texts.at(-1)[1], final.output_text], Array(3).fill("one two three"));
    assert.ok(texts.length > 1, "in pieces");
    assert.deepEqual([seen[0], seen.at(-1)], ["response.created", "response.completed"]);
    assert.deepEqual(numbers, [...numbers.keys()]);
    assert.equal(final.usage.total_tokens, prompt + completion);
  });

  test("the stream helper hears thoughts and calls", { skip: !thinks(model) }, async () => {
    const stream = client.responses.stream({ model, input: twoCities, tools: [weather], ...hard });
    const calls = {};
    let thought = "";
    stream.on("response.reasoning_summary_text.delta", ({ delta }) => (thought += delta));
    stream.on("response.function_call_arguments.delta", ({ item_id, snapshot }) => (calls[item_id] = snapshot));
    const final = await stream.finalResponse();
    assert.match(thought, /^Thinking/);
    const made = final.output.filter((item) => item.type === "function_call");
    assert.deepEqual(made.map(({ name, arguments: given }) => [name, JSON.parse(given).city]), [["weather", "Oslo"], ["weather", "Paris"]]);
    assert.deepEqual(made.map((item) => [item.id, item.arguments]), Object.entries(calls));
  });

  test("tool loops, with thinking where the model can", async () => {
    const wanted = thinks(model) ? hard : {};
    for (const streamed of [false, true]) {
      assert.equal(await looped(model, twoCities, streamed, false, {}), "It is Oslo and Paris.");
      assert.equal(await looped(model, threeSteps, streamed, false, wanted), "It is Rome.");
      if (model.startsWith("oai")) continue; // it keeps its own
      assert.equal(await looped(model, threeSteps, streamed, true, wanted), "It is Rome.");
    }
  });

  test("a tool that must be called", async () => {
    for (const tool_choice of ["required", { type: "function", name: "weather" }]) {
      const reply = await client.responses.create({ model, input: "hello", tools: [weather], tool_choice });
      assert.ok(reply.output.some((item) => item.type === "function_call"));
    }
  });

  test("structured output", async () => {
    const asked = { model, input: "a city", text: { format: zodTextFormat(City, "city") } };
    assert.deepEqual((await client.responses.parse(asked)).output_parsed, answer);
    assert.deepEqual((await client.responses.parse({ ...asked, tools: [weather] })).output_parsed, answer);
    assert.deepEqual((await client.responses.stream(asked).finalResponse()).output_parsed, answer);
  });

  test("images", async () => {
    const content = [{ type: "input_text", text: "look" }, { type: "input_image", image_url: pixel, detail: "auto" }];
    assert.equal((await client.responses.create({ model, input: [{ role: "user", content }] })).output_text, "look (1 seen)");
  });

  test("errors", async () => {
    for (const [word, [status, waits]] of Object.entries(failures)) {
      const asked = { model: `${model}-${word}`, input: "hi" };
      const ways = [
        () => client.responses.create(asked),
        () => client.responses.create({ ...asked, stream: true }),
        () => client.responses.stream(asked).finalResponse(),
      ];
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
