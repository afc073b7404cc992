import base from '../../jest.config.js';

/** What runs the commands of a deploy, and reads the finished templates: too slow for every day. */
export default {
  ...base,
  rootDir: '../..',
  testMatch: ['<rootDir>/tests/template/**/*.test.ts'],
  testTimeout: 120_000,
};
