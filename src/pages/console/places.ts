/**
 * Which session is shown in which slot. A session stays where it is while others come and go; a new one takes the first free
 * place.
 * @param before the places until now
 * @param limit how many there are at least; who was admitted under a higher limit keeps a place
 */
export function arrange(
  before: readonly (string | undefined)[],
  sessions: readonly string[],
  limit: number,
): (string | undefined)[] {
  const places = before.map((session) => (session !== undefined && sessions.includes(session) ? session : undefined));
  for (const session of sessions) {
    if (places.includes(session)) continue;
    const free = places.indexOf(undefined);
    places[free === -1 ? places.length : free] = session;
  }
  while (places.length < limit) places.push(undefined);
  while (places.length > limit && places.includes(undefined)) places.splice(places.lastIndexOf(undefined), 1);
  return places;
}
