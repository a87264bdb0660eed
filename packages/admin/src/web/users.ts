import { html, nothing, type TemplateResult } from 'lit-html';
import type { ConnectionRow, TablePage, UserRow } from '../rows.ts';
import type { Question } from './confirm.ts';
import { bytes, count, counted, named } from './format.ts';
import { type Column, type TableParts, table } from './table.ts';

/** A user whose connections are shown. */
export interface OpenUser {
  readonly user: string;
  readonly connections: TablePage<ConnectionRow> | undefined;
}

export interface UserParts extends Pick<TableParts<UserRow>, 'query' | 'page' | 'problem' | 'change'> {
  readonly open: OpenUser | undefined;
  readonly toggle: (user: string) => void;
  readonly ask: (question: Question) => void;
  /** Runs a call of the API and says what came of it. */
  readonly run: (call: string, body: object, done: (result: { connections?: number }) => string) => void;
}

/** Who is connected, and what can be done about it. */
export function userTable(parts: UserParts): TemplateResult {
  const { open, toggle, ask } = parts;
  const columns: readonly Column<UserRow>[] = [
    {
      key: 'user',
      name: 'User',
      cell: ({ user }) => html`<button
        type="button"
        class="toggle"
        aria-expanded=${open?.user === user ? 'true' : 'false'}
        @click=${() => toggle(user)}
      >
        <span class="mark" aria-hidden="true"></span>${user === '' ? 'anonymous' : named(user)}
      </button>`,
    },
    {
      key: 'connections',
      name: 'Connections',
      isNumber: true,
      cell: ({ connections }) => count(connections),
    },
    {
      key: 'subscriptions',
      name: 'Subscriptions',
      isNumber: true,
      isExtra: true,
      cell: (row) => count(row.subscriptions),
    },
    {
      key: 'waitingBytes',
      name: 'Waiting',
      isNumber: true,
      isExtra: true,
      cell: ({ waitingBytes }) => bytes(waitingBytes),
    },
  ];
  return table<UserRow>({
    ...parts,
    name: 'Users',
    what: ['user', 'users'],
    columns,
    // Those who aren't logged in have nothing that could be revoked, and no name to be closed by.
    actions: ({ user, connections }) =>
      user === ''
        ? nothing
        : html`<button type="button" @click=${() => ask(disconnectQuestion(parts, user, connections))}>
              <bdi>Disconnect<span class="hidden"> user ${named(user)}</span>…</bdi>
            </button>
            <button type="button" @click=${() => ask(revokeQuestion(parts, user))}>
              <bdi>Revoke<span class="hidden"> what user ${named(user)} was granted</span>…</bdi>
            </button>`,
    more: ({ user }) => (open?.user === user ? connectionList(parts, open) : undefined),
  });
}

function connectionList(parts: UserParts, { user, connections }: OpenUser): TemplateResult {
  if (connections === undefined) return html`<p class="note">Loading…</p>`;
  const { rows, total } = connections;
  return html`<ul class="connections" aria-label="Connections of ${named(user) || 'anonymous visitors'}">
      ${rows.map(
        ({ client, channels, subscriptions, waitingBytes }) => html`<li>
          <code class="client">${client}</code>
          <bdi>${bytes(waitingBytes)} waiting</bdi>
          <span class="channels">
            ${channels.map((channel) => html`<code>${channel}</code> `)}
            ${subscriptions > channels.length ? html`and ${count(subscriptions - channels.length)} more` : nothing}
            ${subscriptions === 0 ? 'no channels' : nothing}
          </span>
          ${
            user === ''
              ? nothing
              : html`<button type="button" @click=${() => parts.ask(closeQuestion(parts, user, client))}>
                  <bdi>Disconnect<span class="hidden"> connection ${client}</span>…</bdi>
                </button>`
          }
        </li>`,
      )}
    </ul>
    ${total > rows.length ? html`<p class="note">and ${count(total - rows.length)} more</p>` : nothing}`;
}

function disconnectQuestion({ run }: UserParts, user: string, connections: number): Question {
  return {
    title: `Disconnect user ${named(user)}?`,
    text: `${counted(connections, 'connection')} will be closed (3503). The pages stay away until they are loaded anew. Nothing is revoked.`,
    action: 'Disconnect',
    run: () => run('disconnect', { user }, () => `User ${named(user)} is disconnected.`),
  };
}

function closeQuestion({ run }: UserParts, user: string, client: string): Question {
  return {
    title: 'Disconnect this connection?',
    text: `Connection ${client} of user ${named(user)} will be closed (3503). Its page stays away until it is loaded anew.`,
    action: 'Disconnect',
    run: () =>
      run('disconnect', { user, client }, () => `A connection of user ${named(user)} is disconnected.`),
  };
}

function revokeQuestion({ run }: UserParts, user: string): Question {
  return {
    title: `Revoke what user ${named(user)} was granted?`,
    text: 'Every token and remembered answer from before now is void, on all of the user’s devices.',
    action: 'Revoke',
    choices: [
      {
        value: 'refresh',
        name: 'Ask again.',
        text: 'Pages come back by themselves with a new token, if Drupal gives them one (3005).',
      },
      { value: 'end', name: 'End.', text: 'Pages stay away until they are loaded anew (3500).' },
    ],
    run: (mode) =>
      run(
        'revoke',
        { user, mode, at: Date.now() / 1000 },
        ({ connections = 0 }) =>
          `Revoked. ${counted(connections, 'connection')} of user ${named(user)} ${connections === 1 ? 'was' : 'were'} reached.`,
      ),
  };
}
