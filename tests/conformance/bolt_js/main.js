// Bolt for JavaScript takes from the simulated Slack all that a person does, and answers it.

const { Report, sim } = require('kit');
const { overHttp, overSockets } = require('./app.js');
const acts = require('./acts.js');

// How Slack reaches the app; what people do is the same over each.
const TRANSPORTS = [overHttp, overSockets];

async function main() {
  const report = new Report('bolt_js');
  await sim.rules({ paces: false });
  for (const transport of TRANSPORTS) await acts.run(report, await transport());
  report.end();
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
