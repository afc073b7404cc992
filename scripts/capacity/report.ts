import { SHARDS } from '../../src/domain/plan-index.ts';
import { billOf, HOURS_A_MONTH, type Lambda, streamHoursOf } from './bill.ts';
import { CHECKED } from './facts.ts';
import { breakEven, fleetCost, instancesFor, lambdaCost } from './fleet.ts';
import { loadOf } from './load.ts';
import { memories, memoryOf } from './memory.ts';
import { concurrencyOf, enrolmentsTaken, environmentsFor, needsOf, partitionsOf } from './needs.ts';
import type { Options } from './options.ts';

/** All that the command says, as numbers: requests a second, US dollars. */
export function reportOf(options: Options) {
  const load = loadOf(options);
  const lambda: Lambda = {
    memoryMb: options.memoryMb,
    durationMs: options.durationMs || memoryOf(options.memoryMb).ms,
  };
  const environments = Math.ceil(environmentsFor(load.peak, lambda));
  const bill = billOf(options, load, lambda, { environments, hoursAMonth: options.provisionedHours });
  const streamHours = streamHoursOf(options);
  const sum = (pick: (line: (typeof bill)[number]) => number) => bill.reduce((total, line) => total + pick(line), 0);
  const month = sum(({ dollarsAMonth }) => dollarsAMonth);
  const list = sum(({ listDollarsAMonth }) => listDollarsAMonth);
  const requestsAStreamHour = (load.steady * 3600) / options.viewers;
  const mean = load.steady * (options.averagePercent / 100);
  const rate = breakEven(lambda, options.requestsPerVcpu);
  return {
    checked: CHECKED,
    event: options,
    load,
    requestsAStreamHour,
    writesAStreamHour: (load.steadyWrites * 3600) / options.viewers,
    needs: needsOf(options, load, lambda, SHARDS),
    concurrency: concurrencyOf(load, lambda),
    partitions: partitionsOf(load),
    enrolmentsTaken: enrolmentsTaken(SHARDS),
    bill,
    dollarsAMonth: month,
    dollarsAMillionStreamHours: (month / streamHours) * 1e6,
    /** At the price of every first tier, as if this were a small bill. */
    listDollarsAMillionStreamHours: (list / streamHours) * 1e6,
    dollarsAnHourAtThePeak: (month / streamHours) * options.viewers,
    lambda,
    memory: memories((month / (requestsAStreamHour * streamHours)) * 1e6),
    fleet: {
      /** Undefined if Lambda is always cheaper. */
      cheaperFromRequestsPerSecond: rate,
      cheaperFromViewers: rate === undefined ? undefined : (rate / load.steady) * options.viewers,
      instancesAtPeak: instancesFor(load.peak, options.requestsPerVcpu),
      instancesInTheMean: instancesFor(mean, options.requestsPerVcpu),
      dollarsAMonth: fleetCost(mean, options.requestsPerVcpu) * HOURS_A_MONTH,
      lambdaDollarsAMonth: lambdaCost(mean, lambda) * HOURS_A_MONTH,
    },
  };
}

export type Report = ReturnType<typeof reportOf>;
