// A load balancer in front of entry servers. Its configuration is written anew for each change.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Component, type ComponentOptions } from "./component.ts";
import { KeptSettings } from "./kept-settings.ts";
import { runToEnd } from "./managed-process.ts";

export const RELOAD_LIMIT_MS = 10_000;

/** A server that a balancer sends connections to. */
export interface EntryServer {
  readonly name: string;
  /** Default: 127.0.0.1. */
  readonly host?: string;
  /** The port for tasks. */
  readonly port: number;
  /** The port of `/readyz` and `/healthz`; with null only a connection to the task port is checked. */
  readonly adminPort: number | null;
}

/** `drain`: open connections stay, new ones are not sent. */
export type EntryOrder = "ready" | "drain";

export interface EntryState {
  readonly name: string;
  readonly order: EntryOrder;
  /** The result of the balancer's checks; null if it makes none. */
  readonly isUp: boolean | null;
  /** Open connections; null if the balancer does not report them. */
  readonly connections: number | null;
}

export interface BalancerOptions extends ComponentOptions {
  /** Default: none. */
  readonly entries?: readonly EntryServer[];
}

/** Its URL is `tcp://127.0.0.1:PORT`. */
export abstract class Balancer extends Component {
  /** Used by the next start or reload. */
  entries: readonly EntryServer[];

  constructor(folder: string, { entries = [], ...options }: BalancerOptions) {
    super(new KeptSettings(folder), options, (port) => `tcp://127.0.0.1:${port}`);
    this.entries = entries;
  }

  /** @throws {ClusterError} if there is no entry server of that name. */
  abstract setServerState(name: string, order: EntryOrder): Promise<void>;
  abstract serverStates(): Promise<readonly EntryState[]>;

  protected abstract readonly configFile: string;
  protected abstract config(): string;
  /** The command that checks a configuration file in the folder. */
  protected abstract checkCommand(file: string): readonly string[];
  /** Makes the running balancer read its configuration file; resolves when that applies to new connections. */
  protected abstract applyConfig(): Promise<void>;

  /**
   * Replaces the set of entry servers without losing a connection; resolves when it applies to new connections.
   * @throws {ClusterError} if the balancer refuses them; then the set stays as it was.
   */
  async setEntries(entries: readonly EntryServer[]): Promise<void> {
    const previous = this.entries;
    this.entries = entries;
    try {
      await this.reload();
    } catch (error) {
      this.entries = previous;
      throw error;
    }
  }

  protected writeConfig(file = this.configFile): void {
    writeFileSync(join(this.folder, file), this.config());
  }

  /** Balancers only log an invalid configuration, so it is checked before. */
  protected async reload(): Promise<void> {
    const candidate = `${this.configFile}.new`;
    this.writeConfig(candidate);
    const command = this.checkCommand(candidate);
    const deadlineMs = performance.now() + RELOAD_LIMIT_MS;
    await runToEnd({ name: command.join(" "), command, folder: this.folder }, { deadlineMs });
    this.writeConfig();
    await this.applyConfig();
  }
}
