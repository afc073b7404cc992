import base from '../../jest.config.js';

/** @type {import('jest').Config} */
export default {
  ...base,
  rootDir: '../..',
  globalSetup: '<rootDir>/tests/support/chromium.ts',
  testMatch: ['<rootDir>/tests/browser/**/*.test.ts'],
  testTimeout: 90_000,
};
