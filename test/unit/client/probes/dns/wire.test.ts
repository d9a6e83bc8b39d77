import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as dnsPacket from 'dns-packet';
import fc from 'fast-check';
import { decodeAnswer, encodeQuestion, followAliases } from '../../../../../client/src/probes/dns/wire.ts';
import { a, cname, mx } from '../../../../support/dns-fault-server.ts';

function response(id: number, options: Partial<dnsPacket.Packet> = {}): Buffer {
  return dnsPacket.encode({
    type: 'response',
    id,
    questions: [{ type: 'MX', name: 'example.jp' }],
    answers: [mx('example.jp', 10, 'mx1.example.jp')],
    ...options,
  });
}

describe('a question', () => {
  it('asks for recursion and, with EDNS0, for answers of up to 1232 octets', () => {
    const packet = dnsPacket.decode(encodeQuestion(7, 'example.jp', 'MX', true));
    assert.equal(packet.id, 7);
    assert.equal(packet.flag_rd, true);
    assert.deepEqual(packet.questions, [{ name: 'example.jp', type: 'MX', class: 'IN' }]);
    const opt = packet.additionals?.[0];
    assert.ok(opt?.type === 'OPT' && opt.udpPayloadSize === 1232);
  });

  it('goes without EDNS0 for old servers', () => {
    assert.deepEqual(dnsPacket.decode(encodeQuestion(7, 'example.jp', 'MX', false)).additionals, []);
  });
});

describe('an answer', () => {
  it('gives the records of the answer section', () => {
    assert.deepEqual(decodeAnswer(response(1), 1, 'EXAMPLE.jp', 'MX'), {
      rcode: 'NOERROR',
      authoritative: false,
      truncated: false,
      records: [{ type: 'MX', name: 'example.jp', ttl: 3600, preference: 10, exchange: 'mx1.example.jp' }],
    });
  });

  it('is not ours with another id, another question, another type, or when it is a question', () => {
    assert.equal(decodeAnswer(response(2), 1, 'example.jp', 'MX'), 'not-ours');
    assert.equal(decodeAnswer(response(1), 1, 'other.jp', 'MX'), 'not-ours');
    assert.equal(decodeAnswer(response(1), 1, 'example.jp', 'A'), 'not-ours');
    assert.equal(decodeAnswer(response(1, { type: 'query' }), 1, 'example.jp', 'MX'), 'not-ours');
    assert.equal(decodeAnswer(Buffer.alloc(2), 1, 'example.jp', 'MX'), 'not-ours');
  });

  it('without a question is believed only when it is an error', () => {
    assert.equal(decodeAnswer(response(1, { questions: [], answers: [] }), 1, 'example.jp', 'MX'), 'not-ours');
    const error = decodeAnswer(response(1, { questions: [], answers: [], flags: 5 }), 1, 'example.jp', 'MX');
    assert.ok(typeof error === 'object' && error.rcode === 'REFUSED');
  });

  it('with a compression loop is malformed', () => {
    const packet = response(1);
    // The exchanger's name points to itself.
    const at = packet.length - 'mx1.example.jp'.length - 2;
    packet.writeUInt16BE(0xc000 | at, at);
    assert.equal(decodeAnswer(packet, 1, 'example.jp', 'MX'), 'malformed');
  });

  it('shorter than a header is malformed', () => {
    assert.equal(decodeAnswer(response(1).subarray(0, 11), 1, 'example.jp', 'MX'), 'malformed');
  });

  it('with absurd counts is malformed', () => {
    const packet = response(1);
    packet.writeUInt16BE(65_535, 6);
    assert.equal(decodeAnswer(packet, 1, 'example.jp', 'MX'), 'malformed');
  });

  it('that is cut within a record but says so asks for TCP', () => {
    const packet = response(1, { flags: dnsPacket.TRUNCATED_RESPONSE }).subarray(0, 40);
    const answer = decodeAnswer(packet, 1, 'example.jp', 'MX');
    assert.ok(typeof answer === 'object' && answer.truncated);
  });

  it('spells IPv6 addresses as the operating system does', () => {
    const packet = response(1, {
      questions: [{ type: 'AAAA', name: 'example.jp' }],
      answers: [{ type: 'AAAA', name: 'example.jp', data: '2001:db8:0:0:0:0:0:1' }],
    });
    const answer = decodeAnswer(packet, 1, 'example.jp', 'AAAA');
    assert.ok(typeof answer === 'object');
    assert.deepEqual(answer.records[0], { type: 'AAAA', name: 'example.jp', ttl: 0, data: '2001:db8::1' });
  });

  it('never throws, whatever the bytes', () => {
    const base = response(0x4142);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.nat(60), (bytes, offset) => {
        const packet = Buffer.from(base);
        packet.set(bytes.subarray(0, Math.max(0, packet.length - offset)), Math.min(offset, packet.length));
        decodeAnswer(packet, 0x4142, 'example.jp', 'MX');
        decodeAnswer(Buffer.concat([Buffer.from([0x41, 0x42, 0x80]), bytes]), 0x4142, 'example.jp', 'MX');
      }),
    );
  });

  it('full of pointer chains is done with quickly', () => {
    // 16 KiB of pointers, each to the one before, and as many records as are allowed that begin at the end of the chain.
    const head = response(1, { answers: [] });
    const chain = Buffer.alloc(16_000);
    for (let i = 0; i + 1 < chain.length; i += 2) chain.writeUInt16BE(0xc000 | Math.max(12, head.length + i - 2), i);
    const record = Buffer.alloc(12);
    record.writeUInt16BE(0xc000 | (head.length + chain.length - 2), 0);
    record.writeUInt16BE(99, 2);
    record.writeUInt16BE(1, 4);
    const packet = Buffer.concat([head, chain, ...Array.from({ length: 900 }, () => record)]);
    packet.writeUInt16BE(900, 6);
    const started = performance.now();
    decodeAnswer(packet, 1, 'example.jp', 'MX');
    assert.ok(performance.now() - started < 1000);
  });
});

describe('followAliases', () => {
  it('goes to the end of the chain and survives a loop', () => {
    const packet = response(1, {
      answers: [cname('example.jp', 'b.jp'), cname('b.jp', 'c.jp'), a('c.jp', '192.0.2.1')],
    });
    const answer = decodeAnswer(packet, 1, 'example.jp', 'MX');
    assert.ok(typeof answer === 'object');
    assert.equal(followAliases(answer.records, 'Example.JP.'), 'c.jp');
    const loop = [
      { type: 'CNAME', name: 'a', ttl: 0, data: 'b' },
      { type: 'CNAME', name: 'b', ttl: 0, data: 'a' },
    ] as const;
    assert.equal(followAliases(loop, 'a'), 'a');
  });
});
