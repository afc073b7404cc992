import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';

/** Route 53, as far as two records of one name go; in XML, as it talks. */
let weights: { fleet: number; api: number };
let looks = 0;
let hasFleet = true;
const requests: string[] = [];

const record = (set: string, weight: number, target: string) => `<ResourceRecordSet>
  <Name>streams.example.com.</Name><Type>A</Type><SetIdentifier>${set}</SetIdentifier><Weight>${weight}</Weight>
  <AliasTarget><HostedZoneId>Z2</HostedZoneId><DNSName>${target}.</DNSName>
  <EvaluateTargetHealth>${set === 'fleet'}</EvaluateTargetHealth></AliasTarget></ResourceRecordSet>`;
const change = (status: string) =>
  `<ChangeInfo><Id>/change/C1</Id><Status>${status}</Status><SubmittedAt>2026-11-26T00:00:00Z</SubmittedAt></ChangeInfo>`;

const route53 = createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  const path = request.url?.split('?')[0] ?? '';
  requests.push(`${request.method} ${path}`);
  response.setHeader('content-type', 'text/xml');
  if (request.method === 'POST') {
    const [fleet = Number.NaN, api = Number.NaN] = [...body.matchAll(/<Weight>(\d+)</g)].map(([, text]) =>
      Number(text),
    );
    weights = { fleet, api };
    // What the records lead to has to stay as it was.
    expect(body.match(/<DNSName>(balancer|gateway)\.<\/DNSName>/g)).toHaveLength(2);
    response.end(`<ChangeResourceRecordSetsResponse>${change('PENDING')}</ChangeResourceRecordSetsResponse>`);
  } else if (path.includes('/change/')) {
    looks++;
    response.end(`<GetChangeResponse>${change('INSYNC')}</GetChangeResponse>`);
  } else {
    const sets = [
      record('api', weights.api, 'gateway'),
      ...(hasFleet ? [record('fleet', weights.fleet, 'balancer')] : []),
    ];
    response.end(`<ListResourceRecordSetsResponse><ResourceRecordSets>${sets.join('')}</ResourceRecordSets>
      <IsTruncated>false</IsTruncated><MaxItems>10</MaxItems></ListResourceRecordSetsResponse>`);
  }
});

const folder = mkdtempSync(join(tmpdir(), 'streamgate-shift-'));
const STAGE = {
  like: 'dev',
  domainName: 'streams.example.com',
  certificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/1',
  hostedZoneId: 'Z1',
  AUTH: 'none',
};

beforeAll(async () => {
  route53.listen(0, '127.0.0.1');
  await once(route53, 'listening');
  writeFileSync(join(folder, 'many.yml'), JSON.stringify({ ...STAGE, fleet: { min: 3, max: 6, ceiling: 12 } }));
  writeFileSync(join(folder, 'few.yml'), JSON.stringify(STAGE));
});
afterAll(() => {
  route53.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  weights = { fleet: 0, api: 100 };
  hasFleet = true;
  looks = 0;
  requests.length = 0;
});

const shift = (...args: string[]) =>
  new Promise<{ code: number; output: string }>((resolve) => {
    const { port } = route53.address() as AddressInfo;
    const env = {
      PATH: process.env.PATH,
      STAGES_DIR: folder,
      AWS_ENDPOINT_URL_ROUTE_53: `http://127.0.0.1:${port}`,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    };
    execFile(process.execPath, ['--import', 'tsx', 'scripts/shift/shift.ts', ...args], { env }, (error, out, err) =>
      resolve({ code: Number(error?.code ?? 0), output: out + err }),
    );
  });

describe('npm run shift', () => {
  test('sets both weights in one change, and waits until Route 53 has it everywhere', async () => {
    const { code, output } = await shift('--stage', 'many', '--fleet', '10');
    expect({ code, output }).toMatchObject({
      code: 0,
      output: expect.stringContaining('fleet 0 → 10, API Gateway 100 → 90'),
    });
    expect(output).toContain('put share: 10 into fleet in');
    expect(weights).toEqual({ fleet: 10, api: 90 });
    expect([looks, requests.filter((each) => each.startsWith('POST'))]).toEqual([
      1,
      ['POST /2013-04-01/hostedzone/Z1/rrset'],
    ]);
  }, 60_000);

  test.each([
    ['--dry-run', ['--stage', 'many', '--fleet', '100', '--dry-run'], 'API Gateway 100 → 0'],
    ['the share that it has', ['--stage', 'many', '--fleet', '0'], 'Nothing was changed.'],
  ])(
    'changes nothing with %s',
    async (_, args, said) => {
      const { code, output } = await shift(...args);
      expect({ code, output }).toMatchObject({ code: 0, output: expect.stringContaining(said) });
      expect(requests.filter((each) => each.startsWith('POST'))).toEqual([]);
    },
    60_000,
  );

  test.each([
    ['no share', ['--stage', 'many'], '--fleet must be a whole number from 0 to 100'],
    ['101', ['--stage', 'many', '--fleet', '101'], '--fleet must be a whole number from 0 to 100'],
    ['half a per cent', ['--stage', 'many', '--fleet', '0.5'], '--fleet must be a whole number from 0 to 100'],
    ['no stage', ['--fleet', '5'], 'Name the stage'],
    ['a stage without a fleet', ['--stage', 'few', '--fleet', '5'], 'The stage few has no fleet.'],
  ])(
    'refuses %s, and asks nobody',
    async (_, args, said) => {
      const { code, output } = await shift(...args);
      expect({ code, output }).toMatchObject({ code: 1, output: expect.stringContaining(said) });
      expect(requests).toEqual([]);
    },
    60_000,
  );

  test('fails if the stack has no records for a fleet', async () => {
    hasFleet = false;
    const { code, output } = await shift('--stage', 'many', '--fleet', '5');
    expect({ code, output }).toMatchObject({
      code: 1,
      output: expect.stringContaining('deploy the stage with its fleet'),
    });
  }, 60_000);

  test('--help shows how to use it', async () => {
    expect(await shift('--help')).toMatchObject({
      code: 0,
      output: expect.stringContaining('npm run shift -- --stage'),
    });
  }, 60_000);
});
