import { env, workspace } from 'vscode';
import type { Language, ProbeTimeouts } from '../probes/index.ts';

export const language = (): Language => (env.language.startsWith('ja') ? 'ja' : 'en');

/** A setting of ours; the empty string reads as not set. */
export function setting<T>(name: string): T | undefined {
  const value = workspace.getConfiguration('senderlog').get<T>(name);
  return value === '' || value === null ? undefined : value;
}

const strings = (name: string): string[] => {
  const value = setting<unknown>(name);
  return Array.isArray(value) ? value.filter(entry => typeof entry === 'string') : [];
};

/** DNS servers that are set in E-Post; empty = the system's. */
export const epostServers = (): string[] => strings('dns.epostServers');

export const controlHosts = (): string[] => strings('probe.controlHosts');

/** What the probes say and how long they wait, from the settings `senderlog.probe.*`. */
export function probeSettings(): {
  readonly helo: string | undefined;
  readonly sourceAddress: string | undefined;
  readonly timeouts: Partial<ProbeTimeouts>;
} {
  const ms = (name: string, seconds: number) => (setting<number>(name) ?? seconds) * 1000;
  return {
    helo: setting<string>('probe.heloName'),
    sourceAddress: setting<string>('probe.sourceAddress'),
    timeouts: {
      connectMs: ms('probe.connectTimeout', 21),
      greetingMs: ms('probe.greetingTimeout', 60),
      replyMs: ms('probe.replyTimeout', 60),
    },
  };
}
