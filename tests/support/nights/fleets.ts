import type { Expected } from './evaluate.ts';

/** Nights of a stage with a fleet, beside which API Gateway gets what it always gets. */
export const FLEETS: readonly Expected[] = [
  {
    name: 'every request to the fleet fails',
    happens: ({ fleet }) => {
      fleet.failed = fleet.requests;
    },
    small: ['fleet-errors 3, fleet-failing 3', 'outage 3'],
    large: ['fleet-errors 3, fleet-failing 3', 'outage 3'],
  },
  {
    name: 'the instances of one zone are out of reach, and the load balancer answers for them',
    happens: ({ fleet }) => {
      fleet.unanswered = Math.ceil(fleet.requests * 0.1);
    },
    small: ['fleet-errors 3', 'viewers 3'],
    large: ['fleet-errors 3', 'viewers 3'],
  },
  {
    name: "the fleet takes nobody's token",
    happens: ({ fleet }) => {
      fleet.refused = fleet.requests;
    },
    small: ['fleet-logins 3', 'outage 3'],
    large: ['fleet-logins 3', 'outage 3'],
  },
  {
    name: 'the fleet answers after three seconds',
    happens: ({ fleet }) => {
      fleet.latency = 3;
    },
    small: ['fleet-latency 3', 'viewers 3'],
    large: ['fleet-latency 3', 'viewers 3'],
  },
  {
    name: 'all instances are ill, and players go to Lambda',
    happens: ({ fleet }) => {
      Object.assign(fleet, { healthy: 0, unhealthy: 3, requests: 0 });
    },
    small: ['fleet-empty 2, fleet-unhealthy 10', 'viewers 2'],
    large: ['fleet-empty 2, fleet-unhealthy 10', 'viewers 2'],
  },
  {
    name: 'one instance is ill, and nothing takes its place',
    happens: ({ fleet }) => {
      fleet.unhealthy = 1;
    },
    small: ['fleet-unhealthy 10', 'capacity 10'],
    large: ['fleet-unhealthy 10', 'capacity 10'],
  },
  {
    name: 'an instance is ill, and replaced within five minutes',
    silent: 'this is what the group is for',
    happens: ({ fleet }, minute) => {
      fleet.unhealthy = minute % 30 < 5 ? 1 : 0;
    },
    small: ['', ''],
    large: ['', ''],
  },
  {
    name: 'the fleet has as many instances as it may have',
    happens: ({ fleet }) => {
      fleet.serving = fleet.most;
    },
    small: ['fleet-full 2', 'capacity 2'],
    large: ['fleet-full 2', 'capacity 2'],
  },
  {
    name: 'a release of the fleet fails one request in ten',
    silent: 'a tenth of four requests a minute is no request: three must fail',
    happens: ({ fleet }) => {
      const requests = fleet.requests * 0.1;
      fleet.release = { requests, faults: requests * 0.1, refused: 0 };
    },
    small: ['', ''],
    large: ['release-fleet 2', ''],
  },
  {
    name: "a release of the fleet takes nobody's token",
    silent: 'a tenth of forty requests a minute is too few to judge by',
    happens: ({ fleet }) => {
      const requests = fleet.requests * 0.1;
      fleet.release = { requests, faults: 0, refused: requests };
    },
    small: ['', ''],
    large: ['release-fleet 2', ''],
  },
];
