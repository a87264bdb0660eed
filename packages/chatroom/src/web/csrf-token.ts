/** Fetches the token that a POST with the session's cookie needs, once. @throws TypeError where the site can't be reached */
export function csrfToken(address: string): () => Promise<string> {
  let token: Promise<string> | undefined;
  return () => {
    token ??= fetch(address, { credentials: 'same-origin' })
      .then((answer) => answer.text())
      .catch((reason: unknown) => {
        token = undefined;
        throw reason;
      });
    return token;
  };
}
