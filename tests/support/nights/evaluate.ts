import { type Band, type Minutes, statesOf } from './alarm-states.ts';
import type { AllAlarms, Composite } from './all-alarms.ts';
import { metricsOf, ordinary, type World } from './world.ts';

/** Something that goes wrong, minute by minute. */
export interface Night {
  /** What such an hour is like: the model of what is usual knows it. */
  readonly usually?: (world: World) => unknown;
  /** Changes an ordinary minute; `minute` counts from when it began. */
  readonly happens: (world: World, minute: number) => unknown;
  /** How long it lasts; an hour and a half if nothing is said. */
  readonly minutes?: number;
  /** How many minutes after it all is as it was; two hours if nothing is said. */
  readonly after?: number;
  /** Whether the region is gone, and its alarms with it. */
  readonly regionGone?: boolean;
}

/** What must come of a night: which alarms fire, and who is called, in a service of a hundred viewers and in one of five million. */
export interface Expected extends Night {
  readonly name: string;
  readonly small: readonly [fires: string, pages: string];
  readonly large: readonly [fires: string, pages: string];
  /** Why a service of one size stays silent. */
  readonly silent?: string;
}

/** What a night does, in minutes after it began. */
export interface Outcome {
  /** Alarms, in the order of their names, such as `failing 3, health 3`. */
  readonly fires: string;
  /** Who is called, in the order of time, such as `viewers 15, outage 43`. */
  readonly pages: string;
  /** Alarms that still fire long after it is over. */
  readonly left: string;
}

/** Ordinary minutes before, so that a night begins with every alarm quiet; and after. */
const BEFORE = 30;
/** CloudWatch waits so long for the alarm that silences another: ActionsSuppressorWaitPeriod. */
const WAIT_MINUTES = 2;

export function outcomeOf(night: Night, viewers: number, { metric, composite }: AllAlarms): Outcome {
  const lasts = night.minutes ?? 90;
  const minutes = Array.from({ length: BEFORE + lasts + (night.after ?? 120) }, (_, i) => {
    const world = ordinary(viewers);
    night.usually?.(world);
    if (i >= BEFORE && i < BEFORE + lasts) night.happens(world, i - BEFORE);
    return metricsOf(world);
  });
  const states = new Map<string, boolean[]>();
  for (const [name, alarm] of metric) {
    const mute = night.regionGone === true && name !== 'outside';
    states.set(name, mute ? minutes.map(() => false) : statesOf(alarm, minutes, bandOf(minutes)));
  }
  addComposites(states, composite);
  const at = (index: number) => index + 1 - BEFORE;
  const names = [...metric.keys()].sort();
  const fires = names.flatMap((name) => {
    const first = states.get(name)?.indexOf(true) ?? -1;
    return first < 0 ? [] : [`${name} ${at(first)}`];
  });
  return {
    fires: fires.join(', '),
    pages: pagesOf(states, composite)
      .map(({ name, index }) => `${name} ${at(index)}`)
      .join(', '),
    left: names.filter((name) => states.get(name)?.at(-1) === true).join(', '),
  };
}

/** A composite alarm follows its members, and composites among them first. */
function addComposites(states: Map<string, boolean[]>, composites: ReadonlyMap<string, Composite>): void {
  const length = Math.max(...[...states.values()].map((state) => state.length));
  for (const [name, { members }] of composites) {
    const own = members.map((member) => states.get(member));
    states.set(
      name,
      Array.from({ length }, (_, i) => own.some((state) => state?.[i] === true)),
    );
  }
}

function pagesOf(states: ReadonlyMap<string, boolean[]>, composites: ReadonlyMap<string, Composite>) {
  const pages = [{ name: 'outside', index: states.get('outside')?.indexOf(true) ?? -1 }].filter(
    ({ index }) => index >= 0,
  );
  for (const [name, { notifies, silencedBy, minutesAfter = 0 }] of composites) {
    if (!notifies) continue;
    const graver = states.get(silencedBy ?? '') ?? [];
    let told = false;
    for (const [index, fires] of (states.get(name) ?? []).entries()) {
      const silenced = graver.slice(Math.max(0, index - minutesAfter), index + WAIT_MINUTES + 1).includes(true);
      if (fires && !told && !silenced) pages.push({ name, index });
      told = fires && (told || !silenced);
    }
  }
  return pages.sort((a, b) => a.index - b.index);
}

/** A model that has seen such hours: four standard deviations below the first minutes, which are ordinary ones. */
const bandOf =
  (minutes: Minutes): Band =>
  (_, __, seconds) => {
    const usual = usualStarts(minutes) * (seconds / 60);
    return { lower: usual - 4 * Math.max(Math.sqrt(usual), 0.05 * usual) };
  };

function usualStarts([first]: Minutes): number {
  for (const [key, value] of first ?? []) if (key.includes('"StreamAdmitted"')) return value;
  return 0;
}
