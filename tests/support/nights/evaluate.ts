import { type Band, type Minutes, statesOf } from './alarm-states.ts';
import type { AllAlarms, Composite } from './all-alarms.ts';
import { metricsOf, ordinary, playersOf, type World } from './world.ts';

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

/**
 * What must come of a night: which alarms fire, and who is called, in a service of a hundred viewers and in one of five
 * million.
 */
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

export function outcomeOf(night: Night, viewers: number, { metric, composite, budget }: AllAlarms): Outcome {
  const lasts = night.minutes ?? 90;
  const worlds = Array.from({ length: BEFORE + lasts + (night.after ?? 120) }, (_, i) => {
    const world = ordinary(viewers);
    night.usually?.(world);
    if (i >= BEFORE && i < BEFORE + lasts) night.happens(world, i - BEFORE);
    return world;
  });
  const minutes = worlds.map(metricsOf);
  const states = new Map<string, boolean[]>();
  for (const [name, alarm] of metric) {
    const mute = night.regionGone === true && name !== 'outside';
    states.set(name, mute ? minutes.map(() => false) : statesOf(alarm, minutes, bandOf(minutes)));
  }
  addComposites(states, composite);
  const at = (index: number) => index + 1 - BEFORE;
  states.set('budget', overBudget(worlds, budget));
  const names = [...metric.keys(), 'budget'].sort();
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

/** Some $2.50 a million requests on Lambda (docs/capacity.md). */
const DOLLARS_A_REQUEST = 2.5e-6;
/** AWS looks at a budget up to three times a day. */
const LOOK_EVERY_MINUTES = 480;

/** Whether the day has cost more than its budget, as AWS sees it. */
function overBudget(worlds: readonly World[], budget: number): boolean[] {
  let spent = 0;
  let over = false;
  return worlds.map((world, minute) => {
    if (minute % 1440 === 0) spent = 0;
    for (const { requests } of playersOf(world)) spent += requests * DOLLARS_A_REQUEST;
    if ((minute + 1) % LOOK_EVERY_MINUTES === 0) over = spent > budget;
    return over;
  });
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
  // These two notify by themselves.
  const pages = ['outside', 'budget']
    .map((name) => ({ name, index: states.get(name)?.indexOf(true) ?? -1 }))
    .filter(({ index }) => index >= 0);
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
