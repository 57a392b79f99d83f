// Bolt for JavaScript takes from the simulated Slack, over HTTP, all that a person does, and answers it.

const { Report, sim } = require('kit');
const { start } = require('./app.js');
const acts = require('./acts.js');

(async () => {
  const report = new Report('bolt_js');
  await sim.rules({ paces: false });
  const proof = await start();
  await sim.connect(proof.url);
  await acts.run(report, proof);
  report.end();
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
