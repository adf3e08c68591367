import { expect, it } from 'vitest';
import { greeting } from './greeting';

it('greets', () => {
  expect(greeting('you')).toBe('Hello, you!');
});

it.skip('waits for a better day', () => {
  expect(greeting('')).toBe('');
});
