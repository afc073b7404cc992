/** How IAM decides, as far as the policies of this project go: enough to ask a template what it would allow. */

export interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export interface Request {
  readonly action: string;
  readonly resource: string;
  /** Condition keys, such as `iam:PermissionsBoundary`. */
  readonly keys?: Readonly<Record<string, string>>;
}

/** Gives the text of a template's expression, such as `{ 'Fn::Sub': … }`. */
export type Resolve = (value: unknown) => string;

/**
 * @param limit the statements of a permissions boundary: what they do not allow is refused
 * @returns whether the statements let the request through: none denies it, and one allows it
 */
export function allows(
  statements: readonly Statement[],
  request: Request,
  resolve: Resolve,
  limit?: readonly Statement[],
) {
  const match = (effect: Statement['Effect'], among: readonly Statement[]) =>
    among.some((statement) => statement.Effect === effect && applies(statement, request, resolve));
  if (match('Deny', [...statements, ...(limit ?? [])])) return false;
  return match('Allow', statements) && (limit === undefined || match('Allow', limit));
}

/** @throws Error for what it would judge wrongly, such as `NotAction` */
const applies = (statement: Statement, request: Request, resolve: Resolve) =>
  onlyKnown(statement) &&
  list(statement.Action).some((action) => glob(String(action).toLowerCase(), request.action.toLowerCase())) &&
  list(statement.Resource).some((resource) => glob(resolve(resource), request.resource)) &&
  Object.entries(statement.Condition ?? {}).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) => holds(operator, list(wanted).map(resolve), request.keys?.[key])),
  );

const KNOWN = ['Sid', 'Effect', 'Action', 'Resource', 'Condition'];
function onlyKnown(statement: Statement): true {
  const unknown = Object.keys(statement).filter((element) => !KNOWN.includes(element));
  if (unknown.length > 0) throw new Error(`The element ${unknown} is not known here.`);
  return true;
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
function holds(operator: string, wanted: readonly string[], actual: string | undefined): boolean {
  switch (operator) {
    case 'StringEquals':
      return actual !== undefined && wanted.includes(actual);
    case 'StringNotEquals':
      return actual === undefined || !wanted.includes(actual);
    case 'StringLike':
    case 'ArnEquals':
      return actual !== undefined && wanted.some((pattern) => glob(pattern, actual));
    case 'Null':
      return wanted[0] === String(actual === undefined);
    default:
      throw new Error(`The condition ${operator} is not known here.`);
  }
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

const glob = (pattern: string, text: string): boolean =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  ).test(text);
