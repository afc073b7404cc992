import { spawnSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import { awsFault } from '../../scripts/support/aws-fault.ts';

const COMMANDS = {
  deploy: 'scripts/deploy.ts',
  restore: 'scripts/restore/restore.ts',
  rehearse: 'scripts/rehearse/rehearse.ts',
  migrate: 'scripts/migrate.ts',
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

describe.each(Object.entries(COMMANDS))('npm run %s', (name, file) => {
  test('--help and -h say how to use it', () => {
    for (const option of ['--help', '-h']) {
      const { status, stdout, stderr } = run(file, option);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(stdout).toContain(`npm run ${name} -- --stage <stage>`);
    }
  });

  test('what is no option is told with the usage, and no stack of calls', () => {
    const { status, stderr } = run(file, '--bogus');
    expect(status).toBe(1);
    expect(stderr).toMatch(/^Unknown option '--bogus'/);
    expect(stderr).toContain(`npm run ${name} -- --stage <stage>`);
    expect(stderr).not.toMatch(/^ {4}at /m);
  });
});

test.each([
  [COMMANDS.deploy, ['--stage', 'new']],
  [COMMANDS.restore, ['--stage', 'new', '--at', 'latest']],
  [COMMANDS.restore, ['--stage', 'new', '--check', 'streamgate-new']],
  [COMMANDS.migrate, ['--stage', 'new']],
])('%s %j without credentials says so in a sentence', (file, args) => {
  const { status, stderr } = run(file, ...args);
  expect(status).toBe(1);
  expect(stderr).toMatch(/^There are no credentials of an AWS account in the shell: [^\n]*\n$/);
});

describe('what AWS, or the way to it, refuses', () => {
  const thrown = (name: string, message: string, more: object = {}) =>
    Object.assign(new Error(message), { name, $metadata: {}, ...more });

  test.each([
    [
      thrown('Error', 'getaddrinfo ENOTFOUND x', { code: 'ENOTFOUND' }),
      'AWS cannot be reached: getaddrinfo ENOTFOUND x',
    ],
    [thrown('AggregateError', '', { code: 'ECONNREFUSED' }), 'AWS cannot be reached: ECONNREFUSED'],
    [thrown('TimeoutError', 'too late'), 'AWS cannot be reached: too late'],
    [thrown('ExpiredTokenException', 'It is old.'), 'AWS does not take the credentials: It is old.'],
    [thrown('AccessDeniedException', 'You may not scan.'), 'AWS refuses it: AccessDeniedException: You may not scan.'],
  ])('%s', (error, told) => {
    expect(awsFault(error)).toBe(told);
  });

  test('is no other error: of that, everything is shown', () => {
    expect(awsFault(new TypeError('x is not a function'))).toBeUndefined();
    expect(awsFault('text')).toBeUndefined();
    expect(awsFault(Object.assign(new Error('a local service'), { code: 'ECONNREFUSED' }))).toBeUndefined();
  });
});
