import { ASSUMPTIONS } from './assumptions.ts';
import type { Lambda } from './bill.ts';
import { type Columns, type Comparison, columnsOf } from './columns.ts';
import type { Evening } from './evening.ts';
import { instancesFor, withoutAZone } from './fleet.ts';
import type { Load } from './load.ts';
import { environmentsFor, round } from './needs.ts';
import { QUOTAS } from './quotas.ts';

/** What to do when, for a kick-off on a fleet. */
export interface Step {
  readonly when: string;
  readonly what: string;
}

export function scheduleOf(load: Load, requestsPerVcpu: number, columns: Columns): Step[] {
  const { zones, floorBefore, floorAfter } = ASSUMPTIONS;
  const instances = instancesFor(load.peak, requestsPerVcpu);
  const writes = round(load.peakWrites);
  const floor = round(load.peakWrites / (ASSUMPTIONS.writeTarget.value / 100));
  const evening = round(columns.provisioned.floor);
  return [
    {
      when: 'two weeks before',
      what: 'request the quotas above: if the fleet fails, API Gateway and Lambda take its traffic',
    },
    { when: 'a day before', what: `on-demand writes: set warm throughput to ${writes}, once` },
    {
      when: '30 minutes before',
      what: `raise the group's minimum to ${instances} instances: ${instances / zones.value} in each of ${zones.value} zones`,
    },
    { when: `${floorBefore.value} minutes before`, what: `provisioned writes: raise the minimum capacity to ${floor}` },
    {
      when: `${floorAfter.value} minutes after`,
      what: `lower the group's minimum to ${zones.value}, and the minimum capacity to ${evening}, or leave it to auto scaling`,
    },
  ];
}

/** How the fleet stands over the zones at a load, and how busy what is left of it is when one zone is lost. */
export const zonesOf = (load: Load, requestsPerVcpu: number) =>
  [
    { at: 'in the steady state', requests: load.steady },
    { at: 'at the peak', requests: load.peak },
  ].map(({ at, requests }) => {
    const instances = instancesFor(requests, requestsPerVcpu);
    return {
      at,
      requests,
      instances,
      inEachZone: instances / ASSUMPTIONS.zones.value,
      busyPercent: (100 * requests) / (instances * ASSUMPTIONS.vcpus.value * requestsPerVcpu),
      busyWithoutAZonePercent: 100 * withoutAZone(requests, requestsPerVcpu),
    };
  });

/** What API Gateway and Lambda need, to take over all that the fleet carries at so many requests a second, at once. */
export function failOver(load: Load, lambda: Lambda) {
  const environments = environmentsFor(load.steady, lambda);
  const largest = environmentsFor(load.renewals, lambda);
  return {
    requests: load.steady,
    environments,
    enough: load.steady <= QUOTAS.httpApiRate.value && environments <= QUOTAS.lambdaConcurrency.value,
    /** Until the busiest function has all its environments: each gains so many in ten seconds. */
    secondsToScale: Math.ceil(largest / QUOTAS.lambdaScaling.value) * 10,
  };
}

/**
 * From how many streams at the evening's peak on each way costs less than Lambda; to 5 percent.
 * @returns undefined where it never is, up to a hundred million
 */
export function crossings(evening: Evening, comparison: Comparison) {
  const isCheaper = (way: 'fleet' | 'fleetProvisioned', viewers: number) => {
    const columns = columnsOf(evening, { ...comparison, viewers });
    return columns[way].dollarsAMonth < columns.lambda.dollarsAMonth;
  };
  const cheaper = (way: 'fleet' | 'fleetProvisioned') => {
    let [dearer, cheap] = [1, 1e8];
    if (!isCheaper(way, cheap)) return undefined;
    while (cheap / dearer > 1.05) {
      const between = Math.sqrt(dearer * cheap);
      if (isCheaper(way, between)) cheap = between;
      else dearer = between;
    }
    return cheap;
  };
  return { fleet: cheaper('fleet'), fleetProvisioned: cheaper('fleetProvisioned') };
}
