import { SHARDS } from '../../src/domain/plan-index.ts';
import { billOf, type Lambda, streamHoursOf } from './bill.ts';
import { columnsOf } from './columns.ts';
import { recordedEvening } from './evening.ts';
import { CHECKED } from './facts.ts';
import { crossings, failOver, scheduleOf, zonesOf } from './kick-off.ts';
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
  const evening = recordedEvening();
  const { viewers, averagePercent, requestsPerVcpu, writeTargetPercent } = options;
  const comparison = { viewers, averagePercent, requestsPerVcpu, writeTargetPercent, lambda };
  const columns = columnsOf(evening, comparison);
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
    /** By the recorded evening, and the days that are made of it. */
    compared: {
      requestsAStreamHour: evening.requestsAStreamHour,
      writesAStreamHour: evening.writesAStreamHour,
      users: evening.setting.users,
      renewSeconds: evening.setting.spareRenewSeconds,
      columns,
      cheaperFromViewers: crossings(evening, comparison),
    },
    fleet: {
      schedule: scheduleOf(load, requestsPerVcpu, columns),
      zones: zonesOf(load, requestsPerVcpu),
      failOver: failOver(load, lambda),
    },
  };
}

export type Report = ReturnType<typeof reportOf>;
