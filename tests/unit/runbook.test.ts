import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';

interface Template {
  Resources: Record<string, { Type: string; Properties: { AlarmName: string; AlarmDescription: string } }>;
}

const alarms = ['infra/monitoring.yml', 'infra/alarms-on-aws.yml'].flatMap((file) => {
  const template: Template = parse(readFileSync(file, 'utf8'), { logLevel: 'silent' });
  return Object.values(template.Resources)
    .filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm')
    .map(({ Properties }) => Properties);
});

const [, ...sections] = readFileSync('docs/runbook.md', 'utf8').split(/^## /m);
const runbook = new Map(sections.map((section) => [section.split('\n', 1)[0] ?? '', section]));

// biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation fills it in
const nameOf = (alarm: { AlarmName: string }) => alarm.AlarmName.replace('${AWS::StackName}-', '');

test('each alarm has a section in the runbook, and each section an alarm', () => {
  expect(alarms.map(nameOf).sort()).toEqual([...runbook.keys()].sort());
});

test.each(alarms.map(nameOf))('%s links to its section, which tells all that an operator needs', (name) => {
  const alarm = alarms.find((each) => nameOf(each) === name);
  expect(alarm?.AlarmDescription).toContain(`docs/runbook.md#${name}`);
  const section = runbook.get(name);
  for (const part of ['**What it means.**', '**First look.**', '**What to do.**', '**Over when**']) {
    expect(section).toContain(part);
  }
});
