// What people do in the simulated Slack, and what they see of the app's answers.

const assert = require('node:assert/strict');
const { sim, until } = require('kit');
const { buttons } = require('./app.js');

const ANN = 'U0ANN';
const DEPLOYS = 'C0DEPLOYS';

// The last message that was there before this way was proven.
let since = '';

// The messages that a person sees, without older ones.
const seen = async (person) =>
  (await sim.seen(person)).messages.filter((message) => message.ts > since);

// What only one way has is on that way; each check says over which it was.
async function run(whole, proof) {
  const report = { check: (name, body) => whole.check(`${proof.way}: ${name}`, body) };
  since = (await sim.seen()).messages.map((message) => message.ts).sort().at(-1) ?? '';
  if (proof.way === 'http') await doors(report);
  await commands(report, proof);
  await clicks(report, proof);
  await modals(report, proof);
  await events(report, proof);
  if (proof.way === 'sockets') await connections(report, proof);
}

// What the app got, once; forgotten afterwards.
async function got(proof, what) {
  await until(what, () => proof.got[what]);
  const it = proof.got[what];
  delete proof.got[what];
  return it;
}

// The message with this text, as soon as Ann sees it.
const shown = (text) =>
  until(`the message ${text}`, async () => (await seen()).find((one) => one.text === text));

async function doors(report) {
  await report.check('the challenge of the events URL is met', async () => {
    const met = await sim.act('challenge', { challenge: '3eZbrw1aB10F' });
    assert.equal(met.status, 200);
    assert.match(met.body, /3eZbrw1aB10F/);
  });
  await report.check('ssl_check, which nobody signs, is answered', async () => {
    assert.equal((await sim.act('ssl_check', {})).status, 200);
  });
}

async function commands(report, proof) {
  const type = (text, how) =>
    sim.act('command', { person: ANN, channel: DEPLOYS, command: '/deploy', text, ...how });

  await report.check('a slash command is verified, parsed and acknowledged with words', async () => {
    assert.equal((await type('status @bob')).status, 200);
    const command = await got(proof, 'command');
    assert.deepEqual([command.as, command.text], [ANN, 'status <@U0BOB|bob>']);
    assert.equal((await shown('Looking…')).ephemeral_to, ANN);
  });
  await report.check('respond() reaches the person by the response URL', async () => {
    assert.equal((await shown('Found')).ephemeral_to, ANN);
  });
  await report.check('a command answered in_channel is echoed to all', async () => {
    await type('public');
    const messages = await seen('U0BOB');
    assert.deepEqual(messages.slice(-2).map((message) => message.text), ['/deploy public', 'For all']);
  });
  await report.check('a command that nobody listens to is told by Slackbot', async () => {
    const missed = await type('', { command: '/unheard' });
    // Bolt leaves such a request open.
    assert.equal(missed.notice, 'operation_timeout');
    assert.equal((await seen()).at(-1).author, 'USLACKBOT');
  });
}

async function clicks(report, proof) {
  const blocks = buttons('Approve?');
  const posted = await proof.app.client.chat.postMessage({ channel: DEPLOYS, text: 'Approve?', blocks });
  const at = { person: 'U0BOB', channel: DEPLOYS, ts: posted.ts };
  await report.check('a choice from an overflow menu, and a reply in the thread', async () => {
    await sim.act('choose', { ...at, which: { action: 'more' }, option: 'Later' });
    assert.equal((await got(proof, 'choice')).selected_option.value, 'later');
    assert.equal((await shown('So be it')).thread_ts, posted.ts);
  });
  await report.check('a click carries message and value, and replace_original replaces', async () => {
    await sim.act('click', { ...at, which: { text: 'Approve' } });
    const click = await got(proof, 'click');
    assert.deepEqual([click.user.id, click.container.message_ts], ['U0BOB', posted.ts]);
    assert.equal((await shown('Approved abc')).ts, posted.ts);
  });
  await report.check('what is no longer on the message cannot be clicked', async () => {
    await assert.rejects(sim.act('click', { ...at, which: { action: 'approve' } }), /409/);
  });
}

async function modals(report, proof) {
  const opened = async () => {
    await sim.act('command', { person: ANN, channel: DEPLOYS, command: '/deploy', text: 'modal' });
    await got(proof, 'command');
    return until('the modal', async () => (await sim.seen()).modal);
  };
  const submit = (view, values) => sim.act('submit', { person: ANN, view: view.id, values });
  let view;

  await report.check("a modal opens by the command's trigger", async () => {
    view = await opened();
    assert.equal(view.private_metadata, 'kept');
  });
  await report.check('options are supplied as a person types', async () => {
    const at = { person: ANN, view: view.id, which: { action: 'service' } };
    const answer = await sim.act('suggest', { ...at, typed: 'w' });
    assert.equal(answer.notice, null);
    const typed = await got(proof, 'typed');
    assert.deepEqual([typed.value, typed.action_id, typed.block_id], ['w', 'service', 'what']);
  });
  await report.check('errors are shown at their block, and the modal stays', async () => {
    assert.equal((await submit(view, { why: 'no' })).notice, null);
    assert.deepEqual((await sim.seen()).modal.errors, { why: 'Say why' });
    await got(proof, 'submission');
  });
  await report.check('a submission carries what was written and chosen', async () => {
    await submit(view, { why: 'because', service: 'worker' });
    const { values } = (await got(proof, 'submission')).state;
    assert.equal(values.why.reason.value, 'because');
    assert.equal(values.what.service.selected_option.value, 'worker');
    assert.equal((await sim.seen()).modal, null);
  });
  await report.check('response_action update changes the modal in place', async () => {
    view = await opened();
    await submit(view, { why: 'again' });
    const now = (await sim.seen()).modal;
    assert.deepEqual([now.id, now.title.text], [view.id, 'Again']);
    await got(proof, 'submission');
  });
  await report.check('a click inside pushes a second modal, which clears the stack', async () => {
    await sim.act('click_in_view', { person: ANN, view: view.id, which: { action: 'deeper' } });
    assert.deepEqual((await got(proof, 'inside')).container, { type: 'view', view_id: view.id });
    const pushed = async () => {
      const { modal } = await sim.seen();
      return modal.id !== view.id && modal;
    };
    await submit(await until('the pushed modal', pushed), { why: 'so' });
    assert.equal((await sim.seen()).modal, null);
  });
  await report.check('a modal that is closed says so', async () => {
    view = await opened();
    await sim.act('close', { person: ANN, view: view.id });
    assert.equal((await got(proof, 'closed')).id, view.id);
  });
}

async function events(report, proof) {
  let mention;
  await report.check('a mention is heard, and answered in its thread', async () => {
    await sim.act('mention', { person: ANN, channel: DEPLOYS, text: 'status' });
    mention = await got(proof, 'mention');
    assert.equal(mention.text, '<@U0PILOT> status');
    assert.equal((await shown('You said <@U0PILOT> status')).thread_ts, mention.ts);
  });
  await report.check('a mention in a thread says which thread', async () => {
    await sim.act('mention', { person: ANN, channel: DEPLOYS, text: 'again', thread_ts: mention.ts });
    assert.equal((await got(proof, 'mention')).thread_ts, mention.ts);
  });
  await report.check('an event that comes again says which time it is, and why', async () => {
    const taken = await sim.act('mention', { person: ANN, channel: DEPLOYS, text: 'once more' });
    await got(proof, 'mention');
    proof.retries.length = 0;
    await sim.act('redeliver', { event: taken.event_id });
    assert.equal((await got(proof, 'mention')).text, '<@U0PILOT> once more');
    // Slack names the same cause differently.
    const why = { http: 'http_timeout', sockets: 'timeout' }[proof.way];
    assert.deepEqual(proof.retries, [[1, why]]);
  });
  await report.check('the Home tab is published when it is opened', async () => {
    await sim.act('home', { person: 'U0MINJI' });
    assert.equal((await got(proof, 'home')).tab, 'home');
    await until('the Home tab', async () => (await sim.seen('U0MINJI')).home);
  });
}

async function connections(report, proof) {
  await report.check('a warning, a refresh and a cut connection are each followed by another', async () => {
    const opened = async () => {
      const calls = await sim.calls();
      return calls.filter((call) => call.operation === 'apps.connections.open').length;
    };
    for (const reason of ['warning', 'refresh_requested', undefined]) {
      const before = await opened();
      await sim.act('disconnect', { reason });
      await until('another connection', async () => (await opened()) > before && (await sim.sockets()) >= 1);
      await sim.act('mention', { person: ANN, channel: DEPLOYS, text: `after ${reason}` });
      assert.equal((await got(proof, 'mention')).text, `<@U0PILOT> after ${reason}`);
    }
  });
}

module.exports = { run };
