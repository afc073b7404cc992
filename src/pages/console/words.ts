/** What a viewer reads who may not start another stream. */
export function denial(activeStreams: number): string {
  if (activeStreams === 0) return 'Your plan does not include watching.';
  if (activeStreams === 1) return 'You are watching on another device already. Stop it to watch here.';
  return `You are watching on ${activeStreams} devices already. Stop one to watch here.`;
}

/** A time left as `0:42`, `12:05` or `1:00:00`; what is begun counts as a whole second. */
export function timeLeft(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const padded = (part: number) => String(part).padStart(2, '0');
  return hours > 0 ? `${hours}:${padded(minutes)}:${padded(seconds % 60)}` : `${minutes}:${padded(seconds % 60)}`;
}
