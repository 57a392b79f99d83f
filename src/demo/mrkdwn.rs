//! What Slack shows of mrkdwn, in plain text.

/// The text without its marks: a link as its words, a mention with its sign and the name or id that it carries, a
/// moment as `time` makes it of the fallback.
pub fn shown(mrkdwn: &str, time: &dyn Fn(&str) -> String) -> String {
    let mut out = String::new();
    let mut rest = mrkdwn;
    while let Some((before, after)) = rest.split_once('<') {
        out.push_str(before);
        let (inside, behind) = after.split_once('>').unwrap_or((after, ""));
        let (target, label) = match inside.split_once('|') {
            Some((target, label)) => (target, Some(label)),
            None => (inside, None),
        };
        out.push_str(&one(target, label, time));
        rest = behind;
    }
    out.push_str(rest);
    unmarked(&out)
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

/// What stands in place of `<target|label>`.
fn one(target: &str, label: Option<&str>, time: &dyn Fn(&str) -> String) -> String {
    if target.starts_with("!date^") {
        return time(label.unwrap_or(target));
    }
    let signed = |sign: char, id: &str| {
        let name = label.unwrap_or(id).trim_start_matches(sign);
        format!("{sign}{name}")
    };
    if let Some(id) = target
        .strip_prefix("!subteam^")
        .or_else(|| target.strip_prefix(['@', '!']))
    {
        return signed('@', id);
    }
    match target.strip_prefix('#') {
        Some(id) => signed('#', id),
        None => label.unwrap_or(target).to_owned(),
    }
}

/// Without the marks for bold and code, and without what keeps other characters from being marks. Inside code an
/// asterisk is an asterisk.
fn unmarked(text: &str) -> String {
    let mut code = false;
    text.chars()
        .filter(|c| match c {
            '`' => {
                code = !code;
                false
            }
            '*' => code,
            c => *c != '\u{200B}',
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn links_mentions_and_moments_read_as_slack_shows_them() {
        for (mrkdwn, text) in [
            ("*api* `v1*2` up", "api v1*2 up"),
            ("<https://a.example/?x=1&amp;y=2|the run>", "the run"),
            (
                "<https://a.example/?x=1&amp;y=2>",
                "https://a.example/?x=1&y=2",
            ),
            ("<@U0ANN> and <@U0BOB|bob>", "@U0ANN and @bob"),
            (
                "<!subteam^S0ONCALL>, <!subteam^S0RELEASE|@release>",
                "@S0ONCALL, @release",
            ),
            (
                "<!here> in <#C0DEPLOYS|deploys>, <#C0PAYMENTS>",
                "@here in #deploys, #C0PAYMENTS",
            ),
            ("at <!date^0^{time}|10:00>", "at (10:00)"),
            ("at <!date^0^{time}^https://a.example|10:00>", "at (10:00)"),
            ("1 &lt; 2 &amp;amp; <unclosed", "1 < 2 &amp; unclosed"),
        ] {
            assert_eq!(shown(mrkdwn, &|at| format!("({at})")), text, "{mrkdwn}");
        }
    }
}
