// A connection to PostgreSQL that reconnects by itself: statements are repeated while the server can't be reached, for a
// bounded time. So each statement must be safe to run twice.
import { withDeadline } from "../async/deadline.ts";
import { type Backoff, retry } from "../async/retry.ts";
import { say } from "../messages/catalogue.ts";
import { ofPlace, type Text } from "../units/text.ts";
import { TextError, textOf } from "../units/text-error.ts";
import { SQL } from "bun";
import { OptionsError } from "../units/options-error.ts";
import { StorageError } from "./task-store.ts";

/** `away`: a later try can succeed; `fault`: the statement always fails; `refused`: an administrator must act. */
export type Trouble = "away" | "fault" | "refused";

const BACKOFF: Backoff = { firstMs: 25, maxMs: 400 };
/** A connection for each kind of call, and a spare one. */
const MAX_CONNECTIONS = 6;

export interface PostgresOptions {
  /** postgres://user:password@host:port/database?search_path=schema&sslmode=…, as Bun's SQL parses it. */
  readonly url: string;
  /** For messages, without the password. */
  readonly shownUrl: string;
  /** Time limit of connecting, and of a statement on the server. */
  readonly timeoutMs: number;
}

export class PostgresConnection {
  readonly #options: PostgresOptions;
  #pool: SQL;
  #isClosed = false;

  constructor(options: PostgresOptions) {
    this.#options = options;
    this.#pool = openPool(options);
  }

  /**
   * Runs a statement; repeats it while the server can't be reached, for at most `remainingMs`.
   * @throws {PostgresTrouble} if it fails.
   */
  query<Row>(text: string, values: readonly unknown[], remainingMs: number): Promise<Row[]> {
    return this.#retry((pool) => pool.unsafe<Row[]>(text, [...values]), remainingMs);
  }

  /** Runs `work` in one transaction; repeats it as `query` does. */
  transaction<Result>(
    work: (transaction: SQL) => Promise<Result>,
    remainingMs: number,
  ): Promise<Result> {
    return this.#retry((pool) => pool.begin<Result>(work) as Promise<Result>, remainingMs);
  }

  /** Idempotent. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await closePool(this.#pool);
  }

  async #retry<Result>(
    attempt: (pool: SQL) => PromiseLike<Result>,
    limitMs: number,
  ): Promise<Result> {
    const once = async (leftMs: number): Promise<Result> => {
      const pool = this.#pool;
      try {
        return await withDeadline(attempt(pool), Math.max(leftMs, 1), throwTimeout);
      } catch (error) {
        if (error instanceof TimeoutError) this.#renew(pool);
        throw error;
      }
    };
    const isTemporary = (error: unknown): boolean =>
      !(error instanceof OptionsError) && troubleOf(error) === "away" && !this.#isClosed;
    try {
      return await retry(once, { backoff: BACKOFF, isTemporary, limitMs });
    } catch (error) {
      // The error comes from the work, not from the server.
      if (error instanceof OptionsError) throw error;
      const message = ofPlace(this.#options.shownUrl, textOf(error));
      throw new PostgresTrouble(troubleOf(error), message, { cause: error });
    }
  }

  /** Replaces the pool: a connection that no longer answers is abandoned together with its pool. */
  #renew(pool: SQL): void {
    if (pool !== this.#pool || this.#isClosed) return;
    this.#pool = openPool(this.#options);
    void closePool(pool);
  }
}

export class PostgresTrouble extends StorageError {
  readonly trouble: Trouble;

  constructor(trouble: Trouble, message: Text, options?: ErrorOptions) {
    super(message, options);
    this.trouble = trouble;
  }
}

class TimeoutError extends TextError {
  override readonly name = "TimeoutError";
}

/**
 * By SQLSTATE, which Bun keeps in `errno`. Class 22 is a value that can't be stored, 23 a constraint, 54 a limit.
 * 28 is a wrong user or password, 3D and 3F a missing database or schema, 42 a missing privilege or table.
 */
export function troubleOf(error: unknown): Trouble {
  if (!(error instanceof SQL.PostgresError)) return error instanceof TypeError ? "refused" : "away";
  const sqlState = error.errno ?? "";
  if (/^(?:22|23|54)/.test(sqlState)) return "fault";
  return /^(?:28|3D|3F|42|0A)/.test(sqlState) ? "refused" : "away";
}

/**
 * Each statement finds a few rows by their ids. The planner can't see how many rows a batch has: it assumes a large batch
 * and would scan the whole table, with JIT compilation.
 */
const BY_KEY = {
  enable_hashjoin: "off",
  enable_mergejoin: "off",
  enable_seqscan: "off",
  jit: "off",
  plan_cache_mode: "force_generic_plan",
} as const;

function openPool({ url, timeoutMs }: PostgresOptions): SQL {
  return new SQL({
    url,
    adapter: "postgres",
    max: MAX_CONNECTIONS,
    // In whole seconds; 0 means no limit.
    connectionTimeout: Math.ceil(timeoutMs / 1000),
    connection: {
      application_name: "escalera",
      statement_timeout: timeoutMs,
      ...BY_KEY,
    },
  });
}

/** Never rejects: its connections can be closed already. */
function closePool(pool: SQL): Promise<void> {
  return pool.close({ timeout: 0 }).catch(() => undefined);
}

function throwTimeout(): never {
  throw new TimeoutError(say(({ system }) => system.noAnswerInTime()));
}
