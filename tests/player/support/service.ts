const EPOCH = Date.UTC(2026, 10, 24, 20);
export const LEASE_MS = 150_000;
export const RENEW_AFTER_SECONDS = 54;

interface FakeLease {
  readonly stream: string;
  readonly device?: string;
  readonly startedAt: number;
  readonly expiresAt: number;
}

interface Asked {
  readonly id: string;
  readonly session: string;
  readonly stream?: string;
  readonly device?: string;
  readonly replace?: readonly string[];
}

export interface Reply {
  readonly status: number;
  /** A text is sent as it is: not everything that answers is the service. */
  readonly body: object | string;
  readonly headers?: Record<string, string>;
}

/** The service as players know it: the API's answers, without a table, a network or a fault. */
export class FakeService {
  readonly leases = new Map<string, FakeLease>();
  readonly ended = new Map<string, object>();
  limit = 3;
  blockedUntil = 0;
  leaseMs = LEASE_MS;
  /** Whether leases come with a pass, another one each time. */
  passes = false;
  #passes = 0;
  renewAfter = (): number => RENEW_AFTER_SECONDS;
  readonly #clock: { readonly now: number };

  constructor(clock: { readonly now: number }) {
    this.#clock = clock;
  }

  get time(): number {
    return EPOCH + this.#clock.now;
  }

  answer(endpoint: string, asked: Asked): Reply {
    if (endpoint === 'requeststream') return this.#start(asked);
    if (endpoint === 'renewstream') return this.#renew(asked);
    this.leases.delete(asked.session);
    return { status: 200, body: { id: asked.id, session: asked.session } };
  }

  /** What another device does. */
  take(session: string, stream = 'news', device = 'Television'): void {
    this.leases.set(session, { stream, device, startedAt: this.time, expiresAt: this.time + this.leaseMs });
  }

  end(session: string, reason: string, by?: object): void {
    if (this.leases.delete(session))
      this.ended.set(session, { reason, endedAt: this.#text(this.time), ...(by && { by }) });
  }

  #start({ id, session, stream = '', device, replace = [] }: Asked): Reply {
    if (this.blockedUntil > this.time) {
      const blockedUntil = this.#text(this.blockedUntil);
      return {
        status: 403,
        body: { code: 'user-blocked', detail: 'Blocked.', blockedUntil },
        headers: { 'retry-after': '60' },
      };
    }
    if (this.leases.has(session)) return this.#renew({ id, session, stream });
    for (const [other, { expiresAt }] of this.leases) {
      if (this.leases.size >= this.limit && expiresAt <= this.time) this.end(other, 'expired');
    }
    const replaced = replace.filter((each) => this.leases.size >= this.limit && this.leases.has(each));
    for (const each of replaced) this.end(each, 'replaced', { session, stream, ...(device && { device }) });
    if (this.leases.size >= this.limit) return this.#deny();
    const startedAt = this.time;
    this.leases.set(session, { stream, startedAt, expiresAt: startedAt + this.leaseMs, ...(device && { device }) });
    return this.#lease(id, session, replaced);
  }

  #deny(): Reply {
    const streams = [...this.leases].map(([session, lease]) => ({ session, ...this.#shown(lease) }));
    const { limit } = this;
    return { status: 409, body: { code: 'stream-limit-reached', limit, activeStreams: streams.length, streams } };
  }

  #renew({ id, session, stream }: Asked): Reply {
    const lease = this.leases.get(session);
    if (lease === undefined) {
      return { status: 410, body: { code: 'stream-ended', ...(this.ended.get(session) ?? { reason: 'unknown' }) } };
    }
    this.leases.set(session, { ...lease, stream: stream ?? lease.stream, expiresAt: this.time + this.leaseMs });
    return this.#lease(id, session, []);
  }

  #lease(id: string, session: string, replaced: readonly string[]): Reply {
    const lease = this.leases.get(session);
    if (lease === undefined) throw new Error(`There is no lease of ${session}.`);
    const watching = [...this.leases.values()].map(({ stream }) => stream);
    return {
      status: 200,
      headers: { date: new Date(this.time).toUTCString() },
      body: {
        id,
        session,
        ...this.#shown(lease),
        renewAfter: this.renewAfter(),
        activeStreams: this.leases.size,
        limit: this.limit,
        watching,
        ...(replaced.length > 0 && { replaced }),
        ...(this.passes && { pass: `${lease.stream}-${++this.#passes}` }),
      },
    };
  }

  #shown = ({ startedAt, expiresAt, ...rest }: FakeLease) => ({
    ...rest,
    startedAt: this.#text(startedAt),
    expiresAt: this.#text(expiresAt),
  });

  #text = (time: number): string => new Date(time).toISOString();
}
