import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { temporaryFolder } from "../../test/support/components.ts";
import { origin } from "../../test/support/task-store-conformance.ts";
import { OptionsError } from "../units/options-error.ts";
import {
  checkBlobStoreUrl,
  checkTaskStoreUrl,
  createBlobStore,
  createTaskStore,
  hidePassword,
} from "./open-stores.ts";

describe("a store by its URL", () => {
  test("sqlite: takes a path, absolute or as a URL", async () => {
    const path = join(temporaryFolder("open"), "tasks.db");
    const store = await createTaskStore(`sqlite:${path}`);
    await store.claim(origin("t1"), "w1", 1, 1);
    await store.close();
    const again = await createTaskStore(`sqlite://${path}`);
    expect((await again.get("t1"))?.id).toBe("t1");
    await again.close();
  });

  test("file: takes a path, absolute or as a URL", async () => {
    const path = join(temporaryFolder("open"), "blobs");
    await (await createBlobStore(`file:${path}`)).put("k", Uint8Array.of(1));
    expect(await (await createBlobStore(`file://${path}`)).get("k")).toEqual(Uint8Array.of(1));
  });

  test.each([
    "",
    "tasks.db",
    "sqlite",
    "sqlite:",
    "sqlite://host/x",
    "postgres:d",
    "postgres://u:hush@h:port/d",
  ])("%p is no store of tasks", async (url) => {
    const refusal = await createTaskStore(url).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(OptionsError);
    expect(String(refusal)).toMatch(/like sqlite:/);
    expect(String(refusal)).not.toContain("hush");
  });

  test("a URL of another kind of store is told the kinds there are", () => {
    expect(() => checkTaskStoreUrl("mysql://u:hush@h/d")).toThrow(
      '"mysql" is not supported: use sqlite:, postgres://',
    );
    expect(() => checkBlobStoreUrl("http://u:hush@h/b")).toThrow(
      '"http" is not supported: use file:, s3://',
    );
  });

  test.each(["", "blobs", "file:", "file://host/x", "s3:bucket"])(
    "%p is no store of objects",
    async (url) => {
      const refusal = await createBlobStore(url).catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(OptionsError);
      expect(String(refusal)).toMatch(/like (?:file:|s3:)/);
      expect(String(refusal)).not.toContain("hush");
    },
  );

  test("a URL is shown without its password, whatever that holds", () => {
    expect(hidePassword("postgres://u:p@h/d")).toBe("postgres://u:***@h/d");
    expect(hidePassword("postgres://u:p@:/?#x@h:5432/d")).toBe("postgres://u:***@h:5432/d");
    expect(hidePassword("postgres://u@h:5432/d")).toBe("postgres://u@h:5432/d");
    expect(hidePassword("postgres://h/d?user=u&password=p&a=b")).toBe(
      "postgres://h/d?user=u&password=***&a=b",
    );
    expect(hidePassword("sqlite:tasks.db")).toBe("sqlite:tasks.db");
  });
});
