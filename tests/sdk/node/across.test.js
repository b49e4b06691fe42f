// The official OpenAI SDK for Node, with every wire behind. Run by tests/sdk/test_openai_node.py, which starts gateway and providers.
import assert from "node:assert/strict";
import { test } from "node:test";
import OpenAI from "openai";

const client = new OpenAI({ baseURL: process.env.GATEWAY_URL, apiKey: process.env.GATEWAY_KEY, maxRetries: 0, timeout: 60_000 });
const parameters = { type: "object", properties: { city: { type: "string" } }, required: ["city"], additionalProperties: false };
const weather = { type: "function", function: { name: "weather", description: "The weather in a city.", parameters } };

// What a plain program keeps of a model's turn: the words and the calls.
const kept = ({ content, tool_calls }) => ({
  role: "assistant",
  content,
  tool_calls: tool_calls.map(({ id, type, function: { name, arguments: given } }) => ({ id, type, function: { name, arguments: given } })),
});

async function looped(model, streamed, more) {
  const messages = [{ role: "user", content: "the weather, twice?" }];
  for (let step = 0; step < 5; step += 1) {
    const asked = { model, messages, tools: [weather], ...more };
    const reply = streamed
      ? await client.chat.completions.stream(asked).finalChatCompletion()
      : await client.chat.completions.create(asked);
    const { message } = reply.choices[0];
    if (!message.tool_calls?.length) return message.content;
    messages.push(kept(message));
    for (const call of message.tool_calls)
      messages.push({ role: "tool", tool_call_id: call.id, content: JSON.parse(call.function.arguments).city });
  }
  throw new Error("it never ends");
}

for (const model of process.env.MODELS.split(" ")) {
  test(`${model}: chat`, async () => {
    const reply = await client.chat.completions.create({ model, messages: [{ role: "user", content: "hello, wörld" }] });
    assert.equal(reply.choices[0].message.content, "hello, wörld");
    assert.equal(reply.usage.total_tokens, reply.usage.prompt_tokens + reply.usage.completion_tokens);
  });

  test(`${model}: stream`, async () => {
    const asked = { model, messages: [{ role: "user", content: "one two three" }], stream: true, stream_options: { include_usage: true } };
    let text = "";
    let total = 0;
    for await (const chunk of await client.chat.completions.create(asked)) {
      text += chunk.choices[0]?.delta?.content ?? "";
      total = chunk.usage?.total_tokens ?? total;
    }
    assert.equal(text, "one two three");
    assert.ok(total > 0);
  });

  test(`${model}: tool loop, with thinking where the model can`, async () => {
    const more = model.endsWith("gpt-4o") ? {} : { reasoning_effort: "high" };
    assert.equal(await looped(model, false, more), "It is Rome.");
    assert.equal(await looped(model, true, more), "It is Rome.");
  });

  test(`${model}: responses`, async () => {
    const reply = await client.responses.create({ model, input: "hello" });
    assert.equal(reply.output_text, "hello");
    let text = "";
    for await (const event of await client.responses.create({ model, input: "one two three", stream: true }))
      if (event.type === "response.output_text.delta") text += event.delta;
    assert.equal(text, "one two three");
  });

  test(`${model}: errors`, async () => {
    const hi = { messages: [{ role: "user", content: "hi" }] };
    await assert.rejects(client.chat.completions.create({ model: `${model}-limited`, ...hi }), OpenAI.RateLimitError);
    await assert.rejects(client.chat.completions.create({ model: `${model}-gone`, ...hi }), OpenAI.NotFoundError);
  });
}
