import type { Sequence } from './sequence.ts';

const browser = 'Browser';
const drupal = 'Drupal';
const server = 'Push server';

/** The pictures of docs/concepts.md, by the names of their files. */
export const concepts: Readonly<Record<string, Sequence>> = {
  channel: {
    title: 'A channel',
    description:
      'Drupal publishes to the channel content:news. The push server sends the same publication to Alice and Bob, who subscribed to it, and not to Carol, who did not.',
    parts: [drupal, server, 'Alice', 'Bob', 'Carol'],
    steps: [
      { from: 'Alice', to: server, says: 'subscribe content:news' },
      { from: 'Bob', to: server, says: '' },
      { at: 'Carol', says: 'hasn’t subscribed' },
      { from: drupal, to: server, says: 'publish content:news' },
      { from: server, to: 'Alice', says: 'offset 7', kind: 'live' },
      { from: server, to: 'Bob', says: '', kind: 'live' },
    ],
  },
  connection: {
    title: 'The five steps of a connection',
    description:
      'Drupal sends a page with a token. The browser connects with it. The push server asks Drupal whose it is. Drupal answers with user, channels and session. The server says that the browser is connected. A second tab is remembered, and Drupal is not asked again.',
    parts: [browser, server, drupal],
    steps: [
      { from: drupal, to: browser, says: '1 page with a token' },
      { from: browser, to: server, says: '2 connect {token}' },
      { from: server, to: drupal, says: '3 who is this?' },
      { from: drupal, to: server, says: '4 user, channels, session' },
      { from: server, to: browser, says: '5 connected', kind: 'live' },
      { at: undefined, says: 'a signed token, the default, needs neither 3 nor 4; nor does a second tab' },
    ],
  },
  recovery: {
    title: 'A cut, and what comes after it',
    description:
      'The browser has got publication 7. Its network is cut while 8 and 9 are published. When it is back it says that it has 7, and gets 8 and 9. Had it been away for longer than the history reaches, it would be told so.',
    parts: [browser, server, drupal],
    steps: [
      { from: server, to: browser, says: '7', kind: 'live' },
      { from: drupal, to: server, says: 'publish: becomes 8, and 9' },
      { from: server, to: browser, says: '8, 9', kind: 'lost' },
      { from: browser, to: server, says: 'I am back, and have 7' },
      { from: server, to: browser, says: '8, 9, recovered: true', kind: 'live' },
      {
        at: undefined,
        says: 'away for longer than the history reaches: recovered: false, never a silent hole',
      },
    ],
  },
  outbox: {
    title: 'Said after the commit',
    description:
      'A request saves content. In the same transaction a row goes into the outbox. The visitor gets the answer. Only then the row is sent to the push server, which sends it to browsers. If the server is away, the row waits.',
    parts: ['Visitor', drupal, 'Database', server],
    steps: [
      { from: 'Visitor', to: drupal, says: 'save' },
      { from: drupal, to: 'Database', says: 'content and outbox, one commit' },
      { from: drupal, to: 'Visitor', says: 'answer: nobody waits' },
      { from: drupal, to: server, says: 'publish' },
      { at: server, says: 'away? the row waits, 5 minutes' },
    ],
  },
  revocation: {
    title: 'A right that ends',
    description:
      'Bob is blocked. Drupal tells the push server within the same request. The server closes the connection, and remembers a mark, so that the token, which is still valid, does not bring Bob back.',
    parts: ['Bob’s browser', server, drupal],
    steps: [
      { at: drupal, says: 'Bob is blocked' },
      { from: drupal, to: server, says: 'revoke, in that request' },
      { from: server, to: 'Bob’s browser', says: 'closed, 3500', kind: 'live' },
      { from: 'Bob’s browser', to: server, says: 'the token, still valid' },
      { from: server, to: 'Bob’s browser', says: 'refused: older than the mark' },
      { at: undefined, says: 'a lost role: closed with 3005, and back with the rights of now' },
    ],
  },
  ticket: {
    title: 'A cached page, and its ticket',
    description:
      'A cached page carries a ticket, not a token. The browser gives the ticket to Drupal’s token route. Drupal compares it with the permissions of who asks, and gives a subscription token if they fit. With it the browser subscribes.',
    parts: ['Cache', browser, drupal, server],
    steps: [
      { from: 'Cache', to: browser, says: 'page with a ticket' },
      { from: browser, to: drupal, says: 'token route: ticket' },
      { at: drupal, says: 'does the account’s permissions hash fit?' },
      { from: drupal, to: browser, says: 'subscription token' },
      { from: browser, to: server, says: 'subscribe {token}' },
    ],
  },
  audience: {
    title: 'A live list, one rendering for each audience',
    description:
      'A node is saved. Drupal asks the push server which audiences of the list have listeners. It renders the list once for each, as such a visitor would see it, and publishes it to the channel of that audience.',
    parts: [drupal, server, 'Editors', 'Visitors'],
    steps: [
      { at: drupal, says: 'a node is saved' },
      { from: drupal, to: server, says: 'who listens?' },
      { from: server, to: drupal, says: 'editors and visitors' },
      { from: drupal, to: server, says: 'two renderings' },
      { from: server, to: 'Editors', says: 'the list with drafts', kind: 'live' },
      { from: server, to: 'Visitors', says: 'the list without', kind: 'live' },
    ],
  },
  chat: {
    title: 'A line of the chat',
    description:
      'Alice sends a line. The push server’s plugin commits it to Drupal’s database, where it gets its number. Then Alice is told that it is there, and Bob gets it. If Bob sees a hole in the numbers, he asks for what is missing.',
    parts: ['Alice', 'Chat in the push server', 'Database', 'Bob'],
    steps: [
      { from: 'Alice', to: 'Chat in the push server', says: 'chat.send' },
      { from: 'Chat in the push server', to: 'Database', says: 'commit: number 12' },
      { from: 'Chat in the push server', to: 'Alice', says: 'it is number 12' },
      { from: 'Chat in the push server', to: 'Bob', says: '12, and has 11', kind: 'live' },
      { from: 'Bob', to: 'Chat in the push server', says: 'a hole? chat.sync since 10' },
    ],
  },
};
