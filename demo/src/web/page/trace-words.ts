import { duration, size } from '../figures.ts';
import type { ConnectionTrace } from './connection-trace.ts';

/** One line on a connection, for the status under the diagram: who, how long, how much. */
export function summary(trace: ConnectionTrace): string {
  const whole = trace.steps.get('ok');
  if (trace.steps.has('refused')) return `${whose(trace)}: refused`;
  const asked = trace.steps.has('remembered') ? 'Drupal not asked' : 'Drupal asked once';
  const bytes = [...trace.steps.values()].reduce((sum, step) => sum + step.bytes, 0);
  return whole === undefined
    ? whose(trace)
    : `${whose(trace)}: live after ${duration(whole.ms)}, ${size(bytes)}, ${asked}`;
}

/** What Drupal said the connection may hear, in words; "" until it has said so. */
export function channelsOf(trace: ConnectionTrace): string {
  if (trace.steps.has('remembered')) return 'What Drupal said is remembered: same person, same channels.';
  const channels = trace.steps.get('channels')?.detail ?? '';
  const short = channels.split(', ').map((name) => (name.length > 24 ? `${name.slice(0, 14)}…` : name));
  return channels === '' ? '' : `Drupal’s channels for ${trace.name}: ${short.join(', ')}`;
}

/** Whose connection it is: "Alice", "Alice, tab 2", "Bob, back again". */
export function whose({ name, tab, isReturn }: ConnectionTrace): string {
  return `${name}${tab > 1 ? `, tab ${tab}` : ''}${isReturn ? ', back again' : ''}`;
}
