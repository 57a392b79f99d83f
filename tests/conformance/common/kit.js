// What checks in JavaScript share: a report, and the door at which people of the simulated Slack are made to act.
// report.py and workspace.py are the same in Python.

const SLACK_URL = process.env.SLACK_URL;
// How long anything may take that is waited for, in milliseconds: far beyond what is promised.
const PATIENCE = 20_000;

class Report {
  constructor(client) {
    Object.assign(this, { client, count: 0, failed: 0 });
  }

  // Runs one check and prints its line.
  async check(name, body) {
    try {
      await body();
      this.count += 1;
      console.log(`ok  ${name}`);
    } catch (error) {
      this.failed += 1;
      console.log(`FAIL ${name}: ${String(error.message ?? error).replace(/\s+/g, ' ').slice(0, 600)}`);
    }
  }

  // The last line; exits 1 if anything failed.
  end() {
    console.log(`count ${this.count} ${this.client}`);
    process.exit(this.failed || !this.count ? 1 : 0);
  }
}

async function ask(path, body) {
  const response = await fetch(`${SLACK_URL.replace(/\/api$/, '')}/sim/${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
    signal: AbortSignal.timeout(PATIENCE),
  });
  const said = await response.text();
  if (!response.ok) throw new Error(`${path}: ${response.status} ${said}`);
  return said && JSON.parse(said);
}

const sim = {
  connect: (url) => ask('connect', { url }),
  rules: (rules) => ask('rules', rules),
  // Somebody does something; what became of it.
  act: (what, how) => ask('act', { do: what, ...how }),
  // What was asked of Slack so far.
  calls: () => ask('calls'),
  // How many connections of the app are open.
  sockets: () => ask('sockets'),
  // What a person has before them; each message as it stands now.
  seen: async (person = 'U0ANN', channel = 'C0DEPLOYS') => {
    const seen = await ask(`seen?${new URLSearchParams({ person, channel })}`);
    seen.messages = seen.messages.map((message) => ({ ...message, ...message.versions.at(-1).content }));
    return seen;
  },
};

// Looks until there is something, and returns it.
async function until(what, look) {
  const end = Date.now() + PATIENCE;
  while (Date.now() < end) {
    const found = await look();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${what} did not come about`);
}

module.exports = {
  Report,
  sim,
  until,
  SLACK_URL,
  TOKEN: 'xoxb-0001-0002-simulated',
  APP_TOKEN: 'xapp-1-A0PILOT-0003-simulated',
  SECRET: '5d41402abc4b2a76b9719d911017c592',
};
