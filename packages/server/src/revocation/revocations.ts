/** Stands for all users, the anonymous visitors included. */
export const everybody = '*';

/** News that a user's rights ended or changed; what was granted before `at` counts no more. */
export interface Revocation {
  /** A uid, or {@link everybody}. */
  readonly user: string;
  /** Only this session of the user. */
  readonly sid?: string;
  /** Only this channel. */
  readonly channel?: string;
  /** `end`: out for good. `refresh`: come back with a new token. */
  readonly mode: 'end' | 'refresh';
  /** Seconds since 1970, with a fraction. */
  readonly at: number;
}

/** What a grant must say of itself to be held against revocations. */
export interface Grant {
  readonly user: string;
  readonly sid?: string | undefined;
  /** Seconds since 1970, with a fraction. */
  readonly issuedAt: number;
}

/**
 * The marks that revocations leave at one site.
 *
 * A revocation is state, not a message: it outlives the connections it closed, so that neither a token that is
 * still valid nor a remembered answer brings the user back in.
 */
export interface Revocations {
  /** The mark counts here at once; resolves when it does at every server that can be reached. */
  add(revocation: Revocation): Promise<void>;

  /** The mark that ends this grant, `end` before `refresh`; marks on one of its channels count only where they are named. */
  find(grant: Grant, channels?: readonly string[]): Revocation | undefined;

  /** Whether marks are known that were set at other servers: until then no token can be trusted. */
  isCurrent(): boolean;
}

/** Tells whether a revocation ends a grant, or what it grants of these channels. */
export function revokes(mark: Revocation, grant: Grant, channels: readonly string[] = []): boolean {
  return (
    (mark.user === grant.user || mark.user === everybody) &&
    (mark.sid === undefined || mark.sid === grant.sid) &&
    (mark.channel === undefined || channels.includes(mark.channel)) &&
    grant.issuedAt < mark.at
  );
}
