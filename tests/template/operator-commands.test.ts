import { spawnSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import { awsFault } from '../../scripts/support/aws-fault.ts';

const COMMANDS = {
  deploy: 'scripts/deploy.ts',
  restore: 'scripts/restore/restore.ts',
  rehearse: 'scripts/rehearse/rehearse.ts',
  migrate: 'scripts/migrate.ts',
};

/** What those who work on the project run, and CI. */
const OTHERS = {
  openapi: 'scripts/openapi.ts',
  'bench:check': 'bench/check.ts',
  'test:deploy': 'tests/deploy/run.ts',
  'test:mutants': 'tests/mutants/run.ts',
  'test:soak': 'tests/soak.ts',
};

/** In a shell that has no credentials of AWS, nor a way to those of an instance. */
function run(file: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', file, ...args], {
    encoding: 'utf8',
    env: {
      PATH: process.env.PATH,
      HOME: '/nowhere',
      AUTH: 'none',
      AWS_REGION: 'us-east-1',
      AWS_EC2_METADATA_DISABLED: 'true',
    },
  });
  return { status, stdout, stderr };
}

const USAGES = [
  ...Object.entries(COMMANDS).map(([name, file]) => [name, file, `npm run ${name} -- --stage <stage>`] as const),
  ...Object.entries(OTHERS).map(([name, file]) => [name, file, `npm run ${name}`] as const),
];

describe.each(USAGES)('npm run %s', (_, file, usage) => {
  test('--help and -h print the usage', () => {
    for (const option of ['--help', '-h']) {
      const { status, stdout, stderr } = run(file, option);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(stdout).toContain(usage);
    }
  });

  test('a wrong option prints the usage, and no stack trace', () => {
    const { status, stderr } = run(file, '--bogus');
    expect(status).toBe(1);
    expect(stderr).toMatch(/^Unknown option '--bogus'/);
    expect(stderr).toContain(usage);
    expect(stderr).not.toMatch(/^ {4}at /m);
  });
});

test.each([
  [OTHERS['test:soak'], ['--minutes', 'abc'], '--minutes cannot be abc.'],
  [OTHERS['test:soak'], ['--minutes', '0'], '--minutes cannot be 0.'],
  [OTHERS['test:soak'], ['--faults', '8'], '--faults cannot be 8.'],
  [OTHERS['test:mutants'], ['no such name'], 'No mutation has "no such name" in its name.'],
])('%s %j would prove nothing, and is refused', (file, args, told) => {
  const { status, stderr } = run(file, ...args);
  expect({ status, first: stderr.split('\n')[0] }).toEqual({ status: 1, first: told });
});

test.each([
  [COMMANDS.deploy, ['--stage', 'new']],
  [COMMANDS.restore, ['--stage', 'new', '--at', 'latest']],
  [COMMANDS.restore, ['--stage', 'new', '--check', 'streamgate-new']],
  [COMMANDS.migrate, ['--stage', 'new']],
])('%s %j without credentials says so in a sentence', (file, args) => {
  const { status, stderr } = run(file, ...args);
  expect(status).toBe(1);
  expect(stderr).toMatch(/^The shell has no AWS credentials: [^\n]*\n$/);
});

describe('a refusal by AWS, or by the network', () => {
  const thrown = (name: string, message: string, more: object = {}) =>
    Object.assign(new Error(message), { name, $metadata: {}, ...more });

  test.each([
    [
      thrown('Error', 'getaddrinfo ENOTFOUND x', { code: 'ENOTFOUND' }),
      'AWS cannot be reached: getaddrinfo ENOTFOUND x',
    ],
    [thrown('AggregateError', '', { code: 'ECONNREFUSED' }), 'AWS cannot be reached: ECONNREFUSED'],
    [thrown('TimeoutError', 'too late'), 'AWS cannot be reached: too late'],
    [thrown('ExpiredTokenException', 'It is old.'), 'AWS does not accept the credentials: It is old.'],
    [
      thrown('AccessDeniedException', 'You may not scan.'),
      'AWS refused the request: AccessDeniedException: You may not scan.',
    ],
  ])('%s', (error, told) => {
    expect(awsFault(error)).toBe(told);
  });

  test('is distinguished from other errors, of which everything is shown', () => {
    expect(awsFault(new TypeError('x is not a function'))).toBeUndefined();
    expect(awsFault('text')).toBeUndefined();
    expect(awsFault(Object.assign(new Error('a local service'), { code: 'ECONNREFUSED' }))).toBeUndefined();
  });
});
