/** Fetches the token that a POST with the session's cookie needs, once. @throws Error where the site can't give it now */
export function csrfToken(address: string): () => Promise<string> {
  let token: Promise<string> | undefined;
  return () => {
    token ??= fetch(address, { credentials: 'same-origin' })
      .then((answer) => {
        if (!answer.ok) throw new Error(String(answer.status));
        return answer.text();
      })
      .catch((reason: unknown) => {
        token = undefined;
        throw reason;
      });
    return token;
  };
}
