import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** How long a client may take for a reply, in milliseconds of real time: a busy machine is slow. */
const REPLY_MS = 10_000;

/** How things stand, as the driver of a client replies it. */
export interface Standing {
  readonly state: string;
  readonly mayPlay: boolean;
  readonly session: string | null;
  readonly pending: number;
  readonly tokens: number;
  readonly reason: string | null;
  readonly streams: readonly string[];
}

/** A client in its own process, and the lines that are said to it. */
export class ClientProcess {
  readonly #child: ChildProcess;
  readonly #replies: string[] = [];
  readonly #exit: Promise<unknown>;
  #waiting: (() => void) | undefined;
  #ended = false;
  #errors = '';

  constructor([command = '', ...args]: readonly string[]) {
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    this.#child = child;
    this.#exit = once(child, 'close')
      .catch((error: unknown) => {
        this.#errors += String(error);
      })
      .finally(() => {
        this.#ended = true;
        this.#waiting?.();
      });
    child.stdin.on('error', () => {});
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#errors += text;
    });
    createInterface({ input: child.stdout }).on('line', (line) => {
      this.#replies.push(line);
      this.#waiting?.();
    });
  }

  /** @throws when it does not reply, with what it wrote to standard error */
  async say(line: object): Promise<Standing> {
    this.#child.stdin?.write(`${JSON.stringify(line)}\n`);
    const reply = await this.#reply();
    if (reply === undefined) throw new Error(`no reply to ${JSON.stringify(line)}\n${this.#errors}`);
    return JSON.parse(reply);
  }

  async #reply(): Promise<string | undefined> {
    if (this.#replies.length === 0 && !this.#ended) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, REPLY_MS);
        this.#waiting = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    return this.#replies.shift();
  }

  /** Waits until it has ended by itself, as after `close`. */
  async ended(): Promise<void> {
    const timer = setTimeout(() => this.kill(), REPLY_MS);
    await this.#exit;
    clearTimeout(timer);
    if (this.#child.signalCode !== null) throw new Error('it has not ended by itself after `close`');
  }

  /** Ends it as a power cut does. */
  kill(): void {
    this.#child.kill('SIGKILL');
  }
}
