import { expect, it } from 'vitest';
import { placeShown } from '../../src/app/service-health.ts';

it.each([
  ['postgres://omar:sesame@db.example.com:5433/rampart?sslmode=require', 'postgres://db.example.com:5433/rampart'],
  ['postgres://db.example.com/rampart', 'postgres://db.example.com/rampart'],
  ['postgres://omar@[::1', 'another server'],
  ['/var/lib/rampart/rampart.db', '/var/lib/rampart/rampart.db'],
])('a place is shown without whoever signs in there: %s', (place, shown) => expect(placeShown(place)).toBe(shown));
