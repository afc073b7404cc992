import base from '../../jest.config.js';

/** @type {import('jest').Config} */
export default {
  ...base,
  rootDir: '../..',
  // So that the helpers in tests/support find what only these tests need, too.
  modulePaths: ['<rootDir>/tests/browser/node_modules'],
  globalSetup: '<rootDir>/tests/support/chromium.ts',
  testMatch: ['<rootDir>/tests/browser/**/*.test.ts'],
  testTimeout: 90_000,
};
