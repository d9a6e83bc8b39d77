import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isAfterBody, isBeforeMail, parseStage, STAGES } from '../../../../server/src/codes/stage.ts';
import { STAGES as ATTEMPT_STAGES } from '../../../../server/src/deliveries/attempt.ts';

describe('the stages of the dialogue', () => {
  it('have the slugs of the attempts, so that nothing has to be translated between them', () => {
    assert.deepEqual([...STAGES], [...ATTEMPT_STAGES]);
    for (const stage of ATTEMPT_STAGES) assert.equal(parseStage(stage), stage);
  });

  it('are read as people and other tools write them', () => {
    assert.equal(parseStage('RCPT TO'), 'rcpt');
    assert.equal(parseStage(' Final Reply '), 'final');
    assert.equal(parseStage('HELO'), 'ehlo');
    for (const name of ['', 'nonsense', 'constructor', '__proto__']) assert.equal(parseStage(name), undefined);
  });

  it('divide at the sender and at the body', () => {
    assert.deepEqual(STAGES.filter(isBeforeMail), ['connect', 'greeting', 'ehlo']);
    assert.deepEqual(STAGES.filter(isAfterBody), ['data', 'body', 'final']);
  });
});
