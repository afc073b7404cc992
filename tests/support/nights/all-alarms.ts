import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { addAlarms, alarms } from '../../../infra/alarms/alarms.ts';
import { dailyBudget } from '../../../infra/alarms/budget.ts';
import { certificateAlarm, edgeAlarm } from '../../../infra/alarms/domain.ts';
import type { Resources } from '../../../infra/cloudformation.ts';
import { fleetCapacity, fleetOutage, fleetRelease, fleetViewers } from '../../../infra/fleet/alarms.ts';
import { lambdaOf } from '../../../infra/functions.ts';
import { releaseAlarms } from '../../../infra/template/release-alarms.ts';
import type { AlarmProperties } from './alarm-states.ts';
import { FLEET_VERSION, VERSION } from './world.ts';

/** The parameters of a stage, by their names. */
export type Params = Readonly<Record<string, unknown>>;

export interface Composite {
  /** The names of its members. */
  readonly members: readonly string[];
  readonly notifies: boolean;
  /** The name of the composite that silences it, and for how many minutes after it. */
  readonly silencedBy?: string;
  readonly minutesAfter?: number;
}

/** All alarms of a stage that has everything, by the ends of their names. */
export interface AllAlarms {
  readonly metric: ReadonlyMap<string, AlarmProperties>;
  readonly composite: ReadonlyMap<string, Composite>;
  /** Dollars a day of which somebody is told. */
  readonly budget: number;
}

const REF = { tag: '!Ref', resolve: (name: string) => ({ Ref: name }) };
const SUB = { tag: '!Sub', resolve: (text: string) => ({ 'Fn::Sub': text }) };

function fromYaml(file: string): Resources {
  const text = readFileSync(file, 'utf8');
  const { Resources } = parse(text, { customTags: [REF, SUB], merge: true });
  return Resources;
}

/** With the stage's parameters in the place of the Serverless CLI's variables. */
function filledIn(resources: Resources, params: Params): Resources {
  const text = JSON.stringify(resources).replace(/\$\{param:(\w+)\}/g, (_, name: string) => String(params[name]));
  return JSON.parse(text);
}

const nameOf = (properties: object): string => {
  const { AlarmName } = Object(properties);
  return String(AlarmName['Fn::Sub']).replace(/^(\$\{AWS::StackName\}|streamgate-\$\{Stage\})-/, '');
};

/** @param params of infra/params.yml */
export function allAlarms(params: Params): AllAlarms {
  const resources: Resources = { ...structuredClone<Resources>(alarms.Resources) };
  const limits = {
    latencyAlarmMs: Number(params.latencyAlarmMs),
    loginAlarmPercent: Number(params.loginAlarmPercent),
  };
  addAlarms(resources, 'capacity', { ...certificateAlarm('certificate'), ...fleetCapacity() });
  addAlarms(resources, 'outage', { ...edgeAlarm(), ...fleetOutage(limits) });
  addAlarms(resources, 'viewers', fleetViewers(limits));
  Object.assign(resources, fleetRelease(FLEET_VERSION));
  Object.assign(resources, fromYaml('infra/monitoring.yml'), fromYaml('infra/outside.yml'));
  for (const fn of ['requestStream', 'renewStream']) {
    for (const [kind, alarm] of Object.entries(releaseAlarms(fn, lambdaOf(fn), VERSION, 1000))) {
      resources[`${fn}${kind}`] = alarm;
    }
  }
  const all = Object.entries(filledIn(resources, params));
  const metric = new Map<string, AlarmProperties>();
  const names = new Map<string, string>();
  const composites = all.filter(([, { Type }]) => Type === 'AWS::CloudWatch::CompositeAlarm');
  for (const [id, { Type, Properties }] of all) {
    if (!Type.endsWith('Alarm')) continue;
    names.set(id, nameOf(Properties));
    const alarm: AlarmProperties = Object(Properties);
    if (Type === 'AWS::CloudWatch::Alarm') metric.set(nameOf(Properties), alarm);
  }
  const composite = new Map<string, Composite>();
  for (const [, { Properties }] of composites) {
    const { AlarmRule, AlarmActions, ActionsSuppressor, ActionsSuppressorExtensionPeriod } = Object(Properties);
    const ids = [...String(AlarmRule['Fn::Sub']).matchAll(/ALARM\("\$\{(\w+)\}"\)/g)].map(([, id = '']) => id);
    const silencedBy = names.get(ActionsSuppressor?.Ref);
    composite.set(nameOf(Properties), {
      members: ids.map((id) => names.get(id) ?? id),
      notifies: AlarmActions !== undefined,
      ...(silencedBy === undefined ? {} : { silencedBy, minutesAfter: ActionsSuppressorExtensionPeriod / 60 }),
    });
  }
  const { Budget } = dailyBudget(Number(params.dailyBudget));
  return { metric, composite, budget: Object(Budget?.Properties).Budget.BudgetLimit.Amount };
}
