import { expect, it } from 'vitest';
import { mergeFigures } from '../../src/metrics/merge.ts';

it('figures of several processes stand together, under what is said of them once', () => {
  const one =
    '# HELP a What # HELP is.\n# TYPE a counter\na{w="1"} 1\n\n# HELP b B.\n# TYPE b gauge\nb{w="1"} 2\n';
  const two = '# HELP b B.\n# TYPE b gauge\nb{w="2"} 3\n\n# HELP c C.\n# TYPE c gauge\nc{w="2"} 4\n';
  expect(mergeFigures([one, two])).toBe(
    [
      '# HELP a What # HELP is.\n# TYPE a counter\na{w="1"} 1',
      '# HELP b B.\n# TYPE b gauge\nb{w="1"} 2\nb{w="2"} 3',
      '# HELP c C.\n# TYPE c gauge\nc{w="2"} 4\n',
    ].join('\n\n'),
  );
  expect(mergeFigures([one])).toBe(one);
});
