#!/usr/bin/env node
// mycelia-flags as the playbook describes it: shares for each flag, and one list of canary users for all of them.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const [file, command, name, value] = process.argv.slice(2);
const state = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { shares: {}, canary: false, users: [] };
const leave = (code, text) => {
  process[code === 0 ? 'stdout' : 'stderr'].write(`${text}\n`);
  process.exit(code);
};

const whole = (text) =>
  /^\d{1,3}$/.test(text) && Number(text) <= 100 ? Number(text) : leave(1, 'a whole percent is needed');

const COMMANDS = {
  get: () => (name in state.shares ? leave(0, `${name}: ${state.shares[name]}%`) : leave(2, `no flag ${name}`)),
  rollout: () => (state.shares[name] = whole(value)),
  canary: () => (state.canary = name === 'on'),
  'canary-add': () => state.users.push(name),
  'canary-remove': () => (state.users = state.users.filter((user) => user !== name)),
  'canary-list': () => leave(0, state.users.join('\n')),
};

(COMMANDS[command] ?? (() => leave(1, 'what?')))();
writeFileSync(file, JSON.stringify(state));
