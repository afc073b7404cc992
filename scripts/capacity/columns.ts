import { ASSUMPTIONS } from './assumptions.ts';
import { billOf, HOURS_A_MONTH, type Lambda } from './bill.ts';
import { dayOf, KICK_OFF, type Minute } from './day.ts';
import type { Evening } from './evening.ts';
import { PRICES, TIERED, tiered } from './facts.ts';
import { endpointsAnHour, fleetDay, instanceAnHour } from './fleet.ts';
import { provision } from './provisioned.ts';

const DAYS_A_MONTH = HOURS_A_MONTH / 24;
const GB = 1e-9;

/** What is compared: the same days, run in three ways. */
export interface Comparison {
  readonly viewers: number;
  readonly averagePercent: number;
  readonly requestsPerVcpu: number;
  readonly lambda: Lambda;
  /** 1 to 100: of the provisioned writes, to be used. */
  readonly writeTargetPercent: number;
}

/** In the order in which they are shown. What two ways have in common, or have instead of each other, is one row. */
export const ROWS = [
  'API Gateway, or load balancer',
  'Lambda, or instances',
  'Endpoints of the network',
  'DynamoDB writes',
  'Logs',
  'Data transfer',
  'Storage, alarms, metrics',
] as const;

export type Row = (typeof ROWS)[number];

export interface Part {
  readonly row: Row;
  /** For a million stream-hours. */
  readonly dollars: number;
  /** The arithmetic. */
  readonly how: string;
}

export interface Column {
  readonly name: string;
  readonly parts: readonly Part[];
  readonly dollarsAMonth: number;
  readonly dollarsAMillionStreamHours: number;
}

/** What a million stream-hours cost on Lambda, on a fleet, and on a fleet whose writes are provisioned. */
export function columnsOf(evening: Evening, comparison: Comparison) {
  const day = dayOf(evening, comparison.viewers, comparison.averagePercent);
  const streamHours = (total(day, 'streams') / 60) * DAYS_A_MONTH;
  const provisioned = writesOf(day, comparison);
  const column = (name: string, lines: readonly Line[]): Column => {
    const dollarsAMonth = lines.reduce((sum, { month }) => sum + month, 0);
    const million = (month: number) => (month / streamHours) * 1e6;
    return {
      name,
      parts: lines.map(({ row, how, month }) => ({ row, how, dollars: million(month) })),
      dollarsAMonth,
      dollarsAMillionStreamHours: million(dollarsAMonth),
    };
  };
  const onDemand: Line = {
    row: 'DynamoDB writes',
    month: evening.writesAStreamHour * streamHours * PRICES.dynamoWrites.value,
    how: `${evening.writesAStreamHour.toFixed(1)} x $${perMillion(PRICES.dynamoWrites.value)} a million, on demand`,
  };
  const fleet = fleetParts(evening, day, comparison);
  return {
    streamHours,
    provisioned,
    lambda: column('Lambda', [...lambdaParts(evening, comparison), onDemand]),
    fleet: column('fleet', [...fleet, onDemand]),
    fleetProvisioned: column('fleet, provisioned writes', [...fleet, provisionedLine(provisioned)]),
    /** The same with a part of the writes reserved for a year: as many units as pay for themselves. */
    dollarsWithReserved:
      ((fleet.reduce((sum, { month }) => sum + month, 0) + reserved(provisioned).month) / streamHours) * 1e6,
    reservedUnits: reserved(provisioned).units,
  };
}

export type Columns = ReturnType<typeof columnsOf>;

interface Line {
  readonly row: Row;
  /** Dollars. */
  readonly month: number;
  readonly how: string;
}

const perMillion = (price: number) => String(Number((price * 1e6).toPrecision(3)));
const total = (day: readonly Minute[], key: keyof Minute) => day.reduce((sum, minute) => sum + minute[key], 0);

/** Provisioned for the day's writes, with a floor that stands before the kick-off. */
export function writesOf(day: readonly Minute[], { writeTargetPercent }: Pick<Comparison, 'writeTargetPercent'>) {
  const target = writeTargetPercent / 100;
  const { floorBefore, floorAfter } = ASSUMPTIONS;
  const floor = Math.max(...day.map(({ writes }) => writes)) / target;
  const stands = (minute: number) => minute >= KICK_OFF - floorBefore.value && minute < KICK_OFF + floorAfter.value;
  const aDay = provision(
    day.map(({ writes }) => writes),
    target,
    (minute) => (stands(minute) ? floor : 1),
  );
  return { floor, ...aDay };
}

function provisionedLine({ unitHours, used }: ReturnType<typeof writesOf>): Line {
  const price = PRICES.provisionedWrites.value;
  return {
    row: 'DynamoDB writes',
    month: unitHours * DAYS_A_MONTH * price,
    how: `$${perMillion(price / 3600)} a million where all is used; ${(100 * used).toFixed(0)}% of it is, on these days`,
  };
}

/**
 * Reserved units are paid each hour, used or not: as many as cost less than the hours in which they are provisioned.
 */
function reserved({ hours }: ReturnType<typeof writesOf>): { units: number; month: number } {
  const [price, full] = [PRICES.reservedWrites.value, PRICES.provisionedWrites.value];
  const dollars = (units: number) =>
    hours.reduce((sum, hour) => sum + units * price + Math.max(0, hour - units) * full, 0) * DAYS_A_MONTH;
  const units = hours.reduce((best, hour) => (dollars(hour) < dollars(best) ? hour : best), 0);
  return { units, month: dollars(units) };
}

const ROW_OF: Readonly<Record<string, Row>> = {
  'API Gateway': 'API Gateway, or load balancer',
  'Lambda requests': 'Lambda, or instances',
  'Lambda duration': 'Lambda, or instances',
  'Access log': 'Logs',
  "Functions' logs": 'Logs',
  'Data transfer': 'Data transfer',
};

/** The bill of Lambda, but for the writes. */
function lambdaParts(evening: Evening, { viewers, averagePercent, lambda }: Comparison): Line[] {
  const perSecond = (aStreamHour: number) => (aStreamHour * viewers) / 3600;
  const load = {
    steady: perSecond(evening.requestsAStreamHour),
    decisions: perSecond(evening.decisionsAStreamHour),
    steadyWrites: perSecond(evening.writesAStreamHour),
  };
  return billOf({ viewers, averagePercent }, load, lambda, { environments: 0, hoursAMonth: 0 })
    .filter(({ service }) => service !== 'DynamoDB')
    .map(({ service, dollarsAMonth, aStreamHour, unit, price }) => ({
      row: ROW_OF[service] ?? 'Storage, alarms, metrics',
      month: dollarsAMonth,
      how:
        aStreamHour === undefined
          ? 'by the month'
          : `${amount(aStreamHour, unit)} x $${rate(price ?? 0, unit)} (${service})`,
    }));
}

const amount = (value: number, unit = '') =>
  unit === 'GB' ? `${Math.round(value * 1e9)} bytes` : `${value.toPrecision(3)} ${unit}`;
const rate = (price: number, unit = '') =>
  unit === 'GB' ? `${price.toPrecision(3)} a GB` : `${perMillion(price)} a million`;

/** The bill of a fleet, but for the writes. */
function fleetParts(evening: Evening, day: readonly Minute[], comparison: Comparison): Line[] {
  const { requestsPerVcpu, viewers } = comparison;
  const { instanceHours, balancerUnitHours } = fleetDay(day, requestsPerVcpu);
  const requests = total(day, 'requests') * 60 * DAYS_A_MONTH;
  const decisions = (total(day, 'streams') / 60) * DAYS_A_MONTH * evening.decisionsAStreamHour;
  const access = (requests * ASSUMPTIONS.accessLog.value * ASSUMPTIONS.fleetAccessPercent.value) / 100;
  const logged = (decisions * ASSUMPTIONS.decisionLog.value + access) * GB;
  const sent = requests * ASSUMPTIONS.answer.value * GB;
  const users = viewers * ASSUMPTIONS.usersPerViewer.value;
  const { alarms, fleetAlarms, metrics } = ASSUMPTIONS;
  const watching = (alarms.value + fleetAlarms.value) * PRICES.alarm.value + metrics.value * PRICES.metric.value;
  return [
    {
      row: 'API Gateway, or load balancer',
      month: PRICES.balancer.value * HOURS_A_MONTH + balancerUnitHours * DAYS_A_MONTH * PRICES.balancerUnit.value,
      how: `${evening.requestsAStreamHour.toFixed(1)} connections, 90,000 a unit-hour of $${PRICES.balancerUnit.value}`,
    },
    {
      row: 'Lambda, or instances',
      month: instanceHours * DAYS_A_MONTH * instanceAnHour(),
      how: `${Math.round(instanceHours)} instance-hours a day x $${instanceAnHour().toFixed(4)}, with their disks`,
    },
    {
      row: 'Endpoints of the network',
      month: endpointsAnHour() * HOURS_A_MONTH,
      how: `${ASSUMPTIONS.endpoints.value} in ${ASSUMPTIONS.zones.value} zones x $${PRICES.endpoint.value} an hour`,
    },
    {
      row: 'Logs',
      month: logged * (PRICES.accessLog.value + PRICES.endpoint.value),
      how: `${evening.decisionsAStreamHour.toFixed(2)} decisions of ${ASSUMPTIONS.decisionLog.value} bytes, and ${ASSUMPTIONS.fleetAccessPercent.value}% of the access log`,
    },
    {
      row: 'Data transfer',
      month: tiered(TIERED.transferOut, sent),
      how: `${ASSUMPTIONS.answer.value} bytes an answer`,
    },
    {
      row: 'Storage, alarms, metrics',
      month: users * ASSUMPTIONS.item.value * 1000 * GB * PRICES.dynamoStorage.value + watching,
      how: 'by the month',
    },
  ];
}
