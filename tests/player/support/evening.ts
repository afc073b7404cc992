import type { Machine } from '../../../player/src/machine.ts';
import { isLive } from '../../../player/src/table.ts';
import type { Action } from './actions.ts';
import { FakeClock, settled } from './clock.ts';
import { Device, type Sent } from './device.ts';
import { FakeService, LEASE_MS } from './service.ts';

/**
 * Longer than this a live player is never silent: a renewal's wait, or the longest Retry-After here with the longest
 * backoff.
 */
const LONGEST_SILENCE_MS = 54_000;
const TIMEOUT_MS = 8000;
const OTHERS = ['tv', 'phone', 'tablet', 'console'];

/** A player on a device, a service and other devices; and what must hold of them at every moment. */
export class Evening {
  readonly faults: string[] = [];
  readonly #clock = new FakeClock();
  readonly #service = new FakeService(this.#clock);
  readonly #device = new Device(this.#clock, this.#service);
  readonly #whenUnreachable: 'play' | 'stop';
  #player: Machine;
  /** What the service last said to this player, as far as it arrived. */
  #word: 'yes' | 'no' | 'nothing' = 'nothing';
  #quietSince = 0;
  #leaseEnd = 0;
  #wokeAt = 0;
  #asleep = false;
  /** How many requests the pages before this one had sent. */
  #sentBefore = 0;

  constructor(whenUnreachable: 'play' | 'stop', random: () => number) {
    this.#whenUnreachable = whenUnreachable;
    this.#device.random = random;
    this.#player = this.#open();
  }

  async live(action: Action): Promise<void> {
    switch (action.do) {
      case 'start':
        if (!isLive(this.#player.state)) this.#quietSince = this.#clock.now;
        this.#player.start(action.stream);
        break;
      case 'takeOver':
        if (this.#player.state === 'denied') this.#player.takeOver('tv', 'phone');
        break;
      case 'stop':
        this.#player.stop();
        break;
      case 'crash':
        this.#player.abandon();
        this.#player = this.#open();
        break;
      case 'reload':
        this.#player.leave();
        this.#player = this.#open();
        break;
      case 'online':
        this.#player.wake(true);
        break;
      case 'wake':
        this.#player.wake();
        break;
      case 'pass':
        await this.#pass(action.ms);
        break;
      case 'sleep':
        this.#clock.sleep(action.ms);
        this.#asleep = true;
        this.#quietSince = this.#clock.now;
        this.#wokeAt = this.#clock.now;
        break;
      case 'network':
        this.#device.fate = () => action.fate;
        this.#device.delay = action.delay;
        break;
      case 'others':
        for (const session of OTHERS.slice(0, action.count)) {
          if (this.#service.leases.size < this.#service.limit) this.#service.take(session);
        }
        break;
      case 'othersStop':
        for (const session of OTHERS) this.#service.leases.delete(session);
        break;
      case 'clock':
        this.#device.wrongBy = action.wrongBy;
        break;
      case 'revoke':
        for (const session of [...this.#service.leases.keys()]) this.#service.end(session, 'revoked');
        break;
      case 'replaced':
        this.#service.end(this.#player.session ?? '', 'replaced', { session: 'tv', stream: 'news' });
        break;
    }
    await settled();
    this.#check();
  }

  /** The network is well again, the viewer stops: nothing may be left behind but what crashed, and that expires. */
  async goHome(): Promise<void> {
    this.#device.fate = () => 'served';
    this.#device.delay = 0;
    await this.#pass(60_000);
    const { session } = this.#player;
    this.#player.stop();
    await this.#clock.pass(60_000);
    if (this.#service.leases.has(session ?? '')) this.faults.push(`${session} was not given back`);
    if (this.#clock.timers > 0) this.faults.push('a timer is left behind');
    const before = this.#device.sent.length;
    await this.#clock.pass(2 * LEASE_MS);
    if (this.#device.sent.length > before) this.faults.push('it asks on after a stop');
  }

  /** In small steps, so that what holds at every moment is looked at often. */
  async #pass(ms: number): Promise<void> {
    const end = this.#clock.now + ms;
    while (this.#clock.now < end) {
      await this.#clock.pass(Math.min(1000, end - this.#clock.now));
      this.#asleep = false;
      this.#check();
    }
  }

  #open(): Machine {
    this.#word = 'nothing';
    this.#sentBefore = this.#device.sent.length;
    const player = this.#device.player({ whenUnreachable: this.#whenUnreachable });
    const when = (word: 'yes' | 'no') => () => {
      if (player === this.#player) this.#word = word;
    };
    // What was granted before is given up with a new start.
    player.addEventListener('statechange', ({ detail }) => {
      if (detail.state === 'asking' && this.#word === 'yes') this.#word = 'nothing';
    });
    player.addEventListener('lease', ({ detail }) => {
      when('yes')();
      this.#leaseEnd = Date.parse(detail.expiresAt);
    });
    for (const type of ['denied', 'ended', 'failed'] as const) player.addEventListener(type, when('no'));
    return player;
  }

  #check(): void {
    const { state, mayPlay } = this.#player;
    const asks = this.#device.sent.slice(this.#sentBefore).filter(({ endpoint }) => endpoint !== 'stopstream');
    const underWay = asks.filter(({ status }) => status === undefined);
    if (underWay.length > 1) this.faults.push(`${underWay.length} requests are under way at once`);
    if (mayPlay && !isLive(state)) this.faults.push(`it plays while it is ${state}`);
    if (mayPlay && this.#word === 'no') this.faults.push(`it plays after a no: ${state}`);
    this.#checkLapse(state, mayPlay);
    this.#checkSilence(state, asks);
  }

  /**
   * It plays as long as the lease lasts; after that, as the integrator chose. To within the second to which answers
   * tell the time.
   */
  #checkLapse(state: string, mayPlay: boolean): void {
    if (this.#word !== 'yes' || !isLive(this.#player.state) || state === 'asking' || this.#asleep) return;
    const left = this.#leaseEnd - this.#service.time;
    if (left > 5000 && !mayPlay) this.faults.push(`it is ${state}, and its lease lasts ${left} ms`);
    // Who slept through its end is given the time of one request.
    const late = Math.min(-left, this.#clock.now - this.#wokeAt);
    if (late > TIMEOUT_MS + 2000 && mayPlay && this.#whenUnreachable === 'stop') {
      this.faults.push(`it plays ${-left} ms after its lease ran out`);
    }
  }

  #checkSilence(state: string, asks: readonly Sent[]): void {
    const last = Math.max(this.#quietSince, ...asks.slice(-1).map(({ at }) => at));
    const silence = this.#clock.now - last;
    const bound = LONGEST_SILENCE_MS + TIMEOUT_MS + 1000;
    if (isLive(this.#player.state) && !this.#asleep && silence > bound) {
      this.faults.push(`it is ${state}, and was silent for ${silence} ms`);
    }
  }
}
