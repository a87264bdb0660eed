/** Makes one exposition in Prometheus’ form of several, whose samples differ by a label: each family stands once. */
export function mergeFigures(texts: readonly string[]): string {
  const families = new Map<string, { readonly head: string[]; readonly samples: string[] }>();
  for (const text of texts) {
    let family = { head: [] as string[], samples: [] as string[] };
    for (const line of text.split('\n').filter((each) => each !== '')) {
      const [, keyword, name = ''] = line.startsWith('# ') ? line.split(' ', 3) : [];
      if (keyword === 'HELP') {
        const known = families.get(name);
        family = { head: [], samples: known?.samples ?? [] };
        families.set(name, known ?? family);
      }
      (keyword === undefined ? family.samples : family.head).push(line);
    }
  }
  return `${[...families.values()].map(({ head, samples }) => [...head, ...samples].join('\n')).join('\n\n')}\n`;
}
