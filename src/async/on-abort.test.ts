import { expect, test } from "bun:test";
import { onAbort } from "./on-abort.ts";

test("every listener hears the abort once, and those that were forgotten do not", () => {
  const controller = new AbortController();
  const heard: string[] = [];
  const same = (): void => {
    heard.push("same");
  };
  onAbort(controller.signal, same);
  onAbort(controller.signal, same);
  const forget = onAbort(controller.signal, () => heard.push("forgotten"));
  onAbort(controller.signal, () => heard.push("other"));
  forget();
  forget();
  controller.abort();
  controller.abort();
  expect(heard).toEqual(["same", "same", "other"]);
});

test("a listener may forget one that has not been called yet", () => {
  const controller = new AbortController();
  const heard: string[] = [];
  let forgetSecond = (): void => {};
  onAbort(controller.signal, () => forgetSecond());
  forgetSecond = onAbort(controller.signal, () => heard.push("second"));
  controller.abort();
  expect(heard).toEqual([]);
});
