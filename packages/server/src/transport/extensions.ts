/** What is answered to an offer that is taken: each message by itself, so that all may share its bytes. */
export const perMessageDeflate = 'permessage-deflate; server_no_context_takeover; client_no_context_takeover';

// `server_max_window_bits` would have to be kept, and said in the answer: such an offer is left.
const isFine: Readonly<Record<string, (value: string | undefined) => boolean>> = {
  server_no_context_takeover: (value) => value === undefined,
  client_no_context_takeover: (value) => value === undefined,
  client_max_window_bits: (value) => value === undefined || /^([89]|1[0-5])$/.test(value),
};

/** Tells whether a client offers compression (RFC 7692 §5.1, §7.1) on terms that this server can keep. */
export function offersDeflate(header: string | undefined): boolean {
  return header?.split(',').some(isOffer) ?? false;
}

function isOffer(text: string): boolean {
  const [name, ...parameters] = text.split(';').map((part) => part.trim());
  const seen = new Set<string>();
  return (
    name === 'permessage-deflate' &&
    parameters.every((parameter) => {
      const [key = '', ...values] = parameter.split('=').map((part) => part.trim());
      const [value] = values;
      const isNew = !seen.has(key);
      seen.add(key);
      return (
        isNew &&
        values.length < 2 &&
        Object.hasOwn(isFine, key) &&
        isFine[key]?.(value?.replace(/^"(.*)"$/, '$1')) === true
      );
    })
  );
}
