// What the tests here share: where the gateway is, the models behind it, a tool, a picture, what the providers always say.
import { describe } from "node:test";

export const url = process.env.GATEWAY_URL;
export const key = process.env.GATEWAY_KEY;
export const thinks = (model) => !model.endsWith("gpt-4o");

// The same tests for a model behind each wire; two models at a time, of each one test.
export function everywhere(tests) {
  describe("every wire", { concurrency: 2 }, () => {
    for (const model of process.env.MODELS.split(" ")) describe(model, { concurrency: 1 }, () => tests(model));
  });
}

export const parameters = { type: "object", properties: { city: { type: "string" } }, required: ["city"], additionalProperties: false };
export const png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
export const pixel = `data:image/png;base64,${png}`;

// The figures of tests/strict/saying.py.
export const answer = { city: "Oslo", degrees: 18 };
export const [prompt, cached, completion] = [20, 5, 12];
export const [twoCities, threeSteps] = ["the weather?", "the weather, twice?"]; // two calls at once; and another one after them

// How a provider can fail, by the word in the model's name: the status its caller is told, and whether it is told when to come back.
export const failures = { limited: [429, true], gone: [404, false], busy: [503, false], unpaid: [502, false] };

// What a promise is rejected with.
export async function failure(promise) {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("nothing went wrong");
}
