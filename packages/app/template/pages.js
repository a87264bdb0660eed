/** A page with words on it. */
export function page({ account, title, words }) {
  return frame(account, title, `<p>${html(words)}</p>`);
}

/** The page on which somebody logs in; Drupal does it. */
export function logInPage({ account, destination }) {
  // Only ever back into this app.
  const back = /^\/(?![\s/\\])/.test(destination ?? '') ? destination : '/';
  return frame(
    account,
    'Log in',
    `<form id="log-in" data-destination="${html(back)}">
      <label>Name <input name="name" autocomplete="username" required></label>
      <label>Password <input name="pass" type="password" autocomplete="current-password" required></label>
      <button type="submit">Log in</button>
      <p id="said" role="alert"></p>
    </form>`,
  );
}

function frame({ uid, name }, title, body) {
  const who =
    uid === 0
      ? '<a href="/log-in">Log in</a>'
      : `<bdi>${html(name)}</bdi> <button type="button" id="log-out">Log out</button>`;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${html(title)}</title>
<link rel="stylesheet" href="/style.css">
<script type="module" src="/browser.js"></script>
<header><nav><a href="/">Start</a> <a href="/members">Members</a></nav><div>${who}</div></header>
<main><h1>${html(title)}</h1>${body}</main>
</html>
`;
}

function html(text) {
  return String(text).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
