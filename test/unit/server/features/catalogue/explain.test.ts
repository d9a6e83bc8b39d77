import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { catalogueItems, explain, explanation } from '../../../../../server/src/features/catalogue/explain.ts';
import { engine } from '../../../../support/engine.ts';

const en = engine();
const ja = engine('ja');
const first = (query: string, c = en) => catalogueItems({ query }, c)[0]?.id;

describe('senderlog/catalogue', () => {
  it('lists the whole catalogue without a query, wordings of receivers too', () => {
    const items = catalogueItems({ query: ' ' }, en);
    const ids = new Set(items.map(item => item.id));
    assert.equal(ids.size, items.length);
    for (const { id } of en.catalogue().entries) assert.ok(ids.has(id), id);
    assert.ok(items.some(item => item.id.startsWith('provider:')));
    assert.ok(items.every(item => item.title !== '' && item.kind !== ''));
  });

  for (const [query, id] of Object.entries({
    '550': 'smtp:550',
    '５５０': 'smtp:550',
    '10060': 'winsock:10060',
    '１００６０': 'winsock:10060',
    wsaetimedout: 'winsock:10060',
    '5.1.1': 'enhanced:X.1.1',
    '５。１。１': 'enhanced:X.1.1',
    '0/ffffffff': 'epost:code-0-ffffffff',
    starttls: 'command:STARTTLS',
  })) {
    it(`finds ${id} first for ${query}`, () => assert.equal(first(query), id));
  }

  it('shows wordings of receivers with an example, as several have one title', () => {
    const items = catalogueItems({ query: '550' }, en).filter(item => item.id.startsWith('provider:gmail'));
    assert.ok(new Set(items.map(item => item.title)).size < items.length);
    assert.equal(new Set(items.map(item => item.example)).size, items.length);
    assert.ok(items.every(item => /^5\d\d/.test(item.example ?? '')));
  });

  it('finds words of either language, whatever the language of the editor', () => {
    for (const c of [en, ja]) {
      for (const query of ['接続拒否', 'connection refused']) {
        const best = catalogueItems({ query }, c).slice(0, 3);
        assert.ok(
          best.some(item => item.id === 'winsock:10061'),
          `${query}: ${best.map(item => item.id)}`,
        );
      }
    }
  });

  it('names what the log shows, in the language of the editor', () => {
    assert.deepEqual(catalogueItems({ query: '10060' }, ja)[0], {
      id: 'winsock:10060',
      code: '10060 WSAETIMEDOUT',
      title: '接続タイムアウト',
      kind: 'Winsockエラー',
    });
  });

  it('gives rows whose id is a query for the entry alone', () => {
    for (const { id } of catalogueItems({ query: '' }, en)) {
      const { entries, exact } = explain({ query: id }, en);
      assert.deepEqual([exact, entries[0]?.id], [true, id]);
    }
  });
});

describe('senderlog/explain', () => {
  it('says whether the query named what was found', () => {
    assert.equal(explain({ query: '10060' }, en).exact, true);
    assert.equal(explain({ query: '550 5.1.1 User unknown' }, en).exact, true);
    assert.equal(explain({ query: 'mailbox' }, en).exact, false);
    assert.deepEqual(explain({ query: 'xyzzy' }, en), { query: 'xyzzy', entries: [], exact: false });
  });

  it('takes the stage into account', () => {
    const told = (stage?: string) => explain({ query: '550 User unknown', stage }, en).classification?.class;
    assert.deepEqual([told('rcpt'), told('final')], ['userunknown', 'filtered']);
  });

  it('answers anything', () => {
    for (const params of [undefined, null, 5, { query: 5 }, { query: 'x'.repeat(1_000_000) }]) {
      assert.deepEqual(explain(params, en).entries, []);
    }
  });
});

describe('senderlog/explanation', () => {
  it('is a document that begins with the answer', () => {
    assert.match(explanation({ query: '10060' }, ja), /^## 10060 WSAETIMEDOUT — 接続タイムアウト\n\n/);
  });

  it('shows a reply as text, with its class', () => {
    const text = explanation({ query: '550 5.1.1 <b>[x](command:evil) user unknown' }, en);
    assert.match(
      text,
      /^# 550 5\\\.1\\\.1 \\<b\\>\\\[x\\\]\\\(command\\:evil\\\) user unknown\n\n\*\*Recipient does not exist\*\* · 550 · 5\\\.1\\\.1\n\n## 550 — /,
    );
    assert.doesNotMatch(text, /<b>|\]\(/);
  });

  it('says that it knows nothing, in words', () => {
    assert.match(explanation({ query: '*xyzzy*' }, ja), /^「\\\*xyzzy\\\*」に該当する項目はありません。$/);
  });
});
