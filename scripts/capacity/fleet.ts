import { ASSUMPTIONS } from './assumptions.ts';
import { HOURS_A_MONTH, type Lambda } from './bill.ts';
import { PRICES, TIERED, tiered } from './facts.ts';

/** The parts of the bill that a fleet of instances behind a load balancer replaces; all others stay. In dollars an hour. */
export function lambdaCost(requestsPerSecond: number, { durationMs, memoryMb }: Lambda): number {
  const requests = requestsPerSecond * 3600 * HOURS_A_MONTH;
  const gbSeconds = requests * (durationMs / 1000) * (memoryMb / 1024);
  const month =
    tiered(TIERED.httpApi, requests) +
    requests * PRICES.lambdaRequests.value +
    tiered(TIERED.lambdaDuration, gbSeconds);
  return month / HOURS_A_MONTH;
}

/** How many instances carry the load with headroom. */
export const instancesFor = (requestsPerSecond: number, requestsPerVcpu: number): number =>
  Math.max(
    ASSUMPTIONS.leastInstances.value,
    Math.ceil((requestsPerSecond * (1 + ASSUMPTIONS.headroom.value)) / (requestsPerVcpu * ASSUMPTIONS.vcpus.value)),
  );

/** The same handlers on instances that follow the load, behind an Application Load Balancer. In dollars an hour. */
export function fleetCost(requestsPerSecond: number, requestsPerVcpu: number): number {
  const balancer =
    PRICES.balancer.value + (requestsPerSecond / ASSUMPTIONS.balancerConnections.value) * PRICES.balancerUnit.value;
  return instancesFor(requestsPerSecond, requestsPerVcpu) * PRICES.instance.value + balancer;
}

/**
 * From how many requests a second on, in the mean of a month, the fleet costs less; to 1 percent.
 * @returns undefined if it never does
 */
export function breakEven(lambda: Lambda, requestsPerVcpu: number): number | undefined {
  for (let rate = 1; rate < 1e7; rate *= 1.01) {
    if (fleetCost(rate, requestsPerVcpu) < lambdaCost(rate, lambda)) return rate;
  }
  return undefined;
}
