import { ASSUMPTIONS } from './assumptions.ts';
import type { Minute } from './day.ts';
import { PRICES } from './facts.ts';

/**
 * Instances that carry so many requests a second, with headroom: the same number in each zone.
 * @param requestsPerVcpu a second
 */
export function instancesFor(requests: number, requestsPerVcpu: number): number {
  const { headroom, vcpus, zones } = ASSUMPTIONS;
  const needed = (requests * (1 + headroom.value)) / (requestsPerVcpu * vcpus.value);
  return zones.value * Math.max(1, Math.ceil(needed / zones.value));
}

/** How busy the other zones' instances are when one zone is lost at so many requests a second: 1 is all they can. */
export function withoutAZone(requests: number, requestsPerVcpu: number): number {
  const { vcpus, zones } = ASSUMPTIONS;
  const left = (instancesFor(requests, requestsPerVcpu) * (zones.value - 1)) / zones.value;
  return requests / (left * vcpus.value * requestsPerVcpu);
}

/** Capacity units of the load balancer at so many requests a second, by the dimension that needs most. */
export function balancerUnits(requests: number): number {
  const { balancerConnections, balancerActive, balancerBytes, idleSeconds, exchange } = ASSUMPTIONS;
  return Math.max(
    requests / balancerConnections.value,
    (requests * idleSeconds.value) / balancerActive.value,
    (requests * 3600 * exchange.value) / 1e9 / balancerBytes.value,
  );
}

/** What a day of a fleet uses. */
export interface FleetDay {
  /** Sum of each hour's instances. */
  readonly instanceHours: number;
  /** Sum of each hour's mean. */
  readonly balancerUnitHours: number;
}

/** Instances stand for the busiest minute of each hour; the load balancer is billed by the mean of the hour. */
export function fleetDay(day: readonly Minute[], requestsPerVcpu: number): FleetDay {
  const hours = Array.from({ length: day.length / 60 }, (_, hour) =>
    day.slice(hour * 60, hour * 60 + 60).map(({ requests }) => requests),
  );
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
  return {
    instanceHours: sum(hours.map((hour) => instancesFor(Math.max(...hour), requestsPerVcpu))),
    balancerUnitHours: sum(hours.map((hour) => balancerUnits(sum(hour) / 60))),
  };
}

/** Dollars an hour of one instance with its disk. */
export const instanceAnHour = (): number => PRICES.instance.value + (ASSUMPTIONS.disk.value * PRICES.disk.value) / 730;

/** Dollars an hour of the endpoints that a network without a way out needs. */
export const endpointsAnHour = (): number =>
  ASSUMPTIONS.endpoints.value * ASSUMPTIONS.zones.value * PRICES.endpoint.value;
