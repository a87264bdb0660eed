const form = document.getElementById('log-in');
form?.addEventListener('submit', async (event) => {
  event.preventDefault();
  const answer = await fetch('/drupal/log-in', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(Object.fromEntries(new FormData(form))),
  });
  if (answer.ok) location.assign(form.dataset.destination);
  else document.getElementById('said').textContent = (await answer.json()).error.message;
});

document.getElementById('log-out')?.addEventListener('click', async () => {
  await send('/drupal/log-out');
  location.assign('/');
});

/** Sends something that changes something, with the session's token. */
export async function send(path, body) {
  const { csrfToken } = await (await fetch('/drupal/session')).json();
  const json = body === undefined ? {} : { 'content-type': 'application/json' };
  return await fetch(path, {
    method: 'POST',
    headers: { 'x-csrf-token': csrfToken ?? '', ...json },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}
