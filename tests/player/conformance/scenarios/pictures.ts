import assert from 'node:assert/strict';
import type { Scenario, Stage } from '../stage.ts';

const MINUTE_MS = 60_000;

const held = (stage: Stage): number => stage.service.api.leases.size;

export const PICTURES: readonly Scenario[] = [
  {
    name: 'a pause of half an hour gives the slot back, and play starts again',
    rules: '11',
    play: async (stage) => {
      await stage.open();
      await stage.start('film');
      await stage.picture('paused');
      await stage.pass(29 * MINUTE_MS, 10_000);
      await stage.is('playing');
      assert.equal(held(stage), 1);
      await stage.pass(1.5 * MINUTE_MS, 10_000);
      await stage.is('stopped');
      assert.equal(held(stage), 0);
      await stage.start('film');
      await stage.is('playing');
    },
  },
  {
    name: 'the end of the video gives the slot back after fifteen seconds',
    rules: '11',
    play: async (stage) => {
      await stage.open();
      await stage.start('film');
      await stage.picture('ended');
      await stage.pass(14_000);
      await stage.is('playing');
      await stage.pass(2000);
      await stage.is('stopped');
      assert.equal(held(stage), 0);
    },
  },
  {
    name: 'a video that stands still gives the slot back after a minute, and starts again when it moves',
    rules: '11',
    play: async (stage) => {
      await stage.open();
      await stage.start('film');
      await stage.pass(10_000);
      await stage.picture('standing');
      await stage.pass(50_000);
      await stage.is('playing');
      await stage.pass(30_000);
      await stage.is('stopped');
      assert.equal(held(stage), 0);
      await stage.picture('moving');
      await stage.pass(1000);
      await stage.is('playing');
      assert.equal(held(stage), 1);
    },
  },
  {
    name: 'a video that moves, or stood still for half a minute, keeps the slot',
    rules: '11',
    play: async (stage) => {
      await stage.open();
      await stage.start('film');
      await stage.pass(2 * MINUTE_MS);
      await stage.picture('standing');
      await stage.pass(30_000);
      await stage.picture('moving');
      await stage.pass(2 * MINUTE_MS);
      await stage.is('playing');
      assert.equal(stage.stops().length, 0);
    },
  },
  {
    name: 'time asleep does not count as a video that stands still',
    rules: '5, 11',
    play: async (stage) => {
      await stage.open();
      await stage.start('film');
      await stage.pass(10_000);
      stage.sleep(10 * MINUTE_MS, true);
      await stage.wake();
      await stage.pass(MINUTE_MS / 2);
      await stage.is('playing');
      assert.equal(stage.stops().length, 0);
    },
  },
];
