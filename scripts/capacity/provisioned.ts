import { ASSUMPTIONS } from './assumptions.ts';

export interface Provisioned {
  /** Capacity in each minute of the day: write units a second. */
  readonly capacity: readonly number[];
  /**
   * What is billed: the largest capacity of each hour. AWS bills by the hour; that it takes the largest is the dear
   * reading.
   */
  readonly hours: readonly number[];
  readonly unitHours: number;
  /** What is written, of what is billed: 0 to 1. */
  readonly used: number;
  /** Write units of the day that no capacity, provisioned or saved up, was there for. */
  readonly throttled: number;
}

/**
 * Provisioned writes that follow a day by DynamoDB's auto scaling, above a floor by schedule. Capacity grows after two
 * minutes in a row above the target, and shrinks after fifteen below it: four times a day, and else once an hour.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/AutoScaling.html
 * @param writes a second, minute by minute; the day before is taken to be the same
 * @param target of the capacity, to be used: 0.2 to 0.9
 * @param floorAt the least capacity in a minute of the day
 */
export function provision(
  writes: readonly number[],
  target: number,
  floorAt: (minute: number) => number = () => 0,
): Provisioned {
  const minutes = writes.length;
  const { burstSeconds, scaleOutMinutes, scaleInMinutes, freeDecreases } = ASSUMPTIONS;
  const at = (minute: number) => writes[(minute + minutes) % minutes] ?? 0;
  let units = Math.max(at(0) / target, floorAt(0));
  let saved = 0;
  let throttled = 0;
  let decreases = 0;
  let lastDecrease = Number.NEGATIVE_INFINITY;
  // In a row, at the capacity that stands now.
  let [above, below] = [0, 0];
  const capacity: number[] = [];
  for (let minute = 0; minute < 2 * minutes; minute++) {
    if (minute === minutes) {
      capacity.length = 0;
      [throttled, decreases] = [0, 0];
    }
    const before = at(minute - 1);
    [above, below] = [before > units * target ? above + 1 : 0, before < units * target ? below + 1 : 0];
    const wanted = Math.max(before / target, floorAt(minute % minutes));
    const mayShrink = decreases < freeDecreases.value || minute - lastDecrease >= 60;
    const shrinks = below >= scaleInMinutes.value && mayShrink && wanted < units;
    if (above >= scaleOutMinutes.value || shrinks) {
      if (shrinks) [decreases, lastDecrease] = [decreases + 1, minute];
      [units, above, below] = [wanted, 0, 0];
    }
    units = Math.max(units, floorAt(minute % minutes));
    capacity.push(units);
    saved = Math.min(units * burstSeconds.value, saved + (units - at(minute)) * 60);
    if (saved < 0) [throttled, saved] = [throttled - saved, 0];
  }
  const hours = Array.from({ length: minutes / 60 }, (_, hour) =>
    Math.max(...capacity.slice(hour * 60, hour * 60 + 60)),
  );
  const unitHours = hours.reduce((sum, hour) => sum + hour, 0);
  const written = writes.reduce((sum, aSecond) => sum + aSecond, 0) / 60;
  return { capacity, hours, unitHours, used: written / unitHours, throttled };
}
