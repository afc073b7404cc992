// What plain English leaves out here, and how long a commit's subject may be. Nothing is imported, so that unit tests
// can run it.

const LONGEST_SUBJECT = 60;

const rule = (pattern: string, instead: string) => ({ pattern, message: `Matches ${pattern}. ${instead}` });

/** Private words, and openings that read as translated; each with what to write instead. */
export const PATTERNS = [
  rule('/\\bdoors?\\b/i', 'Name the part: the edge, the endpoint, the load balancer.'),
  rule('/\\btold\\b/', 'Write "learns", "gets" or "is notified", and name who.'),
  rule("/somebody(?: else)?'s hand/i", 'Write "another session" or "an operator".'),
  rule('/\\bthe same for both\\b/i', 'Say it of each.'),
  rule('/\\beach as a name\\b/i', 'Say what the names are.'),
  rule('/\\bthrown out\\b/i', 'Write "evicted".'),
  rule('/\\bin vain\\b/i', 'Say what did not happen.'),
  rule('/\\bthere is none\\b/i', 'Name what is missing.'),
  rule('/\\b(?:would else|else would)\\b/i', 'Write "otherwise".'),
  rule("/\\bone's own\\b/i", 'Write "your own" or "its own".'),
  rule('/\\bno more (?:then|after|once)\\b/i', 'Write "no longer" or "stops".'),
  rule('/\\bIt (?:is|was) (?:[\\w`-]+ ){1,6}(?:that|who|which)\\b/', 'Begin with the subject.'),
  rule('/(?:^|[.!?] )(?:What|Who|Whoever|Those who) (?:[^\\s.?!:]+\\s){7,}[^.?!:]*\\.(?: |$)/', 'Begin with a noun.'),
];

/** What is wrong with the subject of a commit, if anything. */
export function subjectFault(subject: string): string | undefined {
  if (subject.length <= LONGEST_SUBJECT) return undefined;
  return `commit "${subject}": ${subject.length} characters, at most ${LONGEST_SUBJECT}`;
}
