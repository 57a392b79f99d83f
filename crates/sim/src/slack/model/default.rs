//! The workspace that a simulator starts with.

use std::collections::BTreeMap;

use super::{App, ChannelKind, Team, Workspace};

const SCOPES: [&str; 11] = [
    "app_mentions:read",
    "channels:history",
    "channels:read",
    "chat:write",
    "commands",
    "groups:history",
    "groups:read",
    "im:read",
    "im:write",
    "usergroups:read",
    "users:read",
];

impl Default for Workspace {
    fn default() -> Self {
        let mut workspace = Self {
            team: Team {
                id: "T0001".into(),
                name: "Harbor".into(),
                domain: "harbor".into(),
                paid: true,
                enterprise: None,
            },
            app: App {
                id: "A0PILOT".into(),
                bot_user: "U0PILOT".into(),
                bot_id: "B0PILOT".into(),
                name: "pilothouse".into(),
                token: "xoxb-0001-0002-simulated".into(),
                scopes: SCOPES.iter().map(|scope| (*scope).to_owned()).collect(),
                app_token: "xapp-1-A0PILOT-0003-simulated".into(),
                app_token_scopes: ["connections:write".to_owned()].into(),
                signing_secret: "5d41402abc4b2a76b9719d911017c592".into(),
                verification_token: "simulatedVerification1".into(),
                home_enabled: true,
                org_installed: false,
            },
            channels: BTreeMap::new(),
            people: BTreeMap::new(),
            groups: BTreeMap::new(),
            link_url: String::new(),
            messages: Vec::new(),
            views: Vec::new(),
            triggers: Vec::new(),
            response_urls: Vec::new(),
            tickets: Vec::new(),
            last_ts: 0,
            last_change: 0,
            last_id: 0,
        };
        workspace.populate();
        workspace
    }
}

impl Workspace {
    fn populate(&mut self) {
        self.add_person("U0ANN", "Ann", "en-US");
        self.add_person("U0MINJI", "Minji", "ko-KR");
        self.add_person("U0BOB", "Bob", "en-GB");
        self.add_person("U0SAM", "Sam", "en-US");
        self.add_group("S0RELEASE", "release", &["U0ANN", "U0MINJI"]);
        self.add_group("S0ONCALL", "oncall", &["U0BOB"]);

        let all = ["U0ANN", "U0MINJI", "U0BOB", "U0SAM", "U0PILOT"];
        self.add_channel("C0DEPLOYS", "deploys", ChannelKind::Public, &all);
        self.add_channel("C0PAYMENTS", "payments", ChannelKind::Public, &all);
        self.add_channel("C0RANDOM", "random", ChannelKind::Public, &all[..4]);
        self.add_channel("C0OLD", "old-deploys", ChannelKind::Public, &all);
        self.add_channel(
            "C0INCIDENT",
            "incident-room",
            ChannelKind::Private,
            &["U0ANN", "U0MINJI", "U0PILOT"],
        );
        self.add_channel(
            "C0FINANCE",
            "finance",
            ChannelKind::Private,
            &["U0BOB", "U0SAM"],
        );
        if let Some(old) = self.channels.get_mut("C0OLD") {
            old.archived = true;
        }
        if let Some(sam) = self.people.get_mut("U0SAM") {
            sam.admin = true;
        }
    }
}
