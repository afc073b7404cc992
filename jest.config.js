import { availableParallelism } from 'node:os';

// The SDK tells on Node 20, which the tests also run on, that newer ones will be needed; what is deployed runs on 24.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

// `npm test` alone stays under two minutes: these are a daily step of their own, test:property.
const LONG = ['<rootDir>/tests/property/', '<rootDir>/tests/http/crash', '<rootDir>/tests/http/late-writes'];
const isNamed = process.argv.slice(2).some((argument) => argument.includes('tests/'));

/** @type {import('jest').Config} */
export default {
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      {
        jsc: { target: 'es2023', parser: { syntax: 'typescript' }, experimental: { keepImportAttributes: true } },
        module: { type: 'es6' },
      },
    ],
  },
  testMatch: ['<rootDir>/tests/{unit,table,property,http,player,server}/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', ...(isNamed ? [] : LONG)],
  globalSetup: '<rootDir>/tests/support/run-folder.mjs',
  testSequencer: '<rootDir>/tests/support/longest-first.mjs',
  // Not where temporary files go, so that no run leaves anything there.
  cacheDirectory: '<rootDir>/node_modules/.cache/jest',
  setupFiles: ['<rootDir>/tests/support/realm.ts'],
  // The tests that start a service wait more than they work: one worker more than cores uses their time.
  maxWorkers: availableParallelism() + 1,
  // An engine or a service on a busy machine of two cores takes its time to start.
  testTimeout: 120_000,
};
