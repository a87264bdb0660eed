import { Content } from '@drupal-nodejs/app';
import { describe, expect, it } from 'vitest';
import { createAliases } from '../../drupal/test/path-aliases.ts';
import { AppSite } from './app-site.ts';
import type { Asked } from './drupal-double.ts';

const id = '11111111-2222-3333-4444-555555555555';
const author = '99999999-2222-3333-4444-555555555555';

/** Alice's content at an app that serves nothing else. */
async function contentOf(answer: (asked: Asked) => object, path: string, method = 'GET') {
  const at = await AppSite.start(async (app) => ({ url: '', close: () => app.close() }));
  const headers = await at.logIn(at.alice);
  at.double.answers.set(`${method} ${path}`, answer);
  const { content } = await at.app.visit({ method: 'GET', url: '/', headers, address: '203.0.113.7' });
  return { at, headers, content, asked: () => at.double.asked.at(-1) };
}

describe('content', () => {
  it('is read with what it refers to, each where it belongs', async () => {
    const body = {
      data: {
        type: 'node--article',
        id,
        attributes: { title: 'Tea' },
        relationships: {
          uid: { data: { type: 'user--user', id: author } },
          field_tags: { data: [{ type: 'taxonomy_term--tags', id }] },
          field_image: { data: null },
        },
      },
      included: [
        {
          type: 'user--user',
          id: author,
          attributes: { name: 'Alice' },
          relationships: { field_page: { data: { type: 'node--article', id } } },
        },
      ],
    };
    const { content, asked } = await contentOf(() => ({ body }), `/jsonapi/node/article/${id}`);
    const query = { include: ['uid', 'field_tags'], fields: { 'node--article': ['title', 'uid'] } };
    expect(await content.get('node--article', id, query)).toEqual({
      type: 'node--article',
      id,
      attributes: { title: 'Tea' },
      related: {
        uid: {
          type: 'user--user',
          id: author,
          attributes: { name: 'Alice' },
          related: { field_page: { type: 'node--article', id } },
        },
        field_tags: [{ type: 'taxonomy_term--tags', id }],
        field_image: null,
      },
    });
    const url = new URL(asked()?.url ?? '', 'http://drupal');
    expect(Object.fromEntries(url.searchParams)).toEqual({
      include: 'uid,field_tags',
      'fields[node--article]': 'title,uid',
    });
    expect(asked()?.headers['x-forwarded-for']).toBe('203.0.113.7');
  });

  it('is joined as far as was asked, however much it refers to each other', async () => {
    const ids = Array.from(
      { length: 40 },
      (_, n) => `11111111-2222-3333-4444-${String(n).padStart(12, '0')}`,
    );
    const all = ids.map((each) => ({
      type: 'node--article',
      id: each,
      attributes: { title: each },
      relationships: { field_related: { data: ids.map((to) => ({ type: 'node--article', id: to })) } },
    }));
    const { content } = await contentOf(
      () => ({ body: { data: all.slice(0, 2), included: all.slice(2) } }),
      '/jsonapi/node/article',
    );
    const { items } = await content.list('node--article', { include: ['field_related.field_related'] });
    const [first] = items;
    const below = [first?.related.field_related].flat()[1];
    // One that is in the list itself isn't included once more, and is there all the same.
    expect(below?.attributes).toEqual({ title: ids[1] });
    const last = [below?.related?.field_related].flat()[39];
    expect(last?.attributes).toEqual({ title: ids[39] });
    expect([last?.related?.field_related].flat()[0]).toEqual({ type: 'node--article', id: ids[0] });
  });

  it('comes in pages, sorted and filtered', async () => {
    const body = {
      data: [{ type: 'node--page', id, attributes: {} }],
      links: { next: { href: 'http://else' } },
    };
    const { content, asked } = await contentOf(() => ({ body }), '/fr/jsonapi/node/page');
    const page = await content.list('node--page', {
      filter: {
        status: true,
        title: { operator: 'CONTAINS', value: 'a&b' },
        nid: { operator: 'IN', value: [1, 2] },
      },
      sort: ['-created'],
      page: { limit: 10, offset: 20 },
      langcode: 'fr',
    });
    expect(page).toMatchObject({ items: [{ id }], hasMore: true });
    const url = new URL(asked()?.url ?? '', 'http://drupal');
    expect(Object.fromEntries(url.searchParams)).toEqual({
      sort: '-created',
      'filter[status]': '1',
      'filter[title][operator]': 'CONTAINS',
      'filter[title][value]': 'a&b',
      'filter[nid][operator]': 'IN',
      'filter[nid][value][0]': '1',
      'filter[nid][value][1]': '2',
      'page[limit]': '10',
      'page[offset]': '20',
    });
  });

  it('that isn’t there and that isn’t for this visitor are the same', async () => {
    for (const status of [403, 404]) {
      const { content } = await contentOf(() => ({ status, body: '{}' }), `/jsonapi/node/article/${id}`);
      expect(await content.get('node--article', id)).toBeUndefined();
    }
  });

  it('is made, changed and deleted with the session’s own token', async () => {
    const body = { data: { type: 'node--article', id, attributes: { title: 'New' } } };
    const { at, content, headers, asked } = await contentOf(
      () => ({ status: 201, body }),
      '/jsonapi/node/article',
      'POST',
    );
    const made = await content.create('node--article', {
      attributes: { title: 'New' },
      related: { field_tags: [{ type: 'taxonomy_term--tags', id }] },
    });
    expect(made).toMatchObject({ id, attributes: { title: 'New' } });
    expect(JSON.parse(asked()?.body ?? '')).toEqual({
      data: {
        type: 'node--article',
        attributes: { title: 'New' },
        relationships: { field_tags: { data: [{ type: 'taxonomy_term--tags', id }] } },
      },
    });
    expect(asked()?.headers).toMatchObject({
      'x-csrf-token': await at.app.drupal.csrfToken(headers),
      'content-type': 'application/vnd.api+json',
      cookie: headers.cookie,
    });

    at.double.answers.set(`PATCH /jsonapi/node/article/${id}`, () => ({ body }));
    await content.update('node--article', id, { attributes: { title: 'New' } });
    expect(JSON.parse(asked()?.body ?? '')).toEqual({
      data: { type: 'node--article', id, attributes: { title: 'New' } },
    });

    at.double.answers.set(`DELETE /jsonapi/node/article/${id}`, () => ({ status: 204 }));
    await content.delete('node--article', id);
    expect(asked()?.body).toBe('');
  });

  it('is asked for by the bearer token that came with the request, and no cookie then', async () => {
    const { at, headers, asked } = await contentOf(() => ({}), '/none');
    const request = {
      method: 'GET',
      url: '/',
      address: '',
      headers: { ...headers, authorization: 'Bearer abc' },
    };
    const { content } = await at.app.visit(request);
    expect(await content.get('node--article', id)).toBeUndefined();
    expect(asked()?.headers).toMatchObject({ authorization: 'Bearer abc' });
    expect(asked()?.headers.cookie).toBeUndefined();
  });

  it('that Drupal refuses to change says why, in Drupal’s words', async () => {
    const errors = [{ status: '422', detail: 'title: This value should not be null.' }];
    const refused = () => ({ status: 422, body: { errors } });
    const { content } = await contentOf(refused, '/jsonapi/node/article', 'POST');
    await expect(content.create('node--article', {})).rejects.toMatchObject({
      code: 'APP_CONTENT_REFUSED',
      statusCode: 422,
      message: 'title: This value should not be null.',
    });
  });

  it('is found by its alias, its own path, and as front page, for whom it is', async () => {
    const body = { data: { type: 'node--page', id: 'u', attributes: {} } };
    const { at, content } = await contentOf(() => ({ body }), '/none');
    const nid = await at.site.createNode({ type: 'page', title: 'About', uid: 1, body: 'x' });
    const uuid = (await at.site.db.selectFrom('node').select('uuid').executeTakeFirstOrThrow()).uuid;
    const path = `/jsonapi/node/page/${uuid}`;
    at.double.answers.set(`GET ${path}`, () => ({ body: { data: { type: 'node--page', id: uuid } } }));
    // Before anybody gave an alias there may be no table.
    expect(await content.resolvePath('/about')).toBeUndefined();
    await createAliases(
      at.site,
      { path: '/node/99', alias: '/about', langcode: 'fr', status: 1 },
      { path: `/node/${nid}`, alias: '/About', langcode: 'und', status: 1 },
      { path: '/node/98', alias: '/about', langcode: 'und', status: 0 },
    );
    await at.site.setConfig('system.site', { page: { front: '/about' } });
    for (const wanted of ['/about', '/about/', `/node/${nid}`, '/']) {
      expect(await content.resolvePath(wanted)).toMatchObject({ type: 'node--page', id: uuid });
    }
    for (const wanted of ['/node/99', '/nowhere', '', 'about', '/node/1e1', `/${'x'.repeat(300)}`]) {
      expect(await content.resolvePath(wanted)).toBeUndefined();
    }
    expect(await at.app.drupal.contentAt('/about', 'fr')).toBeUndefined();
    at.double.answers.set(`GET ${path}`, () => ({ status: 403 }));
    expect(await content.resolvePath('/about')).toBeUndefined();
  });

  it('has menus, as trees', async () => {
    const item = (title: string, ...hierarchy: string[]) => ({ href: `/${title}`, title, hierarchy });
    const links = {
      anchor: '/',
      item: [item('b', '1'), item('a', '0'), item('a2', '0', '10'), item('a1', '0', '9')],
    };
    const { content } = await contentOf(() => ({ body: { linkset: [links] } }), '/system/menu/main/linkset');
    expect(await content.menu('main')).toEqual([
      {
        title: 'a',
        href: '/a',
        children: [
          { title: 'a1', href: '/a1', children: [] },
          { title: 'a2', href: '/a2', children: [] },
        ],
      },
      { title: 'b', href: '/b', children: [] },
    ]);
  });

  it('has views, by the path of their REST export', async () => {
    const { content, asked } = await contentOf(() => ({ body: [{ title: 'Tea' }] }), '/api/articles');
    expect(await content.view('/api/articles', { tag: 'a b' })).toEqual([{ title: 'Tea' }]);
    expect(asked()?.url).toBe('/api/articles?tag=a+b&_format=json');
  });

  it('tells by Drupal’s own word who may do what to it', async () => {
    const { content, asked } = await contentOf(() => ({ body: { access: true } }), '/nodejs/access');
    expect(await content.access('update', { type: 'node--article', id })).toBe(true);
    expect(asked()?.url).toBe(`/nodejs/access?type=node&id=${id}&operation=update`);
  });

  it('takes an answer without a word about access for none', async () => {
    const { content } = await contentOf(() => ({ body: {} }), '/nodejs/access');
    await expect(content.access('update', { type: 'node--article', id })).rejects.toMatchObject({
      code: 'APP_DRUPAL_ANSWER',
    });
  });

  it.each<[string, (content: Content) => Promise<unknown>]>([
    ['a type that climbs', (content) => content.get('../../user', id)],
    ['an id that climbs', (content) => content.get('node--article', '../x')],
    ['an id with a query', (content) => content.delete('node--article', `${id}?x=1`)],
    ['a menu that climbs', (content) => content.menu('../main')],
    ['a view on another host', (content) => content.view('//evil.example')],
    ['a view with a query', (content) => content.view('/a?b')],
    ['a view with a line break', (content) => content.view('/a\r\nx: y')],
    ['a language that climbs', (content) => content.list('node--page', { langcode: '../x' })],
    ['an operation with a query', (content) => content.access('a&b', { type: 'node--article', id })],
  ])('is not asked for by %s', async (_what, work) => {
    const { at, content } = await contentOf(() => ({}), '/none');
    await expect(work(content)).rejects.toMatchObject({ code: 'APP_REQUEST' });
    expect(at.double.asked).toEqual([]);
  });

  it.each([
    ['a page', { body: '<h1>Maintenance</h1>' }],
    ['an error', { status: 500, body: '<h1>Error</h1>' }],
    ['a redirect', { status: 302, headers: { location: 'http://else' } }],
  ])('is not what Drupal answers with %s', async (_what, answer) => {
    const { content } = await contentOf(() => answer, `/jsonapi/node/article/${id}`);
    await expect(content.get('node--article', id)).rejects.toMatchObject({ code: 'APP_DRUPAL_ANSWER' });
  });

  it('is given up when Drupal doesn’t answer in time', async () => {
    const at = await AppSite.start(async (app) => ({ url: '', close: () => app.close() }), { timeoutMs: 50 });
    at.double.answers.set(`GET /jsonapi/node/article/${id}`, () => 'none');
    const { content } = await at.app.visit({ method: 'GET', url: '/', headers: {}, address: '' });
    await expect(content.get('node--article', id)).rejects.toMatchObject({ code: 'APP_DRUPAL_UNREACHABLE' });
    expect(content).toBeInstanceOf(Content);
  });
});
