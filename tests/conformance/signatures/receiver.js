// Bolt's HTTPReceiver alone: acknowledges whatever it holds to be Slack's, and prints the port that it listens on.

const { HTTPReceiver, LogLevel } = require('@slack/bolt');
const { SECRET } = require('kit');

const receiver = new HTTPReceiver({
  signingSecret: SECRET,
  logLevel: LogLevel.ERROR,
  endpoints: ['/slack/commands'],
});
receiver.init({ processEvent: async (event) => event.ack() });
receiver.start({ port: 0, host: '127.0.0.1' }).then((server) => console.log(server.address().port));
