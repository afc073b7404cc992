import base from '../../jest.config.js';

/** What reads the finished templates: each stage is packaged, which takes too long for every day. */
export default {
  ...base,
  rootDir: '../..',
  testMatch: ['<rootDir>/tests/template/**/*.test.ts'],
  testTimeout: 120_000,
};
