// Log-in, log-out and the connection, for the pages of both examples.
const by = (id) => document.getElementById(id);

/** Shows who is here; resolves with them once they are logged in. */
export async function whoIsHere() {
  const session = await (await fetch('/drupal/session')).json();
  by('who').textContent = session.name;
  by('log-in').hidden = session.uid > 0;
  by('app').hidden = by('log-out').hidden = session.uid === 0;
  by('log-in').addEventListener('submit', async (event) => {
    event.preventDefault();
    const body = JSON.stringify(Object.fromEntries(new FormData(event.target)));
    const answer = await fetch('/drupal/log-in', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    if (answer.ok) location.reload();
    else by('alert').textContent = (await answer.json()).error.message;
  });
  by('log-out').addEventListener('click', async () => {
    await fetch('/drupal/log-out', { method: 'POST', headers: { 'x-csrf-token': session.csrfToken } });
    location.reload();
  });
  return session.uid > 0 ? session : new Promise(() => {});
}

/** Connects by Drupal's session cookie, and says how that goes. */
export async function connect() {
  const { url } = await (await fetch('/push')).json();
  const client = new window.Centrifuge(url, { data: { clientSide: true } });
  const say = (text) => {
    by('state').textContent = text;
  };
  client.on('connecting', () => say('connecting …'));
  client.on('connected', () => say('live'));
  client.on('disconnected', ({ code }) => (code === 3500 ? location.reload() : say('not connected')));
  client.connect();
  return client;
}
