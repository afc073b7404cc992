import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { bootScript, environmentFile } from '../../infra/fleet/boot.ts';
import {
  type Around,
  FLEET_SETTINGS,
  failOverShortfalls,
  fleetRefusals,
  readFleet,
} from '../../infra/fleet/settings.ts';

const FLEET = { min: 3, max: 6, ceiling: 24, nat: true };
const NAME = { domainName: 'streams.example.com', certificateArn: 'arn:…', hostedZoneId: 'Z1' };
const stage = (params: object = {}, settings: Record<string, string> = { AUTH: 'jwt' }): Around => ({
  settings,
  params: {
    ...NAME,
    edge: 'off',
    twoRegions: false,
    memorySize: 512,
    accountConcurrency: 1000,
    apiRateLimit: 10_000,
    fleet: FLEET,
    ...params,
  },
});

describe('what a stage says of its fleet', () => {
  test('is nothing by default', () => {
    expect([readFleet(false), readFleet(undefined)]).toEqual([{ faults: [] }, { faults: [] }]);
    expect(fleetRefusals(stage({ fleet: false, twoRegions: true, edge: 'on', domainName: '' }))).toEqual([]);
  });

  test('has defaults', () => {
    expect(readFleet({ min: 3, max: 6, ceiling: 6 }).fleet).toMatchObject({
      instanceType: 'm7g.large',
      share: 0,
      nat: false,
      responses: ['fleet-full', 'release-fleet'],
    });
  });

  test.each([
    ['a name that is none', { ...FLEET, most: 3 }, 'fleet: there is no most'],
    ['what is none', true, 'fleet: '],
    ['no number', { ...FLEET, min: 'three' }, 'fleet.min: must be a whole number'],
    ['a group that could not be replaced', { ...FLEET, max: 3 }, 'fleet.max is 3: it must be more than min'],
    ['a ceiling below the maximum', { ...FLEET, ceiling: 5 }, 'fleet.ceiling is 5'],
    ['zones of different sizes', { ...FLEET, min: 4 }, 'fleet.min is 4'],
    ['instances of another kind', { ...FLEET, instanceType: 'm7i.large' }, 'must be arm64'],
    ['instances that slow down', { ...FLEET, instanceType: 't4g.medium' }, 'must be arm64'],
    ['keys without TLS', { ...FLEET, keys: 'http://keys' }, 'must be an https URL'],
    ['a schedule beyond the maximum', { ...FLEET, schedule: [{ recurrence: '0 1 * * *', min: 9 }] }, 'and max 6'],
  ])('is refused with %s', (_, fleet, said) => {
    expect(readFleet(fleet)).toEqual({ faults: [expect.stringContaining(said)] });
  });

  test('is on its page, each name and no other', () => {
    const table = readFileSync('docs/running-a-fleet.md', 'utf8').split('| `fleet.` |')[1]?.split('\n\n')[0] ?? '';
    const names = [...table.matchAll(/^\| ([^|]+) \|/gm)].flatMap(([, cell = '']) =>
      [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name),
    );
    expect(names.sort()).toEqual([...FLEET_SETTINGS].sort());
  });
});

describe('a deploy', () => {
  test('takes a fleet with a name, and a way to the keys', () => {
    expect(fleetRefusals(stage())).toEqual([]);
    expect(fleetRefusals(stage({ fleet: { ...FLEET, nat: false, keys: 'https://keys.example.com' } }))).toEqual([]);
    expect(fleetRefusals(stage({ fleet: { ...FLEET, nat: false } }, { AUTH: 'none' }))).toEqual([]);
  });

  test.each([
    ['two regions', { twoRegions: { home: 'us-east-1' } }, 'A fleet and twoRegions do not go together'],
    ['CloudFront', { edge: 'on' }, 'A fleet and edge do not go together'],
    ['no name', { domainName: '' }, 'A fleet needs domainName'],
    ['no zone', { hostedZoneId: '' }, 'A fleet needs hostedZoneId'],
    ['no way to the keys', { fleet: { ...FLEET, nat: false } }, 'cannot ask the issuer for its keys'],
  ])('refuses a fleet with %s, and says so', (_, params, said) => {
    expect(fleetRefusals(stage(params))).toEqual([expect.stringContaining(said)]);
  });

  test('says what keeps Lambda from taking over', () => {
    const short = (params: object, max: number) => {
      const { fleet } = readFleet({ ...FLEET, max });
      return fleet === undefined ? [] : failOverShortfalls(stage(params), fleet);
    };
    // Six instances of two cores carry 1,000 a second and core, and have half on top: 8,000.
    expect(short({}, 6)).toEqual([]);
    expect(short({ apiRateLimit: 7999 }, 6)).toEqual([expect.stringContaining('7999 requests a second through')]);
    expect(short({ accountConcurrency: 799 }, 6)).toEqual([expect.stringContaining('would need 800')]);
    expect(short({ reservedConcurrency: 100 }, 6)).toEqual([expect.stringContaining('Lambda runs 100 at once')]);
    expect(short({}, 12)).toHaveLength(2);
  });
});

describe('the start of an instance', () => {
  const folder = mkdtempSync(join(tmpdir(), 'streamgate-boot-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Runs the script with commands that only say that they were called, below a folder of its own. */
  async function boot(name: string, { archive, isReady = true }: { archive: string; isReady?: boolean }) {
    const root = join(folder, name);
    const bin = join(root, 'bin');
    for (const each of ['bin', 'opt', 'etc/systemd/system', 'content/streamgate'])
      mkdirSync(join(root, each), { recursive: true });
    writeFileSync(join(root, 'content/streamgate/server.cjs'), 'the service');
    const calls = join(root, 'calls');
    const commands: Record<string, string> = {
      // The last argument of `s3 cp` is where it goes.
      aws: `echo "aws $*" >> ${calls}; if [ "$2" = cp ]; then for last; do :; done; cp ${root}/${archive} "$last"; fi`,
      curl: `case "$*" in *instance-id*) echo i-1;; *api/token*) echo token;; *ready*) ${isReady ? 'exit 0' : 'exit 22'};; esac`,
      useradd: `echo "useradd $*" >> ${calls}`,
      systemctl: `echo "systemctl $*" >> ${calls}`,
      sleep: ':',
    };
    for (const [command, text] of Object.entries(commands)) {
      writeFileSync(join(bin, command), `#!/bin/sh\n${text}\n`);
      chmodSync(join(bin, command), 0o755);
    }
    const shell = (text: string) =>
      new Promise<number>((resolve) => {
        const env = { PATH: `${bin}:${process.env.PATH}` };
        execFile('bash', ['-c', text], { env }, (error) => resolve(Number(error?.code ?? 0)));
      });
    await shell(
      `cd ${root}/content/streamgate && sha256sum server.cjs > SHA256SUMS && tar -czf ${root}/good.tar.gz -C .. streamgate && echo other > ${root}/bad.tar.gz`,
    );
    const digest = await new Promise<string>((resolve) => {
      execFile('sha256sum', [join(root, 'good.tar.gz')], (_, out) => resolve(out.split(' ')[0] ?? ''));
    });
    const script = bootScript({
      digest,
      bucket: 'bucket',
      key: `fleet/${digest}.tar.gz`,
      group: 'FleetGroup',
      vcpus: 2,
      environment: { STREAM_LIMITS_BY_SUBSCRIPTION: '{"premium plan":5}', PORT: '8080' },
    })
      .replaceAll(`\${AWS::Region}`, 'us-east-1')
      .replaceAll(`\${AWS::StackName}`, 'streamgate-prod')
      .replaceAll('/opt', `${root}/opt`)
      .replaceAll('/etc', `${root}/etc`);
    const code = await shell(script);
    const read = (file: string) => (existsSync(join(root, file)) ? readFileSync(join(root, file), 'utf8') : '');
    return { code, calls: read('calls').trim().split('\n'), read };
  }
  const signal = (status: string) =>
    `aws cloudformation signal-resource --stack-name streamgate-prod --logical-resource-id FleetGroup --unique-id i-1 --status ${status}`;

  test('fetches the archive, starts a process for each core without rights, and says that it is well', async () => {
    const { code, calls, read } = await boot('well', { archive: 'good.tar.gz' });
    expect({ code, last: calls.at(-1) }).toEqual({ code: 0, last: signal('SUCCESS') });
    expect(calls.filter((call) => call.includes('enable'))).toEqual([
      'systemctl enable --now streamgate@1',
      'systemctl enable --now streamgate@2',
    ]);
    expect(read('opt/streamgate/server.cjs')).toBe('the service');
    expect(read('etc/streamgate/environment')).toBe(
      'STREAM_LIMITS_BY_SUBSCRIPTION="{\\"premium plan\\":5}"\nPORT="8080"\nAWS_REGION=us-east-1\n',
    );
    const unit = read('etc/systemd/system/streamgate@.service');
    for (const line of [
      'User=streamgate',
      'NoNewPrivileges=yes',
      'Environment=LOG_STREAM=i-1-%i',
      'CapabilityBoundingSet=',
    ]) {
      expect(unit.split('\n')).toContain(line);
    }
  }, 30_000);

  test.each([
    ['an archive that is not what its name says', 'tampered', { archive: 'bad.tar.gz' }, false],
    ['a process that is not ready', 'silent', { archive: 'good.tar.gz', isReady: false }, true],
  ])(
    'says that it failed with %s',
    async (_, name, options, started) => {
      const { code, calls } = await boot(name, options);
      expect(code).not.toBe(0);
      expect(calls).toContain(signal('FAILURE'));
      expect(calls).not.toContain(signal('SUCCESS'));
      expect(calls.some((call) => call.includes('enable'))).toBe(started);
    },
    30_000,
  );

  test('an environment is written as systemd reads it', () => {
    expect(environmentFile({ A: 'a $b `c` "d" \\e', B: '' })).toBe('A="a \\$b \\`c\\` \\"d\\" \\\\e"\n');
    expect(() => environmentFile({ A: 'a\nB=b' })).toThrow('A has a line break');
  });
});
