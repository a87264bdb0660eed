// Writes the reference of what packages export, a page each: reference.js ENTRIES.json TARGET
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Application } from 'typedoc';

const [entriesFile, target] = process.argv.slice(2);
/** Import paths by source file. */
const entries = JSON.parse(readFileSync(entriesFile, 'utf8'));

const app = await Application.bootstrapWithPlugins({
  entryPoints: entries.map(({ file }) => file),
  tsconfig: new URL('tsconfig.json', import.meta.url).pathname,
  plugin: ['typedoc-plugin-markdown'],
  outputFileStrategy: 'modules',
  readme: 'none',
  out: target,
  name: 'Reference',
  disableSources: true,
  skipErrorChecking: true,
  excludePrivate: true,
  excludeInternal: true,
  excludeExternals: true,
  hideBreadcrumbs: true,
  hidePageHeader: true,
  parametersFormat: 'table',
  interfacePropertiesFormat: 'table',
  classPropertiesFormat: 'table',
  typeDeclarationFormat: 'table',
  enumMembersFormat: 'table',
  useCodeBlocks: true,
  expandObjects: false,
  logLevel: 'Error',
});
const points = app.getEntryPoints() ?? [];
for (const point of points) {
  point.displayName = entries.find(({ file }) => resolve(file) === point.sourceFile.fileName).name;
}
const project = app.converter.convert(points);
await app.generateOutputs(project);
for (const name of readdirSync(target)) {
  const file = join(target, name);
  // Rows of tables have no anchors, and of names that come twice each program counts in its own way.
  const text = readFileSync(file, 'utf8').replace(
    /\[([^\]]*)\]\(([\w.]*)#(?:property-[^)]*|[^)]*-\d+)\)/g,
    (_link, words, page) => (page === '' ? words : `[${words}](${page})`),
  );
  const { module } = entries.find((entry) => `${entry.name}.md` === name) ?? {};
  writeFileSync(file, module === undefined ? text : text.replace(/^# .*$/m, `# ${module}`));
}
rmSync(join(target, 'README.md'), { force: true });
process.exit(app.logger.hasErrors() ? 1 : 0);
