// The driver of @streamgate/player: docs/writing-a-player.md says what each line does.
import { readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { attach } from '../../../../player/src/attach.ts';
import { createMachine, type Machine } from '../../../../player/src/machine.ts';
import type { PlayerOptions, Token } from '../../../../player/src/types.ts';
import type { World } from '../../../../player/src/world.ts';
import { FakeVideo } from '../../support/video.ts';

interface Line {
  readonly do: string;
  readonly now: number;
  readonly wall: number;
  readonly url: string;
  readonly user: string;
  readonly storage: string;
  readonly device?: string;
  readonly whenUnreachable: 'play' | 'stop';
  readonly tokens?: readonly Exclude<Token, null | undefined>[];
  readonly stream: string;
  readonly replace?: readonly string[];
  readonly is: 'paused' | 'ended' | 'standing' | 'moving';
}

const clock = { now: 0, wall: 0 };
let timers: { readonly at: number; readonly run: () => void }[] = [];
let pending = 0;
let brought = 0;
let player: Machine | undefined;
let reason: string | null = null;
let streams: readonly string[] = [];
const video = new FakeVideo(() => clock.now);
let isAttached = false;
let world: World | undefined;

function runTimers(): void {
  for (;;) {
    const [next] = timers.filter(({ at }) => at <= clock.now).sort((a, b) => a.at - b.at);
    if (!next) return;
    timers = timers.filter((timer) => timer !== next);
    next.run();
  }
}

/** When all promises that can settle have. */
const settled = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

async function send(input: Parameters<typeof fetch>[0], init?: RequestInit): Promise<Response> {
  pending++;
  try {
    const { status, headers, ...response } = await fetch(input, init).then(async (answer) => ({
      status: answer.status,
      headers: answer.headers,
      text: await answer.text(),
    }));
    return new Response(response.text, { status, headers });
  } finally {
    settled().then(() => pending--);
  }
}

/** What lasts through a crash: one text a key, in one file. */
function storageAt(path: string): NonNullable<World['storage']> {
  const read = (): Record<string, string> => {
    try {
      return JSON.parse(readFileSync(path, 'utf8'));
    } catch {
      // The app was never open before.
      return {};
    }
  };
  return {
    getItem: (key) => read()[key] ?? null,
    setItem: (key, value) => writeFileSync(path, JSON.stringify({ ...read(), [key]: value })),
  };
}

function open({ url, user, device, whenUnreachable, tokens, storage }: Line): void {
  const options: PlayerOptions = {
    url,
    user,
    whenUnreachable,
    ...(device !== undefined && { device }),
    ...(tokens && { token: () => tokens[Math.min(brought++, tokens.length - 1)] }),
  };
  world = {
    now: () => clock.now,
    wall: () => clock.wall,
    random: Math.random,
    after: (ms, run) => {
      const timer = { at: clock.now + ms, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    fetch: send,
    storage: storageAt(storage),
    lock: async () => () => {},
    newSession: () => crypto.randomUUID(),
  };
  player = createMachine(options, world);
  player.addEventListener('statechange', () => {
    reason = null;
    streams = [];
  });
  player.addEventListener('denied', ({ detail }) => {
    reason = detail.reason;
    streams = detail.reason === 'stream-limit-reached' ? detail.streams.map(({ session }) => session) : [];
  });
  player.addEventListener('ended', ({ detail }) => {
    reason = detail.reason;
  });
  player.addEventListener('failed', ({ detail }) => {
    reason = detail.code;
  });
}

function start(machine: Machine, { stream, replace = [] }: Line): void {
  machine.start(stream, { replace });
  if (!isAttached && world) attach(machine, world, video, stream);
  isAttached = true;
  video.play().catch(() => {});
}

function showPicture(is: Line['is']): void {
  if (is === 'paused') video.pause();
  else if (is === 'ended') video.finish();
  else video.stick(is === 'standing');
}

const COMMANDS: Readonly<Record<string, (machine: Machine, line: Line) => unknown>> = {
  start,
  stop: (machine) => machine.stop(),
  time: () => {
    runTimers();
    if (!video.paused && !video.stuck) video.dispatchEvent(new Event('timeupdate'));
  },
  wake: (machine) => machine.wake(),
  online: (machine) => machine.wake(machine.state !== 'playing'),
  picture: (_, { is }) => showPicture(is),
  close: (machine) => machine.leave(),
  look: () => {},
};

async function obey(line: Line): Promise<void> {
  Object.assign(clock, { now: line.now, wall: line.wall });
  if (line.do === 'open') open(line);
  else if (player) COMMANDS[line.do]?.(player, line);
  await settled();
  const { state, mayPlay, session = null } = player ?? {};
  console.log(JSON.stringify({ state, mayPlay, session, pending, tokens: brought, reason, streams }));
  if (line.do !== 'close') return;
  while (pending > 0) await settled();
  process.exit();
}

let tail: Promise<unknown> = Promise.resolve();
createInterface({ input: process.stdin }).on('line', (text) => {
  tail = tail.then(() => obey(JSON.parse(text)));
});
