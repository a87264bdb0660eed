import { array, assert, constantFrom, integer, oneof, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Fifo } from '../src/fifo.ts';

describe('a queue of what is kept', () => {
  it('holds what an array would hold, whatever is put in and taken out', () => {
    const steps = array(oneof({ weight: 3, arbitrary: constantFrom('push') }, constantFrom('drop')), {
      maxLength: 300,
    });
    assert(
      property(array(integer()), steps, (begin, moves) => {
        const fifo = new Fifo<number>(begin);
        const model = [...begin];
        for (const [n, move] of moves.entries()) {
          if (move === 'push') {
            fifo.push(n);
            model.push(n);
          } else {
            fifo.drop();
            model.shift();
          }
          expect([fifo.length, fifo.oldest, [...fifo]]).toEqual([model.length, model[0], model]);
        }
      }),
    );
  });
});
