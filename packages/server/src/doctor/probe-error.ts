/** How a try to reach a server ended that did not get there. */
export type ProbeKind =
  /** No connection. */
  | 'away'
  /** The certificate doesn't hold. */
  | 'certificate'
  /** An answer that isn't the one: another status. */
  | 'answer'
  /** Nothing came, though the connection stands. */
  | 'silent'
  /** The connection ended. */
  | 'ended'
  /** The server refused. */
  | 'refused'
  /** What the client said didn't arrive. */
  | 'unheard';

/** A try that failed, in a line. */
export class ProbeError extends Error {
  override readonly name = 'ProbeError';
  readonly kind: ProbeKind;

  constructor(kind: ProbeKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }

  /** What an error of a socket means. */
  static of(cause: unknown): ProbeError {
    if (cause instanceof ProbeError) {
      return cause;
    }
    const { code = '', message } = cause as NodeJS.ErrnoException;
    const isCertificate = /CERT|SELF_SIGNED|ALTNAME|UNABLE_TO|^ERR_(TLS|SSL)/.test(code);
    return new ProbeError(isCertificate ? 'certificate' : 'away', code || message, { cause });
  }
}
