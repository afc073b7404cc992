/**
 * What people and devices of an evening do. Guesses, named: change them and run it again. Shares, and seconds in the
 * mean.
 */
export const HABITS = {
  /** Devices of a user that are used this evening: of 100 users, how many have one, two … */
  devices: [68, 22, 7, 2, 1],
  hours: 3,
  /** Those who do not come for the match come at any time of the first hours. */
  comeWithinHours: 1,
  /** After so many hours, so many of the devices come within so many minutes, and stay for the whole match. */
  kickOff: { afterHours: 0.5, minutes: 5, share: 0.4, matchMinutes: 115 },
  viewingMinutes: 45,
  /** Between two viewings of one device. */
  pauseMinutes: 15,
  /** So many viewings begin with zapping: so many channels in the mean, after so many seconds each. */
  zapping: { share: 0.2, channels: 4, seconds: 15 },
  /**
   * The application or the device crashes in so many viewings, and the viewer starts it again after so many seconds.
   */
  crash: { share: 0.02, backAfter: 75 },
  /** The television is switched off at the wall: nobody says goodbye, nobody comes back. */
  unplugged: 0.03,
  /** The laptop is closed while it plays, and opened so many minutes later: it goes on by itself. */
  asleep: { share: 0.03, minutes: 40 },
  /**
   * For policies: so many viewings on a television, which is the first device of a household, are UHD; so many on other
   * devices are away from home.
   */
  kinds: { uhd: 0.3, away: 0.1 },
  /** Who is denied asks again, after so many seconds, so many times. */
  denied: { again: 3, seconds: 40 },
} as const;

export type Habits = typeof HABITS;
