import { html, nothing, type TemplateResult } from 'lit-html';
import type { TablePage, TableQuery } from '../rows.ts';
import { count } from './format.ts';

export interface Column<Row> {
  readonly key: string;
  readonly name: string;
  readonly isNumber?: boolean;
  /** Left out where there is no room. */
  readonly isExtra?: boolean;
  readonly cell: (row: Row) => unknown;
}

export interface TableParts<Row> {
  readonly name: string;
  /** What one row is, and what many are. */
  readonly what: readonly [one: string, many: string];
  readonly columns: readonly Column<Row>[];
  readonly query: TableQuery;
  /** Absent until the first answer. */
  readonly page: TablePage<Row> | undefined;
  readonly problem: string | undefined;
  readonly actions?: (row: Row) => unknown;
  /** Shown below a row, over the whole width. */
  readonly more?: (row: Row) => TemplateResult | undefined;
  readonly change: (query: TableQuery) => void;
}

export const pageRows = 50;

/** A table with a search, that sorts by its columns' heads and turns pages. */
export function table<Row>(parts: TableParts<Row>): TemplateResult {
  const { name, what, columns, query, page, problem, actions, more, change } = parts;
  const width = columns.length + (actions ? 1 : 0);
  const body = (page?.rows ?? []).map((row) => {
    const below = more?.(row);
    return html`<tr>
        ${columns.map((column, n) =>
          n === 0
            ? html`<th scope="row"><bdi>${column.cell(row)}</bdi></th>`
            : html`<td class=${classOf(column)}><bdi>${column.cell(row)}</bdi></td>`,
        )}
        ${actions ? html`<td class="actions">${actions(row)}</td>` : nothing}
      </tr>
      ${below === undefined ? nothing : html`<tr class="more"><td colspan=${width}>${below}</td></tr>`}`;
  });
  return html`<div class="bar">
      <label class="search">
        <span class="hidden">Search ${what[1]}</span>
        <input
          type="search"
          placeholder="Search ${what[1]}"
          .value=${query.search}
          @input=${(event: Event) =>
            change({ ...query, search: (event.target as HTMLInputElement).value.trim(), offset: 0 })}
        />
      </label>
      ${pager(parts)}
    </div>
    <div class="scroll" role="region" aria-label=${name} tabindex="0">
      <table>
        <caption class="hidden">${name}</caption>
        <thead>
          <tr>
            ${columns.map((column) => head(column, query, change))}
            ${actions ? html`<th scope="col"><span class="hidden">Actions</span></th>` : nothing}
          </tr>
        </thead>
        <tbody>
          ${body}
          ${
            body.length === 0
              ? html`<tr class="empty"><td colspan=${width}>
                  ${problem ?? (page === undefined ? 'Loading…' : query.search === '' ? `No ${what[1]}.` : `No ${what[1]} with “${query.search}”.`)}
                </td></tr>`
              : nothing
          }
        </tbody>
      </table>
    </div>`;
}

function head<Row>(
  column: Column<Row>,
  query: TableQuery,
  change: (query: TableQuery) => void,
): TemplateResult {
  const { key, name, isNumber } = column;
  const isSorted = query.sort === key;
  // Numbers are looked at from the highest down.
  const descending = isSorted ? !query.descending : isNumber === true;
  return html`<th
    scope="col"
    class=${classOf(column)}
    aria-sort=${isSorted ? (query.descending ? 'descending' : 'ascending') : 'none'}
  >
    <button type="button" class="sort" @click=${() => change({ ...query, sort: key, descending, offset: 0 })}>
      ${name}<span class="arrow" aria-hidden="true">${isSorted ? (query.descending ? '↓' : '↑') : '↕'}</span>
    </button>
  </th>`;
}

function pager<Row>({ what, query, page, change }: TableParts<Row>): TemplateResult {
  const total = page?.total ?? 0;
  const shown = page?.rows.length ?? 0;
  const text =
    shown === total
      ? `${count(total)} ${what[total === 1 ? 0 : 1]}`
      : `${count(query.offset + 1)}–${count(query.offset + shown)} of ${count(total)} ${what[1]}`;
  const turn = (by: number) => change({ ...query, offset: Math.max(0, query.offset + by) });
  return html`<div class="pager">
    <bdi role="status">${page === undefined ? '' : text}</bdi>
    ${
      total > query.limit
        ? html`<button type="button" ?disabled=${query.offset === 0} @click=${() => turn(-query.limit)}>Back</button>
            <button type="button" ?disabled=${query.offset + shown >= total} @click=${() => turn(query.limit)}>
              Next
            </button>`
        : nothing
    }
  </div>`;
}

function classOf<Row>({ isNumber, isExtra }: Column<Row>): string {
  return `${isNumber ? 'number' : ''} ${isExtra ? 'extra' : ''}`.trim();
}
