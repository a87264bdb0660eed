import type { AppRequest } from './app-request.ts';
import type { Visit } from './visit.ts';

/** What the page tells beside the visit. */
interface WhoamiFacts {
  readonly prefix: string;
  readonly cookieName: string;
}

/** A page for development: who Drupal thinks you are, and why. */
export function whoamiPage(visit: Visit, { url, headers, address }: AppRequest, facts: WhoamiFacts): string {
  const { prefix, cookieName } = facts;
  const { uid, name, roles, sid } = visit.account;
  const asked = new URL(url, 'http://app').searchParams.get('can')?.slice(0, 255) ?? '';
  const brought = (headers.cookie ?? '').includes(`${cookieName}=`);
  const rows: readonly (readonly [string, string])[] = [
    ['Account', uid === 0 ? 'nobody (anonymous)' : `${name}, user ${uid}`],
    ['Roles', roles.join(', ')],
    [
      'Session cookie',
      `${cookieName}: ${brought ? 'brought' : 'not brought'}${brought && uid === 0 ? ', but it is no live log-in' : ''}`,
    ],
    ['Session', sid ?? 'none'],
    ['Your address', address],
    ...(asked === '' ? [] : [[`May ${asked}`, visit.can(asked) ? 'yes' : 'no'] as const]),
  ];
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Who am I?</title>
<style>
  :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
  body { max-inline-size: 42rem; margin: 2rem auto; padding-inline: 1rem; }
  dl { display: grid; grid-template-columns: minmax(8rem, max-content) 1fr; gap: .25rem 1.5rem; }
  dt { opacity: .75; } dd { margin: 0; overflow-wrap: anywhere; font-weight: 600; }
  form { display: flex; flex-wrap: wrap; gap: .5rem; align-items: end; margin-block: 1.5rem; }
  label { display: grid; gap: .25rem; flex: 1 1 12rem; } input, button { font: inherit; padding: .4rem .7rem; }
  output { display: block; min-block-size: 1.5em; }
  @media (max-width: 30rem) { dl { grid-template-columns: 1fr; } dd { margin-block-end: .5rem; } }
</style>
<h1>Who am I?</h1>
<p dir="auto">What Drupal’s database says about this browser, at this moment. Only in development.</p>
<dl>${rows.map(([what, value]) => `<dt>${html(what)}</dt><dd><bdi>${html(value)}</bdi></dd>`).join('')}</dl>
<form id="ask"><label>Permission <input name="can" value="${html(asked)}" placeholder="access content"></label><button>May I?</button></form>
${
  uid === 0
    ? '<form id="in"><label>Name <input name="name" autocomplete="username" required></label><label>Password <input name="pass" type="password" autocomplete="current-password" required></label><button>Log in</button></form>'
    : '<form id="out"><button>Log out</button></form>'
}
<output id="said" role="status"></output>
<script>
const prefix = ${JSON.stringify(prefix)};
const say = async (response) => {
  if (response.ok) return location.reload();
  const { error } = await response.json();
  document.getElementById('said').textContent = error.message + ' (' + error.code + ')';
};
const on = (id, work) => document.getElementById(id)?.addEventListener('submit', (event) => {
  event.preventDefault();
  work(new FormData(event.target));
});
on('ask', (form) => { location.search = '?can=' + encodeURIComponent(form.get('can')); });
on('in', async (form) => say(await fetch(prefix + '/log-in', {
  method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(Object.fromEntries(form)),
})));
on('out', async () => {
  const { csrfToken } = await (await fetch(prefix + '/session')).json();
  await say(await fetch(prefix + '/log-out', { method: 'POST', headers: { 'x-csrf-token': csrfToken } }));
});
</script>
</html>
`;
}

/** Text as it stands in HTML, also inside quotes. */
function html(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
