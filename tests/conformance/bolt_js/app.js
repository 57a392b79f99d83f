// A small app of Bolt's, with a listener for each thing that a person can do.

const { App, HTTPReceiver, LogLevel } = require('@slack/bolt');
const { sim, until, SLACK_URL, TOKEN, APP_TOKEN, SECRET } = require('kit');

const plain = (text) => ({ type: 'plain_text', text });
const option = (text) => ({ text: plain(text), value: text.toLowerCase() });

const buttons = (text) => [
  { type: 'section', text: { type: 'mrkdwn', text } },
  {
    type: 'actions',
    block_id: 'row',
    elements: [
      { type: 'button', action_id: 'approve', value: 'abc', text: plain('Approve') },
      { type: 'overflow', action_id: 'more', options: [option('Later'), option('Never')] },
    ],
  },
];

const modal = (title = 'Ask', members = {}) => ({
  type: 'modal',
  callback_id: 'ask',
  private_metadata: 'kept',
  notify_on_close: true,
  title: plain(title),
  submit: plain('Send'),
  blocks: [
    {
      type: 'input',
      block_id: 'why',
      label: plain('Why'),
      element: { type: 'plain_text_input', action_id: 'reason' },
    },
    {
      type: 'input',
      block_id: 'what',
      optional: true,
      label: plain('What'),
      element: { type: 'external_select', action_id: 'service', min_query_length: 1 },
    },
    { type: 'actions', elements: [{ type: 'button', action_id: 'deeper', text: plain('Deeper') }] },
  ],
  ...members,
});

// Registers the listeners; `got` keeps what each was given, by the name of what it was.
function listen(app, got) {
  app.command('/deploy', async ({ ack, command, respond, client, context }) => {
    got.command = { ...command, as: context.userId };
    if (command.text === 'modal') {
      await ack();
      await client.views.open({ trigger_id: command.trigger_id, view: modal() });
    } else if (command.text === 'public') {
      await ack({ response_type: 'in_channel', text: 'For all' });
    } else {
      await ack('Looking…');
      await respond({ text: 'Found', blocks: buttons('Found') });
    }
  });
  app.action('approve', async ({ ack, body, action, respond }) => {
    await ack();
    got.click = body;
    await respond({ text: `Approved ${action.value}`, replace_original: true });
  });
  app.action({ block_id: 'row', action_id: 'more' }, async ({ ack, body, say }) => {
    await ack();
    got.choice = body.actions[0];
    await say({ text: 'So be it', thread_ts: body.message.ts });
  });
  app.action('deeper', async ({ ack, body, client }) => {
    await ack();
    got.inside = body;
    const view = modal('Deeper', { callback_id: 'deep' });
    await client.views.push({ trigger_id: body.trigger_id, view });
  });
  app.options('service', async ({ ack, payload }) => {
    got.typed = payload;
    const names = ['api', 'web', 'worker'].filter((name) => name.includes(payload.value));
    await ack({ options: names.map(option) });
  });
  app.view('ask', async ({ ack, view }) => {
    got.submission = view;
    const why = view.state.values.why.reason.value;
    if (why === 'no') await ack({ response_action: 'errors', errors: { why: 'Say why' } });
    else if (why === 'again') await ack({ response_action: 'update', view: modal('Again') });
    else await ack();
  });
  app.view('deep', async ({ ack }) => ack({ response_action: 'clear' }));
  app.view({ type: 'view_closed', callback_id: 'ask' }, async ({ ack, view }) => {
    await ack();
    got.closed = view;
  });
  app.event('app_mention', async ({ event, say }) => {
    got.mention = event;
    await say({ text: `You said ${event.text}`, thread_ts: event.thread_ts ?? event.ts });
  });
  app.event('app_home_opened', async ({ event, client }) => {
    got.home = event;
    await client.views.publish({ user_id: event.user, view: { type: 'home', blocks: [buttons('Home')[0]] } });
  });
}

// The app on a port that is picked, with Slack told where.
async function overHttp() {
  const receiver = new HTTPReceiver({
    signingSecret: SECRET,
    logLevel: LogLevel.ERROR,
    endpoints: ['/slack/commands', '/slack/interactions', '/slack/events'],
  });
  const app = new App({
    token: TOKEN,
    receiver,
    logLevel: LogLevel.ERROR,
    clientOptions: { slackApiUrl: `${SLACK_URL}/` },
  });
  const proof = { app, way: 'http', got: {}, retries: [] };
  // What Slack says about each request that it makes again.
  app.use(async ({ context, next }) => {
    proof.retries.push([context.retryNum, context.retryReason]);
    await next();
  });
  listen(app, proof.got);
  const server = await app.start({ port: 0, host: '127.0.0.1' });
  await sim.connect(`http://127.0.0.1:${server.address().port}`);
  return proof;
}

// The app on a connection that it opens itself, with the same listeners.
async function overSockets() {
  await sim.rules({ sockets: true });
  const app = new App({
    token: TOKEN,
    appToken: APP_TOKEN,
    socketMode: true,
    logLevel: LogLevel.ERROR,
    clientOptions: { slackApiUrl: `${SLACK_URL}/` },
  });
  const proof = { app, way: 'sockets', got: {}, retries: [] };
  app.use(async ({ context, next }) => {
    proof.retries.push([context.retryNum, context.retryReason]);
    await next();
  });
  listen(app, proof.got);
  await app.start();
  await until('a connection', async () => (await sim.sockets()) === 1);
  return proof;
}

module.exports = { overHttp, overSockets, buttons };
