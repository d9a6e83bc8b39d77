import type { WorkspaceSymbol } from 'vscode-languageserver-types';
import { Names } from '../../deliveries/names.ts';
import { noteOf } from '../../deliveries/notes.ts';
import { domainPart } from '../../deliveries/units.ts';
import type { LexedBlock } from '../../logs/log.ts';
import type { FeatureContext } from '../context.ts';
import type { LogDocument } from '../document.ts';
import { label } from './attempt-text.ts';
import { Ranges } from './ranges.ts';

/** Symbols of each kind in one answer. */
const MAX_EACH = 100;
/** Entries that are looked at in one step. */
const STEP = 500;

// Kinds of symbol as the protocol numbers them.
const ID_KIND = 1;
const RECIPIENT_KIND = 13;
const DOMAIN_KIND = 3;

/** Ids, recipients and recipient domains of the open logs that hold the query, in any case; each once a log, bounded. */
export function* workspaceSymbols(
  query: string,
  documents: Iterable<LogDocument>,
  c: FeatureContext,
): Generator<void, WorkspaceSymbol[]> {
  const wanted = query.trim().toLowerCase().slice(0, 320);
  const found = new Found(wanted, c);
  for (const document of documents) {
    found.enter(document);
    if (document.log.name === 'senderlog') yield* ofSenderlog(document, found);
    else yield* ofCompanion(document, found);
    if (found.full) break;
  }
  return found.all();
}

function* ofSenderlog(document: LogDocument, found: Found): Generator<void, void> {
  const attempts = yield* document.attemptsInSteps();
  for (let i = 0; i < attempts.entries.length && !found.full; i++) {
    if (i % STEP === STEP - 1) yield;
    for (const a of attempts.entries[i]?.attempts ?? []) {
      found.id(document.log.ids.base(a.id), a.start.block, a.start.row);
      found.domain(a.domain, a.start.block, a.start.row);
      for (const r of a.recipients) {
        found.recipient(r.address, r.at.block, r.at.row);
        found.domain(domainPart(r.address), r.at.block, r.at.row);
      }
    }
  }
}

function* ofCompanion(document: LogDocument, found: Found): Generator<void, void> {
  const names = new Names();
  for (const block of document.log.blocks) {
    yield;
    if (found.full) return;
    for (let row = 0; row < block.records.count; row++) {
      const id = block.records.id(row);
      if (id === 0) continue;
      found.id(document.log.ids.base(id), block, row);
      for (const address of noteOf(block, row, names)?.recipients ?? []) {
        found.recipient(address, block, row);
        found.domain(domainPart(address), block, row);
      }
    }
  }
}

class Found {
  readonly #wanted: string;
  readonly #c: FeatureContext;
  readonly #ids: WorkspaceSymbol[] = [];
  readonly #recipients: WorkspaceSymbol[] = [];
  readonly #domains: WorkspaceSymbol[] = [];
  #seen = new Set<string>();
  #uri = '';
  #file = '';
  #ranges: Ranges | undefined;

  constructor(wanted: string, c: FeatureContext) {
    this.#wanted = wanted;
    this.#c = c;
  }

  enter(document: LogDocument): void {
    this.#uri = document.uri;
    this.#file = document.uri.split('/').slice(-2).join('/');
    this.#ranges = new Ranges(document.store);
    this.#seen = new Set();
  }

  get full(): boolean {
    return [this.#ids, this.#recipients, this.#domains].every(list => list.length >= MAX_EACH);
  }

  id(base: string, block: LexedBlock, row: number): void {
    this.#add(this.#ids, ID_KIND, base, block, row);
  }

  recipient(address: string, block: LexedBlock, row: number): void {
    this.#add(this.#recipients, RECIPIENT_KIND, address, block, row);
  }

  domain(domain: string, block: LexedBlock, row: number): void {
    this.#add(this.#domains, DOMAIN_KIND, domain, block, row);
  }

  all(): WorkspaceSymbol[] {
    return [...this.#ids, ...this.#recipients, ...this.#domains];
  }

  #add(list: WorkspaceSymbol[], kind: WorkspaceSymbol['kind'], text: string, block: LexedBlock, row: number): void {
    if (text === '' || list.length >= MAX_EACH) return;
    const key = text.toLowerCase();
    if (!key.includes(this.#wanted) || this.#seen.has(key)) return;
    this.#seen.add(key);
    const range = this.#ranges!.record(block, row);
    list.push({
      name: label(text, this.#c),
      kind,
      containerName: label(this.#file, this.#c),
      location: { uri: this.#uri, range },
    });
  }
}
